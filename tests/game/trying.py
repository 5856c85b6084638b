"""How often each property of every war is tried: the one place for it. docs/explanation/validation.md shows this table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

#: Wars tried by `make long`, of every property.
LONG = 10_000
seeds = st.integers(0, 100_000)


@dataclass(frozen=True)
class Property:
    """What holds, in words; of which wars; and how many of them `make test` tries."""

    what: str
    wars: str
    short: int


PROPERTIES = {
    "bounds": Property("probabilities add up to 1, values of war and of peace lie within the range of flows",
                       "scenarios, no penalties", 300),
    "mirror": Property("with A and B swapped every value and the whole course are mirrored", "all", 300),
    "red lines": Property("without red lines whatever could be proposed still can", "scenarios", 100),
    "audience": Property("without audience costs each side accepts all it accepted", "scenarios; one meeting, deals hold", 100),
    "channel": Property("sure to meet, the sides accept what they accepted, and sign at once at least as often",
                        "one meeting, deals hold", 300),
    "optimism": Property("once optimists know the truth they accept all they accepted",
                         "one meeting, deals hold, given rungs, nobody a pessimist", 300),
    "commitment": Property("where nothing can be broken every deal is kept, and whoever settled still settles",
                           "after Powell", 300),
    "cost": Property("a side whose war costs more accepts all it accepted", "deals hold, given rungs", 300),
    "lines": Property("finer lines change no value", "deals hold, land shared evenly within a cell", 300),
}  # fmt: skip


def tried(examples: int) -> Callable[..., Callable[..., None]]:
    """So many examples, the same ones in every run."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=slow)


def property_of_wars(name: str, *drawn: st.SearchStrategy) -> Callable[[Callable[..., None]], Callable[[int], None]]:
    """Make a check of one war into a test of so many, and a longer one for `make long`."""

    def of(check: Callable[..., None]) -> Callable[[int], None]:
        @pytest.mark.parametrize("wars", [PROPERTIES[name].short, pytest.param(LONG, marks=pytest.mark.long)])
        def test(wars: int) -> None:
            tried(wars)(given(*drawn)(check))()

        test.__doc__ = check.__doc__
        return test

    return of
