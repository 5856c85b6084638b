"""The command line as its user meets it: what is printed where, and the exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from offramp.cli.main import app

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "scenario" / "data"


def started(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a user starts it."""
    command = [sys.executable, "-m", "offramp.cli.main", *map(str, arguments)]
    wide = os.environ | {"COLUMNS": "140"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=wide)


def offramp(*arguments: str | Path) -> Result:
    """The same command in this process, which need not be started."""
    return CliRunner(env={"COLUMNS": "140"}).invoke(app, [str(argument) for argument in arguments])


def test_the_list_names_the_bundled_wars() -> None:
    done = started("list")
    assert done.returncode == 0
    assert "ukraine-2024" in done.stdout
    assert "korea-1951" in done.stdout
    assert {row["name"] for row in json.loads(offramp("list", "--json").stdout)} >= {"ukraine-2024", "korea-1951"}


def test_ten_faults_are_listed_at_once_with_their_lines_and_exit_code_3() -> None:
    done = started("check", DATA / "ten-faults.yaml")
    assert done.returncode == 3
    assert "10 problems" in done.stderr
    assert done.stderr.count("ten-faults.yaml:") == 10
    assert "Traceback" not in done.stderr
    faults = json.loads(offramp("check", DATA / "ten-faults.yaml", "--json").stdout)
    assert len(faults["problems"]) == 10
    assert all(problem["line"] > 0 for problem in faults["problems"])


@pytest.mark.parametrize("command", ["check", "solve", "run"])
def test_an_unknown_scenario_names_the_nearest_and_exits_with_2(command: str) -> None:
    done = started(command, "ukrane-2024")
    assert done.returncode == 2
    assert "'ukraine-2024'" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_policy_names_the_nearest_and_exits_with_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = offramp("run", DATA / "every-feature.yaml", "--policy", "wind-dwon")
    assert done.exit_code == 2
    assert "'wind-down'" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_new_scenario_is_short_commented_valid_and_never_overwrites(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    assert offramp("new", file, "--like", "ukraine-2024").exit_code == 0
    text = file.read_text()
    assert len(text.splitlines()) < 60
    assert "#" in text
    assert offramp("check", file).exit_code == 0
    again = offramp("new", file, "--like", "ukraine-2024")
    assert again.exit_code == 2
    assert "nothing was written" in again.stderr
    assert file.read_text() == text


def test_one_world_in_depth() -> None:
    done = offramp("solve", DATA / "every-feature.yaml", "--policy", "sustain")
    assert done.exit_code == 0
    for part in ("could be signed today", "Would it hold", "Rung that North chooses", "north-prevails"):
        assert part in done.stdout
    found = json.loads(offramp("solve", DATA / "every-feature.yaml", "--json").stdout)
    assert [sum(month) for month in zip(*found["chance"].values(), strict=True)] == pytest.approx([1.0] * 25)


def test_a_run_tells_first_in_three_lines_and_with_the_names_of_the_sides(tmp_path: Path) -> None:
    done = offramp("run", DATA / "shortest.yaml", "--worlds", "64", "--quiet", "--out", tmp_path / "run")
    assert done.exit_code == 0, done.stderr
    assert not done.stderr
    assert "North prevails" in done.stdout
    assert "A prevails" not in done.stdout
    assert "shares of the assumptions tried" in done.stdout
    assert "report.html" in done.stdout


def test_with_too_few_effective_worlds_no_percentage_is_printed(tmp_path: Path) -> None:
    done = offramp("run", DATA / "shortest.yaml", "--worlds", "8", "--quiet", "--out", tmp_path / "run")
    assert done.exit_code == 0, done.stderr
    head = done.stdout.split("In month")[0]
    assert "%" not in head


@pytest.mark.parametrize("command", ["list", "check", "new", "solve", "run"])
def test_every_command_has_help(command: str) -> None:
    done = started(command, "--help")
    assert done.returncode == 0
    assert "Usage" in done.stdout


def test_the_version_is_that_of_results() -> None:
    import offramp as package

    assert offramp("--version").stdout.strip() == f"offramp {package.__version__}"


def test_a_run_is_not_resumed_as_one_of_another_war(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    begun = offramp("run", DATA / "shortest.yaml", "--worlds", "2", "--no-argument", "--quiet", "--out", folder)
    assert begun.exit_code == 0
    other = offramp("run", "korea-1951", "--resume", folder)
    assert other.exit_code != 0
    assert "holds a run of shortest, not of korea-1951" in other.stderr
