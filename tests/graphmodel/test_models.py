"""States, preferences, evolution, coalitions and robustness of models small enough to check by hand."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from offramp.graphmodel import CONCEPTS, GraphModelError, build, model_by_moves, solve
from offramp.graphmodel.answer import answer, document
from offramp.graphmodel.coalitions import analyse
from offramp.graphmodel.evolution import evolve
from offramp.graphmodel.model_file import load
from offramp.graphmodel.robustness import robustness
from offramp.graphmodel.terminal import text

DATA = Path(__file__).parent / "data"


def two(a: dict[str, Any], b: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Two decision makers with one option each; states NN, YN, NY, YY."""
    return {
        "graphmodel": 1,
        "decision_makers": {"A": {"options": ["x"], "preferences": a}, "B": {"options": ["y"], "preferences": b}},
        **more,
    }


EQUAL = {"payoffs": [0, 0, 0, 0]}


@pytest.mark.parametrize(
    ("given", "rank"),
    [
        ({"ranking": [4, [2, 3], 1]}, [0, 1, 1, 2]),
        ({"ranking": ["x AND y", "x", "others"]}, [0, 1, 0, 2]),
        ({"ranking": ["YY", ["NY", "YN"], "NN"]}, [0, 1, 1, 2]),
        ({"statements": ["x", "y"]}, [0, 2, 1, 3]),
        ({"statements": ["x IFF y", "y"]}, [2, 0, 1, 3]),
        ({"payoffs": {"1": -5, "YN": 0.5, "3": 0.5, "4": 7}}, [0, 1, 1, 2]),
        ({"comparisons": [[4, 3, 2, 1]]}, [0, 1, 2, 3]),
    ],
)
def test_preferences_in_every_form(given: dict[str, Any], rank: list[int]) -> None:
    assert build(two(given, EQUAL)).rank[0].tolist() == rank


def test_many_prioritised_statements_do_not_overflow() -> None:
    statements = ["x IFF y"] * 80 + ["x"]
    assert build(two({"statements": statements}, EQUAL)).rank[0].tolist() == [2, 1, 0, 3]


def test_option_names_that_two_have_are_told_apart() -> None:
    data = two({"statements": ["B.x", "NOT A.x"]}, EQUAL)
    data["decision_makers"]["B"]["options"] = ["x"]
    assert build(data).rank[0].tolist() == [1, 0, 3, 2]
    data["decision_makers"]["A"]["preferences"] = {"statements": ["x"]}
    with pytest.raises(GraphModelError, match=r"DECISION MAKER\.x: several have this option"):
        build(data)


def test_evolution_finds_shortest_ways_and_what_improvements_miss() -> None:
    model = load(DATA / "elmira.yaml")
    by_moves, by_improvements = evolve(model, improving=False), evolve(model, improving=True)
    assert by_improvements.path(4) == [(2, 4)]
    assert by_improvements.path(7) is None
    assert len(by_moves.path(7) or []) == 3
    assert by_moves.path(0) == []
    with pytest.raises(GraphModelError, match="no status quo"):
        evolve(build(two(EQUAL, EQUAL)), improving=False)


def test_no_one_moves_twice_in_a_row_where_moves_are_not_transitive() -> None:
    model = model_by_moves(["A", "B"], 3, [{0: [1], 1: [2]}, {}], [[0, 1, 2], [0, 0, 0]], status_quo=0)
    assert evolve(model, improving=False).steps.tolist() == [0, 1, -1]


def test_the_same_opponent_may_move_again_after_another() -> None:
    """From 1 only B, C, B leads to the harm that keeps A at 0: a tool that lets each opponent move once misses it."""
    moves = [{0: [1]}, {1: [2], 3: [4]}, {2: [3]}]
    model = model_by_moves(["A", "B", "C"], 5, moves, [[1, 2, 3, 3, 0], [0, 1, 2, 3, 4], [0, 1, 2, 3, 4]])
    found = solve(model)
    assert found.for_maker("R", 0) == [1, 2, 3, 4]
    assert 0 in found.for_maker("SEQ", 0)
    assert 0 in found.for_maker("GMR", 0)


def test_coalitions_are_limited_in_size() -> None:
    makers = {
        f"d{i}": {"options": [f"o{i}{k}" for k in range(7)], "preferences": {"statements": [f"o{i}0"]}}
        for i in range(2)
    }
    with pytest.raises(GraphModelError, match="4,096"):
        analyse(build({"graphmodel": 1, "decision_makers": makers}))


def exact_shares(model: Any, below: list[tuple[int, int]], rank_b: list[int]) -> np.ndarray:
    """Shares of equilibria over all strict rankings of A that agree with pairs (worse, better)."""
    total, hits = 0, np.zeros((len(CONCEPTS), 4))
    for rank in permutations(range(4)):
        if all(rank[worse] < rank[better] for worse, better in below):
            total += 1
            hits += solve(model, np.array([rank, rank_b])).equilibria
    return hits / total


@pytest.mark.parametrize(
    ("given", "below"),
    [
        ({"comparisons": [[4, 1]]}, [(0, 3)]),
        ({"comparisons": [[4, 2], [3, 2]]}, [(1, 3), (1, 2)]),
        ({"ranking": [[4, 3], [1, 2]], "ties": "unknown"}, [(0, 2), (0, 3), (1, 2), (1, 3)]),
    ],
)
def test_shares_over_sampled_rankings_are_those_over_all(given: dict[str, Any], below: list[tuple[int, int]]) -> None:
    rank_b = [3, 0, 1, 2]
    model = build(two(given, {"payoffs": rank_b}))
    samples = 2_000
    found = robustness(model, samples, seed=3)
    five_errors = 5 * 0.5 / np.sqrt(samples)  # of a share of a half, the widest there is
    assert np.abs(found.share - exact_shares(model, below, rank_b)).max() < five_errors
    assert (robustness(model, 50, seed=3).share == robustness(model, 50, seed=3).share).all()


def test_uncertain_rankings_need_samples_and_certain_ones_take_none() -> None:
    open_model = build(two({"comparisons": [[4, 1]]}, EQUAL, status_quo=1))
    with pytest.raises(GraphModelError, match="--robustness"):
        answer(open_model)
    found = answer(open_model, samples=20)
    assert found.stability is None
    assert "Share of 20 sampled rankings of A" in text(found)
    assert document(found)["robustness"]["samples"] == 20
    with pytest.raises(GraphModelError, match="every ranking is known"):
        answer(build(two(EQUAL, EQUAL)), samples=20)
