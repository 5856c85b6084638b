"""Which reading the record favours: Bayes factors between readings.

By part of the record, with a bootstrap over worlds.

The evidence of a reading is the mean likelihood of the record over its worlds. Coupled draws make the ratio of two
readings steadier
than either. No winner is named below a factor of ten at the unfavourable end of the interval.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offramp.game.rules import Floats

CLEAR_FACTOR = 10.0
RESAMPLES = 400


@dataclass(frozen=True)
class Favour:
    """How much likelier the record is under one reading than under another.

    Attributes:
        part: "record" or a part of it; over: the other reading; reading: this one.
        factor: ratio of mean likelihoods; low, high: 5% and 95% of the bootstrap.
    """

    part: str
    reading: str
    over: str
    factor: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the whole interval lies beyond a factor of ten one way."""
        return self.low >= CLEAR_FACTOR or self.high <= 1.0 / CLEAR_FACTOR


def favours(parts: dict[str, dict[str, Floats]], against: str, seed: int = 0) -> list[Favour]:
    """Factors of every reading over `against`, by part; `parts`: part -> reading -> log-likelihood by world."""
    out = []
    for part, by_reading in parts.items():
        base = by_reading[against]
        for reading, own in by_reading.items():
            if reading == against:
                continue
            n = min(len(base), len(own))
            factor, low, high = ratio(own[:n], base[:n], seed)
            out.append(Favour(part, reading, against, factor, low, high))
    return out


def ratio(own: Floats, base: Floats, seed: int) -> tuple[float, float, float]:
    """Ratio of mean likelihoods and its 5% and 95% bootstrap quantiles, worlds resampled in pairs."""
    finite = np.concatenate([own[np.isfinite(own)], base[np.isfinite(base)]])
    if not len(finite):
        return float("nan"), float("nan"), float("nan")
    top = finite.max()
    above, below = np.exp(own - top), np.exp(base - top)
    rng = np.random.default_rng([seed, len(own)])
    picked = rng.integers(0, len(own), (RESAMPLES, len(own)))
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = above[picked].mean(1) / below[picked].mean(1)
        factor = above.mean() / below.mean()
    low, high = np.quantile(drawn[np.isfinite(drawn)], (0.05, 0.95)) if np.isfinite(drawn).any() else (np.nan, np.nan)
    return float(factor), float(low), float(high)
