"""What could be signed today, by whom it is blocked, what is signed first, and how a deal holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from offramp.ensemble.store import RunFolder
from offramp.findings.spread import Spread, share
from offramp.game.rules import Floats


@dataclass(frozen=True)
class Deal:
    """One package under one policy. Shares are of the weighted worlds.

    Attributes:
        a_accepts, b_accepts: share in which the side would accept it at some line within reach (whether or not it is
            on offer).
        both: share in which some line within reach is acceptable to both.
        open: share in which it may be proposed today (offered by the policy, crossing no real red line).
        blocks: who blocks it: shares of "a", "b", "both" (nobody wants it, or no line suits both), "red line or not
            offered", "nobody".
        gain_a, gain_b: Spread of what signing at today's front (or its own line) gives over going on, as a flow of
            the stakes.
        first: Spread of the chance that it is the war's first settlement within the horizon.
        first_line: mean front position at which it is first signed, NaN if hardly ever.
        holds: Spread by month of its survival if signed today; ends: cause -> mean chance that it ends so within the
            horizon.
    """

    a_accepts: float
    b_accepts: float
    both: float
    open: float
    blocks: dict[str, float]
    gain_a: Spread
    gain_b: Spread
    first: Spread
    first_line: float
    holds: Spread
    ends: dict[str, float]


def deals(folder: RunFolder, weight: Floats) -> dict[str, dict[str, Deal]]:
    """Policy -> package -> what became of it."""
    data = folder.dataset(["gain", "open", "first_signed", "first_line", "holds", "ended"])
    return {
        str(policy): {
            str(package): _deal(data.sel(policy=policy, package=package), weight)
            for package in data.coords["package"].values
        }
        for policy in data.coords["policy"].values
    }


def _deal(data: xr.Dataset, weight: Floats) -> Deal:
    gain = data["gain"].transpose("world", "side", "near").values
    accepts = np.greater_equal(np.nan_to_num(gain, nan=-np.inf), 0.0)
    any_line = np.any(accepts, axis=2)
    both = np.any(np.all(accepts, axis=1), axis=1)
    may = data["open"].values > 0.5
    lines = data["first_line"].values
    mean_line = Spread.over(lines, weight).mean
    total = mean_line.sum()
    where = float((mean_line * data.coords["line"].values).sum() / total) if total > 1e-6 else float("nan")
    middle = _middle(gain)
    return Deal(
        a_accepts=share(any_line[:, 0], weight),
        b_accepts=share(any_line[:, 1], weight),
        both=share(both, weight),
        open=share(may, weight),
        blocks=_blocks(any_line, both, may, weight),
        gain_a=Spread.over(middle[:, 0], weight),
        gain_b=Spread.over(middle[:, 1], weight),
        first=Spread.over(data["first_signed"].sum("step", skipna=False).values, weight),
        first_line=where,
        holds=Spread.over(data["holds"].values, weight),
        ends={
            str(c): float(Spread.over(data["ended"].sel(cause=c).values, weight).mean)
            for c in data.coords["cause"].values
        },
    )


def _middle(gain: Floats) -> Floats:
    """Gain at the middle line of those within reach: today's front, or the package's own line; (worlds, 2)."""
    known = (~np.isnan(gain)).any(1)
    last = np.maximum(known.sum(1) - 1, 0)
    return np.take_along_axis(gain, (last // 2)[:, None, None], axis=2)[:, :, 0]


def _blocks(any_line: np.ndarray, both: np.ndarray, may: np.ndarray, weight: Floats) -> dict[str, float]:
    a, b = any_line[:, 0], any_line[:, 1]
    return {
        "nobody": share(both & may, weight),
        "red line or not offered": share(both & ~may, weight),
        "a": share(~a & b, weight),
        "b": share(a & ~b, weight),
        "both": share((~a & ~b) | (a & b & ~both), weight),
    }
