"""Who can move from which state to which, in a form that takes little room: cells, and which cells lead to which.

A decision maker's moves change some of its own options, each in its permitted direction, and end in a feasible state.
All states that agree on everything but its `both` options form a **cell**: within it the decision maker moves freely,
and from all of it it reaches the same other cells (those with a further `forward` option taken or `backward` one
dropped). So twenty options need no list of moves. Where states are coalesced, or moves are given one by one, each
state is its own cell and the list of cells is the list of moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.graphmodel.states import Ints, Option, States

MAX_LINKS = 60_000_000


class TooManyMovesError(ValueError):
    """More moves than fit in memory; the text says of whom."""


@dataclass(frozen=True)
class Moves:
    """Moves of n decision makers between S states; decision maker j has C_j cells.

    Attributes:
        cell: (n, S) cell of each state.
        member: (n, S) states by cell.
        base: (n,) where j's entries begin in the three arrays that follow, which have C_j + 1 entries per decision
            maker.
        start: where each cell's members begin in member[j].
        into_at, out_at: where each cell's list begins in `into` and `out`.
        into: cells from which a cell is reached by one move. out: cells it leads to.
        transitive: whether whoever can move on after its own move could have moved there at once.
        alone: (n,) whether j moves freely within each cell and never to another (no one-way options).
    """

    cell: Ints
    member: Ints
    base: NDArray[np.int64]
    start: NDArray[np.int64]
    into_at: NDArray[np.int64]
    into: Ints
    out_at: NDArray[np.int64]
    out: Ints
    transitive: bool
    alone: NDArray[np.bool_]

    @property
    def makers(self) -> int:
        """Number of decision makers n."""
        return len(self.cell)

    @cached_property
    def here(self) -> Ints:
        """(S, n) cell of each state for each decision maker."""
        return np.ascontiguousarray(self.cell.T)

    @cached_property
    def spans(self) -> Ints:
        """Where each cell's members begin and end, (., 2), entries as in `start`."""
        ends = np.append(self.start[1:], 0)
        return np.stack([self.start, ends], axis=1).astype(np.int32)

    @property
    def states(self) -> int:
        """Number of states S."""
        return self.cell.shape[1]

    def from_state(self, maker: int, state: int) -> list[int]:
        """States that one decision maker reaches in one move, rising."""
        base, cell = self.base[maker], self.cell[maker, state]
        reached: list[int] = []
        for other in self.out[self.out_at[base + cell] : self.out_at[base + cell + 1]]:
            reached += self.member[maker, self.start[base + other] : self.start[base + other + 1]].tolist()
        return sorted(set(reached) - {state})


def moves_by_options(states: States, options: Sequence[Option], makers: int) -> Moves:
    """The moves of a model in option form. Raises TooManyMovesError."""
    if states.coalesced:
        return moves_by_list(states.count, [_projected(states, options, maker) for maker in range(makers)])
    parts = []
    room = MAX_LINKS
    for maker in range(makers):
        cell, count, source, target = _cells(states, options, maker, room)
        room -= len(source)
        parts.append((cell, count, source, target))
    return _packed(parts, states.count, free=True)


def moves_by_list(count: int, lists: Sequence[tuple[Ints, Ints]]) -> Moves:
    """Moves given one by one: for each decision maker the states moved from and the states moved to."""
    every = np.arange(count, dtype=np.int32)
    parts = []
    for source, target in lists:
        key = np.unique(np.asarray(source, np.int64) * count + np.asarray(target, np.int64))
        pair = key // count, key % count
        real = pair[0] != pair[1]
        parts.append((every, count, pair[0][real].astype(np.int32), pair[1][real].astype(np.int32)))
    return _packed(parts, count, free=False)


def _bits(options: Sequence[Option], maker: int, *directions: str) -> list[int]:
    return [bit for bit, option in enumerate(options) if option.owner == maker and option.direction in directions]


def _mask(bits: Sequence[int]) -> int:
    return sum(1 << bit for bit in bits)


