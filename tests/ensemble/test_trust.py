"""Whether a headline can be trusted: the checks say of samples what statistics says of them."""

from __future__ import annotations

import numpy as np
import pytest

from offramp.ensemble.trust import Interval, convergence, enough, halves, interval, share_interval, share_of


def coin(worlds: int, chance: float = 0.3, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random(worlds) < chance


def test_the_share_interval_is_as_wide_as_the_binomial_error() -> None:
    found = share_interval(coin(1000), np.ones(1000), np.random.default_rng(1))
    error = 1.645 * np.sqrt(found.value * (1 - found.value) / 1000)
    assert found.low < found.value < found.high
    # a bootstrap of 1,000 draws gives its 5% and 95% points to within about 5% of the half-width
    assert found.half_width == pytest.approx(error, rel=0.15)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    held = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        weight = rng.gamma(2.0, size=200)
        found = share_interval(rng.random(200) < 0.4, weight, rng, repeats=100)
        held += found.low <= 0.4 <= found.high
    assert 81 <= held <= 99  # 90% of 100, give or take three standard errors of 3


def test_unequal_weights_widen_the_interval() -> None:
    holds, rng = coin(500), np.random.default_rng(2)
    even = share_interval(holds, np.ones(500), np.random.default_rng(0))
    uneven = share_interval(holds, rng.gamma(0.3, size=500), np.random.default_rng(0))
    assert uneven.half_width > 1.5 * even.half_width


def test_a_share_of_all_worlds_still_has_an_interval() -> None:
    every = share_interval(np.ones(50, dtype=bool), np.ones(50), np.random.default_rng(0))
    assert (every.value, every.high) == (1, 1)
    assert every.low == pytest.approx(0.1 ** (1 / 50))  # Clopper-Pearson, one-sided
    none = share_interval(np.zeros(50, dtype=bool), np.ones(50), np.random.default_rng(0))
    assert none.high == pytest.approx(1 - every.low)


def test_the_general_interval_agrees_with_that_of_shares() -> None:
    holds, weight = coin(300), np.random.default_rng(3).gamma(2.0, size=300)
    one = share_interval(holds, weight, np.random.default_rng(7))
    two = interval(share_of(holds), weight, np.random.default_rng(7))
    assert (one.value, one.low, one.high) == pytest.approx((two.value, two.low, two.high), rel=1e-9)


def test_halves_lie_apart_by_twice_the_error_of_the_whole() -> None:
    values = np.random.default_rng(4).normal(size=400)
    found = halves(lambda w: float(w @ values / w.sum()), np.ones(400), np.random.default_rng(5))
    expected = 2 * np.sqrt(2 / np.pi) * values.std() / np.sqrt(400)  # mean of |N(0, 4 var)|
    assert found.mean_apart == pytest.approx(expected, rel=0.15)  # 200 splits: error of the mean 5%
    assert found.apart > found.mean_apart


def test_halves_agree_on_what_is_clear_and_not_on_what_is_close() -> None:
    rng, weight = np.random.default_rng(6), np.ones(200)
    clear = halves(share_of(np.arange(200) < 180), weight, rng, threshold=0.5)
    close = halves(share_of(np.arange(200) < 101), weight, rng, threshold=0.5)
    assert clear.same_side == 1
    assert close.same_side < 0.6


def test_convergence_says_from_how_many_worlds_a_headline_stays() -> None:
    values = np.r_[np.ones(250), np.zeros(250), np.tile([0.0, 1.0], 250)]
    found = convergence(lambda w: float(w @ values / w.sum()), np.ones(1000), margin=0.01)
    assert found.counts == (125, 250, 375, 500, 625, 750, 875, 1000)
    assert found.values[1] == 1
    assert found.settled == 500


def test_enough_worlds_means_narrow_and_clear_of_the_threshold() -> None:
    assert enough(Interval(0.62, 0.58, 0.66), 400, margin=0.05, threshold=0.5).yes
    narrow = enough(Interval(0.62, 0.58, 0.66), 400, margin=0.02)
    assert (narrow.yes, narrow.needed) == (False, 1600)
    unclear = enough(Interval(0.52, 0.48, 0.56), 400, margin=0.05, threshold=0.5)
    assert (unclear.yes, unclear.needed) == (False, 1600)


def test_the_same_seed_gives_the_same_answer() -> None:
    holds, weight = coin(100), np.ones(100)
    one, two = (share_interval(holds, weight, np.random.default_rng(8)) for _ in range(2))
    assert one == two


def test_worlds_without_weight_are_never_drawn() -> None:
    weight = np.r_[np.ones(50), np.zeros(50)]
    headline = share_of(np.r_[coin(50), np.ones(50, dtype=bool)])
    assert interval(headline, weight, np.random.default_rng(0)).high < 0.6
    with pytest.raises(ValueError, match="at least 4"):
        halves(headline, np.r_[np.ones(3), np.zeros(97)], np.random.default_rng(0))
