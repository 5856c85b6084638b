"""Two solvers written apart from each other agree on small games with every feature on."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from crosscheck.plain_course import course_plainly, likelihood_plainly
from crosscheck.plain_solver import PlainSolution, solve_plainly
from crosscheck.random_games import game_of_ties, game_of_turns, random_game, random_start

SEEDS = range(60)
TIE_SEEDS = (*range(30), 86, 108, 111, 201, 256, 279)  # the last six tell solvers apart that take ties lightly
# Both work in double precision; nothing but the order of sums differs, unless a choice differs.
AGREEMENT = 1e-9
COURSE = (
    *("fighting", "frozen", "peace", "a_prevails", "b_prevails", "general_war"),
    *("war", "peace_states", "signed", "broken", "capitulated", "fought"),
)
# What must be reached with a probability above NOTICEABLE from the random starts, in at least so many of the games.
NOTICEABLE = 1e-3
FEATURES = {
    "single line": 20,
    "lottery": 20,
    "broken by A": 15,
    "broken by B": 15,
    "incident": 15,
    "amendment": 15,
    "climb": 20,
    "descent": 15,
    "A capitulates": 8,
    "B capitulates": 8,
    "A prevails": 20,
    "B prevails": 20,
    "general war": 20,
}


@cache
def plain(seed: int) -> tuple[PlainSolution, dict[str, Any]]:
    """The plain solution of a random game and its course (kept: the test of features needs all of them again)."""
    game = random_game(seed)
    solution = solve_plainly(game)
    return solution, course_plainly(game, solution, game.months, random_start(seed, game))


@pytest.mark.parametrize("seed", SEEDS)
def test_both_solvers_find_the_same_values(seed: int) -> None:
    """War and peace values of both sides in every state that goes on, in every month."""
    from offramp.game.solve import solve

    expected, obtained = plain(seed)[0], solve(random_game(seed))
    war, peace = np.isfinite(expected.war), np.isfinite(expected.peace)
    largest = max(np.abs(expected.war[war]).max(), np.abs(expected.peace[peace]).max())
    np.testing.assert_allclose(obtained.war[war], expected.war[war], rtol=0, atol=AGREEMENT * largest)
    np.testing.assert_allclose(obtained.peace[peace], expected.peace[peace], rtol=0, atol=AGREEMENT * largest)


@pytest.mark.parametrize("seed", range(16))
def test_both_solvers_agree_where_lotteries_lead_both_ways_from_a_line(seed: int) -> None:
    """A line that is the best for one side of all its neighbours may be mixed with either of them."""
    from offramp.game.solve import solve

    game = game_of_turns(seed)
    expected, obtained = solve_plainly(game), solve(game)
    war = np.isfinite(expected.war)
    np.testing.assert_allclose(
        obtained.war[war], expected.war[war], rtol=0, atol=AGREEMENT * np.abs(expected.war[war]).max()
    )


@pytest.mark.parametrize("high", [0.0, 1.0])
@pytest.mark.parametrize("seed", range(3))
def test_both_solvers_agree_where_both_sides_are_certain_of_the_same_balance(seed: int, high: float) -> None:
    """Then there is one hypothesis to work with, and it is the right one."""
    from offramp.game.solve import solve

    game = replace(random_game(seed), delta=0.3, prior=np.array([high, high]))
    expected, obtained = solve_plainly(game), solve(game)
    assert obtained.packed.hypotheses == 1
    war = np.isfinite(expected.war)
    np.testing.assert_allclose(
        obtained.war[war], expected.war[war], rtol=0, atol=AGREEMENT * np.abs(expected.war[war]).max()
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_both_solvers_see_the_same_course_of_the_war(seed: int) -> None:
    """Every distribution, month by month, under the true theta."""
    from offramp.game.forward import run_course
    from offramp.game.solve import solve

    game = random_game(seed)
    obtained = run_course(solve(game), game.months, random_start(seed, game), states=True)
    for name in COURSE:
        expected = plain(seed)[1][name]
        np.testing.assert_allclose(getattr(obtained, name), expected, rtol=0, atol=AGREEMENT, err_msg=name)


@pytest.mark.parametrize("seed", SEEDS)
def test_both_solvers_weigh_the_record_of_the_war_alike(seed: int) -> None:
    """Likelihood of fronts seen with an error while the war went on, and where the war then is."""
    from offramp.game.forward import likelihood
    from offramp.game.solve import solve

    game, start = random_game(seed), random_start(seed, random_game(seed))
    rng = np.random.default_rng([20242, seed])
    months = 1 + seed % game.months
    evidence = rng.uniform(0.02, 1.0, (months, game.grid.front_top + 1))
    expected, filtered = likelihood_plainly(game, plain(seed)[0], start, list(evidence))
    obtained, where = likelihood(solve(game), start, evidence)
    assert np.isfinite(expected)
    assert obtained == pytest.approx(expected, abs=AGREEMENT)
    np.testing.assert_allclose(where, filtered, rtol=0, atol=AGREEMENT)


@pytest.mark.parametrize("seed", TIE_SEEDS)
def test_both_solvers_break_ties_alike(seed: int) -> None:
    """Values and course of games in round numbers, in which many choices are between equals."""
    from offramp.game.forward import run_course
    from offramp.game.solve import solve

    game, start = game_of_ties(seed), random_start(seed, random_game(seed))
    by_hand, compiled = solve_plainly(game), solve(game)
    war, peace = np.isfinite(by_hand.war), np.isfinite(by_hand.peace)
    largest = max(np.abs(by_hand.war[war]).max(), np.abs(by_hand.peace[peace]).max())
    np.testing.assert_allclose(compiled.war[war], by_hand.war[war], rtol=0, atol=AGREEMENT * largest)
    np.testing.assert_allclose(compiled.peace[peace], by_hand.peace[peace], rtol=0, atol=AGREEMENT * largest)
    expected = course_plainly(game, by_hand, game.months, start)
    obtained = run_course(compiled, game.months, start, states=True)
    for name in COURSE:
        np.testing.assert_allclose(getattr(obtained, name), expected[name], rtol=0, atol=AGREEMENT, err_msg=name)


def happened(seed: int) -> set[str]:
    """Features of the model that the course of this random game made noticeable use of."""
    course = plain(seed)[1]
    chances = Counter(course["events"])
    chances["A capitulates"], chances["B capitulates"] = course["capitulated"].sum(axis=0)
    chances["A prevails"], chances["B prevails"] = course["a_prevails"][-1], course["b_prevails"][-1]
    chances["general war"] = course["general_war"][-1]
    return {name for name, chance in chances.items() if chance > NOTICEABLE}


def test_every_feature_of_the_model_happens_in_many_of_the_random_games() -> None:
    """Agreement means something only if the games break deals, draw lots, amend, climb, descend and give up."""
    counts = Counter(name for seed in SEEDS for name in happened(seed))
    missing = {name: counts[name] for name, least in FEATURES.items() if counts[name] < least}
    assert not missing


def test_some_random_games_start_outside_floor_and_cap() -> None:
    """Above the cap a side may only go down, below the floor only up: both must be tried."""
    above = below = 0
    for seed in SEEDS:
        game = random_game(seed)
        for state in random_start(seed, game):
            if state[0] == "war":
                above += any(state[4 + i] > game.cap[i, 0] for i in (0, 1))
                below += any(state[4 + i] < game.floor[i, 0] for i in (0, 1))
    assert above >= 20
    assert below >= 20
