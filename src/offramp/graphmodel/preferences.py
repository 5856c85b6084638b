"""What each decision maker prefers to what: a ranking, prioritised statements, payoffs, or comparisons.

Whatever the form, it ends as a rank per state, 0 the worst, equal states with equal ranks. Prioritised statements are
lexicographic: a state that fulfils the first statement is better than one that does not, whatever follows (Peng, Hipel
& Kilgour 1997); this is the same as weights of falling powers of 2. Comparisons, and rankings whose ties mean "not
known", leave several rankings possible: `offramp.graphmodel.robustness` samples them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.graphmodel.logic import Codes, Condition
from offramp.graphmodel.states import Ints


@dataclass(frozen=True)
class Preference:
    """One decision maker's preferences.

    Attributes:
        form: "ranking", "statements", "payoffs" or "comparisons".
        rank: (S,) higher is better, from 0 without gaps; with comparisons one ranking that agrees with them.
        statements: conditions, the most important first (form "statements").
        below: (K, 2) pairs (worse, better) of states, where comparisons are all that is known; else None.
        open_ties: whether equal ranks mean that the order is not known.
    """

    form: str
    rank: Ints
    statements: tuple[Condition, ...] = ()
    below: NDArray[np.int64] | None = None
    open_ties: bool = False

    @property
    def uncertain(self) -> bool:
        """Whether more than one ranking agrees with what is given."""
        return self.below is not None or self.open_ties


class CycleError(ValueError):
    """Comparisons that contradict each other; `states` go round in a circle, each said to be better than the next."""

    def __init__(self, states: Sequence[int]) -> None:
        self.states = list(states)
        super().__init__(" over ".join(str(s + 1) for s in self.states))


def by_worth(worth: Sequence[float] | NDArray[np.float64]) -> Ints:
    """Ranks from numbers, (S,): equal numbers have equal ranks."""
    _, rank = np.unique(np.asarray(worth), return_inverse=True)
    return rank.astype(np.int32).ravel()


def by_groups(groups: Sequence[Sequence[int]], count: int) -> Ints:
    """Ranks from groups of equal states, best first; every state must stand in one."""
    rank = np.zeros(count, dtype=np.int32)
    for place, group in enumerate(reversed(groups)):
        rank[list(group)] = place
    return rank


def by_statements(statements: Sequence[Condition], codes: Codes) -> Ints:
    """Ranks from prioritised statements, (S,)."""
    rank = np.zeros(len(codes), dtype=np.int64)
    for statement in statements:
        _, rank = np.unique(2 * rank + statement.holds(codes), return_inverse=True)
        rank = rank.ravel()
    return rank.astype(np.int32)


def by_comparisons(below: NDArray[np.int64], count: int) -> Ints:
    """One strict ranking that agrees with pairs (worse, better), (S,). Raises CycleError."""
    above: list[list[int]] = [[] for _ in range(count)]
    waiting = np.zeros(count, dtype=np.int64)
    for worse, better in below.tolist():
        above[worse].append(better)
        waiting[better] += 1
    ready = [s for s in range(count - 1, -1, -1) if not waiting[s]]
    rank = np.full(count, -1, dtype=np.int32)
    placed = 0
    while ready:
        state = ready.pop()
        rank[state] = placed
        placed += 1
        for better in above[state]:
            waiting[better] -= 1
            if not waiting[better]:
                ready.append(better)
    if placed < count:
        raise CycleError(_circle(below, rank))
    return rank


def _circle(below: NDArray[np.int64], rank: Ints) -> list[int]:
    """States that go round: from one that could not be placed, step to worse ones until one comes again."""
    worse_of = {better: worse for worse, better in below.tolist() if rank[worse] < 0 and rank[better] < 0}
    state = next(iter(worse_of))
    path: list[int] = []
    while state not in path:
        path.append(state)
        state = worse_of[state]
    return [*path[path.index(state) :], state]
