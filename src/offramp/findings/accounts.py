"""What each policy costs whom: measures over the horizon and the parties' accounts, against the baseline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from offramp.ensemble.store import RunFolder
from offramp.findings.spread import Spread, share
from offramp.game.rules import Bools, Floats

#: Differences below this part of the accounts compared are none: they come from rounding.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Account:
    """One policy's account.

    Attributes:
        totals: measure -> Spread of its sum over the horizon; monthly: measure -> mean by month.
        value: party -> Spread of its discounted account (higher is better for it).
        gain: party -> Spread of the difference from the baseline in the same world.
        better: party -> share of the weighted worlds in which the policy is better for it than the baseline by
            more than rounding (`ROUNDING`).
    """

    totals: dict[str, Spread]
    monthly: dict[str, Floats]
    value: dict[str, Spread]
    gain: dict[str, Spread]
    better: dict[str, float]


def accounts(folder: RunFolder, weight: Floats, baseline: str) -> dict[str, Account]:
    """Accounts by policy; the baseline must be among the policies run, else the first stands in for it."""
    measures, value = folder.variable("measures"), folder.variable("value")
    policies = [str(p) for p in value.coords["policy"].values]
    parties = [str(p) for p in value.coords["party"].values]
    base = value.sel(policy=_base(value, baseline))
    better = better_by_world(value, baseline)
    out = {}
    for policy in policies:
        own, counted = value.sel(policy=policy), measures.sel(policy=policy)
        gain = own - base
        names = [str(m) for m in counted.coords["measure"].values]
        out[policy] = Account(
            totals={m: Spread.over(counted.sel(measure=m).sum("step", skipna=False).values, weight) for m in names},
            monthly={m: Spread.over(counted.sel(measure=m).values, weight).mean for m in names},
            value={p: Spread.over(own.sel(party=p).values, weight) for p in parties},
            gain={p: Spread.over(gain.sel(party=p).values, weight) for p in parties},
            better={p: share(better.sel(policy=policy, party=p).values, weight) for p in parties},
        )
    return out


def better_by_world(value: xr.DataArray, baseline: str) -> xr.DataArray:
    """Whether each policy is better for each party than the baseline, along the axes of `value`; not so where unknown."""
    base = value.sel(policy=_base(value, baseline), drop=True)
    own = value.transpose("policy", *base.dims)
    return own.copy(data=gains(own.values - base.values, own.values, base.values)).transpose(*value.dims)


def _base(value: xr.DataArray, baseline: str) -> str:
    """The policy that the others are compared with."""
    policies = [str(p) for p in value.coords["policy"].values]
    return baseline if baseline in policies else policies[0]


def gains(difference: Floats, new: Floats, old: Floats) -> Bools:
    """Where a difference between two accounts (or other amounts) is a gain, and no rounding."""
    return difference > ROUNDING * np.maximum(np.abs(new), np.abs(old))
