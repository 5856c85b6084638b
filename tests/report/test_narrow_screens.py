"""The argument's tables of the largest war fit a screen of 80 characters: nothing is cut off."""

from io import StringIO
from types import SimpleNamespace

import pytest
from rich.console import Console

from offramp.report import argued_tables
from offramp.report.naming import Names
from offramp.scenario import load
from offramp.scenario.argued import OPEN


@pytest.fixture(scope="module")
def war():
    return load("ukraine-2024")


def told(table):
    console = Console(width=80, highlight=False, file=StringIO())
    console.print(table)
    return console.file.getvalue()


def words_of(text):
    return [word for line in text.splitlines() for word in line.split()]


def test_the_timing_of_a_policy_for_every_party(war):
    names = Names(war)
    starts = [
        SimpleNamespace(
            month=month, announced=announced, better=dict.fromkeys(names.parties, 0.28),
            packages={package: 1.0}, signed=SimpleNamespace(mean=0.78),
        )
        for month, announced in ((0, True), (18, True), (18, False))
        for package in war.packages
    ]  # fmt: skip
    words = words_of(
        told(argued_tables.timing_table(war, SimpleNamespace(policy="talks-now", effective=57.4, starts=starts)))
    )
    assert words.count("surprise") == len(war.packages)
    assert {word for label in names.packages.values() for word in label.split()} <= set(words)


def test_every_conclusion_under_every_reading(war):
    verdict = SimpleNamespace(enough=True, holds=1.0, low=1.0, high=1.0, settled=False, weights_agree=1.0)
    readings = {name: SimpleNamespace(name=name) for name in (OPEN, *war.readings)}
    argument = SimpleNamespace(
        scenario=war, readings=readings, talking_free=dict.fromkeys(war.conclusions, SimpleNamespace(free=verdict, as_it_is=verdict)),
        verdicts={key: dict.fromkeys(readings, verdict) for key in war.conclusions},
    )  # fmt: skip
    words = words_of(told(argued_tables.conclusions_table(argument)))
    assert set(readings) <= set(words)
    assert words.count("(100-100)?") == len(war.conclusions)
    for conclusion in war.conclusions.values():
        assert set(conclusion.says.split()) <= set(words)
