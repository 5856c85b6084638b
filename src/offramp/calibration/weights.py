"""Weights of worlds from the record: importance weights.

Their effective number, and what each part of the record informs.

``w_k`` is proportional to the likelihood of the record in world k; the effective sample size is ``(sum w)^2 / sum
w^2`` (Kish 1965).
What a part of the record says about a quantity is the shift of its mean, in standard deviations of what was drawn,
when worlds
are weighed by that part alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from offramp.game.rules import Floats

#: Below this effective number of worlds no percentage is given.
ENOUGH = 50


@dataclass(frozen=True)
class Informed:
    """A quantity that a part of the record speaks about: shift of its mean in standard deviations of the draws."""

    path: str
    shift: float


@dataclass(frozen=True)
class Weights:
    """Attributes: of (worlds,) summing to 1 (0 for failed worlds); effective.

    Effective sample size; usable: worlds not failed.
    """

    of: Floats
    effective: float
    usable: int

    @property
    def enough(self) -> bool:
        """Whether percentages may be given."""
        return self.effective >= ENOUGH


def weigh_worlds(log_likelihood: Floats) -> Weights:
    """Normalised weights of worlds; minus infinity (a failed world, or a record it makes impossible) weighs nothing."""
    known = np.isfinite(log_likelihood)
    if not known.any():
        return Weights(np.zeros(len(log_likelihood)), 0.0, 0)
    weight = np.zeros(len(log_likelihood))
    weight[known] = np.exp(log_likelihood[known] - log_likelihood[known].max())
    weight /= weight.sum()
    # rounded: worlds that all count alike are as many as there are, not a hair fewer
    return Weights(weight, round(float(1.0 / (weight**2).sum()), 9), int(known.sum()))


def informs(design: xr.Dataset, log_part: Floats, most: int = 5) -> list[Informed]:
    """The quantities that one part of the record shifts most, strongest first."""
    part = weigh_worlds(log_part)
    if part.effective < 2:
        return []
    out = []
    for path in design.data_vars:
        drawn = design[path].values
        spread = drawn.std()
        if spread > 0:
            out.append(Informed(str(path), float(((part.of * drawn).sum() - drawn.mean()) / spread)))
    return sorted(out, key=lambda informed: -abs(informed.shift))[:most]
