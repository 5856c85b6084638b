"""The how-to on exporting a war, done as it stands there; what it writes is solved backwards by another program."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crosscheck.efg_reader import solved
from offramp.cli.main import app

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "export-to-gambit.md"
# The file holds fifteen decimals; a lottery is tilted by 1e-9.
AGREEMENT = 1e-6


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the page's scenario in it."""
    monkeypatch.chdir(tmp_path)
    (scenario,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "small.yaml").write_text(scenario, encoding="utf-8")
    return tmp_path


def export(*words: str):
    return CliRunner().invoke(app, ["export", "small.yaml", "--gambit", "small.efg", *words])


def test_the_how_to_writes_a_tree_with_the_value_that_offramp_finds(folder: Path) -> None:
    (line,) = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    done = CliRunner().invoke(app, shlex.split(line)[1:])
    assert done.exit_code == 0, done.output
    (nodes, a, b) = re.search(r"([\d,]+) nodes.*worth (\S+) to A and (\S+) to B", done.output, re.DOTALL).groups()
    value, counted = solved((folder / "small.efg").read_text(encoding="utf-8"))
    assert counted == int(nodes.replace(",", ""))
    assert value == pytest.approx((float(a), float(b)), abs=AGREEMENT)


def test_as_many_months_as_a_tree_can_hold_are_written_where_none_are_asked_for(folder: Path) -> None:
    done = export()
    assert done.exit_code == 0, done.output
    months, nodes = re.match(r"(\d+) months, ([\d,]+) nodes", done.output).groups()
    assert int(months) >= 2
    assert int(nodes.replace(",", "")) <= 200_000


def test_a_tree_that_would_be_too_large_is_refused_with_its_size_and_the_limit(folder: Path) -> None:
    done = export("--months", "12")
    assert done.exit_code == 3
    assert re.search(r"would have [\d,]{9,} nodes, and at most 200,000", done.output)
    assert "--months" in done.output
    assert not (folder / "small.efg").exists()


def test_a_file_that_exists_is_left_alone(folder: Path) -> None:
    (folder / "small.efg").write_text("mine", encoding="utf-8")
    done = export("--months", "1")
    assert done.exit_code == 2
    assert (folder / "small.efg").read_text(encoding="utf-8") == "mine"


def test_a_war_whose_sides_disagree_about_the_battlefield_is_refused(folder: Path) -> None:
    text = (folder / "small.yaml").read_text(encoding="utf-8")
    text = text.replace("beliefs: {delta: 0}", "beliefs: {delta: 0.4, prior: {a: 0.7, b: 0.4}}")
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    done = export("--months", "1")
    assert done.exit_code == 3
    assert "beliefs.delta" in done.output
