"""What must hold in every game, on small random games with every feature on: symmetry, conservation, bounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analytic.solvers import BOTH, run_course, solve
from crosscheck.random_games import mirror, mirror_start, random_game, random_start
from offramp.game.rules import Game

SEEDS = pytest.mark.parametrize("seed", range(12))
# Values are sums of at most a few hundred numbers of size 1/(1 - beta) <= 25: rounding stays far below this.
ROUNDING = 1e-11


def live(values: np.ndarray) -> np.ndarray:
    """War values (side, month, f, cA, cB, rA, rB) where the war goes on."""
    return values[:, :, 1:-1, 1:, 1:]


def live_peace(values: np.ndarray) -> np.ndarray:
    """Peace values (side, month, d, l, cA, cB) with both capacities above 0."""
    return values[..., 1:, 1:]


@BOTH
@SEEDS
def test_swapping_the_sides_mirrors_every_value(solver: str, seed: int) -> None:
    """A is to B as B is to A: value, front, capacities and rungs all the other way round."""
    game = random_game(seed)
    there, here = solve(solver, mirror(game)), solve(solver, game)
    war = live(there.war)[::-1, :, ::-1].transpose(0, 1, 2, 4, 3, 6, 5)
    peace = live_peace(there.peace)[::-1, :, :, ::-1].transpose(0, 1, 2, 3, 5, 4)
    np.testing.assert_allclose(war, live(here.war), rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(peace, live_peace(here.peace), rtol=0, atol=ROUNDING)


@BOTH
@SEEDS
def test_swapping_the_sides_mirrors_the_course_of_the_war(solver: str, seed: int) -> None:
    """Who prevails, what is signed where, who gives up: the other way round; when the fighting stops: the same."""
    game = random_game(seed)
    start, other = random_start(seed, game), mirror(game)
    here = run_course(solver, game, solve(solver, game), game.months, start)
    there = run_course(solver, other, solve(solver, other), game.months, mirror_start(game, start))
    pairs = [
        (there.a_prevails, here.b_prevails),
        (there.b_prevails, here.a_prevails),
        (there.fighting, here.fighting),
        (there.frozen, here.frozen),
        (there.general_war, here.general_war),
        (there.signed[:, :, ::-1], here.signed),
        (there.broken, here.broken),
        (there.capitulated[:, ::-1], here.capitulated),
        (there.fought[:, ::-1].transpose(0, 1, 3, 2), here.fought),
        (there.war[:, ::-1].transpose(0, 1, 3, 2, 5, 4), here.war),
    ]
    for mirrored, original in pairs:
        np.testing.assert_allclose(mirrored, original, rtol=0, atol=ROUNDING)


@BOTH
@SEEDS
def test_probability_is_conserved_in_every_month(solver: str, seed: int) -> None:
    """At war, at peace or ended: it all adds up to 1, the parts agree with the whole, and ends absorb."""
    game = random_game(seed)
    course = run_course(solver, game, solve(solver, game), game.months, random_start(seed, game))
    ends = np.stack([course.a_prevails, course.b_prevails, course.general_war])
    total = course.fighting + course.frozen + course.peace.sum(axis=1) + ends.sum(axis=0)
    np.testing.assert_allclose(total, 1.0, rtol=0, atol=ROUNDING)
    by_war_state = course.war.reshape(game.months + 1, -1).sum(axis=1)
    np.testing.assert_allclose(by_war_state, course.fighting + course.frozen, rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(course.peace_states.sum(axis=(2, 3, 4)), course.peace, rtol=0, atol=ROUNDING)
    assert (np.diff(ends, axis=1) >= -ROUNDING).all()
    parts = (course.war, course.peace_states, course.signed, course.broken, course.capitulated, course.fought)
    assert all(part.min(initial=0.0) >= -ROUNDING for part in parts)


@BOTH
@SEEDS
def test_a_month_at_war_is_signed_away_given_up_or_fought(solver: str, seed: int) -> None:
    """What leaves the war by the table or by giving up, and what is fought, is what there was of war and of clashes."""
    game = replace(random_game(seed), breaking=False)
    course = run_course(solver, game, solve(solver, game), game.months, random_start(seed, game))
    used = course.signed.sum(axis=(1, 2)) + course.capitulated.sum(axis=1) + course.fought.sum(axis=(1, 2, 3))
    np.testing.assert_allclose(used, (course.fighting + course.frozen)[:-1], rtol=0, atol=ROUNDING)
    assert course.broken.sum() == 0


def flow_range(game: Game, side: int) -> tuple[float, float]:
    """The least and the most that any month or end can be worth to this side."""
    worst = game.land[side].min() + game.politics[side].min() - game.cost[side].max() * (1 + game.weariness[side].max())
    best = game.land[side].max() + game.politics[side].max() - game.cost[side].min()
    ends = [game.victory[side], game.defeat[side], game.catastrophe[side]]
    zero = [0.0] if game.terminal == "zero" else []
    return (
        float(min([worst, game.deal_flow[side].min(), *ends, *zero])),
        float(max([best, game.deal_flow[side].max(), *ends, *zero])),
    )


@BOTH
@SEEDS
def test_values_stay_within_the_range_of_flows(solver: str, seed: int) -> None:
    """Without penalties no value lies outside what the worst or the best month for ever would be worth."""
    drawn = random_game(seed)
    game = replace(drawn, penalty=np.zeros_like(drawn.penalty))
    solution = solve(solver, game)
    for side in (0, 1):
        low, high = flow_range(game, side)
        values = np.concatenate([live(solution.war)[side].ravel(), live_peace(solution.peace)[side].ravel()])
        assert values.min() * (1 - game.beta[side]) >= low - ROUNDING
        assert values.max() * (1 - game.beta[side]) <= high + ROUNDING
