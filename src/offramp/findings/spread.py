"""A number with its spread over worlds: weighted mean and the range that holds the middle 80% of the weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offramp.ensemble.weighted import weighted_quantiles
from offramp.game.rules import Floats

LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True)
class Spread:
    """Weighted mean, 10% and 90% quantiles over worlds; scalars or arrays of one shape."""

    mean: Floats
    low: Floats
    high: Floats

    @classmethod
    def over(cls, values: Floats, weight: Floats) -> Spread:
        """Spread of `values` (worlds, ...) under `weight` (worlds,); worlds without weight may hold NaN."""
        used = weight > 0
        values, weight = np.asarray(values)[used], weight[used]
        if not len(values):
            nothing = np.full(np.shape(values)[1:], np.nan)
            return cls(nothing, nothing, nothing)
        mean = np.tensordot(weight / weight.sum(), values, axes=1)
        low, high = weighted_quantiles(values, weight, (LOW, HIGH))
        return cls(mean, low, high)

    @property
    def last(self) -> tuple[float, float, float]:
        """Mean, low and high of the last entry."""
        return float(self.mean[-1]), float(self.low[-1]), float(self.high[-1])


def share(holds: np.ndarray, weight: Floats) -> float:
    """Share of the weight on worlds for which `holds` (worlds,) is true; NaN without weight."""
    total = weight.sum()
    return float((weight * holds).sum() / total) if total > 0 else float("nan")
