"""Readings, conclusions, obstacles, and what talking would teach: the numbers behind the argument."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from offramp.argument import obstacles, record_favours
from offramp.argument.conclusions import compare
from offramp.argument.readings import TALKING_FREE, adopt, reading_claims, worlds_under
from offramp.ensemble.world_solver import digest
from offramp.errors import UnknownNameError
from offramp.game import ledger
from offramp.game.forward import Course, run_course
from offramp.game.given import start_of
from offramp.game.rulebook import OBSTACLES
from offramp.game.rules import Game
from offramp.game.solve import solve
from offramp.game.spec import Plan, build_game
from offramp.scenario import Scenario, World, draw_worlds, load
from offramp.scenario.argued import Conclusion

DATA = Path(__file__).parents[1] / "scenario" / "data"


@pytest.fixture(scope="module")
def ukraine() -> Scenario:
    return load("ukraine-2024")


def conclusion(**more) -> Conclusion:
    term = {"measure": "dead", "policy": "sustain"}
    return Conclusion.model_validate({"says": "x", "left": term, "right": term, "is": "greater"} | more)


def test_a_reading_differs_from_the_open_one_only_where_its_claims_speak(ukraine: Scenario) -> None:
    moved = set(adopt(ukraine, reading_claims(ukraine, "restraint")).numbers)
    for own, base in zip(worlds_under(ukraine, "restraint", 8, 3), worlds_under(ukraine, "open", 8, 3), strict=True):
        different = {path for path in base.draws if own.draws.get(path) != base.draws[path]}
        assert different
        assert different <= moved | {path + ".drawn" for path in moved}


def test_every_claim_alone_changes_the_game_or_the_accounts_or_says_why_it_cannot(ukraine: Scenario) -> None:
    """Adopted by itself a claim changes the rules of some policy's game, or what a course of the war costs somebody."""
    worlds = range(8)
    base = draw_worlds(ukraine, len(worlds), 5)
    plans = [
        Plan.of(policy, "us-change") for policy in ("sustain-and-talk", "talks-now", "wind-down", "europe-carries")
    ]
    games = [[digest(build_game(ukraine, world, plan)) for plan in plans] for world in base]
    played = solve(build_game(ukraine, base[0], plans[1]), keep=ukraine.horizon, with_values=False)
    course = run_course(played, ukraine.horizon, start_of(ukraine, base[0]))
    for key, claim in ukraine.claims.items():
        if claim.not_testable:
            assert len(claim.not_testable) > 20, key
            continue
        own = draw_worlds(ukraine, len(worlds), 5, adopt=adopt(ukraine, [key]).numbers)
        changed = any(
            digest(build_game(ukraine, own[k], plan)) != games[k][p] for k in worlds for p, plan in enumerate(plans)
        )
        changed = changed or counted(ukraine, own[0], played.game, course) != counted(
            ukraine, base[0], played.game, course
        )
        assert changed, key


def counted(scenario: Scenario, world: World, game: Game, course: Course) -> list[float]:
    """What one and the same course of the war is worth to each party by the numbers of a world."""
    by_month = ledger.measures(scenario, world, ledger.months_of(scenario, world, game, course))
    return ledger.values(scenario, world, by_month).tolist()


def test_readings_are_as_sure_of_themselves_as_their_rivals(ukraine: Scenario) -> None:
    """Of the numbers both readings speak of, neither keeps less than a third of what the other keeps of the open range."""
    open_range = {info.path: info.distribution for info in ukraine.quantities() if info.distribution is not None}
    kept: dict[str, dict[str, float]] = {}
    for name in ("restraint", "deterrence"):
        for path, number in adopt(ukraine, reading_claims(ukraine, name)).numbers.items():
            if hasattr(number, "distribution") and path in open_range:
                whole = np.asarray(open_range[path].ppf(np.linspace(0.001, 0.999, 999)))
                low, high = number.distribution.span()
                kept.setdefault(path, {})[name] = float(((whole >= low) & (whole <= high)).mean())
    shared = {path: shares for path, shares in kept.items() if len(shares) == 2}
    assert shared
    assert {path for path, shares in shared.items() if max(shares.values()) > 3 * min(shares.values())} == set()


