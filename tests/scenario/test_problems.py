"""All faults of a file are found at once, each with its line, what was found, what was expected, and a nearest name."""

from pathlib import Path

import pytest

from offramp.errors import ScenarioError
from offramp.scenario import load, loads
from offramp.scenario.problems import Problem
from scenario.places import DATA, EVERY, SHORTEST

TEN = DATA / "ten-faults.yaml"


def problems_of(source: str | Path) -> list[Problem]:
    """The problems that loading a file or a text raises."""
    with pytest.raises(ScenarioError) as caught:
        load(source) if isinstance(source, Path) else loads(source)
    return caught.value.problems


def altered(path: Path, *changes: tuple[str, str]) -> str:
    """The text of a good file with some passages replaced."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_ten_different_faults_in_one_file_are_listed_with_their_lines() -> None:
    found = {(problem.line, problem.path) for problem in problems_of(TEN)}
    assert found == {
        (9, "front.cells.3"),
        (12, "battlefield.mobility.uniform"),
        (13, "battlefield.teta"),
        (14, "battlefield.slope.steps"),
        (16, "channel.a"),
        (17, "channel.b"),
        (22, "packages.neutrality.terms.alignment"),
        (28, "policies.sustain.offers.0"),
        (30, "policies.sustain.changes.0.path"),
        (32, "claims.a01.would_make.mover.use"),
    }


def test_the_nearest_valid_name_is_offered() -> None:
    nearest = {problem.path: problem.nearest for problem in problems_of(TEN)}
    assert nearest["battlefield.teta"] == "theta"
    assert nearest["packages.neutrality.terms.alignment"] == "neutral"
    assert nearest["policies.sustain.offers.0"] == "neutrality"
    assert nearest["policies.sustain.changes.0.path"] == "channel.a"


def test_a_problem_says_file_line_key_found_and_expected_with_its_unit() -> None:
    text = next(str(problem) for problem in problems_of(TEN) if problem.path == "channel.a")
    assert text.startswith(f"{TEN}:16: channel.a: found values from 0 to inf; expected from 0 to 1")
    assert "chance a month" in text


CASES = [
    ("now: 2}", "now: 4}", "front.now", "one of the inner cells: 1, 2, 3"),
    ("now: 2}", "now: 2, cells: [0, 1]}", "front", "each key once"),
    ("policies:\n  sustain: {offers: [neutrality]}", "policies: {}", "policies", "at least 1 entries"),
    ("offers: [neutrality]}", "offers: [neutrality], cap: {a: 2}}", "policies.sustain.cap.a", "0 to 1"),
    ("start: 2024-07", "start: 2024-7", "start", "YYYY-MM"),
    ("start: 2024-07", "start: 2024-07\nbaseline: other", "baseline", "one of `policies`"),
    ("start: 2024-07", "start: 2024-07\nhorizon: 12.5", "horizon", "whole number"),
    ("start: 2024-07", "start: 2024-07\nmover: {uniform: [0.5, 1.2]}", "mover", "from 0 to 1"),
    ("start: 2024-07", "start: 2024-07\nmover: {uniform: [0.5]}", "mover.uniform", "[low, high]"),
    ("start: 2024-07", "start: 2024-07\nmover: {unifrom: [0.5, 1]}", "mover.unifrom", "uniform"),
    ("start: 2024-07", "start: 2024-07\nmover: {value: 1, choice: [0, 1]}", "mover", "exactly one of"),
    ("start: 2024-07", 'start: 2024-07\nmover: {discrete: {"0.2": 0.5, "0.3": 0.2}}', "mover.discrete", "sum to 1"),
    ("start: 2024-07", "start: 2024-07\nmover: {use: nobody}", "mover.use", "`quantities`"),
    ("start: 2024-07", "start: 2024-07\nquantities: {x: {use: y}, y: {use: x}}", "quantities.x", "themselves"),
    ("start: 2024-07", "start: 2024-07\nmover: {steps: {soon: 1}}", "mover.steps.soon", "whole month"),
    (
        "start: 2024-07",
        "start: 2024-07\nmover: {value: 1, rests_on: {basis: rumour}}",
        "mover.rests_on.basis",
        "judgement",
    ),
    ("start: 2024-07", "start: 2024-07\ncapacity: {now: {a: 4.5}}", "capacity.now.a", "whole"),
    ("start: 2024-07", "start: 2024-07\ncapacity: {now: {a: 6}}", "capacity.now.a", "at most 5"),
    ("start: 2024-07", "start: 2024-07\nhazard: {growth: 200}", "hazard.growth", "at most 1"),
    ("start: 2024-07", "start: 2024-07\ncapacity: 5", "capacity", "a mapping"),
    ("start: 2024-07", "start: 2024-07\naid_scale: {a: 0}", "aid_scale.a", "above 0, in EUR bn a month"),
    ("start: 2024-07", "start: 2024-07\naid_scale: {b: -1}", "aid_scale.b", "above 0, in EUR bn a month"),
    ("terms: {alignment: neutral}", "terms: {}", "packages.neutrality.terms", "an option of alignment"),
    ("{alignment: {neutral: 1, member: 0}}", "{alignment: {neutral: 1}}", "preferences.a.values.alignment", "0 to 1"),
    ("{name: South}", "{name: North}", "sides.b.name", "different names"),
]


@pytest.mark.parametrize(("old", "new", "path", "expected"), CASES)
def test_one_fault_is_one_problem_that_says_what_is_right(old: str, new: str, path: str, expected: str) -> None:
    problems = problems_of(altered(SHORTEST, (old, new)))
    assert [problem.path for problem in problems] == [path]
    assert expected in problems[0].expected
    assert problems[0].line > 0


EVERY_CASES = [
    (
        "{name: hold, label: hold the line, drive: 0,",
        "{name: hold, drive: 0.1,",
        "ladders.a.rungs.0.drive",
        "holds the line",
    ),
    ("front: [18.8, 18.9, null, 19, 19]", "front: [18.9, null, 19, 19]", "record.front", "5: one per month"),
    ("rungs: [press, nuclear]}]", "rungs: [march]}]", "record.seen.0.rungs.0", "a rung of side a"),
    ("donor: United States}", "donor: Untied States}", "measures.money.drivers.0.donor", "a donor to side b"),
    ("values: [1, 6]}", "values: [1]}", "measures.dead.drivers.1.values", "one per rung"),
    ("claims: [a01, a02, a03]", "claims: [a01, a04]", "readings.essay.claims.1", "one of `claims`"),
    ("{chance_of: deal, policy", "{chance_of: dael, policy", "conclusions.c02.left.chance_of", "an outcome"),
    (
        "{red_lines.membership.real: 1}",
        "{red_lines.membership.real: 2}",
        "claims.a02.would_make.red_lines.membership.real",
        "0 to 1",
    ),
    (
        "{red_lines.membership.real: 1}",
        "{red_lines.membership: 1}",
        "claims.a02.would_make.red_lines.membership",
        "path",
    ),
    (
        "- {path: channel.b, to: {lines",
        "- {path: beliefs.delta, to: {lines",
        "policies.wind-down.changes.2.path",
        "may not",
    ),
    (
        "{path: packages.treaty.guarantee, to: 0.9}",
        "{path: mover, times: 3}",
        "policies.wind-down.changes.3.times",
        "0 to 1",
    ),
    (
        "{path: packages.treaty.guarantee, to: 0.9}",
        "{path: mover, to: {use: mover}}",
        "policies.wind-down.changes.3.to",
        "themselves",
    ),
    (
        "crossed_by: {alignment: [member]}",
        "crossed_by: {alignment: [members]}",
        "red_lines.membership.crossed_by.alignment.0",
        "an option",
    ),
    (
        "rests_on: {basis: read, source: atlas, note",
        "rests_on: {basis: read, source: altas, note",
        "quantities.us-aid.rests_on.source",
        "one of `sources`",
    ),
    ("{path: battlefield.theta, reason", "{path: battlefield.thta, reason", "departures.0.path", "path"),
    ("table: [[null, 0.001], [null, null], ", "table: [[null, 0.001], ", "hazard.table", "3 rows"),
]


@pytest.mark.parametrize(("old", "new", "path", "expected"), EVERY_CASES)
def test_names_and_lengths_must_agree_across_the_file(old: str, new: str, path: str, expected: str) -> None:
    problems = problems_of(altered(EVERY, (old, new)))
    assert [problem.path for problem in problems] == [path]
    assert expected in problems[0].expected


def test_a_number_of_a_claim_may_not_use_the_number_it_replaces() -> None:
    text = altered(EVERY, ("capacity.recovery.b: 0.01}", "mover: {use: mover, times: 0.5}}"))
    assert [problem.path for problem in problems_of(text)] == ["claims.a01.would_make.mover"]


def test_claims_adopted_together_may_not_make_a_circle() -> None:
    claims = "a01: {says: one, would_make: {mover: {use: channel.a}}}, a02: {says: two, would_make: {channel.a: {use: mover}}}"
    text = SHORTEST.read_text(encoding="utf-8") + f"claims: {{{claims}}}\nreadings: {{both: {{claims: [a01, a02]}}}}\n"
    assert {problem.path for problem in problems_of(text)} == {"readings.both.claims"}
