"""What a lifted obstacle or a dearer war does to what a side would accept.

Where theory promises a monotonicity it is tried in the class of games for which it is promised (how often: trying.py); where it need
not hold, a test shows a game in which it fails. Sides meet once and deals hold in most of these classes: what is left without a deal
then does not depend on other deals.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import find
from hypothesis import strategies as st

from crosscheck.random_games import random_game
from game.trying import property_of_wars, seeds, tried
from offramp import theory
from offramp.game.bargaining import bargaining_range
from offramp.game.forward import run_course
from offramp.game.grid import A
from offramp.game.holding import NOBODY
from offramp.game.rules import Bools, Game
from offramp.game.solve import solve
from offramp.game.spec import Plan, build_game
from offramp.scenario import draw_worlds, loads
from scenario.random_scenarios import scenarios


def accepted(game: Game) -> Bools:
    """(2, D, W) what each side would sign today, on the rungs that are given or the lowest."""
    rungs = [int(game.floor[side, 0]) for side in (0, 1)]
    return bargaining_range(solve(game), (game.front_now, *game.capacity_now, *rungs))._accepts()


def as_it_is_and_lifted(text: str, obstacle: str) -> tuple[Game, Game]:
    """The game of one world of a scenario, and the same with an obstacle lifted."""
    scenario = loads(text)
    world = draw_worlds(scenario, 1, seed=7)[0]
    plan = Plan.of("talks")
    return tuple(build_game(scenario, world, each) for each in (plan, replace(plan, lifted=frozenset([obstacle]))))


def one_meeting(game: Game) -> Game:
    """The sides meet in month 0 or never, anywhere on the front, and deals hold."""
    channel = np.zeros(game.months)
    channel[0] = game.channel[0]
    return replace(game, channel=channel, channel_peace=np.zeros(game.months), breaking=False, reach=9.0)


def given_rungs(game: Game) -> Game:
    """Both sides are kept on their first attacking rung, where they have one, nobody gives up, and deals hold."""
    kept = [np.full(game.months, min(1, rungs - 1)) for rungs in game.grid.rungs]
    locked = np.stack(kept).astype(np.int64)
    return replace(
        game, floor=locked, cap=locked, defeat=np.full(2, -50.0), breaking=False, channel_peace=np.zeros(game.months)
    )


@property_of_wars("red lines", scenarios())
def test_without_red_lines_no_package_leaves_the_table(text: str) -> None:
    """Lifting them can only add to what may be proposed."""
    kept, lifted = as_it_is_and_lifted(text, "red-lines")
    assert np.all(lifted.offered >= kept.offered)


@property_of_wars("audience", scenarios())
def test_without_audience_costs_a_side_accepts_no_less(text: str) -> None:
    """Every deal pays a leader at least as much once nobody at home minds, and war pays what it paid."""
    kept, lifted = (one_meeting(game) for game in as_it_is_and_lifted(text, "audience"))
    assert np.all(accepted(lifted) >= accepted(kept))


@property_of_wars("channel", seeds)
def test_sides_that_are_sure_to_meet_accept_what_they_accepted_and_sign_as_often(seed: int) -> None:
    """Whether they meet today changes nothing about what they would sign if they did."""
    game = one_meeting(random_game(seed))
    open_today = replace(game, channel=np.where(np.arange(game.months) == 0, 1.0, 0.0))
    np.testing.assert_array_equal(accepted(open_today), accepted(game))
    start = {("war", game.front_now, *game.capacity_now, 0, 0): 1.0}
    signed = [solve_and_sign(each, start) for each in (game, open_today)]
    assert signed[1] >= signed[0] - 1e-12  # sums of a few chances


def solve_and_sign(game: Game, start: dict[tuple, float]) -> float:
    """The chance that a deal is signed in month 0."""
    return float(run_course(solve(game), 1, start).signed[0].sum())


@property_of_wars("optimism", seeds)
def test_optimists_who_learn_the_truth_accept_no_less(seed: int) -> None:
    """War is worth more to a side the better it believes to fight, where winning is best and fronts do not leap past each other."""
    game = replace(given_rungs(one_meeting(random_game(seed))), victory=np.full(2, 5.0))
    game = replace(game, mobility=game.mobility / 2, signal=np.zeros_like(game.signal))
    share = np.random.default_rng(seed).random(2)
    sure = np.full(2, game.truth)
    optimists = np.array([game.truth + (1 - game.truth) * share[0], game.truth * share[1]])
    assert np.all(accepted(replace(game, prior=sure)) >= accepted(replace(game, prior=optimists)))


@property_of_wars("commitment", st.floats(0.21, 0.94), st.sampled_from([0.0, 0.5, 0.8, 1.0]), st.booleans())
def test_where_no_deal_can_be_broken_all_are_kept_and_whoever_settled_still_settles(
    p2: float, contact: float, riser_moves: bool
) -> None:
    """Powell's wars have no other cause than that a deal would not be kept."""
    game = theory.powell(p2, riser_moves=riser_moves, contact=contact, months=20)
    kept, lifted = theory.play(game), theory.play(replace(game, breaking=False))
    assert np.all(lifted.equilibrium.strategies.breaker == NOBODY)
    assert lifted.settled() >= kept.settled() - 1e-12  # sums of a few chances
    assert lifted.settled() == pytest.approx(1, abs=1e-12)


