"""Graph models derived from scenarios, and set beside the game."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from offramp import study
from offramp.errors import UnknownNameError
from offramp.game.equilibrium import Equilibrium
from offramp.graphmodel import build
from offramp.graphmodel.answer import answer
from offramp.graphmodel.derive import Derived, derive
from offramp.graphmodel.fixed_course import FixedCourses, everyone_pays, without
from offramp.graphmodel.model_file import loads, to_yaml
from offramp.report.graph_compared import WHY_APART, compare, text
from offramp.scenario import Scenario, central_world, load

EVERY = Path(__file__).parents[1] / "scenario" / "data" / "every-feature.yaml"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(EVERY)


@pytest.fixture(scope="module")
def derived(scenario: Scenario) -> Derived:
    return derive(scenario)


def test_sides_and_paying_patrons_decide(derived: Derived) -> None:
    model = build(derived.data)
    assert model.names == ["North", "South", "United States"]
    assert [option.name for option in model.options if option.owner == 2] == ["withhold"]
    assert [option.name for option in model.options if option.owner == 1] == ["accept-ceasefire", "accept-treaty"]
    assert model.states.names[model.status_quo or 0] == "status quo"


def test_a_shared_acceptance_is_one_state_of_peace_that_either_may_leave(derived: Derived) -> None:
    model = build(derived.data)
    peace = {name: s for s, name in model.states.names.items()}["peace by treaty"]
    assert model.states.pattern(peace) == "-NY" + "NY" + "-"
    assert model.moves.from_state(0, peace)
    assert model.moves.from_state(1, peace)
    assert not model.moves.from_state(2, peace)


def test_ranks_follow_the_values(derived: Derived) -> None:
    model = build(derived.data)
    for name, values in derived.values.items():
        rank = model.rank[model.names.index(name)]
        peace = [(values[p], rank[s]) for s, p in model.states.names.items() if p in values]
        assert [r for _, r in sorted(peace)] == sorted(r for _, r in peace)
        assert len(set(rank.tolist())) == len({round(v, 9) for v in values.values()})


def test_the_file_can_be_edited_and_read_again(derived: Derived) -> None:
    written = to_yaml(derived.data, derived.comment)
    again = loads(written)
    assert (again.rank == build(derived.data).rank).all()
    assert "+0.8000  peace by treaty" in written
    edited = loads(
        written.replace(
            "- peace by treaty\n        - peace by ceasefire", "- peace by ceasefire\n        - peace by treaty", 1
        )
    )
    assert not (edited.rank[0] == again.rank[0]).all()


def test_deals_that_cross_real_red_lines_are_not_on_the_table() -> None:
    found = derive(load("ukraine-2024"))
    assert "membership" in found.barred
    assert "membership" not in found.packages
    assert found.data["decision_makers"].keys() == {"Russia", "Ukraine", "Europe", "United States"}


def test_an_unknown_policy_names_the_nearest(scenario: Scenario) -> None:
    with pytest.raises(UnknownNameError, match="'wind-down'"):
        derive(scenario, "wind-dwon")


def test_a_deal_pays_what_it_pays_in_the_game(scenario: Scenario) -> None:
    """The flow of a deal is the one number that both models share: they must agree on it."""
    from offramp.game.given import line_of
    from offramp.game.spec import Plan, build_game

    courses = FixedCourses(scenario, central_world(scenario))
    game = build_game(scenario, courses.world, Plan.of(scenario.baseline))
    for d, name in enumerate(scenario.packages):
        line = line_of(scenario, game.grid, name)
        if line < 0:
            line = int(np.argmin(np.abs(game.grid.line_positions() - scenario.front.now)))
        for side in (0, 1):
            assert courses.side_in_deal(side, name) == pytest.approx(float(game.deal_flow[side, 0, d, line]), abs=1e-12)


def test_less_aid_is_no_better_for_who_receives_it(scenario: Scenario) -> None:
    courses, paid = FixedCourses(scenario, central_world(scenario)), everyone_pays(scenario)
    with_aid = courses.course((1, 1), paid, 1)
    held = courses.course((1, 1), without(paid, [("b", "United States")]), 1)
    assert held.capacity[1, -1] <= with_aid.capacity[1, -1]
    assert courses.side_in_war(1, held) <= courses.side_in_war(1, with_aid)


@pytest.fixture(scope="module")
def solution(scenario: Scenario) -> Any:
    return study.solve(scenario)


def test_every_package_is_set_beside_the_game(scenario: Scenario, derived: Derived, solution: Any) -> None:
    assert isinstance(solution.equilibrium, Equilibrium)
    found = answer(build(derived.data))
    compared = compare(derived, found, solution)
    assert [one.package for one in compared] == list(derived.packages)
    for one in compared:
        assert one.agree == (not one.why)
        assert "would hold a year" in one.game
        assert "prefer" in one.ordinal
    assert WHY_APART in text(compared, derived)
