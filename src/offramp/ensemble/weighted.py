"""Worlds by their weight: how many equal ones they are worth, and quantiles.

A quantile is the smallest value that at least this much of the weight does not exceed.
"""

from __future__ import annotations

import numpy as np

from offramp.game.rules import Floats

#: Weight that passes for rounding when a level is reached exactly.
ROUNDING = 1e-12


def effective(weight: Floats) -> float:
    """Effective number of worlds ``(sum w)^2 / sum w^2`` (Kish 1965); 0 without weight."""
    return float(weight.sum() ** 2 / (weight**2).sum()) if weight.any() else 0.0


def weighted_quantiles(values: Floats, weight: Floats, levels: tuple[float, ...]) -> Floats:
    """Quantiles along the first axis of `values` (worlds, ...), shape (levels, ...); levels in 0..1."""
    flat = values.reshape(len(values), -1)
    order = np.argsort(flat, axis=0, kind="stable")
    ordered = np.take_along_axis(flat, order, axis=0)
    reached = np.cumsum(weight[order], axis=0)
    out = np.empty((len(levels), flat.shape[1]))
    for i, level in enumerate(levels):
        place = np.argmax(reached >= level * reached[-1] - ROUNDING, axis=0)
        out[i] = np.take_along_axis(ordered, place[None], axis=0)[0]
    return out.reshape(len(levels), *values.shape[1:])
