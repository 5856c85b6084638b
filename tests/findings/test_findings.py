"""Summaries over worlds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import offramp
from offramp.findings.collect import Findings
from offramp.findings.outcomes import OUTCOMES
from offramp.findings.spread import Spread, share
from offramp.findings.stability import HorizonCheck
from offramp.findings.trusting import Headline, trusting
from offramp.study import Study

DATA = Path(__file__).parents[1] / "scenario" / "data"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Study:
    out = tmp_path_factory.mktemp("runs") / "run"
    return offramp.run(DATA / "every-feature.yaml", worlds=32, jobs=2, out=out)


@pytest.fixture(scope="module")
def found(run: Study) -> Findings:
    return run.findings


def test_means_of_the_outcomes_sum_to_one_in_every_month(found: Findings) -> None:
    for policy in found.policies:
        total = sum(spread.mean for spread in found.outcomes[policy].chance.values())
        np.testing.assert_allclose(total, 1.0, atol=1e-9)
        assert sum(found.outcomes[policy].likely.values()) == pytest.approx(1.0)


def test_who_blocks_a_package_is_one_of_five_answers_in_every_world(found: Findings) -> None:
    for policy in found.policies:
        for deal in found.deals[policy].values():
            assert sum(deal.blocks.values()) == pytest.approx(1.0)
            assert deal.both <= min(deal.a_accepts, deal.b_accepts) + 1e-12


def test_a_deal_holds_less_and_less_and_its_ends_account_for_the_rest(found: Findings) -> None:
    for deal in found.deals[found.baseline].values():
        assert (np.diff(deal.holds.mean) <= 1e-12).all()
        assert deal.holds.mean[-1] + sum(deal.ends.values()) == pytest.approx(1.0)


def test_the_baseline_is_no_better_than_itself(found: Findings) -> None:
    account = found.accounts[found.baseline]
    assert all(better == 0 for better in account.better.values())
    assert all(float(gain.mean) == 0 for gain in account.gain.values())


def test_the_front_lies_within_its_cells_and_its_quantiles_are_in_order(found: Findings) -> None:
    front = found.outcomes[found.baseline].front
    known = front[:, ~np.isnan(front[0])]
    assert (np.diff(known, axis=0) >= -1e-9).all()
    assert known.min() >= found.scenario.front.cells[0]
    assert known.max() <= found.scenario.front.cells[-1]


def test_a_longer_horizon_is_tried_and_what_moves_is_marked(found: Findings) -> None:
    assert found.horizon_check is not None
    assert set(found.horizon_check.moved) == set(found.policies)
    check = HorizonCheck(4, {"one month more": {"sustain": {"peace": -0.05, "fighting": 0.01}}})
    assert check.marked == [("sustain", "peace", 0.05)]


def test_a_spread_ignores_worlds_without_weight() -> None:
    spread = Spread.over(np.array([[1.0], [np.nan], [3.0]]), np.array([0.5, 0.0, 0.5]))
    assert spread.mean == pytest.approx([2.0])
    assert share(np.array([True, True, False]), np.array([0.25, 0.0, 0.75])) == pytest.approx(0.25)


def test_rounding_is_no_gain() -> None:
    from offramp.findings.accounts import gains

    old = np.array([100.0, 100.0, -5.0, 0.0])
    new = old + np.array([1e-10, 1e-3, -1.0, 1e-12])
    assert gains(new - old, new, old).tolist() == [False, True, False, True]


def test_worlds_agree_on_a_difference_by_their_weight() -> None:
    from offramp.findings.outcomes import agreement

    one = np.array([[0.0, 0.5], [0.0, 0.7], [0.0, 0.1], [0.0, np.nan]])
    parts, base = [one] * len(OUTCOMES), [np.full((4, 2), 0.4)] * len(OUTCOMES)
    assert agreement(parts, base, np.array([0.25, 0.25, 0.5, 0.0]))["peace"] == pytest.approx(0.5)
    assert agreement(parts, base, np.array([0.5, 0.5, 0.0, 0.0]))["peace"] == pytest.approx(1.0)
    assert agreement(base, base, np.array([0.5, 0.5, 0.0, 0.0]))["peace"] == 0.0


def test_what_only_counts_is_left_out_before_the_strongest_hinges_are_picked(found: Findings) -> None:
    assert len(found.hinges) == 3
    assert not [hinge for hinge in found.hinges if hinge.path.startswith(("parties.", "measures."))]


def headlines(found: Findings) -> dict[tuple[str, str, str], Headline]:
    return {(one.kind, one.policy, one.of): one for one in found.headlines}


def test_every_headline_is_checked_and_has_the_value_that_is_told(found: Findings) -> None:
    told = {("chance", p, o): x.mean[-1] for p in found.policies for o, x in found.outcomes[p].chance.items()}
    told |= {
        ("better", p, party): share
        for p in found.policies
        if p != found.baseline
        for party, share in found.accounts[p].better.items()
    }
    checked = headlines(found)
    assert set(checked) == set(told)
    for name, value in told.items():
        assert checked[name].trust.value == pytest.approx(value, abs=1e-9), name  # rounding of sums
        assert checked[name].trust.by_count[-1] == checked[name].trust.value
        assert checked[name].trust.counts[-1] == found.worlds


def test_halves_of_a_run_lie_as_far_apart_as_its_stopping_rule_finds(found: Findings, run: Study) -> None:
    from offramp.findings.convergence import half_sample_differences
    from offramp.findings.horizon import outcomes_at_horizon

    log_weight = run.folder.worlds()["log_weight"].values
    apart = half_sample_differences(outcomes_at_horizon(run.folder, found.policies), log_weight)
    for p, policy in enumerate(found.policies):
        for o, outcome in enumerate(OUTCOMES):
            own = headlines(found)["chance", policy, outcome].trust.apart
            assert own == pytest.approx(apart[p, o], rel=0.4, abs=1e-9)  # 64 and 200 splits: errors of 9% and 5%


def test_the_checks_of_a_run_come_from_its_seed(run: Study, found: Findings) -> None:
    weight = found.weights.of
    again, other = (trusting(run.folder, found.policies, found.baseline, weight, seed) for seed in (found.seed, 99))
    assert again == found.headlines
    assert [one.trust.value for one in other] == [one.trust.value for one in again]
    assert [one.trust.apart for one in other] != [one.trust.apart for one in again]


def test_one_policy_and_one_world_are_checked_too(tmp_path: Path) -> None:
    study = offramp.run(DATA / "shortest.yaml", worlds=1, check_horizon=False, out=tmp_path / "run")
    (policy,), none_left = study.findings.policies, np.zeros(1)
    assert {one.kind for one in study.findings.headlines} == {"chance"}
    for one in [*study.findings.headlines, *trusting(study.folder, [policy], policy, none_left, 1)]:
        assert not one.trust.enough
        assert not one.trust.has_settled
