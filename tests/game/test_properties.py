"""What holds in every war that can be written down, tried on scenarios drawn at random.

Where theory promises a monotonicity it is tested in the class of games for which it is promised, and the last test shows a game
outside that class in which it fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from crosscheck.random_games import random_game
from offramp.game.bargaining import bargaining_range
from offramp.game.equilibrium import Equilibrium
from offramp.game.forward import run_course
from offramp.game.given import start_of
from offramp.game.grid import A, Grid
from offramp.game.rules import Game
from offramp.game.solve import solve
from offramp.game.spec import Plan, build_game
from offramp.scenario import draw_worlds, loads
from scenario.random_scenarios import scenarios

# Everything is double precision and at most some hundred sums deep.
ROUNDING = 1e-9
seeds = st.integers(0, 100_000)


def tried(examples: int) -> Callable[..., object]:
    """So many examples, the same ones in every run."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=slow)


def check_probabilities_and_values(text: str) -> None:
    """One world of this scenario: what is likely adds up to 1, what is worth something is worth no more than the best month."""
    scenario = loads(text)
    world = draw_worlds(scenario, 1, seed=7)[0]
    game = build_game(scenario, world, Plan.of("talks"))
    solved = solve(replace(game, penalty=np.zeros_like(game.penalty)))
    course = run_course(solved, scenario.horizon, start_of(scenario, world))
    total = course.fighting + course.frozen + course.peace.sum(1) + course.ends.sum(1)
    np.testing.assert_allclose(total, 1.0, rtol=0, atol=ROUNDING)
    for side in (0, 1):
        worn = 1 + game.weariness[side].max()
        war = game.land[side].min() + game.politics[side].min() - game.cost[side].max() * worn
        best = game.land[side].max() + game.politics[side].max() - game.cost[side].min()
        ends = (game.victory[side], game.defeat[side], game.catastrophe[side])
        values = solved.war[side][:, 1:-1, 1:, 1:] * (1 - game.beta[side])
        assert values.min() >= min(war, game.deal_flow[side].min(), *ends) - ROUNDING
        assert values.max() <= max(best, game.deal_flow[side].max(), *ends) + ROUNDING


@tried(300)
@given(scenarios())
def test_probabilities_add_up_and_values_stay_within_bounds(text: str) -> None:
    """Whatever the war."""
    check_probabilities_and_values(text)


@pytest.mark.long
@tried(10_000)
@given(scenarios())
def test_probabilities_add_up_in_ten_thousand_wars(text: str) -> None:
    """The same at length."""
    check_probabilities_and_values(text)


def today(game: Game, solved: Equilibrium) -> tuple[int, int, int, int, int]:
    return (game.front_now, *game.capacity_now, 0, 0)


@tried(60)
@given(scenarios())
def test_without_red_lines_no_package_leaves_the_table(text: str) -> None:
    """Lifting them can only add to what may be proposed."""
    scenario = loads(text)
    world = draw_worlds(scenario, 1, seed=7)[0]
    kept = build_game(scenario, world, Plan.of("talks"))
    lifted = build_game(scenario, world, replace(Plan.of("talks"), lifted=frozenset(["red-lines"])))
    assert np.all(lifted.offered >= kept.offered)


def one_meeting(game: Game) -> Game:
    """The sides meet in month 0 or never, and deals hold: what fighting on is worth does not depend on deals."""
    channel = np.zeros(game.months)
    channel[0] = game.channel[0]
    return replace(game, channel=channel, channel_peace=np.zeros(game.months), breaking=False, reach=9.0)


@tried(60)
@given(seeds)
def test_without_its_audience_cost_a_side_accepts_no_less(seed: int) -> None:
    """A deal that pays more to a side every month stays acceptable to it, where nothing else changes."""
    game = one_meeting(random_game(seed))
    kinder = np.array(game.deal_flow)
    kinder[A] += np.random.default_rng(seed).uniform(0, 0.2, game.grid.packages)[None, :, None]
    before, after = (bargaining_range(solve(g), today(g, None)) for g in (game, replace(game, deal_flow=kinder)))
    assert np.all(after._accepts()[A] >= before._accepts()[A])


def no_way_out(game: Game, more: float) -> Game:
    """Rungs are given, nobody gives up and deals hold; A's war costs `more` in every month."""
    low = np.zeros_like(game.floor)
    cost = np.array(game.cost)
    cost[A] += more
    return replace(
        game,
        floor=low,
        cap=low,
        defeat=np.full(2, -50.0),
        breaking=False,
        cost=cost,
        channel_peace=np.zeros(game.months),
    )


@tried(60)
@given(seeds, st.floats(0.01, 0.3))
def test_a_dearer_war_never_shrinks_what_a_side_would_accept(seed: int, more: float) -> None:
    """With rungs given and deals that hold: what is left to a side without a deal falls, what it would sign for does not."""
    before, after = (solve(no_way_out(random_game(seed), extra)) for extra in (0.0, more))
    state = today(before.game, before)
    assert np.all(bargaining_range(after, state)._accepts()[A] >= bargaining_range(before, state)._accepts()[A])


@tried(30)
@given(seeds)
def test_finer_lines_change_nothing_where_deals_hold_and_land_is_shared_evenly(seed: int) -> None:
    """Between two lines a lottery gives what a line in between would give: the grid of deals makes no war."""
    coarse = smooth(random_game(seed), 1)
    fine = smooth(random_game(seed), 3)
    np.testing.assert_allclose(solve(fine).war, solve(coarse).war, rtol=0, atol=1e-7)


def smooth(game: Game, per_cell: int) -> Game:
    """The game with so many lines a cell, peace flows straight in the line within each cell, all bargained over, and no breaking."""
    old = game.grid
    grid = Grid(old.rungs, old.capacity_top, old.positions, per_cell, old.packages)
    at, cells = np.arange(grid.lines) / per_cell, np.arange(old.front_top + 1)

    def straight(values: np.ndarray) -> np.ndarray:
        whole = values[..., :: old.lines_per_cell]
        return np.apply_along_axis(lambda v: np.interp(at, cells, v), -1, whole)

    own = np.full(old.packages, -1)
    return replace(
        game, grid=grid, own_line=own, reach=float(old.front_top), breaking=False, channel_peace=np.zeros(game.months),
        land=straight(game.land), deal_flow=straight(game.deal_flow),
    )  # fmt: skip


def shrinks(seed: int) -> bool:
    """Whether a dearer war makes A refuse a package that it accepted, breaking and climbing being allowed."""
    game = random_game(seed)
    cost = np.array(game.cost)
    cost[A] += 0.3
    before, after = solve(game), solve(replace(game, cost=cost))
    state = today(game, before)
    return bool(np.any(bargaining_range(after, state).acceptable[A] < bargaining_range(before, state).acceptable[A]))


def test_where_deals_can_be_broken_a_dearer_war_may_shrink_what_is_acceptable() -> None:
    """No theory promises otherwise: a deal that is not kept leads back to the dearer war."""
    found = find(seeds, shrinks, settings=settings(max_examples=400, derandomize=True, database=None, deadline=None))
    assert shrinks(found)
