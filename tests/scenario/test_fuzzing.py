"""Damaged scenario files and run folders end in a list of problems, never in a traceback, and quickly."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

import offramp
from offramp.cli import status
from offramp.cli.console import INTERNAL, guarded
from offramp.errors import ScenarioError
from offramp.scenario import catalogue, loads

BUNDLED = sorted(
    path.name for path in files(catalogue.__package__).joinpath("library").iterdir() if path.name.endswith(".yaml")
)
#: Seconds of CPU that no damaged file may take.
LONGEST = 1.0
JUNK = ("1e999", "-1", "0", ".nan", "!!python/object:os.system", "*x", "&x", "[", "{", "}", "]", ": :", "\t", "\x00", "é" * 50,
        "9" * 400, "uniform: [1, 0]", "{uniform: [0, 1]}", "null", "yes", "- - - -", "<<: {}", "'", '"', "#", "|", "a: 1")  # fmt: skip


def damaged(text: str, draw: random.Random) -> str:
    """The text with one to three faults of the kinds that editors, disks and people make."""
    lines = text.split("\n")
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(len(lines))
        kind = draw.randrange(8)
        if kind == 0:
            del lines[at : at + draw.randint(1, 5)]
        elif kind == 1:
            lines.insert(at, lines[draw.randrange(len(lines))])
        elif kind == 2:
            lines[at] = " " * draw.randint(0, 8) + lines[at].lstrip()
        elif kind == 3:
            key, colon, _ = lines[at].partition(":")
            lines[at] = f"{key}{colon} {draw.choice(JUNK)}"
        elif kind == 4:
            lines[at] = "".join(c if draw.random() > 0.1 else chr(draw.randrange(32, 0x250)) for c in lines[at])
        elif kind == 5:
            lines[at] = lines[at] + draw.choice(JUNK)
        elif kind == 6:
            lines = lines[:at] or [""]
        else:
            other = draw.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        lines = lines or [""]
    return "\n".join(lines)


def survives(name: str, number: int) -> None:
    """A damaged bundled scenario is read or refused with problems that say where they are."""
    text = files(catalogue.__package__).joinpath("library", name).read_text(encoding="utf-8")
    hurt = damaged(text, random.Random(f"{name} {number}"))
    begun = time.process_time()
    try:
        loads(hurt)
    except ScenarioError as error:
        assert error.problems
        assert all(str(problem) for problem in error.problems)
    spent = time.process_time() - begun
    # twice the promised second, for a machine that has other things to do: a file that is slow to refuse takes far longer
    assert spent < 2 * LONGEST, f"{name} {number}: {spent:.2f} s"


@pytest.mark.parametrize("name", BUNDLED)
def test_damaged_scenarios_are_refused_in_words(name: str) -> None:
    """A few of each here; `make long` tries ten thousand."""
    for number in range(12):
        survives(name, number)


def test_a_file_that_lost_what_many_places_name_is_refused_as_fast() -> None:
    """Found by trying ten thousand: without its shared quantities, hundreds of names were compared with hundreds of paths."""
    survives("ukraine-2024.yaml", 9013)


@pytest.mark.long
@pytest.mark.parametrize("block", range(20))
@pytest.mark.parametrize("name", BUNDLED)
def test_ten_thousand_damaged_scenarios_are_refused_in_words(name: str, block: int) -> None:
    """The same at length."""
    for number in range(500 * block, 500 * (block + 1)):
        survives(name, number)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of a small war."""
    small = Path(__file__).parent / "data" / "every-feature.yaml"
    out = tmp_path_factory.mktemp("runs") / "whole"
    offramp.run(offramp.load(small), worlds=4, out=out, jobs=1)
    return out


def hurt_file(path: Path, draw: random.Random) -> None:
    """Cut off, empty, flip bytes in or replace one file."""
    content = bytearray(path.read_bytes())
    kind = draw.randrange(4)
    if kind == 0:
        path.write_bytes(content[: draw.randrange(len(content) + 1)])
    elif kind == 1:
        path.write_bytes(b"")
    elif kind == 2:
        for _ in range(draw.randint(1, 20)):
            content[draw.randrange(len(content))] = draw.randrange(256)
        path.write_bytes(content)
    else:
        path.write_bytes(draw.choice([b"{}", b"[]", b"null", b"\xff\xfe", b"{", b'{"worlds": -1}']))


def stands(folder: Path, work: Path, number: int) -> None:
    """`status` on a run folder with one damaged file: an answer or a message, and nothing written."""
    draw = random.Random(number)
    copy = Path(shutil.copytree(folder, work / f"run-{number}"))
    there = sorted(path for path in copy.rglob("*") if path.is_file() and path.stat().st_size)
    hurt_file(draw.choice(there), draw)
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    assert guarded(lambda: status.show(copy, as_json=bool(number % 2))) != INTERNAL
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before
    shutil.rmtree(copy)


def test_a_damaged_run_folder_is_a_message(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever file it is."""
    for number in range(60):
        stands(folder, tmp_path, number)
    assert "Traceback" not in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.long
@pytest.mark.parametrize("block", range(10))
def test_ten_thousand_damaged_run_folders_are_messages(block: int, folder: Path, tmp_path: Path) -> None:
    """The same at length."""
    for number in range(1000 * block, 1000 * (block + 1)):
        stands(folder, tmp_path, number)


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
