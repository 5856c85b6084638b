"""What was put in and what comes out, in sentences that turn round with the numbers."""

import math

import pytest

from offramp.argument.put_in import PutIn
from offramp.findings.spread import Spread
from offramp.report.put_in_words import put_in_label, put_in_sentence
from report.factory import scenario


@pytest.fixture(scope="module")
def war():
    return scenario()


def found(kind, of, before, after, explained=0.2, same_direction=math.nan):
    return PutIn(
        kind,
        of,
        Spread(before, before / 2, before * 1.5),
        Spread(after, after / 2, after * 1.5),
        explained,
        same_direction,
    )


def test_a_chance_that_varies_and_stands_as_it_was_put_in_restates_it(war):
    told = put_in_sentence(war, found("general-war", "sustain", 0.02, 0.015, 0.8))
    assert told.startswith("General war within")
    assert told.endswith(
        "80% of its spread over the assumptions goes with what was put in. It mostly restates what was put in."
    )


def test_a_chance_that_only_varies_as_it_was_put_in_says_so(war):
    told = put_in_sentence(war, found("b-prevails", "sustain", 0.2, 0.05, 0.6))
    assert told.startswith("South prevailing after")
    assert "How it varies mostly restates what was put in, how high it is does not" in told


def test_what_is_worked_out_is_said_to_be_and_by_what(war):
    assert "whether it pays a side to break it" in put_in_sentence(war, found("deal-ends", "treaty", 0.3, 0.7))
    assert "deals, and how far the sides climb" in put_in_sentence(war, found("a-prevails", "sustain", 0.3, 0.1))
    assert "put in contact in a month, 3%" in put_in_sentence(war, found("deal", "sustain", 0.03, 0.3))


def test_what_cannot_be_told_is_not_told(war):
    told = put_in_sentence(war, found("deal", "sustain", 0.03, 0.3, explained=math.nan))
    assert told.endswith("How much of that was put in cannot be told.")


def test_labels_name_the_state_and_the_policy(war):
    assert put_in_label(war, found("deal", "sustain", 0.1, 0.1)) == "A deal in force, Sustain"
    assert put_in_label(war, found("a-prevails", "sustain", 0.1, 0.1)) == "North prevails, Sustain"
    assert put_in_label(war, found("deal-ends", "treaty", 0.1, 0.1)) == "Treaty ends"
