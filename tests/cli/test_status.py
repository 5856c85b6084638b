"""Long runs as their user meets them: interrupted, resumed, looked at, and on a disk that is full."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from offramp.cli.main import app
from offramp.cli.status import duration
from offramp.ensemble import chunks
from offramp.ensemble.lock import held
from offramp.ensemble.store import RunFolder

SHORTEST = Path(__file__).parents[1] / "scenario" / "data" / "shortest.yaml"


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("scenario") / "short.yaml"
    file.write_text(SHORTEST.read_text() + "horizon: 12\nrun_out: 6\n")
    return file


@pytest.fixture(scope="module")
def whole(scenario: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "run"
    assert offramp("run", scenario, "--worlds", 48, "--out", out, "--quiet").exit_code == 0
    return out


def offramp(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def content(folder: Path) -> dict[str, bytes]:
    files = [folder / "design.parquet", folder / "findings.json", *chunks.paths(folder)]
    return {file.name: file.read_bytes() for file in files}


@pytest.fixture
def stopped(scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run that is asked to end by SIGTERM once its first chunk is there."""
    write = RunFolder.write_chunk

    def write_and_end(folder: RunFolder, chunk: chunks.Chunk, results: list) -> None:
        write(folder, chunk, results)
        if chunk.number == 1:
            os.kill(os.getpid(), signal.SIGTERM)

    with monkeypatch.context() as patch:
        patch.setattr(RunFolder, "write_chunk", write_and_end)
        done = offramp("run", scenario, "--worlds", 48, "--out", tmp_path / "run", "--quiet")
    assert done.exit_code == 130
    assert f"offramp run --resume {tmp_path / 'run'}" in done.stderr
    return tmp_path / "run"


def test_a_run_asked_to_end_is_resumed_and_gives_the_same_bytes(stopped: Path, whole: Path) -> None:
    seen = offramp("status", stopped)
    assert seen.exit_code == 0
    assert "State:      interrupted" in seen.stdout
    assert "of 48 done" in seen.stdout
    assert f"offramp run --resume {stopped}" in seen.stdout
    done = offramp("run", "--resume", stopped, "--quiet", "--json", "--jobs", 1)
    assert done.exit_code == 0
    assert json.loads(done.stdout) == json.loads((stopped / "findings.json").read_text())
    assert content(stopped) == content(whole)
    assert "State:      complete" in offramp("status", stopped).stdout


def test_status_as_json(whole: Path) -> None:
    found = json.loads(offramp("status", whole, "--json").stdout)
    assert found["state"] == "complete"
    assert (found["done"], found["worlds"], found["seconds_left"]) == (48, 48, 0)
    assert found["effective_sample_size"] == pytest.approx(48)  # no record: every world counts alike
    assert found["failed_worlds"] == {}
    assert found["seconds_spent"] > 0


def test_status_while_another_process_writes(stopped: Path) -> None:
    with held(stopped):
        seen = offramp("status", stopped)
        assert f"State:      running (process {os.getpid()} on " in seen.stdout
        assert "left" in seen.stdout
        refused = offramp("run", "--resume", stopped)
    assert refused.exit_code == 2
    assert f"process {os.getpid()}" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["status", "nowhere"], "holds no run"),
        (["run", "--resume", "nowhere"], "holds no run"),
        (["run"], "name a scenario"),
        (["run", "--resume", "one", "--out", "two"], "leave out --out"),
        (["run", SHORTEST, "--out", f"{SHORTEST}/run"], "cannot make the run folder"),
        (["run", SHORTEST, "--out", "/proc/offramp"], "cannot make the run folder"),
    ],
)
def test_what_cannot_be_done_is_a_message_and_exit_code_2(arguments: list[object], words: str) -> None:
    done = offramp(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr


def test_a_changed_scenario_is_refused_with_exit_code_2(stopped: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.yaml"
    changed.write_text(SHORTEST.read_text() + "horizon: 13\nrun_out: 6\n")
    done = offramp("run", changed, "--resume", stopped)
    assert done.exit_code == 2
    assert "has changed since" in done.stderr


def test_on_a_full_disk_nothing_is_lost(scenario: Path, whole: Path, tmp_path: Path) -> None:
    out, limit = tmp_path / "run", (whole / "design.parquet").stat().st_size + 1
    smallest = min(path.stat().st_size for path in chunks.paths(whole))
    assert smallest > limit, "the limit is meant to stop the first chunk"
    done = subprocess.run(
        [sys.executable, "-m", "offramp.cli.main", "run", scenario, "--worlds", "48", "--out", out, "--quiet"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 2, done.stderr
    assert "cannot write" in done.stderr
    assert "Traceback" not in done.stderr
    assert "State:      failed: cannot write" in offramp("status", out).stdout
    assert offramp("run", "--resume", out, "--quiet").exit_code == 0
    assert content(out) == content(whole)


def test_a_run_until_stable_shows_how_it_settled(scenario: Path, tmp_path: Path) -> None:
    stable = ("--until-stable", "--within", 50, "--max-worlds", 64)
    done = offramp("run", scenario, "--worlds", 32, *stable, "--out", tmp_path / "run", "--quiet")
    assert done.exit_code == 0
    assert "Stable with 64 worlds" in done.stdout
    found = json.loads((tmp_path / "run" / "findings.json").read_text())
    assert [row["worlds"] for row in found["convergence"]] == [32, 64]


def test_durations_in_words() -> None:
    assert [duration(s) for s in (0, 89, 95, 3600, 12000)] == ["0 s", "89 s", "2 min", "60 min", "3 h 20 min"]
