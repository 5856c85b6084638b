"""What becomes of the war under a policy, month by month."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from offramp.ensemble.store import RunFolder
from offramp.findings.spread import Spread, share
from offramp.game.rules import Floats

OUTCOMES = ("fighting", "frozen", "peace", "a-prevails", "b-prevails", "general-war")
#: Differences of chances below this are rounding.
ROUNDING = 1e-9
FRONT_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Outcomes:
    """Probabilities by month 0..horizon under one policy.

    Attributes:
        chance: outcome -> Spread of (horizon+1,); the means sum to 1 in every month.
        likely: outcome -> share of the weighted worlds in which it is the likeliest at the horizon.
        packages: package -> mean probability by month that it is in force.
        front: quantiles (levels, horizon+1) of the front over worlds and chance, given that the war goes on; NaN
            where it hardly does.
        agree: outcome -> share of the weighted worlds in which its chance at the horizon differs from that under the
            baseline the same way as on average (by more than rounding); empty for the baseline.
        rungs: (2, rungs, horizon) mean probability that a month is fought on each rung of each side.
    """

    chance: dict[str, Spread]
    likely: dict[str, float]
    packages: dict[str, Floats]
    front: Floats
    rungs: Floats
    agree: dict[str, float] = field(default_factory=dict)


def outcomes(folder: RunFolder, weight: Floats, baseline: str = "") -> dict[str, Outcomes]:
    """Outcomes by policy; `baseline`: the policy that the others are compared with, none if empty."""
    chance, peace = folder.variable("chance"), folder.variable("peace")
    front, rungs = folder.variable("front"), folder.variable("rungs")
    cells = front.coords["cell"].values
    out = {}
    base = _parts(chance, peace, baseline) if baseline in chance.coords["policy"].values else []
    for policy in chance.coords["policy"].values:
        parts, deals = _parts(chance, peace, policy), peace.sel(policy=policy).values
        last = np.stack([part[:, -1] for part in parts])
        top = np.where(np.isnan(last).all(0), -1, np.nan_to_num(last).argmax(0))
        packages = [str(name) for name in peace.coords["package"].values]
        out[str(policy)] = Outcomes(
            chance={name: Spread.over(part, weight) for name, part in zip(OUTCOMES, parts, strict=True)},
            likely={name: share(top == i, weight) for i, name in enumerate(OUTCOMES)},
            packages={name: Spread.over(deals[:, d], weight).mean for d, name in enumerate(packages)},
            front=_front(front.sel(policy=policy).values, cells, weight),
            agree={} if policy == baseline else agreement(parts, base, weight),
            rungs=Spread.over(rungs.sel(policy=policy).transpose("world", "side", "rung", "step").values, weight).mean,
        )
    return out


def _parts(chance: xr.DataArray, peace: xr.DataArray, policy: str) -> list[Floats]:
    """Chances of the outcomes under a policy, each (worlds, horizon+1), in the order of `OUTCOMES`."""
    by_state, deals = chance.sel(policy=policy).values, peace.sel(policy=policy).values
    return [by_state[:, 0], by_state[:, 1], deals.sum(1), by_state[:, 2], by_state[:, 3], by_state[:, 4]]


def agreement(parts: list[Floats], base: list[Floats], weight: Floats) -> dict[str, float]:
    """Outcome -> share of the weight on worlds whose difference at the horizon has the sign of the mean difference."""
    used = weight > 0
    if not base or not used.any():
        return {}
    out = {}
    for name, own, other in zip(OUTCOMES, parts, base, strict=True):
        difference = own[used, -1] - other[used, -1]
        mean = float(weight[used] @ difference)
        out[name] = share((np.sign(mean) * difference > ROUNDING) & (abs(mean) > ROUNDING), weight[used])
    return out


def _front(mass: Floats, cells: Floats, weight: Floats) -> Floats:
    """Quantiles of the front given war, the weighted worlds' distributions pooled, (levels, horizon+1)."""
    used = weight > 0
    pooled = np.tensordot(weight[used], mass[used], axes=1)
    total = pooled.sum(1)
    out = np.full((len(FRONT_LEVELS), len(total)), np.nan)
    for t in np.flatnonzero(total > 0.01 * weight.sum()):
        reached = np.cumsum(pooled[t]) / total[t]
        edges = np.concatenate([[cells[0]], (cells[1:] + cells[:-1]) / 2, [cells[-1]]])
        out[:, t] = np.interp(FRONT_LEVELS, np.concatenate([[0.0], reached]), edges)
    return out
