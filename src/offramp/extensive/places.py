"""What a tree is made of: places, and the node at each place.

A *place* is a plain tuple (kind, month, ...): all that what follows depends on. The same place stands at many nodes of the tree,
so that the tree can be measured without being built. A branch carries what both sides gain on it, in values of its month.
"""

from __future__ import annotations

from dataclasses import dataclass

Place = tuple
Pair = tuple[float, float]
NOTHING: Pair = (0.0, 0.0)


@dataclass(frozen=True)
class Branch:
    """One way on from a node.

    Attributes:
        label: of the action or event.
        to: the place it leads to.
        chance: probability, where nature moves.
        gain: what each side gains on the way, a value of the branch's month.
    """

    label: str
    to: Place
    chance: float = 1.0
    gain: Pair = NOTHING


@dataclass(frozen=True)
class Node:
    """Where somebody moves: side 0 (A), 1 (B), or nature (None). Ties go to the branch that stands first."""

    side: int | None
    label: str
    branches: tuple[Branch, ...]


def nature(label: str, branches: list[Branch]) -> Node:
    """A move of nature; branches that cannot happen are left out, those that lead to the same place are one."""
    merged: dict[tuple[Place, Pair], Branch] = {}
    for branch in branches:
        if branch.chance > 0:
            key = (branch.to, branch.gain)
            before = merged.get(key)
            chance = branch.chance + (before.chance if before else 0.0)
            merged[key] = Branch(before.label if before else branch.label, branch.to, chance, branch.gain)
    return Node(None, label, tuple(merged.values()))
