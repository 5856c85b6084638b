"""YAML, .gmcr, CSV and GraphML."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from offramp.graphmodel import GraphModelError, build, solve
from offramp.graphmodel.export import csv_text, graphml_text
from offramp.graphmodel.gmcr_file import content_of, model_of, read_gmcr, write_gmcr
from offramp.graphmodel.model_file import load, loads, to_yaml

DATA = Path(__file__).parent / "data"

GMCR: dict[str, Any] = {
    "options": [
        {"name": "strike", "permittedDirection": "fwd", "ours": 1},
        {"name": "give way", "permittedDirection": "both"},
        {"name": "block", "permittedDirection": "back"},
    ],
    "version": "0.3.12",
    "decisionMakers": [
        {
            "name": "West",
            "options": [0, 2],
            "preferences": [[[1, "Y"]], {"compound": True, "members": [[[0, "N"], [2, "Y"]], [[0, "Y"]]]}, [[2, "N"]]],
            "misperceptions": [[[1, "N"]]],
            "payoffs": [1, 2, 3],
        },
        {
            "name": "East",
            "options": [1],
            "preferences": [[[0, "N"]], [[1, "N"], [2, "N"]]],
            "preferenceRanking": [1, [2, 3]],
        },
    ],
    "infeasibles": [[[0, "Y"], [2, "Y"]]],
    "coalitions": [[0, 1]],
    "coalitionsFull": [{"anything": None}],
    "useManualPreferenceVectors": False,
}


def test_a_gmcr_file_comes_back_without_loss(tmp_path: Path) -> None:
    file, again = tmp_path / "a.gmcr", tmp_path / "b.gmcr"
    file.write_text(json.dumps(GMCR))
    model = read_gmcr(file)
    assert model.names == ["West", "East"]
    assert [option.direction for option in model.options] == ["forward", "both", "backward"]
    assert model.makers[0].options == (0, 2)
    assert model.coalitions == ((0, 1),)
    assert model.states.count == 6
    write_gmcr(model, again)
    assert again.read_text() == file.read_text()


def test_what_changes_is_written_and_the_rest_is_kept() -> None:
    model = model_of(GMCR)
    data = json.loads(json.dumps(model.data))
    data["decision_makers"]["East"]["preferences"] = {"statements": ["strike IFF block"]}
    changed = build(data)
    written = content_of(type(model)(**{**vars(changed), "kept": GMCR}))
    assert written["decisionMakers"][0] == GMCR["decisionMakers"][0]
    assert written["decisionMakers"][1]["preferences"] == [
        {"compound": True, "members": [[[0, "Y"], [2, "Y"]], [[0, "N"], [2, "N"]]]}
    ]
    assert written["options"] == GMCR["options"]
    assert written["coalitionsFull"] == GMCR["coalitionsFull"]
    assert (model_of(written).rank == changed.rank).all()


def test_prioritised_preferences_are_lexicographic_with_falling_powers_of_two() -> None:
    model = model_of(GMCR)
    weights = []
    for s in range(model.states.count):
        strike, give, block = (letter == "Y" for letter in model.states.pattern(s))
        weights.append(4 * give + 2 * ((not strike and block) or strike) + (not block))
    order = sorted(set(weights))
    assert model.rank[0].tolist() == [order.index(w) for w in weights]


def test_rankings_with_ties_are_used_when_the_switch_says_so() -> None:
    raw = json.loads(json.dumps(GMCR))
    raw["useManualPreferenceRanking"] = True
    raw["decisionMakers"][0]["preferenceRanking"] = [6, 5, 4, 3, 2, 1]
    raw["decisionMakers"][1]["preferenceRanking"] = [1, [2, 3], 4, [5, 6]]
    model = model_of(raw)
    assert model.rank[1].tolist() == [3, 2, 2, 1, 0, 0]
    assert content_of(model) == raw


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"options": None}, "NoneType"),
        ({"decisionMakers": [{"name": "A", "options": [7]}]}, "option 7"),
        ({"decisionMakers": GMCR["decisionMakers"][:1]}, "without a decision maker"),
        ({"infeasibles": [[[9, "Y"]]]}, "option 9"),
    ],
)
def test_broken_gmcr_files_are_refused_in_words(change: dict[str, Any], word: str) -> None:
    with pytest.raises(GraphModelError, match=word):
        model_of({**GMCR, **change})


@pytest.mark.parametrize("content", ["", "[]", "{}", "{", "[" * 100_000, '"\\ud800"'])
def test_files_that_are_no_gmcr_are_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "x.gmcr"
    file.write_text(content)
    with pytest.raises(GraphModelError):
        read_gmcr(file)


@pytest.mark.parametrize("data", [load(DATA / "elmira.yaml").data, model_of(GMCR).data])
def test_yaml_comes_back_as_it_was(data: dict[str, Any]) -> None:
    again = loads(to_yaml(data, "a comment\nin two lines"))
    assert again.data == data
    assert (again.rank == build(data).rank).all()


def test_coalesced_states_cannot_be_written_as_gmcr() -> None:
    with pytest.raises(GraphModelError, match="coalesced"):
        content_of(load(DATA / "elmira.yaml"))


def test_csv_has_a_row_per_state() -> None:
    model = load(DATA / "elmira.yaml")
    rows = list(csv.DictReader(io.StringIO(csv_text(model, solve(model)))))
    assert len(rows) == 9
    assert [row["state"] for row in rows if row["SEQ: equilibrium"] == "1"] == ["5", "8", "9"]
    assert rows[6]["rank: MoE"] == "1"
    assert rows[0]["R: Local Government"] == "0"


def test_graphml_holds_every_move() -> None:
    model = load(DATA / "elmira.yaml")
    root = ET.fromstring(graphml_text(model, solve(model)))  # noqa: S314 - our own text
    space = "{http://graphml.graphdrawing.org/xmlns}"
    edges = root.findall(f".//{space}edge")
    assert len(root.findall(f".//{space}node")) == 9
    expected = sum(len(model.moves.from_state(i, s)) for i in range(3) for s in range(9))
    assert len(edges) == expected == 24
    better = [edge for edge in edges if edge.find(f"{space}data[@key='improvement']").text == "true"]  # type: ignore[union-attr]
    assert len(better) == 10
