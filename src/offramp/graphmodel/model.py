"""A graph model: decision makers, states, who can move where, and who prefers what (Kilgour, Hipel & Fang 1987)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.errors import ScenarioError
from offramp.graphmodel.moves import Moves, moves_by_list
from offramp.graphmodel.preferences import Preference, by_worth
from offramp.graphmodel.propagation import rising, within_cells
from offramp.graphmodel.states import Ints, Maker, Option, States, plain_states


class GraphModelError(ScenarioError):
    """A graph model that cannot be used; `problems` lists every fault with its place and what to change."""


@dataclass(frozen=True)
class GraphModel:
    """Everything the analysis needs.

    Attributes:
        title: what the conflict is.
        makers: decision makers; options: all options, bit by bit (empty in a model given by its moves).
        states: feasible states; moves: who moves where; preferences: one per decision maker.
        status_quo: the state at the start, None where none is given.
        coalitions: coalitions that the file names, as sorted indices of decision makers.
        notes: what the reader should know of (a statement that no state fulfils), not faults.
        data: the model in the form of our YAML file; kept: the content of the .gmcr file it was read from.
    """

    title: str
    makers: tuple[Maker, ...]
    options: tuple[Option, ...]
    states: States
    moves: Moves
    preferences: tuple[Preference, ...]
    status_quo: int | None = None
    coalitions: tuple[tuple[int, ...], ...] = ()
    notes: tuple[str, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Names of the decision makers."""
        return [maker.name for maker in self.makers]

    @cached_property
    def rank(self) -> Ints:
        """(n, S) preferences, higher is better."""
        return np.stack([preference.rank for preference in self.preferences])

    def option_names(self) -> list[str]:
        """A name for each option that is unique in the model: `OPTION`, or `DECISION MAKER.OPTION`."""
        short = [option.name for option in self.options]
        return [
            option.name if short.count(option.name) == 1 else f"{self.makers[option.owner].name}.{option.name}"
            for option in self.options
        ]

    def coalition_name(self, members: Iterable[int]) -> str:
        """Names of a coalition's members."""
        return " + ".join(self.makers[i].name for i in members)


def ranked_members(moves: Moves, rank: Ints) -> Ints:
    """(n, S) states by cell and, within a cell, from the worst to the best for the decision maker whose cell it is."""
    out = np.empty_like(moves.member)
    for j in range(moves.makers):
        begin = moves.base[j]
        end = moves.base[j + 1] if j + 1 < moves.makers else len(moves.start)
        out[j] = within_cells(rising(rank[j]), moves.cell[j], moves.start[begin:end])
    return out


def model_by_moves(
    makers: Sequence[str],
    states: int | Sequence[str],
    moves: Sequence[dict[int, Sequence[int]]],
    worth: Sequence[Sequence[float]] | NDArray[Any],
    *,
    status_quo: int | None = None,
    title: str = "",
) -> GraphModel:
    """A model in graph form.

    Args:
        makers: names of the decision makers.
        states: how many there are, or their names.
        moves: per decision maker, state -> states it can move to (counted from 0); need not be transitive.
        worth: per decision maker a number per state, higher is better.
        status_quo: state at the start.
        title: what the conflict is.

    Raises:
        GraphModelError: a state that does not exist, or lists of the wrong length.
    """
    names = [] if isinstance(states, int) else list(states)
    count = states if isinstance(states, int) else len(names)
    problems = _faults(makers, count, moves, worth, status_quo)
    if problems:
        raise GraphModelError(problems)
    lists = []
    for own in moves:
        source = [s for s, targets in own.items() for _ in targets]
        target = [t for targets in own.values() for t in targets]
        lists.append((np.array(source, np.int32), np.array(target, np.int32)))
    preferences = tuple(Preference("payoffs", by_worth(list(row))) for row in worth)
    every = tuple(Maker(name, ()) for name in makers)
    return GraphModel(
        title, every, (), plain_states(count, names), moves_by_list(count, lists), preferences, status_quo=status_quo
    )


def _faults(
    makers: Sequence[str], count: int, moves: Sequence[dict[int, Sequence[int]]], worth: Any, status_quo: int | None
) -> list[str]:
    out = []
    if not count or not len(makers):
        out.append("a graph model needs at least one state and one decision maker")
    if len(moves) != len(makers) or len(worth) != len(makers):
        out.append(f"{len(makers)} decision makers need as many sets of moves and of preferences")
    for name, own in zip(makers, moves, strict=False):
        wrong = {s for source, targets in own.items() for s in (source, *targets) if not 0 <= s < count}
        if wrong:
            out.append(f"moves of {name}: state {min(wrong)} does not exist; states are 0 to {count - 1}")
    for name, row in zip(makers, worth, strict=False):
        if len(row) != count or not np.all(np.isfinite(np.asarray(row, dtype=float))):
            out.append(f"preferences of {name}: {count} finite numbers are needed, one per state")
    if status_quo is not None and not 0 <= status_quo < count:
        out.append(f"the status quo {status_quo} does not exist; states are 0 to {count - 1}")
    return out
