"""Every number of a scenario under its path, and where it came from.

A path is the dotted keys down to a number, as in the file: ``battlefield.theta``, ``red_lines.membership.real``. Items
of a list go by their name, or by their place where they have none. A point of a dated number is ``path.steps.7``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from offramp.scenario.fields import Spec
from offramp.scenario.numbers import AnyNumber, Dated, Fixed
from offramp.scenario.quantities import Distribution

ANYTHING = Spec("", "a number")
_NONE = Fixed(0.0)
NOT_OF_THE_WORLD = ("claims", "conclusions", "what_happened", "departures", "sources", "readings", "switches")


@dataclass(frozen=True)
class Entry:
    """A number where it stands.

    Attributes:
        path: its dotted path.
        place: keys and list indices down to it in the file.
        number: the number itself.
        spec: what may stand there.
        point: it is one date of a dated number.
        owner: the nearest enclosing part of the file that has a label, or None.
    """

    path: str
    place: tuple[str | int, ...]
    number: AnyNumber
    spec: Spec
    point: bool = False
    owner: BaseModel | None = None


@dataclass(frozen=True)
class QuantityInfo:
    """A number as a reader meets it.

    Attributes:
        path: its path; yes/no draws end in ``.drawn``.
        label, unit, question: words; the question is one plain sentence.
        rests_on: basis ("read", "recalled", "judgement"), source and note; None where the file says nothing.
        distribution: what it is drawn from; None for a fixed, dated or referring number.
        line: line in the file; 0 for one from the shared defaults.
        is_default: it is a shared default, not a choice of this file.
        number: the number itself.
    """

    path: str
    label: str
    unit: str
    question: str
    rests_on: Any
    distribution: Distribution | None
    line: int
    is_default: bool
    number: AnyNumber


def entries(model: BaseModel) -> Iterator[Entry]:
    """All numbers of a scenario that belong to a world, in the order of the schema."""
    for name, value, spec in _fields(model):
        if name not in NOT_OF_THE_WORLD:
            yield from walk(value, Entry(name, (name,), _NONE, spec))


def walk(value: Any, at: Entry) -> Iterator[Entry]:
    """All numbers in `value`, which stands where the stand-in entry `at` says."""
    if isinstance(value, AnyNumber):
        yield replace(at, number=value)
        yield from _points(value, at)
    elif isinstance(value, BaseModel):
        owner = value if getattr(value, "label", "") else at.owner
        for name, inner, own in _fields(value):
            # a pair of numbers has no spec of its own: it hands on the one of the field it stands in
            spec = at.spec if own is ANYTHING else own
            yield from walk(
                inner, replace(at, path=f"{at.path}.{name}", place=(*at.place, name), spec=spec, owner=owner)
            )
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from walk(inner, replace(at, path=f"{at.path}.{key}", place=(*at.place, key)))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            name = (getattr(inner, "name", "") if isinstance(inner, BaseModel) else "") or index
            yield from walk(inner, replace(at, path=f"{at.path}.{name}", place=(*at.place, index)))


def _points(number: AnyNumber, at: Entry) -> Iterator[Entry]:
    if isinstance(number, Dated):
        for month, point in number.points.items():
            place = (*at.place, number.kind, str(month))
            yield replace(at, path=f"{at.path}.{number.kind}.{month}", place=place, number=point, point=True)


def _fields(model: BaseModel) -> Iterator[tuple[str, Any, Spec]]:
    for name, info in type(model).model_fields.items():
        spec = next((item for item in info.metadata if isinstance(item, Spec)), ANYTHING)
        yield info.alias or name, getattr(model, name), spec
