"""Every fault of a model file at once, each with its line and what to change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from offramp.graphmodel import GraphModelError, build, model_by_moves
from offramp.graphmodel.model_file import load, loads

SMALL = """graphmodel: 1
decision_makers:
  A:
    options: [x]
    preferences: {ranking: RANKING}
  B:
    options: {y: forward}
    preferences: {statements: [x, NOT y]}
status_quo: QUO
"""


def faults(text: str) -> str:
    with pytest.raises(GraphModelError) as caught:
        loads(text, "m.yaml")
    return "\n".join(map(str, caught.value.problems))


def small(ranking: str = "[1, 2, 3, 4]", quo: str = "1") -> str:
    return SMALL.replace("RANKING", ranking).replace("QUO", quo)


def test_the_small_model_itself_is_fine() -> None:
    assert loads(small()).states.count == 4


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (small("[1, 2, 2, 3, 4]"), 5, ["a second time", "contradict"]),
        (small("[1, 2]"), 5, ["no place for state 3 (NY), 4 (YY)", "append the missing ones"]),
        (small("[1, 2, 3, 9]"), 5, ["state 9", "1 to 4"]),
        (small(quo="7"), 9, ["state 7", "1 to 4"]),
        (small(quo="NYY"), 9, ["NYY"]),
        (small() + "infeasible: ['NN']\n", 5, ["state 4", "1 to 3"]),
        (small().replace("NOT y", "NOT z"), 8, ["'z', which is no option", "x, y"]),
        (small().replace("forward", "forwards"), 7, ["forwards", "did you mean 'forward'"]),
        (
            small().replace("{ranking: [1, 2, 3, 4]}", "{ranking: [1, 2, 3, 4], payoffs: [1, 2, 3, 4]}"),
            5,
            ["exactly one of", "contradict"],
        ),
        (
            small().replace("    preferences: {ranking: [1, 2, 3, 4]}\n", ""),
            3,
            ["preferences", "one of ranking, statements"],
        ),
        (small().replace("{ranking: [1, 2, 3, 4]}", "{payoffs: [1, 2, .nan, 4]}"), 5, ["finite number"]),
        (
            small().replace("{ranking: [1, 2, 3, 4]}", "{payoffs: {1: 2, 2: 1, 3: 4}}"),
            5,
            ["no number for state 4 (YY)"],
        ),
        (
            small().replace("{ranking: [1, 2, 3, 4]}", "{comparisons: [[1, 2], [2, 3], [3, 1]]}"),
            5,
            ["contradiction", "over", "circle"],
        ),
        (small() + "coalitions: [[A, C]]\n", 10, ["'C'", "one of A, B"]),
        (small() + "colours: {}\n", 10, ["unknown key 'colours'"]),
        (small().replace("graphmodel: 1", "graphmodel: 2"), 1, ["graphmodel: 1"]),
        (small() + "decision_makers: {}\n", 10, ["second time"]),
        (small().replace("[x]", "&x [x]"), 4, ["anchor"]),
    ],
)
def test_faults_have_their_line_and_say_what_to_change(text: str, line: int, words: list[str]) -> None:
    found = faults(text)
    assert f"m.yaml:{line}:" in found, found
    for word in words:
        assert word in found, found


def test_all_faults_come_at_once() -> None:
    text = small("[1, 2]", "NNN").replace("NOT y", "NOT z").replace("forward", "up")
    assert len(faults(text).splitlines()) == 4


def test_an_infeasible_status_quo_names_the_pattern_that_rules_it_out() -> None:
    text = small("[1, 2, 3]", "YY") + "infeasible: [x AND y]\n"
    assert "infeasible by 'x AND y'" in faults(text)


def wide(options: int, **more: Any) -> dict[str, Any]:
    makers = {
        f"d{i}": {"options": [f"o{k}" for k in range(i, options, 4)], "preferences": {"statements": ["o0"]}}
        for i in range(4)
    }
    return {"graphmodel": 1, "decision_makers": makers, **more}


def test_forty_options_say_what_to_change() -> None:
    with pytest.raises(GraphModelError) as caught:
        build(wide(40))
    text = str(caught.value)
    assert "40 options" in text
    assert "1,048,576 states (20 free options)" in text
    assert "infeasible" in text


def test_forty_options_with_enough_infeasible_patterns_are_fine() -> None:
    chain = [f"o{k} AND NOT o{k - 1}" for k in range(1, 40)]
    assert build(wide(40, infeasible=chain)).states.count == 41


def test_a_statement_that_says_nothing_is_noted() -> None:
    assert "says nothing" in loads(small().replace("NOT y", "x OR NOT x")).notes[0]


def test_a_statement_that_splits_a_coalesced_state_is_a_fault() -> None:
    text = small("[1, 2, 3]") + "coalesced: {merged: y}\n"
    assert "true in some patterns of 3 (merged)" in faults(text)


@pytest.mark.parametrize("content", ["", "- 1\n", "graphmodel: 1\n", "{", "decision_makers: 3", "\x00"])
def test_files_that_are_no_models_are_refused_in_words(content: str, tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_text(content)
    with pytest.raises(GraphModelError):
        load(file)


def test_a_model_by_moves_lists_its_faults() -> None:
    with pytest.raises(GraphModelError) as caught:
        model_by_moves(["A", "B"], 2, [{0: [5]}, {}], [[1, 2], [1]], status_quo=3)
    assert len(caught.value.problems) == 3
