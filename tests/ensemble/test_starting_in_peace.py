"""A war that begins in peace, from the run to the report, the what-if, the match and the graph model."""

from __future__ import annotations

import numpy as np
import pytest

from offramp import study
from offramp.ensemble.solve_world import solve_world
from offramp.findings.outcomes import OUTCOMES
from offramp.game.history import weigh
from offramp.graphmodel import build
from offramp.graphmodel.answer import answer
from offramp.graphmodel.derive import derive
from offramp.play.setup import set_up
from offramp.play.states import Peace
from offramp.report import depth, titles, words
from offramp.report.graph_compared import compare
from offramp.report.naming import Names
from offramp.scenario import Scenario, central_world, draw_worlds, library, load
from offramp.web.drawing import bargain
from offramp.web.solver import whatif

NAME, POLICY = "enlargement-2021", "open-door"


@pytest.fixture(scope="module")
def war() -> Scenario:
    return load(NAME).model_copy(update={"horizon": 12, "run_out": 24})


@pytest.fixture(scope="module")
def found(war, tmp_path_factory) -> study.Study:
    folder = tmp_path_factory.mktemp("peace") / "run"
    return study.run(war, worlds=8, policies=[POLICY, "dated-path"], out=folder, jobs=1, check_horizon=False)


def test_the_whole_of_month_0_is_peace(found) -> None:
    chance = found.findings.outcomes[POLICY].chance
    assert chance["peace"].mean[0] == pytest.approx(1.0)
    assert sum(float(chance[name].mean[-1]) for name in OUTCOMES) == pytest.approx(1.0)


def test_lean_worlds_have_the_same_chances_though_the_package_is_never_on_offer(war) -> None:
    """What is in force is worked out also where only packages on offer are asked for."""
    (world,) = draw_worlds(war, 1, 1)
    assert all("standing" not in war.policies[POLICY].offered(month) for month in range(war.horizon))
    free = war.model_copy(update={"record": None})
    whole, lean = (solve_world(free, world, [POLICY], lean=lean).policies[POLICY] for lean in (False, True))
    assert np.array_equal(whole.chance, lean.chance)


def test_the_record_weighs_worlds_by_whether_the_peace_held(war) -> None:
    parts = [weigh(war, world).filtered for world in draw_worlds(war, 24, 1)]
    assert all(part.log_likelihood == part.log_alive <= 0 for part in parts)
    assert len({part.log_likelihood for part in parts}) > 2
    assert all(state[0] == "peace" for part in parts for state in part.start)


def test_the_deal_in_force_is_told_as_that(found, war) -> None:
    findings, names = found.findings, Names(war)
    label = names.packages["standing"]
    assert words.who_blocks(findings, POLICY, "standing") == "in force"
    assert words.who_blocks_sentence(findings, POLICY, "standing") == f"{label}: in force at the start."
    told = [titles.title_for_deals(findings), titles.title_for_blocks(findings), titles.title_for_first(findings)]
    assert all(label not in title for title in told)
    assert "war" in told[2]


def test_no_sentence_says_that_a_war_still_goes_on(war) -> None:
    assert Names(war).state("fighting") == "a war being fought"
    assert Names(load("korea-1951")).state("fighting") == "the war still being fought"


def test_one_world_in_depth_stands_in_peace(war) -> None:
    solution = study.solve(war, POLICY)
    told = depth.text(solution)
    assert "In peace under standing, at the line 7.2 %" in told
    assert "in force" in told
    document = depth.document(solution)
    assert document["start"]["package"] == list(war.packages).index("standing")
    assert document["bargaining_range"]["standing"]["gain_a"] == [0.0]


def test_a_what_if_draws_the_deals_of_today() -> None:
    told = whatif.answer(str(library.find(NAME)), 0.0, [], {}, POLICY, POLICY)
    deals = {row[0]: row[1] for row in told["blocks"]}
    assert deals["Things as they stand"] == "in force"
    assert deals["Minsk as Kyiv reads it"] == "names another line"
    assert "Things as they stand" not in told["bargain_title"]
    assert "<svg" in told["bargain"]


def test_deals_none_of_which_can_be_had_at_the_line_are_still_drawn(war) -> None:
    names, solution = Names(war), study.solve(war, POLICY)
    today = whatif.range_today(solution.equilibrium, depth.start_state(solution))
    deals = bargain.deals(names, today)
    drawn = bargain.bargaining_range(names, deals[::-1], solution.equilibrium.game.grid.line_positions(), 7.2)
    assert "Things as they stand: in force" in drawn


def test_a_match_begins_in_peace(war) -> None:
    board = set_up(war, POLICY)
    assert isinstance(board.start, Peace)
    match = board.match("a", seed=1, months=3)
    assert match.pending is None or match.pending.kind in {"propose", "reply", "keep"}


def test_the_status_quo_of_the_graph_model_is_the_peace(war) -> None:
    derived = derive(war, POLICY)
    model = build(derived.data)
    assert model.states.names[model.status_quo or 0] == "peace by standing"
    assert "begins in peace: standing is in force" in derived.comment
    compared = {one.package: one for one in compare(derived, answer(model), study.solve(war, POLICY))}
    assert compared["standing"].ordinal.startswith("it is in force")


def test_no_world_begins_anywhere_else(war) -> None:
    result = solve_world(war.model_copy(update={"record": None}), central_world(war), [POLICY])
    assert result.policies[POLICY].peace[list(war.packages).index("standing"), 0] == 1.0
