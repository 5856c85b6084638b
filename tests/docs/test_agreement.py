"""The tables of agreement in docs/explanation/validation.md are what the tests compare."""

from __future__ import annotations

import pytest

from crosscheck import agreement


@pytest.mark.parametrize("name", ["closed forms", "planted bugs", "Gambit", "sgamesolver", "properties"])
def test_a_table_of_the_page_is_what_the_tests_compare(name: str, tmp_path_factory) -> None:
    """Written anew by `PYTHONPATH=tests python tests/crosscheck/agreement.py`."""
    makers = {"closed forms": agreement.closed_forms, "planted bugs": agreement.planted_bugs}
    makers |= {"Gambit": lambda: agreement.gambit(tmp_path_factory.getbasetemp()), "sgamesolver": agreement.sgamesolver}
    makers |= {"properties": agreement.properties}
    kept = agreement.section(agreement.PAGE.read_text(encoding="utf-8"), name)
    now = makers[name]()
    assert agreement.fresh(kept, now), f"{name} is stale; now:\n{now}"


@pytest.mark.parametrize(
    ("kept", "now", "same"),
    [
        ("| a | 0.345679 |", "| a | 0.345680 |", True),
        ("| a | 0.345679 |", "| a | 0.345699 |", False),
        ("| a | 127 |", "| a | 128 |", False),
        ("| a | 1e-06 |", "| a | 1e-03 |", False),
        ("| a | 0.5 |", "| b | 0.5 |", False),
    ],
)
def test_a_stale_table_is_told_from_one_that_was_rounded_otherwise(kept: str, now: str, same: bool) -> None:
    assert agreement.fresh(kept, now) is same
