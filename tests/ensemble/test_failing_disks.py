"""The disk fails at every single write, the folder may not be written, two processes want one folder: nothing is lost."""

from __future__ import annotations

import ctypes
import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from killing import TEXT

import offramp
from offramp import study
from offramp.ensemble import chunks
from offramp.ensemble.store import RunFolder
from offramp.errors import RunFolderError
from offramp.findings.standing import standing
from offramp.scenario import loads

WORLDS = 24
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1  # linux/prctl.h, linux/capability.h


def run(out: Path, **more) -> Path:
    return offramp.run(loads(TEXT), worlds=WORLDS, jobs=1, out=out, check_horizon=False, **more).folder.path


def content(folder: Path) -> dict[str, bytes]:
    files = [folder / "design.parquet", folder / "scenario.yaml", *chunks.paths(folder)]
    return {file.name: file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run to which nothing happened."""
    return run(tmp_path_factory.mktemp("whole") / "run")


@contextmanager
def failing(number: int, code: int) -> Iterator[list[int]]:
    """The disk refuses the flush of file `number`, counted from 0, and every later one; yields the count so far."""
    flush, seen = os.fsync, [0]

    def refuse(handle: int) -> None:
        seen[0] += 1
        if seen[0] > number:
            raise OSError(code, os.strerror(code))
        flush(handle)

    os.fsync = refuse
    try:
        yield seen
    finally:
        os.fsync = flush


def writes_of_a_run(out: Path) -> int:
    with failing(10**6, errno.ENOSPC) as seen:
        run(out)
    return seen[0]


def test_whichever_write_the_full_disk_refuses_the_run_says_so_and_is_resumed_to_the_byte(
    whole: Path, tmp_path: Path
) -> None:
    """The scenario's copy, run.json, the design, each chunk: every write of the run in turn is the first to fail."""
    count = writes_of_a_run(tmp_path / "counted")
    assert count >= 6
    for number in range(count):
        out = tmp_path / f"run-{number}"
        with failing(number, errno.ENOSPC), pytest.raises(RunFolderError, match=r"cannot write .* No space left"):
            run(out)
        assert not list(out.rglob("*.tmp")), number
        kept = {path.name: path.read_bytes() for path in chunks.paths(out)}
        again(out)
        assert content(out) == content(whole), number
        assert kept.items() <= content(out).items(), number


def again(out: Path) -> None:
    """Begin anew where the run was stopped before it had said what it is, else resume it."""
    if (out / "run.json").exists():
        assert standing(RunFolder(out)).state != "complete"
        study.resume(out, check_horizon=False, jobs=1)
    else:
        run(out)


@pytest.mark.parametrize("code", [errno.EROFS, errno.EIO, errno.EDQUOT], ids=["read-only", "broken", "quota"])
def test_a_disk_that_turns_read_only_or_breaks_under_a_run_is_named(whole: Path, tmp_path: Path, code: int) -> None:
    out = tmp_path / "run"
    with failing(5, code), pytest.raises(RunFolderError, match=os.strerror(code)):
        run(out)
    again(out)
    assert content(out) == content(whole)


def without_privilege() -> None:
    """Even root obeys the modes of files from here on (in the child, before it becomes another program)."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


def offramp_here(*words: object, prepare: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "offramp.cli.main", *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=prepare,  # noqa: PLW1509 - no thread of ours holds a lock that the child needs
    )  # fmt: skip


@contextmanager
def read_only(*folders: Path) -> Iterator[None]:
    for folder in folders:
        folder.chmod(0o555)
    try:
        yield
    finally:
        for folder in folders:
            folder.chmod(0o755)


def test_a_read_only_folder_is_read_and_not_written(whole: Path, tmp_path: Path) -> None:
    """`status` answers; a new run inside it and a resumed one are refused in words; writable again, it is resumed."""
    out, file = tmp_path / "run", tmp_path / "short.yaml"
    file.write_text(TEXT, encoding="utf-8")
    with failing(6, errno.ENOSPC), pytest.raises(RunFolderError):
        run(out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    asked = {
        "status": (["status", out], 0, "of 24 done"),
        "resume": (["run", "--resume", out, "--quiet"], 2, "cannot lock"),
        "new": (["run", file, "--worlds", 4, "--out", out / "inside", "--quiet"], 2, "cannot make the run folder"),
    }
    with read_only(out, out / "chunks"):
        running = {name: offramp_here(*words, prepare=without_privilege) for name, (words, _, _) in asked.items()}
        for name, process in running.items():
            printed = "".join(process.communicate(timeout=120))
            assert process.returncode == asked[name][1], printed
            assert asked[name][2] in printed, printed
            assert "Traceback" not in printed
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    again(out)
    assert content(out) == content(whole)


def test_of_two_processes_that_begin_a_run_in_one_folder_one_is_refused_and_the_other_finishes(
    whole: Path, tmp_path: Path
) -> None:
    out, file = tmp_path / "run", tmp_path / "short.yaml"
    file.write_text(TEXT, encoding="utf-8")
    words = ("run", file, "--worlds", WORLDS, "--jobs", 1, "--out", out, "--quiet", "--no-argument")
    both = [offramp_here(*words) for _ in range(2)]
    told = [process.communicate(timeout=240)[1] for process in both]
    assert sorted(process.returncode for process in both) == [0, 2], told
    refused = told[0] if both[0].returncode else told[1]
    assert "is being written by" in refused or "already holds a run" in refused
    assert {name: content(out)[name] for name in content(whole) if name != "scenario.yaml"} == {
        name: data for name, data in content(whole).items() if name != "scenario.yaml"
    }
