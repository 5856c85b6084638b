"""Worlds weighed by the record."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from offramp.calibration.weights import informs, weigh_worlds
from offramp.ensemble.weighted import weighted_quantiles


def test_without_a_record_every_world_counts_the_same() -> None:
    weights = weigh_worlds(np.zeros(80))
    assert weights.effective == pytest.approx(80)
    assert weights.enough


def test_one_world_that_explains_the_record_alone_leaves_one_effective_world() -> None:
    weights = weigh_worlds(np.array([0.0, -200.0, -300.0]))
    assert weights.effective == pytest.approx(1.0)
    assert not weights.enough


def test_a_failed_world_weighs_nothing_and_very_unlikely_records_do_not_underflow() -> None:
    weights = weigh_worlds(np.array([-np.inf, -5000.0, -5000.0]))
    assert weights.of.tolist() == [0.0, 0.5, 0.5]
    assert weights.usable == 2


def test_no_usable_world_leaves_no_weight() -> None:
    weights = weigh_worlds(np.full(3, -np.inf))
    assert weights.usable == 0
    assert weights.effective == 0.0


def test_what_a_part_of_the_record_informs_comes_out_first() -> None:
    rng = np.random.default_rng(1)
    theta, other = rng.normal(size=500), rng.normal(size=500)
    design = xr.Dataset({"other": ("world", other), "theta": ("world", theta)})
    found = informs(design, -0.5 * (theta - 1) ** 2)
    assert found[0].path == "theta"
    assert found[0].shift == pytest.approx(
        0.5, abs=0.15
    )  # normal prior times normal likelihood: half the way; 500 draws


def test_weighted_quantiles_are_those_of_the_repeated_values() -> None:
    values, weight = np.array([3.0, 1.0, 2.0]), np.array([1.0, 2.0, 1.0]) / 4
    assert weighted_quantiles(values, weight, (0.25, 0.5, 0.75, 1.0)).tolist() == [1.0, 1.0, 2.0, 3.0]


def test_worlds_that_count_alike_are_as_many_as_there_are() -> None:
    assert weigh_worlds(np.full(96, -12.3)).effective == 96
