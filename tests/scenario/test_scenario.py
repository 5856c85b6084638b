"""What a loaded scenario says of itself: defaults, words, hash, new ones in its style, the reference."""

from pathlib import Path

import pytest

from offramp.errors import UnknownNameError
from offramp.scenario import Scenario, central_world, load, loads
from offramp.scenario.defaults import template
from offramp.scenario.library import find, names
from offramp.scenario.reference import PAGE, page
from offramp.scenario.writing import flow, new_like
from scenario.places import EVERY, SHORTEST

BUNDLED = [EVERY, SHORTEST, *(find(name) for name in names())]


@pytest.fixture(scope="module")
def every() -> Scenario:
    return load(EVERY)


def test_maps_keep_the_order_of_the_file(every: Scenario) -> None:
    assert list(every.packages) == ["ceasefire", "treaty", "demand"]
    assert list(every.shared) == ["us-aid", "replaced", "resolve", "twice", "winter"]
    assert every.packages["ceasefire"].terms == {"alignment": "open", "recognition": "none"}
    assert every.policies["wind-down"].offered(5) == ["ceasefire"]
    assert every.policies["wind-down"].offered(6) == ["ceasefire", "treaty", "demand"]


def test_quantities_are_what_differs_between_worlds(every: Scenario) -> None:
    infos = {info.path: info for info in every.quantities()}
    assert set(infos) == set(central_world(every).draws)
    aid = infos["quantities.us-aid"]
    assert (aid.label, aid.unit, aid.line, aid.is_default) == ("US aid", "EUR bn a month", 12, False)
    assert aid.rests_on.basis == "read"
    assert infos["events.election.happens.drawn"].question == "Does the patron change course?"
    assert infos["preferences.b.aim"].is_default
    assert "South" in infos["preferences.b.aim"].question


def test_a_settled_yes_or_no_is_no_quantity() -> None:
    text = EVERY.read_text(encoding="utf-8").replace("real: 0.4", "real: 1")
    assert "red_lines.recognition.real.drawn" not in {info.path for info in loads(text).quantities()}


def test_all_numbers_have_words_and_defaults_have_grounds(every: Scenario) -> None:
    for info in [*every.all_numbers(), *load(SHORTEST).all_numbers()]:
        assert info.label
        assert info.question.endswith("?")
        assert info.is_default or info.line
        if info.is_default and info.distribution is not None and not info.path.endswith(".drawn"):
            assert info.rests_on.basis == "judgement"


def test_every_uncertain_default_has_label_unit_question_and_grounds() -> None:
    def walk(node: object) -> None:
        if isinstance(node, list):
            for item in node:
                walk(item)
        if isinstance(node, dict):
            if {"uniform", "loguniform"} & set(node):
                assert {"label", "unit", "question", "rests_on"} <= set(node)
            else:
                for inner in node.values():
                    walk(inner)

    walk(template())


def test_what_talking_costs_may_be_nothing() -> None:
    for info in load(SHORTEST).quantities():
        if info.path.startswith("talking."):
            assert info.distribution is not None
            low, high = info.distribution.bounds()
            assert low <= 0 <= high


def test_the_hash_is_of_the_content_and_not_of_its_layout() -> None:
    text = SHORTEST.read_text(encoding="utf-8")
    plain = loads(text)
    assert len(plain.hash) == 64
    assert plain.short_hash == plain.hash[:16]
    assert loads("# a comment\n" + text.replace("now: 2}", "now: 2.0 }")).hash == plain.hash
    assert loads(text.replace("now: 2}", "now: 1}")).hash != plain.hash


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_filled_content_reads_as_the_same_scenario(path: Path) -> None:
    scenario = load(path)
    again = loads("\n".join(f"{key}: {flow(value)}" for key, value in scenario.raw.items()).replace(", ", ",\n  "))
    assert {p: e.number for p, e in again.entries.items()} == {p: e.number for p, e in scenario.entries.items()}


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_a_new_scenario_in_the_style_of_another_is_short_commented_and_valid(path: Path) -> None:
    text = new_like(path)
    assert text.count("\n") < 60
    assert text.count("#") > 5
    made = loads(text)
    assert made.sides == load(path).sides


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        new_like("no-such-war")


def test_the_reference_page_is_not_stale() -> None:
    root = Path(__file__).parents[2]
    assert (root / PAGE).read_text(encoding="utf-8") == page(), "run: python -m offramp.scenario.reference"
