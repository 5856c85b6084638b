"""Every row of the table of closed forms, asked of both solvers."""

from __future__ import annotations

from typing import Any

import pytest

from analytic.cases import CASES, Case, obtained


def asked() -> list[Any]:
    """(case, solver); the plain solver's slow ones are left to the long checks."""
    rows = []
    for case in CASES:
        rows.append(pytest.param(case, "compiled", id=f"{case.what} [compiled]"))
        marks = [pytest.mark.long] if case.slow else []
        rows.append(pytest.param(case, "plain", id=f"{case.what} [plain]", marks=marks))
    return rows


@pytest.mark.parametrize(("case", "solver"), asked())
def test_the_number_is_that_of_the_paper(case: Case, solver: str) -> None:
    assert obtained(case, solver) == pytest.approx(case.expected, abs=case.tolerance)
