"""How a conflict may get from the status quo to each state: by any moves, or by improvements only.

Li, Kilgour & Hipel (2005), "Status quo analysis in the graph model". Paths are legal sequences of all decision makers:
no one moves twice in a row. The path given is a shortest one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.graphmodel.model import GraphModel, GraphModelError, ranked_members
from offramp.graphmodel.propagation import reached_from


@dataclass(frozen=True)
class Evolution:
    """What is reached from one state, breadth first.

    Attributes:
        origin: the state at the start.
        improving: whether only improvements count.
        state, mover, parent: (K,) nodes as found; node 0 is the origin with mover and parent -1.
        steps: (S,) fewest moves to each state; -1 where it is not reached.
    """

    origin: int
    improving: bool
    state: NDArray[np.int32]
    mover: NDArray[np.int8]
    parent: NDArray[np.int32]
    steps: NDArray[np.int32]

    def path(self, state: int) -> list[tuple[int, int]] | None:
        """A shortest path as (mover, state) pairs after the origin, or None where the state is not reached."""
        if self.steps[state] < 0:
            return None
        node = int(np.flatnonzero(self.state == state)[0])
        path = []
        while node > 0:
            path.append((int(self.mover[node]), int(self.state[node])))
            node = int(self.parent[node])
        return path[::-1]


def evolve(model: GraphModel, *, improving: bool, origin: int | None = None) -> Evolution:
    """Everything reached from the status quo, or from `origin`.

    Raises:
        GraphModelError: no status quo is given, or `origin` does not exist.
    """
    begin = model.status_quo if origin is None else origin
    if begin is None:
        raise GraphModelError(["no status quo: add `status_quo:` with a state to the model, or name one"])
    if not 0 <= begin < model.states.count:
        raise GraphModelError([f"the status quo {begin + 1} does not exist; states are 1 to {model.states.count}"])
    moves = model.moves
    everyone = np.ones(len(model.makers), dtype=np.bool_)
    ranked = ranked_members(moves, model.rank)
    state, mover, parent = reached_from(
        begin, everyone, model.rank, improving, moves.cell, ranked, moves.base, moves.start, moves.out_at, moves.out
    )
    return Evolution(begin, improving, state, mover, parent, _steps(state, parent, model.states.count))


def _steps(state: NDArray[np.int32], parent: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    """Fewest moves to each state; parents come before their children."""
    depth = np.zeros(len(state), dtype=np.int32)
    layer = np.array([0])
    order = np.argsort(parent, kind="stable")
    sorted_parent = parent[order]
    level = 0
    while len(layer):
        low = np.searchsorted(sorted_parent, layer, side="left")
        high = np.searchsorted(sorted_parent, layer, side="right")
        level += 1
        layer = np.sort(np.concatenate([order[a:b] for a, b in zip(low, high, strict=True)])) if len(layer) else layer
        depth[layer] = level
    steps = np.full(count, -1, dtype=np.int32)
    steps[state[::-1]] = depth[::-1]
    return steps
