"""What holds in every war that can be written down, tried on scenarios and games drawn at random (how many: trying.py)."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from analytic.test_invariants import flow_range
from crosscheck.random_games import mirror, mirror_start, random_game, random_start
from game.trying import property_of_wars, seeds
from offramp.game.forward import run_course
from offramp.game.given import start_of
from offramp.game.grid import Grid
from offramp.game.rules import Game
from offramp.game.solve import solve
from offramp.game.spec import Plan, build_game
from offramp.scenario import draw_worlds, loads
from scenario.random_scenarios import scenarios

# Everything is double precision and at most some hundred sums deep.
ROUNDING = 1e-9


@property_of_wars("bounds", scenarios())
def test_probabilities_add_up_and_values_stay_within_bounds(text: str) -> None:
    """What is likely adds up to 1; war and peace are worth no more than the best month for ever, and no less than the worst."""
    scenario = loads(text)
    world = draw_worlds(scenario, 1, seed=7)[0]
    game = build_game(scenario, world, Plan.of("talks"))
    solved = solve(replace(game, penalty=np.zeros_like(game.penalty)))
    course = run_course(solved, scenario.horizon, start_of(scenario, world))
    total = course.fighting + course.frozen + course.peace.sum(1) + course.ends.sum(1)
    np.testing.assert_allclose(total, 1.0, rtol=0, atol=ROUNDING)
    for side in (0, 1):
        low, high = flow_range(game, side)
        for values in (solved.war[side][:, 1:-1, 1:, 1:], solved.peace[side][..., 1:, 1:]):
            assert values.min() * (1 - game.beta[side]) >= low - ROUNDING
            assert values.max() * (1 - game.beta[side]) <= high + ROUNDING


@property_of_wars("mirror", seeds)
def test_swapping_the_sides_mirrors_values_and_course(seed: int) -> None:
    """Nothing in the rules knows which side is called A."""
    game, start = random_game(seed), random_start(seed, random_game(seed))
    here, there = solve(game), solve(mirror(game))
    war = there.war[::-1, :, ::-1].transpose(0, 1, 2, 4, 3, 6, 5)[:, :, 1:-1, 1:, 1:]
    peace = there.peace[::-1, :, :, ::-1].transpose(0, 1, 2, 3, 5, 4)[..., 1:, 1:]
    np.testing.assert_allclose(war, here.war[:, :, 1:-1, 1:, 1:], rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(peace, here.peace[..., 1:, 1:], rtol=0, atol=ROUNDING)
    ours, theirs = run_course(here, game.months, start), run_course(there, game.months, mirror_start(game, start))
    swapped = [(ours.ends[:, [1, 0, 2]], theirs.ends), (ours.peace, theirs.peace), (ours.frozen, theirs.frozen),
               (ours.signed, theirs.signed[:, :, ::-1]), (ours.capitulated, theirs.capitulated[:, ::-1])]  # fmt: skip
    for mine, other in swapped:
        np.testing.assert_allclose(other, mine, rtol=0, atol=ROUNDING)


@property_of_wars("lines", seeds)
def test_finer_lines_change_nothing_where_deals_hold_and_land_is_shared_evenly(seed: int) -> None:
    """Between two lines a lottery gives what a line in between would give: the grid of deals makes no war."""
    game = random_game(seed)
    coarse, fine = solve(with_lines(game, 1)), solve(with_lines(game, 3))
    np.testing.assert_allclose(fine.war, coarse.war, rtol=0, atol=1e-7)


def with_lines(game: Game, per_cell: int, bend: float = 0.0) -> Game:
    """The game with so many lines a cell, all bargained over, and no breaking; flows straight in each cell, but for a `bend`."""
    old = game.grid
    grid = Grid(old.rungs, old.capacity_top, old.positions, per_cell, old.packages)
    at, cells = np.arange(grid.lines) / per_cell, np.arange(old.front_top + 1)

    def drawn(values: np.ndarray) -> np.ndarray:
        whole = values[..., :: old.lines_per_cell]
        straight = np.apply_along_axis(lambda v: np.interp(at, cells, v), -1, whole)
        return straight + bend * np.sin(np.pi * (at % 1))

    own = np.full(old.packages, -1)
    return replace(
        game, grid=grid, own_line=own, reach=float(old.front_top), breaking=False, channel_peace=np.zeros(game.months),
        land=drawn(game.land), deal_flow=drawn(game.deal_flow),
    )  # fmt: skip


@pytest.mark.parametrize("games", [60, pytest.param(2000, marks=pytest.mark.long)])
def test_where_land_is_not_shared_evenly_values_converge_as_lines_are_refined(games: int) -> None:
    """Each doubling moves values less than the one before, on average over games; in one of them strategies may still flip.

    Land between two lines is worth up to .05 more than a straight line says. Half the distance a doubling is what a bent curve
    owes to straight pieces at the least (a quarter if nothing flips); .6 leaves room for flips.
    """
    moved = np.mean([distances(random_game(seed)) for seed in range(games)], axis=0)
    assert (moved[1:] < 0.6 * moved[:-1]).all(), moved


def distances(game: Game) -> list[float]:
    """The most that any value of war in month 0 moves, as a flow, from 1 line a cell to 2, from 2 to 4, 4 to 8, 8 to 16."""
    values = [solve(with_lines(game, lines, bend=0.05)).war[:, 0, 1:-1, 1:, 1:] for lines in (1, 2, 4, 8, 16)]
    patience = (1 - game.beta).reshape(2, 1, 1, 1, 1, 1)
    return [float((np.abs(finer - coarser) * patience).max()) for coarser, finer in pairwise(values)]
