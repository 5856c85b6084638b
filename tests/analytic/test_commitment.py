"""War as a commitment problem: the thresholds at which a shift of power makes a war, asked of both solvers."""

from __future__ import annotations

import pytest

from analytic.cases import BETA, BISECTION, P1, breaks_at_once, powell_threshold, preventive_threshold
from analytic.solvers import BOTH, BOTH_LONG


def decliners_threshold(lost: float, contact: float) -> float:
    """Powell (2006) where an agreement in force can only be improved with probability ``contact`` a month."""
    war_now = (1 - P1) * (1 - lost)
    return max(P1 + lost / (1 - lost), (1 - BETA * lost * (1 - contact) - war_now) / (BETA * (1 - lost)))


@BOTH_LONG
@pytest.mark.parametrize(
    ("lost", "contact"), [(0.1, 1.0), (0.1, 0.8), (0.1, 0.5), (0.1, 0.0), (0.05, 1.0), (0.02, 0.5)]
)
def test_a_declining_side_that_makes_the_offers_fights_once_the_other_rises_past_powells_threshold(
    solver: str, lost: float, contact: float
) -> None:
    """With contact in every month of peace this is Powell's own number for an endless game (.345679)."""
    obtained = powell_threshold(riser_moves=False, contact=contact, lost=lost)(solver)
    assert obtained == pytest.approx(decliners_threshold(lost, contact), abs=2 * BISECTION)


@BOTH_LONG
@pytest.mark.parametrize("months", [15, 40, 80])
def test_where_the_rising_side_makes_the_offers_the_old_deal_protects_the_declining_one(
    solver: str, months: int
) -> None:
    """p2* = p1 + d/(1 - d), whatever the horizon (not Powell's .234568: here a signed deal can be kept)."""
    obtained = powell_threshold(riser_moves=True, contact=0.0, months=months)(solver)
    assert obtained == pytest.approx(P1 + 0.1 / 0.9, abs=2 * BISECTION)


@BOTH_LONG
@pytest.mark.parametrize("b_share", [0.18, 0.185, 0.25, 0.275])
def test_a_peace_is_broken_to_prevent_the_other_side_from_breaking_it_stronger(solver: str, b_share: float) -> None:
    """War at once iff p2 > max(b/(1-d), 1 - [(1-p1)(1-d) - (1-beta)(1-b)]/(beta(1-d)))."""
    obtained = preventive_threshold(b_share)(solver)
    formula = max(b_share / 0.9, 1 - ((1 - P1) * 0.9 - (1 - BETA) * (1 - b_share)) / (BETA * 0.9))
    assert obtained == pytest.approx(formula, abs=2 * BISECTION)


@BOTH
@pytest.mark.parametrize("rho", [0.0, 0.5, 1.0])
def test_who_moves_first_does_not_matter_to_a_preventive_war(solver: str, rho: float) -> None:
    """1e-6 on either side of the threshold for b = .18 the answer is the same for every rho."""
    assert not breaks_at_once(solver, 0.212346 - 1e-6, 0.18, rho)
    assert breaks_at_once(solver, 0.212346 + 1e-6, 0.18, rho)
