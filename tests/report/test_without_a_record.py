"""A war without a record is not told as if worlds had been weighed by one."""

from dataclasses import replace

import pytest

from offramp.report import first_lines, tables
from offramp.report.page import render
from report.factory import make, scenario


@pytest.fixture(scope="module")
def unrecorded():
    war = scenario()
    return make(war.model_copy(update={"record": None}), part_effective={}, informed={})


def test_the_screen_says_nothing_of_weighing(unrecorded, capsys):
    tables.show(unrecorded)
    printed = capsys.readouterr().out
    assert "no record weighs them" in printed
    assert "weighed by the record" not in printed
    assert "once weighed" not in printed
    assert "What the record says" not in printed


def test_with_a_record_it_does():
    assert "weighed by the record" in first_lines.how_sure(make(scenario()))


def test_the_page_weighs_nothing(unrecorded):
    page = render(replace(unrecorded), None)
    assert "all sets of assumptions count alike" in page
    for words in (", weighed by the record", "once weighed by the record"):
        assert words not in page.split('<h2 id="h-words"')[0], words


def test_one_policy_alone_is_compared_with_none(capsys):
    tables.show(make(scenario(), policies=["sustain"]))
    assert "Better than" not in capsys.readouterr().out
