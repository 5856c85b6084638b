"""The probability that a run gave to what happened: the plain share and its logarithm, beside simple baselines.

In world k, weighed ``w_k`` by the record up to the start, the course under one policy gives what happened a probability
``p_k``; the forecast is ``p = sum w_k p_k`` and its score ``log p`` (the logarithmic score, Good 1952: 0 is best). Three
questions are scored: the *state* at the end of the month in which it happened, the same with the very *package* where a
deal was signed, and the *month* itself, as the chance that the first deal was signed, or that side prevailed, just then.
What the front was is not scored but set beside the front that the model expected, given that the war was still on.

A handful of wars proves nothing: the scores say where the model was surprised, not whether it is right.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from offramp.calibration.baselines import Baseline, baselines
from offramp.calibration.weights import ENOUGH, Weights, weigh_worlds
from offramp.ensemble.store import STATES, RunFolder
from offramp.game.rules import Floats
from offramp.scenario import Scenario
from offramp.scenario.argued import WhatHappened

#: Where the range over worlds is cut, and that of the front.
RANGE, FRONT = (0.1, 0.9), (0.05, 0.5, 0.95)
PLAIN = "A handful of wars proves nothing: these scores say where the model was surprised, not whether it is right."


@dataclass(frozen=True)
class Chance:
    """A probability: mean over the weighted worlds, and the range of the middle 80% of them."""

    mean: float
    low: float
    high: float

    @property
    def log(self) -> float:
        """Natural logarithm of the mean; minus infinity for 0."""
        return math.log(self.mean) if self.mean > 0 else -math.inf


@dataclass(frozen=True)
class Score:
    """What a run under one policy gave to what happened.

    Attributes:
        scenario, policy, outcome, month: what was scored; month counts from the start.
        worlds, effective: worlds with a result, and how many they count as.
        state: of the state at the end of that month; package: with the very deal, None where there was none; in_month: of
            an ending just then, None where nothing ended.
        front, expected_front: the front recorded, and its 5, 50 and 95% points given war; None where not known.
        baselines: what simple forecasts gave.
    """

    scenario: str
    policy: str
    outcome: str
    month: int
    worlds: int
    effective: float
    state: Chance
    package: Chance | None
    in_month: Chance | None
    front: float | None
    expected_front: tuple[float, float, float] | None
    baselines: list[Baseline]

    @property
    def enough(self) -> bool:
        """Whether enough worlds carry weight for percentages to be given."""
        return self.effective >= ENOUGH


def scoreable(happened: WhatHappened | None, horizon: int) -> str:
    """Why what happened cannot be scored; empty where it can."""
    if happened is None or happened.outcome is None or happened.month is None:
        return "it has no what_happened with an outcome and a month"
    if happened.outcome == "broken":
        return "a broken deal is no state that could be scored"
    if not 0 <= happened.month < horizon:
        return f"what happened lies in month {happened.month}, outside its horizon of {horizon}"
    return ""


def score(scenario: Scenario, folder: RunFolder, policy: str) -> Score:
    """Score a finished run of `scenario` that has `policy`. Raises ValueError where nothing can be scored."""
    happened = scenario.what_happened
    if (reason := scoreable(happened, scenario.horizon)) or happened is None:
        raise ValueError(reason)
    outcome, month = str(happened.outcome), int(happened.month or 0)
    kind, _, package = outcome.partition(":")
    weights = weigh_worlds(folder.worlds()["log_weight"].values)
    state = _by_state(folder, policy, kind)
    deals = folder.variable("peace").sel(policy=policy)
    return Score(
        scenario=scenario.name,
        policy=policy,
        outcome=outcome,
        month=month,
        worlds=weights.usable,
        effective=weights.effective,
        state=chance(state[:, month + 1], weights),
        package=chance(deals.sel(package=package).values[:, month + 1], weights) if package else None,
        in_month=_in_month(folder, policy, kind, package, month, state, weights),
        front=happened.front,
        expected_front=_front(folder, policy, month + 1, weights),
        baselines=baselines(kind, month + 1, begins=_begins(scenario)),
    )


def _begins(scenario: Scenario) -> str:
    """The outcome that would be no change: a deal in force, a frozen front or fighting."""
    if scenario.start_in is not None:
        return "deal"
    return "frozen" if scenario.ladders.a.start == scenario.ladders.b.start == 0 else "fighting"


def chance(by_world: Floats, weights: Weights) -> Chance:
    """Mean and range of a probability over weighted worlds; `by_world` (worlds,)."""
    used = weights.of > 0
    values, weight = by_world[used], weights.of[used]
    if not len(values):
        return Chance(math.nan, math.nan, math.nan)
    order = np.argsort(values)
    reached = np.cumsum(weight[order]) / weight.sum()
    low, high = (float(values[order][min(np.searchsorted(reached, q), len(values) - 1)]) for q in RANGE)
    return Chance(float(weight @ values / weight.sum()), low, high)


def _by_state(folder: RunFolder, policy: str, kind: str) -> Floats:
    """Probability of a kind of outcome in each world, (worlds, horizon+1)."""
    if kind == "deal":
        return folder.variable("peace").sel(policy=policy).sum("package", skipna=False).values
    by_state = folder.variable("chance").sel(policy=policy)
    named = ["fighting", "frozen"] if kind == "war-goes-on" else [kind]
    return by_state.sel(state=[name for name in STATES if name in named]).sum("state", skipna=False).values


def _in_month(
    folder: RunFolder, policy: str, kind: str, package: str, month: int, state: Floats, weights: Weights
) -> Chance | None:
    """The first signing, or the end, in that very month; None where what happened ended nothing."""
    if kind == "deal":
        signed = folder.variable("first_signed").sel(policy=policy).isel(step=month)
        by_world = (signed.sel(package=package) if package else signed.sum("package", skipna=False)).values
        return chance(by_world, weights)
    if kind in ("a-prevails", "b-prevails", "general-war"):
        return chance(state[:, month + 1] - state[:, month], weights)
    return None


def _front(folder: RunFolder, policy: str, month: int, weights: Weights) -> tuple[float, float, float] | None:
    """Points of the front at the start of a month given war, worlds pooled; None where war is all but over."""
    used = weights.of > 0
    found = folder.variable("front").sel(policy=policy).isel(month=month)
    pooled = np.tensordot(weights.of[used], found.values[used], axes=1)
    if not pooled.sum() > 1e-6:
        return None
    reached = np.cumsum(pooled) / pooled.sum()
    cells = found.coords["cell"].values
    low, middle, high = (float(cells[min(np.searchsorted(reached, q), len(cells) - 1)]) for q in FRONT)
    return low, middle, high
