"""Gambit's extensive-form file (.efg, version 2): the tree written out, node by node.

Payoffs are flows for ever, (1 - beta) times the present value, so that winning everything at once is 1. Gambit reads
decimals as exact numbers and asks that nature's probabilities add up to exactly 1: they are written with `PLACES` decimals,
the likeliest taking the rest.
Format: the Gambit manual, "The extensive game (.efg) file format".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from offramp.errors import ExportError
from offramp.extensive.places import Branch, Node, Pair, Place
from offramp.extensive.tree import LARGEST, Tree

PLACES = 15
_UNIT = Decimal(1).scaleb(-PLACES)


def efg(tree: Tree, title: str, comment: str = "", largest: int = LARGEST) -> str:
    """The tree as the text of an .efg file. Raises ExportError where it would have more than `largest` nodes."""
    if tree.size > largest:
        raise ExportError(
            f"the tree would have {tree.size:,} nodes, and at most {largest:,} are written, for a tree cannot merge states; "
            "fewer months (--months), packages, lines (front.lines_per_cell, front.reach), front cells or levels of "
            "capacity make it smaller"
        )
    head = [f'EFG 2 R {_quoted(title)} {{ "A" "B" }}', _quoted(comment)]
    return "\n".join([*head, *_Writer(tree).lines(("start", 0), 0, (0.0, 0.0))]) + "\n"


class _Writer:
    """Numbers every information set and outcome as it goes."""

    def __init__(self, tree: Tree) -> None:
        self.tree, self.beta = tree, tree.game.beta
        self.seen = {None: 0, 0: 0, 1: 0}
        self.ends = 0

    def lines(self, place: Place, month: int, so_far: Pair) -> Iterator[str]:
        """The subtree at a place, a line a node, before its branches (prefix order)."""
        node = self.tree.node(place)
        if node is None:
            yield self._end(place, so_far)
            return
        if len(node.branches) > 1:
            yield self._moves(node, month)
        for branch in node.branches:
            gained = tuple(s + (1 - b) * b**month * g for s, b, g in zip(so_far, self.beta, branch.gain, strict=True))
            yield from self.lines(branch.to, int(branch.to[1]), (gained[0], gained[1]))

    def _moves(self, node: Node, month: int) -> str:
        self.seen[node.side] += 1
        number, name = self.seen[node.side], _quoted(f"{node.label}, month {month} ({self.seen[node.side]})")
        if node.side is None:
            chances = _adding_up([branch.chance for branch in node.branches])
            told = " ".join(f"{_quoted(b.label)} {p}" for b, p in zip(node.branches, chances, strict=True))
            return f'c "" {number} {name} {{ {told} }} 0'
        return f'p "" {node.side + 1} {number} {name} {{ {_labels(node.branches)} }} 0'

    def _end(self, place: Place, so_far: Pair) -> str:
        self.ends += 1
        _, t, how, *worth = place
        total = [s + (1 - b) * b**t * w for s, b, w in zip(so_far, self.beta, worth, strict=True)]
        return f't "" {self.ends} {_quoted(how)} {{ {total[0]:.{PLACES}f}, {total[1]:.{PLACES}f} }}'


def _labels(branches: Sequence[Branch]) -> str:
    return " ".join(_quoted(branch.label) for branch in branches)


def _adding_up(chances: Sequence[float]) -> list[str]:
    """Probabilities as decimals that add up to exactly 1."""
    rounded = [Decimal(chance).quantize(_UNIT) for chance in chances]
    most = max(range(len(rounded)), key=lambda i: rounded[i])
    rounded[most] += 1 - sum(rounded)
    return [f"{chance:f}" for chance in rounded]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "").replace('"', "'") + '"'
