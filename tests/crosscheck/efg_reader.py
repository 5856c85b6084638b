"""Reads a game in Gambit's extensive form and solves it backwards: plain Python that knows nothing of wars.

Ties, within `TIE`, go to the branch that stands first in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

TIE = 1e-12
WORDS = re.compile(r'"[^"]*"|[{}]|[^\s{}",]+')


def solved(text: str) -> tuple[tuple[float, float], int]:
    """The subgame-perfect value of the root to each player, and the number of nodes."""
    lines = iter(text.splitlines()[2:])
    counted = [0]
    value = _value(lines, counted)
    assert next(lines, None) is None, "nodes are left over"
    return value, counted[0]


def _value(lines: Iterator[str], counted: list[int]) -> tuple[float, float]:
    words = WORDS.findall(next(lines))
    counted[0] += 1
    inside = words[words.index("{") + 1 : words.index("}")]
    if words[0] == "t":
        return float(inside[0]), float(inside[1])
    if words[0] == "c":
        chances = [Fraction(word) for word in inside[1::2]]
        assert sum(chances) == 1, "nature's probabilities must add up to exactly 1"
        below = [_value(lines, counted) for _ in chances]
        pairs = list(zip(map(float, chances), below, strict=True))
        return sum(p * v[0] for p, v in pairs), sum(p * v[1] for p, v in pairs)
    player = int(words[2]) - 1
    below = [_value(lines, counted) for _ in inside]
    best = max(value[player] for value in below)
    return next(value for value in below if value[player] >= best - TIE)
