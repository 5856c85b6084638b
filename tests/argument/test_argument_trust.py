"""How far conclusions and obstacles can be trusted, on worlds made by hand."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from offramp.argument.conclusions import Verdict
from offramp.argument.obstacles import subsets, summarise
from offramp.argument.trusting import trusting
from offramp.ensemble.trust import Trust, intervals
from offramp.game.rulebook import OBSTACLES


def verdict(holds: np.ndarray, weight: np.ndarray | None = None) -> Verdict:
    """A verdict on worlds in which a conclusion holds (1), does not (0), or was not run (NaN)."""
    weight = np.isfinite(holds).astype(float) if weight is None else weight
    used = weight > 0
    found = intervals(holds[used][:, None], weight[used], np.random.default_rng(0))
    low, high = float(found.low[0]), float(found.high[0])
    share = float((weight[used] * holds[used]).sum() / weight[used].sum()) if used.any() else math.nan
    made: Any = SimpleNamespace(holds=share, low=low, high=high, holds_by_world=holds, weight=weight)
    return cast("Verdict", made)


def checked(holds: np.ndarray, weight: np.ndarray | None = None) -> Trust:
    (headline,) = trusting({"c01": verdict(holds, weight)}, None, 1)
    return headline.trust


def mixed(share: float, worlds: int) -> np.ndarray:
    """Worlds of which a share holds, evenly spread over their order."""
    return (np.arange(worlds) % 20 < 20 * share).astype(float)


def test_a_conclusion_must_lie_clear_of_a_half() -> None:
    assert checked(mixed(0.8, 400)).enough
    assert checked(mixed(0.2, 400)).enough
    close = checked(mixed(0.5, 400))
    assert not close.enough
    assert close.half_width <= 0.05  # narrow enough by itself
    assert close.needed is None  # no number of worlds clears a half of a half


def test_what_holds_in_all_of_enough_worlds_is_borne_out_and_in_few_is_not() -> None:
    assert checked(np.ones(80)).enough
    few = checked(np.ones(20))
    assert (few.enough, few.needed) == (False, 50)


def test_worlds_that_were_not_run_count_in_the_order_but_not_in_the_share() -> None:
    holds = np.r_[np.full(50, np.nan), np.ones(50)]
    found = checked(holds)
    assert found.value == 1.0
    assert [math.isnan(value) for value in found.by_count] == [True] * 4 + [False] * 4
    assert found.counts == (13, 25, 38, 50, 63, 75, 88, 100)


@pytest.mark.parametrize("holds", [np.array([1.0]), np.full(3, np.nan), np.empty(0)])
def test_no_world_or_one_bears_nothing_out(holds: np.ndarray) -> None:
    found = checked(holds)
    assert not found.enough
    assert not found.has_settled
    assert math.isnan(found.apart)


def test_obstacles_keep_their_shares_world_by_world() -> None:
    """Only the channel stands in the way, more so in every second world: half the worlds say 0.2 and half 0.6."""
    gains = np.tile([0.2, 0.6], 32)
    chances = np.stack([gains * ("channel" in lifted) for lifted in subsets()], axis=1)
    found = summarise("sustain", chances, np.full(64, 1 / 64), 64.0)
    assert found.shapley_by_world[:, OBSTACLES.index("channel")] == pytest.approx(gains)
    shares = {one.of: one for one in trusting({}, found, 1)}
    assert list(shares) == list(OBSTACLES)
    assert {one.policy for one in shares.values()} == {"sustain"}
    assert shares["channel"].trust.value == pytest.approx(0.4)
    assert shares["channel"].trust.apart > 0.02
    assert (shares["audience"].trust.value, shares["audience"].trust.apart) == (0.0, 0.0)
