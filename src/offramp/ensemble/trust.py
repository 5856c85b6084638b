r"""How far headlines can be trusted: halves, convergence, bootstrap intervals, and whether there are worlds enough.

A headline is a weighted mean over worlds of a number that each world has: a chance, a share (1 where something holds,
0 where not), a Shapley share. Headlines of the same worlds stand side by side, `values` (worlds, headlines), and every
check treats all of them with the same draws.

- *Half-sample stability*: worlds are split at random into halves, again and again; what is told is how far the means of
  the two halves lie apart (mean and 90th percentile). Two halves differ by about twice the error of the whole:
  ``Var(h_A - h_B) = 4 Var(h)``, so ``distance / 2`` speaks of the whole.
- *Convergence*: the mean on the first n worlds for growing n, and the smallest n from which it stays within a margin of
  its last value. The design's order counts: the first n worlds are themselves a design.
- *Bootstrap interval* (Efron 1979): worlds are drawn again with replacement, their weights with them, and the middle
  ``level`` of the resampled means is the interval. It speaks of the sample of worlds, not of what the scenario leaves
  out. Where every world says 0, or every world 1, resampling can tell nothing; then the exact binomial bound at the
  effective number of worlds is given, ``1 - alpha^(1/n)`` away from the end (Clopper & Pearson 1934).
- *Enough*: the worlds are enough to say it if the interval's half-width is at most the margin and the threshold, if
  there is one, lies outside. The error falls with the square root of the number of worlds, so ``n (half / margin)^2``
  are needed, and to clear a threshold at distance ``d`` ``n (half / d)^2``; the exact bound falls with the number
  itself.

References: Efron (1979), Annals of Statistics 7, 1-26; Clopper & Pearson (1934), Biometrika 26, 404-413; Kish (1965),
Survey Sampling.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from offramp.ensemble.weighted import effective
from offramp.game.rules import Bools, Floats

#: Share of the resampled headlines inside an interval.
LEVEL = 0.9
#: Distance, as a fraction, within which a headline counts as said.
MARGIN = 0.05
#: Random splits into halves, and resamples of the bootstrap.
SPLITS, RESAMPLES = 200, 1000
#: Parts of the worlds on which convergence is told.
PARTS = 8
#: A larger number of worlds needed is not told: it says no more than that worlds alone will not do.
MOST_NEEDED = 1_000_000


@dataclass(frozen=True)
class Trust:
    """How far one headline can be trusted.

    Attributes:
        value: on all worlds, NaN without weight.
        apart, apart_most: mean and 90th percentile of the distance of random halves, NaN under two worlds.
        counts, by_count: numbers of worlds in the order they were drawn, the last one all of them, and the headline on
            that many (NaN where none of them has weight).
        settled: the smallest of the counts from which it stays within the margin of its last value.
        enough: whether the worlds are enough to say it; half_width: of its interval.
        needed: about how many worlds would be enough, at the same weights; None where that is not known or beyond
            `MOST_NEEDED`.
    """

    value: float
    apart: float
    apart_most: float
    counts: tuple[int, ...]
    by_count: tuple[float, ...]
    settled: int
    enough: bool
    half_width: float
    needed: int | None

    @property
    def has_settled(self) -> bool:
        """Whether it stays within the margin from half of the worlds on."""
        all_of_them = self.counts[-1]
        return math.isfinite(self.value) and self.settled < all_of_them and 2 * self.settled <= all_of_them + 1


@dataclass(frozen=True)
class Interval:
    """Headlines and the ends of their intervals, each (headlines,)."""

    value: Floats
    low: Floats
    high: Floats

    @property
    def half_width(self) -> Floats:
        """The farther of the two ends."""
        return np.maximum(self.high - self.value, self.value - self.low)


def trusted(
    values: Floats,
    weight: Floats,
    rng: np.random.Generator,
    *,
    fewest: float,
    threshold: float | None = None,
    known: Interval | None = None,
) -> list[Trust]:
    """Every check of every headline.

    Args:
        values: (worlds, headlines) in the order the worlds were drawn; worlds without weight may hold NaN.
        weight: (worlds,).
        rng: where the splits and resamples come from.
        fewest: effective number of worlds under which nothing is borne out.
        threshold: of which a headline must lie clear.
        known: its interval where it has one already.
    """
    worlds, counted = len(weight), effective(weight)
    halves = half_means(values, weight, rng, SPLITS)
    apart = np.abs(halves[:, 0] - halves[:, 1]) if len(halves) else np.full((1, values.shape[1]), np.nan)
    mean, most = apart.mean(0), np.quantile(apart, 0.9, axis=0)
    counts, path = first_means(values, weight)
    found = known or intervals(values, weight, rng)
    yes, needed = enough(found, worlds, threshold=threshold)
    at_least = worlds * fewest / counted if counted else math.inf
    needed = np.maximum(needed, np.ceil(max(at_least, worlds)))
    return [
        Trust(
            value=float(path[-1, i]),
            apart=float(mean[i]),
            apart_most=float(most[i]),
            counts=counts,
            by_count=tuple(float(x) for x in path[:, i]),
            settled=counts[place],
            enough=bool(yes[i] and counted >= fewest),
            half_width=float(found.half_width[i]),
            needed=int(needed[i]) if needed[i] <= MOST_NEEDED else None,
        )
        for i, place in enumerate(settling(path))
    ]


def half_means(values: Floats, weight: Floats, rng: np.random.Generator, splits: int) -> Floats:
    """Means of random halves of the worlds that have weight, (splits, 2, headlines); no split under two worlds."""
    used = np.flatnonzero(weight > 0)
    if len(used) < 2:
        return np.empty((0, 2, values.shape[1]))
    values, weight = values[used], weight[used]
    out = np.empty((splits, 2, values.shape[1]))
    for split in out:
        order, parts = rng.permutation(len(used)), np.zeros((2, len(used)))
        for part, half in zip(parts, (order[::2], order[1::2]), strict=True):
            part[half] = weight[half] / weight[half].sum()
        split[:] = parts @ values
    return out


def first_means(values: Floats, weight: Floats) -> tuple[tuple[int, ...], Floats]:
    """Numbers of worlds (eighths, the last one all of them) and the headlines on the first so many, (counts, headlines)."""
    total = len(weight)
    counts = tuple(sorted({math.ceil(total * i / PARTS) for i in range(1, PARTS + 1)}))
    values = np.where(weight[:, None] > 0, values, 0.0)
    return counts, np.stack([_mean(values[:count], weight[:count]) for count in counts])


def _mean(values: Floats, weight: Floats) -> Floats:
    total = weight.sum()
    return weight @ values / total if total > 0 else np.full(values.shape[1], np.nan)


def settling(path: Floats, margin: float = MARGIN) -> NDArray[np.intp]:
    """Place in `path` (counts, headlines) from which each headline stays within the margin of its last value."""
    away = ~(np.abs(path - path[-1]) <= margin)
    last_away = np.where(away.any(0), len(path) - 1 - away[::-1].argmax(0), -1)
    return np.minimum(last_away + 1, len(path) - 1)


def intervals(
    values: Floats, weight: Floats, rng: np.random.Generator, *, repeats: int = RESAMPLES, level: float = LEVEL
) -> Interval:
    """Bootstrap intervals of headlines; the exact binomial bound for those that are 0, or 1, in every world."""
    used = weight > 0
    if not used.any():
        nothing = np.full(values.shape[1], np.nan)
        return Interval(nothing, nothing, nothing)
    values, weight = values[used], weight[used] / weight[used].sum()
    again = np.empty((repeats, values.shape[1]))
    for row in again:
        drawn = weight * np.bincount(rng.integers(len(weight), size=len(weight)), minlength=len(weight))
        row[:] = drawn @ values / drawn.sum()
    low, high = np.quantile(again, [(1 - level) / 2, (1 + level) / 2], axis=0)
    none, every, bound = (values == 0).all(0), (values == 1).all(0), (1 - level) ** (1 / effective(weight))
    return Interval(
        value=np.where(none, 0.0, np.where(every, 1.0, weight @ values)),
        low=np.where(none, 0.0, np.where(every, bound, low)),
        high=np.where(none, 1 - bound, np.where(every, 1.0, high)),
    )


def enough(
    found: Interval, worlds: float, margin: float = MARGIN, threshold: float | None = None
) -> tuple[Bools, Floats]:
    """Whether each interval is narrow enough and clear of the threshold, and about how many worlds would make it so.

    `worlds`: how many it rests on, and what is needed where it is; not finite where no number of worlds will do.
    """
    half = found.half_width
    clear = np.ones(half.shape, dtype=bool)
    allowed = np.full(half.shape, margin)
    if threshold is not None:
        clear = ~((found.low <= threshold) & (threshold <= found.high))
        allowed = np.minimum(margin, np.abs(found.value - threshold))
    exact = (found.value == 0) | (found.value == 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        more = worlds * (half / allowed) ** np.where(exact, 1, 2)
    yes = (half <= margin) & clear
    # rounded first: a quotient of floats just above a whole number needs no world more
    needed = np.ceil(np.round(np.maximum(more, worlds + 1), 6))
    return yes, np.where(yes, float(worlds), np.where(np.isnan(more), np.inf, needed))


def draws(seed: int, what: str) -> np.random.Generator:
    """The random draws of a run's check: the same for the same seed, and others for every other check."""
    digest = sha256(f"trust\0{seed}\0{what}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "big"))
