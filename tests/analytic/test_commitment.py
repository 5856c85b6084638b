"""War as a commitment problem: the thresholds at which a shift of power makes a war, asked of both solvers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analytic.solvers import BOTH, BOTH_LONG, month_zero
from offramp import theory as games

# Bisection stops at 1e-8; the table's thresholds are rounded to six digits.
BISECTION, TABLE = 1e-8, 1e-6
P1, BETA = 0.2, 0.9


def threshold(is_war: Callable[[float], bool], low: float = P1, high: float = 0.95) -> float:
    """The p2 above which there is war."""
    assert not is_war(low)
    assert is_war(high)
    while high - low > BISECTION:
        middle = (low + high) / 2
        if is_war(middle):
            high = middle
        else:
            low = middle
    return (low + high) / 2


def powell_threshold(solver: str, *, riser_moves: bool, contact: float, lost: float, months: int) -> float:
    """p2 above which month 0 is fought instead of settled."""

    def is_war(p2: float) -> bool:
        game = games.powell(p2, riser_moves=riser_moves, contact=contact, lost=lost, months=months)
        return bool(month_zero(solver, game, games.at_war(1)).signed[0].sum() < 0.5)

    return threshold(is_war)


def decliners_threshold(lost: float, contact: float) -> float:
    """Powell (2006) where an agreement in force can only be improved with probability ``contact`` a month."""
    war_now = (1 - P1) * (1 - lost)
    return max(P1 + lost / (1 - lost), (1 - BETA * lost * (1 - contact) - war_now) / (BETA * (1 - lost)))


@BOTH_LONG
@pytest.mark.parametrize(
    ("lost", "contact", "expected"),
    [
        (0.1, 1.0, 0.345679),
        (0.1, 0.8, 0.323457),
        (0.1, 0.5, 0.311111),
        (0.1, 0.0, 0.311111),
        (0.05, 1.0, 0.280702),
        (0.02, 0.5, 0.234694),
    ],
)
def test_a_declining_side_that_makes_the_offers_fights_once_the_other_rises_past_powells_threshold(
    solver: str, lost: float, contact: float, expected: float
) -> None:
    """With contact in every month of peace this is Powell's own number for an endless game (.345679)."""
    obtained = powell_threshold(solver, riser_moves=False, contact=contact, lost=lost, months=40)
    assert obtained == pytest.approx(expected, abs=TABLE)
    assert obtained == pytest.approx(decliners_threshold(lost, contact), abs=2 * BISECTION)


@BOTH_LONG
@pytest.mark.parametrize("months", [15, 40, 80])
def test_where_the_rising_side_makes_the_offers_the_old_deal_protects_the_declining_one(
    solver: str, months: int
) -> None:
    """p2* = p1 + d/(1 - d), whatever the horizon (not Powell's .234568: here a signed deal can be kept)."""
    obtained = powell_threshold(solver, riser_moves=True, contact=0.0, lost=0.1, months=months)
    assert obtained == pytest.approx(0.311111, abs=TABLE)
    assert obtained == pytest.approx(P1 + 0.1 / 0.9, abs=2 * BISECTION)


def breaks_at_once(solver: str, p2: float, b_share: float, rho: float) -> bool:
    """Whether the uneasy peace is broken in month 0."""
    course = month_zero(solver, games.uneasy_peace(p2, b_share, rho), {("peace", 0, 1, 1, 1): 1.0})
    return bool(course.broken[0].sum() > 0.5)


@BOTH_LONG
@pytest.mark.parametrize(
    ("b_share", "expected"), [(0.18, 0.212346), (0.185, 0.211728), (0.25, 0.277778), (0.275, 0.305556)]
)
def test_a_peace_is_broken_to_prevent_the_other_side_from_breaking_it_stronger(
    solver: str, b_share: float, expected: float
) -> None:
    """War at once iff p2 > max(b/(1-d), 1 - [(1-p1)(1-d) - (1-beta)(1-b)]/(beta(1-d)))."""
    obtained = threshold(lambda p2: breaks_at_once(solver, p2, b_share, 0.5))
    formula = max(b_share / 0.9, 1 - ((1 - P1) * 0.9 - (1 - BETA) * (1 - b_share)) / (BETA * 0.9))
    assert obtained == pytest.approx(expected, abs=TABLE)
    assert obtained == pytest.approx(formula, abs=2 * BISECTION)


@BOTH
@pytest.mark.parametrize("rho", [0.0, 0.5, 1.0])
def test_who_moves_first_does_not_matter_to_a_preventive_war(solver: str, rho: float) -> None:
    """1e-6 on either side of the threshold for b = .18 the answer is the same for every rho."""
    assert not breaks_at_once(solver, 0.212346 - 1e-6, 0.18, rho)
    assert breaks_at_once(solver, 0.212346 + 1e-6, 0.18, rho)
