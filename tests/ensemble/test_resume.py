"""Runs that last: resumed after any end they give the bytes of an uninterrupted run, and what is damaged is seen."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from killing import TEXT, WORLDS

import offramp
from offramp import study
from offramp.ensemble import chunks
from offramp.ensemble.lock import NAME, Holder, held
from offramp.ensemble.store import RunFolder
from offramp.errors import RunFolderError
from offramp.findings.convergence import Until
from offramp.findings.standing import standing
from offramp.scenario import loads

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that nothing interrupted."""
    return run(tmp_path_factory.mktemp("whole") / "run")


def run(out: Path, worlds: int = WORLDS, **more) -> Path:
    return offramp.run(loads(TEXT), worlds=worlds, out=out, check_horizon=False, **more).folder.path


def resume(out: Path, **more) -> list[str]:
    """Resume and return what was warned of."""
    said: list[str] = []
    study.resume(out, check_horizon=False, warn=said.append, **more)
    return said


def content(folder: Path) -> dict[str, bytes]:
    files = [folder / "design.parquet", folder / "scenario.yaml", *chunks.paths(folder)]
    return {file.name: file.read_bytes() for file in files}


def interrupt(out: Path, after: int, **more) -> Path:
    """A run stopped by Ctrl-C once `after` worlds are solved."""

    def stop(progress: object) -> None:
        if getattr(progress, "done", 0) > after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(out, progress=stop, **more)
    return out


@pytest.mark.parametrize(("jobs", "moment", "kept"), [(1, "before:0", 0), (2, "after:2", 3), (4, "world:40", 2)])
def test_a_run_killed_at_any_moment_loses_the_chunk_in_work_and_no_byte_of_the_result(
    whole: Path, tmp_path: Path, jobs: int, moment: str, kept: int
) -> None:
    out = tmp_path / "run"
    command = [sys.executable, str(HERE / "killing.py"), str(out), str(jobs), moment]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        if moment.startswith("world"):
            assert process.stdout.readline() == "here\n"
            seen = standing(RunFolder(out))
            assert (seen.state, seen.by) == ("running", f"process {process.pid} on {socket.gethostname()}")
            with pytest.raises(RunFolderError, match=f"written by process {process.pid}"):
                resume(out)
            process.kill()
        assert process.wait(timeout=120) == -9
    left = standing(RunFolder(out))
    assert (left.state, left.done, left.worlds) == ("interrupted", 16 * kept, WORLDS)
    assert resume(out, jobs=3 - jobs % 2) == []
    assert content(out) == content(whole)
    assert not list(out.rglob("*.tmp"))
    assert standing(RunFolder(out)).state == "complete"


def test_resuming_solves_only_what_is_missing(whole: Path, tmp_path: Path) -> None:
    out = interrupt(tmp_path / "run", 40, jobs=2)
    before = {path: path.stat().st_mtime_ns for path in chunks.paths(out)}
    assert len(before) == 2
    counts: list[int] = []
    resume(out, progress=lambda progress: counts.append(progress.done))
    assert counts == list(range(33, WORLDS + 1))
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert content(out) == content(whole)


