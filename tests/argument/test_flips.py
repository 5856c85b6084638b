"""What flips a conclusion, what follows near a claim, and what was put in: on worlds where the answer is known."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from offramp.argument import put_in
from offramp.argument import shares_of_variance as sobol_design
from offramp.argument.argue import beside
from offramp.argument.claims import compare, nearest
from offramp.argument.conclusions import Verdict
from offramp.argument.flips import Decider, Flip, flip, flips
from offramp.argument.keeping import Kept
from offramp.argument.shares_of_variance import shares_of_variance, world_at
from offramp.ensemble.sensitivity import Importance
from offramp.ensemble.solve_world import WorldResult
from offramp.ensemble.trust import intervals
from offramp.findings.spread import Spread
from offramp.report import argued_json
from offramp.scenario import Scenario, World, draw_worlds, load

FILE = Path(__file__).parents[1] / "scenario" / "data" / "every-feature.yaml"


@pytest.fixture(scope="module")
def war() -> Scenario:
    return load(FILE)


def drawn_table(war: Scenario, worlds: int):
    import pandas as pd

    drawn = draw_worlds(war, worlds, 1)
    return pd.DataFrame([world.draws for world in drawn], index=pd.Index([w.index for w in drawn], name="world"))


def verdict_of(holds: np.ndarray) -> Verdict:
    weight = np.full(len(holds), 1.0 / len(holds))
    found = intervals(holds[:, None], weight, np.random.default_rng(1))
    nothing = Spread(np.float64(0), np.float64(0), np.float64(0))
    return Verdict(
        holds=float(holds.mean()),
        low=float(found.low[0]),
        high=float(found.high[0]),
        effective=float(len(holds)),
        enough=True,
        settled=True,
        by_how_much=nothing,
        ratio=False,
        weights_agree=np.nan,
        holds_by_world=holds,
        worlds=np.arange(len(holds)),
        weight=weight,
    )


def test_what_flips_is_given_up_when_what_goes_on_beside_it_is_interrupted(war: Scenario) -> None:
    table, seen = drawn_table(war, 240), []
    verdicts = dict.fromkeys(war.conclusions, verdict_of((np.arange(240) % 2).astype(float)))

    def work(stop):
        stop.wait(30)
        seen.append(flips(war, verdicts, table.to_xarray(), stop, rules=False))

    with pytest.raises(KeyboardInterrupt), beside(work):
        raise KeyboardInterrupt
    assert [found.reason for found in seen[0].values()] == ["interrupted"] * len(verdicts)


def test_the_assumption_that_decides_stands_out_and_no_other(war: Scenario) -> None:
    table = drawn_table(war, 240)
    theta = table["battlefield.theta"].to_numpy()
    found = flip(
        war,
        war.conclusions["c02"],
        verdict_of((theta > np.median(theta)).astype(float)),
        table,
        rules=True,
        rng=np.random.default_rng(1),
    )
    assert [decider.path for decider in found.standing_out] == ["battlefield.theta"]
    strongest = found.strongest_against
    assert strongest is not None
    assert (strongest.below, strongest.above) == pytest.approx((0.0, 1.0), abs=0.02)
    assert found.rules is None  # too few worlds for rules
    told = json.loads(json.dumps(argued_json.told_of_flip(found)))
    assert [decider["path"] for decider in told["deciders"] if decider["stands_out"]] == ["battlefield.theta"]


@pytest.mark.long
def test_what_goes_with_nothing_has_no_decider(war: Scenario) -> None:
    """Twenty conclusions dealt out at random: hardly any assumption may stand out for any of them."""
    table = drawn_table(war, 120)
    rng = np.random.default_rng(3)
    told = [
        flip(
            war, war.conclusions["c02"], verdict_of((rng.random(120) < 0.6).astype(float)), table, rules=False, rng=rng
        )
        for _ in range(20)
    ]
    assert sum(bool(found.standing_out) for found in told) <= 6


def test_what_only_counts_is_no_reason_for_a_chance(war: Scenario) -> None:
    table = drawn_table(war, 120)
    weights = table["parties.South.weights.occupied"].to_numpy()
    found = flip(
        war,
        war.conclusions["c02"],
        verdict_of((weights > np.median(weights)).astype(float)),
        table,
        rules=False,
        rng=np.random.default_rng(1),
    )
    assert all(not decider.path.startswith(("parties.", "measures.")) for decider in found.deciders)


def test_from_a_thousand_worlds_rules_are_said_in_words(war: Scenario) -> None:
    table = drawn_table(war, 1200)
    theta, talk = table["battlefield.theta"].to_numpy(), table["channel.a"].to_numpy()
    fails = (theta > np.quantile(theta, 0.6)) & (talk < np.quantile(talk, 0.5))
    found = flip(
        war,
        war.conclusions["c02"],
        verdict_of(1.0 - fails.astype(float)),
        table,
        rules=True,
        rng=np.random.default_rng(2),
    )
    (sentence,) = found.sentences
    assert sentence.startswith("It fails when")
    assert "Balance exceeds" in sentence
    assert "is below" in sentence
    assert "of the failures" in sentence


def test_too_few_worlds_or_one_answer_everywhere_tell_nothing(war: Scenario) -> None:
    table, rng = drawn_table(war, 100), np.random.default_rng(1)
    few = replace(verdict_of(np.tile([1.0, 0.0], 50)), effective=12.0)
    assert "too few" in flip(war, war.conclusions["c02"], few, table, rules=True, rng=rng).reason
    always = flip(war, war.conclusions["c02"], verdict_of(np.ones(100)), table, rules=True, rng=rng)
    assert "nearly everywhere" in always.reason


def test_near_a_claim_are_the_worlds_inside_it_or_the_nearest_quarter() -> None:
    weight = np.ones(100)
    assert nearest(np.r_[np.zeros(40), np.ones(60)], weight).sum() == 40
    assert nearest(np.linspace(0, 1, 100), weight)[:25].all()
    assert nearest(np.linspace(0, 1, 100), weight).sum() in (25, 26)


def test_a_conclusion_turns_near_a_claim_only_where_it_does() -> None:
    rng = np.random.default_rng(5)
    distance = np.r_[np.zeros(60), np.ones(140)]
    weight = np.ones(200)
    holds = np.r_[rng.random(60) < 0.9, rng.random(140) < 0.4].astype(float)
    told = compare(distance, holds, weight, 1, 20)
    assert told is not None
    assert told.turn == "more often"
    assert told.enough
    same = compare(distance, (rng.random(200) < 0.5).astype(float), weight, 1, 20)
    assert same is not None
    assert same.turn == "no clear difference"
    assert compare(distance[:64], holds[:64], weight[:64], 1) is None


def test_a_ratio_that_restates_its_prior_says_so_and_one_that_does_not_does_not() -> None:
    rng = np.random.default_rng(6)
    before, weight = np.exp(rng.normal(0.6, 0.15, 300)), np.ones(300)
    noise = np.exp(rng.normal(0, 0.05, 300))
    assert put_in._compared("ratio", "c", before, before * noise, weight).restates
    other = put_in._compared("ratio", "c", before, np.exp(rng.normal(0.6, 0.15, 300)), weight)
    assert not other.restates
    assert other.explained < 0.1
    turned = put_in._compared("ratio", "c", before, 1 / before, weight)
    assert turned.explained == pytest.approx(1.0)
    assert turned.same_direction < 0.1
    assert not turned.restates


def test_variance_is_shared_among_the_quantities_asked_about(war: Scenario) -> None:
    table = drawn_table(war, 240)
    theta = table["battlefield.theta"].to_numpy()
    found = flip(
        war,
        war.conclusions["c02"],
        verdict_of((theta > np.median(theta)).astype(float)),
        table,
        rules=False,
        rng=np.random.default_rng(1),
    )
    shares = shares_of_variance(war, {"c02": found}, base=2, jobs=2)
    assert set(shares) == {"c01", "c02"}  # c03 starts later
    assert "battlefield.theta" in {index.name for index in shares["c02"]}
    low, high = (world_at(war, ["battlefield.theta"], np.array([u])).value("battlefield.theta") for u in (0.1, 0.9))
    assert low < 0 < high


def test_the_worlds_of_a_design_are_solved_once_whatever_comes_between(
    war: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decider = Decider(
        "battlefield.theta", "", "", Importance("battlefield.theta", 0.5, 0.1), None, 0.0, 0.2, 0.8, 120.0
    )
    found, kept = {"c02": Flip([decider])}, Kept(tmp_path / "sobol", "made from this")
    seen: list[tuple[int, int]] = []
    first = shares_of_variance(war, found, base=8, jobs=2, kept=kept, tell=lambda *done: seen.append(done))
    assert seen == [(16, 24), (24, 24)]
    rows = sorted((tmp_path / "sobol").glob("*.json"))
    rows[3].write_text(rows[3].read_text()[:-9])
    solved: list[World] = []
    solve = sobol_design.solve_world

    def counted(scenario: Scenario, world: World, plays: Sequence[str], *, lean: bool) -> WorldResult:
        solved.append(world)
        return solve(scenario, world, plays, lean=lean)

    monkeypatch.setattr(sobol_design, "solve_world", counted)
    assert shares_of_variance(war, found, base=8, jobs=2, kept=kept) == first
    assert len(solved) == 1  # the one whose row was damaged
    shares_of_variance(war, found, base=8, jobs=2, kept=Kept(tmp_path / "sobol", "and this from something else"))
    assert len(solved) == 25
