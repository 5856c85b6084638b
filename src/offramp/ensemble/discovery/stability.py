"""Would another draw of worlds have led to the same quantities? (Resampling test of Bryant & Lempert 2010.)

The cases are drawn again with replacement as many times as there are cases (bootstrap; weights multiply), PRIM is run
anew, and on its trajectory the box nearest in coverage and the box nearest in density to the one told are looked up.
A quantity's figure is the share of repeats in which these boxes restrict it. A quantity in the rule that comes back in
few repeats, or one left out that comes back often, is a warning. Two differences from Bryant & Lempert: they draw half
of the cases without replacement, while the bootstrap keeps the number of cases, hence the smallest box, the same; and
restrictions that may be chance are lifted here as they are in the rule told (see `choosing`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offramp.ensemble.discovery.boxes import Score
from offramp.ensemble.discovery.cases import Cases
from offramp.ensemble.discovery.choosing import freed
from offramp.ensemble.discovery.peeling import Settings
from offramp.ensemble.discovery.prim import DEFAULT, prim


@dataclass(frozen=True)
class ComesBack:
    """Share of the repeats whose box nearest in coverage, and nearest in density, restricts the quantity."""

    by_coverage: float
    by_density: float


def comes_back(
    cases: Cases, told: Score, rng: np.random.Generator, *, repeats: int = 20, settings: Settings = DEFAULT
) -> dict[str, ComesBack]:
    """How often each quantity comes back in resampled searches; the most faithful first."""
    by_coverage, by_density = dict.fromkeys(cases.names, 0), dict.fromkeys(cases.names, 0)
    for _ in range(repeats):
        again = _drawn_again(cases, rng)
        boxes = freed(prim(again, settings), again)
        near_coverage, _ = min(boxes, key=lambda pair: abs(pair[1].coverage - told.coverage))
        near_density, _ = min(boxes, key=lambda pair: abs(pair[1].density - told.density))
        for name in near_coverage.names:
            by_coverage[name] += 1
        for name in near_density.names:
            by_density[name] += 1
    found = {name: ComesBack(by_coverage[name] / repeats, by_density[name] / repeats) for name in cases.names}
    return dict(sorted(found.items(), key=lambda entry: -min(entry[1].by_coverage, entry[1].by_density)))


def _drawn_again(cases: Cases, rng: np.random.Generator) -> Cases:
    """A bootstrap sample that holds at least one case of interest, so that coverage means something."""
    while True:
        times = np.bincount(rng.integers(0, len(cases), len(cases)), minlength=len(cases))
        if not cases.wanted.any() or cases.wanted[times > 0].any():
            return cases.reweighed(cases.weight * times)
