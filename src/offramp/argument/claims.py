"""Claim by claim: what follows where the assumptions are near to what a claim would make of them.

Nothing is solved anew. The worlds of the open reading cover the whole range of every number; those *near* a claim are the
ones in which the numbers it speaks of lie in, or closest to, the ranges it would give them. The distance of a world is,
for each such number, how far its rank among all worlds lies from the claim's range (0 inside), averaged over the claim's
numbers. Near are all worlds at distance 0 if they carry a quarter of the weight, else the nearest quarter. A conclusion
holds *more* or *less often* near a claim if the difference to the other worlds exceeds its bootstrap error so far that, of
all conclusions put to one claim that has nothing to do with them, one passes with chance 10% (Bonferroni); percentages
are left to runs with enough worlds on both sides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy

from offramp.argument.conclusions import Verdict
from offramp.calibration.weights import ENOUGH
from offramp.ensemble.weighted import effective
from offramp.findings.spread import share
from offramp.game.rules import Floats
from offramp.scenario import Scenario, World
from offramp.scenario.argued import Claim
from offramp.scenario.numbers import Fixed, Uncertain

NEAR, RESAMPLES = 0.25, 300
#: Chance that any conclusion that a claim has nothing to do with is told as turned by it.
FALSE_ALARM = 0.1
#: Fewer effective worlds than this on either side, and nothing is told.
FEWEST = 8

Turn = Literal["more often", "less often", "no clear difference"]


@dataclass(frozen=True)
class Following:
    """What follows for one conclusion near a claim: shares in which it holds there and elsewhere.

    `enough`: whether both sides have worlds enough for percentages.
    """

    near: float
    elsewhere: float
    turn: Turn
    enough: bool


def following(
    scenario: Scenario, verdicts: Mapping[str, Verdict | None], worlds: Mapping[int, World], seed: int = 0
) -> dict[str, dict[str, Following]]:
    """Claim -> conclusion -> what follows near it; claims that move no number and conclusions without a result left out."""
    judged = {key: verdict for key, verdict in verdicts.items() if verdict is not None}
    away = {key: found for key, claim in scenario.claims.items() if (found := distances(claim, worlds)) is not None}
    order = {index: place for place, index in enumerate(worlds)}
    out: dict[str, dict[str, Following]] = {}
    for key, distance in away.items():
        for conclusion, verdict in judged.items():
            known = np.array([int(k) in order for k in verdict.worlds])
            at = np.array([order[int(k)] for k in verdict.worlds[known]], dtype=np.intp)
            told = compare(distance[at], verdict.holds_by_world[known], verdict.weight[known], seed, len(judged))
            if told is not None:
                out.setdefault(key, {})[conclusion] = told
    return out


def distances(claim: Claim, worlds: Mapping[int, World]) -> Floats | None:
    """Distance of every world from a claim, in ranks (0..1); None for a claim that gives no number or range."""
    each = []
    for path, number in claim.would_make.items():
        if isinstance(number, Uncertain):
            low, high = number.distribution.span()
        elif isinstance(number, Fixed):
            low = high = number.value
        else:
            continue
        values = np.array([world.value(path) for world in worlds.values()])
        ordered = np.sort(values)
        below = np.searchsorted(ordered, low, "left") / len(values)
        above = np.searchsorted(ordered, high, "right") / len(values)
        rank = np.searchsorted(ordered, values, "left") / len(values)
        each.append(np.where((values >= low) & (values <= high), 0.0, np.maximum(below - rank, rank - above)))
    return np.clip(np.mean(each, axis=0), 0.0, 1.0) if each else None


def compare(distance: Floats, holds: Floats, weight: Floats, seed: int, asked: int = 1) -> Following | None:
    """Shares near and elsewhere; None where either side has too few worlds; `asked`: conclusions put to one claim."""
    used = np.isfinite(holds) & (weight > 0)
    distance, holds, weight = distance[used], holds[used], weight[used]
    near = nearest(distance, weight)
    sides = [effective(weight[which]) for which in (near, ~near)]
    if min(sides, default=0.0) < FEWEST:
        return None
    rng = np.random.default_rng([seed, len(weight)])
    picked = rng.integers(0, len(weight), (RESAMPLES, len(weight)))
    w, h, n = weight[picked], holds[picked], near[picked]
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = (w * h * n).sum(1) / (w * n).sum(1) - (w * h * ~n).sum(1) / (w * ~n).sum(1)
    middle, spread = share(holds > 0, weight * near) - share(holds > 0, weight * ~near), float(np.nanstd(apart))
    clear = spread > 0 and abs(middle) > scipy.special.ndtri(1 - FALSE_ALARM / (2 * max(asked, 1))) * spread
    turn: Turn = "no clear difference" if not clear else "more often" if middle > 0 else "less often"
    return Following(
        near=share(holds > 0, weight * near),
        elsewhere=share(holds > 0, weight * ~near),
        turn=turn,
        enough=min(sides) >= ENOUGH,
    )


def nearest(distance: Floats, weight: Floats) -> np.ndarray:
    """Which worlds are near: those at distance 0 if they carry a quarter of the weight, else the nearest quarter."""
    inside = distance <= 0
    if weight[inside].sum() >= NEAR * weight.sum():
        return inside
    order = np.argsort(distance, kind="stable")
    reached = np.cumsum(weight[order])
    out = np.zeros(len(distance), dtype=bool)
    out[order[: int(np.searchsorted(reached, NEAR * reached[-1])) + 1]] = True
    return out
