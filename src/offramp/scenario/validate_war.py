"""Cross-checks on the war and the bargain: front, capacity, ladders, hazard, packages, preferences, red lines, size."""

from __future__ import annotations

import math
from itertools import pairwise

from offramp.scenario.checking import Checking
from offramp.scenario.fields import SIDES
from offramp.scenario.problems import listed
from offramp.scenario.ranges import whole_range

MAX_STATE_MONTHS = 300_000_000


def check_war(checking: Checking) -> None:
    """All checks on the war and the bargain."""
    _front(checking)
    _ladders(checking)
    _hazard(checking)
    _capacity(checking)
    _packages(checking)
    _start_in(checking)
    _preferences(checking)
    _red_lines(checking)
    _aid_scale(checking)
    _size(checking)


def _front(checking: Checking) -> None:
    front = checking.scenario.front
    for place, (left, right) in enumerate(pairwise(front.cells)):
        if right <= left:
            checking.add(("front", "cells", place + 1), f"{right:g} after {left:g}", "positions that increase")
    if front.now not in front.cells[1:-1]:
        cells = listed(f"{cell:g}" for cell in front.cells[1:-1])
        checking.add(
            ("front", "now"), f"{front.now:g}", f"one of the inner cells: {cells}", relies=[("front", "cells")]
        )


def _ladders(checking: Checking) -> None:
    for side in SIDES:
        ladder, place = checking.scenario.ladders[side], ("ladders", side)
        names = [rung.name for rung in ladder.rungs]
        for index, name in enumerate(names):
            if name in names[:index]:
                checking.add((*place, "rungs", index, "name"), f"a second {name!r}", "names unique on the ladder")
        if ladder.start >= len(names):
            expected = f"a rung of the ladder, 0 to {len(names) - 1}"
            checking.add((*place, "start"), f"{ladder.start}", expected, relies=[(*place, "rungs")])
        low, high = whole_range(ladder.rungs[0].drive, checking.numbers)
        if not math.isnan(low) and (low, high) != (0.0, 0.0):
            found = f"{low:g}" if low == high else f"{low:g} to {high:g}"
            expected = "0: on the first rung a side holds the line and does not attack"
            checking.add((*place, "rungs", 0, "drive"), found, expected)


def _aid_scale(checking: Checking) -> None:
    scenario = checking.scenario
    for side in SIDES:
        amount = scenario.aid_scale[side]
        if not 0 < amount < math.inf:
            expected = f"above 0, in {scenario.aid_unit}: the amount of aid a month that is 1 in the model"
            checking.add(("aid_scale", side), f"{amount:g}", expected)


def _hazard(checking: Checking) -> None:
    hazard, ladders = checking.scenario.hazard, checking.scenario.ladders
    rows, columns = len(ladders.a.rungs), len(ladders.b.rungs)
    relies = [("ladders", "a", "rungs"), ("ladders", "b", "rungs")]
    table = hazard.table
    if table is not None and (len(table) != rows or any(len(row) != columns for row in table)):
        found = f"rows of {listed(sorted({len(row) for row in table}))} entries, {len(table)} of them"
        expected = f"{rows} rows (rungs of a) of {columns} entries (rungs of b)"
        checking.add(("hazard", "table"), found, expected, relies=relies)
        return
    base = whole_range(hazard.base, checking.numbers)[1]
    growth = whole_range(hazard.growth, checking.numbers)[1]
    steps = [a + b for a in range(rows) for b in range(columns) if table is None or table[a][b] is None]
    worst = max((base * growth**step for step in steps), default=0.0)
    if worst > 1:
        found = f"a chance of general war of up to {worst:.3g} a month at the top of the ladders"
        expected = (
            "base * growth ** (rungs) of at most 1 over the whole range: lower `base` or `growth`, or give `table`"
        )
        checking.add(("hazard", "growth"), found, expected, relies=[("hazard", "base"), *relies])


def _capacity(checking: Checking) -> None:
    capacity, record = checking.scenario.capacity, checking.scenario.record
    where = [(("capacity", "now"), capacity.now)]
    if record is not None and record.capacity is not None:
        where.append((("record", "capacity"), record.capacity))
    for place, pair in where:
        for side in SIDES:
            high = whole_range(pair[side], checking.numbers)[1]
            if high > capacity.top:
                expected = f"at most {capacity.top}, the top of `capacity`"
                checking.add((*place, side), f"{high:g}", expected, relies=[("capacity", "top")])