def test_talks_that_cost_nothing_lose_no_aid_no_morale_and_signal_nothing(ukraine: Scenario) -> None:
    (world,) = worlds_under(ukraine, "open", 1, 1, talking_free=True)
    assert all(world.value(path) == 0 for path in TALKING_FREE)
    game = build_game(ukraine, world, Plan.of("talks-now"))
    assert (game.signal == 0).all()


def test_an_unknown_claim_or_reading_is_named(ukraine: Scenario) -> None:
    with pytest.raises(UnknownNameError, match="a99"):
        adopt(ukraine, ["a99"])
    with pytest.raises(UnknownNameError, match="hope"):
        reading_claims(ukraine, "hope")


@pytest.mark.parametrize(
    ("more", "left", "right", "holds"),
    [
        ({}, 2.0, 1.0, 1.0),
        ({"is": "less"}, 2.0, 1.0, 0.0),
        ({"factor": 1.5}, 2.0, 1.4, 0.0),
        ({"factor": 1.5}, 2.0, 1.3, 1.0),
        ({"margin": 0.5}, 2.0, 1.6, 0.0),
        ({"is": "less", "margin": 0.5}, 1.0, 1.6, 1.0),
        ({"is": "less", "factor": 2.0}, 1.0, 1.9, 0.0),
        ({"is": "less", "factor": 2.0}, 1.0, 2.1, 1.0),
        ({"is": "less", "factor": 2.0}, 1.0, 1.0, 0.0),
        ({}, np.nan, 1.0, np.nan),
    ],
)
def test_a_conclusion_compares_with_its_factor_or_margin(more: dict, left: float, right: float, holds: float) -> None:
    found = compare(conclusion(**more), np.array([left]), np.array([right]))
    np.testing.assert_array_equal(found, [holds])


def chances(worth: dict[str, float], both: dict[tuple[str, str], float]) -> np.ndarray:
    """Settlement chances of one world in which lifting adds up, with extra for some pairs lifted together."""
    row = []
    for subset in obstacles.subsets():
        pairs = sum(extra for pair, extra in both.items() if set(pair) <= set(subset))
        row.append(0.1 + sum(worth.get(name, 0.0) for name in subset) + pairs)
    return np.array([row])


def test_shapley_shares_add_up_and_split_what_two_obstacles_block_together() -> None:
    found = obstacles.summarise(
        "sustain", chances({"channel": 0.2}, {("red-lines", "commitment"): 0.3}), np.array([1.0]), 1.0
    )
    share = {name: float(found.shapley[name].mean) for name in OBSTACLES}
    assert sum(share.values()) == pytest.approx(float(found.every.mean) - float(found.none.mean))
    assert share["channel"] == pytest.approx(0.2)
    assert share["red-lines"] == pytest.approx(0.15)
    assert share["commitment"] == pytest.approx(0.15)
    assert share["optimism"] == pytest.approx(0.0)
    assert float(found.alone["red-lines"].mean) == pytest.approx(0.0)
    assert float(found.needed["red-lines"].mean) == pytest.approx(0.3)
    assert next(iter(found.interactions)) == ("red-lines", "commitment")
    assert found.largest["channel"] == 1.0


def test_every_set_of_obstacles_is_tried_once() -> None:
    assert len(obstacles.subsets()) == 2 ** len(OBSTACLES)
    assert len({frozenset(s) for s in obstacles.subsets()}) == 2 ** len(OBSTACLES)
    assert list(combinations(OBSTACLES, 2))[0] in obstacles.subsets()


def test_no_reading_is_named_the_winner_below_a_factor_of_ten() -> None:
    rng = np.random.default_rng(2)
    base = rng.normal(size=300)
    near = record_favours.favours({"record": {"open": base, "rival": base + np.log(3)}}, "open")[0]
    far = record_favours.favours({"record": {"open": base, "rival": base + np.log(30)}}, "open")[0]
    assert near.factor == pytest.approx(3)
    assert not near.clear
    assert far.factor == pytest.approx(30)
    assert far.clear
