"""Which uncertainties decide an outcome: extra-trees permutation importance on an ensemble.

Randomised trees (Geurts, Ernst & Wehenkel 2006) are fitted on one half of the worlds, and on the other it is measured how much of the
explained variance is lost when one column is shuffled (permutation importance, Breiman 2001; unlike impurity importance it does not
favour quantities with many values). It sees interactions.

**Cut-off.** Columns of random numbers, which decide nothing, are added (dummies; Khorashadi Zadeh et al. 2017). The noise is what
`sensitivity.noise_of` says of their indices, at least the largest of them, as they are few, and on request the largest index that any
quantity reaches on outcomes dealt out at random among the worlds.

References: Geurts et al. (2006), Machine Learning 63, 3-42; Breiman (2001), Machine Learning 45, 5-32; Khorashadi Zadeh et al. (2017),
Environmental Modelling & Software 91, 210-222.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.ensemble.discovery.cases import Cases
from offramp.ensemble.sensitivity import Importance, noise_of
from offramp.game.rules import Floats

Singles = NDArray[np.float32]


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
    noise = max(0.0, noise_of(random, len(cases.names)), float(random.max(initial=0.0)))
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
    single = np.ascontiguousarray(seen, dtype=np.float32)
    forest = _forest(single[fitted], cases.part(fitted), trees, int(rng.integers(2**31)))
    return _lost_by_shuffling(forest, single[asked], cases.part(asked), rng, repeats)


def _forest(seen: Singles, cases: Cases, trees: int, seed: int) -> list[Any]:
    """Extremely randomised trees (Geurts et al. 2006) on the outcomes of the cases.

    Those of sklearn's ExtraTreesRegressor, which spends more time on checking the same table once a tree than on trees.
    """
    from sklearn import config_context
    from sklearn.tree import ExtraTreeRegressor

    seeds = np.random.default_rng(seed).integers(2**31, size=trees)
    with config_context(skip_parameter_validation=True):
        grown = [ExtraTreeRegressor(min_samples_leaf=3, max_features=1.0, random_state=int(each)) for each in seeds]
        return [tree.fit(seen, cases.y, cases.weight, check_input=False).tree_ for tree in grown]


def _lost_by_shuffling(
    forest: Sequence[Any], seen: Singles, cases: Cases, rng: np.random.Generator, repeats: int
) -> Floats:
    """Rise of the squared error when each column is shuffled, as a share of the outcome's variance."""
    y, weight = cases.y, cases.weight
    variance = float((weight * (y - np.average(y, weights=weight)) ** 2).sum())
    shuffled: Singles = np.array([[rng.permutation(column) for _ in range(repeats)] for column in seen.T], np.float32)
    told, told_shuffled = np.zeros(len(seen)), np.zeros((seen.shape[1], repeats * len(seen)))
    for tree in forest:
        level = tree.predict(seen)[:, 0]
        asked = np.unique(tree.feature[tree.feature >= 0])
        by_column = np.tile(level, (seen.shape[1], repeats))
        by_column[asked] = _told_shuffled(tree, seen, shuffled, asked)
        told, told_shuffled = told + level, told_shuffled + by_column
    kept = float((weight * (y - told / len(forest)) ** 2).sum())
    missed = (y - (told_shuffled / len(forest)).reshape(*shuffled.shape)) ** 2
    return ((weight * missed).sum((1, 2)) / repeats - kept) / variance


def _told_shuffled(tree: Any, seen: Singles, shuffled: Singles, asked: NDArray[np.intp]) -> Floats:
    """What a tree says with one column shuffled, (asked, repeats*cases), for the columns that it asks about at all.

    It is asked only about these, few among many: of any other it says what it said before.
    """
    _, repeats, cases = shuffled.shape
    rows = np.tile(seen, (len(asked), repeats, 1, 1))
    for place, column in enumerate(asked):
        rows[place, :, :, column] = shuffled[column]
    return tree.predict(rows.reshape(-1, seen.shape[1]))[:, 0].reshape(len(asked), repeats * cases)
