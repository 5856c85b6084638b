"""Bargaining, walks, forts, optimism and attrition: games with answers on paper, asked of both solvers.

Formulas and numbers: docs/reference (closed forms). ``V`` is (1 - beta) times a value, a flow for ever.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from analytic.solvers import BOTH, BOTH_LONG, month_zero, run_course, solve
from offramp import theory as games
from offramp.game.rules import Game

# The table's numbers are rounded to six digits: half a unit there, and 1e-6 leaves room for the rest.
TABLE = 1e-6
# Against a formula only rounding is left, times months solved; except where a horizon cuts off a tail (named there).
FORMULA = 1e-9


def flow_value(game: Game, solution: Any, side: int, f: int) -> float:
    """V of a war state at capacity 1 and the start rungs."""
    top = game.grid.rungs[0] - 1
    return float(solution.war[side, 0, f, 1, 1, top, top] * (1 - game.beta[side]))


# --- bargaining -----------------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(("rho", "expected"), [(1.0, 0.75), (0.0, 0.50)])
def test_who_makes_the_offers_takes_all_of_fearons_range(solver: str, rho: float, expected: float) -> None:
    """A gets p + cB when it makes the offers and p - cA when B does; the deal is made at once, so B has the rest."""
    game = games.fearon(rho)
    solution = solve(solver, game)
    assert flow_value(game, solution, 0, 1) == pytest.approx(expected, abs=FORMULA)
    assert flow_value(game, solution, 1, 1) == pytest.approx(1 - expected, abs=FORMULA)
    assert run_course(solver, game, solution, 1, games.at_war(1)).signed[0].sum() == pytest.approx(1, abs=FORMULA)


@BOTH
@pytest.mark.parametrize(("rho", "expected"), [(0.5, 0.55), (0.3, 0.37), (0.8, 0.82)])
def test_a_proposer_drawn_each_month_keeps_one_minus_beta_times_the_chance_to_lose_the_floor(
    solver: str, rho: float, expected: float
) -> None:
    """A keeps 1 - beta(1 - rho) when it proposes, and beta*rho when B does."""
    first, second = games.random_proposer(rho, True), games.random_proposer(rho, False)
    assert flow_value(first, solve(solver, first), 0, 1) == pytest.approx(expected, abs=FORMULA)
    assert flow_value(second, solve(solver, second), 0, 1) == pytest.approx(0.9 * rho, abs=FORMULA)


def forts_value(n: int, k: int, p: float, beta: float, costs: tuple[float, float]) -> float:
    """V of A when every month is settled at the middle of what the other months of war would waste."""
    win, lose = discounted_ruin(n, k, p, beta)
    middle = 0.5 + (costs[1] - costs[0]) / (2 * (1 - beta))
    return middle + win * (1 - middle) - lose * middle


@BOTH_LONG
@pytest.mark.parametrize(
    ("n", "p", "costs", "expected"),
    [
        (4, 0.6, (0.02, 0.04), {1: 0.430370, 2: 0.693631, 3: 0.868580}),
        (10, 0.55, (0.01, 0.03), {5: 0.712728}),
    ],
)
def test_bargaining_over_forts_is_settled_at_once_on_the_terms_the_walk_dictates(
    solver: str, n: int, p: float, costs: tuple[float, float], expected: dict[int, float]
) -> None:
    """Values follow from the discounted ruin probabilities, and nobody fights."""
    game = games.forts(n, p, 0.95, costs)
    solution = solve(solver, game)
    for k, value in expected.items():
        obtained = flow_value(game, solution, 0, k)
        assert obtained == pytest.approx(value, abs=TABLE)
        assert obtained == pytest.approx(forts_value(n, k, p, 0.95, costs), abs=FORMULA)
        signed = run_course(solver, game, solution, 1, games.at_war(k)).signed[0].sum()
        assert signed == pytest.approx(1, abs=FORMULA)


# --- no war that only a grid of deals makes ---------------------------------------------------------------------------


def cells_at_war(solver: str, game: Game) -> int:
    """Interior cells in which month 0 is fought whoever moves."""
    solution = solve(solver, game)
    cells = range(1, game.grid.front_top)
    signed = [run_course(solver, game, solution, 1, games.at_war(f)).signed[0].sum() for f in cells]
    return sum(s < FORMULA for s in signed)


@BOTH_LONG
@pytest.mark.parametrize(("step", "at_war"), [(0.03, 0), (0.05, 4), (0.1, 6)])
def test_deals_in_coarse_steps_make_wars_in_so_many_of_nine_cells(solver: str, step: float, at_war: int) -> None:
    """The surplus of agreeing a month sooner is .03: steps above that leave cells without a deal (0, .444, .667)."""
    assert cells_at_war(solver, games.coarse_deals(step)) == at_war


@BOTH
@pytest.mark.parametrize("lines_per_cell", [1, 2])
def test_there_is_no_war_where_lines_can_be_mixed(solver: str, lines_per_cell: int) -> None:
    """The same ten forts with lotteries between neighbouring lines: no cell is at war."""
    game = games.forts(10, 0.5, 0.99, (0.01, 0.01), months=60, lines_per_cell=lines_per_cell)
    assert cells_at_war(solver, game) == 0


@BOTH
@pytest.mark.parametrize("seed", range(6))
def test_no_costly_war_is_fought_under_complete_information_however_few_the_lines(solver: str, seed: int) -> None:
    """Forts with drawn odds, costs and patience: every cell settles in month 0, on terms that do not know the grid."""
    rng = np.random.default_rng(seed)
    n, p, beta = int(rng.integers(2, 7)), float(rng.uniform(0.2, 0.8)), float(rng.uniform(0.85, 0.98))
    costs = (float(rng.uniform(0.001, 0.05)), float(rng.uniform(0.001, 0.05)))
    values = []
    for lines_per_cell in (1, 3):
        game = games.forts(n, p, beta, costs, months=40, lines_per_cell=lines_per_cell)
        assert cells_at_war(solver, game) == 0
        solution = solve(solver, game)
        values.append([flow_value(game, solution, 0, f) for f in range(1, n)])
    assert values[0] == pytest.approx(values[1], abs=FORMULA)


# --- walks ----------------------------------------------------------------------------------------------------------


def ruin(n: int, k: int, p: float) -> tuple[float, float]:
    """Gambler's ruin: probability of winning, and expected number of battles."""
    if p == 0.5:
        return k / n, k * (n - k)
    odds = (1 - p) / p
    win = (1 - odds**k) / (1 - odds**n)
    return win, (k - n * win) / (1 - 2 * p)


