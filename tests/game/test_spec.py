"""From a scenario to the rules of a game."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from offramp.game.given import crossed_by, territory
from offramp.game.rulebook import OBSTACLES
from offramp.game.spec import Plan, build_game
from offramp.scenario import Scenario, World, central_world, draw_worlds, load

DATA = Path(__file__).parents[1] / "scenario" / "data"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(DATA / "every-feature.yaml")


@pytest.fixture(scope="module")
def world(scenario: Scenario) -> World:
    return central_world(scenario)


def test_winning_everything_is_worth_one_a_month(scenario: Scenario, world: World) -> None:
    """Weights of land and issues are divided by their sum: terms never leave [0, 1] where values do not."""
    game = build_game(scenario, world, Plan(((0, "sustain"),), lifted=frozenset({"audience"})))
    assert game.deal_flow.max() <= 1 + 1e-12
    assert game.deal_flow.min() >= -1e-12


def test_conceding_below_the_aim_costs_at_home(scenario: Scenario, world: World) -> None:
    with_audience = build_game(scenario, world, Plan.of("sustain"))
    without = build_game(scenario, world, Plan(((0, "sustain"),), lifted=frozenset({"audience"})))
    assert (with_audience.deal_flow <= without.deal_flow + 1e-12).all()
    assert (with_audience.deal_flow < without.deal_flow - 1e-6).any()


def test_a_real_red_line_takes_packages_off_the_table(scenario: Scenario) -> None:
    for drawn in draw_worlds(scenario, 12, seed=3):
        game = build_game(scenario, drawn, Plan.of("sustain"))
        lifted = build_game(scenario, drawn, Plan(((0, "sustain"),), lifted=frozenset({"red-lines"})))
        assert (game.offered <= lifted.offered).all()
        for name in scenario.red_lines:
            for d, package in enumerate(scenario.packages):
                if package in crossed_by(scenario, name) and drawn.yes(f"red_lines.{name}.real"):
                    assert not game.offered[:, d].any()


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_every_obstacle_can_be_lifted(scenario: Scenario, world: World, obstacle: str) -> None:
    game = build_game(scenario, world, Plan(((0, "sustain"),), lifted=frozenset({obstacle})))
    if obstacle == "channel":
        assert (game.channel == 1).all()
    if obstacle == "optimism":
        assert (game.prior == game.truth).all()
    if obstacle == "commitment":
        assert not game.breaking


def test_talks_cost_nothing_without_contact_and_something_with_it(scenario: Scenario, world: World) -> None:
    open_channel = build_game(scenario, world, Plan(((0, "sustain"),), lifted=frozenset({"channel"})))
    plain = build_game(scenario, world, Plan.of("sustain"))
    assert (open_channel.aid <= plain.aid + 1e-12).all()
    assert (open_channel.recovery <= plain.recovery + 1e-12).all()


def test_a_switched_policy_counts_its_own_dates_from_the_switch(scenario: Scenario, world: World) -> None:
    late = build_game(scenario, world, Plan(((0, "sustain"), (6, "wind-down"))))
    early = build_game(scenario, world, Plan.of("wind-down"))
    before = build_game(scenario, world, Plan.of("sustain"))
    np.testing.assert_array_equal(late.cap[:, :6], before.cap[:, :6])
    np.testing.assert_array_equal(late.cap[:, 6:], early.cap[:, :-6])
    np.testing.assert_array_equal(late.offered[:6], before.offered[:6])


def test_land_is_worth_more_to_a_the_further_the_front_and_less_to_b(scenario: Scenario, world: World) -> None:
    cells = scenario.front.cells
    assert (np.diff(territory(scenario, world, "a", cells)) >= 0).all()
    assert (np.diff(territory(scenario, world, "b", cells)) <= 0).all()
