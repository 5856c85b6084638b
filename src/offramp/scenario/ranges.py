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


def target_of(name: str, numbers: Mapping[str, Entry]) -> Entry | None:
    """The number that `use: name` means, or None."""
    return next((numbers[path] for path in (f"quantities.{name}", name, f"{name}.both") if path in numbers), None)


def whole_range(number: AnyNumber, numbers: Mapping[str, Entry]) -> Range:
    """Lowest and highest value; not-a-number where a reference leads nowhere. References must have no cycles."""
    if isinstance(number, Fixed):
        return number.value, number.value
    if isinstance(number, Uncertain):
        return number.distribution.bounds()
    if isinstance(number, Dated):
        ranges = [whole_range(point, numbers) for point in number.points.values()]
        return min(low for low, _ in ranges), max(high for _, high in ranges)
    target = target_of(number.name, numbers)
    if target is None:
        return UNKNOWN
    factor: Range = (1.0, 1.0)
    if isinstance(number.times, str):
        times = target_of(number.times, numbers)
        factor = whole_range(times.number, numbers) if times else UNKNOWN
    else:
        factor = (number.times, number.times)
    return product(whole_range(target.number, numbers), factor)


def product(left: Range, right: Range) -> Range:
    """Range of a product of independent numbers."""
    if math.isnan(left[0]) or math.isnan(right[0]):
        return UNKNOWN
    ends = [0.0 if 0 in (x, y) else x * y for x, y in itertools.product(left, right)]
    return min(ends), max(ends)


def is_whole(number: AnyNumber, numbers: Mapping[str, Entry]) -> bool:
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


def is_dated(number: AnyNumber, numbers: Mapping[str, Entry]) -> bool:
    """Whether the number changes with the months, itself or through a reference."""
    if isinstance(number, Dated):
        return True
    targets = [target_of(name, numbers) for name in names_in(number)]
    return any(target is not None and is_dated(target.number, numbers) for target in targets)


def names_in(number: AnyNumber) -> Iterator[str]:
    """Names that the number refers to, those inside its dates too."""
    if isinstance(number, Use):
        yield number.name
        if isinstance(number.times, str):
            yield number.times
    elif isinstance(number, Dated):
        for point in number.points.values():
            yield from names_in(point)
