"""Whether headlines can be trusted: the checks say of samples what statistics says of them."""

from __future__ import annotations

import numpy as np
import pytest

from offramp.ensemble.trust import Interval, Trust, draws, enough, first_means, half_means, intervals, settling, trusted

#: Effective worlds that a headline needs in these tests.
FEWEST = 50


def coin(worlds: int, chance: float = 0.3, seed: int = 0) -> np.ndarray:
    """One headline: 1 in about `chance` of the worlds."""
    return (np.random.default_rng(seed).random(worlds) < chance).astype(float)[:, None]


def ends(found: Interval) -> tuple[float, float, float]:
    return float(found.value[0]), float(found.low[0]), float(found.high[0])


def one(value: float, low: float, high: float) -> Interval:
    return Interval(np.array([value]), np.array([low]), np.array([high]))


def checked(values: np.ndarray, weight: np.ndarray | None = None, **more) -> Trust:
    weight = np.ones(len(values)) if weight is None else weight
    return trusted(values, weight, draws(1, "test"), fewest=FEWEST, **more)[0]


def test_the_interval_of_a_share_is_as_wide_as_the_binomial_error() -> None:
    value, low, high = ends(intervals(coin(1000), np.ones(1000), draws(1, "test")))
    error = 1.645 * np.sqrt(value * (1 - value) / 1000)
    assert low < value < high
    # a bootstrap of 1,000 draws gives its 5% and 95% points to within about 5% of the half-width
    assert max(high - value, value - low) == pytest.approx(error, rel=0.15)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    held = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        weight = rng.gamma(2.0, size=200)
        _, low, high = ends(intervals(rng.random((200, 1)) < 0.4, weight, rng, repeats=100))
        held += low <= 0.4 <= high
    assert 81 <= held <= 99  # 90% of 100, give or take three standard errors of 3


def test_unequal_weights_widen_the_interval() -> None:
    holds, weight = coin(500), np.random.default_rng(2).gamma(0.3, size=500)
    even, uneven = (intervals(holds, w, draws(0, "test")).half_width[0] for w in (np.ones(500), weight))
    assert uneven > 1.5 * even


def test_a_share_of_all_worlds_or_of_none_still_has_an_interval() -> None:
    found = intervals(np.tile([1.0, 0.0], (50, 1)), np.ones(50), draws(0, "test"))
    bound = 0.1 ** (1 / 50)  # Clopper-Pearson, one-sided
    assert found.value.tolist() == [1.0, 0.0]
    assert (found.high[0], found.low[1]) == (1.0, 0.0)
    assert (found.low[0], 1 - found.high[1]) == pytest.approx((bound, bound))


def test_halves_lie_apart_by_twice_the_error_of_the_whole() -> None:
    values = np.random.default_rng(4).normal(size=(400, 1))
    found = checked(values)
    expected = 2 * np.sqrt(2 / np.pi) * values.std() / np.sqrt(400)  # mean of |N(0, 4 var)|
    assert found.apart == pytest.approx(expected, rel=0.15)  # 200 splits: error of the mean 5%
    assert found.apart_most == pytest.approx(expected * 1.645 / np.sqrt(2 / np.pi), rel=0.15)


def test_halves_share_the_worlds_that_have_weight_out_between_them() -> None:
    weight = np.r_[np.ones(6), np.zeros(3)]
    values = np.r_[np.arange(6.0), [np.nan] * 3][:, None]
    halves = half_means(values, weight, draws(0, "test"), splits=20)
    assert halves.sum(1) / 2 == pytest.approx(
        np.full((20, 1), 2.5)
    )  # three worlds each: their means average to the whole
    assert len(np.unique(halves.round(9))) > 5


def test_convergence_says_from_how_many_worlds_a_headline_stays() -> None:
    values = np.r_[np.ones(250), np.zeros(250), np.tile([0.0, 1.0], 250)][:, None]
    counts, path = first_means(np.hstack([values, np.ones((1000, 1))]), np.ones(1000))
    assert counts == (125, 250, 375, 500, 625, 750, 875, 1000)
    assert path[1].tolist() == [1.0, 1.0]
    assert [counts[place] for place in settling(path, margin=0.01)] == [500, 125]


def test_a_headline_has_settled_if_it_stays_from_half_of_the_worlds_on() -> None:
    early, late = [1] * 12 + [0] * 12 + [0, 1] * 36, [1] * 48 + [0] * 48
    assert checked(np.array(early, dtype=float)[:, None]).has_settled
    assert not checked(np.array(late, dtype=float)[:, None]).has_settled


def test_the_worlds_count_in_the_order_and_with_the_weight_they_have() -> None:
    values, weight = np.r_[np.zeros(8), np.ones(8)][:, None], np.r_[np.full(8, 3.0), np.full(8, 1.0)]
    there = checked(values, weight)
    assert there.by_count == pytest.approx((0, 0, 0, 0, 1 / 13, 1 / 7, 1 / 5, 1 / 4))
    assert checked(values[::-1], weight[::-1]).by_count[0] == 1.0


def test_enough_worlds_means_narrow_and_clear_of_the_threshold() -> None:
    assert enough(one(0.62, 0.58, 0.66), 400, margin=0.05, threshold=0.5)[0].tolist() == [True]
    yes, needed = enough(one(0.62, 0.58, 0.66), 400, margin=0.02)
    assert (yes.tolist(), needed.tolist()) == ([False], [1600])
    yes, needed = enough(one(0.52, 0.48, 0.56), 400, margin=0.05, threshold=0.5)
    assert (yes.tolist(), needed.tolist()) == ([False], [1600])
    assert np.isinf(enough(one(0.5, 0.4, 0.6), 400, threshold=0.5)[1][0])


def test_few_effective_worlds_bear_nothing_out_however_much_they_agree() -> None:
    few = checked(np.full((20, 1), 0.25))
    assert (few.enough, few.needed) == (False, FEWEST)
    assert few.half_width == pytest.approx(0.0, abs=1e-12)  # rounding of the mean
    assert checked(np.full((60, 1), 0.25)).enough


def test_the_same_seed_gives_the_same_answer_and_another_another() -> None:
    holds, weight = coin(100), np.ones(100)
    same, again, other = (trusted(holds, weight, draws(seed, "test"), fewest=FEWEST) for seed in (8, 8, 9))
    assert same == again
    assert same[0].apart != other[0].apart
    assert draws(8, "test").random() != draws(8, "else").random()


def test_worlds_without_weight_are_never_drawn() -> None:
    weight = np.r_[np.ones(50), np.zeros(50)]
    holds = np.r_[coin(50), np.full((50, 1), np.nan)]
    assert 0 < ends(intervals(holds, weight, draws(0, "test")))[2] < 0.6


@pytest.mark.parametrize("weight", [[0.0, 0.0], [0.0, 1.0]])
def test_no_world_or_one_tells_nothing_of_halves(weight: list[float]) -> None:
    found = checked(np.array([[0.2], [0.4]]), np.array(weight))
    assert np.isnan(found.apart)
    assert not found.enough
    assert not checked(np.array([[0.4]])).has_settled
