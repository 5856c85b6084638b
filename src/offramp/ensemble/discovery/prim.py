"""PRIM, the patient rule induction method: boxes in which the cases of interest are dense.

One box: peel (see `peeling`), then paste (see `pasting`). Every box on the way is kept, with its coverage, density and
mean: the *trajectory*, from all cases (coverage 1, density = base rate) to few and dense. Which of them to tell is a
choice between coverage, density and plainness, and is made in `choosing`. More boxes come by *covering*: the cases of
the first are taken away, and the search starts again on the rest (Friedman & Fisher 1999, section 10). Coverage and
mass always refer to all cases.

References: Friedman & Fisher (1999), Statistics and Computing 9, 123-143; Bryant & Lempert (2010), Technological
Forecasting and Social Change 77, 34-49. Same boxes as EMA Workbench (see docs/explanation/discovery.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from offramp.ensemble.discovery.boxes import Box, Score, score_inside
from offramp.ensemble.discovery.cases import Cases, Mask
from offramp.ensemble.discovery.limits import Limits
from offramp.ensemble.discovery.pasting import Paster
from offramp.ensemble.discovery.peeling import Objective, Peeler, Settings

DEFAULT = Settings()


@dataclass(frozen=True)
class Step:
    """A box on the trajectory and its score on the cases it was sought in."""

    box: Box
    score: Score


@dataclass(frozen=True)
class Trajectory:
    """All boxes from everything to the last; `peeled` is the place of the last one before pasting."""

    steps: tuple[Step, ...]
    peeled: int

    @property
    def last(self) -> Step:
        """Where the search ended."""
        return self.steps[-1]


@dataclass(frozen=True)
class Covered:
    """A box of a covering.

    Attributes:
        step: the box and its score, coverage and mass of all cases; settings: those of the search that found it.
        left: the cases that earlier boxes had left.
    """

    step: Step
    settings: Settings
    left: Mask


def prim(cases: Cases, settings: Settings = DEFAULT, *, remaining: Mask | None = None) -> Trajectory:
    """Trajectory of one box among the `remaining` cases (default: all). Raises ValueError without any case."""
    left = np.ones(len(cases), dtype=bool) if remaining is None else remaining
    if not left.any():
        raise ValueError("no cases to seek a box in")
    whole = Limits.around(cases)
    peeler = Peeler(cases, left, settings)
    steps = [Step(Box(), score_inside(left, cases))]
    while peeler.step():
        steps.append(Step(peeler.limits.box(cases, whole), score_inside(peeler.inside, cases)))
    peeled = len(steps) - 1
    paster = Paster(cases, left, peeler.limits, settings)
    while paster.step():
        steps.append(Step(paster.limits.box(cases, whole), score_inside(paster.inside_all(), cases)))
    return Trajectory(tuple(steps), peeled)


def cover(
    cases: Cases,
    pick: Callable[[Trajectory, Cases], Step],
    settings: Settings = DEFAULT,
    *,
    at_most: int = 3,
    least_density: float = 0.5,
) -> list[Covered]:
    """Boxes one after another.

    Each picked from the trajectory among the cases that earlier ones leave.

    `pick` gets the trajectory and those remaining cases. The search is made with either objective (see `peeling`), as
    the gain by mass stalls where between two regions no single slice raises the mean, and the mean alone cuts deep; the
    box with the higher harmonic mean of coverage and density is taken, that of `settings` on a tie. Covering ends where
    no box is as dense as `least_density` and as what is left.
    """
    left, found = np.ones(len(cases), dtype=bool), []
    objectives: tuple[Objective, ...] = ("gain by mass", "mean")
    while len(found) < at_most and cases.wanted[left].any():
        rest = cases.part(left)
        least = max(least_density, rest.share_wanted)
        searched = dict.fromkeys([settings, *(replace(settings, objective=objective) for objective in objectives)])
        picked = [Covered(pick(prim(cases, one, remaining=left), rest), one, left) for one in searched]
        dense = [box for box in picked if box.step.box.limits and box.step.score.density >= least]
        if not dense:
            break
        best = max(dense, key=lambda box: box.step.score.harmonic)
        found.append(best)
        left = left & ~best.step.box.holds(cases)
    return found
