"""What a course of the war costs whom, on a course that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from offramp.game.ledger import Months, measures, present_value, values
from offramp.scenario import Scenario, central_world, loads

TEXT = """
offramp: 1
name: counted
title: A war that can be counted by hand
start: 2024-07
horizon: 3
run_out: 1
sides:
  a: {name: North}
  b: {name: South}
front: {cells: [0, 10, 20, 30], now: 10}
battlefield: {mobility: 1}
ladders:
  a: {start: 1, rungs: [{name: hold, drive: 0, cost: 0}, {name: attack, drive: 1, cost: 0.1}]}
  b: {start: 1, rungs: [{name: hold, drive: 0, cost: 0}, {name: attack, drive: 1, cost: 0.1}]}
aid: {a: {}, b: {Patron: 4}}
issues:
  alignment: {options: {neutral: stays neutral, member: joins}}
packages:
  truce: {terms: {alignment: neutral}}
  union: {terms: {alignment: member}}
preferences:
  a: {values: {alignment: {neutral: 1, member: 0}}}
  b: {values: {alignment: {neutral: 0, member: 1}}}
policies:
  sustain: {offers: [truce]}
measures:
  dead: {drivers: [{of: rungs, side: a, values: [1, 10]}, {of: rungs, side: b, values: [2, 20]}]}
  held: {drivers: [{of: front, value: 2, above: 5}]}
  aid: {drivers: [{of: aid, side: b, donor: Patron, value: 1}]}
  order: {bad: false, scale: 2, drivers: [{of: peace, value: {truce: 6}}]}
  risk: {drivers: [{of: hazard, value: 100}]}
  climbs: {drivers: [{of: entry, side: b, rung: attack, value: 7}]}
  won: {drivers: [{of: end, end: a-prevails, value: 3}, {of: ended, end: a-prevails, value: 1}]}
  broken: {drivers: [{of: broken, value: 5}]}
  signed: {drivers: [{of: signed, value: 8}]}
  still: {drivers: [{of: frozen, value: 1}]}
parties:
  people: {discount: 0.5, weights: {dead: 1, order: 2}}
"""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return loads(TEXT)


@pytest.fixture(scope="module")
def counted() -> Months:
    """War with both attacking; then half frozen war, half truce; then A has prevailed in half and the truce lasts."""
    fought = np.zeros((3, 4, 2, 2))
    fought[0, 1, 1, 1] = 1.0
    fought[1, 2, 0, 0] = 0.5
    paid = np.zeros((3, 2, 4))
    paid[1, 0, 1] = paid[2, 0, 1] = 0.5
    return Months(
        fought=fought,
        paid=paid,
        ends=np.array([[0, 0, 0], [0, 0, 0], [0.5, 0, 0], [0.5, 0, 0]]),
        signed=np.array([[0, 0], [0.5, 0], [0, 0]]),
        broken=np.array([0, 0, 0.25]),
        entered=np.array([[[0, 0], [0, 1.0]], [[0, 0], [0, 0]], [[0, 0], [0, 0]]]),
        hazard=np.array([0.01, 0.002, 0.0]),
        aid={"a": {}, "b": {"Patron": np.array([4.0, 4.0, 4.0])}},
        cells=np.array([0.0, 10.0, 20.0, 30.0]),
        lines=np.array([0.0, 10.0, 20.0, 30.0]),
    )


@pytest.mark.parametrize(
    ("measure", "by_month"),
    [
        ("dead", [30, 1.5, 0]),  # 10 + 20 attacking; half of (1 + 2) holding
        ("held", [10, 0.5 * 30 + 0.5 * 10, 0.5 * 10]),  # 2 per unit above 5, in war and in peace
        ("aid", [4, 2, 0]),  # paid while the war is on
        ("order", [0, 3, 3]),
        ("risk", [1, 0.2, 0]),
        ("climbs", [7, 0, 0]),
        ("won", [0, 1.5, 0.5]),  # once when it ends so, then each month after
        ("broken", [0, 0, 1.25]),
        ("signed", [0, 4, 0]),
        ("still", [0, 0.5, 0]),
    ],
)
def test_a_measure_adds_what_its_drivers_say(scenario: Scenario, counted: Months, measure: str, by_month: list) -> None:
    table = measures(scenario, central_world(scenario), counted)
    np.testing.assert_allclose(table[list(scenario.measures).index(measure)], by_month, atol=1e-12)


def test_a_party_weighs_bad_measures_against_good_ones_by_their_scale(scenario: Scenario, counted: Months) -> None:
    world = central_world(scenario)
    found = values(scenario, world, measures(scenario, world, counted))
    flow = np.array([-30.0, -1.5 + 2 * 3 / 2, 2 * 3 / 2])
    tail = flow.mean() * 0.5**3 / 0.5
    assert found[0] == pytest.approx(flow[0] + 0.5 * flow[1] + 0.25 * flow[2] + tail)


def test_a_steady_flow_is_worth_its_perpetuity() -> None:
    assert present_value(np.ones(30), 0.9) == pytest.approx(10.0)
