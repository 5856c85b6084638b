"""Decision makers, options and the states they make: bit patterns, infeasible ones left out, coalesced ones as one.

A state is one bit per option, option 1 the lowest; states are numbered from 1 by that number, coalesced states last
(Fang, Hipel & Kilgour 1993, chapter 2). Patterns write one letter per option in the same order: Y taken, N not, -
either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.graphmodel.logic import Codes, Condition, all_of, literal

Ints = NDArray[np.int32]

MAX_STATES = 1 << 20
_MOST_AT_WORK = 1 << 22
DIRECTIONS = ("both", "forward", "backward")


class TooManyStatesError(ValueError):
    """More states than can be analysed; `option` is how many options had been laid out."""

    def __init__(self, options: int, states: int) -> None:
        self.options, self.states = options, states
        super().__init__(f"{states:,} states after {options} options")


@dataclass(frozen=True)
class Option:
    """Something a decision maker may do or leave.

    Attributes:
        name: unique within its owner.
        owner: index of the decision maker.
        direction: "both"; "forward" (once taken, for good: only N to Y); "backward" (only Y to N).
        label: in words.
    """

    name: str
    owner: int
    direction: str = "both"
    label: str = ""


@dataclass(frozen=True)
class Maker:
    """A decision maker; `options` are indices into the model's options."""

    name: str
    options: tuple[int, ...]
    label: str = ""


@dataclass(frozen=True)
class States:
    """The feasible states.

    Attributes:
        options: number of options (0 in a model given by its moves alone).
        codes: (U,) feasible bit patterns, rising.
        of: (U,) state of each pattern; differs from 0..U-1 where states are coalesced.
        first: (S,) one pattern of each state.
        patterns: state -> pattern with dashes, for coalesced states only.
        names: state -> name, for those that have one.
    """

    options: int
    codes: Codes
    of: Ints
    first: Codes
    patterns: dict[int, str]
    names: dict[int, str]

    @property
    def count(self) -> int:
        """Number of states S."""
        return len(self.first)

    @property
    def coalesced(self) -> bool:
        """Whether states are numbered otherwise than their patterns, some standing for several."""
        return bool(self.patterns)

    def pattern(self, state: int) -> str:
        """The state as Y, N and dashes; empty in a model without options."""
        if state in self.patterns:
            return self.patterns[state]
        return pattern_of(int(self.first[state]), self.options)

    def label(self, state: int) -> str:
        """Number and, where there is one, name or pattern: for messages."""
        extra = self.names.get(state) or self.pattern(state)
        return f"{state + 1} ({extra})" if extra else str(state + 1)

    def within(self, condition: Condition) -> list[int]:
        """States all of whose patterns fulfil a condition."""
        failing = np.bincount(self.of, weights=~condition.holds(self.codes), minlength=self.count)
        return np.flatnonzero(failing == 0).tolist()

    def find(self, code: int) -> int | None:
        """The state of a bit pattern, None where it is not feasible."""
        place = int(np.searchsorted(self.codes, code))
        if place < len(self.codes) and self.codes[place] == code:
            return int(self.of[place])
        return None


def plain_states(count: int, names: Sequence[str] = ()) -> States:
    """States that are only numbers: for a model given by its moves alone."""
    every = np.arange(count, dtype=np.int64)
    return States(0, every, every.astype(np.int32), every, {}, dict(enumerate(names)))


def pattern_of(code: int, options: int) -> str:
    """A bit pattern as Y and N, option 1 first."""
    return "".join("Y" if code >> bit & 1 else "N" for bit in range(options))


def pattern_condition(pattern: str) -> Condition:
    """The condition that a state matches a pattern with at least one Y or N."""
    fixed = [literal(bit, taken=letter == "Y") for bit, letter in enumerate(pattern) if letter != "-"]
    return all_of(fixed)


def is_pattern(text: str, options: int) -> bool:
    """Whether a text is a pattern over so many options, with at least one letter."""
    return len(text) == options and set(text) <= set("YN-") and set(text) != {"-"}


def feasible_codes(options: int, infeasible: Sequence[Condition], feasible: Sequence[Condition] = ()) -> Codes:
    """All feasible bit patterns, rising.

    Options are laid out one by one, and what is infeasible is dropped as soon as it shows.

    Raises:
        TooManyStatesError: at some point more than four million are at work, or more than 2**20 are left.
    """
    due: dict[int, list[Condition]] = {}
    for condition in infeasible:
        due.setdefault(max(condition.options()), []).append(condition)
    codes = np.zeros(1, dtype=np.int64)
    for bit in range(options):
        if 2 * len(codes) > _MOST_AT_WORK:
            raise TooManyStatesError(bit, len(codes))
        codes = np.concatenate([codes, codes | (1 << bit)])
        for condition in due.get(bit, []):
            codes = codes[~condition.holds(codes)]
    if feasible:
        codes = codes[np.logical_or.reduce([condition.holds(codes) for condition in feasible])]
    if len(codes) > MAX_STATES:
        raise TooManyStatesError(options, len(codes))
    return codes


def coalesce(options: int, codes: Codes, groups: Sequence[tuple[str, Condition]]) -> States:
    """States from feasible patterns; each group (name, condition) is one state, the first that fits where several do.

    Groups that no pattern fulfils are left out.
    """
    left = np.ones(len(codes), dtype=bool)
    members = []
    for name, condition in groups:
        inside = left & condition.holds(codes)
        if inside.any():
            members.append((name, inside))
            left &= ~inside
    singles = int(left.sum())
    of = np.empty(len(codes), dtype=np.int32)
    of[left] = np.arange(singles, dtype=np.int32)
    first = [codes[left]]
    names, patterns = {}, {}
    for place, (name, inside) in enumerate(members):
        state = singles + place
        of[inside] = state
        first.append(codes[inside][:1])
        patterns[state] = _common(codes[inside], options)
        names[state] = name
    return States(options, codes, of, np.concatenate(first), patterns, names)


def _common(codes: Codes, options: int) -> str:
    """What bit patterns have in common, with dashes where they differ."""
    ones, zeros = int(np.bitwise_and.reduce(codes)), ~int(np.bitwise_or.reduce(codes))
    letters = ["Y" if ones >> bit & 1 else "N" if zeros >> bit & 1 else "-" for bit in range(options)]
    return "".join(letters)
