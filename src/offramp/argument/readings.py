"""Readings: what the numbers would be if a set of claims were true.

World k is the same uniform draw under every reading, put through that reading's distributions (inverse CDF coupling),
so a
difference between readings is due to their claims and to nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from offramp.errors import UnknownNameError
from offramp.scenario import Scenario, World, draw_worlds
from offramp.scenario.argued import OPEN
from offramp.scenario.fields import Number
from offramp.scenario.numbers import Fixed

#: What talking costs, set to nothing: the variant in which every conclusion about talks is shown as well.
TALKING_FREE = tuple(f"talking.{kind}.{side}" for kind in ("aid", "morale", "signal") for side in ("a", "b"))


@dataclass(frozen=True)
class Adopted:
    """What a reading makes of the numbers.

    Attributes:
        numbers: path -> number, of all its claims.
        moved_by: path -> keys of the claims that speak of it; where several do, the last one listed counts.
        untested: key -> reason, claims of the reading that move no number.
    """

    numbers: dict[str, Number]
    moved_by: dict[str, list[str]]
    untested: dict[str, str]


def adopt(scenario: Scenario, claims: list[str]) -> Adopted:
    """What these claims make of the numbers. Raises UnknownNameError."""
    numbers: dict[str, Number] = {}
    moved: dict[str, list[str]] = {}
    untested: dict[str, str] = {}
    for key in claims:
        if key not in scenario.claims:
            message = f"{scenario.name} has no claim {key!r}"
            raise UnknownNameError(message)
        claim = scenario.claims[key]
        if claim.not_testable:
            untested[key] = claim.not_testable
        for path, number in claim.would_make.items():
            numbers[path] = number
            moved.setdefault(path, []).append(key)
    return Adopted(numbers, moved, untested)


def reading_claims(scenario: Scenario, reading: str) -> list[str]:
    """Keys of the claims of a reading; the open reading adopts none. Raises UnknownNameError."""
    if reading in scenario.readings:
        return list(scenario.readings[reading].claims)
    if reading == OPEN:
        return []
    message = f"{scenario.name} has no reading {reading!r}; it has: {', '.join(scenario.readings)}"
    raise UnknownNameError(message)


def worlds_under(
    scenario: Scenario, reading: str, worlds: int, seed: int, *, talking_free: bool = False
) -> list[World]:
    """The first `worlds` worlds as a reading has them; with `talking_free`, as if talking cost nothing."""
    numbers = dict(adopt(scenario, reading_claims(scenario, reading)).numbers)
    if talking_free:
        numbers |= {path: Fixed(0.0) for path in TALKING_FREE}
    return draw_worlds(scenario, worlds, seed, adopt=numbers)
