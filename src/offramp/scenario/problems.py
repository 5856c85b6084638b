"""A fault in a scenario file: where it is, what was found there, and what would be right."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

SHOWN = 60
LISTED = 12
MOST = 200  # faults that are listed; a file with more is something else than a scenario with slips
MOST_NAMES = 600


@dataclass(frozen=True)
class Problem:
    """One fault of one file.

    Attributes:
        file: name of the file as the user gave it.
        line: line in the file, counted from 1; 0 where the fault has no place (an empty file).
        path: dotted keys down to the fault, e.g. ``battlefield.theta``; empty for the whole file.
        found: what stands there, in words.
        expected: what would be right, with its unit where it has one.
        nearest: the valid name closest to the one found, or None.
    """

    file: str
    line: int
    path: str
    found: str
    expected: str
    nearest: str | None = None

    def __str__(self) -> str:
        """One line of text, `file:line: path: found ..., expected ... (did you mean ...?)`."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        at = f" {self.path}:" if self.path else ""
        hint = f" (did you mean {self.nearest!r}?)" if self.nearest else ""
        return f"{place}:{at} found {self.found}; expected {self.expected}{hint}"


@dataclass(frozen=True)
class Fault:
    """A fault inside one value, before the file and the line are known; `where` is the way down from that value."""

    where: tuple[str | int, ...]
    found: str
    expected: str
    nearest: str | None = None


def nearest(name: object, names: Iterable[str]) -> str | None:
    """The one of `names` that looks most like `name`, or None if none does."""
    # difflib compares letter by letter: capped, so that a hostile file cannot buy time with many long names
    known = [each for each in itertools.islice(names, MOST_NAMES) if len(each) <= 2 * SHOWN]
    close = difflib.get_close_matches(str(name)[: 2 * SHOWN], known, n=1, cutoff=0.55)
    return close[0] if close else None


def shown(value: object) -> str:
    """`value` as a reader of the file would describe it, cut to one short phrase."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return f"a mapping with {listed(value)}" if value else "an empty mapping"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = str(value) if isinstance(value, int | float) else f"the text {value!r}"
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."


def listed(names: Iterable[object]) -> str:
    """`names` as a comma-separated list, cut after a dozen."""
    every = [str(name) for name in names]
    more = f" and {len(every) - LISTED} more" if len(every) > LISTED else ""
    return ", ".join(every[:LISTED]) + more if every else "none"
