"""Everything that was asked of a model in one object, and that object as JSON-ready values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.graphmodel.coalitions import CONCEPTS as COALITION_CONCEPTS
from offramp.graphmodel.coalitions import CoalitionStability, analyse
from offramp.graphmodel.evolution import Evolution, evolve
from offramp.graphmodel.model import GraphModel, GraphModelError
from offramp.graphmodel.robustness import Robustness, robustness
from offramp.graphmodel.stability import CONCEPTS, Stability, solve

LISTED = 5_000


@dataclass(frozen=True)
class Answer:
    """A model and what was found.

    Attributes:
        stability: None where some preferences are comparisons and only `robust` can be given.
        by_moves, by_improvements: evolution from the status quo, None where none is given.
        coalitions: those asked for. robust: shares under uncertain rankings, where asked for.
    """

    model: GraphModel
    stability: Stability | None
    by_moves: Evolution | None
    by_improvements: Evolution | None
    coalitions: list[CoalitionStability]
    robust: Robustness | None

    def notable(self) -> list[int]:
        """States that are an equilibrium under some concept, those under the strictest first."""
        if self.stability is None:
            return []
        equilibria = self.stability.equilibria
        weight = np.array([16, 1, 2, 4, 8]) @ equilibria
        return sorted(np.flatnonzero(weight).tolist(), key=lambda s: (-weight[s], s))

    def strict(self) -> NDArray[np.bool_]:
        """(S,) whether a state is an equilibrium under R or SEQ: what tables and drawings mark."""
        if self.stability is None:
            return np.zeros(self.model.states.count, dtype=np.bool_)
        equilibria = self.stability.equilibria
        return equilibria[0] | equilibria[3]


def answer(
    model: GraphModel, *, coalitions: Sequence[Sequence[int]] | None = (), samples: int = 0, seed: int = 1
) -> Answer:
    """Solve a model.

    Args:
        model: the conflict.
        coalitions: those to analyse; None: all of two and more.
        samples: rankings sampled where some are uncertain; 0: none.
        seed: of the sampling.

    Raises:
        GraphModelError: preferences that leave the ranking open, and no samples; a model too large for coalitions.
    """
    partial = [m.name for m, p in zip(model.makers, model.preferences, strict=True) if p.below is not None]
    if partial and not samples:
        missing = ", ".join(partial)
        found = f"preferences of {missing}: comparisons leave states unranked"
        raise GraphModelError([f"{found}; rank them all, or sample rankings with --robustness 200"])
    start = model.status_quo is not None
    return Answer(
        model,
        None if partial else solve(model),
        evolve(model, improving=False) if start else None,
        evolve(model, improving=True) if start and not partial else None,
        analyse(model, coalitions) if (coalitions is None or coalitions) and not partial else [],
        robustness(model, samples, seed) if samples else None,
    )


def document(found: Answer) -> dict[str, Any]:
    """An answer as JSON-ready dicts and lists; states count from 1. Long lists are left out above 5,000 states."""
    model = found.model
    short = model.states.count <= LISTED
    out: dict[str, Any] = {
        "title": model.title,
        "decision_makers": model.names,
        "options": [
            {"name": o.name, "decision_maker": model.makers[o.owner].name, "direction": o.direction, "label": o.label}
            for o in model.options
        ],
        "states": model.states.count,
        "status_quo": None if model.status_quo is None else model.status_quo + 1,
        "notes": list(model.notes),
    }
    if short:
        every = range(model.states.count)
        out["state"] = [
            {"number": s + 1, "pattern": model.states.pattern(s), "name": model.states.names.get(s)} for s in every
        ]
        out["ranks"] = {name: (row.max() - row + 1).tolist() for name, row in zip(model.names, model.rank, strict=True)}
    if found.stability is not None:
        out["concepts"] = {concept: _concept(model, found.stability, concept, short) for concept in CONCEPTS}
    if found.by_moves is not None:
        out["evolution"] = [path_of(found, state) for state in found.notable()[:LISTED]]
    out["coalitions"] = [_coalition(model, one) for one in found.coalitions]
    if found.robust is not None:
        shares = {
            c: _from_one(enumerate(row.round(4).tolist())) for c, row in zip(CONCEPTS, found.robust.share, strict=True)
        }
        out["robustness"] = {"samples": found.robust.samples, "uncertain": found.robust.uncertain, "share": shares}
    return out


def path_of(found: Answer, state: int) -> dict[str, Any]:
    """The shortest ways from the status quo to one state: lists of {decision_maker, state}, None for no way."""
    out: dict[str, Any] = {"state": state + 1}
    for key, evolution in (("by_moves", found.by_moves), ("by_improvements", found.by_improvements)):
        path = None if evolution is None else evolution.path(state)
        steps = None if path is None else [{"decision_maker": found.model.names[i], "state": s + 1} for i, s in path]
        out[key] = steps
    return out


def _concept(model: GraphModel, stability: Stability, concept: str, short: bool) -> dict[str, Any]:
    equilibria = stability.of(concept)
    out: dict[str, Any] = {"equilibria": [s + 1 for s in equilibria[:LISTED]], "count": len(equilibria)}
    if short:
        out["stable"] = {name: [s + 1 for s in stability.for_maker(concept, i)] for i, name in enumerate(model.names)}
    return out


def _coalition(model: GraphModel, one: CoalitionStability) -> dict[str, Any]:
    return {
        "members": [model.names[i] for i in one.members],
        "stable": {
            c: [int(s) + 1 for s in np.flatnonzero(row)] for c, row in zip(COALITION_CONCEPTS, one.stable, strict=True)
        },
        "improvements": {str(s + 1): [t + 1 for t in targets] for s, targets in one.improvements.items()},
    }


def _from_one(pairs: Any) -> dict[str, float]:
    return {str(s + 1): share for s, share in pairs if share > 0}
