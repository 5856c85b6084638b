"""Conditions over options: AND, OR, NOT, IF, IFF, as the preference statements of option prioritising use them.

Option prioritising (Peng, Hipel & Kilgour 1997; Fang, Hipel, Kilgour & Peng 2003) ranks states by an ordered list of
such conditions. Grammar, loosest first: `a IFF b`; `a IF b` (b implies a) and `IF a THEN b`; `OR` or `|`; `AND` or `&`;
`NOT`, `!` or, before a number, `-`. An option goes by its name, by `DECISION MAKER.OPTION`, or by its number from 1;
names with spaces stand in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Bools = NDArray[np.bool_]

MAX_LENGTH = 2_000
MAX_DEPTH = 60
MAX_TERMS = 512

_TOKEN = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([()&|!])|([^\s()&|!"']+))""")
_PLAIN = re.compile(r"""[^\s()&|!"'-][^\s()&|!"']*""")
_WORDS = {"AND": "&", "OR": "|", "NOT": "!", "IF": "IF", "THEN": "THEN", "IFF": "IFF"}


class LogicError(ValueError):
    """A condition that cannot be read; the text says what was found. `name` is an option that does not exist."""

    def __init__(self, text: str, name: str | None = None) -> None:
        self.name = name
        super().__init__(text)


@dataclass(frozen=True)
class Condition:
    """A condition as a tree.

    Attributes:
        kind: "option", "not", "and", "or", "if" (the first part implies the second) or "iff".
        parts: the conditions below it.
        option: bit of the option, for kind "option".
    """

    kind: str
    parts: tuple[Condition, ...] = ()
    option: int = -1

    def holds(self, codes: Codes) -> Bools:
        """Whether each state fulfils it; `codes` (S,) are bit patterns over the options."""
        if self.kind == "option":
            return (codes >> self.option) & 1 == 1
        parts = [part.holds(codes) for part in self.parts]
        if self.kind == "not":
            return ~parts[0]
        if self.kind == "iff":
            return parts[0] == parts[1]
        if self.kind == "if":
            return ~parts[0] | parts[1]
        return np.logical_and.reduce(parts) if self.kind == "and" else np.logical_or.reduce(parts)

    def options(self) -> set[int]:
        """Bits of all options it speaks of."""
        if self.kind == "option":
            return {self.option}
        return set().union(*(part.options() for part in self.parts))

    def text(self, names: Sequence[str]) -> str:
        """It in words, options named by `names`."""
        if self.kind == "option":
            return quoted(names[self.option])
        parts = [f"({part.text(names)})" if len(part.parts) > 1 else part.text(names) for part in self.parts]
        if self.kind == "not":
            return f"NOT {parts[0]}"
        if self.kind == "if":
            return f"IF {parts[0]} THEN {parts[1]}"
        return f" {self.kind.upper()} ".join(parts)

    def cases(self) -> list[dict[int, bool]]:
        """It as alternatives, each a set of options with what they must be (a disjunctive normal form).

        Raises LogicError where there are more than 512.
        """
        found = _cases(self, wanted=True)
        return [case for i, case in enumerate(found) if case not in found[:i]]


def quoted(name: str) -> str:
    """An option's name as it may stand in a condition: in quotes where it would be read as something else."""
    if _PLAIN.fullmatch(name) and name.upper() not in _WORDS:
        return name
    return f"'{name}'" if '"' in name else f'"{name}"'


def literal(option: int, *, taken: bool) -> Condition:
    """The condition that one option is taken, or is not."""
    it = Condition("option", option=option)
    return it if taken else Condition("not", (it,))


def all_of(parts: Sequence[Condition]) -> Condition:
    """Every one of `parts` (at least one)."""
    return parts[0] if len(parts) == 1 else Condition("and", tuple(parts))


def any_of(parts: Sequence[Condition]) -> Condition:
    """At least one of `parts` (at least one)."""
    return parts[0] if len(parts) == 1 else Condition("or", tuple(parts))


def parse(text: str, find: Callable[[str], int | None]) -> Condition:
    """Read a condition. `find` gives the bit of an option's name, None where there is no such option.

    Raises:
        LogicError: it cannot be read.
    """
    if len(text) > MAX_LENGTH:
        raise LogicError(f"a condition of {len(text)} characters, more than {MAX_LENGTH}")
    reader = _Reader(_tokens(text), find)
    whole = reader.iff(0)
    if reader.next is not None:
        raise LogicError(f"{reader.next[1]!r} where the condition should end")
    return whole


