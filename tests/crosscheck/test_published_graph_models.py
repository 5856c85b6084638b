"""The graph model library against tables of the literature and of an independent solver (see graph_model/README.md)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from offramp.graphmodel import CONCEPTS, GraphModel, build, model_by_moves, solve
from offramp.graphmodel.coalitions import analyse, every_coalition

TABLES = Path(__file__).parent / "graph_model"
KEYS = dict(zip(CONCEPTS, ("nash", "gmr", "smr", "seq", "sseq"), strict=True))


def table(name: str) -> dict[str, Any]:
    return json.loads((TABLES / f"{name}.json").read_text(encoding="utf-8"))


def by_moves(given: dict[str, Any]) -> GraphModel:
    """A model of a `classic_*` table, from its moves and orders."""
    makers, count = given["decisionMakers"], len(given["states"])
    moves = [{int(s) - 1: [t - 1 for t in ts] for s, ts in given["moves"][name].items()} for name in makers]
    worth = [[-given["preferenceOrdersMostToLeast"][name].index(s + 1) for s in range(count)] for name in makers]
    return model_by_moves(makers, count, moves, worth)


def stable_table(model: GraphModel) -> dict[str, dict[str, list[int]]]:
    found = solve(model)
    return {
        KEYS[c]: {name: [s + 1 for s in found.for_maker(c, i)] for i, name in enumerate(model.names)} for c in CONCEPTS
    }


def equilibria(model: GraphModel) -> dict[str, list[int]]:
    found = solve(model)
    return {KEYS[c]: [s + 1 for s in found.of(c)] for c in CONCEPTS}


def improvements(model: GraphModel) -> dict[str, dict[str, list[int]]]:
    found = analyse(model, every_coalition(len(model.makers)))
    return {
        "+".join(model.names[i] for i in one.members): {
            str(s + 1): [t + 1 for t in ts] for s, ts in one.improvements.items()
        }
        for one in found
    }


CLASSIC = sorted(path.stem for path in TABLES.glob("classic_*.json"))


@pytest.mark.parametrize("name", CLASSIC)
def test_classic_cases_agree_for_every_decision_maker_and_coalition(name: str) -> None:
    given = table(name)
    model = by_moves(given)
    assert equilibria(model) == given["computedEquilibria"]
    assert stable_table(model) == given["computedStableStatesPerDM"]
    assert improvements(model) == given["coalitionalImprovements"]
    printed = given["publishedEquilibria"]
    assert all(equilibria(model)[key] == printed[key] for key in KEYS.values() if key in printed)


def test_there_are_the_six_classic_cases() -> None:
    assert len(CLASSIC) == 6


# The three models in option form. Orders are those of the tables; in Elmira the four states in which the plant is abandoned stand
# apart here, and each decision maker is indifferent between them.
OPTION_FORM: dict[str, dict[str, Any]] = {
    "canonical_Cuban": {
        "decision_makers": {
            "US": {"options": {"air strike": "forward", "blockade": "both"}},
            "USSR": {"options": {"withdraw": "both", "escalate": "both"}},
        },
        "infeasible": ["withdraw AND escalate"],
    },
    "canonical_Elmira": {
        "decision_makers": {
            "MoE": {"options": {"modify": "forward"}},
            "Uniroyal": {"options": {"delay": "backward", "accept": "both", "abandon": "forward"}},
            "Local Government": {"options": {"insist": "both"}},
        },
        "infeasible": ["-YY--", "-Y-Y-", "--YY-", "-NNN-"],
    },
    "canonical_Prisoners": {
        "decision_makers": {
            "Prisoner One": {"options": {"cooperate": "both"}, "preferences": {"statements": ["2", "-1"]}},
            "prisoner 2": {"options": {"cooperate": "both"}, "preferences": {"statements": ["1", "-2"]}},
        },
    },
}
RANKINGS: dict[str, list[Any]] = {
    "US": table("classic_cuban_missile_gmcrpy_prefs")["preferenceOrdersMostToLeast"]["US"],
    "USSR": table("classic_cuban_missile_gmcrpy_prefs")["preferenceOrdersMostToLeast"]["USSR"],
    "MoE": [9, 3, 4, 10, 7, 1, 2, 8, [5, 6, 11, 12]],
    "Uniroyal": [1, 4, 10, 7, [5, 6, 11, 12], 2, 3, 9, 8],
    "Local Government": [9, 3, 7, 1, 10, 8, 4, 2, [5, 6, 11, 12]],
}


def option_form(name: str) -> GraphModel:
    data = json.loads(json.dumps({"graphmodel": 1, **OPTION_FORM[name]}))
    for maker, entry in data["decision_makers"].items():
        entry.setdefault("preferences", {"ranking": RANKINGS.get(maker)})
    return build(data)


@pytest.mark.parametrize("name", OPTION_FORM)
def test_canonical_tables_agree_for_models_in_option_form(name: str) -> None:
    given, model = table(name), option_form(name)
    assert equilibria(model) == given["equilibria"]
    assert stable_table(model) == given["stableStatesPerDM"]
    nash = set(given["equilibria"]["nash"])
    from_nash = {c: {s: ts for s, ts in own.items() if int(s) in nash} for c, own in improvements(model).items()}
    assert from_nash == given["coalitionImprovementsFromNashEquilibria"]


@pytest.mark.parametrize("uniroyal", ["gmcrpy", "published"])
def test_elmira_with_nine_states_in_option_form_is_the_published_one(uniroyal: str) -> None:
    given = table(f"classic_elmira9_{uniroyal}_prefs")
    data: dict[str, Any] = {"graphmodel": 1, **json.loads(json.dumps(OPTION_FORM["canonical_Elmira"]))}
    data["coalesced"] = {"abandoned": "---Y-"}
    for maker, name in zip(data["decision_makers"].values(), given["decisionMakers"], strict=True):
        maker["preferences"] = {"ranking": given["preferenceOrdersMostToLeast"][name]}
    model = build(data)
    assert [model.states.pattern(s) for s in range(8)] == [given["states"][str(s + 1)] for s in range(8)]
    for i, name in enumerate(given["decisionMakers"]):
        moves = {str(s + 1): [t + 1 for t in model.moves.from_state(i, s)] for s in range(9)}
        assert {s: ts for s, ts in moves.items() if ts} == {s: sorted(ts) for s, ts in given["moves"][name].items()}
    assert equilibria(model) == given["computedEquilibria"]
    found = analyse(model, [(0, 1)])[0]
    assert found.improvements[4] == [7]  # the ministry and Uniroyal leave the deadlock 5 for 8
