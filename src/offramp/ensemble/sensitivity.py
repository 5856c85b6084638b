r"""Which uncertainties decide an outcome: PAWN and extra-trees importance on an ensemble, Sobol' indices of a function.

**PAWN** (Pianosi & Wagener 2015, 2018) asks how far the distribution of the outcome moves when a quantity is known.
The range of quantity ``x_j`` is cut into intervals ``I_1..I_K`` of equal weight (a categorical one into its levels),

.. math:: KS_k = \max_y |F(y) - F(y | x_j \in I_k)|, \qquad PAWN_j = stat_k KS_k

with weighted distribution functions. The default statistic is the mean over intervals: the median overlooks what acts
in a part of the range only, the maximum is the noisiest. It needs no new solve, no
smoothness and no linearity. Values lie in [0, 1], and are above 0 for a quantity that does nothing, since intervals
are finite samples.

**Extra-trees importance** (Geurts, Ernst & Wehenkel 2006) fits randomised trees on one half of the worlds and measures,
on the other, how much of the explained variance is lost when one column is shuffled (permutation importance, Breiman
2001; unlike impurity importance it does not favour quantities with many values). It sees interactions.

**Cut-off.** Both are compared with quantities that decide nothing by construction (dummies; Khorashadi Zadeh et al.
2017): for PAWN the intervals are dealt out at random among the worlds, for trees columns of random numbers are added.
The noise is the mean of the dummy indices plus ``z`` of their standard deviations, ``z`` being the normal quantile at
which, of all ``d`` quantities, one that decides nothing passes with chance 5% (Bonferroni: ``1 - 0.05 / d``); for
trees, whose dummies are few, at least the largest of them, and on request the largest index that any quantity
reaches on outcomes dealt out at random among the worlds. A quantity is `decisive` if its index exceeds the noise.
Numeric quantities share their PAWN dummies; a categorical one has its own, because few large levels are less noisy than
many small intervals.

**Sobol'** (Sobol' 2001; Saltelli et al. 2010; by SALib) splits the variance of ``f`` over the unit cube:

.. math:: S_j = V[E(f | x_j)] / V(f), \qquad T_j = 1 - V[E(f | x_{-j})] / V(f)

first order (alone) and total (with all its interactions), for ``(k + 2) N`` calls, with bootstrap intervals.

References: Pianosi & Wagener (2015), Environmental Modelling & Software 67, 1-11, and (2018) 108, 197-207;
Khorashadi Zadeh et al. (2017), EMS 91, 210-222; Geurts et al. (2006), Machine Learning 63, 3-42; Breiman (2001),
Machine Learning 45, 5-32; Saltelli et al. (2010), Computer Physics Communications 181, 259-270.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from offramp.ensemble.discovery.cases import Cases
from offramp.game.rules import Floats

Statistic = Literal["median", "mean", "max"]
STATISTICS: dict[Statistic, Callable[..., Floats]] = {"median": np.nanmedian, "mean": np.nanmean, "max": np.nanmax}

#: Chance that any of the quantities that decide nothing passes for one that does.
FALSE_ALARM = 0.05

#: Rows that a forest is asked about in one call; bounds the memory.
ROWS_AT_ONCE = 20_000
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
            noise[kind] = _noise(_pawn(drawn, outcome, weight, statistic), len(places))
        limits[j] = noise[kind]
    told, raised = limits > 0, 1.0
    for _ in range(dealt if told.any() else 0):
        at_random = _pawn(places[told][:, rng.permutation(len(weight))], outcome, weight, statistic)
        raised = max(raised, float((at_random / limits[told]).max()))
    found = [Importance(name, float(index[j]), float(raised * limits[j])) for j, name in enumerate(cases.names)]
    return sorted(found, key=lambda importance: -importance.index)


def _noise(dummies: Floats, quantities: int) -> float:
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


def tree_importance(
    cases: Cases,
    rng: np.random.Generator,
    *,
    trees: int = 100,
    dummies: int = 8,
    repeats: int = 5,
    at_most: int = 1000,
    dealt: int = 0,
) -> list[Importance]:
    """Loss of explained variance when a quantity is shuffled, the most important first.

    Trees are fitted on one half of the worlds, on twice `at_most` if there are more, and asked about at most `at_most`
    of the other half. Levels are given to the trees as numbers. `dealt`: how often the same is done with outcomes dealt
    out at random among the worlds; the largest index that any quantity reaches then counts as noise as well. With few
    worlds and many quantities it is needed: indices of what decides nothing are not normal then.
    """
    seen = np.column_stack([cases.values, rng.random((len(cases), dummies))])
    order = rng.permutation(len(cases))
    fitted, asked = order[: len(order) // 2][: 2 * at_most], order[len(order) // 2 :][:at_most]
    if len(fitted) < 2 or np.ptp(cases.y[fitted]) == 0 or np.ptp(cases.y[asked]) == 0:
        return [Importance(name, 0.0, 0.0) for name in cases.names]
    index = _tree_index(seen, cases, (fitted, asked), rng, trees, repeats)
    random = index[len(cases.names) :]
    noise = max(0.0, _noise(random, len(cases.names)), float(random.max(initial=0.0)))
    for _ in range(dealt):
        at_random = replace(cases, y=rng.permutation(cases.y))
        if np.ptp(at_random.y[fitted]) > 0 and np.ptp(at_random.y[asked]) > 0:
            noise = max(noise, float(_tree_index(seen, at_random, (fitted, asked), rng, trees, repeats).max()))
    found = [Importance(name, float(value), noise) for name, value in zip(cases.names, index, strict=False)]
    return sorted(found, key=lambda importance: -importance.index)


def _tree_index(
    seen: Floats,
    cases: Cases,
    halves: tuple[NDArray[np.intp], NDArray[np.intp]],
    rng: np.random.Generator,
    trees: int,
    repeats: int,
) -> Floats:
    """Index of every column of `seen`: fitted on one half of the cases, asked about the other."""
    fitted, asked = halves
    forest = _forest(seen[fitted], cases.part(fitted), trees, int(rng.integers(2**31)))

    def foretold(x: Floats) -> Floats:
        single = np.ascontiguousarray(x, dtype=np.float32)
        return np.mean([tree.predict(single)[:, 0] for tree in forest], axis=0).ravel()

    return _lost_by_shuffling(foretold, seen[asked], cases.part(asked), rng, repeats)


def _forest(seen: Floats, cases: Cases, trees: int, seed: int) -> list[Any]:
    """Extremely randomised trees (Geurts et al. 2006) on the outcomes of the cases.

    Those of sklearn's ExtraTreesRegressor, which spends more time on checking the same table once a tree than on trees.
    """
    from sklearn import config_context
    from sklearn.tree import ExtraTreeRegressor

    single = np.ascontiguousarray(seen, dtype=np.float32)
    seeds = np.random.default_rng(seed).integers(2**31, size=trees)
    with config_context(skip_parameter_validation=True):
        grown = [ExtraTreeRegressor(min_samples_leaf=3, max_features=1.0, random_state=int(each)) for each in seeds]
        return [tree.fit(single, cases.y, cases.weight, check_input=False).tree_ for tree in grown]


def _lost_by_shuffling(
    predict: Callable[[Floats], Floats], seen: Floats, cases: Cases, rng: np.random.Generator, repeats: int
) -> Floats:
    """Rise of the squared error when each column is shuffled, as a share of the outcome's variance.

    Several columns are asked about in one call, which costs a forest hardly more than one.
    """
    y, weight, columns = cases.y, cases.weight, seen.shape[1]
    variance = float((weight * (y - np.average(y, weights=weight)) ** 2).sum())
    kept = float((weight * (y - predict(seen)) ** 2).sum())
    at_once = max(1, ROWS_AT_ONCE // (repeats * len(seen)))
    lost = np.zeros(columns)
    for first in range(0, columns, at_once):
        block = range(first, min(first + at_once, columns))
        shuffled = np.tile(seen, (len(block) * repeats, 1)).reshape(len(block), repeats * len(seen), columns)
        for i, j in enumerate(block):
            shuffled[i, :, j] = np.concatenate([rng.permutation(seen[:, j]) for _ in range(repeats)])
        told = predict(shuffled.reshape(-1, columns)).reshape(len(block), repeats, -1)
        lost[first : first + len(block)] = (weight * (y - told) ** 2).sum((1, 2)) / repeats
    return (lost - kept) / variance


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
