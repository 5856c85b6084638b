r"""CART: the leaves of a classification tree as rules (Breiman, Friedman, Olshen & Stone 1984), by scikit-learn.

Where PRIM sheds thin slices, CART halves: at every node the split that lowers the weighted Gini impurity
``d (1 - d)`` most, ``d`` being the density. A leaf is the box of the limits on the way to it. Leaves in which the cases
of interest are dense enough, and denser than the base rate by more than luck (binomial tail at most 5% over the number
of leaves), become rules; then, as Quinlan (1993, C4.5) does with the rules of a tree, limits that a rule can do without
are lifted (`choosing.prune`), and of rules that have come to say the same only one is kept. CART is quick to find
several separate regions; PRIM gives the plainer single box and its trade-off (Lempert, Bryant & Bankes 2008, RAND
WR-557).

A categorical quantity is given to the tree as one yes/no column for each level; limits on these are put together again
as the levels allowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from offramp.ensemble.discovery.boxes import Box, score
from offramp.ensemble.discovery.cases import Cases
from offramp.ensemble.discovery.choosing import SIGNIFICANT, binomial_tail, prune
from offramp.ensemble.discovery.limits import Limits
from offramp.ensemble.discovery.prim import Step
from offramp.game.rules import Floats


@dataclass(frozen=True)
class _Column:
    """A column as the tree sees it: a numeric quantity, or one level of a categorical one."""

    quantity: int
    level: int | None


def cart(
    cases: Cases,
    rng: np.random.Generator,
    *,
    at_most: int = 3,
    least_density: float = 0.5,
    least_mass: float = 0.05,
    leaves: int = 8,
) -> list[Step]:
    """Rules from the leaves as dense as `least_density` and the base rate, those that cover most first."""
    from sklearn.tree import DecisionTreeClassifier

    if not cases.wanted.any() or cases.wanted.all():
        return []
    columns, seen = _columns(cases)
    tree = DecisionTreeClassifier(
        max_leaf_nodes=leaves, min_weight_fraction_leaf=least_mass, random_state=int(rng.integers(2**31))
    ).fit(seen, cases.wanted, sample_weight=cases.weight)
    whole, least = Limits.around(cases), max(least_density, cases.share_wanted)
    boxes = [limits.box(cases, whole) for limits in _leaves(tree.tree_, columns, whole)]
    dense = [box for box in boxes if box.limits and _tells(box, cases, least, SIGNIFICANT / leaves)]
    pruned = [box for box in (prune(box, cases) for box in dense) if _tells(box, cases, least, SIGNIFICANT / leaves)]
    return _not_said_twice(pruned, cases)[:at_most]


def _tells(box: Box, cases: Cases, least_density: float, luck: float) -> bool:
    own = score(box, cases)
    hits = own.density * own.effective
    return own.density >= least_density and binomial_tail(own.effective, hits, cases.share_wanted) <= luck


def _not_said_twice(boxes: list[Box], cases: Cases) -> list[Step]:
    """The boxes that cover most first; without those of which earlier ones hold half of the cases of interest."""
    steps = sorted((Step(box, score(box, cases)) for box in boxes), key=lambda step: -step.score.coverage)
    said, kept = np.zeros(len(cases), dtype=bool), []
    for step in steps:
        caught = step.box.holds(cases) & cases.wanted
        if cases.weight[caught & ~said].sum() > cases.weight[caught].sum() / 2:
            kept.append(step)
            said |= caught
    return kept


def _columns(cases: Cases) -> tuple[list[_Column], Floats]:
    columns: list[_Column] = []
    for quantity, levels in enumerate(cases.levels):
        columns += [_Column(quantity, level) for level in (range(len(levels)) if levels is not None else [None])]
    seen = [
        cases.values[:, column.quantity] if column.level is None else cases.values[:, column.quantity] == column.level
        for column in columns
    ]
    return columns, np.column_stack(seen).astype(np.float64)


def _leaves(tree: Any, columns: list[_Column], whole: Limits) -> Iterator[Limits]:
    """Limits of the leaves."""
    ahead = [(0, whole)]
    while ahead:
        node, limits = ahead.pop()
        left, right = int(tree.children_left[node]), int(tree.children_right[node])
        if left == right:
            yield limits
            continue
        column, at = columns[tree.feature[node]], float(tree.threshold[node])
        ahead += [(right, _above(limits, column, at)), (left, _below(limits, column, at))]


def _above(limits: Limits, column: _Column, at: float) -> Limits:
    if column.level is None:
        return limits.lowered(column.quantity, at)
    allowed = np.zeros_like(limits.allowed[column.quantity])
    allowed[column.level] = True
    return Limits(limits.lower, limits.upper, {**limits.allowed, column.quantity: allowed})


def _below(limits: Limits, column: _Column, at: float) -> Limits:
    return (
        limits.raised(column.quantity, at) if column.level is None else limits.switched(column.quantity, column.level)
    )
