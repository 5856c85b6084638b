"""Wars that begin in peace: course, first settlements and record against the plain-Python solver."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from crosscheck.plain_course import Records, course_plainly, month_of_peace, month_of_war, step
from crosscheck.plain_solver import PlainSolution, solve_plainly
from crosscheck.random_games import random_game
from offramp.game.bargaining import range_today
from offramp.game.forward import first_settlements, run_course
from offramp.game.held import filter_peace
from offramp.game.rules import Game
from offramp.game.solve import solve
from offramp.game.survival import survival_today

SEEDS = range(0, 24, 2)
# Both work in double precision; nothing but the order of sums differs.
AGREEMENT = 1e-9


def start(game: Game) -> dict[tuple, float]:
    """Peace under the first package at its own line or the middle one, at full capacities and one level below."""
    top, own = game.grid.capacity_top, int(game.own_line[0])
    line = own if own >= 0 else game.grid.lines // 2
    return {("peace", 0, line, top, top): 0.75, ("peace", 0, line, top, max(1, top - 1)): 0.25}


def first_plainly(game: Game, solution: PlainSolution, begun: dict[tuple, float]) -> np.ndarray:
    """Settlements by month, package and line, each war leaving the count once it is signed."""
    records, amendments, now = Records(game, game.months), Records(game, game.months), dict(begun)
    for t in range(game.months):
        after: dict[tuple, float] = {}
        for state, chance in now.items():
            if state[0] == "war":
                arrived = [a for a in month_of_war(solution, t, state[1:], chance, records) if a[1][0] != "peace"]
            elif state[0] == "peace":
                arrived = month_of_peace(solution, t, state[1:], chance, amendments)
            else:
                arrived = []
            for p, then in arrived:
                after[then] = after.get(then, 0.0) + p
        now = after
    return records.signed


@pytest.mark.parametrize("seed", SEEDS)
def test_the_course_of_a_war_that_begins_in_peace(seed: int) -> None:
    game = random_game(seed)
    expected = course_plainly(game, solve_plainly(game), game.months, start(game))
    found = run_course(solve(game), game.months, start(game))
    for name in ("fighting", "frozen", "peace", "a_prevails", "b_prevails", "general_war"):
        np.testing.assert_allclose(getattr(found, name), expected[name], rtol=0, atol=AGREEMENT)
    assert found.peace[0].sum() == pytest.approx(1.0)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_first_settlement_is_that_of_the_war_which_follows(seed: int) -> None:
    """The peace at the start, amended or not, is no settlement; what is signed once it has ended is."""
    game = random_game(seed)
    expected = first_plainly(game, solve_plainly(game), start(game))
    found = first_settlements([(0, solve(game))], game.months, start(game)).signed
    np.testing.assert_allclose(found, expected, rtol=0, atol=AGREEMENT)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_record_of_a_peace_is_that_the_deal_held(seed: int) -> None:
    game, months = random_game(seed), 4
    expected, states = record_plainly(game, solve_plainly(game), start(game), months)
    found = filter_peace(solve(game), start(game), months)
    assert found.log_likelihood == pytest.approx(expected, abs=AGREEMENT)
    assert set(found.start) == set(states)
    assert [found.start[x] for x in states] == pytest.approx(list(states.values()), abs=AGREEMENT)


def record_plainly(game: Game, solution: PlainSolution, begun: dict, months: int) -> tuple[float, dict[tuple, Any]]:
    records, now, log = Records(game, months), dict(begun), 0.0
    for t in range(months):
        held = {x: p for x, p in now.items() if x[:2] == ("peace", 0) and p > 0}
        if not held:
            return -math.inf, {}
        log += math.log(sum(held.values()))
        held = {x: p / sum(held.values()) for x, p in held.items()}
        now = step(solution, t, held, records) if t + 1 < months else now
    return log, held


@pytest.mark.parametrize("seed", SEEDS)
def test_a_package_followed_only_because_it_is_in_force_has_the_same_course(seed: int) -> None:
    """Never on offer, it is worked out all the same where the game says that it is in force."""
    from dataclasses import replace

    game = random_game(seed)
    offered = game.offered.copy()
    offered[:, 0] = False
    game = replace(game, offered=offered, in_force=0)
    nobody = np.zeros(game.grid.packages, dtype=np.bool_)
    whole, lean = (run_course(solve(game, packages=asked), game.months, start(game)) for asked in (None, nobody))
    assert np.array_equal(whole.deals, lean.deals)
    assert np.array_equal(whole.ends, lean.ends)


@pytest.mark.parametrize("seed", SEEDS)
def test_today_the_deal_in_force_is_the_measure_and_holds_as_the_course_says(seed: int) -> None:
    """In force it gains nobody anything; it survives as long as the course has peace that was not signed anew."""
    game = random_game(seed)
    solved, state = solve(game), next(iter(start(game)))
    today = range_today(solved, state)
    assert today.gain[:, 0, 0] == pytest.approx([0.0, 0.0])
    held = survival_today(solved, 0, state, 2).holds
    course = run_course(solved, 2, {state: 1.0})
    assert held[1] == pytest.approx(course.peace[1].sum(), abs=AGREEMENT)
