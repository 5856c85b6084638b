"""What was put in, what the record made of it, and what the answers hinge on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from offramp.calibration.weights import Weights
from offramp.ensemble.weighted import weighted_quantiles
from offramp.game.rules import Floats
from offramp.scenario import Scenario
from offramp.scenario.counted import counted_only


@dataclass(frozen=True)
class Assumption:
    """One uncertain quantity before and after the record: medians and the middle 80%.

    And the shift in standard deviations.
    """

    path: str
    label: str
    unit: str
    question: str
    basis: str
    source: str
    note: str
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    shift: float


@dataclass(frozen=True)
class Hinge:
    """A quantity that an answer hinges on: weighted rank correlation with the outcome over worlds."""

    path: str
    label: str
    correlation: float


def assumptions(scenario: Scenario, design: xr.Dataset, weights: Weights) -> list[Assumption]:
    """Every uncertain quantity, in the scenario's order."""
    out = []
    equal = np.full(len(weights.of), 1.0 / max(len(weights.of), 1))
    for info in scenario.quantities():
        if info.path not in design:
            continue
        drawn = design[info.path].values
        before = weighted_quantiles(drawn, equal, (0.5, 0.1, 0.9))
        after = weighted_quantiles(drawn, weights.of, (0.5, 0.1, 0.9)) if weights.usable else before
        spread = drawn.std()
        shift = ((weights.of * drawn).sum() - drawn.mean()) / spread if spread > 0 and weights.usable else 0.0
        rests = info.rests_on
        out.append(
            Assumption(
                path=info.path,
                label=info.label,
                unit=info.unit,
                question=info.question,
                basis=rests.basis if rests else "judgement",
                source=(rests.source or "") if rests else "",
                note=(rests.note or "") if rests else "",
                before=_three(before),
                after=_three(after),
                shift=float(shift),
            )
        )
    return out


def _three(values: Floats) -> tuple[float, float, float]:
    middle, low, high = (float(x) for x in values)
    return middle, low, high


def hinges(scenario: Scenario, design: xr.Dataset, outcome: Floats, weight: Floats, most: int = 3) -> list[Hinge]:
    """The facts of the war whose rank goes most with the rank of `outcome` (worlds,), strongest first."""
    used = (weight > 0) & np.isfinite(outcome)
    if used.sum() < 3 or np.ptp(outcome[used]) == 0:
        return []
    out, counted = [], counted_only(scenario)
    labels = {info.path: info.label for info in scenario.quantities()}
    for path in (str(name) for name in design.data_vars):
        if path in counted:
            continue
        drawn = design[path].values[used]
        if np.ptp(drawn) > 0:
            name = path.removesuffix(".drawn")
            out.append(
                Hinge(
                    path,
                    labels.get(path) or labels.get(name) or name,
                    _rank_correlation(drawn, outcome[used], weight[used]),
                )
            )
    return sorted(out, key=lambda hinge: -abs(hinge.correlation))[:most]


def _rank_correlation(x: Floats, y: Floats, weight: Floats) -> float:
    weight = weight / weight.sum()
    ranks = [pd.Series(values).rank().to_numpy() for values in (x, y)]
    centred = [rank - (weight * rank).sum() for rank in ranks]
    spread = [np.sqrt((weight * rank**2).sum()) for rank in centred]
    return float((weight * centred[0] * centred[1]).sum() / (spread[0] * spread[1])) if min(spread) > 0 else 0.0
