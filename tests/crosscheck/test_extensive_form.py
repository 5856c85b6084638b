"""The tree of a game, written out and solved backwards by a program that knows nothing of wars, has the same value."""

from __future__ import annotations

import dataclasses
from dataclasses import replace

import numpy as np
import pytest

from crosscheck.efg_reader import solved
from crosscheck.random_games import random_game, random_start
from offramp import extensive, theory
from offramp.errors import ExportError
from offramp.game.rules import Game
from offramp.game.solve import solve

# Lotteries are tilted by 1e-9 towards the side that accepts, and values are below 2.
AGREEMENT = 1e-8
AT_WAR, AT_PEACE = {("war", 1, 1, 1, 1, 1): 1.0}, {("peace", 0, 1, 1, 1): 1.0}
MIDDLE = {("war", 2, 1, 1, 1, 1): 1.0}
STYLISED = {
    "forts, with lotteries": (theory.forts(4, 0.6, 0.95, (0.02, 0.04), months=2), MIDDLE),
    "a shift of power": (theory.powell(0.3, riser_moves=False, contact=0.5, months=3), AT_WAR),
    "a guarantee": (theory.powell(0.4, riser_moves=False, contact=0.5, months=3, guarantee=0.5), AT_WAR),
    "preventive war": (theory.uneasy_peace(0.3, 0.2, 0.5, months=3), AT_PEACE),
    "a ladder": (theory.ladder(4, edge=1, cost=0.15, hazard=0.05, months=3), MIDDLE),
}


def one_month_of(game: Game) -> Game:
    """The first month of a game, with the same beliefs for both sides."""
    by_month = ("mover_a", "channel", "channel_peace", "offered", "incident", "theta", "mobility", "attrition")
    by_month += ("exposure", "hazard")
    by_side = ("deal_flow", "penalty", "guarantee", "rearm", "floor", "cap", "politics", "cost", "weariness", "aid")
    by_side += ("recovery", "signal")
    first = {name: getattr(game, name)[:1] for name in by_month}
    first |= {name: np.ascontiguousarray(getattr(game, name)[:, :1]) for name in by_side}
    assert set(first) <= {field.name for field in dataclasses.fields(game)}
    first["signal"] = np.repeat(first["signal"][:1], 2, axis=0)
    return replace(game, **first, prior=np.full(2, game.prior[0]))


@pytest.mark.parametrize("name", STYLISED)
def test_a_stylised_war_is_worth_the_same_as_a_tree(name: str) -> None:
    game, start = STYLISED[name]
    tree = extensive.Tree(solve(game), start)
    value, nodes = solved(extensive.efg(tree, name))
    assert nodes == tree.size
    assert value == pytest.approx(tree.worth, abs=AGREEMENT)


@pytest.mark.parametrize("seed", range(12))
def test_a_month_with_everything_in_it_is_worth_the_same_as_a_tree(seed: int) -> None:
    """Breaking, incidents, guarantees, amendments, climbs, capitulation, shared beliefs, lotteries; war and peace."""
    game = one_month_of(random_game(seed))
    tree = extensive.Tree(solve(game), random_start(seed, game))
    value, _ = solved(extensive.efg(tree, str(seed)))
    assert value == pytest.approx(tree.worth, abs=AGREEMENT)


@pytest.mark.long
@pytest.mark.parametrize("seed", [3, 6, 8, 11])
def test_two_months_with_everything_in_them_are_worth_the_same_as_a_tree(seed: int) -> None:
    """The same with a second month; these seeds give trees that are small enough to be written."""
    whole = random_game(seed)
    game = replace(two_months_of(whole), prior=np.full(2, whole.prior[0]))
    tree = extensive.Tree(solve(game), random_start(seed, game))
    value, _ = solved(extensive.efg(tree, str(seed)))
    assert value == pytest.approx(tree.worth, abs=AGREEMENT)


def two_months_of(game: Game) -> Game:
    """The first month twice."""
    once = one_month_of(game)
    twice = {}
    for field in dataclasses.fields(once):
        value, whole = getattr(once, field.name), getattr(game, field.name)
        if isinstance(value, np.ndarray) and value.shape != whole.shape:
            axis = 0 if value.shape[0] != whole.shape[0] else 1
            twice[field.name] = np.repeat(value, 2, axis=axis)
    return replace(once, **twice)


def test_sides_that_disagree_about_the_battlefield_cannot_be_put_into_one_tree() -> None:
    with pytest.raises(ExportError, match=r"beliefs\.delta"):
        extensive.Tree(solve(theory.optimists((0.8, 0.3), 1.0)), AT_WAR)


def test_a_tree_that_is_too_large_is_measured_and_refused_without_being_built() -> None:
    """Twenty months of four forts: more nodes than anyone could write, counted in an instant."""
    tree = extensive.Tree(solve(theory.forts(4, 0.6, 0.95, (0.02, 0.04), months=20)), MIDDLE)
    assert tree.size > 10**20
    with pytest.raises(ExportError, match="nodes, and at most 200,000"):
        extensive.efg(tree, "too large")
