"""Conditions over options."""

from __future__ import annotations

import random

import numpy as np
import pytest

from offramp.graphmodel.logic import Condition, LogicError, parse

NAMES = ["a", "b", "c", "long name"]
ALL = np.arange(16, dtype=np.int64)


def find(name: str) -> int | None:
    if name in NAMES:
        return NAMES.index(name)
    return int(name) - 1 if name.isdecimal() and 1 <= int(name) <= 4 else None


def bit(option: int) -> np.ndarray:
    return (ALL >> option) & 1 == 1


A, B, C = bit(0), bit(1), bit(2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", A),
        ("NOT a", ~A),
        ("not not a", A),
        ("a AND NOT b OR c", (A & ~B) | C),
        ("a AND (NOT b OR c)", A & (~B | C)),
        ("a IF b", A | ~B),
        ("IF b THEN a", A | ~B),
        ("a IFF b", A == B),
        ("a IFF b IFF c", (A == B) == C),
        ("-1 & 2 | 3", (~A & B) | C),
        ('"long name" AND !a', bit(3) & ~A),
    ],
)
def test_conditions_mean_what_they_say(text: str, expected: np.ndarray) -> None:
    condition = parse(text, find)
    assert (condition.holds(ALL) == expected).all()
    assert (parse(condition.text(NAMES), find).holds(ALL) == expected).all()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "end"),
        ("a AND", "end"),
        ("(a", "closed"),
        ("a b", "'b'"),
        ("d", "no option"),
        ("IF a", "THEN"),
        ("a AND OR b", "'OR'"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, word: str) -> None:
    with pytest.raises(LogicError, match=word):
        parse(text, find)


@pytest.mark.parametrize("text", ["(" * 5_000, "(" * 100 + "a" + ")" * 100, "a AND " * 1_000 + "a"])
def test_hostile_conditions_are_refused(text: str) -> None:
    with pytest.raises(LogicError):
        parse(text, find)


def random_condition(draw: random.Random, depth: int) -> Condition:
    if depth == 0 or draw.random() < 0.2:
        return Condition("option", option=draw.randrange(4))
    kind = draw.choice(["not", "and", "or", "if", "iff"])
    parts = {"not": 1, "and": 3, "or": 3}.get(kind, 2)
    return Condition(kind, tuple(random_condition(draw, depth - 1) for _ in range(parts)))


def test_text_and_alternatives_mean_the_same_as_the_tree() -> None:
    draw = random.Random(7)
    for _ in range(300):
        condition = random_condition(draw, 3)
        truth = condition.holds(ALL)
        assert (parse(condition.text(NAMES), find).holds(ALL) == truth).all()
        try:
            cases = condition.cases()
        except LogicError as error:
            assert "more than 512" in str(error)
            continue
        found = np.zeros(16, bool)
        for case in cases:
            found |= np.logical_and.reduce(
                [bit(option) == taken for option, taken in case.items()] or [np.ones(16, bool)]
            )
        assert (found == truth).all()
