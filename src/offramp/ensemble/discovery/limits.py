"""The box while PRIM works on it: limits of every column as arrays, and where a cut between sorted values falls.

A cut at quantile ``a`` lies halfway between two neighbouring *different* values, so ties are never split: with sorted
values ``v_0 <= ... <= v_m`` and the weight ``c_k`` up to the middle of case ``k``, it is sought at
``c_0 + a (c_m - c_0)``; where that falls within tied values, the cut moves inward past all of them. With equal weights
this is the quantile of sdtoolkit (Bryant & Lempert 2010) and of EMA Workbench.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from offramp.ensemble.discovery.boxes import Box, Limit
from offramp.ensemble.discovery.cases import Cases, Mask
from offramp.game.rules import Floats


@dataclass(frozen=True, eq=False)
class Limits:
    """Limits of all columns; `allowed` has a mask over the levels of each categorical column."""

    lower: Floats
    upper: Floats
    allowed: dict[int, Mask] = field(default_factory=dict)

    @classmethod
    def around(cls, cases: Cases) -> Limits:
        """The limits that hold all cases."""
        levels = {j: np.ones(len(known), dtype=bool) for j, known in enumerate(cases.levels) if known is not None}
        return cls(cases.values.min(axis=0), cases.values.max(axis=0), levels)

    def lowered(self, column: int, at: float) -> Limits:
        """With another lower limit."""
        return Limits(_put(self.lower, column, at), self.upper, self.allowed)

    def raised(self, column: int, at: float) -> Limits:
        """With another upper limit."""
        return Limits(self.lower, _put(self.upper, column, at), self.allowed)

    def switched(self, column: int, level: int) -> Limits:
        """With one level let in or shut out."""
        allowed = self.allowed[column].copy()
        allowed[level] = not allowed[level]
        return Limits(self.lower, self.upper, {**self.allowed, column: allowed})

    def restricts(self, whole: Limits) -> Mask:
        """Which columns are limited more than in the whole, (columns,)."""
        out = (self.lower != whole.lower) | (self.upper != whole.upper)
        for column, allowed in self.allowed.items():
            out[column] = not allowed.all()
        return out

    def keeps(self, cases: Cases, column: int) -> Mask:
        """Which cases keep the limit on one column."""
        values = cases.values[:, column]
        if column in self.allowed:
            return self.allowed[column][values.astype(np.intp)]
        return (values >= self.lower[column]) & (values <= self.upper[column])

    def box(self, cases: Cases, whole: Limits) -> Box:
        """The same as a rule: only what restricts."""
        return Box(tuple(self._limit(cases, whole, int(j)) for j in np.flatnonzero(self.restricts(whole))))

    def _limit(self, cases: Cases, whole: Limits, column: int) -> Limit:
        name, levels = cases.names[column], cases.levels[column]
        if levels is not None:
            chosen = np.flatnonzero(self.allowed[column])
            return Limit(name, allowed=tuple(levels[level] for level in chosen))
        lower, upper = float(self.lower[column]), float(self.upper[column])
        return Limit(
            name,
            lower=lower if lower != whole.lower[column] else None,
            upper=upper if upper != whole.upper[column] else None,
        )


def _put(limits: Floats, column: int, at: float) -> Floats:
    out = limits.copy()
    out[column] = at
    return out


def cut_low(values: Floats, reached: Floats, quantile: float) -> float:
    """Cut near the low end of sorted `values`; `reached` is the weight up to the middle of each, from the first on."""
    sought = quantile * reached[-1]
    below = int(reached.searchsorted(sought, side="right")) - 1
    above = int(reached.searchsorted(sought, side="left"))
    if values[below] == values[above]:
        above = min(int(values.searchsorted(values[below], side="right")), len(values) - 1)
    return float((values[below] + values[above]) / 2)


def cut_high(values: Floats, reached: Floats, quantile: float) -> float:
    """Cut near the high end; the mirror image of `cut_low`."""
    sought = quantile * reached[-1]
    below = int(reached.searchsorted(sought, side="right")) - 1
    above = int(reached.searchsorted(sought, side="left"))
    if values[below] == values[above]:
        below = max(int(values.searchsorted(values[above], side="left")) - 1, 0)
    return float((values[below] + values[above]) / 2)


def middles(weight: Floats) -> Floats:
    """Weight from the middle of the first case to the middle of each, for cases in sorted order."""
    reached = np.cumsum(weight)
    reached -= weight / 2
    reached -= reached[0]
    return reached
