"""Numbers as a reader meets them."""

import math

import numpy as np
import pytest

from offramp.findings.spread import Spread
from offramp.report.amounts import (
    amount,
    amount_span,
    chance,
    chance_span,
    coarse,
    compared,
    compared_rare,
    counted,
    percent,
)
from offramp.report.naming import listed, unique


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0%"),
        (0.0004, "under 0.1%"),
        (0.0123, "1%"),
        (0.0043, "0.4%"),
        (0.5, "50%"),
        (0.9962, "over 99%"),
        (1.0, "100%"),
        (math.nan, "not known"),
    ],
)
def test_percentages(value, said):
    assert percent(value) == said


def test_words_instead_of_percentages_rise_with_the_chance():
    said = [coarse(x) for x in (0.0, 0.1, 0.3, 0.5, 0.6, 0.9, 1.0)]
    assert len(set(said)) == len(said)
    assert not any(character.isdigit() for word in said for character in word)
    assert chance(0.6, enough=False) == "more often than not"


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (1234.5, "1,230"), (74.71, "74.7"), (0.08266, "0.0827"), (-3.14159, "-3.14"), (math.inf, "not known")],
)
def test_amounts_have_three_figures(value, said):
    assert amount(value) == said


def test_spreads_show_their_range_only_where_there_are_enough_worlds():
    found = Spread(np.array([0.0, 0.4]), np.array([0.0, 0.2]), np.array([0.0, 0.7]))
    assert chance_span(found, enough=True) == "40% (20% to 70%)"
    assert chance_span(found, enough=False) == "less often than not"
    assert amount_span(Spread(np.float64(74.7), np.float64(21.2), np.float64(125.0))) == "74.7 (21.2 to 125)"
    assert amount_span(Spread(np.float64(74.7), np.float64(21.2), np.float64(125.0)), enough=False) == "about 70"


def test_comparisons_turn_round():
    assert (compared(0.6, 0.3), compared(0.3, 0.6)) == ("more likely", "less likely")
    assert compared(0.6, 0.595) == "about as likely"
    assert (compared_rare(0.03, 0.01), compared_rare(0.02, 0.02)) == ("3 times as likely", "about as likely")


def test_lists_and_labels():
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert unique({"x": "Same", "y": "Same", "z": ""}) == {"x": "Same (x)", "y": "Same (y)", "z": "z"}


def test_one_of_a_kind_is_told_in_the_singular() -> None:
    assert [counted(n, "claim") for n in (0, 1, 2)] == ["0 claims", "1 claim", "2 claims"]
