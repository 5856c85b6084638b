"""Conclusions: testable statements over plays and outcomes.

Read from data and compared number by number; nothing is evaluated.

A statement compares two terms, world by world: `left > right*factor`, `left > right + margin`, or the same with less.
It *holds in* a
share of the assumptions tried, weighed by the record. That share is not a probability.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from offramp.argument.results import Results
from offramp.calibration.weights import ENOUGH
from offramp.ensemble.plays import later
from offramp.findings.accounts import ROUNDING
from offramp.findings.spread import Spread, share
from offramp.game.ledger import present_value
from offramp.game.rules import Floats
from offramp.scenario import Scenario, World
from offramp.scenario.argued import Conclusion, Term

#: Resamples of the bootstrap, and the share of them between the ends of an interval.
RESAMPLES, INTERVAL = 400, (0.05, 0.95)
HALF = 0.5


@dataclass(frozen=True)
class Verdict:
    """How a conclusion fares in one reading.

    Attributes:
        holds: share of the weighted worlds in which it holds; low, high: bootstrap interval (5% to 95%).
        effective: effective number of worlds; enough: whether that is enough for a percentage.
        settled: whether the interval lies on one side of a half.
        by_how_much: Spread over worlds of left minus right (minus margin), or of the ratio left/right where a factor
            is asked for.
        ratio: True where `by_how_much` is a ratio.
        weights_agree: share of the drawn party weights under which the mean difference has the sign asked for (NaN if
            no value).
        holds_by_world: (worlds,) 1 where it holds, 0 where not, NaN for worlds without a result; worlds: their indices;
            weight: their weights, 0 where not used.
    """

    holds: float
    low: float
    high: float
    effective: float
    enough: bool
    settled: bool
    by_how_much: Spread
    ratio: bool
    weights_agree: float
    holds_by_world: Floats
    worlds: np.ndarray
    weight: Floats


def play_name(term: Term) -> str:
    """Name of the play that a term speaks of."""
    return later(term.policy, term.from_, announced=term.announced)


def plays_needed(conclusions: dict[str, Conclusion]) -> list[str]:
    """Every play that the conclusions speak of, each once, in their order."""
    terms = [side for c in conclusions.values() for side in (c.left, c.right) if isinstance(side, Term)]
    return list(dict.fromkeys(play_name(term) for term in terms))


def verdict(
    scenario: Scenario, conclusion: Conclusion, results: Results, worlds: dict[int, World], seed: int = 0
) -> Verdict | None:
    """How `conclusion` fares over the worlds of `results`; None where a play it speaks of was not run.

    `worlds` are the worlds of the reading by index (for the parties' weights).
    """
    terms = [side for side in (conclusion.left, conclusion.right) if isinstance(side, Term)]
    if not all(results.has(play_name(term)) for term in terms):
        return None
    left = term_by_world(scenario, results, conclusion.left)
    right = (
        term_by_world(scenario, results, conclusion.right)
        if isinstance(conclusion.right, Term)
        else xr.full_like(left, float(conclusion.right))
    )
    left, right = xr.align(left, right, join="inner")
    index = left.coords["world"].values
    weights = results.weights(index)
    holds = compare(conclusion, left.values, right.values)
    used = np.isfinite(holds) & (weights.of > 0)
    weight = np.where(used, weights.of, 0.0)
    low, high = bootstrap_share(holds[used], weights.of[used], seed)
    enough = weights.effective >= ENOUGH
    return Verdict(
        holds=share(np.nan_to_num(holds) > 0, weight),
        low=low,
        high=high,
        effective=weights.effective,
        enough=enough,
        settled=enough and (low > HALF or high < HALF),
        by_how_much=_by_how_much(conclusion, left.values, right.values, weight),
        ratio=conclusion.factor is not None,
        weights_agree=weights_agree(scenario, conclusion, results, worlds, weight, index),
        holds_by_world=holds,
        worlds=index,
        weight=weight,
    )


def compare(conclusion: Conclusion, left: Floats, right: Floats) -> Floats:
    """1 where the statement holds by more than rounding, 0 where not, NaN where a side is missing; arrays of one shape."""
    bound = right * conclusion.factor if conclusion.factor is not None else right
    margin = conclusion.margin or 0.0
    ahead = left - bound if conclusion.is_ == "greater" else bound - left
    with np.errstate(invalid="ignore"):
        holds = ahead - margin > ROUNDING * np.maximum(np.abs(left), np.abs(bound))
    return np.where(np.isfinite(left) & np.isfinite(right), holds.astype(np.float64), np.nan)


def term_by_world(scenario: Scenario, results: Results, term: Term) -> xr.DataArray:
    """The term's number in every world, along world."""
    play = play_name(term)
    if term.value_of is not None:
        return results.of("value", play).sel(party=term.value_of, drop=True)
    month = min(scenario.horizon if term.by_month is None else term.by_month, scenario.horizon)
    if term.measure is not None:
        by_month = results.of("measures", play).sel(measure=term.measure, drop=True)
        return by_month.isel(step=slice(0, month)).sum("step", skipna=False)
    return _chance(results, play, str(term.chance_of), month)


def _chance(results: Results, play: str, outcome: str, month: int) -> xr.DataArray:
    """Chance that an outcome is the case in `month` (for `broken`: expected number of deals broken by then)."""
    if outcome == "broken":
        broken = results.of("broken", play).isel(step=slice(0, month))
        return broken.sum(("step", "side", "package"), skipna=False)
    if outcome == "deal" or outcome.startswith("deal:"):
        deals = results.of("peace", play).sel(month=month, drop=True)
        if outcome != "deal":
            return deals.sel(package=outcome.removeprefix("deal:"), drop=True)
        return deals.sum("package", skipna=False)
    chance = results.of("chance", play).sel(month=month, drop=True)
    if outcome == "war-goes-on":
        return chance.sel(state=["fighting", "frozen"]).sum("state", skipna=False)
    return chance.sel(state=outcome, drop=True)


def bootstrap_share(holds: Floats, weight: Floats, seed: int) -> tuple[float, float]:
    """Interval of the weighted share by resampling worlds (percentile bootstrap, Efron 1979)."""
    if not len(holds):
        return float("nan"), float("nan")
    rng = np.random.default_rng([seed, len(holds)])
    picked = rng.integers(0, len(holds), (RESAMPLES, len(holds)))
    weights = weight[picked]
    shares = (weights * holds[picked]).sum(1) / weights.sum(1)
    low, high = np.quantile(shares, INTERVAL)
    return float(low), float(high)


def _by_how_much(conclusion: Conclusion, left: Floats, right: Floats, weight: Floats) -> Spread:
    if conclusion.factor is None:
        return Spread.over(left - right, weight)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(right > 0, left / right, np.nan)
    return Spread.over(ratio, np.where(np.isfinite(ratio), weight, 0.0))


def weights_agree(
    scenario: Scenario,
    conclusion: Conclusion,
    results: Results,
    worlds: dict[int, World],
    weight: Floats,
    index: np.ndarray,
) -> float:
    """Share of the party's drawn weights under which the mean difference of left and right has the sign asked for."""
    left, right = conclusion.left, conclusion.right
    if not isinstance(right, Term) or left.value_of is None or left.value_of != right.value_of:
        return float("nan")
    party = left.value_of
    names = list(scenario.parties[party].weights)
    drawn = [worlds[int(k)] for k in index if int(k) in worlds]
    if not names or not drawn or not weight.any():
        return float("nan")
    discount = float(np.median([world.value(f"parties.{party}.discount") for world in drawn]))
    measured = [
        results.of("measures", play_name(t))
        .sel(world=index, measure=names)
        .transpose("world", "measure", "step")
        .values
        for t in (left, right)
    ]
    used = weight > 0
    # an account adds up months and measures: its mean over worlds is that of the mean months
    mean = np.tensordot(weight[used], (measured[0] - measured[1])[used], axes=1)
    sign = np.array([(-1.0 if scenario.measures[m].bad else 1.0) / scenario.measures[m].scale for m in names])
    mean_gain = sign * np.array([present_value(flow, discount) for flow in mean])
    vectors = np.array([[world.value(f"parties.{party}.weights.{m}") for m in names] for world in drawn])
    total = vectors @ mean_gain
    return float(np.mean(total > 0 if conclusion.is_ == "greater" else total < 0))
