"""Matches: worth agrees with the solver, the equilibrium costs nothing, luck comes from the seed, choices are checked."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offramp.errors import UnknownNameError
from offramp.game.forward import run_course
from offramp.game.packing import MOVER_A, TALK
from offramp.play.appraisal import Appraiser
from offramp.play.debriefing import debrief
from offramp.play.setup import set_up, side_of
from offramp.play.states import Over, Peace, War
from offramp.play.telling import Teller
from offramp.scenario import load

CODES = ("stay", "down", "up", "capitulate")


@pytest.fixture(scope="module")
def board():
    return set_up(load("korea-1951"), "hold-out")


def through(match, pick):
    while match.pending is not None:
        match.choose(pick(match.pending))
    return match


def test_the_worth_of_every_move_is_the_solvers(board) -> None:
    """The mover's best move, worked out for one state, against the values that backward induction kept."""
    k, asked, dice = board.equilibrium.packed, Appraiser(board.equilibrium), random.Random(1)
    for _ in range(200):
        t, mover = dice.randrange(board.scenario.horizon), dice.randrange(2)
        capacity = (dice.randrange(1, k.capacity_levels), dice.randrange(1, k.capacity_levels))
        at = War(dice.randrange(1, k.front_top), *capacity, dice.randrange(k.rungs_a), dice.randrange(k.rungs_b))
        move = CODES[int(board.equilibrium.strategies.move[t, at.f, mover, asked.place(at)])]
        worth = asked.moves(t, mover, at)
        assert worth[move] == pytest.approx(asked.going_on(t, mover, at), abs=1e-10)  # rounding of values near 100
        assert worth[move][mover] >= max(both[mover] for both in worth.values()) - 1e-9


def test_the_worth_of_a_deal_in_force_and_who_breaks_it_are_the_solvers(board) -> None:
    k, asked, dice = board.equilibrium.packed, Appraiser(board.equilibrium), random.Random(2)
    strategies = board.equilibrium.strategies
    for _ in range(200):
        t, d, line = (dice.randrange(n) for n in (board.scenario.horizon, k.packages, k.lines))
        at = Peace(d, line, dice.randrange(1, k.capacity_levels), dice.randrange(1, k.capacity_levels))
        place = (at.ca * k.capacity_levels + at.cb) * k.lines + line
        value, first, talk = np.zeros(2), k.month[t, MOVER_A], k.month[t, TALK]
        for mover, chance in ((0, first), (1, 1 - first)):
            stay, who = asked.held(t, mover, at)
            assert (-1 if who is None else who) == strategies.breaker[t, mover, d, place] - 1
            new = int(strategies.amend[t, mover, d, place])
            instead = asked.held(t, mover, Peace(new, line, at.ca, at.cb))[0]
            value += chance * (talk * np.array(instead) + (1 - talk) * np.array(stay))
        assert value == pytest.approx(board.equilibrium.peace[:, t, d, line, at.ca, at.cb], abs=1e-10)


@pytest.mark.parametrize("side", ["a", "b"])
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_following_the_equilibrium_costs_nothing(board, side: str, seed: int) -> None:
    match = through(board.match(side, seed, 24), lambda decision: decision.best)
    found = debrief(match)
    assert found.total == 0
    assert found.left is None
    assert found.followed == found.choices


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), data=st.randoms(use_true_random=False))
def test_no_choice_is_worth_more_than_the_equilibriums(board, seed: int, data) -> None:
    match = through(board.match("b", seed, 24), lambda decision: data.choice(decision.options).code)
    for decision, _ in match.record.decisions:
        best = decision.option(decision.best).worth
        assert all(option.worth <= best + 1e-9 for option in decision.options)


def test_the_same_seed_and_choices_give_the_same_match(board) -> None:
    dice = random.Random(5)
    first = through(board.match("a", 11, 24), lambda decision: dice.choice(decision.options).code)
    codes = [code for _, code in first.record.decisions]
    again = board.match("a", 11, 24, codes)
    assert again.record.events == first.record.events
    assert again.state == first.state
    assert board.match("a", 12, 24).record.events != board.match("a", 11, 24).record.events


def test_matches_come_out_as_often_as_the_exact_course_says(board) -> None:
    """Both sides at their equilibrium: shares over 60 seeds against the forward pass, within 4 standard errors."""
    months, count = 12, 60
    course = run_course(board.equilibrium, months, {("war", *vars(board.start).values()): 1.0})
    ended = [through(board.match("a", seed, months), lambda d: d.best).state for seed in range(count)]
    for share, chance in (
        (sum(isinstance(state, Peace) for state in ended) / count, float(course.peace[-1].sum())),
        (sum(isinstance(state, War) for state in ended) / count, float(course.fronts[-1].sum())),
    ):
        assert share == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / count) + 1e-9)


def test_giving_up_is_told_as_the_place_where_the_path_was_left(board) -> None:
    def give_up(decision):
        codes = [option.code for option in decision.options]
        return "capitulate" if "capitulate" in codes else "refuse" if "refuse" in codes else "none"

    match = through(board.match("b", 3, 24), give_up)
    assert match.state == Over("a-prevails")
    found, teller = debrief(match), Teller(board)
    assert found.left is not None
    assert found.slips[-1].chosen == "capitulate"
    words = " ".join(teller.debriefing(match, found))
    assert "You left the equilibrium path in month" in words
    assert "% of the stakes a month" in words


def test_what_the_other_side_would_have_accepted_is_told(board) -> None:
    match = through(board.match("b", 4, 24), lambda d: "none" if d.kind == "offer" else d.best)
    found = debrief(match)
    assert found.missed
    month, deal, gain = found.missed[0]
    decision = next(d for d, _ in match.record.decisions if d.kind == "offer" and d.month == month)
    assert any(option.deal == deal for option in decision.options if option.code in decision.accepted)
    assert gain >= 0


def test_a_choice_that_cannot_be_made_is_named_with_the_nearest(board) -> None:
    match = board.match("b", 1, 24)
    with pytest.raises(UnknownNameError, match=r"did you mean 'stay'|can: "):
        match.choose("stays")
    done = through(board.match("b", 1, 1), lambda d: d.best)
    with pytest.raises(UnknownNameError, match="over"):
        done.choose("stay")


def test_sides_go_by_letter_or_name() -> None:
    scenario = load("ukraine-2024")
    assert [side_of(scenario, name) for name in ("a", "B", "russia", "Ukraine")] == [0, 1, 0, 1]
    with pytest.raises(UnknownNameError, match="Ukraine"):
        side_of(scenario, "Ukrane")
