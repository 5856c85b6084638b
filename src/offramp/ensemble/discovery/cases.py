"""The cases that rules are sought in: what was drawn for a world, whether it is of interest, and what it weighs.

``X[i, j]`` is quantity ``j`` in world ``i``, numeric or categorical; ``y[i]`` its outcome, usually 1 for a failure and
0 else; ``w[i]`` its weight, scaled to mean 1 so that equally weighed worlds count 1 each and every sum of weights is a
number of cases. A case is *of interest* where ``y[i] >= interest``. Worlds without weight are left out.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from offramp.ensemble.weighted import effective
from offramp.game.rules import Floats

Kind = Literal["numeric", "categorical"]
Mask = NDArray[np.bool_]

#: Ending of the yes/no draws in a run's design; such columns are categorical unless `kinds` says otherwise.
YES_NO = ".drawn"


@dataclass(frozen=True)
class Cases:
    """Weighed cases.

    Attributes:
        names: of the columns; values: (cases, columns), a categorical column holds the place of its level.
        levels: by column the levels in order, None where the column is numeric.
        y: outcomes; weight: with mean 1; interest: the outcome from which a case is of interest.
    """

    names: tuple[str, ...]
    values: Floats
    levels: tuple[tuple[Hashable, ...] | None, ...]
    y: Floats
    weight: Floats
    interest: float = 0.5

    def __len__(self) -> int:
        return len(self.y)

    @property
    def wanted(self) -> Mask:
        """Which cases are of interest."""
        return self.y >= self.interest

    @property
    def share_wanted(self) -> float:
        """Share of the weight on cases of interest: what a blind guess would score as density."""
        return float((self.weight * self.wanted).sum() / self.weight.sum()) if len(self) else float("nan")

    @property
    def effective_wanted(self) -> float:
        """Effective number of cases of interest (Kish 1965)."""
        return effective(self.weight[self.wanted])

    def column(self, name: str) -> Floats:
        """One column."""
        return self.values[:, self.names.index(name)]

    def part(self, which: NDArray[Any]) -> Cases:
        """Some of the cases, by mask or by index; their weights keep their scale."""
        return replace(self, values=self.values[which], y=self.y[which], weight=self.weight[which])

    def reweighed(self, weight: Floats) -> Cases:
        """The same cases with other weights; those without weight are dropped."""
        used = weight > 0
        return replace(self, values=self.values[used], y=self.y[used], weight=_mean_one(weight[used]))


def gather_cases(
    x: pd.DataFrame | ArrayLike,
    y: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    names: Sequence[str] | None = None,
    kinds: Mapping[str, Kind] | None = None,
    interest: float = 0.5,
) -> Cases:
    """Cases from a table and its outcomes.

    A column of a DataFrame is categorical if it holds no numbers, or yes and no, or its name ends in ``.drawn``;
    `kinds` overrules. Raises ValueError on unequal lengths, negative weights and missing numbers in weighed cases.
    """
    frame = x if isinstance(x, pd.DataFrame) else pd.DataFrame(np.asarray(x), columns=_names(x, names))
    outcome = np.asarray(y, dtype=np.float64)
    weight = np.ones(len(frame)) if weights is None else np.asarray(weights, dtype=np.float64)
    if outcome.shape != (len(frame),) or weight.shape != (len(frame),):
        raise ValueError(f"{len(frame)} cases, but outcomes {outcome.shape} and weights {weight.shape}")
    if not (weight >= 0).all():
        raise ValueError("weights must be numbers of at least 0")
    used = weight > 0
    frame, outcome, weight = frame.loc[used], outcome[used], weight[used]
    columns = [_coded(str(name), frame[name], kinds or {}) for name in frame.columns]
    values = np.column_stack([codes for codes, _ in columns]) if columns else np.empty((len(frame), 0))
    if not (np.isfinite(values).all() and np.isfinite(outcome).all()):
        raise ValueError("cases with weight must have finite numbers; give failed worlds weight 0")
    names_of = tuple(str(name) for name in frame.columns)
    return Cases(names_of, values, tuple(levels for _, levels in columns), outcome, _mean_one(weight), interest)


def _names(x: ArrayLike, names: Sequence[str] | None) -> list[str]:
    return list(names) if names is not None else [f"x{j}" for j in range(np.shape(x)[1])]


def _coded(name: str, column: pd.Series, kinds: Mapping[str, Kind]) -> tuple[Floats, tuple[Hashable, ...] | None]:
    numeric = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    kind = kinds.get(name, "numeric" if numeric and not name.endswith(YES_NO) else "categorical")
    if kind == "numeric":
        return column.to_numpy(dtype=np.float64), None
    codes, levels = pd.factorize(column, sort=True)
    return np.where(codes < 0, np.nan, codes), tuple(np.asarray(levels).tolist())


def _mean_one(weight: Floats) -> Floats:
    """Weights with mean 1; exactly 1 where all are equal, so that counts stay whole numbers."""
    if not len(weight) or np.ptp(weight) == 0:
        return np.ones(len(weight))
    return weight / weight.mean()
