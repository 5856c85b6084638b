"""The whole range that a number can take over all worlds and months, through references and dates."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping

from offramp.scenario.catalogue import Entry
from offramp.scenario.numbers import AnyNumber, Dated, Fixed, Uncertain, Use
from offramp.scenario.quantities import Discrete

Range = tuple[float, float]
UNKNOWN: Range = (math.nan, math.nan)


class NumberTable(dict[str, Entry]):
    """Path -> number, remembering the ranges worked out: many numbers may lead to the same one."""

    def __init__(self, *given: Mapping[str, Entry]) -> None:
        super().__init__(*given)
        self.ranges: dict[str, Range] = {}
        self.dated: dict[str, bool] = {}

    def range_of(self, name: str) -> Range:
        """The whole range of what `use: name` means; unknown where it leads nowhere."""
        target = target_of(name, self)
        if target is None:
            return UNKNOWN
        if target.path not in self.ranges:
            self.ranges[target.path] = whole_range(target.number, self)
        return self.ranges[target.path]

    def is_dated(self, name: str) -> bool:
        """Whether what `use: name` means changes with the months."""
        target = target_of(name, self)
        if target is None:
            return False
        if target.path not in self.dated:
            self.dated[target.path] = is_dated(target.number, self)
        return self.dated[target.path]


def target_of(name: str, numbers: Mapping[str, Entry]) -> Entry | None:
    """The number that `use: name` means, or None."""
    return next((numbers[path] for path in (f"quantities.{name}", name, f"{name}.both") if path in numbers), None)


def whole_range(number: AnyNumber, numbers: NumberTable) -> Range:
    """Lowest and highest value; not-a-number where a reference leads nowhere. References must have no cycles."""
    if isinstance(number, Fixed):
        return number.value, number.value
    if isinstance(number, Uncertain):
        return number.distribution.bounds()
    if isinstance(number, Dated):
        ranges = [whole_range(point, numbers) for point in number.points.values()]
        return min(low for low, _ in ranges), max(high for _, high in ranges)
    factor = number.times
    times = numbers.range_of(factor) if isinstance(factor, str) else (factor, factor)
    return product(numbers.range_of(number.name), times)


def product(left: Range, right: Range) -> Range:
    """Range of a product of independent numbers."""
    if math.isnan(left[0]) or math.isnan(right[0]):
        return UNKNOWN
    ends = [0.0 if 0 in (x, y) else x * y for x, y in itertools.product(left, right)]
    return min(ends), max(ends)


def is_whole(number: AnyNumber, numbers: NumberTable) -> bool:
    """Whether only whole values can be drawn."""
    if isinstance(number, Fixed):
        return number.value.is_integer()
    if isinstance(number, Uncertain):
        drawn = number.distribution
        return isinstance(drawn, Discrete) and all(float(value).is_integer() for value in drawn.values)
    if isinstance(number, Dated):
        return number.kind == "steps" and all(is_whole(point, numbers) for point in number.points.values())
    target = target_of(number.name, numbers)
    plain = isinstance(number.times, float) and number.times.is_integer()
    return plain and target is not None and is_whole(target.number, numbers)


def is_dated(number: AnyNumber, numbers: NumberTable) -> bool:
    """Whether the number changes with the months, itself or through a reference."""
    if isinstance(number, Dated):
        return True
    return any(numbers.is_dated(name) for name in names_in(number))


def names_in(number: AnyNumber) -> Iterator[str]:
    """Names that the number refers to, those inside its dates too."""
    if isinstance(number, Use):
        yield number.name
        if isinstance(number.times, str):
            yield number.times
    elif isinstance(number, Dated):
        for point in number.points.values():
            yield from names_in(point)