def flipped(path: Path) -> bytes:
    found = bytearray(path.read_bytes())
    found[len(found) // 2] ^= 1
    return bytes(found)


@pytest.mark.parametrize(
    "damage",
    [
        flipped,
        lambda path: path.read_bytes()[:-1],
        lambda path: path.read_bytes()[: len(path.read_bytes()) // 2],
        lambda _: b"",
        lambda path: (path.parent / "00002.parquet").read_bytes(),
    ],
    ids=["flipped", "short", "half", "empty", "another chunk"],
)
def test_a_chunk_that_does_not_fit_is_said_set_aside_and_solved_again(
    whole: Path, tmp_path: Path, damage: Callable[[Path], bytes]
) -> None:
    out = run(tmp_path / "run", 48)
    right, chunk = content(out), chunks.path_of(out, 1)
    bad = damage(chunk)
    chunk.write_bytes(bad)
    (said,) = resume(out)
    assert "00001.parquet" in said
    assert "damaged" in said or "other inputs" in said
    assert (chunk.parent / "00001.parquet.bad").read_bytes() == bad
    assert content(out) == right


def test_a_damaged_chunk_is_no_part_of_any_answer(tmp_path: Path) -> None:
    out = run(tmp_path / "run", 16)
    chunk = chunks.path_of(out, 0)
    chunk.write_bytes(flipped(chunk))
    with pytest.raises(RunFolderError, match=r"00000\.parquet is damaged .* resuming the run"):
        RunFolder(out).dataset()


def test_a_chunk_of_another_seed_and_one_too_many_are_foreign(whole: Path, tmp_path: Path) -> None:
    out, other = run(tmp_path / "run", 32), run(tmp_path / "other", 16, seed=2)
    right = content(out)
    for number in (0, 9):
        chunks.path_of(out, number).write_bytes(chunks.path_of(other, 0).read_bytes())
    said = resume(out)
    assert len(said) == 2
    assert all("does not belong to this run" in line for line in said)
    assert content(out) == right


def test_a_run_is_made_longer_and_its_worlds_are_kept(whole: Path, tmp_path: Path) -> None:
    out = run(tmp_path / "run", 40)
    first = chunks.path_of(out, 1).stat().st_mtime_ns
    assert resume(out, worlds=WORLDS) == []
    assert content(out) == content(whole)
    assert chunks.path_of(out, 1).stat().st_mtime_ns == first
    with pytest.raises(RunFolderError, match="80 worlds"):
        resume(out, worlds=40)


def test_a_changed_scenario_is_refused(whole: Path, tmp_path: Path) -> None:
    out = interrupt(tmp_path / "run", 20)
    changed = loads(TEXT.replace("0.02, 0.1", "0.02, 0.2"))
    with pytest.raises(RunFolderError, match="the scenario has changed since"):
        resume(out, scenario=changed)
    for more, words in (({"seed": 2}, "seed 1, not 2"), ({"horizon": 10}, "horizon of 12 months, not 10")):
        with pytest.raises(RunFolderError, match=words):
            resume(out, **more)
    (out / "scenario.yaml").write_text(TEXT.replace("0.02, 0.1", "0.02, 0.2"))
    with pytest.raises(RunFolderError, match=r"scenario\.yaml has changed"):
        resume(out)


def test_another_version_of_the_solver_is_refused(tmp_path: Path) -> None:
    out = run(tmp_path / "run", 16)
    about = json.loads((out / "run.json").read_text())
    (out / "run.json").write_text(json.dumps(about | {"code": "0"}))
    with pytest.raises(RunFolderError, match="another source of the solver"):
        resume(out)


def test_resuming_needs_neither_the_file_nor_the_words_it_was_read_from(tmp_path: Path) -> None:
    out = tmp_path / "run"
    text = TEXT.replace("The shortest legal scenario", "Kürzer geht’s nicht")
    offramp.run(loads(text), worlds=20, horizon=9, out=out, check_horizon=False)
    right = content(out)
    chunks.path_of(out, 0).unlink()
    resume(out)
    assert content(out) == right
    assert study.recalled(out).horizon == 9


def test_a_lock_of_a_dead_process_is_taken_over_and_a_live_one_is_not(tmp_path: Path) -> None:
    out = run(tmp_path / "run", 16)
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        dead.wait(timeout=60)
    here = socket.gethostname()
    (out / NAME).write_text(json.dumps({"pid": dead.pid, "host": here, "begun": 1}))
    assert standing(RunFolder(out)).state == "complete"
    assert resume(out) == []
    assert not (out / NAME).exists()
    with held(out), pytest.raises(RunFolderError, match=f"written by process {os.getpid()} on {here}"):
        resume(out)
    (out / NAME).write_text(json.dumps({"pid": 1, "host": "elsewhere", "begun": 1}))
    with pytest.raises(RunFolderError, match="process 1 on elsewhere"):
        resume(out)
    assert Holder(os.getpid(), here, begun=1).alive is False  # the number of a process that is gone, given again


def test_a_clock_that_goes_backwards_harms_nothing(tmp_path: Path) -> None:
    out = interrupt(tmp_path / "run", 20)
    about = json.loads((out / "run.json").read_text())
    (out / "run.json").write_text(json.dumps(about | {"noted": about["noted"] + 1e9, "begun": "2100-01-01T00:00:00Z"}))
    with held(out):
        assert standing(RunFolder(out)).spent == about["spent"]
    resume(out)
    assert json.loads((out / "run.json").read_text())["spent"] > about["spent"]


def test_until_stable_doubles_the_worlds_and_keeps_those_that_were_solved(whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    found = offramp.run(loads(TEXT), worlds=20, out=out, check_horizon=False, until=Until(within=1e-6, most=WORLDS))
    assert [row.worlds for row in found.convergence] == [20, 40, 80]
    assert not found.convergence[-1].stable
    assert found.convergence[-1].difference < found.convergence[0].difference
    assert content(out) == content(whole)
    loose = offramp.run(loads(TEXT), worlds=20, out=tmp_path / "loose", check_horizon=False, until=Until(within=0.5))
    assert [row.worlds for row in loose.convergence] == [20, 40, 80]  # 50 effective worlds are asked for as well
    assert loose.convergence[-1].stable


def test_until_stable_goes_on_where_it_was_stopped(whole: Path, tmp_path: Path) -> None:
    out = interrupt(tmp_path / "run", 50, worlds=20, until=Until(within=1e-6, most=WORLDS))
    found = study.resume(out, check_horizon=False)
    assert [row.worlds for row in found.convergence] == [20, 40, 80]
    assert content(out) == content(whole)
