"""How much an equilibrium hangs on preferences that are not known: the share of rankings in which it is one.

Where a decision maker's preferences are comparisons, or a ranking whose ties mean "not known", every strict ranking
that agrees with them (a linear extension) is equally likely. Ties are broken by shuffling, which is exact. Comparisons
are sampled by a chain that swaps neighbours (Karzanov & Khachiyan 1991; Bubley & Dyer 1999), started from a ranking
that agrees and run for about S^3 log S steps at first and a tenth of that between samples, at most two million steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.graphmodel.model import GraphModel, GraphModelError
from offramp.graphmodel.preferences import Preference
from offramp.graphmodel.propagation import swap_neighbours
from offramp.graphmodel.stability import CONCEPTS, solve
from offramp.graphmodel.states import Ints

MAX_COMPARED = 2_000
_MOST_STEPS = 2_000_000


@dataclass(frozen=True)
class Robustness:
    """Shares over sampled rankings.

    Attributes:
        share: (5, S) share of samples in which a state is an equilibrium, by concept.
        samples: how many were drawn. uncertain: decision makers whose ranking was drawn.
    """

    share: NDArray[np.float64]
    samples: int
    uncertain: list[str]

    def standard_error(self) -> NDArray[np.float64]:
        """(5, S) of the shares, for independent samples."""
        return np.sqrt(self.share * (1 - self.share) / self.samples)


def robustness(model: GraphModel, samples: int = 200, seed: int = 1) -> Robustness:
    """Solve the model under sampled rankings.

    Raises:
        GraphModelError: more than 2,000 states with comparisons, or nothing that is uncertain.
    """
    uncertain = [maker.name for maker, p in zip(model.makers, model.preferences, strict=True) if p.uncertain]
    if not uncertain:
        raise GraphModelError(
            ["every ranking is known: give `comparisons`, or `ties: unknown` beside a ranking, to see what hangs on it"]
        )
    draw = np.random.default_rng(seed)
    drawers = [_Drawer(preference, draw) for preference in model.preferences]
    hits = np.zeros((len(CONCEPTS), model.states.count))
    for _ in range(samples):
        hits += solve(model, np.stack([drawer.ranking() for drawer in drawers])).equilibria
    return Robustness(hits / samples, samples, uncertain)


class _Drawer:
    """Draws rankings of one decision maker, (S,) each."""

    def __init__(self, preference: Preference, draw: np.random.Generator) -> None:
        self.preference, self.draw = preference, draw
        self.order: Ints | None = None

    def ranking(self) -> Ints:
        preference = self.preference
        if preference.below is not None:
            return self.extended(preference.below)
        if not preference.open_ties:
            return preference.rank
        order = np.lexsort((self.draw.random(len(preference.rank)), preference.rank))
        return _places(order.astype(np.int32))

    def extended(self, below: NDArray[np.int64]) -> Ints:
        """The next linear extension of the chain."""
        count = len(self.preference.rank)
        if count > MAX_COMPARED:
            raise GraphModelError(
                [f"comparisons are sampled with up to {MAX_COMPARED:,} states, this model has {count:,}"]
            )
        mixing = int(count**3 * max(np.log(count), 1.0))
        if self.order is None:
            self.order = np.argsort(self.preference.rank).astype(np.int32)
            steps = min(mixing, _MOST_STEPS)
        else:
            steps = min(mixing // 10 + 1, _MOST_STEPS // 10)
        forbidden = np.zeros((count, count), dtype=np.bool_)
        forbidden[below[:, 0], below[:, 1]] = True
        if count > 1:
            swap_neighbours(
                self.order, forbidden, self.draw.integers(0, count - 1, steps), self.draw.random(steps) < 0.5
            )
        return _places(self.order)


def _places(order: Ints) -> Ints:
    """Rank of each state from states in rising order."""
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank
