"""The building blocks of the schema: a strict base, numbers with their unit and range, and pairs of sides."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainValidator
from pydantic_core import PydanticCustomError

from offramp.scenario.numbers import AnyNumber
from offramp.scenario.parsing import NumberError, is_number, parse_number

SIDES = ("a", "b")
T = TypeVar("T")


@dataclass(frozen=True)
class Spec:
    """What may stand in one place for a number; metadata of a schema field.

    Attributes:
        unit: its unit, as shown to the reader.
        about: what it is, in half a sentence.
        low, high: allowed range, ends included, over the whole range of a distribution.
        dated: whether it may change with the months.
        whole: whether it must be a whole number.
        yes_no: it is the probability of something that is drawn once per world as yes or no.
    """

    unit: str
    about: str
    low: float = -math.inf
    high: float = math.inf
    dated: bool = True
    whole: bool = False
    yes_no: bool = False


class Part(BaseModel):
    """A mapping of the file: fixed once read, unknown keys refused, no silent conversions."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True, populate_by_name=True, defer_build=True
    )

    # content for keys whose simplest sample the schema would refuse; stands in for faulty values (see mending.py)
    harmless: ClassVar[dict[str, Any]] = {}


def _validated(raw: Any) -> AnyNumber:
    if isinstance(raw, AnyNumber):
        return raw
    try:
        return parse_number(raw)
    except NumberError as error:
        raise PydanticCustomError("number", "{count} faults", _context(error)) from None


def _validated_by_name(raw: Any) -> AnyNumber | dict[str, AnyNumber]:
    if is_number(raw) or not isinstance(raw, dict):
        return _validated(raw)
    result: dict[str, AnyNumber] = {}
    faults = []
    for key, value in raw.items():
        try:
            result[key] = parse_number(value)
        except NumberError as error:
            faults += [(key, fault) for fault in error.faults]
    if faults:
        nested = [type(fault)((key, *fault.where), fault.found, fault.expected, fault.nearest) for key, fault in faults]
        raise PydanticCustomError("number", "{count} faults", _context(NumberError(nested)))
    return result


def _context(error: NumberError) -> dict[str, Any]:
    return {"count": len(error.faults), "faults": error.faults}


Number = Annotated[AnyNumber, PlainValidator(_validated)]
"""A number of the file: a scalar, a quantity, a dated number or a reference."""

NumberByName = Annotated[AnyNumber | dict[str, AnyNumber], PlainValidator(_validated_by_name)]
"""A number, or a mapping of names (of packages) to numbers."""


class Pair(Part, Generic[T]):
    """One thing for each side."""

    a: T = Field(description="side a")
    b: T = Field(description="side b")

    def __getitem__(self, side: str | int) -> T:
        """The thing of side "a" or "b" (or 0 or 1)."""
        return getattr(self, SIDES[side] if isinstance(side, int) else side)


class SidedNumber(Part):
    """A number for each side; `both`, where given, is one number (and one draw) that serves the two."""

    a: Number = Field(description="for side a")
    b: Number = Field(description="for side b")
    both: Number | None = Field(default=None, description="one number for both sides: written instead of {a, b}")

    def __getitem__(self, side: str | int) -> AnyNumber:
        """The number of side "a" or "b" (or 0 or 1)."""
        return getattr(self, SIDES[side] if isinstance(side, int) else side)