@property_of_wars("cost", seeds, st.floats(0.01, 0.3))
def test_a_dearer_war_never_shrinks_what_a_side_would_accept(seed: int, more: float) -> None:
    """What is left to a side without a deal falls, what it would sign for does not."""
    game = given_rungs(random_game(seed))
    assert np.all(accepted(dearer(game, more))[A] >= accepted(game)[A])


def dearer(game: Game, more: float) -> Game:
    """The game in which every month of war costs A so much more."""
    cost = np.array(game.cost)
    cost[A] += more
    return replace(game, cost=cost)


def with_truth_known(game: Game) -> Game:
    return replace(game, prior=np.full(2, game.truth))


def only_b_can_break(game: Game) -> Game:
    """A would pay more for a break than anything is worth, and nothing happens by accident."""
    penalty = np.array(game.penalty)
    penalty[A] = 1e6
    return replace(breakable_meeting(game), penalty=penalty, incident=np.zeros_like(game.incident))


def pessimists(game: Game) -> Game:
    """A believes that it fights badly, and is wrong."""
    return replace(one_meeting(game), prior=np.array([0.1, 0.9]), truth=1.0)


def always_in_contact(game: Game) -> Game:
    return replace(game, channel=np.ones(game.months))


def unbreakable(game: Game) -> Game:
    return replace(game, breaking=False)


def breakable_meeting(game: Game) -> Game:
    return replace(one_meeting(game), breaking=True)


#: Why -> the game as it is, and the change.
FAILURES: dict[str, tuple[Callable[[Game], Game], Callable[[Game], Game]]] = {
    "a dearer war where deals can be broken": (lambda game: game, lambda game: dearer(game, 0.3)),
    "contact in every month: waiting for a better offer pays": (unbreakable, always_in_contact),
    "a pessimist learns the truth": (pessimists, with_truth_known),
    "a deal binds whoever meant to break it": (breakable_meeting, unbreakable),
    "a deal binds the other side, whose attack would have come when war serves one best": (
        only_b_can_break,
        unbreakable,
    ),
}


@pytest.mark.parametrize("why", FAILURES)
def test_where_theory_promises_nothing_what_a_side_accepts_may_shrink(why: str) -> None:
    """A game in which A refuses a package that it accepted before: the same change is not monotone outside its class."""
    before, change = FAILURES[why]

    def shrinks(seed: int) -> bool:
        game = before(random_game(seed))
        return bool(np.any(accepted(change(game))[A] < accepted(game)[A]))

    assert shrinks(find(seeds, shrinks, settings=tried(400)))
