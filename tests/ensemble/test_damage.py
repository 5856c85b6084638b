"""What a run folder has lost, or may not hold: `status` says it, resuming does what was said, and nothing outside is written."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from killing import TEXT

import offramp
from offramp import study
from offramp.cli.status import _told
from offramp.ensemble import chunks
from offramp.ensemble.store import RunFolder
from offramp.errors import RunFolderError
from offramp.findings.standing import standing
from offramp.scenario import loads

WORLDS = 20


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("whole") / "run")


@pytest.fixture
def out(whole: Path, tmp_path: Path) -> Path:
    """A copy of the finished run, to be damaged."""
    return Path(shutil.copytree(whole, tmp_path / "run"))


def run(out: Path) -> Path:
    return offramp.run(loads(TEXT), worlds=WORLDS, out=out, check_horizon=False, jobs=1).folder.path


def resumed(out: Path) -> list[str]:
    said: list[str] = []
    study.resume(out, check_horizon=False, warn=said.append, jobs=1)
    return said


def content(folder: Path) -> dict[str, bytes]:
    files = [folder / "design.parquet", folder / "scenario.yaml", *chunks.paths(folder)]
    return {file.name: file.read_bytes() for file in files}


def lose_chunks(out: Path) -> None:
    for chunk in (out / "chunks").iterdir():
        chunk.unlink()


def lose_all_chunks(out: Path) -> None:
    shutil.rmtree(out / "chunks")


def empty_design(out: Path) -> None:
    (out / "design.parquet").write_bytes(b"")


def cut_design(out: Path) -> None:
    kept = (out / "design.parquet").read_bytes()
    (out / "design.parquet").write_bytes(kept[: len(kept) // 2])


def folder_for_design(out: Path) -> None:
    (out / "design.parquet").unlink()
    (out / "design.parquet").mkdir()


def no_design(out: Path) -> None:
    (out / "design.parquet").unlink()


DAMAGES = [
    (lose_chunks, "20 of them are missing in .*chunks: resuming solves them again", ""),
    (lose_all_chunks, "20 of them are missing in .*chunks: resuming solves them again", ""),
    (empty_design, r"design\.parquet is damaged: resuming writes it anew", r"design.parquet is damaged; written anew"),
    (cut_design, r"design\.parquet is damaged: resuming writes it anew", r"design.parquet is damaged; written anew"),
    (folder_for_design, r"design\.parquet is damaged: resuming writes", r"design.parquet is damaged; written anew"),
    (no_design, r"design\.parquet is missing: resuming writes it anew", r"design.parquet is missing; written anew"),
]


@pytest.mark.parametrize(("damage", "told", "said"), DAMAGES, ids=[damage.__name__ for damage, *_ in DAMAGES])
def test_what_a_finished_run_has_lost_is_told_and_resuming_brings_it_back(
    whole: Path, out: Path, damage: Callable[[Path], None], told: str, said: str
) -> None:
    damage(out)
    found = standing(RunFolder(out))
    assert found.state == "interrupted"
    assert re.search(told, found.damage[0])
    printed = _told(out, found)
    assert found.damage[0] in printed
    assert f"Go on with: offramp run --resume {out}" in printed
    assert said in "\n".join(resumed(out))
    assert content(out) == content(whole)
    after = standing(RunFolder(out))
    assert (after.state, after.done, after.damage) == ("complete", WORLDS, [])


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file_in_the_place_of_a_chunk_is_set_aside(whole: Path, out: Path, kind: str) -> None:
    chunk = chunks.path_of(out, 1)
    chunk.unlink()
    chunk.mkdir() if kind == "folder" else os.mkfifo(chunk)
    with pytest.raises(RunFolderError, match=r"00001\.parquet is damaged .* resuming the run sets it aside"):
        standing(RunFolder(out))
    (said,) = resumed(out)
    assert "00001.parquet is no file; kept as 00001.parquet.bad" in said
    assert content(out) == content(whole)
    assert standing(RunFolder(out)).state == "complete"


def test_a_run_json_that_says_nothing_is_told_what_it_lacks(out: Path) -> None:
    (out / "run.json").write_text('{"format": 1}')
    with pytest.raises(RunFolderError, match=r"run\.json cannot be read, it lacks offramp, scenario, hash"):
        standing(RunFolder(out))


def test_a_run_json_that_is_cut_off_is_named_with_its_line_and_the_way_out_works(whole: Path, out: Path) -> None:
    """The way out: move it away and begin the same run once more; no chunk is solved again."""
    text = (out / "run.json").read_text()
    (out / "run.json").write_text(text[: len(text) // 2])
    solved = {path: path.stat().st_mtime_ns for path in chunks.paths(out)}
    line = text[: len(text) // 2].count("\n") + 1
    words = rf"run\.json cannot be read, line {line}: .* The 2 chunks .* untouched: move run\.json out .* --out"
    for look in (lambda: standing(RunFolder(out)), lambda: resumed(out)):
        with pytest.raises(RunFolderError, match=words):
            look()
    (out / "run.json").rename(out.parent / "run.json")
    run(out)
    assert {path: path.stat().st_mtime_ns for path in chunks.paths(out)} == solved
    assert content(out) == content(whole)


@pytest.mark.parametrize("name", ["chunks", "design.parquet", "lock", "readings", "later", "obstacles", "talking-free",
                                  "figures", "readings/one/chunks", "report.html"])  # fmt: skip
def test_nothing_is_written_through_a_link_inside_a_run_folder(out: Path, tmp_path: Path, name: str) -> None:
    outside, inside = tmp_path / "outside", out / name
    inside.parent.mkdir(parents=True, exist_ok=True)
    if inside.exists():
        inside.rename(outside)
    elif "." in name or name == "lock":
        outside.write_text("of somebody else")
    else:
        outside.mkdir()
    inside.symlink_to(outside)
    before = {path: path.read_bytes() for path in (outside, *outside.rglob("*")) if path.is_file()}
    assert standing(RunFolder(out)).damage == [f"{inside} is a link: resuming refuses it"]
    with pytest.raises(RunFolderError, match=f"{name} is a link to {outside}"):
        resumed(out)
    assert {path: path.read_bytes() for path in (outside, *outside.rglob("*")) if path.is_file()} == before
    assert outside.exists()


def test_a_new_run_is_not_begun_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "chunks").symlink_to(tmp_path / "outside")
    with pytest.raises(RunFolderError, match="chunks is a link"):
        run(tmp_path / "run")
    assert not any((tmp_path / "outside").iterdir())


def test_the_way_to_a_run_folder_may_be_a_link(out: Path, tmp_path: Path) -> None:
    (tmp_path / "short").symlink_to(out)
    assert resumed(tmp_path / "short") == []
    assert json.loads((out / "run.json").read_text())["status"] == "complete"
