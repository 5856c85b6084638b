r"""How far a headline can be trusted: halves, convergence, bootstrap intervals, and whether there are worlds enough.

A headline is any number computed from weights, ``h(w)``: leaving a world out or counting it twice is a change of its
weight, so one callable serves every check.

- *Half-sample stability*: worlds are split at random into halves ``A`` and ``B``, again and again; what is told is how
  far ``h(w_A)`` and ``h(w_B)`` lie apart (mean and 90th percentile) and in what share of the splits both fall on the
  same side of a threshold. Two halves differ by about twice the error of the whole: ``Var(h_A - h_B) = 4 Var(h)`` for
  a mean, so ``distance / 2`` speaks of the whole.
- *Convergence*: ``h`` on the first n worlds for growing n, and the smallest n from which it stays within a margin of
  its last value. The design's order counts: the first n worlds are themselves a design.
- *Bootstrap interval* (Efron 1979): worlds are drawn again with replacement, their weights with them, and the middle
  ``level`` of the resampled headlines is the interval. It speaks of the sample of worlds, not of what the scenario
  leaves out. For a share that every world or none meets, resampling can tell nothing; then the exact binomial bound at
  the effective number of worlds is given, ``1 - alpha^(1/n)`` away from the end (Clopper & Pearson 1934).
- *Enough*: the worlds are enough to say it if the interval's half-width is at most the margin and the threshold, if
  there is one, lies outside. The error falls with the square root of the number of worlds, so ``n (half / margin)^2``
  are needed, and to clear a threshold at distance ``d`` ``n (half / d)^2``.

References: Efron (1979), Annals of Statistics 7, 1-26; Clopper & Pearson (1934), Biometrika 26, 404-413; Kish (1965),
Survey Sampling.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.ensemble.discovery.cases import effective
from offramp.game.rules import Floats

Headline = Callable[[Floats], float]

#: Share of the resampled headlines inside an interval.
LEVEL = 0.9


@dataclass(frozen=True)
class Interval:
    """A headline and its bootstrap interval."""

    value: float
    low: float
    high: float

    @property
    def half_width(self) -> float:
        """The farther of the two ends."""
        return max(self.high - self.value, self.value - self.low)


@dataclass(frozen=True)
class Halves:
    """A headline on random halves of the worlds.

    Attributes:
        value: on all worlds; mean_apart, apart: mean and 90th percentile of the distance of the halves.
        same_side: share of the splits in which both halves and the whole lie on one side of the threshold, NaN
            without one.
    """

    value: float
    mean_apart: float
    apart: float
    same_side: float


@dataclass(frozen=True)
class Convergence:
    """A headline on the first worlds.

    Attributes:
        counts, values: the numbers of worlds and the headline on that many.
        settled: the smallest count from which the headline stays within the margin of its last value.
    """

    counts: tuple[int, ...]
    values: tuple[float, ...]
    settled: int


@dataclass(frozen=True)
class Enough:
    """Whether the number of worlds bears a headline out; `needed`: about how many would, at the same weights."""

    yes: bool
    half_width: float
    needed: int


def share_of(holds: NDArray[np.bool_]) -> Headline:
    """The headline "share of the weight on worlds where it holds"."""
    return lambda weight: float((weight * holds).sum() / weight.sum())


def halves(
    headline: Headline,
    weight: Floats,
    rng: np.random.Generator,
    *,
    repeats: int = 200,
    threshold: float | None = None,
) -> Halves:
    """Half-sample stability of a headline. Raises ValueError where fewer than four worlds have weight."""
    _at_least(weight, 4)
    value = headline(weight)
    pairs = np.array([[headline(half) for half in two_halves(weight, rng)] for _ in range(repeats)])
    apart = np.abs(pairs[:, 0] - pairs[:, 1])
    same = float("nan")
    if threshold is not None:
        same = float(((pairs >= threshold) == (value >= threshold)).all(axis=1).mean())
    return Halves(value, float(apart.mean()), float(np.quantile(apart, 0.9)), same)


def two_halves(weight: Floats, rng: np.random.Generator) -> Iterator[Floats]:
    """Weights of two random halves of the worlds that have weight."""
    worlds = rng.permutation(np.flatnonzero(weight > 0))
    for half in (worlds[::2], worlds[1::2]):
        part = np.zeros(len(weight))
        part[half] = weight[half]
        yield part


def convergence(headline: Headline, weight: Floats, margin: float, counts: Sequence[int] = ()) -> Convergence:
    """The headline on the first worlds, by default on eighths of them. Raises ValueError without weight."""
    _at_least(weight, 1)
    total = len(weight)
    asked = {min(int(count), total) for count in counts} or {math.ceil(total * i / 8) for i in range(1, 9)}
    known: list[tuple[int, float]] = []
    for count in sorted(asked | {total}):
        first = np.where(np.arange(total) < count, weight, 0.0)
        if first.any():
            known.append((count, headline(first)))
    last, settled = known[-1][1], total
    for count, value in reversed(known):
        if abs(value - last) > margin:
            break
        settled = count
    return Convergence(tuple(count for count, _ in known), tuple(value for _, value in known), settled)


def interval(
    headline: Headline, weight: Floats, rng: np.random.Generator, *, repeats: int = 1000, level: float = LEVEL
) -> Interval:
    """Bootstrap interval of any headline. Raises ValueError where no world has weight."""
    used = _at_least(weight, 1)
    again = np.array([headline(weight * times) for times in _drawn(used, len(weight), rng, repeats)])
    low, high = np.quantile(again, [(1 - level) / 2, (1 + level) / 2])
    return Interval(headline(weight), float(low), float(high))


def share_interval(
    holds: NDArray[np.bool_], weight: Floats, rng: np.random.Generator, *, repeats: int = 1000, level: float = LEVEL
) -> Interval:
    """Bootstrap interval of a weighted share; the exact binomial bound where all worlds agree."""
    used = _at_least(weight, 1)
    weight, holds = weight[used] / weight[used].sum(), np.asarray(holds, dtype=bool)[used]
    if holds.all() or not holds.any():
        bound = (1 - level) ** (1 / effective(weight))
        return Interval(1.0, bound, 1.0) if holds.all() else Interval(0.0, 0.0, 1 - bound)
    found = np.empty(repeats)
    for i, times in enumerate(_drawn(np.arange(len(weight)), len(weight), rng, repeats)):
        drawn = weight * times
        found[i] = drawn[holds].sum() / drawn.sum()
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(weight[holds].sum()), float(low), float(high))


def enough(found: Interval, worlds: float, margin: float, threshold: float | None = None) -> Enough:
    """Whether the interval is narrow enough, and clear of the threshold; `worlds`: how many it rests on."""
    half = found.half_width
    allowed = margin
    if threshold is not None:
        allowed = min(margin, abs(found.value - threshold))
    clear = threshold is None or not found.low <= threshold <= found.high
    if half <= margin and clear:
        return Enough(yes=True, half_width=half, needed=math.ceil(worlds))
    needed = worlds * (half / allowed) ** 2 if allowed > 0 else math.inf
    return Enough(yes=False, half_width=half, needed=math.ceil(round(min(max(needed, worlds + 1), 1e9), 6)))


def _drawn(used: NDArray[np.intp], worlds: int, rng: np.random.Generator, repeats: int) -> Iterator[Floats]:
    """How often each world is drawn, again and again."""
    for _ in range(repeats):
        yield np.bincount(used[rng.integers(len(used), size=len(used))], minlength=worlds).astype(np.float64)


def _at_least(weight: Floats, fewest: int) -> NDArray[np.intp]:
    used = np.flatnonzero(np.asarray(weight) > 0)
    if len(used) < fewest:
        raise ValueError(f"{len(used)} worlds have weight; at least {fewest} must")
    return used
