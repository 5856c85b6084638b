"""Cross-checks on the argument: claims, readings, conclusions, what happened, departures."""

from __future__ import annotations

from dataclasses import replace

from offramp.scenario.argued import HAPPENED, OPEN, Claim, WhatHappened
from offramp.scenario.checking import Checking
from offramp.scenario.ranges import NumberTable
from offramp.scenario.reading import Place
from offramp.scenario.validate_conclusions import check_conclusion
from offramp.scenario.validate_numbers import check_stand_in, leads_back

#: Settings beside the numbers that have a shared default too, and so may be departed from.
SETTINGS = ("front.reach", "capacity.top", "commitment.support", "commitment.other_rung", "commitment.incident_rung")


def check_argument(checking: Checking) -> None:
    """All checks on claims and what is built on them."""
    scenario = checking.scenario
    for name, claim in scenario.claims.items():
        _claim(checking, claim, ("claims", name))
    _readings(checking)
    for name, conclusion in scenario.conclusions.items():
        check_conclusion(checking, conclusion, ("conclusions", name))
    if scenario.what_happened is not None:
        _what_happened(checking, scenario.what_happened)
    for index, departure in enumerate(scenario.departures):
        if departure.path not in SETTINGS:
            checking.path(("departures", index, "path"), departure.path)


def _what_happened(checking: Checking, happened: WhatHappened) -> None:
    if happened.outcome is not None:
        known = [*HAPPENED, *(f"deal:{package}" for package in checking.scenario.packages)]
        checking.name(("what_happened", "outcome"), happened.outcome, known, "an outcome", [("packages",)])
    if happened.policy is not None:
        place: Place = ("what_happened", "policy")
        checking.name(place, happened.policy, checking.scenario.policies, "one of `policies`", [("policies",)])
    _source(checking, happened.source, ("what_happened", "source"))


def _source(checking: Checking, source: str | None, place: Place) -> None:
    if source is not None:
        checking.name(place, source, checking.scenario.sources, "one of `sources`", [("sources",)])


def _claim(checking: Checking, claim: Claim, place: Place) -> None:
    _source(checking, claim.source, (*place, "source"))
    for index, path in enumerate(claim.speaks_of):
        if not checking.scenario_has(path):
            checking.path((*place, "speaks_of", index), path)
    for path, number in claim.would_make.items():
        where: Place = (*place, "would_make", path)
        target = checking.path(where, path)
        if target is not None:
            check_stand_in(checking, number, target, where)


def _readings(checking: Checking) -> None:
    claims = checking.scenario.claims
    for name, reading in checking.scenario.readings.items():
        moved: dict[str, str] = {}
        if name == OPEN and reading.claims:
            expected = f"no claims: `{OPEN}` is the reading that adopts none; give this one another name"
            checking.add(("readings", name, "claims"), f"{len(reading.claims)} claims", expected)
        for index, key in enumerate(reading.claims):
            place: Place = ("readings", name, "claims", index)
            if not checking.name(place, key, claims, "one of `claims`", [("claims",)]):
                continue
            for path in claims[key].would_make:
                if path in moved:
                    found = f"{key}, which moves {path} as {moved[path]} does"
                    checking.add(place, found, "claims that move different numbers", relies=[("claims", key)])
                moved[path] = key
        _circles(checking, name, moved)


def _circles(checking: Checking, reading: str, moved: dict[str, str]) -> None:
    """Claims adopted together do not make numbers depend on themselves."""
    table = NumberTable(checking.numbers)
    for path, key in moved.items():
        entry = checking.number_at(path)
        if entry is not None:
            number = checking.scenario.claims[key].would_make[path]
            table[entry.path] = replace(entry, number=number)
    for path, key in moved.items():
        entry = checking.number_at(path)
        if entry is not None and leads_back(table, table[entry.path].number, entry):
            found = f"claims that make {path} depend on itself"
            place: Place = ("readings", reading, "claims")
            checking.add(place, found, "claims without circles", relies=[("claims", key, "would_make", path)])
