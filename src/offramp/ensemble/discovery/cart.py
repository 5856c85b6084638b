r"""CART: the leaves of a classification tree as rules (Breiman, Friedman, Olshen & Stone 1984), by scikit-learn.

Where PRIM sheds thin slices, CART halves: at every node the split that lowers the weighted Gini impurity
``d (1 - d)`` most, ``d`` being the density. A leaf is the box of the limits on the way to it; leaves in which the cases
of interest are dense enough, and denser than the base rate by more than luck (binomial tail at most 5% over the number
of leaves), are the rules; two leaves of one node that both tell are told as one. The rules never overlap. CART is quick
to find several separate regions and reads as a tree; PRIM gives the plainer single box and its trade-off (Lempert,
Bryant & Bankes 2008, RAND WR-557).

A categorical quantity is given to the tree as one yes/no column for each level; limits on these are put together again
as the levels allowed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from offramp.ensemble.discovery.boxes import score
from offramp.ensemble.discovery.cases import Cases
from offramp.ensemble.discovery.choosing import SIGNIFICANT, binomial_tail
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
    """The leaves whose density reaches `least_density` and the base rate, those that cover most first."""
    from sklearn.tree import DecisionTreeClassifier

    if not cases.wanted.any() or cases.wanted.all():
        return []
    columns, seen = _columns(cases)
    tree = DecisionTreeClassifier(
        max_leaf_nodes=leaves, min_weight_fraction_leaf=least_mass, random_state=int(rng.integers(2**31))
    ).fit(seen, cases.wanted, sample_weight=cases.weight)
    least, base = max(least_density, cases.share_wanted), cases.share_wanted

    def tells(step: Step) -> bool:
        own = step.score
        luck = binomial_tail(own.effective, own.density * own.effective, base)
        return own.density >= least and luck <= SIGNIFICANT / leaves

    whole = Limits.around(cases)
    found = _dense_boxes(tree.tree_, 0, whole, columns, lambda limits: tells(_step(limits, whole, cases)))
    steps = [_step(limits, whole, cases) for limits in found]
    return sorted((step for step in steps if step.box.limits), key=lambda step: -step.score.coverage)[:at_most]


def _step(limits: Limits, whole: Limits, cases: Cases) -> Step:
    box = limits.box(cases, whole)
    return Step(box, score(box, cases))


def _columns(cases: Cases) -> tuple[list[_Column], Floats]:
    columns: list[_Column] = []
    for quantity, levels in enumerate(cases.levels):
        columns += [_Column(quantity, level) for level in (range(len(levels)) if levels is not None else [None])]
    seen = [
        cases.values[:, column.quantity] if column.level is None else cases.values[:, column.quantity] == column.level
        for column in columns
    ]
    return columns, np.column_stack(seen).astype(np.float64)


def _dense_boxes(
    tree: Any, node: int, limits: Limits, columns: list[_Column], tells: Callable[[Limits], bool]
) -> list[Limits]:
    """Boxes below a node that tell; the node itself where both its branches do in full."""
    if tree.children_left[node] == tree.children_right[node]:
        return [limits] if tells(limits) else []
    column, at = columns[tree.feature[node]], float(tree.threshold[node])
    sides = _below(limits, column, at), _above(limits, column, at)
    children = tree.children_left[node], tree.children_right[node]
    found = [_dense_boxes(tree, int(c), side, columns, tells) for c, side in zip(children, sides, strict=True)]
    if found == [[sides[0]], [sides[1]]]:
        return [limits]
    return found[0] + found[1]


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
