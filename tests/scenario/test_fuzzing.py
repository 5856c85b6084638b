"""Damaged scenario files and run folders: never a traceback, over a second or 500 MB, and never a file outside the run folder."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

import offramp
from offramp.errors import ScenarioError
from offramp.scenario import catalogue, loads
from scenario.fuzzed import Tally, damaged, seconds_of

HERE = Path(__file__).parent
BUNDLED = sorted(
    path.name for path in files(catalogue.__package__).joinpath("library").iterdir() if path.name.endswith(".yaml")
)
#: Seconds of CPU and MB of memory that no damaged file may take; the memory is that of the whole process, solver loaded.
LONGEST, LARGEST = 1.0, 500.0


def fuzzed(place: Path, *words: object) -> Tally:
    """A batch in a process of its own (see fuzzed.py), watched: what it prints, and what it leaves anywhere near."""
    here, temporary = place / "here", place / "temporary"
    for folder in (here, temporary):
        folder.mkdir()
    before = seen(place, HERE)
    surroundings = os.environ | {
        "TMPDIR": str(temporary),
        "PYTHONPATH": str(HERE.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, str(HERE / "fuzzed.py"), *map(str, words)]
    done = subprocess.run(command, cwd=here, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert not list(here.iterdir())
    assert seen(place, HERE) == before
    return Tally(**json.loads(done.stdout.splitlines()[-1]))


def seen(*folders: Path) -> dict[Path, tuple[int, int]]:
    """Everything in some folders: files with their size and when they were written, folders by name."""
    found = (path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts)
    return {path: (path.stat().st_size, path.stat().st_mtime_ns) if path.is_file() else (0, 0) for path in found}


def harmless(tally: Tally) -> None:
    assert tally.faults == []
    assert tally.slowest < LONGEST
    assert tally.peak < LARGEST


def test_damaged_scenarios_are_refused_in_words(tmp_path: Path) -> None:
    """A few of each here; `make long` tries ten thousand."""
    tally = fuzzed(tmp_path, "scenarios", ",".join(BUNDLED), 0, 12)
    harmless(tally)
    assert tally.tried == 12 * len(BUNDLED)
    assert tally.further > 0, "some are read all the same, and solved"


def test_a_file_that_lost_what_many_places_name_is_refused_as_fast() -> None:
    """Found by trying ten thousand: without its shared quantities, hundreds of names were compared with hundreds of paths."""
    text = files(catalogue.__package__).joinpath("library", "ukraine-2024.yaml").read_text(encoding="utf-8")

    def refused() -> None:
        with pytest.raises(ScenarioError):
            loads(damaged(text, random.Random("ukraine-2024.yaml 9013")))

    assert seconds_of(refused) < LONGEST


@pytest.mark.long
@pytest.mark.parametrize("block", range(20))
@pytest.mark.parametrize("name", BUNDLED)
def test_ten_thousand_damaged_scenarios_are_refused_in_words(name: str, block: int, tmp_path: Path) -> None:
    """The same at length."""
    tally = fuzzed(tmp_path, "scenarios", name, 500 * block, 500 * (block + 1))
    harmless(tally)
    assert tally.further > 0, "of five hundred damaged files some are read all the same, and solved"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of a small war with a record."""
    out = tmp_path_factory.mktemp("runs") / "whole"
    offramp.run(offramp.load(HERE / "data" / "every-feature.yaml"), worlds=4, out=out, jobs=1)
    return out


def test_a_damaged_run_folder_is_a_message_and_resumed_or_refused(folder: Path, tmp_path: Path) -> None:
    """Whatever file it is; `status` writes nothing, and what it says of a resumed run is that it is complete."""
    tally = fuzzed(tmp_path, "folders", folder, 0, 64)
    harmless(tally)
    assert tally.further == 8


@pytest.mark.long
@pytest.mark.parametrize("block", range(10))
def test_ten_thousand_damaged_run_folders_are_messages(block: int, folder: Path, tmp_path: Path) -> None:
    """The same at length."""
    harmless(fuzzed(tmp_path, "folders", folder, 1000 * block, 1000 * (block + 1)))


@pytest.mark.parametrize("kind", ["deep", "wide", "aliases", "huge grid"])
def test_hostile_files_are_refused_in_a_moment(kind: str) -> None:
    """Nesting, size, alias bombs and grids that would not fit in memory."""
    made: dict[str, Callable[[], str]] = {
        "deep": lambda: "a: " + "[" * 5000 + "]" * 5000,
        "wide": lambda: "a: [" + ", ".join("1" for _ in range(200_000)) + "]",
        "aliases": lambda: "a: &a [1, 1]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in pairwise("abcdefghijklmnopqrst")),
        "huge grid": lambda: files(catalogue.__package__).joinpath("library", "korea-1951.yaml").read_text(encoding="utf-8")
        + "\ncapacity: {top: 100000}\n",
    }  # fmt: skip
    begun = time.process_time()
    with pytest.raises(ScenarioError):
        loads(made[kind]())
    assert time.process_time() - begun < LONGEST
