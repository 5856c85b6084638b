"""The second stage of a run: after the first answer, left out on request, remembered by a run that is resumed."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import Result
from typer.testing import CliRunner

from offramp.cli.main import app

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "scenario" / "data"


def ran(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_run_tests_the_argument_after_its_first_answer_and_writes_json_that_keeps_its_published_schema(
    tmp_path: Path,
) -> None:
    file = DATA / "every-feature.yaml"
    done = ran("run", file, "--worlds", "8", "--out", tmp_path / "run")
    assert done.exit_code == 0, done.stderr
    first, second = (done.stdout.index(part) for part in ("Better than sustain", "What flips them"))
    assert first < done.stdout.index("Conclusions: hold in") < second
    assert "testing the argument" in done.stderr
    assert "8/8 worlds" in done.stderr
    found = json.loads((tmp_path / "run" / "findings.json").read_text())  # what --json prints
    assert set(found["conclusions"]) == {"c01", "c02", "c03"}
    jsonschema.validate(found, json.loads((ROOT / "docs" / "reference" / "run.schema.json").read_text()))
    for policy in found["policies"].values():
        assert "north-prevails" in policy["chance"]
        sums = [sum(month) for month in zip(*(chance["mean"] for chance in policy["chance"].values()), strict=True)]
        assert sums == pytest.approx([1.0] * len(policy["months"]), abs=1e-9)
    assert "not tested in this run" not in (tmp_path / "run" / "report.html").read_text()


@pytest.mark.long
def test_an_argument_that_was_left_out_stays_out_when_the_run_is_resumed(tmp_path: Path) -> None:
    out = tmp_path / "without"
    done = ran("run", DATA / "shortest.yaml", "--worlds", "8", "--no-argument", "--quiet", "--out", out)
    assert done.exit_code == 0, done.stderr
    resumed = ran("run", "--resume", out, "--json", "--quiet")
    assert "obstacles" not in json.loads(resumed.stdout)
    asked = ran("run", "--resume", out, "--argument", "--json", "--quiet")
    assert json.loads(asked.stdout)["obstacles"]["worlds"] == 1
