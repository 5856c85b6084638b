r"""Peeling: from all cases inward, each time cutting off the thin slice whose loss helps most.

At every step the candidates are, for a numeric column, the slices of the lowest and of the highest ``alpha`` of the
weight in the box, and for a categorical column each single level. With ``B`` the box and ``b`` a candidate slice the
gain is (Kwakkel & Jaxa-Rozen 2016, after Friedman & Fisher 1999, section 14.6)

.. math:: gain(b) = \frac{ave[y | B - b] - ave[y | B]}{w(b)}

or, with objective ``"mean"``, ``ave[y | B - b]`` itself (Friedman & Fisher 1999, equation 12). Dividing by what is
given up keeps a level that holds half of the cases from winning only because it is big. Among equal gains the box
with fewer restricted columns wins, then the first in the order: numeric columns (high end, low end), then levels.
Peeling stops when the best candidate gains nothing or leaves less than ``least_mass`` of all cases.

Cost: every column is sorted once and its order is thinned with the box, so a step costs ``O(cases in the box x
columns)`` and all of peeling ``O(cases x columns / alpha)``.

References: Friedman & Fisher (1999), "Bump hunting in high-dimensional data", Statistics and Computing 9, 123-143;
Kwakkel & Jaxa-Rozen (2016), "Improving scenario discovery for handling heterogeneous uncertainties and multinomial
classified outcomes", Environmental Modelling & Software 79, 311-321.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from offramp.ensemble.discovery.boxes import Side
from offramp.ensemble.discovery.cases import Cases, Mask
from offramp.ensemble.discovery.limits import Limits, cut_high, cut_low, middles
from offramp.game.rules import Floats

Objective = Literal["gain by mass", "mean"]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Settings:
    """How PRIM goes about it: slices, smallest box, objective."""

    peel: float = 0.05
    paste: float = 0.05
    least_mass: float = 0.05
    objective: Objective = "gain by mass"

    def __post_init__(self) -> None:
        if not (0 < self.peel < 0.5 and 0 < self.paste < 0.5 and 0 <= self.least_mass < 1):
            raise ValueError("peel and paste lie between 0 and 0.5, least_mass between 0 and 1")


def gain(objective: Objective, before: tuple[float, float], after: tuple[float, float]) -> float:
    """Gain of a change of box, given (weight, weighted sum of y) before and after."""
    mean_before = before[1] / before[0]
    mean_after = after[1] / after[0] if after[0] > 0 else 0.0
    if objective == "mean":
        return mean_after if after[0] > 0 else -1.0
    moved = abs(before[0] - after[0])
    return (mean_after - mean_before) / moved if mean_after != mean_before and moved > 0 else 0.0


@dataclass(frozen=True)
class _Cut:
    """A candidate: what it gains and how many columns it leaves free; the limit it sets; the cases it cuts off."""

    worth: tuple[float, int]
    column: int
    side: Side
    at: float
    removed: Indices
    weight_left: float

    def onto(self, limits: Limits) -> Limits:
        if self.side == "lower":
            return limits.lowered(self.column, self.at)
        if self.side == "upper":
            return limits.raised(self.column, self.at)
        return limits.switched(self.column, int(self.at))


class Peeler:
    """The box so far, with every numeric column of the cases in it in sorted order."""

    def __init__(self, cases: Cases, inside: Mask, settings: Settings) -> None:
        self.cases, self.settings = cases, settings
        self.whole = self.limits = Limits.around(cases)
        self.inside = inside.copy()
        self.numeric = [j for j, levels in enumerate(cases.levels) if levels is None]
        held = np.flatnonzero(inside)
        values = np.ascontiguousarray(cases.values[held][:, self.numeric].T)
        order = values.argsort(axis=1)
        self.order, self.sorted = held[order], np.take_along_axis(values, order, axis=1)
        self.weighed_y: Floats = cases.weight * cases.y
        self.equal = bool((cases.weight == 1).all())

    def step(self) -> bool:
        """Cut off the best slice; False where none is worth it."""
        best = None
        for cut in self._candidates():
            if best is None or cut.worth > best.worth:
                best = cut
        smallest = self.settings.least_mass * self.cases.weight.sum()
        if best is None or best.worth[0] <= 0 or not len(best.removed) or best.weight_left < smallest:
            return False
        self.limits = best.onto(self.limits)
        self.inside[best.removed] = False
        kept, shape = self.inside[self.order], (len(self.numeric), int(self.inside.sum()))
        self.order, self.sorted = self.order[kept].reshape(shape), self.sorted[kept].reshape(shape)
        return True

    def _candidates(self) -> Iterator[_Cut]:
        before = (float(self.cases.weight[self.inside].sum()), float(self.weighed_y[self.inside].sum()))
        free = ~self.limits.restricts(self.whole)
        for column, side, at, removed in [*self._slices(), *self._levels()]:
            gone = float(self.cases.weight[removed].sum())
            after = (before[0] - gone, before[1] - float(self.weighed_y[removed].sum()))
            worth = (gain(self.settings.objective, before, after), int(free.sum()) - bool(free[column]))
            yield _Cut(worth, column, side, at, removed, after[0])

    def _slices(self) -> Iterator[tuple[int, Side, float, Indices]]:
        alpha, weight = self.settings.peel, self.cases.weight
        equal = middles(np.ones(self.order.shape[1])) if self.equal else None
        for values, order, column in zip(self.sorted, self.order, self.numeric, strict=True):
            reached = middles(weight[order]) if equal is None else equal
            high, low = cut_high(values, reached, 1 - alpha), cut_low(values, reached, alpha)
            yield column, "upper", high, order[values.searchsorted(high, side="right") :]
            yield column, "lower", low, order[: values.searchsorted(low, side="left")]

    def _levels(self) -> Iterator[tuple[int, Side, float, Indices]]:
        held = np.flatnonzero(self.inside)
        for column, allowed in self.limits.allowed.items():
            if allowed.sum() > 1:
                values = self.cases.values[held, column]
                for level in np.flatnonzero(allowed):
                    yield column, "allowed", float(level), held[values == level]