def _tokens(text: str) -> list[tuple[str, str]]:
    """(kind, text) of each token; kind "name" or the operator."""
    out: list[tuple[str, str]] = []
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None:
            raise LogicError(f"{text[place:].strip()[:20]!r}, which is no option and no AND, OR, NOT, IF, IFF")
        double, single, sign, word = found.groups()
        place = found.end()
        if sign:
            out.append((sign, sign))
        elif word and word.upper() in _WORDS:
            out.append((_WORDS[word.upper()], word))
        elif word and re.fullmatch(r"-\d+", word):
            out += [("!", "-"), ("name", word[1:])]
        else:
            out.append(("name", next(part for part in (double, single, word) if part is not None)))
    return out


class _Reader:
    """Reads tokens from left to right, one level of the grammar per method."""

    def __init__(self, tokens: list[tuple[str, str]], find: Callable[[str], int | None]) -> None:
        self.tokens, self.find, self.place = tokens, find, 0

    @property
    def next(self) -> tuple[str, str] | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def took(self, kind: str) -> bool:
        if self.next is not None and self.next[0] == kind:
            self.place += 1
            return True
        return False

    def iff(self, depth: int) -> Condition:
        if depth > MAX_DEPTH:
            raise LogicError(f"more than {MAX_DEPTH} levels of brackets")
        left = self.implied(depth)
        while self.took("IFF"):
            left = Condition("iff", (left, self.implied(depth)))
        return left

    def implied(self, depth: int) -> Condition:
        if self.took("IF"):
            cause = self.either(depth)
            if not self.took("THEN"):
                raise LogicError("IF without THEN")
            return Condition("if", (cause, self.either(depth)))
        left = self.either(depth)
        while self.took("IF"):
            left = Condition("if", (self.either(depth), left))
        return left

    def either(self, depth: int) -> Condition:
        parts = [self.both(depth)]
        while self.took("|"):
            parts.append(self.both(depth))
        return any_of(parts)

    def both(self, depth: int) -> Condition:
        parts = [self.single(depth)]
        while self.took("&"):
            parts.append(self.single(depth))
        return all_of(parts)

    def single(self, depth: int) -> Condition:
        nots = 0
        while self.took("!"):
            nots += 1
        inner = self.atom(depth)
        return Condition("not", (inner,)) if nots % 2 else inner

    def atom(self, depth: int) -> Condition:
        if self.took("("):
            inner = self.iff(depth + 1)
            if not self.took(")"):
                raise LogicError("a bracket that is not closed")
            return inner
        if self.next is None:
            raise LogicError("an end where an option should stand")
        kind, text = self.next
        if kind != "name":
            raise LogicError(f"{text!r} where an option should stand")
        self.place += 1
        option = self.find(text)
        if option is None:
            raise LogicError(f"{text!r}, which is no option", text)
        return Condition("option", option=option)


def _cases(it: Condition, *, wanted: bool) -> list[dict[int, bool]]:
    """Alternatives in which `it` is as `wanted`."""
    if it.kind == "option":
        return [{it.option: wanted}]
    if it.kind == "not":
        return _cases(it.parts[0], wanted=not wanted)
    if it.kind == "iff":
        left, right = it.parts
        pairs = [(True, wanted), (False, not wanted)]
        found = [_joined([_cases(left, wanted=a), _cases(right, wanted=b)]) for a, b in pairs]
        return [case for cases in found for case in cases]
    if it.kind == "if":
        it = Condition("or", (Condition("not", (it.parts[0],)), it.parts[1]))
    each = [_cases(part, wanted=wanted) for part in it.parts]
    if (it.kind == "and") == wanted:
        return _joined(each)
    return [case for cases in each for case in cases]


def _joined(each: list[list[dict[int, bool]]]) -> list[dict[int, bool]]:
    """Every way to fulfil one alternative of each list at once."""
    count = int(np.prod([len(cases) for cases in each], dtype=float))
    if count > MAX_TERMS:
        raise LogicError(f"a condition with {count} alternatives, more than {MAX_TERMS}")
    out = []
    for choice in product(*each):
        merged: dict[int, bool] = {}
        if all(merged.setdefault(option, taken) == taken for case in choice for option, taken in case.items()):
            out.append(merged)
    return out
