"""Sentences are made from the numbers: they turn round when the numbers do."""

from dataclasses import replace

import pytest

from offramp.report import first_lines, words
from offramp.report.naming import whether
from offramp.report.verdicts import parties_sentence
from report.factory import NOBODY, deal, make, outcomes, scenario


@pytest.fixture(scope="module")
def war():
    return scenario()


def said(findings) -> str:
    return "\n".join([*first_lines.three_lines(findings), words.comparison(findings)])


def test_comparison_turns_round_when_the_policies_are_swapped(war):
    more = words.comparison(make(war, peace={"sustain": 0.3, "wind-down": 0.6}))
    less = words.comparison(make(war, peace={"sustain": 0.6, "wind-down": 0.3}))
    assert "a deal in force is more likely under “Wind down” than under “Sustain”: 60%" in more
    assert "a deal in force is less likely under “Wind down” than under “Sustain”: 30%" in less


def test_comparison_of_equal_chances_claims_no_difference(war):
    assert "about as likely under “Wind down” as under “Sustain”" in words.comparison(
        make(war, peace={"sustain": 0.4, "wind-down": 0.4})
    )


def test_comparison_gives_the_spread_over_worlds(war):
    assert "60% (50% to 70%) against 30% (20% to 40%)" in words.comparison(make(war))


def test_comparison_tells_general_war_as_a_factor_that_turns_round(war):
    def told(base, other):
        made = make(war)
        new = {
            "sustain": outcomes(war, {"peace": 0.3, "general-war": base}),
            "wind-down": outcomes(war, {"peace": 0.6, "general-war": other}),
        }
        return words.comparison(replace(made, outcomes=new))

    assert "general war is 2 times as likely" in told(0.02, 0.04)
    assert "general war is 0.5 times as likely" in told(0.04, 0.02)
    assert "general war is about as likely" in told(0.02, 0.02)


@pytest.mark.parametrize(
    ("label", "asked"),
    [
        ("Chance that the red line is real", "whether the red line is real"),
        ("Chance of a change of policy", "whether there is a change of policy"),
        ("No membership", "No membership"),
    ],
)
def test_a_chance_that_is_so_or_not_is_asked_about_as_a_fact(label, asked):
    assert whether(label) == asked


@pytest.mark.parametrize(("blocker", "name", "other"), [("a", "North", "South"), ("b", "South", "North")])
def test_who_blocks_names_the_side_that_refuses(war, blocker, name, other):
    blocks = {**dict.fromkeys(NOBODY, 0.0), blocker: 0.9, "nobody": 0.1}
    made = make(war, deals={"sustain": {"treaty": deal(war, blocks=blocks)}})
    assert words.who_blocks(made, "sustain", "treaty") == f"{name} refuses, 90%"
    sentence = words.who_blocks_sentence(made, "sustain", "treaty")
    assert sentence.startswith(f"Treaty: {name} refuses while {other} would sign, in 90%")


@pytest.mark.parametrize(("cause", "name"), [("a", "North"), ("b", "South")])
def test_holds_names_the_side_that_breaks(war, cause, name):
    ends = {"a": 0.1, "b": 0.1, "incident": 0.1, cause: 0.4}
    made = make(war, deals={"sustain": {"treaty": deal(war, holds=0.4, ends=ends)}})
    assert words.holds(made, "sustain", "treaty") == f"broken by {name}"
    assert f"broken by {name} (40%)" in words.holds_sentence(made, "sustain", "treaty")


def test_a_deal_that_nothing_ends_is_told_so(war):
    made = make(war, deals={"sustain": {"treaty": deal(war, holds=1.0)}})
    assert words.holds(made, "sustain", "treaty") == "nothing ends it"


def test_parties_are_told_in_how_many_worlds_a_policy_is_better(war):
    most = parties_sentence(make(war, gains={"sustain": (0, 0), "wind-down": (5.0, 0.9)}), "wind-down")
    few = parties_sentence(make(war, gains={"sustain": (0, 0), "wind-down": (-5.0, 0.1)}), "wind-down")
    assert "for South in 90%" in most
    assert "for South in 10%" in few


def test_parties_are_told_no_difference_where_there_is_none(war):
    none = parties_sentence(make(war, gains={"sustain": (0, 0), "wind-down": (1e-14, 0.4)}), "wind-down")
    assert "for South it is no different" in none


def test_no_percentage_where_too_few_worlds_carry_weight(war):
    few = make(war, effective=49.99)
    everything = [said(few), parties_sentence(few, "wind-down")]
    for policy in few.policies:
        for package in war.packages:
            for tell in (words.who_blocks, words.who_blocks_sentence, words.holds, words.holds_sentence):
                everything.append(tell(few, policy, package))
    assert "%" not in "\n".join(everything)
    assert "they count as 49, and 50 are needed" in said(few)


def test_at_fifty_effective_worlds_percentages_are_given(war):
    assert "%" in said(make(war, effective=50.0))


def test_a_first_look_turns_round_as_well(war):
    few = [make(war, effective=10.0, peace={"sustain": x, "wind-down": 0.9 - x}) for x in (0.2, 0.7)]
    assert "more likely under “Wind down” than under “Sustain”" in words.comparison(few[0])
    assert "less likely under “Wind down” than under “Sustain”" in words.comparison(few[1])


def test_a_record_that_no_world_fits_is_said_plainly(war):
    assert "nothing can be said" in said(make(war, effective=0.0))


def test_one_policy_alone_is_not_compared(war):
    assert "nothing to compare" in words.comparison(make(war, policies=["sustain"]))


def test_the_first_screen_is_free_of_terms_of_art(war):
    for term in ("equilibrium", "payoff", "reservation", "Markov", "utility", "probability"):
        assert term not in said(make(war))
