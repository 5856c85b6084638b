"""The distributions a number may have: small frozen classes, each an inverse CDF.

`ppf(u)` takes u in (0, 1), a float or an array; `centre()` is the median, `span()` the 5% and 95% points, `bounds()`
the whole range, infinite where the distribution is. Worlds are draws u put through `ppf`, so that a reading which
changes a distribution keeps the same u (see drawing.py).
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Distribution(ABC):
    """A distribution over one number."""

    @abstractmethod
    def ppf(self, u: Any) -> Any:
        """Inverse CDF at u in (0, 1): a float for a float, an array for an array."""

    @abstractmethod
    def bounds(self) -> tuple[float, float]:
        """Lowest and highest value that can be drawn; may be infinite."""

    def centre(self) -> float:
        """The median."""
        return float(self.ppf(0.5))

    def span(self) -> tuple[float, float]:
        """The 5% and the 95% point."""
        return float(self.ppf(0.05)), float(self.ppf(0.95))


@dataclass(frozen=True)
class Uniform(Distribution):
    """Equally likely anywhere from `low` to `high`."""

    low: float
    high: float

    def ppf(self, u: Any) -> Any:
        return self.low + u * (self.high - self.low)

    def bounds(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True)
class LogUniform(Distribution):
    """Uniform in the logarithm, from `low` > 0 to `high`."""

    low: float
    high: float

    def ppf(self, u: Any) -> Any:
        return np.clip(np.exp(np.log(self.low) + u * np.log(self.high / self.low)), self.low, self.high)

    def bounds(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True)
class Triangular(Distribution):
    """Triangle from `low` over its peak at `mode` to `high`."""

    low: float
    mode: float
    high: float

    def ppf(self, u: Any) -> Any:
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        rising = self.low + np.sqrt(u * width * left)
        falling = self.high - np.sqrt((1 - u) * width * right)
        return np.where(u * width < left, rising, falling)

    def bounds(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True)
class Pert(Distribution):
    """Smooth hump from `low` over `mode` to `high`: a beta distribution with mean (low + 4 mode + high) / 6."""

    low: float
    mode: float
    high: float

    def ppf(self, u: Any) -> Any:
        width = self.high - self.low
        a = 1 + 4 * (self.mode - self.low) / width
        b = 1 + 4 * (self.high - self.mode) / width
        return self.low + width * scipy.special.betaincinv(a, b, u)

    def bounds(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True)
class Beta(Distribution):
    """Beta distribution with shapes `a`, `b` > 0, stretched from [0, 1] to [`low`, `high`]."""

    a: float
    b: float
    low: float = 0.0
    high: float = 1.0

    def ppf(self, u: Any) -> Any:
        return self.low + (self.high - self.low) * scipy.special.betaincinv(self.a, self.b, u)

    def bounds(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True)
class TruncNorm(Distribution):
    """Normal with `mean` and `sd` > 0, cut off below `low` and above `high`."""

    mean: float
    sd: float
    low: float
    high: float

    def ppf(self, u: Any) -> Any:
        a, b = (self.low - self.mean) / self.sd, (self.high - self.mean) / self.sd
        # the upper tail is taken as the mirrored lower one, where the normal CDF keeps its digits
        if a > 0:
            below, above = scipy.special.ndtr(-a), scipy.special.ndtr(-b)
            z = -scipy.special.ndtri(below + u * (above - below))
        else:
            below, above = scipy.special.ndtr(a), scipy.special.ndtr(b)
            z = scipy.special.ndtri(below + u * (above - below))
        return np.clip(self.mean + self.sd * z, self.low, self.high)

    def bounds(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True)
class LogNormal(Distribution):
    """Lognormal with `median` > 0; `spread` > 1 is the factor of one sd (1.5: two thirds lie within /1.5 and *1.5)."""

    median: float
    spread: float

    def ppf(self, u: Any) -> Any:
        return self.median * np.exp(math.log(self.spread) * scipy.special.ndtri(u))

    def bounds(self) -> tuple[float, float]:
        return 0.0, math.inf


@dataclass(frozen=True)
class Discrete(Distribution):
    """One of `values` (increasing), each with its chance; chances sum to 1."""

    values: tuple[float, ...]
    chances: tuple[float, ...]

    def ppf(self, u: Any) -> Any:
        edges = np.cumsum(self.chances)[:-1]
        return np.asarray(self.values, dtype=float)[np.searchsorted(edges, u, side="left")]

    def bounds(self) -> tuple[float, float]:
        return min(self.values), max(self.values)


@dataclass(frozen=True)
class YesNo(Distribution):
    """1 with probability `chance`, else 0: the draw of a yes/no quantity.

    Low draws are yes, so that raising the chance only ever turns a no into a yes.
    """

    chance: float

    def ppf(self, u: Any) -> Any:
        return np.where(np.asarray(u) < self.chance, 1.0, 0.0)

    def centre(self) -> float:
        """1 if yes is at least as likely as no."""
        return 1.0 if self.chance >= 0.5 else 0.0

    def bounds(self) -> tuple[float, float]:
        return (0.0 if self.chance < 1 else 1.0), (1.0 if self.chance > 0 else 0.0)
