"""Testing by talking: what months of open channel without a deal would teach.

Bayes over worlds, no new solve: a world in which the deals on offer would have been signed by then loses weight,
``w'_k`` proportional to ``w_k * P_k(no settlement in N months)``. What it teaches about an obstacle is how its mean
Shapley share in the missing settlement moves, over the worlds in which the obstacles were lifted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from offramp.argument.obstacles import ObstacleFindings
from offramp.calibration.weights import Weights
from offramp.ensemble.store import RunFolder
from offramp.ensemble.weighted import effective
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
        obstacles: obstacle -> (its mean Shapley share before and after); effective_lifted: effective number of worlds
            left of those in which obstacles were lifted.
    """

    policy: str
    months: int
    likely: float
    red_lines: dict[str, tuple[float, float]]
    shifted: list[tuple[str, str, float]]
    effective: float
    obstacles: dict[str, tuple[float, float]]
    effective_lifted: float


def lessons(
    scenario: Scenario,
    policy: str,
    folder: RunFolder,
    design: xr.Dataset,
    weights: Weights,
    lifted: ObstacleFindings | None = None,
) -> list[Lesson]:
    """Lessons of `policy` after 3, 6 and 12 months without a settlement."""
    first = folder.variable("first_signed").sel(policy=policy).sum("package", skipna=False).values
    worlds = [int(k) for k in folder.worlds()["world"].values]
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
        obstacles, counted = _obstacles(lifted, dict(zip(worlds, silent, strict=True)))
        out.append(
            Lesson(
                policy=policy,
                months=months,
                likely=likely,
                red_lines=_red_lines(scenario, design, weights.of, after),
                shifted=_shifted(design, labels, weights.of, after),
                effective=effective(after),
                obstacles=obstacles,
                effective_lifted=counted,
            )
        )
    return out


def _obstacles(
    lifted: ObstacleFindings | None, silent: dict[int, float]
) -> tuple[dict[str, tuple[float, float]], float]:
    """Mean Shapley share of each obstacle before and after, and the effective number of worlds after."""
    if lifted is None:
        return {}, 0.0
    after = lifted.weight * np.array([silent.get(int(k), 0.0) for k in lifted.index])
    if after.sum() <= 0:
        return {}, 0.0
    shares = np.nan_to_num(lifted.shapley_by_world)
    means = [weight @ shares / weight.sum() for weight in (lifted.weight, after)]
    told = {name: (float(means[0][i]), float(means[1][i])) for i, name in enumerate(lifted.shapley)}
    return told, effective(after)


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
