"""Which reading the record of the war favours, as a whole and by what was observed, in a table and in sentences."""

from __future__ import annotations

import math

from offramp.argument.argue import Argument
from offramp.argument.record_favours import CLEAR_FACTOR, Favour
from offramp.report.naming import part_of_record

WHOLE = "record"
TITLE = "How many times as likely as with no claim a reading makes the record (5% to 95% of resamples)"


def favours_sentences(argument: Argument) -> list[str]:
    """How likely each reading makes the record; no winner is named below a factor of ten."""
    whole = [found for found in argument.favours if found.part == WHOLE and math.isfinite(found.factor)]
    if not whole:
        return []
    clear = [_clear_sentence(argument, found) for found in whole if found.clear]
    none = f"No reading is ahead or behind by a factor of {CLEAR_FACTOR:g}: the record names no winner."
    return clear or [none]


def favours_headings(argument: Argument) -> list[str]:
    """Headings of the table: the reading, the record as a whole, and each part that speaks at all."""
    return [
        "reading",
        *("the record as a whole" if part == WHOLE else part_of_record(part) for part in _parts(argument)),
    ]


def favours_rows(argument: Argument) -> list[list[str]]:
    """For every reading with claims: how many times as likely it makes the record and each part of it."""
    by_reading: dict[str, dict[str, Favour]] = {}
    for found in argument.favours:
        by_reading.setdefault(found.reading, {})[found.part] = found
    return [
        [argument.readings[name].label, *(times(by_part.get(part)) for part in _parts(argument))]
        for name, by_part in by_reading.items()
    ]


def times(found: Favour | None) -> str:
    """`1.7 (1.6 to 1.9)`."""
    if found is None or not math.isfinite(found.factor):
        return "not known"
    return f"{found.factor:.2g} ({found.low:.2g} to {found.high:.2g})"


def _parts(argument: Argument) -> list[str]:
    return list(dict.fromkeys(found.part for found in argument.favours))


def _clear_sentence(argument: Argument, found: Favour) -> str:
    label = argument.readings[found.reading].label
    sense = "for" if found.factor > 1 else "against"
    return (
        f"“{label}” makes the record {times(found)} times as likely as no claim at all does: clearly {sense} it, "
        f"beyond a factor of {CLEAR_FACTOR:g}."
    )
