"""A number of a scenario: fixed, uncertain, dated, or a reference to another one."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from offramp.scenario.quantities import Discrete, Distribution


@dataclass(frozen=True)
class RestsOn:
    """What a number rests on.

    Attributes:
        basis: "read" (the source was opened), "recalled" (from memory) or "judgement".
        source: key of one of the scenario's sources, or None.
        note: a sentence on where in the source, or why.
    """

    basis: Literal["read", "recalled", "judgement"]
    source: str | None = None
    note: str = ""


@dataclass(frozen=True)
class About:
    """What a number means: a label, its unit, one plain question it answers, and what it rests on."""

    label: str = ""
    unit: str = ""
    question: str = ""
    rests_on: RestsOn | None = None


NO_ABOUT = About()


@dataclass(frozen=True)
class Fixed:
    """A number with one value."""

    value: float
    about: About = NO_ABOUT


@dataclass(frozen=True)
class Uncertain:
    """A number drawn per world."""

    distribution: Distribution
    about: About = NO_ABOUT


@dataclass(frozen=True)
class Use:
    """The same draw as another number, times a factor or times a third number.

    Attributes:
        name: a name under `quantities`, or else the path of any number of the scenario.
        times: a factor, or the name of the number to multiply by.
    """

    name: str
    times: float | str = 1.0
    about: About = NO_ABOUT


@dataclass(frozen=True)
class Dated:
    """A number that changes with the months.

    Attributes:
        kind: "steps" (each value holds until the next date) or "lines" (straight lines between dates).
        points: month -> number, months increasing. Before the first and after the last the end values hold.
    """

    kind: str
    points: dict[int, Fixed | Uncertain | Use | Dated] = field(default_factory=dict)
    about: About = NO_ABOUT


AnyNumber = Fixed | Uncertain | Use | Dated


def to_raw(number: AnyNumber) -> Any:
    """The number as a file would say it: a plain scalar or mapping that `parse_number` reads back to an equal one."""
    about = {key: value for key, value in asdict(number.about).items() if value}
    if grounds := about.get("rests_on"):
        about["rests_on"] = {key: value for key, value in grounds.items() if value}
    if isinstance(number, Fixed):
        return {"value": number.value, **about} if about else number.value
    if isinstance(number, Uncertain):
        return {**_distribution_raw(number.distribution), **about}
    if isinstance(number, Use):
        times = {} if number.times == 1.0 else {"times": number.times}
        return {"use": number.name, **times, **about}
    return {number.kind: {str(month): to_raw(point) for month, point in number.points.items()}, **about}


def _distribution_raw(distribution: Distribution) -> dict[str, Any]:
    kind = type(distribution).__name__.lower()
    fields = dict(vars(distribution))
    if isinstance(distribution, Discrete):
        pairs = zip(distribution.values, distribution.chances, strict=True)
        if len(set(distribution.values)) < len(distribution.values):
            return {"choice": list(distribution.values)}
        return {"discrete": [{"value": value, "chance": chance} for value, chance in pairs]}
    return {kind: list(fields.values()) if kind in ("uniform", "loguniform", "triangular", "pert") else fields}
