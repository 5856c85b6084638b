"""The bundled scenarios of the main argument: complete, sourced, even-handed in width, silent about what came later."""

import calendar
import re

import pytest

from offramp.scenario import Scenario, central_world, draw_worlds, load
from offramp.scenario.argued import Claim
from offramp.scenario.library import find
from offramp.scenario.numbers import Uncertain

NAMES = ["ukraine-2024", "korea-1951", "enlargement-2021", "istanbul-2022", "winter-war-1940", "iran-iraq-1987"]
ARTICLE = [f"a{number:02}" for number in range(1, 21)]
RIVAL = [f"r{number:02}" for number in range(1, 9)]


@pytest.fixture(scope="module")
def ukraine() -> Scenario:
    return load(find("ukraine-2024"))


@pytest.fixture(scope="module")
def korea() -> Scenario:
    return load(find("korea-1951"))


@pytest.fixture(scope="module", params=NAMES)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return load(find(request.param))


def test_every_source_says_whether_it_was_read(scenario: Scenario) -> None:
    for key, source in scenario.sources.items():
        assert source.basis in {"read", "recalled", "judgement"}, key
        if source.basis == "read":
            assert source.where, key
            assert source.where != "from memory", key
        assert not source.where.startswith("/"), key


def test_every_uncertain_number_has_words_and_grounds(scenario: Scenario) -> None:
    for info in scenario.quantities():
        if info.path.endswith(".drawn"):
            continue
        assert info.label, info.path
        assert info.question.endswith("?"), info.path
        assert info.rests_on is not None, info.path
        if not info.is_default and info.rests_on.basis == "read":
            assert scenario.sources[info.rests_on.source].basis == "read", info.path
        if not info.is_default and info.rests_on.basis == "recalled":
            assert scenario.sources[info.rests_on.source].basis == "recalled", info.path


def test_worlds_can_be_drawn(scenario: Scenario) -> None:
    assert central_world(scenario).index == -1
    assert len(draw_worlds(scenario, n=20, seed=1)) == 20


def test_departures_depart_and_give_reasons(scenario: Scenario) -> None:
    assert scenario.departures
    defaults = {info.path for info in scenario.all_numbers() if info.is_default}
    for departure in scenario.departures:
        assert departure.path not in defaults
        assert departure.reason


def test_nothing_later_than_the_start_is_known(scenario: Scenario) -> None:
    """Dates in what sources are called; what is to come (an election, a horizon) may be named, but not cited."""
    start = int(scenario.start[:4]) * 12 + int(scenario.start[5:])
    months = list(calendar.month_name)[1:]
    for key, source in scenario.sources.items():
        if source.note.startswith("used under what_happened"):
            continue
        text = f"{source.title} {source.note}"
        for month, year in re.findall(rf"({'|'.join(months)})[ ,]+((?:19|20)\d\d)", text):
            assert int(year) * 12 + months.index(month) + 1 <= start, key


def test_the_argument_is_on_the_table_in_full(ukraine: Scenario) -> None:
    assert len(ukraine.packages) == 7
    assert len(ukraine.issues) == 9
    assert list(ukraine.policies) == [
        "sustain",
        "deeper-strikes",
        "wind-down",
        "talks-now",
        "sustain-and-talk",
        "europe-carries",
    ]
    assert set(ARTICLE + RIVAL) <= set(ukraine.claims)
    assert set(ukraine.readings) == {"restraint", "deterrence", "record", "open"}
    assert len(ukraine.conclusions) >= 10
    assert {"Ukraine", "Russia", "United States", "Europe west", "Europe east", "civilians"} == set(ukraine.parties)
    assert set(ukraine.aid.a) == {"China", "Iran", "North Korea"}
    assert [rung.nuclear for rung in ukraine.ladders.a.rungs] == [False, False, False, True]
    assert ukraine.packages["moscow-demand"].line is not None
    assert ukraine.packages["moscow-demand"].line > ukraine.front.now
    assert ukraine.events["us-change"].policies is None


def test_enough_is_uncertain(ukraine: Scenario) -> None:
    assert len([info for info in ukraine.quantities() if not info.is_default]) >= 40


def test_what_is_assumed_says_so(ukraine: Scenario) -> None:
    assert {name for name, measure in ukraine.measures.items() if measure.assumed} == {
        "close-calls",
        "follow-on-others",
        "deterrence-elsewhere",
    }


def test_readings_adopt_their_own_claims_only(ukraine: Scenario) -> None:
    assert ukraine.readings["restraint"].claims == ARTICLE
    assert ukraine.readings["deterrence"].claims == RIVAL
    assert ukraine.readings["open"].claims == []
    assert not set(ukraine.readings["record"].claims) & set(ARTICLE + RIVAL)


def moved(claims: list[Claim]) -> dict[str, Uncertain]:
    return {
        path: number for claim in claims for path, number in claim.would_make.items() if isinstance(number, Uncertain)
    }


def test_where_the_readings_pull_on_one_number_their_bands_are_equally_wide(ukraine: Scenario) -> None:
    """As ratios where a claim gives a logarithmic range (its centre is off the middle), else as differences."""
    restraint = moved([ukraine.claims[key] for key in ARTICLE])
    deterrence = moved([ukraine.claims[key] for key in RIVAL])
    shared = set(restraint) & set(deterrence)
    assert len(shared) >= 8
    for path in shared:
        assert width(restraint[path]) == pytest.approx(width(deterrence[path]), rel=0.1), path


def width(number: Uncertain) -> float:
    low, high = number.distribution.bounds()
    even = number.distribution.centre() == pytest.approx((low + high) / 2)
    return high - low if even else high / low


def test_claims_are_disputed_where_the_other_reading_says_so(ukraine: Scenario) -> None:
    assert ukraine.claims["a03"].disputed_by
    silent = {key for key in ARTICLE + RIVAL if not ukraine.claims[key].disputed_by}
    assert silent <= {"a14"}


def test_talks_may_cost_nothing(ukraine: Scenario) -> None:
    for info in ukraine.quantities():
        if info.path.startswith("talking."):
            assert info.distribution is not None
            low, high = info.distribution.bounds()
            assert low <= 0 <= high


def test_the_issue_of_korea_cannot_be_split(korea: Scenario) -> None:
    assert list(korea.issues["prisoners"].options) == ["all", "choice"]
    assert korea.what_happened is not None
    assert (korea.what_happened.month, korea.what_happened.outcome) == (24, "deal:armistice-choice")
    assert len([info for info in korea.quantities() if info.is_default]) > 20
