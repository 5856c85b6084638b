"""The second stage of a run: after the first answer, left out on request, remembered by a run that is resumed."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from offramp.cli.main import app

DATA = Path(__file__).parents[1] / "scenario" / "data"


def ran(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_run_tests_the_argument_after_its_first_answer_unless_it_is_left_out(tmp_path: Path) -> None:
    file = DATA / "every-feature.yaml"
    done = ran("run", file, "--worlds", "8", "--out", tmp_path / "run")
    assert done.exit_code == 0, done.stderr
    first, second = (done.stdout.index(part) for part in ("Better than sustain", "What flips them"))
    assert first < done.stdout.index("Conclusions: hold in") < second
    assert "testing the argument" in done.stderr
    again = ran("run", "--resume", tmp_path / "run", "--json")
    assert again.exit_code == 0, again.stderr
    assert set(json.loads(again.stdout)["conclusions"]) == {"c01", "c02", "c03"}
    without = ran("run", file, "--worlds", "8", "--no-argument", "--json", "--out", tmp_path / "without")
    assert without.exit_code == 0, without.stderr
    assert "conclusions" not in json.loads(without.stdout)
    resumed = ran("run", "--resume", tmp_path / "without", "--json")
    assert "conclusions" not in json.loads(resumed.stdout)
    page = (tmp_path / "without" / "report.html").read_text()
    assert "not tested in this run" in page
    assert "not tested in this run" not in (tmp_path / "run" / "report.html").read_text()
