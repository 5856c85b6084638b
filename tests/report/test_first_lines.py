"""The first lines of an answer follow the numbers, and name no winner where there is none."""

from dataclasses import replace

import pytest

from offramp.findings.assumptions import Hinge
from offramp.findings.stability import HorizonCheck
from offramp.report import first_lines, titles
from report.factory import make, outcomes, scenario


@pytest.fixture(scope="module")
def war():
    return scenario()


def test_victories_are_told_by_the_name_of_the_side_that_wins(war):
    def told(outcome):
        made = make(war)
        return first_lines.what(replace(made, outcomes={p: outcomes(war, {outcome: 0.8}) for p in made.policies}))

    assert "North prevailing: a chance of 80%" in told("a-prevails")
    assert "South prevailing: a chance of 80%" in told("b-prevails")


def test_the_likeliest_state_follows_the_numbers(war):
    assert "is a deal in force: a chance of 60%" in first_lines.what(
        make(war, peace={"sustain": 0.6, "wind-down": 0.3})
    )
    assert "is the war still being fought" in first_lines.what(make(war, peace={"sustain": 0.1, "wind-down": 0.3}))


def test_how_sure_tells_how_many_worlds_agree_and_how_much_they_count(war):
    line = first_lines.how_sure(make(war, effective=80.9))
    assert "80% of the assumptions tried, weighed by the record" in line
    assert "96 sets of assumptions, which count as 80 once weighed" in line


def test_how_sure_tells_how_many_worlds_were_weighed_and_how_many_followed(war):
    line = first_lines.how_sure(make(war, candidates=240))
    assert "240 sets of assumptions, 96 of them followed to the end, which count as 80 once weighed" in line


def test_how_sure_warns_of_a_headline_that_moves_with_the_horizon(war):
    moved = HorizonCheck(8, {"one month more": {"sustain": {"peace": -0.06}, "wind-down": {"peace": 0.2}}})
    assert "by up to 6 points" in first_lines.how_sure(make(war, horizon_check=moved))
    assert "points" not in first_lines.how_sure(make(war))


def test_hinges_turn_round_with_the_sign_of_the_correlation(war):
    up = first_lines.hinges_on(make(war, hinges=[Hinge("channel.a", "", 0.6)]))
    down = first_lines.hinges_on(make(war, hinges=[Hinge("channel.a", "", -0.6)]))
    assert "the higher, the more likely a deal" in up
    assert "the higher, the less likely a deal" in down
    assert up.replace("more", "less") == down


def test_a_yes_or_no_hinge_is_told_as_one(war):
    line = first_lines.hinges_on(make(war, hinges=[Hinge("red_lines.membership.real.drawn", "", -0.6)]))
    assert "No membership (if so, a deal is less likely)" in line


def test_correlations_that_may_be_chance_are_not_told(war):
    assert "no single assumption" in first_lines.hinges_on(make(war, hinges=[Hinge("channel.a", "", 0.1)]))


def test_what_only_counts_cannot_be_a_hinge(war):
    path = next(path for path in war.entries if path.startswith("parties.") and path.endswith(".dead"))
    line = first_lines.hinges_on(make(war, hinges=[Hinge(path, "", 0.9)]))
    assert "no single assumption" in line


def near(war, peace: float, prevails: float, further: float = 0.0):
    """Findings in which a deal is as likely as told and a side prevails as told, and what solving further moves."""
    made = make(war)
    new = {p: outcomes(war, {"peace": peace, "a-prevails": prevails}) for p in made.policies}
    check = HorizonCheck(8, {"one month more": {"sustain": {"peace": further}}})
    return replace(made, outcomes=new, horizon_check=check)


def test_no_state_is_called_likeliest_where_another_is_as_likely(war):
    line = first_lines.what(near(war, peace=0.45, prevails=0.445))
    assert "no one state stands out" in line
    assert line.index("a deal in force 45% (35% to 55%)") < line.index("North prevailing 44%")
    assert "is the likeliest" in first_lines.how_sure(near(war, peace=0.45, prevails=0.445))
    assert "the likeliest state after" in first_lines.what(near(war, peace=0.45, prevails=0.42))


def test_a_lead_smaller_than_what_solving_further_moves_is_no_lead(war):
    assert "the likeliest state after" in first_lines.what(near(war, peace=0.45, prevails=0.40, further=0.04))
    line = first_lines.what(near(war, peace=0.45, prevails=0.40, further=0.06))
    assert "no one state stands out" in line
    told = first_lines.how_sure(near(war, peace=0.45, prevails=0.40, further=0.06))
    assert "a deal in force in 80% and North prevailing in 4% of the assumptions tried" in told
    assert "by up to 6 points" in told


def test_a_first_look_names_all_that_may_lead(war):
    few = replace(near(war, peace=0.45, prevails=0.40), weights=make(war, effective=10.0).weights)
    assert "point to a deal in force or North prevailing" in first_lines.what(few)


def test_the_title_names_no_likeliest_state_where_none_stands_out(war):
    def told(base, other):
        final = {"tied": {"peace": 0.45, "a-prevails": 0.449}, "deal": {"peace": 0.6}, "won": {"a-prevails": 0.7}}
        made = make(war)
        new = {"sustain": outcomes(war, final[base]), "wind-down": outcomes(war, final[other])}
        return titles.title_for_comparison(replace(made, outcomes=new)).partition(" months, ")[2]

    assert told("tied", "deal") == (
        "no one state stands out under “Sustain”, but a deal in force is the likeliest under “Wind down”"
    )
    assert told("deal", "tied") == (
        "a deal in force is the likeliest under “Sustain”, but no one state stands out under “Wind down”"
    )
    assert told("tied", "tied") == "no one state stands out under “Sustain”, nor does one under “Wind down”"
    assert (
        told("deal", "won")
        == "a deal in force is the likeliest under “Sustain”, but North prevailing under “Wind down”"
    )
    assert told("won", "won") == "North prevailing is the likeliest under “Sustain”, and so it is under “Wind down”"