def _cells(states: States, options: Sequence[Option], maker: int, room: int) -> tuple[Ints, int, Ints, Ints]:
    """Cell of each state, number of cells, and the links between cells (from, to), each cell leading to itself."""
    keys = states.codes & ~np.int64(_mask(_bits(options, maker, "both")))
    unique, cell = np.unique(keys, return_inverse=True)
    source, target = [], []
    if _bits(options, maker, "both"):
        every = np.arange(len(unique), dtype=np.int32)
        source, target = [every], [every]
    one_way = _bits(options, maker, "forward", "backward")
    backward = np.int64(_mask(_bits(options, maker, "backward")))
    for subset in _subsets(one_way):
        able = np.flatnonzero(((unique ^ backward) & subset) == 0)
        reached = np.searchsorted(unique, unique[able] ^ subset)
        reached = np.minimum(reached, len(unique) - 1)
        there = unique[reached] == unique[able] ^ subset
        source.append(able[there].astype(np.int32))
        target.append(reached[there].astype(np.int32))
        room -= len(source[-1])
        if room < 0:
            raise TooManyMovesError(f"decision maker {maker + 1} has more than {MAX_LINKS:,} moves by one-way options")
    none = np.zeros(0, np.int32)
    return cell.astype(np.int32).ravel(), len(unique), np.concatenate([none, *source]), np.concatenate([none, *target])


def _subsets(bits: Sequence[int]) -> list[np.int64]:
    """Every set of at least one of `bits`, as masks."""
    masks = [0]
    for bit in bits:
        masks += [mask | 1 << bit for mask in masks]
    return [np.int64(mask) for mask in masks[1:]]


def _projected(states: States, options: Sequence[Option], maker: int) -> tuple[Ints, Ints]:
    """One decision maker's moves between coalesced states: those of all patterns that a state stands for."""
    own = _bits(options, maker, "both", "forward", "backward")
    if len(states.codes) << len(own) > 8 * MAX_LINKS:
        raise TooManyMovesError(f"decision maker {maker + 1} has too many moves between coalesced states")
    forward = np.int64(_mask(_bits(options, maker, "forward")))
    backward = np.int64(_mask(_bits(options, maker, "backward")))
    keys = []
    for subset in _subsets(own):
        able = ((states.codes & subset & forward) == 0) & ((~states.codes & subset & backward) == 0)
        source = np.flatnonzero(able)
        place = np.minimum(np.searchsorted(states.codes, states.codes[source] ^ subset), len(states.codes) - 1)
        there = states.codes[place] == states.codes[source] ^ subset
        key = states.of[source[there]].astype(np.int64) * states.count + states.of[place[there]]
        keys.append(np.unique(key))
    key = np.unique(np.concatenate([np.zeros(0, np.int64), *keys]))
    return (key // states.count).astype(np.int32), (key % states.count).astype(np.int32)


def _packed(parts: list[tuple[Ints, int, Ints, Ints]], count: int, *, free: bool) -> Moves:
    """Lay the parts of all decision makers end to end."""
    base, start, into_at, out_at = [], [], [], []
    into, out, member = [], [], []
    entries = links = 0
    for cell, cells, source, target in parts:
        base.append(entries)
        entries += cells + 1
        member.append(np.argsort(cell, kind="stable").astype(np.int32))
        start.append(_offsets(cell, cells))
        into_at.append(links + _offsets(target, cells))
        into.append(source[np.argsort(target, kind="stable")])
        out_at.append(links + _offsets(source, cells))
        out.append(target[np.argsort(source, kind="stable")])
        links += len(source)
    none = np.zeros(0, np.int32)
    return Moves(
        cell=np.stack([part[0] for part in parts]).reshape(len(parts), count).astype(np.int32),
        member=np.stack(member).reshape(len(parts), count),
        base=np.array(base, dtype=np.int64),
        start=np.concatenate(start),
        into_at=np.concatenate(into_at),
        into=np.concatenate([none, *into]),
        out_at=np.concatenate(out_at),
        out=np.concatenate([none, *out]),
        transitive=free,
        alone=np.array([free and len(source) > 0 and bool(np.all(source == target)) for _, _, source, target in parts]),
    )


def _offsets(groups: Ints, count: int) -> NDArray[np.int64]:
    """(count + 1,) where each group's members begin when sorted by group."""
    return np.concatenate([[0], np.cumsum(np.bincount(groups, minlength=count))]).astype(np.int64)
