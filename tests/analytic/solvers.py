"""The two solvers behind one face, so that every closed form is asked of both."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from offramp.game.rules import Game

BOTH = pytest.mark.parametrize("solver", ["plain", "compiled"])
# The same where the plain solver needs more than a second or so: its run is left to the long checks.
BOTH_LONG = pytest.mark.parametrize("solver", [pytest.param("plain", marks=pytest.mark.long), "compiled"])


def solve(solver: str, game: Game) -> Any:
    """Solve with the named solver: an object with ``war`` and ``peace`` values."""
    if solver == "plain":
        from crosscheck.plain_solver import solve_plainly

        return solve_plainly(game)
    from offramp.game.solve import solve as solve_compiled

    return solve_compiled(game)


def run_course(solver: str, game: Game, solution: Any, months: int, start: Mapping[tuple, float]) -> Any:
    """The course under the true theta: an object with ``fighting``, ``signed`` and the like."""
    if solver == "plain":
        from crosscheck.plain_course import course_plainly

        return SimpleNamespace(**course_plainly(game, solution, months, start))
    from offramp.game.forward import run_course as run_compiled

    return run_compiled(solution, months, start, states=True)


def month_zero(solver: str, game: Game, start: Mapping[tuple, float], months: int = 1) -> Any:
    """Solve, and the first month(s) of the course."""
    return run_course(solver, game, solve(solver, game), months, start)
