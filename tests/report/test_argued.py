"""What the record says of the readings, and by how much a conclusion holds, in words a reader can use."""

from types import SimpleNamespace

import pytest

from offramp.argument.record_favours import Favour
from offramp.findings.spread import Spread
from offramp.report import argued, argued_record
from report.factory import scenario


def argument(*favours: Favour, **conclusions):
    """As much of an argument as the sentences look at."""
    readings = {name: SimpleNamespace(label=name.capitalize()) for name in ("open", "plea", "rival")}
    return SimpleNamespace(favours=list(favours), readings=readings, **conclusions)


def favour(part: str, reading: str, factor: float, low: float, high: float) -> Favour:
    return Favour(part, reading, "open", factor, low, high)


NEAR = (
    favour("record", "plea", 1.7, 1.6, 1.9),
    favour("record", "rival", 0.71, 0.62, 0.8),
    favour("front", "plea", 1.26, 1.18, 1.35),
    favour("front", "rival", 0.94, 0.88, 1.02),
)


def test_each_observable_has_its_column_and_each_reading_its_row():
    told = argument(*NEAR)
    assert argued_record.favours_headings(told) == ["reading", "the record as a whole", "how the front moved"]
    assert argued_record.favours_rows(told) == [
        ["Plea", "1.7 (1.6 to 1.9)", "1.3 (1.2 to 1.4)"],
        ["Rival", "0.71 (0.62 to 0.8)", "0.94 (0.88 to 1)"],
    ]


def test_no_winner_is_named_below_a_factor_of_ten():
    assert argued_record.favours_sentences(argument(*NEAR)) == [
        "No reading is ahead or behind by a factor of 10: the record names no winner."
    ]
    almost = favour("record", "plea", 30.0, 9.9, 80.0)
    assert "no winner" in argued_record.favours_sentences(argument(almost))[0]


def test_a_clear_lead_is_told_and_turns_round():
    ahead = argued_record.favours_sentences(argument(favour("record", "plea", 30.0, 12.0, 80.0)))
    behind = argued_record.favours_sentences(argument(favour("record", "plea", 0.03, 0.01, 0.08)))
    assert ahead == [
        (
            "“Plea” makes the record 30 (12 to 80) times as likely as no claim at all does: clearly for it, "
            "beyond a factor of 10."
        )
    ]
    assert "clearly against it" in behind[0]


def test_without_a_record_nothing_is_said_of_readings():
    assert argued_record.favours_sentences(argument()) == []


@pytest.mark.parametrize(
    ("conclusion", "ratio", "said"),
    [
        ("c01", False, "difference of the two is 0.200 in the units that South counts in on average (-0.100 to 0.500"),
        ("c02", False, "difference of the two is 20.0 points of chance on average (-10.0 to 50.0"),
        ("c03", False, "difference of the two is 0.200 thousands on average"),
        ("c03", True, "ratio of the two is 0.200 on average"),
    ],
)
def test_a_difference_is_told_in_its_unit_and_a_ratio_in_none(conclusion, ratio, said):
    verdict = SimpleNamespace(by_how_much=Spread(0.2, -0.1, 0.5), ratio=ratio)
    told = argument(scenario=scenario(), verdicts={conclusion: {"open": verdict}})
    assert said in argued.by_how_much_sentence(told, conclusion)


def test_rounding_beside_a_difference_is_told_as_nothing():
    assert argued.without_dust([-0.01, -0.03, 4.5e-11]) == [-0.01, -0.03, 0.0]
