"""Titles say what there is to see, and turn round when the numbers do."""

from dataclasses import replace

import pytest

from offramp.report import titles
from report.factory import NOBODY, account, assumption, deal, make, outcomes, scenario


@pytest.fixture(scope="module")
def war():
    return scenario()


def test_the_fan_names_the_policy_under_which_peace_is_likeliest(war):
    there = titles.title_for_outcome(make(war, peace={"sustain": 0.3, "wind-down": 0.6}), "peace")
    back = titles.title_for_outcome(make(war, peace={"sustain": 0.6, "wind-down": 0.3}), "peace")
    assert there == "A deal in force is likeliest under “Wind down” (60%) and least likely under “Sustain” (30%)"
    assert back == "A deal in force is likeliest under “Sustain” (60%) and least likely under “Wind down” (30%)"


@pytest.mark.parametrize(("moves", "said"), [(3.0, "North gains"), (-3.0, "South gains"), (0.0, "hardly moves")])
def test_the_front_names_the_side_that_gains(war, moves, said):
    made = replace(make(war), outcomes={p: outcomes(war, {"peace": 0.2}, moves) for p in ("sustain", "wind-down")})
    assert said in titles.title_for_front(made)
    assert "under every policy" in titles.title_for_front(made)


def test_general_war_names_the_policy_under_which_it_is_likelier(war):
    def told(base, other):
        chances = {"sustain": base, "wind-down": other}
        new = {p: outcomes(war, {"peace": 0.2, "general-war": x}) for p, x in chances.items()}
        return titles.title_for_general_war(replace(make(war), outcomes=new))

    assert told(0.01, 0.03).startswith("General war is 3.0 times as likely under “Wind down”")
    assert told(0.03, 0.01).startswith("General war is 3.0 times as likely under “Sustain”")
    assert "about as likely under every policy" in told(0.02, 0.02)


def test_blocks_names_the_blocker(war):
    def told(blocker):
        blocks = {**dict.fromkeys(NOBODY, 0.0), blocker: 1.0}
        return titles.title_for_blocks(make(war, deals={"sustain": {"treaty": deal(war, blocks=blocks)}}))

    assert told("a") == "North blocks “Treaty”"
    assert told("b") == "South blocks “Treaty”"
    assert told("nobody") == "Nobody blocks “Treaty”"


def test_survival_turns_round_with_what_holds(war):
    def told(ceasefire, treaty):
        found = {"ceasefire": deal(war, holds=ceasefire), "treaty": deal(war, holds=treaty)}
        return titles.title_for_survival(make(war, deals={"sustain": found}))

    assert "“Treaty” holds best (80%) and “Bare ceasefire” worst (20%)" in told(0.2, 0.8)
    assert "“Bare ceasefire” holds best (80%) and “Treaty” worst (20%)" in told(0.8, 0.2)


@pytest.mark.parametrize(
    ("gain", "better", "said"),
    [
        (5.0, 0.9, "better for South"),
        (-5.0, 0.1, "worse for South"),
        (1.0, 0.5, "either way for South"),
        (0.0, 0.0, "no different for South"),
    ],
)
def test_the_ledger_says_for_whom_a_policy_is_better(war, gain, better, said):
    made = make(war)
    changed = {**made.accounts, "wind-down": account(war, gain=gain, better=better)}
    assert said in titles.title_for_ledger(replace(made, accounts=changed), "wind-down")


def test_the_record_names_what_it_moves_and_which_way(war):
    assert titles.title_for_record(make(war, assumptions=[assumption(shift=0.6)])).endswith("“Balance” most: up")
    assert titles.title_for_record(make(war, assumptions=[assumption(shift=-0.6)])).endswith("“Balance” most: down")
    assert "hardly moves" in titles.title_for_record(make(war, assumptions=[assumption(shift=0.01)]))


def test_a_blocker_in_fewer_than_half_of_the_assumptions_is_not_named(war):
    blocks = {**dict.fromkeys(NOBODY, 0.0), "nobody": 0.44, "a": 0.38, "b": 0.18}
    title = titles.title_for_blocks(make(war, deals={"sustain": {"treaty": deal(war, blocks=blocks)}}))
    assert title == "Who blocks hangs on the assumptions for “Treaty”"


def test_a_package_is_named_only_where_it_makes_up_most_of_the_peace(war):
    def told(treaty, ceasefire):
        made = make(war, policies=["sustain"])
        found = made.outcomes["sustain"]
        months = len(next(iter(found.packages.values())))
        packages = {name: [0.0] * months for name in found.packages}
        packages |= {"treaty": [treaty] * months, "ceasefire": [ceasefire] * months}
        return titles.title_for_packages(replace(made, outcomes={"sustain": replace(found, packages=packages)}))

    assert told(0.3, 0.1) == "Where peace comes, it is mostly “Treaty” under “Sustain”"
    assert told(0.1, 0.3) == "Where peace comes, it is mostly “Bare ceasefire” under “Sustain”"
    assert "no one package makes up most of it" in told(0.2, 0.2)
