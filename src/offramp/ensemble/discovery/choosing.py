r"""Which box to tell: one rule, so that a report does not depend on who looks at the trajectory.

1. Every box on the trajectory as dense as `least_density`, and as all cases, is freed of the restrictions that may well
   be chance, the least significant first, until every quasi-p value is at most `significant` (0.05).
2. Boxes then less dense are left aside.
3. A box of coverage ``c`` and density ``d`` is worth their harmonic mean ``2cd / (c + d)``. Of the boxes within `slack`
   (5%) of the best worth, those with the fewest restricted quantities are kept; of these, the worthiest is chosen. A
   rule with two conditions that does nearly as well as one with four is the one to tell.

The **quasi-p value** of a restriction (Bryant & Lempert 2010, appendix) is the chance that a box which did not have it
would by luck hold as many cases of interest. With ``n`` cases and ``k`` of interest in the box, and density ``d'`` in
the box with that one restriction lifted,

.. math:: qp = P(Binomial(n, d') \ge k) = I_{d'}(k, n - k + 1)

With weights ``n`` is the effective number of cases in the box and ``k = density * n``; the regularised incomplete beta
function ``I`` takes them as they are. "Quasi", because the same cases suggested the restriction: it is a screen, and
not a test. The score on cases that had no part in the search (`halves`) is the test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import scipy

from offramp.ensemble.discovery.boxes import Box, Score, Side, score, score_inside
from offramp.ensemble.discovery.cases import Cases
from offramp.ensemble.discovery.prim import Step, Trajectory

SLACK = 0.05
SIGNIFICANT = 0.05


class _Restrictions:
    """The single restrictions of a box and which cases break each, so that lifting one costs no new look at the cases.

    Lifting a restriction lets in the cases that break it and no other.
    """

    def __init__(self, box: Box, cases: Cases) -> None:
        self.box, self.cases = box, cases
        self.each: list[tuple[str, Side]] = [(limit.name, side) for limit in box.limits for side in limit.sides]
        alone = [limit.only(side).keeps(cases) for limit in box.limits for side in limit.sides]
        self.broken = ~np.array(alone, dtype=bool).reshape(len(self.each), len(cases))

    def quasi_p(self) -> list[float]:
        """Quasi-p value of each."""
        weight, wanted = self.cases.weight, self.cases.wanted
        breaks = self.broken.sum(axis=0)
        own = score_inside(breaks == 0, self.cases)
        near = breaks == 1
        let_in = self.broken[:, near]
        if not own.count:
            return [1.0] * len(self.each)
        mass = own.mass * weight.sum() + let_in @ weight[near]
        hits = own.density * own.mass * weight.sum() + let_in @ (weight * wanted)[near]
        trials, hit = own.effective, own.density * own.effective
        return [binomial_tail(trials, hit, h / m) if m > 0 else 1.0 for h, m in zip(hits, mass, strict=True)]

    def lift(self, place: int) -> None:
        """Do without one."""
        self.box = self.box.without(*self.each.pop(place))
        self.broken = np.delete(self.broken, place, axis=0)


def quasi_p(box: Box, cases: Cases) -> dict[tuple[str, Side], float]:
    """Quasi-p value of every restriction of a box on the cases it was sought in, by quantity and side."""
    restrictions = _Restrictions(box, cases)
    return dict(zip(restrictions.each, restrictions.quasi_p(), strict=True))


def binomial_tail(trials: float, hits: float, chance: float) -> float:
    """P(Binomial(trials, chance) >= hits), for trials and hits that need not be whole; 1 where nothing was tried."""
    if not trials > 0 or not hits > 0:
        return 1.0
    return float(scipy.special.betainc(hits, trials - hits + 1, min(chance, 1.0)))


def prune(box: Box, cases: Cases, significant: float = SIGNIFICANT) -> Box:
    """The box without the restrictions that may be chance, lifted one at a time, the worst first."""
    restrictions = _Restrictions(box, cases)
    while restrictions.each:
        values = restrictions.quasi_p()
        worst = int(np.argmax(values))
        if values[worst] <= significant:
            break
        restrictions.lift(worst)
    return restrictions.box


def freed(
    trajectory: Trajectory, cases: Cases, significant: float = SIGNIFICANT, least_density: float = 0.0
) -> list[tuple[Box, Score]]:
    """Every box of the trajectory without the restrictions that may be chance, once, with its score on `cases`.

    Boxes that are less dense than `least_density` before are left out.
    """
    dense = [step.box for step in trajectory.steps if step.score.density >= least_density]
    boxes = dict.fromkeys(prune(box, cases, significant) for box in dense)
    return [(box, score(box, cases)) for box in boxes]


def choose(
    trajectory: Trajectory,
    cases: Cases,
    *,
    least_density: float = 0.5,
    slack: float = SLACK,
    significant: float = SIGNIFICANT,
) -> Step:
    """The box to tell, by the rule above; everything where none is dense enough.

    `cases` are those the trajectory was sought in; coverage and mass of the score refer to what the trajectory's do.
    """
    everything = trajectory.steps[0]
    least = max(least_density, everything.score.density)
    boxes = freed(trajectory, cases, significant, least)
    dense = [(box, own) for box, own in boxes if box.limits and own.density >= least]
    if not dense:
        return everything
    best = max(own.harmonic for _, own in dense)
    good = [(box, own) for box, own in dense if own.harmonic >= (1 - slack) * best]
    box, own = min(good, key=lambda pair: (len(pair[0].limits), -pair[1].harmonic))
    whole = everything.score
    return Step(box, replace(own, coverage=own.coverage * whole.coverage, mass=own.mass * whole.mass))


def choosing(
    least_density: float = 0.5, slack: float = SLACK, significant: float = SIGNIFICANT
) -> Callable[[Trajectory, Cases], Step]:
    """`choose` with its thresholds set, as `cover` takes it."""
    return partial(choose, least_density=least_density, slack=slack, significant=significant)
