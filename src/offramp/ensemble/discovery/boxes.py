"""Boxes: a rule as limits on a few quantities, and how well it tells the cases of interest from the others.

A case is in box ``B`` if it keeps every limit (both ends included). With weights ``w`` and cases of interest ``I``::

    coverage = w(B and I) / w(I)      of all cases of interest, how much the box catches (recall)
    density  = w(B and I) / w(B)      of the cases in the box, how many are of interest (precision)
    mass     = w(B) / w               how much of everything the box holds
    mean     = sum_B w y / w(B)

Several boxes are read as "one or another": their union is scored. (Bryant & Lempert 2010, "Thinking inside the box",
Technological Forecasting and Social Change 77, 34-49.)
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from offramp.ensemble.discovery.cases import Cases, Mask
from offramp.ensemble.weighted import effective
from offramp.game.rules import Floats

Side = Literal["lower", "upper", "allowed"]


@dataclass(frozen=True)
class Limit:
    """What a box asks of one quantity: at least `lower`, at most `upper`, or one of the levels `allowed`."""

    name: str
    lower: float | None = None
    upper: float | None = None
    allowed: tuple[Hashable, ...] | None = None

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides on which it restricts."""
        return tuple(side for side, at in self._ends() if at is not None)

    def without(self, side: Side) -> Limit:
        """The limit with one side lifted."""
        return Limit(self.name, *(None if own == side else at for own, at in self._ends()))

    def only(self, side: Side) -> Limit:
        """The limit with every other side lifted."""
        return Limit(self.name, *(at if own == side else None for own, at in self._ends()))

    def _ends(self) -> tuple[tuple[Side, Any], ...]:
        return ("lower", self.lower), ("upper", self.upper), ("allowed", self.allowed)

    def keeps(self, cases: Cases) -> Mask:
        """Which cases keep the limit."""
        column = cases.column(self.name)
        kept = np.ones(len(cases), dtype=bool)
        if self.lower is not None:
            kept &= column >= self.lower
        if self.upper is not None:
            kept &= column <= self.upper
        if self.allowed is not None:
            levels = cases.levels[cases.names.index(self.name)] or ()
            kept &= np.isin(column, [place for place, level in enumerate(levels) if level in self.allowed])
        return kept


@dataclass(frozen=True)
class Box:
    """Limits on the restricted quantities, in the order of the columns; no limits: everything."""

    limits: tuple[Limit, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The restricted quantities."""
        return tuple(limit.name for limit in self.limits)

    def holds(self, cases: Cases) -> Mask:
        """Which cases are in the box."""
        inside = np.ones(len(cases), dtype=bool)
        for limit in self.limits:
            inside &= limit.keeps(cases)
        return inside

    def without(self, name: str, side: Side) -> Box:
        """The box with one side of one limit lifted."""
        lifted = [limit.without(side) if limit.name == name else limit for limit in self.limits]
        return Box(tuple(limit for limit in lifted if limit.sides))


@dataclass(frozen=True)
class Score:
    """How well a box does on some cases; `count` cases are in it, which weigh as much as `effective` equal ones."""

    coverage: float
    density: float
    mass: float
    mean: float
    count: int
    effective: float

    @property
    def harmonic(self) -> float:
        """Harmonic mean of coverage and density (0 where the box catches nothing)."""
        total = self.coverage + self.density
        return 2 * self.coverage * self.density / total if total > 0 else 0.0


def score(boxes: Box | Iterable[Box], cases: Cases) -> Score:
    """Score of a box, or of the union of several; no boxes at all hold nothing."""
    if isinstance(boxes, Box):
        return score_inside(boxes.holds(cases), cases)
    inside = np.zeros(len(cases), dtype=bool)
    for box in boxes:
        inside |= box.holds(cases)
    return score_inside(inside, cases)


def score_inside(inside: Mask, cases: Cases) -> Score:
    """Score of the cases inside."""
    weight, wanted = cases.weight, cases.wanted
    held: Floats = weight[inside]
    total, caught = held.sum(), held[wanted[inside]].sum()
    return Score(
        coverage=_ratio(caught, weight[wanted].sum()),
        density=_ratio(caught, total),
        mass=_ratio(total, weight.sum()),
        mean=_ratio((held * cases.y[inside]).sum(), total),
        count=int(inside.sum()),
        effective=effective(held),
    )


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else float("nan")
