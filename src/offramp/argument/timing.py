"""When: the same policy started now or later, announced or as a surprise, and whether the moment is ripe.

A moment is ripe (Zartman 2000) when both sides would rather sign some deal on the table than fight on: a mutually
hurting stalemate
and a way out. Here: the share of wars not yet signed in which one side would propose a deal that the other accepts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from offramp.argument.results import Results
from offramp.ensemble.plays import later
from offramp.findings.accounts import gains
from offramp.findings.spread import Spread, share
from offramp.scenario import Scenario

STARTS = (0, 3, 6, 12, 18)


@dataclass(frozen=True)
class Start:
    """A policy started in one month.

    Attributes:
        month; announced: whether both sides know of it from the beginning.
        gain: party -> Spread of its account minus that of starting now.
        better: party -> share of the weighted worlds in which this start is better for it than now.
        best: party -> share in which this start is the best of all starts with the same announcement.
        signed: Spread of the chance that a first settlement comes within the horizon.
        packages: package -> mean chance that it is the first settlement.
    """

    month: int
    announced: bool
    gain: dict[str, Spread]
    better: dict[str, float]
    best: dict[str, float]
    signed: Spread
    packages: dict[str, float]


@dataclass(frozen=True)
class Timing:
    """Attributes: policy; effective worlds; starts; ripe: (months,) weighted mean share of wars ripe for.

    A deal under it.
    """

    policy: str
    effective: float
    starts: list[Start]
    ripe: np.ndarray


def starts_of(scenario: Scenario) -> tuple[int, ...]:
    """Months in which a later start is tried: those of `STARTS` that lie within the horizon."""
    return tuple(month for month in STARTS if month < scenario.horizon)


def plays_needed(scenario: Scenario, policies: list[str]) -> list[str]:
    """Plays that `timing` reads."""
    months = [month for month in starts_of(scenario) if month]
    return [
        *policies,
        *(later(p, m, announced=announced) for p in policies for m in months for announced in (True, False)),
    ]


def timed_policies(scenario: Scenario) -> list[str]:
    """Policies that some conclusion asks to start later; the baseline, which holds before, has no later start."""
    terms = [term for conclusion in scenario.conclusions.values() for term in conclusion.terms]
    others = [name for name in scenario.policies if name != scenario.baseline]
    return list(dict.fromkeys(t.policy for t in terms if t.from_ > 0 and t.policy in others))


def _together(results: Results, name: str, plays: list[str]) -> xr.DataArray:
    """An array of several plays over the worlds that all of them have."""
    return xr.concat([results.of(name, play) for play in plays], pd.Index(plays, name="policy"), join="inner")


def timing(scenario: Scenario, policy: str, results: Results) -> Timing | None:
    """Timing of `policy` from results that hold its later starts; None where they were not run."""
    names = plays_needed(scenario, [policy])
    if not all(results.has(name) for name in names):
        return None
    value = _together(results, "value", names)
    first = _together(results, "first_signed", names)
    weights = results.weights(value.coords["world"].values)
    starts = []
    for announced in (True, False):
        names = [later(policy, month, announced=announced) for month in starts_of(scenario)]
        by_start = value.sel(policy=names).transpose("policy", "world", "party").values
        top = np.where(np.isnan(by_start).any(0), -1, np.nan_to_num(by_start, nan=-np.inf).argmax(0))
        for i, (month, name) in enumerate(zip(starts_of(scenario), names, strict=True)):
            if month == 0 and not announced:
                continue
            signed = first.sel(policy=name).sum("step", skipna=False)
            parties = [str(p) for p in value.coords["party"].values]
            difference = by_start[i] - by_start[0]
            starts.append(
                Start(
                    month=month,
                    announced=announced,
                    gain={p: Spread.over(difference[:, j], weights.of) for j, p in enumerate(parties)},
                    better={
                        p: share(gains(difference[:, j], by_start[i, :, j], by_start[0, :, j]), weights.of)
                        for j, p in enumerate(parties)
                    },
                    best={p: share(top[:, j] == i, weights.of) for j, p in enumerate(parties)},
                    signed=Spread.over(signed.sum("package", skipna=False).values, weights.of),
                    packages={
                        str(d): float(Spread.over(signed.sel(package=d).values, weights.of).mean)
                        for d in signed.coords["package"].values
                    },
                )
            )
    ripe = results.of("ripe", policy).sel(world=value.coords["world"]).values
    used = weights.of[:, None] * np.isfinite(ripe)
    with np.errstate(invalid="ignore"):
        mean = (used * np.nan_to_num(ripe)).sum(0) / used.sum(0)
    return Timing(policy, weights.effective, starts, mean)
