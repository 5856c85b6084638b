"""What the numbers of the bundled wars rest on: rates have a range, a unit and a source, and every source is used."""

from __future__ import annotations

import re

import pytest

from offramp.scenario import Scenario, library, load
from offramp.scenario.catalogue import Entry
from offramp.scenario.numbers import Fixed, Uncertain, Use

#: A count of months or of the thing itself, the offensive that others are measured against, and nothing: no rates.
COUNTS = (0.0, 1.0)
#: What patrons or sides do by the definition of a policy: its bounds, and aid as a factor of what it was.
LEVERS = re.compile(r"policies\.[^.]+\.(cap|floor)\..*|policies\.[^.]+\.changes\.(aid|arms)\.times")
#: Measures whose unit counts years: a month of all of it is a twelfth, by definition.
YEARS = re.compile(r"measures\.(land|sovereignty)\..*")
TWELFTH = 1 / 12


@pytest.fixture(scope="module", params=library.names())
def war(request: pytest.FixtureRequest) -> Scenario:
    return load(request.param)


def is_rate(path: str, entry: Entry) -> bool:
    """Whether a number is something that can be more or less: what a driver adds, aid, a rung's, or a policy's effect."""
    if isinstance(entry.number, Fixed) and entry.number.value in COUNTS:
        return False
    if isinstance(entry.number, Fixed) and YEARS.fullmatch(path) and in_full(entry.number.value):
        return False
    return path.split(".", maxsplit=1)[0] in {
        "measures",
        "aid",
        "ladders",
        "policies",
        "events",
    } and not LEVERS.fullmatch(path)


def in_full(value: float) -> bool:
    """Whether a number is a twelfth of the whole, or of the fifty per cent of a country that are its end; as files round it."""
    return any(abs(value - whole * TWELFTH) < 0.004 * whole for whole in (1, 50))


def test_no_rate_is_a_bare_number(war: Scenario) -> None:
    rates = {path: entry.number for path, entry in war.entries.items() if is_rate(path, entry)}
    assert rates
    assert [path for path, number in rates.items() if isinstance(number, Fixed)] == []
    shares = [number.times for number in rates.values() if isinstance(number, Use)]
    assert [share for share in shares if isinstance(share, float) and share not in COUNTS] == []


def test_every_rate_has_a_unit_a_range_and_grounds(war: Scenario) -> None:
    """A dated rate has them at its dates, one that names others at these."""
    for path, entry in war.entries.items():
        if is_rate(path, entry) and isinstance(entry.number, Uncertain):
            known = war.about(path)
            assert known.rests_on is not None, path
            assert known.unit, path


def test_every_source_is_cited_or_is_for_what_happened(war: Scenario) -> None:
    cited = {info.rests_on.source for info in war.all_numbers() if info.rests_on}
    cited |= {claim.source for claim in war.claims.values()}
    later = {key for key, source in war.sources.items() if source.note.startswith("used under what_happened only")}
    general = {key for key, source in war.sources.items() if source.basis == "judgement"}
    happened = war.what_happened.source if war.what_happened else None
    assert set(war.sources) - cited - later - general - {happened} == set()