def discounted_ruin(n: int, k: int, p: float, beta: float) -> tuple[float, float]:
    """Expected discount factor on the day of winning, and of losing."""
    root = math.sqrt(1 - 4 * beta**2 * p * (1 - p))
    high, low = (1 + root) / (2 * beta * p), (1 - root) / (2 * beta * p)
    spread = high**n - low**n
    return (high**k - low**k) / spread, (high**n * low**k - low**n * high**k) / spread


@BOTH_LONG
@pytest.mark.parametrize(
    ("n", "k", "p", "prevails", "months"),
    [(4, 2, 0.6, 0.692308, 3.846154), (10, 5, 0.55, 0.731717, 23.171740), (10, 3, 0.5, 0.3, 21.0)],
)
def test_a_war_without_talks_is_gamblers_ruin(
    solver: str, n: int, k: int, p: float, prevails: float, months: float
) -> None:
    """After 400 months at most 2e-9 of the walks are still going on (.951^400), so the table's digits are met."""
    game = games.ruin(n, p, 0.95)
    course = run_course(solver, game, solve(solver, game), 400, games.at_war(k))
    assert (course.a_prevails[-1], course.fought.sum()) == pytest.approx((prevails, months), abs=TABLE)
    assert (course.a_prevails[-1], course.fought.sum()) == pytest.approx(ruin(n, k, p), abs=1e-7)
    assert course.a_prevails[-1] + course.b_prevails[-1] == pytest.approx(1, abs=1e-7)


@BOTH_LONG
def test_the_value_of_a_war_without_talks_is_discounted_ruin(solver: str) -> None:
    """(10, 5, .55) at beta .95; after 400 months .95^400 = 1e-9 of any value is left."""
    solution = solve(solver, games.ruin(10, 0.55, 0.95))
    obtained = tuple(solution.war[side, 0, 5, 1, 1, 1, 1] for side in (0, 1))
    assert obtained == pytest.approx((0.293635, 0.107661), abs=TABLE)
    assert obtained == pytest.approx(discounted_ruin(10, 5, 0.55, 0.95), abs=2e-9)


# --- optimism -------------------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(("priors", "threshold"), [((0.8, 0.3), 0.25), ((0.9, 0.1), 0.40)])
def test_optimists_fight_exactly_while_the_war_costs_less_than_they_disagree_about(
    solver: str, priors: tuple[float, float], threshold: float
) -> None:
    """They fight iff (1-beta)/beta * (sum of costs) < (prior_A - prior_B)(2p - 1), here tried 1e-6 on either side."""
    for margin, signs in ((-1e-6, 0.0), (1e-6, 1.0)):
        game = games.optimists(priors, (threshold + margin) * 0.95 / 0.05)
        signed = month_zero(solver, game, games.at_war(1)).signed[0].sum()
        assert signed == pytest.approx(signs, abs=FORMULA)


@BOTH
def test_patient_sides_each_expect_what_their_own_prior_says(solver: str) -> None:
    """A limit: with beta -> 1 each side's chance of prevailing is .75*.9 + .25*.1 = .70. At beta = .99999 the four
    months' discount costs some 2e-5 of it (the plain and an independent solver: .699978)."""
    game = games.learners()
    solution = solve(solver, game)
    a, b = flow_value(game, solution, 0, 2), flow_value(game, solution, 1, 2)
    assert (a, b) == pytest.approx((0.70, 0.70), abs=5e-5)
    assert (a, 1 - b) == pytest.approx((0.699978, 0.300022), abs=TABLE)


# --- attrition ------------------------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    ("beta", "cost", "rho", "loser", "values", "months"),
    [
        ((0.95, 0.90), (0.05, 0.08), 0.5, 1, (0.95, -0.007273), 1.0),
        ((0.95, 0.95), (0.2, 0.3), 0.7, 0, (-0.004196, 0.972727), 0.428571),
    ],
)
def test_in_a_war_of_attrition_the_side_that_would_tire_first_gives_up_at_its_first_move(
    solver: str,
    beta: tuple[float, float],
    cost: tuple[float, float],
    rho: float,
    loser: int,
    values: tuple[float, float],
    months: float,
) -> None:
    """The side with the smaller number of months it could still stand capitulates; the other never does."""
    game = games.attrition_by_will(beta, cost, rho)
    solution = solve(solver, game)
    course = run_course(solver, game, solution, 300, games.at_war(1))
    assert tuple(flow_value(game, solution, i, 1) for i in (0, 1)) == pytest.approx(values, abs=TABLE)
    assert course.fought.sum() == pytest.approx(months, abs=TABLE)
    assert course.capitulated[0, loser] == pytest.approx(rho if loser == 0 else 1 - rho, abs=FORMULA)
    # The other gives in, if at all, only in the very last months, when next to nothing is left of the war.
    assert course.capitulated[:, 1 - loser].sum() == pytest.approx(0, abs=FORMULA)
