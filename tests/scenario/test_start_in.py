"""A war that begins in peace: what the file may say, and what the game makes of it."""

import pytest

from offramp.errors import ScenarioError
from offramp.game.given import start_in_peace, start_of
from offramp.scenario import Scenario, central_world, loads
from offramp.scenario.problems import Problem
from scenario.places import EVERY

PEACE = "start_in: {package: treaty}\npreferences:"


def text(begins: str = PEACE) -> str:
    """The file that uses every feature, without its record of war, and with `begins` before its preferences."""
    head, record = EVERY.read_text(encoding="utf-8").split("record:\n", 1)
    return (head + "claims:\n" + record.split("claims:\n", 1)[1]).replace("preferences:", begins, 1)


def problems(source: str) -> list[Problem]:
    with pytest.raises(ScenarioError) as caught:
        loads(source)
    return caught.value.problems


def start(scenario: Scenario) -> tuple:
    (state,) = start_of(scenario, central_world(scenario))
    return state


def test_without_it_a_war_begins_in_war() -> None:
    scenario = loads(EVERY.read_text(encoding="utf-8"))
    assert start_in_peace(scenario) is None
    assert start(scenario)[0] == "war"


def test_a_package_is_in_force_at_the_front_unless_a_line_is_named() -> None:
    at_front, named = loads(text()), loads(text("start_in: {package: treaty, line: 30}\npreferences:"))
    package = list(at_front.packages).index("treaty")
    cells, fine = at_front.front.cells, at_front.front.lines_per_cell
    assert start(at_front)[:3] == ("peace", package, cells.index(19) * fine)
    assert start(named)[:3] == ("peace", package, cells.index(30) * fine)


def test_a_package_that_names_its_line_is_in_force_there() -> None:
    scenario = loads(text("start_in: {package: demand}\npreferences:"))
    between = (scenario.front.cells.index(20) * 2 + scenario.front.cells.index(30) * 2) // 2
    assert start(scenario)[2] == between


def test_an_unknown_package_is_told_with_the_nearest() -> None:
    (problem,) = problems(text("start_in: {package: treety}\npreferences:"))
    assert (problem.path, problem.nearest) == ("start_in.package", "treaty")
    assert "'treety'" in str(problem)


def test_a_line_off_the_front_is_told_with_the_fronts_ends() -> None:
    (problem,) = problems(text("start_in: {package: treaty, line: 70}\npreferences:"))
    assert problem.path == "start_in.line"
    assert "0 to 50 %" in str(problem)


def test_a_line_other_than_the_one_the_package_names_is_a_fault() -> None:
    (problem,) = problems(text("start_in: {package: demand, line: 30}\npreferences:"))
    assert problem.path == "start_in.line"
    assert "25, the line the package names" in str(problem)


def test_the_record_of_a_peace_has_no_front_and_no_rungs() -> None:
    record = (
        "record: {from: 2024-06, front: [19, null], error: 1, no_deal: false, "
        "seen: [{month: 0, side: a, rungs: [hold]}]}\npreferences:"
    )
    found = {problem.path for problem in problems(text(PEACE.replace("preferences:", record)))}
    assert found == {"record.front.0", "record.seen", "record.no_deal"}


def test_a_front_that_was_observed_needs_its_error() -> None:
    record = "record: {from: 2024-06, front: [19, null]}\npreferences:"
    (problem,) = problems(text(record))
    assert (problem.path, "'error'" in str(problem)) == ("record", True)


def test_a_record_of_peace_is_only_how_long_it_held() -> None:
    record = "record: {from: 2024-06, front: [null, null]}\npreferences:"
    assert loads(text(PEACE.replace("preferences:", record))).record is not None
