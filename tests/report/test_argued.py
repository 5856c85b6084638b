"""What the record says of the readings, and by how much a conclusion holds, in words a reader can use."""

from types import SimpleNamespace

import pytest

from offramp.argument.record_favours import Favour
from offramp.findings.spread import Spread
from offramp.report import amounts, argued, argued_peace, argued_record, argued_titles
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
        ("c03", True, "ratio of the two is 0.150 in the middle of the assumptions"),
    ],
)
def test_a_difference_is_told_in_its_unit_and_a_ratio_in_none(conclusion, ratio, said):
    verdict = SimpleNamespace(by_how_much=Spread(0.2, -0.1, 0.5), middle=0.15, ratio=ratio)
    told = argument(scenario=scenario(), verdicts={conclusion: {"open": verdict}})
    assert said in argued.by_how_much_sentence(told, conclusion)


def test_rounding_beside_a_difference_is_told_as_nothing():
    assert argued.without_dust([-0.01, -0.03, 4.5e-11]) == [-0.01, -0.03, 0.0]


def timing(war, gains):
    starts = [
        SimpleNamespace(month=month, announced=True, gain={party: Spread(gain, 0, 0) for party, gain in by.items()})
        for month, by in gains.items()
    ]
    return argued_titles.title_for_timing(argument(scenario=war), SimpleNamespace(policy="wind-down", starts=starts))


def test_a_later_start_is_told_by_party_and_turns_round():
    war = scenario()
    parties = list(war.parties)
    assert len(parties) > 1
    worse = timing(war, {6: dict.fromkeys(parties, -1.0), 12: dict.fromkeys(parties, -2.0)})
    better = timing(war, {6: dict.fromkeys(parties, 1.0), 12: dict.fromkeys(parties, 2.0)})
    assert worse == "“Wind down” started later than now, on average: worse for every party"
    assert better == "“Wind down” started later than now, on average: better for every party"
    mixed = timing(war, {6: dict.fromkeys(parties, 1.0), 12: {p: -1.0 if p == "South" else 1.0 for p in parties}})
    assert "now one, now the other for South" in mixed
    assert "better for" in mixed


def obstacle_findings(**shares):
    return SimpleNamespace(
        shapley={name.replace("_", "-"): Spread(share, share, share) for name, share in shares.items()},
        interactions={("channel", "audience"): Spread(0.1, 0.1, 0.1)},
        none=Spread(0.1, 0, 0.2),
        every=Spread(0.9, 0.8, 1),
        effective=60.0,
    )


def test_the_largest_obstacle_is_named_and_one_that_works_the_other_way_is_told():
    found = obstacle_findings(channel=0.5, audience=0.1, commitment=-0.08)
    assert argued_titles.title_for_obstacles(found).startswith("“No channel” has the largest share")
    told = " ".join(argued_peace.obstacles_sentences(found))
    assert "“A deal would not hold” works the other way (-8 points)" in told
    turned = obstacle_findings(channel=0.1, audience=0.5, commitment=0.08)
    assert argued_titles.title_for_obstacles(turned).startswith("“Audience at home” has the largest share")
    assert "the other way" not in " ".join(argued_peace.obstacles_sentences(turned))


@pytest.mark.parametrize(
    ("restates", "said"),
    [
        ([True, False, False], "One of these 3 chances mostly restates what was put in"),
        ([True, True, False], "2 of these 3 chances mostly restate what was put in"),
        ([False, False], "None of these 2 chances mostly restate what was put in"),
        ([True, True], "All of these 2 chances mostly restate what was put in"),
    ],
)
def test_how_many_chances_restate_what_was_put_in(restates, said):
    assert argued_titles.title_for_put_in([SimpleNamespace(restates=x) for x in restates]) == said


def test_good_enough_is_told_from_the_least_to_the_most():
    def told(*jointly, enough=True):
        found = SimpleNamespace(
            policies=["sustain", "wind-down"],
            enough={"open": enough},
            satisficing={"open": SimpleNamespace(jointly=list(jointly))},
        )
        return argued_titles.title_for_good_enough(argument(scenario=scenario()), found)

    ends = "from 7% (“Sustain”) to 19% (“Wind down”) of the assumptions"
    assert told(0.07, 0.19) == f"Good enough for all parties at once: {ends}"
    assert "from 7% (“Wind down”) to 19% (“Sustain”)" in told(0.19, 0.07)
    assert told(0.2, 0.2) == "Good enough for all parties at once, whatever the policy: 20% of the assumptions"
    assert "%" not in told(0.2, 0.9, enough=False)


def test_a_change_that_rounds_to_nothing_has_no_minus():
    assert amounts.points(-0.003) == "+0"
    assert amounts.points_span(Spread(-0.1, -0.25, -0.001)) == "-10 points (-25 to +0)"
