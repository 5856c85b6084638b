r"""Which uncertainties decide an outcome: PAWN on an ensemble, Sobol' indices of a function (for trees see `forests`).

**PAWN** (Pianosi & Wagener 2015, 2018) asks how far the distribution of the outcome moves when a quantity is known.
The range of quantity ``x_j`` is cut into intervals ``I_1..I_K`` of equal weight (a categorical one into its levels),

.. math:: KS_k = \max_y |F(y) - F(y | x_j \in I_k)|, \qquad PAWN_j = stat_k KS_k

with weighted distribution functions. The default statistic is the mean over intervals: the median overlooks what acts
in a part of the range only, the maximum is the noisiest. It needs no new solve, no
smoothness and no linearity. Values lie in [0, 1], and are above 0 for a quantity that does nothing, since intervals
are finite samples.

**Cut-off.** An index is compared with those of quantities that decide nothing by construction (dummies; Khorashadi
Zadeh et al. 2017): the intervals are dealt out at random among the worlds. The noise is the mean of the dummy indices
plus ``z`` of their standard deviations, ``z`` being the normal quantile at which, of all ``d`` quantities, one that
decides nothing passes with chance 5% (Bonferroni: ``1 - 0.05 / d``); on request at least the largest index that any
quantity reaches on outcomes dealt out at random among the worlds. A quantity is `decisive` if its index exceeds the
noise. Numeric quantities share their dummies; a categorical one has its own, because few large levels are less noisy
than many small intervals.

**Sobol'** (Sobol' 2001; Saltelli et al. 2010; by SALib) splits the variance of ``f`` over the unit cube:

.. math:: S_j = V[E(f | x_j)] / V(f), \qquad T_j = 1 - V[E(f | x_{-j})] / V(f)

first order (alone) and total (with all its interactions), for ``(k + 2) N`` calls, with bootstrap intervals.

References: Pianosi & Wagener (2015), Environmental Modelling & Software 67, 1-11, and (2018) 108, 197-207;
Khorashadi Zadeh et al. (2017), EMS 91, 210-222; Saltelli et al. (2010), Computer Physics Communications 181, 259-270.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from offramp.ensemble.discovery.cases import Cases
from offramp.game.rules import Floats

Statistic = Literal["median", "mean", "max"]
STATISTICS: dict[Statistic, Callable[..., Floats]] = {"median": np.nanmedian, "mean": np.nanmean, "max": np.nanmax}

#: Chance that any of the quantities that decide nothing passes for one that does.
FALSE_ALARM = 0.05

#: Sums that PAWN keeps at a time, by quantity, interval and outcome; bounds the memory.
SUMS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Importance:
    """How much a quantity decides, and how large the index is for one that decides nothing."""

    name: str
    index: float
    noise: float

    @property
    def decisive(self) -> bool:
        """Whether it stands out from the noise."""
        return self.index > self.noise


@dataclass(frozen=True)
class SobolIndex:
    """First-order and total index of a quantity, each with the half-width of its confidence interval."""

    name: str
    first: float
    first_within: float
    total: float
    total_within: float


def pawn(
    cases: Cases,
    rng: np.random.Generator,
    *,
    intervals: int = 10,
    statistic: Statistic = "mean",
    dummies: int = 100,
    dealt: int = 0,
) -> list[Importance]:
    """PAWN index of every quantity on the outcomes of the cases, the most important first.

    `dealt`: how often the outcomes are dealt out at random among the worlds; the noise is then raised until none of the
    quantities exceeds it there (maximum over all of them, in parts of their noise). Needed where worlds are few, as the
    indices of small levels are skewed, and a normal quantile falls short.
    """
    outcome, weight = np.unique(cases.y, return_inverse=True)[1], cases.weight
    places = np.stack([_intervals(cases, j, intervals) for j in range(len(cases.names))])
    index = _pawn(places, outcome, weight, statistic)
    noise: dict[tuple[int, ...], float] = {}
    limits = np.zeros(len(places))
    for j, place in enumerate(places):
        count = int(place.max()) + 1
        kind = (count,) if count == intervals else tuple(sorted(np.bincount(place)))
        if kind not in noise:
            drawn = rng.permuted(np.tile(place, (dummies, 1)), axis=1)
            noise[kind] = noise_of(_pawn(drawn, outcome, weight, statistic), len(places))
        limits[j] = noise[kind]
    told, raised = limits > 0, 1.0
    for _ in range(dealt if told.any() else 0):
        at_random = _pawn(places[told][:, rng.permutation(len(weight))], outcome, weight, statistic)
        raised = max(raised, float((at_random / limits[told]).max()))
    found = [Importance(name, float(index[j]), float(raised * limits[j])) for j, name in enumerate(cases.names)]
    return sorted(found, key=lambda importance: -importance.index)


def noise_of(dummies: Floats, quantities: int) -> float:
    """Index that one of so many quantities that decide nothing exceeds only by a false alarm."""
    if not len(dummies):
        return 0.0
    return float(dummies.mean() + scipy.special.ndtri(1 - FALSE_ALARM / quantities) * dummies.std())


def _intervals(cases: Cases, column: int, intervals: int) -> NDArray[np.intp]:
    """Interval of every case: levels of a categorical column; else equal weight, equal values never apart."""
    values = cases.values[:, column]
    if cases.levels[column] is not None:
        return np.unique(values, return_inverse=True)[1]
    known, place = np.unique(values, return_inverse=True)
    reached = np.cumsum(np.bincount(place, cases.weight))
    middle = (reached - np.bincount(place, cases.weight) / 2) / reached[-1]
    cut = np.minimum((middle * intervals).astype(np.intp), intervals - 1)
    return np.unique(cut[place], return_inverse=True)[1] if len(known) > intervals else place


def _pawn(places: NDArray[np.intp], outcome: NDArray[np.intp], weight: Floats, statistic: Statistic) -> Floats:
    """The index of every row of `places` (quantities, cases), the interval of every case.

    `outcome` (cases,) is the rank of a case's outcome, equal outcomes alike.
    """
    most, outcomes = int(places.max()) + 1, int(outcome.max()) + 1
    overall = np.bincount(outcome, weight).cumsum()
    at_once = max(1, SUMS_AT_ONCE // (most * outcomes))
    found = np.empty(len(places))
    for first in range(0, len(places), at_once):
        block = places[first : first + at_once]
        cell = (np.arange(len(block))[:, None] * most + block) * outcomes + outcome
        sums = np.bincount(cell.ravel(), np.tile(weight, len(block)), minlength=len(block) * most * outcomes)
        within = sums.reshape(len(block), most, outcomes).cumsum(axis=2)
        there = within[:, :, -1] > 0  # some quantities have fewer intervals
        share = within / np.where(there, within[:, :, -1], 1.0)[:, :, None]
        distance = np.abs(share - overall / overall[-1]).max(axis=2)
        found[first : first + at_once] = STATISTICS[statistic](np.where(there, distance, np.nan), axis=1)
    return found


def sobol(
    function: Callable[[Floats], Floats],
    names: Sequence[str],
    rng: np.random.Generator,
    *,
    base: int = 256,
    bounds: Sequence[tuple[float, float]] | None = None,
    level: float = 0.95,
) -> list[SobolIndex]:
    """Sobol' indices of `function`, which takes points (calls, quantities) and gives outcomes (calls,).

    It is called once, with ``base * (quantities + 2)`` points; `base` is a power of two. Points fill `bounds`, by
    default the unit cube, so that a caller can put them through inverse distribution functions. Raises ValueError
    where `base` is no power of two. The largest total index comes first; an outcome that never varies has indices 0.
    """
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sampling

    if base < 2 or base & (base - 1):
        raise ValueError(f"base must be a power of two, found {base}")
    limits = [list(ends) for ends in bounds] if bounds is not None else [[0.0, 1.0]] * len(names)
    problem = {"num_vars": len(names), "names": list(names), "bounds": limits}
    points = sampling.sample(problem, base, calc_second_order=False, seed=int(rng.integers(1, 2**31)))
    outcome = np.asarray(function(points), dtype=np.float64)
    if np.ptp(outcome) == 0:
        return [SobolIndex(name, 0.0, 0.0, 0.0, 0.0) for name in names]
    seed = int(rng.integers(1, 2**31))
    got = analysis.analyze(problem, outcome, calc_second_order=False, conf_level=level, seed=seed)
    columns = (got["S1"], got["S1_conf"], got["ST"], got["ST_conf"])
    found = [SobolIndex(name, *(float(x) for x in row)) for name, *row in zip(names, *columns, strict=True)]
    return sorted(found, key=lambda index: -index.total)
