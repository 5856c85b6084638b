"""Regret, satisficing, dominance and the trade-off front on tables small enough to work out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from offramp.ensemble.robustness import (
    Domination,
    dominations,
    mean_values,
    regret,
    satisficing,
    trade_off_front,
    worst_regret,
    worst_satisficing,
)
from offramp.ensemble.weighted import weighted_quantiles

#: Two worlds, three policies, two parties.
VALUES = np.array([[[4.0, 0.0], [2.0, 1.0], [0.0, 0.0]], [[0.0, 3.0], [2.0, 1.0], [1.0, 0.0]]])
WEIGHT = np.array([0.75, 0.25])


def test_regret_from_the_best_of_each_world() -> None:
    found = regret(VALUES, WEIGHT)
    np.testing.assert_allclose(found.maximum, [[2, 1], [2, 2], [4, 3]])
    np.testing.assert_allclose(found.mean, [[0.5, 0.75], [1.5, 0.5], [3.25, 1.5]])
    np.testing.assert_allclose(found.percentile, [[2, 1], [2, 2], [4, 3]])


def test_the_percentile_leaves_out_a_world_of_less_than_a_tenth() -> None:
    values = np.concatenate([np.zeros((19, 2, 1)), [[[100.0], [0.0]]]])
    found = regret(values, np.ones(20))
    assert (found.maximum[1, 0], found.percentile[1, 0], found.mean[1, 0]) == (100, 0, 5)


def test_regret_from_a_baseline_may_be_negative() -> None:
    np.testing.assert_allclose(regret(VALUES, WEIGHT, baseline=2).mean, [[-2.75, -0.75], [-1.75, -1.0], [0, 0]])


def test_satisficing_is_the_share_of_the_weight_where_thresholds_are_met() -> None:
    found = satisficing(VALUES, WEIGHT, np.array([2.0, 1.0]))
    np.testing.assert_allclose(found.each, [[0.75, 0.25], [1, 1], [0, 0]])
    np.testing.assert_allclose(found.jointly, [0, 1, 0])


def test_across_readings_the_worst_counts() -> None:
    readings = {"open": regret(VALUES, WEIGHT), "record": regret(VALUES, WEIGHT[::-1])}
    np.testing.assert_allclose(worst_regret(readings).mean, [[1.5, 0.75], [1.5, 1.5], [3.25, 2.5]])
    shares = {name: satisficing(VALUES, w, np.array([2.0, 1.0])) for name, w in (("a", WEIGHT), ("b", WEIGHT[::-1]))}
    np.testing.assert_allclose(worst_satisficing(shares).each, [[0.25, 0.25], [1, 1], [0, 0]])
    with pytest.raises(ValueError, match="no reading"):
        worst_regret({})


def test_a_policy_worse_in_every_world_is_dominated() -> None:
    assert dominations(VALUES, WEIGHT) == [Domination(2, 1, 1.0)]


def test_dominance_in_most_of_the_weight_needs_to_hold_on_the_mean_too() -> None:
    values = np.array([[[1.0], [0.0]], [[0.0], [0.5]]])
    assert dominations(values, np.array([0.8, 0.2]), share=0.75) == [Domination(1, 0, pytest.approx(0.8))]
    assert dominations(np.array([[[1.0], [0.0]], [[0.0], [5.0]]]), np.array([0.8, 0.2]), share=0.75) == []


def test_equal_policies_do_not_dominate_each_other_and_are_both_on_the_front() -> None:
    values = np.ones((3, 2, 2))
    assert dominations(values, np.ones(3)) == []
    assert trade_off_front(mean_values(values, np.ones(3))).all()


def test_the_front_holds_what_no_other_betters_for_all() -> None:
    means = np.array([[3.0, 0.0], [2.0, 2.0], [0.0, 3.0], [1.0, 1.0]])
    assert trade_off_front(means).tolist() == [True, True, True, False]


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.float64, (6, 4, 2), elements=st.integers(-3, 3).map(float)),
    arrays(np.float64, 6, elements=st.integers(0, 4).map(float)).filter(lambda w: w.any()),
)
def test_what_holds_for_any_table(values, weight) -> None:
    found = regret(values, weight)
    assert (found.mean >= -1e-12).all()
    assert (found.maximum >= found.percentile - 1e-12).all()
    front = trade_off_front(mean_values(values, weight))
    assert front.any()
    assert not any(front[one.policy] for one in dominations(values, weight))
    shifted = regret(values + np.array([5.0, -2.0]), weight)
    np.testing.assert_allclose(shifted.mean, found.mean, atol=1e-12)


def test_weighted_quantiles_of_equal_weights_are_order_statistics() -> None:
    values = np.arange(10.0)
    assert weighted_quantiles(values, np.ones(10), (0.1, 0.5, 0.9, 1.0)).tolist() == [0, 4, 8, 9]


def test_worlds_without_weight_may_have_failed() -> None:
    failed = np.concatenate([VALUES, np.full((1, 3, 2), np.nan)])
    np.testing.assert_array_equal(regret(failed, np.r_[WEIGHT, 0]).mean, regret(VALUES, WEIGHT).mean)
    with pytest.raises(ValueError, match="finite"):
        regret(failed, np.ones(3))
