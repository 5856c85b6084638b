r"""Pasting: peeling is greedy and may cut too deep, so at the end the box is let out again where that helps.

Candidates are, for a restricted numeric column and each of its two limits, the nearest ``alpha`` of the weight beyond
the limit among the cases that keep all other limits, and for a categorical column each level shut out. The best gain
(see `peeling`) is pasted on as long as it is positive and raises the mean (Friedman & Fisher 1999, section 8.1).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from offramp.ensemble.discovery.cases import Cases, Mask
from offramp.ensemble.discovery.limits import Limits, cut_high, cut_low, middles
from offramp.ensemble.discovery.peeling import Settings, gain


class Paster:
    """A peeled box, let out step by step among the `remaining` cases."""

    def __init__(self, cases: Cases, remaining: Mask, limits: Limits, settings: Settings) -> None:
        self.cases, self.settings = cases, settings
        self.whole, self.limits = Limits.around(cases), limits
        self.held = np.flatnonzero(remaining)
        self.near = cases.part(self.held)
        self.inside = self._within(range(len(cases.names)), limits)

    def step(self) -> bool:
        """Paste the best slice; False where none raises the mean."""
        before = self._sums(self.inside)
        restricted = [int(j) for j in np.flatnonzero(self.limits.restricts(self.whole))]
        best = None
        for limits, inside in self._candidates(restricted):
            after = self._sums(inside)
            free = len(self.cases.names) - int(limits.restricts(self.whole).sum())
            worth = (gain(self.settings.objective, before, after), free)
            if best is None or worth > best[0]:
                best = worth, limits, inside, after
        if best is None:
            return False
        (gained, _), limits, inside, after = best
        smallest = self.settings.least_mass * self.cases.weight.sum()
        raised = after[0] > before[0] and after[1] / after[0] > before[1] / before[0]
        if gained <= 0 or not raised or after[0] < smallest:
            return False
        self.limits, self.inside = limits, inside
        return True

    def inside_all(self) -> Mask:
        """Which of all cases are in the box."""
        out = np.zeros(len(self.cases), dtype=bool)
        out[self.held[self.inside]] = True
        return out

    def _candidates(self, restricted: list[int]) -> Iterator[tuple[Limits, Mask]]:
        broken = ~np.array([self.limits.keeps(self.near, column) for column in restricted], dtype=bool)
        breaks = broken.sum(axis=0)
        for place in sorted(range(len(restricted)), key=lambda i: restricted[i] in self.limits.allowed):
            column, others = restricted[place], breaks == broken[place]
            for limits in self._let_out(column, others):
                yield limits, others & limits.keeps(self.near, column)

    def _let_out(self, column: int, others: Mask) -> Iterator[Limits]:
        limits = self.limits
        if column in limits.allowed:
            for level in np.flatnonzero(~limits.allowed[column]):
                yield limits.switched(column, int(level))
            return
        values, alpha = self.near.values[:, column], self.settings.paste
        lower, upper = limits.lower[column], limits.upper[column]
        below, above = others & (values <= lower), others & (values >= upper)
        yield limits.lowered(column, self._cut(column, below, 1 - alpha) if below.any() else self.whole.lower[column])
        yield limits.raised(column, self._cut(column, above, alpha) if above.any() else self.whole.upper[column])

    def _cut(self, column: int, slab: Mask, quantile: float) -> float:
        values, weight = self.near.values[slab, column], self.near.weight[slab]
        order = values.argsort(kind="stable")
        cut = cut_high if quantile > 0.5 else cut_low
        return cut(values[order], middles(weight[order]), quantile)

    def _within(self, columns: list[int] | range, limits: Limits) -> Mask:
        inside = np.ones(len(self.near), dtype=bool)
        for column in columns:
            inside &= limits.keeps(self.near, column)
        return inside

    def _sums(self, inside: Mask) -> tuple[float, float]:
        weight = self.near.weight[inside]
        return float(weight.sum()), float((weight * self.near.y[inside]).sum())
