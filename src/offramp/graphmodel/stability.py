"""Which states are stable for whom, and which are equilibria, under five concepts of foresight.

Let R_i(s) be the states that i reaches from s in one move, R_i+(s) those of them that i prefers to s, and R_{N-i}(s),
R+_{N-i}(s) what its opponents reach by legal sequences of moves, or of improvements. State s is stable for i when for
every s1 in R_i+(s) there is

- **R** (Nash 1950): no such s1 at all;
- **GMR** (general metarationality, Howard 1971): some s2 in R_{N-i}(s1) that i does not prefer to s;
- **SMR** (symmetric metarationality, Howard 1971): such an s2 from which i also has no move to a state it prefers to s;
- **SEQ** (sequential stability, Fraser & Hipel 1979): as GMR, with s2 in R+_{N-i}(s1): sanctions must be credible;
- **SSEQ** (symmetric sequential stability, Rego & Vieira 2017): as SMR, with s2 in R+_{N-i}(s1).

A state is an equilibrium when it is stable for all (Fang, Hipel & Kilgour 1993).

**Algorithm.** Let p(s) be i's rank of s and v(s) = p(s), or for the symmetric concepts the highest rank among s and
R_i(s). Let m(s1) be the lowest v that the opponents reach from s1. Then s is stable exactly when no s1 in R_i(s) has
both p(s1) > p(s) and m(s1) > p(s), that is when the highest min(p, m) one move away does not exceed p(s). Counting s1
itself among what the opponents reach changes nothing, since i prefers it to s. The lowest v is spread backwards
(`propagation.worst_reached`), so that all concepts together take O(n (S log S + E)).

Checked against tables of the literature and a solver that goes by the definitions (`tests/crosscheck/graph_model`).
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.graphmodel.model import GraphModel, ranked_members
from offramp.graphmodel.moves import Moves
from offramp.graphmodel.propagation import best_move, rising, worst_reached
from offramp.graphmodel.states import Ints

MANY = 1 << 14  # states from which threads are worth their start; kernels run without the interpreter lock
CONCEPTS = ("R", "GMR", "SMR", "SEQ", "SSEQ")
NAMES = {
    "R": "Nash (R)",
    "GMR": "general metarational (GMR)",
    "SMR": "symmetric metarational (SMR)",
    "SEQ": "sequential (SEQ)",
    "SSEQ": "symmetric sequential (SSEQ)",
}


@dataclass(frozen=True)
class Stability:
    """Stable states of a model.

    Attributes:
        stable: (5, n, S) whether a state is stable, by concept (in the order of CONCEPTS), decision maker and state.
    """

    stable: NDArray[np.bool_]

    @property
    def equilibria(self) -> NDArray[np.bool_]:
        """(5, S) whether a state is stable for all decision makers."""
        return np.logical_and.reduce(self.stable, axis=1)

    def of(self, concept: str) -> list[int]:
        """Equilibria of one concept, as states counted from 0."""
        return np.flatnonzero(self.equilibria[CONCEPTS.index(concept)]).tolist()

    def for_maker(self, concept: str, maker: int) -> list[int]:
        """States that are stable for one decision maker, counted from 0."""
        return np.flatnonzero(self.stable[CONCEPTS.index(concept), maker]).tolist()


def solve(model: GraphModel, rank: Ints | None = None) -> Stability:
    """All five concepts for every decision maker and state.

    Args:
        model: the conflict.
        rank: (n, S) preferences to use instead of the model's, higher is better, from 0 to at most S - 1.
    """
    p = model.rank if rank is None else np.ascontiguousarray(rank, dtype=np.int32)
    ranked = ranked_members(model.moves, p)
    graph = (np.ascontiguousarray(p.T), ranked, np.take_along_axis(p, ranked, axis=1))
    stable = np.empty((len(CONCEPTS), len(p), model.states.count), dtype=np.bool_)

    def fill(i: int) -> None:
        stable[:, i] = _stable_for(model.moves, i, p[i], graph)

    if model.states.count < MANY:
        for i in range(len(p)):
            fill(i)
    else:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(fill, range(len(p))))
    return Stability(stable)


def _stable_for(moves: Moves, i: int, p: Ints, graph: tuple[Ints, Ints, Ints]) -> NDArray[np.bool_]:
    """(5, S) for decision maker i with ranks p (S,); `graph` is what `worst_reached` takes as mine, ranked, sorted_rank."""
    begin = moves.base[i]
    end = moves.base[i + 1] if i + 1 < moves.makers else len(moves.start)
    own = (moves.cell[i], moves.member[i], moves.start[begin:end], moves.into_at[begin:end], moves.into)
    others = np.arange(moves.makers) != i
    shape = (moves.transitive, moves.alone, moves.base, moves.spans, moves.into_at, moves.into)
    highest = best_move(p, *own)
    found = {}
    for symmetric in (False, True):
        worth = highest if symmetric else p
        order = rising(worth)
        for improving in (False, True):
            low = worst_reached(worth, order, others, improving, moves.here, *graph, *shape)
            found[improving, symmetric] = best_move(np.minimum(p, low), *own) <= p
    four = [found[improving, symmetric] for improving in (False, True) for symmetric in (False, True)]
    return np.stack([highest <= p, *four])
