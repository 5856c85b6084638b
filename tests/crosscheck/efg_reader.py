"""Reads a game in Gambit's extensive form and solves it backwards: plain Python that knows nothing of wars.

Ties, within `TIE`, go to the branch that stands first in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

TIE = 1e-12
WORDS = re.compile(r'"[^"]*"|[{}]|[^\s{}",]+')


Value = tuple[float, float]


class Solved:
    """A tree solved backwards.

    Attributes:
        value: of the root to each player. nodes: how many there are.
        choices: label of an information set -> place of the branch chosen there, for each player.
    """

    def __init__(self, text: str) -> None:
        self.nodes = 0
        self.choices: tuple[dict[str, int], dict[str, int]] = ({}, {})
        lines = iter(text.splitlines()[2:])
        self.value = self._value(lines)
        assert next(lines, None) is None, "nodes are left over"

    def _value(self, lines: Iterator[str]) -> Value:
        words = WORDS.findall(next(lines))
        self.nodes += 1
        inside = words[words.index("{") + 1 : words.index("}")]
        if words[0] == "t":
            return float(inside[0]), float(inside[1])
        if words[0] == "c":
            chances = [Fraction(word) for word in inside[1::2]]
            assert sum(chances) == 1, "nature's probabilities must add up to exactly 1"
            below = [self._value(lines) for _ in chances]
            pairs = list(zip(map(float, chances), below, strict=True))
            return sum(p * v[0] for p, v in pairs), sum(p * v[1] for p, v in pairs)
        player = int(words[2]) - 1
        below = [self._value(lines) for _ in inside]
        best = max(value[player] for value in below)
        place = next(i for i, value in enumerate(below) if value[player] >= best - TIE)
        self.choices[player][words[4].strip('"')] = place
        return below[place]


def solved(text: str) -> tuple[Value, int]:
    """The subgame-perfect value of the root to each player, and the number of nodes."""
    found = Solved(text)
    return found.value, found.nodes


def chosen(text: str) -> tuple[dict[str, int], dict[str, int]]:
    """For each player, the place of the branch chosen at each information set."""
    return Solved(text).choices
