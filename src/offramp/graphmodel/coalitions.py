"""Stability for coalitions: what a group can do together that every one of its members prefers.

A coalition H improves from s to t when legal sequences of its members' moves lead there and **every** member prefers t
(Kilgour, Hipel, Fang & Peng 2001): R_H++(s). State s is stable for H, by the same five concepts as for one decision
maker (Inohara & Hipel 2008), when for every s1 in R_H++(s)

- CR: there is none;
- CGMR: the others reach by legal sequences of moves some s2 that **some** member of H does not prefer to s;
- CSMR: such an s2 from which H cannot get to a state that all its members prefer to s;
- CSEQ, CSSEQ: the same with legal sequences of improvements by coalitions of the others, each move better for all of
  the coalition that makes it, no coalition twice in a row.

For one decision maker CR, CGMR and CSMR are R, GMR and SMR; CSEQ may differ from SEQ, since the others may act as
coalitions. Reachability here is a matter of pairs of states, so models are limited to 4,096 states.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from offramp.graphmodel.model import GraphModel, GraphModelError, ranked_members
from offramp.graphmodel.propagation import better_rows, class_reach_rows, reach_rows, sanctioned
from offramp.graphmodel.states import Ints

MAX_STATES = 4_096
MAX_MAKERS = 8
CONCEPTS = ("CR", "CGMR", "CSMR", "CSEQ", "CSSEQ")

Rows = NDArray[np.uint64]


@dataclass(frozen=True)
class CoalitionStability:
    """One coalition's stable states and improvements.

    Attributes:
        members: indices of its decision makers, rising.
        stable: (5, S) by concept (CR, CGMR, CSMR, CSEQ, CSSEQ) and state.
        improvements: state -> states that the coalition would move to, for every state that has any.
    """

    members: tuple[int, ...]
    stable: NDArray[np.bool_]
    improvements: dict[int, list[int]]


def every_coalition(makers: int, least: int = 2) -> list[tuple[int, ...]]:
    """All coalitions of at least `least` members, small ones first."""
    return [members for size in range(least, makers + 1) for members in combinations(range(makers), size)]


def analyse(model: GraphModel, coalitions: Sequence[Sequence[int]] | None = None) -> list[CoalitionStability]:
    """Stability for coalitions: those given, or all of two and more members.

    Raises:
        GraphModelError: more than 4,096 states, or more than 8 decision makers and no coalitions named.
    """
    count, makers = model.states.count, len(model.makers)
    if count > MAX_STATES:
        raise GraphModelError(
            [f"coalitions are analysed with up to {MAX_STATES:,} states, this model has {count:,}: leave some out"]
        )
    if makers > MAX_MAKERS:
        raise GraphModelError(
            [f"coalitions are analysed with up to {MAX_MAKERS} decision makers, this model has {makers}: merge some"]
        )
    wanted = every_coalition(makers) if coalitions is None else [tuple(sorted(set(c))) for c in coalitions]
    bench = _Bench(model)
    return [bench.stability(members) for members in wanted]


class _Bench:
    """Reachability by coalition, worked out once each."""

    def __init__(self, model: GraphModel) -> None:
        self.model = model
        self.rank: Ints = model.rank
        self.ranked = ranked_members(model.moves, self.rank)
        self.known: dict[tuple[str, tuple[int, ...]], Rows] = {}

    def group(self, members: tuple[int, ...]) -> NDArray[np.bool_]:
        return np.isin(np.arange(len(self.rank)), members)

    def reach(self, members: tuple[int, ...]) -> Rows:
        """R_H as bits, (S, W)."""
        key = ("reach", members)
        if key not in self.known:
            moves = self.model.moves
            self.known[key] = reach_rows(
                self.group(members),
                self.rank,
                False,
                moves.cell,
                self.ranked,
                moves.base,
                moves.start,
                moves.out_at,
                moves.out,
            )
        return self.known[key]

    def better(self, members: tuple[int, ...]) -> Rows:
        """What all members prefer, (S, W)."""
        key = ("better", members)
        if key not in self.known:
            self.known[key] = better_rows(self.group(members), self.rank)
        return self.known[key]

    def improvements(self, members: tuple[int, ...]) -> Rows:
        """R_H++ as bits, (S, W)."""
        return self.reach(members) & self.better(members)

    def stability(self, members: tuple[int, ...]) -> CoalitionStability:
        """All five concepts for one coalition."""
        others = tuple(i for i in range(len(self.rank)) if i not in members)
        gain, better, reach = self.improvements(members), self.better(members), self.reach(members)
        out = [~gain.any(axis=1)]
        by_moves = self.reach(others) if others else np.zeros_like(gain)
        classes = every_coalition(len(others), least=1)
        able = [self.improvements(tuple(others[i] for i in some)) for some in classes]
        by_improvements = class_reach_rows(np.stack(able)) if able else np.zeros_like(gain)
        for answers in (by_moves, by_improvements):
            out += [sanctioned(gain, better, reach, answers, symmetric) for symmetric in (False, True)]
        return CoalitionStability(members, np.stack(out), {s: row for s, row in enumerate(_lists(gain)) if row})


def _lists(rows: Rows) -> Iterator[list[int]]:
    """The bits of each row as a list of states."""
    for row in rows:
        bits = np.unpackbits(row.view(np.uint8), bitorder="little")
        yield np.flatnonzero(bits).tolist()
