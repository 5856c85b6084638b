"""A patron's match: what has happened and what is foretold add up, luck is fair, a switch is what the run says it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offramp.ensemble.solve_world import solve_world
from offramp.errors import UnknownNameError
from offramp.game.forward import Filtered
from offramp.game.history import History
from offramp.play.counting import Tally
from offramp.play.patron import NOTICE, patrons, set_up_patron
from offramp.play.patron_debriefing import debrief_patron
from offramp.play.patron_telling import SAME, PatronTeller
from offramp.play.setup import set_up
from offramp.scenario import World, load
from offramp.scenario.drawing import Uniforms

PARTY = "UN Command"


@pytest.fixture(scope="module")
def board():
    return set_up_patron(load("korea-1951"), PARTY, "hold-out")


def nothing(board) -> Tally:
    return Tally.room(board.equilibrium, board.scenario.horizon)


def test_patrons_are_the_parties_with_an_account_that_are_no_side() -> None:
    assert list(patrons(load("ukraine-2024"))) == ["United States", "Europe west", "Europe east", "civilians"]
    with pytest.raises(UnknownNameError, match=r"did you mean 'United States'"):
        set_up_patron(load("ukraine-2024"), "United State", "sustain")


@pytest.mark.parametrize("name", ["hold-out", "hold-out@12"])
def test_the_account_foretold_is_that_of_a_run(board, name: str) -> None:
    """A run's own value of this world, from the same start, without and with an announced switch."""
    scenario, policies = board.scenario, list(board.scenario.policies)
    other = next(policy for policy in policies if policy != scenario.baseline)
    name = scenario.baseline if "@" not in name else f"{other}@12"
    plan = ((0, scenario.baseline),) if "@" not in name else ((0, scenario.baseline), (12, other))
    grid = board.equilibrium.game.grid
    start = np.zeros(grid.war_shape)
    start[tuple(vars(board.start).values())] = 1.0
    history = History(Filtered(0.0, 0.0, 0.0, 0.0, start.reshape(len(grid.positions), -1)))
    # in a match both sides foresee the events that happen
    foreseen = {f"events.{event}.surprise.drawn": 0.0 for event in scenario.events}
    world = World(board.world.index, {**board.world.draws, **foreseen}, scenario.graph, Uniforms(0))
    solved = solve_world(scenario, world, [name], history).policies[name]
    told = board.account(nothing(board), 0, board.start, plan)
    assert told == pytest.approx(solved.value[list(scenario.parties).index(PARTY)], rel=1e-9)


def test_accounts_come_out_on_average_as_foretold(board) -> None:
    """Months as they were played over 150 seeds against the exact expectation, within 4 standard errors."""
    plan = ((0, "hold-out"),)
    foretold = board.account(nothing(board), 0, board.start, plan)
    played = []
    for seed in range(150):
        one = board.unattended(plan, seed).go_on(board.scenario.horizon)
        played.append(board.account(one.tally, one.month, one.state, plan))
    error = np.std(played) / np.sqrt(len(played))
    assert np.mean(played) == pytest.approx(foretold, abs=4 * error)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), dice=st.randoms(use_true_random=False))
def test_choices_and_luck_make_up_the_whole_and_staying_costs_nothing(board, seed: int, dice) -> None:
    match = board.match(seed, 24, 6)
    while match.pending is not None:
        match.choose(dice.choice(match.pending.options).code)
    found = debrief_patron(match)
    assert found.begun + found.by_choice + found.by_luck == pytest.approx(found.ended)
    for step in found.steps:
        if step.chosen.code == "stay":
            assert step.gained == 0
    again = board.match(seed, 24, 6, [turn.code for _, turn in match.turns])
    assert again.record.events == match.record.events


def test_staying_is_the_match_of_who_never_switched(board) -> None:
    match = board.match(3, 24, 6)
    while match.pending is not None:
        match.choose("stay")
    found = debrief_patron(match)
    stayed = next(each for each in found.stayed if each.policy == "hold-out")
    assert found.by_choice == 0
    assert found.ended == pytest.approx(stayed.with_this_luck)
    assert found.begun == pytest.approx(stayed.foretold)


def test_a_surprise_is_played_from_its_month_and_an_announcement_from_when_it_is_made(board) -> None:
    match = board.match(1, 24, 6)
    assert match.pending is not None
    assert match.pending.month == 6
    first = match.sides.equilibrium
    match.choose("announce:insist")
    assert match.stages == ((0, "hold-out"), (6 + NOTICE, "insist"))
    assert match.sides.equilibrium is board.solved(match.stages)
    assert match.sides.equilibrium is not first
    again = board.match(1, 24, 6, ["switch:insist"])
    assert again.stages == ((0, "hold-out"), (6, "insist"))


def test_an_announcement_can_be_taken_back_before_it_comes(board) -> None:
    match = board.match(1, 24, 3, ["announce:insist", "withdraw"])
    assert match.stages == ((0, "hold-out"),)
    early = board.match(1, 24, 3)
    assert early.pending is not None
    with pytest.raises(UnknownNameError, match="stay"):
        early.choose("withdraw")


def test_a_war_that_has_ended_leaves_nothing_to_luck(board) -> None:
    plan, other, horizon = ((0, "hold-out"),), ((0, "hold-out"), (30, "insist")), board.scenario.horizon
    played = (board.unattended(plan, seed).go_on(30) for seed in range(1000))
    one = next(match for match in played if match.over)
    assert one.tally.ends[-1].sum() == 1
    assert one.tally.fought[one.month :].sum() == 0
    told = [board.account(one.tally, one.month, one.state, stages) for stages in (plan, other)]
    assert told[0] == told[1]
    assert board.account(one.tally, horizon, one.state, plan) == told[0]


def test_the_debriefing_says_where_a_switch_cost_or_gained(board) -> None:
    match, teller = board.match(2, 24, 6, ["switch:give-way", "stay", "switch:hold-out"]), PatronTeller(board)
    found = debrief_patron(match)
    words = " ".join(teller.looking_back(match, found))
    assert f"{found.begun:.2f}" in words
    assert f"{found.ended:.2f}" in words
    moved = [step for step in found.steps if step.chosen.code != "stay"]
    best, worst = max(moved, key=lambda s: s.gained), min(moved, key=lambda s: s.gained)
    for words_of, step in (("gained", best), ("cost", worst)):
        counts = step.gained >= SAME if words_of == "gained" else step.gained <= -SAME
        assert (f"What {words_of} most, given what was known then: month {step.month + 1}," in words) == counts
    assert all(board.scenario.policies[each.policy] for each in found.stayed)


def test_left_alone_both_sides_do_what_a_player_of_the_equilibrium_does(board) -> None:
    """The same months, played from the strategies and through every decision of a player who follows the equilibrium."""
    played = set_up(board.scenario, "hold-out")
    for seed in range(12):
        match = played.match("a", seed, 24)
        while match.pending is not None:
            match.choose(match.pending.best)
        alone = board.unattended(((0, "hold-out"),), seed).go_on(24)
        assert alone.state == match.state
        told = [event for event in alone.record.events if event.what not in ("offers", "accepts")]
        assert told == [event for event in match.record.events if event.what not in ("offers", "accepts", "refuses")]
