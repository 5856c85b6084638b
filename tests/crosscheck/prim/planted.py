"""Synthetic data sets of the cross-check, made alike for EMA Workbench and for the tests: numpy and pandas only."""

from __future__ import annotations

import numpy as np
import pandas as pd


def box_in_noise() -> tuple[pd.DataFrame, np.ndarray]:
    """Two of six quantities matter; one case in ten is of interest for no reason."""
    rng = np.random.default_rng(11)
    x = pd.DataFrame(rng.random((1000, 6)), columns=list("abcdef"))
    y = ((x.a > 0.6) & (x.b < 0.5)) | (rng.random(1000) < 0.1)
    return x, y.to_numpy().astype(float)


def two_boxes() -> tuple[pd.DataFrame, np.ndarray]:
    """Two boxes far from each other, of different size."""
    rng = np.random.default_rng(12)
    x = pd.DataFrame(rng.random((1500, 5)), columns=list("abcde"))
    first, second = (x.a > 0.7) & (x.c > 0.4), (x.a < 0.3) & (x.b < 0.3)
    y = ((first | second) & (rng.random(1500) < 0.9)) | (rng.random(1500) < 0.05)
    return x, y.to_numpy().astype(float)


def categories() -> tuple[pd.DataFrame, np.ndarray]:
    """One quantity of four levels, one of yes and no, and three numbers; level and number matter together."""
    rng = np.random.default_rng(13)
    x = pd.DataFrame(rng.random((1200, 3)), columns=["pace", "cost", "will"])
    x["terms"] = np.array(["frozen", "line", "neutral", "none"])[rng.integers(0, 4, 1200)]
    x["guarantee"] = rng.random(1200) < 0.5
    hit = x.terms.isin(["line", "none"]) & (x.pace > 0.55) & ~x.guarantee
    y = (hit & (rng.random(1200) < 0.9)) | (rng.random(1200) < 0.08)
    return x, y.to_numpy().astype(float)


def whole_numbers() -> tuple[pd.DataFrame, np.ndarray]:
    """Numbers with many ties: no cut may split them."""
    rng = np.random.default_rng(14)
    x = pd.DataFrame(rng.integers(0, 8, (900, 5)).astype(float), columns=list("abcde"))
    y = ((x.a >= 5) & (x.b <= 3)) | (rng.random(900) < 0.07)
    return x, y.to_numpy().astype(float)


def nothing_there() -> tuple[pd.DataFrame, np.ndarray]:
    """Outcomes that have nothing to do with the quantities."""
    rng = np.random.default_rng(15)
    x = pd.DataFrame(rng.random((400, 5)), columns=list("abcde"))
    return x, (rng.random(400) < 0.3).astype(float)


def real_outcome() -> tuple[pd.DataFrame, np.ndarray]:
    """A graded outcome, whose mean is to be high."""
    rng = np.random.default_rng(16)
    x = pd.DataFrame(rng.random((800, 4)), columns=list("abcd"))
    return x, (x.a * (1 - x.b) + 0.2 * rng.random(800)).to_numpy()


PLANTED = {
    "box in noise": box_in_noise,
    "two boxes": two_boxes,
    "categories": categories,
    "whole numbers": whole_numbers,
    "nothing there": nothing_there,
    "real outcome": real_outcome,
}
