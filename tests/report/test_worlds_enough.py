"""Whether there are worlds enough, told of headlines made by hand: every sentence turns round with their checks."""

import math
import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from offramp.calibration.weights import Weights
from offramp.findings.spread import Spread
from offramp.findings.trusting import Headline
from offramp.report import tables, trusting
from offramp.report.figures.convergence import convergence, title_for_convergence
from offramp.report.page import render
from report.factory import make, scenario, trust


@pytest.fixture(scope="module")
def war():
    return scenario()


def deal(policy: str, value: float = 0.4, **checks) -> Headline:
    return Headline("chance", policy, "peace", trust(value, **checks))


def two(war, here: dict, there: dict, **changed):
    """Findings with one headline for each of two policies."""
    return make(war, headlines=[deal("sustain", **here), deal("wind-down", **there)], **changed)


def test_the_screen_names_the_headline_on_which_halves_differ_most(war):
    there = trusting.screen_sentence(two(war, {"apart": 0.03}, {"apart": 0.09}))
    back = trusting.screen_sentence(two(war, {"apart": 0.09}, {"apart": 0.03}))
    said = "Random halves of the worlds differ by 6 points on the average headline and by up to 9 points"
    assert there == f"{said} (wind-down: peace by a deal)."
    assert back == f"{said} (sustain: peace by a deal)."


def test_small_differences_are_told_as_less_than_a_point(war):
    assert trusting.screen_sentence(two(war, {"apart": 0.001}, {"apart": 0.004})) == (
        "Random halves of the worlds differ by less than a point on every headline."
    )
    assert "by less than a point on the average headline and by up to 1 point (" in trusting.screen_sentence(
        two(war, {"apart": 0.001}, {"apart": 0.007})
    )


def test_a_headline_on_a_party_goes_by_its_name(war):
    better = Headline("better", "wind-down", "South", trust(0.9, apart=0.12))
    found = make(war, headlines=[deal("sustain", apart=0.05), better])
    assert "(wind-down: better for South)" in trusting.screen_sentence(found)
    assert "(under “Wind down”: better for South)" in trusting.page_sentences(found)[0]


@pytest.mark.parametrize(
    ("settled", "said"),
    [
        ((24, 48), "All 2 headlines have settled: from half of the worlds on they stay within 5 points"),
        ((24, 84), "1 of 2 headlines has settled"),
        ((96, 60), "None of 2 headlines has settled"),
    ],
)
def test_what_has_settled_is_counted(war, settled, said):
    one, other = settled
    assert trusting.page_sentences(two(war, {"settled": one}, {"settled": other}))[1].startswith(said)


@pytest.mark.parametrize(
    ("needed", "said"),
    [
        ((96, 96), "enough to tell every headline to within 5 points."),
        ((96, 173), "enough to tell 1 of 2 headlines to within 5 points; for all of them about 180 would be."),
        ((1234, 500), "enough to tell none of 2 headlines to within 5 points; for all of them about 1,300 would be."),
        (
            (None, 500),
            "enough to tell none of 2 headlines to within 5 points; for all of them even a million would not be.",
        ),
    ],
)
def test_the_worlds_that_are_needed_are_told(war, needed, said):
    one, other = ({"needed": n, "enough": n == 96} for n in needed)
    assert trusting.page_sentences(two(war, one, other))[2] == f"The worlds are {said}"


def test_too_few_worlds_are_told_without_distances(war):
    few = two(war, {"enough": False, "needed": 300}, {"enough": False, "needed": 400}, effective=20.0)
    told = [trusting.screen_sentence(few), *trusting.page_sentences(few)]
    told += [cell for row in trusting.table(few).rows for cell in row]
    assert not [words for words in told if re.search(r"\d\s*%|differ by|^\d+ points?$", words)]
    assert trusting.screen_sentence(few).endswith("about 400 would be.")
    assert trusting.table(few).rows[0][3:5] == ["not told", "not told"]


def test_without_weight_or_without_checks_nothing_is_claimed(war):
    nothing = {"value": math.nan, "apart": math.nan, "settled": 96, "enough": False, "needed": None}
    none = two(war, nothing, nothing, weights=Weights(np.zeros(96), 0.0, 0))
    assert trusting.screen_sentence(none) == ""
    assert len(trusting.page_sentences(none)) == 1
    assert trusting.table(none).rows[0][-1] == "not known"
    unchecked = make(war, headlines=[])
    assert (trusting.screen_sentence(unchecked), trusting.page_sentences(unchecked)) == ("", [])
    assert convergence(unchecked) is None
    assert "Not checked in this run" in render(unchecked, {}).split('id="enough"')[1]


