"""Ties: what is chosen among deals that are worth the same, in games small enough to see the answer by eye."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analytic.solvers import BOTH, run_course, solve
from offramp.game.rules import Game
from offramp.theory import at_war, base_game

# One month and beta = .9: a deal that pays x a month is worth 10x, so these are plain decimals with rounding.
ROUNDING = 1e-9


def one_month(a_gets: list[list[float]], b_gets: list[list[float]], rho: float, **changes: object) -> Game:
    """One month in which deals (rows: packages, columns: lines) pay these flows for ever."""
    flows = np.stack([np.array(a_gets), np.array(b_gets)])
    game = base_game(1, issues=np.zeros(flows.shape[:2]), beta=0.9, rho=rho, **changes)  # type: ignore[arg-type]
    return replace(game, deal_flow=flows[:, None])


@BOTH
@pytest.mark.parametrize("equal", [0.45, 0.1 + 0.35])
def test_no_lottery_is_drawn_that_gains_the_mover_nothing(solver: str, equal: float) -> None:
    """A has the same at lines 1 and 2; at 1 the other has 5.5, at 2 less than the 4 of fighting on: line 1 for sure."""
    game = one_month([[0.1, equal, 0.45]], [[0.9, 0.55, 0.25]], 1.0, front_top=2, held_by_a=(0, 0.5, 1), cost=(1, 1))
    solution = solve(solver, game)
    assert solution.war[:, 0, 1, 1, 1, 1, 1] == pytest.approx((4.5, 5.5), abs=ROUNDING)
    signed = run_course(solver, game, solution, 1, at_war(1)).signed
    assert signed[0, 0] == pytest.approx([0, 1, 0], abs=ROUNDING)


@BOTH
def test_among_equal_deals_of_two_packages_the_line_nearest_the_front_is_signed(solver: str) -> None:
    """Both worth (1, 7), and A has 1 by fighting on: package 0 at line 2, package 1 at line 3; the front is line 4."""
    a_gets = [
        [0, 0, 0.1, 0.2, 0.2, 0.3, 0.5, 0.5, 0.7, 0.6, 0.8],
        [-0.1, 0, 0, 0.1, 0.2, 0.2, 0.3, 0.4, 0.6, 0.6, 0.6],
    ]
    b_gets = [
        [0.8, 0.7, 0.7, 0.5, 0.4, 0.4, 0.4, 0.2, 0.2, 0.1, 0.1],
        [0.9, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.4, 0.3, 0.2, 0.2],
    ]
    land = np.zeros((2, 11))
    land[0], land[1] = 0.1, 0.3  # A is worth 1 and B 3 if the war goes on where it is
    game = one_month(a_gets, b_gets, 0.0, front_top=5, lines_per_cell=2, land=land, mobility=np.zeros(1))
    signed = run_course(solver, game, solve(solver, game), 1, at_war(2)).signed
    assert signed[0, 1, 3] == pytest.approx(1, abs=ROUNDING)
