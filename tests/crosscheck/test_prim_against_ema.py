"""PRIM against EMA Workbench 2.5.3: the same boxes, step by step; see prim/README.md for data and recipe."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from crosscheck.prim.planted import PLANTED
from offramp.ensemble.discovery import Cases, Settings, Step, Trajectory, gather_cases, prim, quasi_p

HERE = Path(__file__).parent / "prim"
ORACLE = json.loads((HERE / "boxes.json").read_text())
FILES = {"bryant lempert 2010": "bryant", "flu": "flu", "world container model": "wcm"}

#: Both add up the same numbers; only the order of summation may differ.
SAME = 1e-9


def cases_of(name: str) -> Cases:
    settings = ORACLE[name]["settings"]
    if name in PLANTED:
        x, y = PLANTED[name]()
    else:
        table = pd.read_csv(HERE / f"{FILES[name]}.csv.gz")
        x, y = table.drop(columns="y"), table["y"].to_numpy(dtype=float)
    assert [len(y), y.sum()] == pytest.approx(ORACLE[name]["check"])
    return gather_cases(x, y, interest=settings["threshold"])


def settings_of(name: str) -> Settings:
    given = ORACLE[name]["settings"]
    return Settings(
        peel=given.get("peel_alpha", 0.05),
        least_mass=given.get("mass_min", 0.05),
        objective=given.get("objective", "gain by mass"),
    )


def boxes_of(name: str) -> tuple[Cases, list[tuple[Trajectory, np.ndarray]]]:
    """Our boxes, covering as EMA Workbench does: the last of each trajectory, or all that is left if it is too thin."""
    cases, found = cases_of(name), []
    left = np.ones(len(cases), dtype=bool)
    for _ in ORACLE[name]["boxes"]:
        trajectory = prim(cases, settings_of(name), remaining=left)
        if trajectory.last.score.mean < cases.interest:
            trajectory = Trajectory(trajectory.steps[:1], 0)
        found.append((trajectory, left.copy()))
        left &= ~trajectory.last.box.holds(cases)
    return cases, found


@pytest.mark.parametrize("name", ORACLE)
def test_every_box_of_the_trajectory_is_the_same(name: str) -> None:
    _, found = boxes_of(name)
    for (trajectory, _), theirs in zip(found, ORACLE[name]["boxes"], strict=True):
        assert len(trajectory.steps) == len(theirs)
        for step, their in zip(trajectory.steps, theirs, strict=True):
            same_score(step, their)
            same_limits(step, their["limits"])


@pytest.mark.parametrize("name", [name for name in ORACLE if name != "real outcome"])
def test_quasi_p_values_of_every_box_are_the_same(name: str) -> None:
    cases, found = boxes_of(name)
    for (trajectory, left), theirs in zip(found, ORACLE[name]["boxes"], strict=True):
        for step, their in zip(trajectory.steps, theirs, strict=True):
            ours = quasi_p(step.box, cases.part(left))
            expected = {column: limit["qp"] for column, limit in their["limits"].items()}
            for column, values in expected.items():
                assert [p for (name_, _), p in ours.items() if name_ == column] == pytest.approx(
                    values, rel=1e-7, abs=1e-15
                )


def same_score(step: Step, their: dict) -> None:
    for key in ("coverage", "density", "mean", "mass"):
        assert getattr(step.score, key) == pytest.approx(their[key], rel=SAME)
    assert step.score.count == their["n"]


def same_limits(step: Step, theirs: dict) -> None:
    assert set(step.box.names) == set(theirs)
    for limit in step.box.limits:
        their = theirs[limit.name]
        if limit.allowed is None:
            for ours, expected in ((limit.lower, their["lower"]), (limit.upper, their["upper"])):
                assert ours == (None if expected is None else pytest.approx(expected, rel=SAME))
        else:
            assert list(limit.allowed) == their["allowed"]


def test_the_published_box_of_bryant_and_lempert() -> None:
    """Box 21 of the example, the one that EMA Workbench's `sd_prim_bryant_and_lempert.py` inspects."""
    step = prim(cases_of("bryant lempert 2010"), settings_of("bryant lempert 2010")).steps[21]
    assert (step.score.coverage, step.score.density) == pytest.approx((67 / 89, 67 / 87))
    assert step.box.names == ("Cellulosic cost", "Total biomass", "Demand elasticity", "Biomass backstop price")
