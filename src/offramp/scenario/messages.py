"""What a structural fault looks like to the person who wrote the file."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from offramp.scenario.accounts import DRIVER_KINDS
from offramp.scenario.problems import Fault, Problem, listed, nearest, shown
from offramp.scenario.reading import Document, Place
from offramp.scenario.structure import field_at, is_number_type, keys_of, options, type_at

EXPECTED = {
    "string_type": "text (in quotes if it looks like a number)",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "list_type": "a list",
    "string_too_short": "some text",
    "string_pattern_mismatch": "lower-case letters, digits and dashes",
}
BOUNDS = {
    "greater_than_equal": ("at least", "ge"),
    "less_than_equal": ("at most", "le"),
    "greater_than": ("above", "gt"),
}
LENGTHS = {"too_short": ("at least", "min_length"), "too_long": ("at most", "max_length")}


def problems_of(detail: Any, place: Place, document: Document) -> list[Problem]:
    """The problems in one of pydantic's error details; `place` is where it is in the file."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "number":
        faults: list[Fault] = context["faults"]
        return [document.problem((*place, *f.where), f.found, f.expected, f.nearest) for f in faults]
    if kind == "extra_forbidden":
        return [_unknown_key(place, document)]
    if kind == "missing":
        return [document.problem(place, "nothing", described(place))]
    if kind == "driver":
        of = detail["input"].get("of") if isinstance(detail["input"], dict) else detail["input"]
        expected = f"a driver: a mapping with `of`, one of {listed(DRIVER_KINDS)}"
        return [document.problem(place, f"of: {of}", expected, nearest(of, DRIVER_KINDS))]
    found = context.get("found") or shown(detail["input"])
    near = nearest(detail["input"], _allowed(place)) if kind == "literal_error" else None
    return [document.problem(place, found, _expected(detail, context, place), near)]


def described(place: Place) -> str:
    """What belongs at `place`, from the schema."""
    field = field_at(place)
    kind = type_at(place)
    if field is None:
        return f"a value for `{place[-1]}`"
    spec = next((item for item in field.metadata if hasattr(item, "about")), None)
    words = spec.about if spec else field.description or "a value"
    unit = f" ({spec.unit})" if spec and spec.unit else ""
    return f"{'a number: ' if is_number_type(kind) else ''}{words}{unit}"


def _unknown_key(place: Place, document: Document) -> Problem:
    known: list[str] = []
    for option in options(type_at(place[:-1])):
        if isinstance(option, type) and issubclass(option, BaseModel):
            known += [key for key in keys_of(option) if key not in known]
    name = str(place[-1])
    return document.problem(place, f"the unknown key {name!r}", f"one of {listed(known)}", nearest(name, known))


def _allowed(place: Place) -> list[str]:
    return [str(value) for value in getattr(type_at(place), "__args__", ())]


def _expected(detail: Any, context: dict[str, Any], place: Place) -> str:
    kind = detail["type"]
    if "expected" in context:
        return str(context["expected"])
    if kind in BOUNDS:
        word, key = BOUNDS[kind]
        return f"{word} {context[key]:g} ({described(place)})"
    if kind in LENGTHS:
        word, key = LENGTHS[kind]
        return f"{word} {context[key]} entries ({described(place)})"
    if kind in EXPECTED:
        return f"{EXPECTED[kind]}: {described(place)}"
    return str(detail["msg"])
