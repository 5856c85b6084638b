"""Questions about the schema itself: what type stands at a place, which keys are known there, and a harmless sample."""

from __future__ import annotations

import copy
import types
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from offramp.scenario.fields import Part
from offramp.scenario.numbers import Dated
from offramp.scenario.reading import Place
from offramp.scenario.schema import Scenario

_SCALARS: dict[Any, Any] = {bool: False, int: 1, float: 1.0}


def model_at(place: Place) -> type[BaseModel] | None:
    """The part of the schema that a mapping at `place` is read as, or None."""
    kind = type_at(place)
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def field_at(place: Place) -> FieldInfo | None:
    """The schema's field at `place`, or None where the keys are free."""
    model = model_at(place[:-1]) if place else None
    return keys_of(model).get(str(place[-1])) if model else None


def keys_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The keys of a part of the schema, as a file writes them."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def type_at(place: Place) -> Any:
    """The type that the schema has at `place`, or None where it has none. Of a driver: the union of all kinds."""
    kind: Any = Scenario
    for key in place:
        kind = next((inner for option in options(kind) if (inner := _inner(option, key)) is not None), None)
        if kind is None:
            return None
    return plain(kind)


def plain(kind: Any) -> Any:
    """A type without its annotations and without `| None`."""
    while hasattr(kind, "__metadata__"):
        kind = kind.__origin__
    members = get_args(kind) if is_union(kind) else ()
    if type(None) in members:
        rest = [member for member in members if member is not type(None)]
        return plain(rest[0]) if len(rest) == 1 else kind
    return kind


def options(kind: Any) -> tuple[Any, ...]:
    """The members of a union without annotations, or the type itself."""
    kind = plain(kind)
    return tuple(plain(member) for member in get_args(kind)) if is_union(kind) else (kind,)


def is_union(kind: Any) -> bool:
    """Whether a type is a union of types."""
    return get_origin(kind) in (types.UnionType, Union)


def is_number_type(kind: Any) -> bool:
    """Whether a field of this type takes a Number."""
    return Dated in options(kind)


def sample(kind: Any) -> Any:
    """Plain content that reads as `kind` (or None for a number that may be left out)."""
    first = options(kind)[0]
    if is_number_type(kind):
        return 0.5
    if get_origin(first) is Literal:
        return get_args(first)[0]
    if isinstance(first, type) and issubclass(first, BaseModel):
        needed = {key: sample(info.annotation) for key, info in keys_of(first).items() if info.is_required()}
        return {**needed, **copy.deepcopy(first.harmless)} if issubclass(first, Part) else needed
    if first in (list, dict) or get_origin(first) in (list, dict):
        return [] if list in (first, get_origin(first)) else {}
    return _SCALARS.get(first, "none")


def harmless(place: Place) -> Any:
    """Plain content for `place` that the schema takes, to stand in for something faulty."""
    model = model_at(place[:-1]) if place else None
    if model and issubclass(model, Part) and place[-1] in model.harmless:
        return copy.deepcopy(model.harmless[str(place[-1])])
    return sample(type_at(place))


def _inner(kind: Any, key: str | int) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        info = keys_of(kind).get(str(key))
        return info.annotation if info else None
    return get_args(kind)[-1] if get_origin(kind) in (dict, list) else None
