"""Conclusions: testable statements over plays and outcomes.

Read from data and compared number by number; nothing is evaluated.

A statement compares two terms, world by world: `left > right*factor`, `left > right + margin`, or with less
`left*factor < right`, `left < right - margin`. It *holds in* a share of the assumptions tried, weighed by the record,
told with a bootstrap interval over worlds (`offramp.ensemble.trust`). That share is not a probability.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import xarray as xr

from offramp.argument.results import Results
from offramp.calibration.weights import ENOUGH
from offramp.ensemble.plays import later
from offramp.ensemble.trust import intervals
from offramp.ensemble.weighted import weighted_quantiles
from offramp.findings.accounts import ROUNDING
from offramp.findings.spread import Spread, share
from offramp.game.ledger import present_value
from offramp.game.rules import Floats
from offramp.scenario import Scenario, World
from offramp.scenario.argued import Conclusion, Term

#: Resamples of the bootstrap.
RESAMPLES = 400
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
        ratio: True where `by_how_much` is a ratio, whose mean a few worlds with next to nothing on the right can make
            anything; middle: the weighted median of `by_how_much`.
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
    middle: float = float("nan")


def play_name(term: Term) -> str:
    """Name of the play that a term speaks of."""
    return later(term.policy, term.from_, announced=term.announced)


def within(scenario: Scenario, conclusion: Conclusion) -> bool:
    """Whether every month it speaks of lies within the horizon, which a run may have shortened."""
    horizon = scenario.horizon
    return all((term.by_month or 0) <= horizon and term.from_ < horizon for term in conclusion.terms)


def plays_needed(scenario: Scenario, keys: Iterable[str] | None = None) -> list[str]:
    """Every play that the scenario's conclusions (or those named) speak of within the horizon, once, in their order."""
    asked = [scenario.conclusions[key] for key in (scenario.conclusions if keys is None else keys)]
    terms = [term for one in asked if within(scenario, one) for term in one.terms]
    return list(dict.fromkeys(play_name(term) for term in terms))


def verdict(
    scenario: Scenario,
    conclusion: Conclusion,
    results: Results,
    worlds: dict[int, World],
    *,
    seed: int = 0,
    among: np.ndarray | None = None,
) -> Verdict | None:
    """How `conclusion` fares over the worlds of `results`, or `among` some of them.

    None where a play it speaks of was not run, or it speaks of months past the horizon. `worlds` are the worlds of the
    reading by index (for the parties' weights).
    """
    if not within(scenario, conclusion) or not all(results.has(play_name(term)) for term in conclusion.terms):
        return None
    left, right = _sides(scenario, conclusion, results, among)
    index = left.coords["world"].values
    weights = results.weights(index)
    holds = compare(conclusion, left.values, right.values)
    used = np.isfinite(holds) & (weights.of > 0)
    weight = np.where(used, weights.of, 0.0)
    low, high = _interval(holds, weight, seed)
    enough = weights.effective >= ENOUGH
    spread, middle = _by_how_much(conclusion, left.values, right.values, weight)
    return Verdict(
        holds=share(np.nan_to_num(holds) > 0, weight),
        low=low,
        high=high,
        effective=weights.effective,
        enough=enough,
        settled=enough and (low > HALF or high < HALF),
        by_how_much=spread,
        ratio=conclusion.factor is not None,
        weights_agree=weights_agree(scenario, conclusion, results, worlds, weight, index),
        holds_by_world=holds,
        worlds=index,
        weight=weight,
        middle=middle,
    )


def _sides(
    scenario: Scenario, conclusion: Conclusion, results: Results, among: np.ndarray | None
) -> tuple[xr.DataArray, xr.DataArray]:
    """Both sides in every world that has both."""
    left = term_by_world(scenario, results, conclusion.left)
    right = (
        term_by_world(scenario, results, conclusion.right)
        if isinstance(conclusion.right, Term)
        else xr.full_like(left, float(conclusion.right))
    )
    if among is not None:
        left = left.sel(world=left.coords["world"].isin(among))
    left, right = xr.align(left, right, join="inner")
    return left, right


def compare(conclusion: Conclusion, left: Floats, right: Floats) -> Floats:
    """1 where the statement holds by more than rounding, 0 where not, NaN where a side is missing; arrays of one shape."""
    factor, margin = conclusion.factor or 1.0, conclusion.margin or 0.0
    more, less = (left, right) if conclusion.is_ == "greater" else (right, left)
    with np.errstate(invalid="ignore"):
        ahead = more - less * factor - margin
        holds = ahead > ROUNDING * np.maximum(np.abs(more), np.abs(less * factor))
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


def _interval(holds: Floats, weight: Floats, seed: int) -> tuple[float, float]:
    rng = np.random.default_rng([seed, int((weight > 0).sum())])
    found = intervals(np.nan_to_num(holds)[:, None], weight, rng, repeats=RESAMPLES)
    return float(found.low[0]), float(found.high[0])


def _by_how_much(conclusion: Conclusion, left: Floats, right: Floats, weight: Floats) -> tuple[Spread, float]:
    """Spread and median over worlds of the difference, or of the ratio where both sides are above 0."""
    told = left - right
    if conclusion.factor is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            told = np.where(right > 0, left / right, np.nan)
    weight = np.where(np.isfinite(told), weight, 0.0)
    used = weight > 0
    middle = float(weighted_quantiles(told[used], weight[used], (0.5,))[0]) if used.any() else float("nan")
    return Spread.over(told, weight), middle


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
