"""Whoever reads what is printed may stop reading: the command ends like others do, without a word, and a run keeps its folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from offramp.cli.console import UNHEARD, guarded
from offramp.ensemble.store import RunFolder
from offramp.findings.standing import standing

SHORTEST = Path(__file__).parents[1] / "scenario" / "data" / "shortest.yaml"


def to_nobody(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the command with a pipe for its output that nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        command = [sys.executable, "-m", "offramp.cli.main", *map(str, words)]
        return subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(writer)


def test_a_run_that_nobody_listens_to_ends_quietly_and_keeps_its_worlds(tmp_path: Path) -> None:
    """It ends at its first answer, after sixteen worlds."""
    file, out = tmp_path / "short.yaml", tmp_path / "run"
    file.write_text(SHORTEST.read_text() + "horizon: 12\nrun_out: 6\n")
    done = to_nobody("run", file, "--worlds", 64, "--out", out, "--no-argument")
    assert done.returncode == UNHEARD == 128 + 13  # as the shell tells of a program that SIGPIPE ended
    assert "Traceback" not in done.stderr
    assert "error" not in done.stderr.lower()
    found = standing(RunFolder(out))
    assert (found.state, found.done, found.worlds) == ("interrupted", 16, 64)


@pytest.mark.parametrize("words", [("list",), ("list", "--json"), ("check", SHORTEST)])
def test_short_commands_end_quietly_too(words: tuple[object, ...]) -> None:
    done = to_nobody(*words)
    assert (done.returncode, done.stderr) == (UNHEARD, "")


def test_a_table_that_nobody_reads_ends_quietly() -> None:
    """The library that prints tables ends the program by itself, with exit code 1."""
    script = (
        "import sys; from rich.console import Console; from offramp.cli.console import guarded; "
        "sys.exit(guarded(lambda: Console().print('x')))"
    )
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "-c", script], stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (UNHEARD, "")


def test_other_ends_of_the_program_are_left_alone() -> None:
    def leaves() -> None:
        sys.exit(5)

    with pytest.raises(SystemExit, match="5"):
        guarded(leaves)
