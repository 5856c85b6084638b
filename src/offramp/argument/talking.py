"""Testing by talking: what months of open channel without a deal would teach.

Bayes over worlds, no new solve: a world in which the deals on offer would have been signed by then loses weight,
``w'_k`` proportional to ``w_k * P_k(no settlement in N months)``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from offramp.calibration.weights import Weights
from offramp.ensemble.store import RunFolder
from offramp.game.rules import Floats
from offramp.scenario import Scenario

MONTHS = (3, 6, 12)


@dataclass(frozen=True)
class Lesson:
    """What N months of a play without a deal would teach.

    Attributes:
        policy; months: N.
        likely: weighted chance that there is no settlement in these months.
        red_lines: red line -> (share of weight on worlds where it is real, before and after).
        shifted: (path, label, shift in standard deviations of the weighted draws), strongest first.
        effective: effective number of worlds left.
    """

    policy: str
    months: int
    likely: float
    red_lines: dict[str, tuple[float, float]]
    shifted: list[tuple[str, str, float]]
    effective: float


def lessons(scenario: Scenario, policy: str, folder: RunFolder, design: xr.Dataset, weights: Weights) -> list[Lesson]:
    """Lessons of `policy` after 3, 6 and 12 months without a settlement."""
    first = folder.variable("first_signed").sel(policy=policy).sum("package", skipna=False).values
    labels = {info.path: info.label or info.path for info in scenario.quantities()}
    out = []
    for months in MONTHS:
        if months > first.shape[1]:
            continue
        silent = np.clip(1.0 - np.nan_to_num(first[:, :months]).sum(1), 0.0, 1.0)
        after = weights.of * silent
        likely = float(after.sum() / weights.of.sum()) if weights.usable else float("nan")
        if after.sum() <= 0:
            continue
        after /= after.sum()
        out.append(
            Lesson(
                policy=policy,
                months=months,
                likely=likely,
                red_lines=_red_lines(scenario, design, weights.of, after),
                shifted=_shifted(design, labels, weights.of, after),
                effective=float(1.0 / (after**2).sum()),
            )
        )
    return out


def _red_lines(scenario: Scenario, design: xr.Dataset, before: Floats, after: Floats) -> dict[str, tuple[float, float]]:
    out = {}
    for name in scenario.red_lines:
        path = f"red_lines.{name}.real.drawn"
        if path in design:
            real = design[path].values
            out[name] = (float((before * real).sum()), float((after * real).sum()))
    return out


def _shifted(
    design: xr.Dataset, labels: dict[str, str], before: Floats, after: Floats, most: int = 5
) -> list[tuple[str, str, float]]:
    out = []
    for path in design.data_vars:
        drawn = design[path].values
        mean = (before * drawn).sum()
        spread = np.sqrt((before * (drawn - mean) ** 2).sum())
        if spread > 0:
            name = str(path)
            label = labels.get(name) or labels.get(name.removesuffix(".drawn")) or name
            out.append((name, label, float(((after * drawn).sum() - mean) / spread)))
    return sorted(out, key=lambda entry: -abs(entry[2]))[:most]