def test_the_figure_says_where_a_deal_still_moves_and_turns_round(war):
    there = title_for_convergence(two(war, {"settled": 24}, {"settled": 84}))
    back = title_for_convergence(two(war, {"settled": 84}, {"settled": 24}))
    said = "The chance of a deal in force still moves by more than 5 points over the second half of the worlds, under"
    assert there == f"{said} “Wind down”"
    assert back == f"{said} “Sustain”"
    assert title_for_convergence(two(war, {"settled": 84}, {"settled": 96})) == f"{said} “Sustain” and “Wind down”"


def test_the_figure_says_from_where_a_deal_has_settled(war):
    said = title_for_convergence(two(war, {"settled": 24}, {"settled": 36}))
    assert said == "The chance of a deal in force stays within 5 points from 36 of 96 worlds on, under every policy"
    one = make(war, policies=("sustain",), headlines=[deal("sustain")])
    assert title_for_convergence(one).endswith("from 24 of 96 worlds on, under “Sustain”")
    single = make(war, headlines=[deal("sustain", counts=(1,), by_count=(0.4,), settled=1)])
    assert title_for_convergence(single).endswith("too few worlds to see whether it settles")
    assert convergence(single).panels[0].svg


def test_the_figure_draws_the_first_worlds_and_lists_them(war):
    path = (math.nan, 0.2, 0.3, 0.35, 0.4, 0.4, 0.4, 0.4)
    figure = convergence(two(war, {"by_count": path}, {}))
    assert [panel.heading for panel in figure.panels] == ["Sustain", "Wind down"]
    assert figure.table.headings[:3] == ["policy", "first 12 worlds", "first 24 worlds"]
    assert figure.table.rows[0][:4] == ["Sustain", "not known", "20%", "30%"]
    assert figure.panels[0].alt.startswith("not known on the first 12, 20% on the first 24")


def test_the_sentence_follows_the_evidence_on_the_screen(war, capsys):
    tables.show(make(war))
    printed = " ".join(capsys.readouterr().out.split())
    assert printed.index("effective once weighed") < printed.index("Random halves") < printed.index("Shares are shares")


def argument(war, *headlines: Headline, effective: float = 80.0):
    """As much of an argument as its headlines are told from."""
    verdict = SimpleNamespace(holds=0.6, low=0.5, high=0.7, enough=effective >= 50)
    found = SimpleNamespace(effective=effective, shapley={"channel": Spread(0.2, 0.1, 0.3)})
    verdicts = {key: {"open": verdict} for key in war.conclusions}
    return SimpleNamespace(scenario=war, verdicts=verdicts, obstacles=found, headlines=list(headlines))


def test_conclusions_and_obstacles_stand_in_a_table_of_their_own(war):
    told = [
        Headline("conclusion", "", "c01", trust(0.6, apart=0.11)),
        Headline("obstacle", "sustain", "channel", trust(-0.2)),
    ]
    rows = trusting.argument_table(argument(war, *told)).rows
    assert rows[0][:3] == [f"c01 {war.conclusions['c01'].says}", "60% (50% to 70%)", "11 points"]
    assert rows[1][:3] == ["Share of “no channel”", "-20 points", "3 points"]
    assert trusting.argument_sentences(argument(war, *told))[0].startswith("All 2 headlines have settled")
    few = trusting.argument_table(argument(war, *told, effective=20.0)).rows
    assert not [cell for row in few for cell in row if re.search(r"%|[+-]\d|^\d+ points", cell)]
    assert trusting.argument_sentences(argument(war)) == []


@pytest.mark.parametrize(
    ("borne", "said"),
    [
        ((True, True), "Each was asked of enough worlds to be told to within 5 points, and on one side of a half"),
        ((True, False), "1 of 2 headlines was asked of enough worlds"),
        ((False, False), "None of 2 headlines was asked of enough worlds"),
    ],
)
def test_whether_an_argument_was_asked_of_enough_worlds_is_told(war, borne, said):
    told = [Headline("conclusion", "", key, trust(0.6, enough=x)) for key, x in zip(("c01", "c02"), borne, strict=True)]
    assert trusting.argument_sentences(argument(war, *told))[1].startswith(said)


def test_the_page_shows_every_headline_in_its_section(war):
    found = make(war)
    section = render(found).split('<section id="enough"')[1].split("</section>")[0]
    assert 'id="figure-convergence"' in section
    assert section.count("<tr>") >= len(found.headlines)
    moved = replace(found, headlines=[replace(one, trust=trust(0.4, settled=96)) for one in found.headlines])
    assert "None of 8 headlines has settled" in render(moved, {})
