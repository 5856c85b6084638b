"""`offramp graph` as its user meets it, and the report that it writes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from offramp.cli.main import app
from offramp.graphmodel.answer import answer
from offramp.graphmodel.model_file import load
from offramp.report.graph_page import render

DATA = Path(__file__).parent / "data"
ELMIRA = DATA / "elmira.yaml"
EVERY = DATA.parents[1] / "scenario" / "data" / "every-feature.yaml"


def graph(*arguments: str | Path) -> Result:
    """The command in this process, so that starting Python does not cost the time of a hundred models."""
    return CliRunner().invoke(app, ["graph", *map(str, arguments)])


def test_the_installed_command_starts() -> None:
    command = [sys.executable, "-m", "offramp.cli.main", "graph", str(ELMIRA), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["states"] == 9


def test_the_table_is_printed_as_the_literature_does() -> None:
    done = graph(ELMIRA, "--coalitions")
    assert done.exit_code == 0, done.stderr
    assert re.search(r"5  NYNNY  deadlock +E +E +E +E +E", done.stdout)
    assert re.search(r"1  NYNNN  status quo +1,2 +E +E +1,2 +1,2", done.stdout)
    assert "MoE + Uniroyal: 5 for 8" in done.stdout
    assert "to 5  NYNNY  deadlock: improvements: Local Government to 5" in done.stdout


def test_json_goes_to_stdout_and_everything_written_to_a_folder(tmp_path: Path) -> None:
    done = graph(ELMIRA, "--json", "--coalition", "MoE+Uniroyal", "--out", tmp_path / "out")
    found = json.loads(done.stdout)
    assert found["concepts"]["SEQ"]["equilibria"] == [5, 8, 9]
    assert found["coalitions"][0]["improvements"]["5"] == [8]
    assert {f.name for f in (tmp_path / "out").iterdir()} == {
        "report.html",
        "model.yaml",
        "states.csv",
        "moves.graphml",
    }
    assert load(tmp_path / "out" / "model.yaml").data == load(ELMIRA).data


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["ukrane-2024"], 2, "'ukraine-2024'"),
        (["nothing.gmcr"], 2, "no file is called"),
        ([ELMIRA, "--coalition", "MoE+Uniroyl"], 2, "'Uniroyal'"),
        ([ELMIRA, "--write", "model.txt"], 2, ".yaml, .gmcr, .csv or .graphml"),
        ([ELMIRA, "--write", "x.gmcr"], 3, "coalesced"),
        ([ELMIRA, "--policy", "talks-now"], 2, "--policy goes with a scenario"),
        ([ELMIRA, "--write", ELMIRA], 2, "exists already"),
        ([ELMIRA, "--robustness", "5"], 3, "every ranking is known"),
    ],
)
def test_mistakes_become_messages(arguments: list[str | Path], code: int, word: str) -> None:
    done = graph(*arguments)
    assert done.exit_code == code, done.stderr
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_a_faulty_file_lists_all_with_lines(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(ELMIRA.read_text().replace("[7, 3, 4,", "[7, 3,").replace("forward,", "forwards,", 1))
    done = graph(file)
    assert done.exit_code == 3
    assert "2 problems in the graph model" in done.stderr
    assert done.stderr.count("m.yaml:") == 2


def test_a_scenario_gives_a_model_to_edit_and_the_game_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    done = graph(EVERY, "--write", file, "--json")
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    assert [one["package"] for one in found["beside_the_game"]] == ["ceasefire", "treaty"]
    again = json.loads(graph(file, "--json").stdout)
    assert again["concepts"] == found["concepts"]


class Page(HTMLParser):
    """Every address that a page could ask for, and the labels of its drawings."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.drawings: list[dict[str, str | None]] = []
        self.ids: list[str | None] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.addresses += [str(value) for key, value in attrs if key in ("src", "href", "data", "action", "srcset")]
        self.scripts += tag in ("script", "iframe", "object", "embed")
        self.ids += [value for key, value in attrs if key == "id"]
        if tag == "svg" and given.get("role") == "img":
            self.drawings.append(given)


def test_the_report_needs_nothing_else_and_names_its_drawings() -> None:
    page = render(answer(load(ELMIRA), coalitions=None))
    seen = Page()
    seen.feed(page)
    assert not seen.addresses
    assert not seen.scripts
    assert "http:" not in page
    assert "https:" not in page
    assert "@import" not in page
    assert "prefers-color-scheme: dark" in page
    assert "default-src 'none'" in page
    assert len(seen.drawings) == 2
    assert len(seen.ids) == len(set(seen.ids))
    for drawing in seen.drawings:
        for name in str(drawing["aria-labelledby"]).split():
            assert name in seen.ids
    assert page.count("as a table") == 2
    assert page.count("marker-end") >= 10
    assert "5 (deadlock)" in page


def test_names_cannot_break_out_of_the_page(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(
        ELMIRA.read_text()
        .replace("deadlock", '"</title><script>alert(1)</script>"')
        .replace("MoE:", '"<b>MoE":')
        .replace("[MoE,", '["<b>MoE",')
    )
    page = render(answer(load(file)))
    assert "<script>" not in page
    assert "<b>" not in page


def test_a_large_model_is_drawn_in_part(tmp_path: Path) -> None:
    makers = "\n".join(
        f"  d{i}:\n    options: [a{i}, b{i}]\n    preferences: {{statements: [a{i}, b{(i + 1) % 4}]}}" for i in range(4)
    )
    file = tmp_path / "m.yaml"
    file.write_text(f"graphmodel: 1\ndecision_makers:\n{makers}\nstatus_quo: NNNNNNNN\n")
    page = render(answer(load(file)))
    assert "40 of 256 states are drawn" in page