def _packages(checking: Checking) -> None:
    scenario = checking.scenario
    cells = scenario.front.cells
    for name, package in scenario.packages.items():
        place = ("packages", name, "terms")
        for issue, option in package.terms.items():
            if checking.name((*place, issue), issue, scenario.issues, "one of `issues`", [("issues",)]):
                known = scenario.issues[issue].options
                checking.name((*place, issue), option, known, f"an option of {issue}", [("issues", issue)])
        for issue, content in scenario.issues.items():
            if issue not in package.terms:
                expected = f"an option of {issue}: {listed(content.options)}"
                checking.add(place, f"no {issue!r}", expected, relies=[("issues", issue), (*place, issue)])
        if package.line is not None and not cells[0] <= package.line <= cells[-1]:
            expected = f"a position on the front, {cells[0]:g} to {cells[-1]:g} {scenario.front.unit}".rstrip()
            checking.add(("packages", name, "line"), f"{package.line:g}", expected, relies=[("front", "cells")])
        if package.claimant is not None and package.line is None:
            checking.add(("packages", name, "claimant"), package.claimant, "a `line` as well, or no claimant")


def _start_in(checking: Checking) -> None:
    """The peace at the start: a package that there is, at a line of the front."""
    scenario, begins = checking.scenario, checking.scenario.start_in
    if begins is None:
        return
    place, cells = ("start_in", "package"), scenario.front.cells
    if not checking.name(place, begins.package, scenario.packages, "one of `packages`", [("packages",)]):
        return
    named = scenario.packages[begins.package].line
    if begins.line is None:
        return
    if not cells[0] <= begins.line <= cells[-1]:
        expected = f"a position on the front, {cells[0]:g} to {cells[-1]:g} {scenario.front.unit}".rstrip()
        checking.add(("start_in", "line"), f"{begins.line:g}", expected, relies=[("front", "cells")])
    elif named is not None and named != begins.line:
        relies = [("packages", begins.package)]
        checking.add(("start_in", "line"), f"{begins.line:g}", f"{named:g}, the line the package names", relies=relies)


def _preferences(checking: Checking) -> None:
    scenario = checking.scenario
    for side in SIDES:
        preferences, place = scenario.preferences[side], ("preferences", side)
        for issue in preferences.weights:
            checking.name((*place, "weights", issue), issue, scenario.issues, "one of `issues`", [("issues",)])
        for issue, options in preferences.values.items():
            inner = (*place, "values", issue)
            if checking.name(inner, issue, scenario.issues, "one of `issues`", [("issues",)]):
                known = scenario.issues[issue].options
                for option in options:
                    checking.name((*inner, option), option, known, f"an option of {issue}", [("issues", issue)])
        for issue, content in scenario.issues.items():
            _worth_of_issue(checking, side, issue, list(content.options))
        _worth_of_land(checking, side)


def _worth_of_issue(checking: Checking, side: str, issue: str, options: list[str]) -> None:
    preferences, place = checking.scenario.preferences[side], ("preferences", side)
    relies = [("issues", issue)]
    if issue not in preferences.weights:
        checking.add(
            (*place, "weights"), f"no {issue!r}", f"a weight for {issue} (0 if it does not matter)", relies=relies
        )
    given = preferences.values.get(issue, {})
    missing = [option for option in options if option not in given]
    if missing:
        where = (*place, "values", issue) if issue in preferences.values else (*place, "values")
        checking.add(
            where, f"no worth of {issue}: {listed(missing)}", "a number from 0 to 1 for each option", relies=relies
        )


def _worth_of_land(checking: Checking, side: str) -> None:
    values = checking.scenario.preferences[side].territory.values
    if values is None:
        return
    place, cells = ("preferences", side, "territory", "values"), checking.scenario.front.cells
    positions = []
    for key in values:
        try:
            position = float(key)
        except ValueError:
            position = float("nan")
        if not cells[0] <= position <= cells[-1]:
            expected = f"a position on the front, {cells[0]:g} to {cells[-1]:g}"
            checking.add((*place, key), f"{key!r}", expected, relies=[("front", "cells")])
        positions.append(position)
    if len(positions) < 2 or any(right <= left for left, right in pairwise(positions)):
        checking.add(place, listed(values), "at least two positions, increasing")


def _red_lines(checking: Checking) -> None:
    issues = checking.scenario.issues
    for name, line in checking.scenario.red_lines.items():
        for issue, options in line.crossed_by.items():
            place = ("red_lines", name, "crossed_by", issue)
            if checking.name(place, issue, issues, "one of `issues`", [("issues",)]):
                for index, option in enumerate(options):
                    known = issues[issue].options
                    checking.name((*place, index), option, known, f"an option of {issue}", [("issues", issue)])


def _size(checking: Checking) -> None:
    """Refuse a game that no computer at hand could solve."""
    scenario = checking.scenario
    cells, levels = len(scenario.front.cells), scenario.capacity.top + 1
    rungs = len(scenario.ladders.a.rungs) * len(scenario.ladders.b.rungs)
    lines = (cells - 1) * scenario.front.lines_per_cell + 1
    states = levels**2 * (cells * rungs + lines * len(scenario.packages))
    months = scenario.horizon + scenario.run_out
    if states * months > MAX_STATE_MONTHS:
        found = f"a game of {states:,} states over {months} months"
        expected = f"at most {MAX_STATE_MONTHS:,} states times months: fewer cells, lines, levels, rungs or months"
        checking.add(("front",), found, expected)
