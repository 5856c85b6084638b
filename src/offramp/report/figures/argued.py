"""Figures of the argument: conclusions by reading, obstacles, timing, what was put in, robustness."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from offramp.argument.argue import Argument
from offramp.argument.conclusions import Verdict
from offramp.argument.timing import Timing
from offramp.calibration.weights import ENOUGH
from offramp.findings.spread import Spread
from offramp.report import argued_titles
from offramp.report.amounts import amount_span, at, chance, chance_span, points_span, weighed
from offramp.report.argued import holds_in
from offramp.report.argued_peace import OBSTACLE_NAMES, start_name
from offramp.report.figures.figure import NARROW, WIDE, DataTable, Figure, Key, Panel
from offramp.report.figures.rows import Row, in_rows
from offramp.report.naming import Names, capital
from offramp.report.palette import BLUE, GREEN, GREY, party_colours
from offramp.report.put_in_words import put_in_label
from offramp.scenario.argued import OPEN

WORDS_ONLY = "datum.value == 0 ? 'in none' : datum.value == 1 ? 'in all' : 'half'"


def figures_of(argument: Argument) -> dict[str, Figure]:
    """Name -> figure; those that have nothing to show are left out."""
    made = [conclusions(argument), obstacles(argument), put_in(argument), good_enough(argument)]
    made += [timing(argument, found) for found in argument.timing]
    return {figure.name: figure for figure in made if figure is not None}


def conclusions(argument: Argument) -> Figure | None:
    """In what share of the assumptions each conclusion holds, by reading."""
    if not argument.verdicts:
        return None
    colours, rows, cells = party_colours(argument.readings), [], []
    opened = [verdicts.get(OPEN) for verdicts in argument.verdicts.values()]
    enough = all(found.enough for found in opened if found is not None and found.worlds.size > 0)
    for key, by in argument.verdicts.items():
        told = [(name, by[name]) for name in argument.readings]
        ranges = [_interval(found, colours[name]) for name, found in told if found is not None]
        rows.append(Row(f"{key} {argument.scenario.conclusions[key].says}", holds_in(by.get(OPEN)), ranges=ranges))
        cells.append([f"{key} {argument.scenario.conclusions[key].says}", *(holds_in(found) for _, found in told)])
    title = argued_titles.title_for_conclusions(argument)
    axis = {"values": [0, 0.5, 1], **({"format": "%"} if enough else {"labelExpr": WORDS_ONLY})}
    drawn = [in_rows(rows, x_axis=axis, domain=[0, 1], zero=0.5, width=width) for width in (NARROW, WIDE)]
    return Figure(
        name="conclusions",
        title=title,
        how="Dot: share of the assumptions tried in which the conclusion holds, by reading; bar: 5% to 95% of resamplings of "
        "the worlds. The upright line is a half. At the right: with no claim adopted.",
        panels=[Panel("", drawn[0], title, wide=drawn[1])],
        table=DataTable(["conclusion", *(run.label for run in argument.readings.values())], cells),
        legend=[Key(run.label, colours[name]) for name, run in argument.readings.items()],
        caption=_shares(argument),
        provisional=not enough,
    )


def _shares(argument: Argument, lead: str = "Share") -> str:
    return f"{lead} of the assumptions tried{weighed(argument.scenario)}; not a probability."


def _interval(found: Verdict, colour: str) -> tuple[float, float, float, str]:
    low, middle, high = (float(np.nan_to_num(x, nan=0.5)) for x in (found.low, found.holds, found.high))
    return low, middle, high, colour


def obstacles(argument: Argument) -> Figure | None:
    """Shapley shares of the settlement chance within a year."""
    found = argument.obstacles
    if found is None:
        return None
    enough = found.effective >= ENOUGH
    order = sorted(found.shapley, key=lambda name: -float(found.shapley[name].mean))
    rows, cells = [], []
    for name in order:
        mean, low, high = at(found.shapley[name])
        rows.append(
            Row(capital(OBSTACLE_NAMES[name]), points_span(found.shapley[name]), ranges=[(low, mean, high, BLUE)])
        )
        largest = chance(found.largest[name], enough=enough)
        spreads = (found.alone[name], found.needed[name], found.shapley[name])
        cells.append([capital(OBSTACLE_NAMES[name]), *(points_span(one) for one in spreads), largest])
    reach = max([0.05, *(abs(x) for name in order for x in at(found.shapley[name]))]) * 1.05
    axis = {"format": "+.0%", "tickCount": 5} if enough else {"values": [0], "labelExpr": "'no part'"}
    drawn = [in_rows(rows, x_axis=axis, domain=[-reach, reach], zero=0.0, width=width) for width in (NARROW, WIDE)]
    title = argued_titles.title_for_obstacles(found)
    return Figure(
        name="obstacles",
        title=title,
        how="Dot: share of each obstacle in the chance of a settlement within a year that lifting all of them adds (Shapley), "
        f"in points of chance, on average; bar: range over the middle 80% of {found.worlds} worlds.",
        panels=[Panel("", drawn[0], title, wide=drawn[1])],
        table=DataTable(
            ["obstacle", "lifted alone", "missing if it alone stays", "Shapley share", "the largest in"], cells
        ),
        legend=[Key("Shapley share", BLUE)],
        caption="Points of chance on average, with the range over the middle 80% of the assumptions. “The largest in”: "
        f"{_shares(argument, lead='share')}",
        provisional=not enough,
    )


def timing(argument: Argument, found: Timing) -> Figure:
    """A policy started later: each party's account against starting now."""
    names, enough = Names(argument.scenario), found.effective >= ENOUGH
    colours, panels, cells = party_colours(names.parties), [], []
    later = [start for start in found.starts if start.month]
    for party, label in names.parties.items():
        reach = max((abs(x) for start in later for x in at(start.gain[party])), default=0.0) or 1.0
        marks = []
        for start in later:
            mean, low, high = (x / reach for x in at(start.gain[party]))
            better = chance(start.better[party], enough=enough)
            marks.append(
                Row(capital(start_name(start)), f"better in {better}", ranges=[(low, mean, high, colours[party])])
            )
            span = amount_span(start.gain[party], enough=enough)
            cells.append([label, start_name(start), span, better, chance(float(start.signed.mean), enough=enough)])
        axis = {"values": [-1, 0, 1], "labelExpr": "datum.value < 0 ? 'worse' : datum.value > 0 ? 'better' : 'as now'"}
        alt = "; ".join(f"{mark.label}: {mark.note}" for mark in marks)
        panels.append(Panel(label, in_rows(marks, x_axis=axis, domain=[-1, 1], zero=0.0), alt))
    return Figure(
        name=f"timing-{found.policy}",
        title=argued_titles.title_for_timing(argument, found),
        how="Each party's account with the later start less that of starting now, in the same world. Dot: average; bar: range "
        "over the middle 80% of the assumptions. Each party has its own scale.",
        panels=panels,
        table=DataTable(
            ["party", "start", "difference (in the party's own units)", "better in", "a settlement within the horizon"],
            cells,
        ),
        caption=_shares(argument),
        provisional=not enough,
    )


def put_in(argument: Argument) -> Figure | None:
    """Chances put in next to those that come out."""
    told = [found for found in argument.put_in if found.kind != "ratio"]
    if not told:
        return None
    enough = argument.readings[OPEN].effective >= ENOUGH
    rows, cells = [], []
    for found in told:
        label = put_in_label(argument.scenario, found)
        ranges = [_low_first(found.put_in, GREY), _low_first(found.comes_out, BLUE)]
        note = ("mostly put in" if found.as_high else "spread put in") if found.restates else "mostly worked out"
        rows.append(Row(label, note, ranges=ranges))
        spans = [chance_span(spread, enough=enough) for spread in (found.put_in, found.comes_out)]
        explained = chance(found.explained, enough=enough) if np.isfinite(found.explained) else "not known"
        cells.append([label, *spans, explained, note])
    axis = {"format": "%", "values": [0, 0.5, 1]} if enough else {"values": [0, 1], "labelExpr": _NEVER}
    drawn = [in_rows(rows, x_axis=axis, domain=[0, 1], width=width) for width in (NARROW, WIDE)]
    title = argued_titles.title_for_put_in(told)
    alt = "; ".join(f"{row.label}: {row.note}" for row in rows)
    return Figure(
        name="put-in",
        title=title,
        how="Grey: the chance that was put in (general war, a side prevailing: the war fought to the end on today's rungs; a deal "
        "in force: contact in a month; a deal's end: an incident). Blue: what comes out. Dot: average; bar: the middle 80%.",
        panels=[Panel("", drawn[0], alt, wide=drawn[1])],
        table=DataTable(["headline", "put in", "comes out", "of its spread, put in", "so it is"], cells),
        legend=[Key("put in", GREY), Key("comes out", BLUE)],
        caption="“Of its spread, put in”: share of the variance over the assumptions that goes with what was put in.",
        provisional=not enough,
    )


_NEVER = "datum.value == 0 ? 'never' : 'certain'"


def _low_first(spread: Spread, colour: str) -> tuple[float, float, float, str]:
    mean, low, high = at(spread)
    return low, mean, high, colour


def good_enough(argument: Argument) -> Figure | None:
    """In what share of the assumptions each policy is good enough for each party: open, and over all readings."""
    found = argument.stances
    if found is None:
        return None
    names, enough = Names(argument.scenario), found.enough[OPEN]
    panels, cells = [], []
    for p, policy in enumerate(found.policies):
        marks = []
        for j, party in enumerate(found.parties):
            open_, every = found.satisficing[OPEN].each[p, j], _over(found.satisficing.values(), p, j)
            note = chance(float(open_), enough=enough)
            marks.append(Row(names.parties[party], note, ranges=[(min(every), float(open_), max(every), GREEN)]))
            worst = chance(float(found.worst_satisficing.each[p, j]), enough=all(found.enough.values()))
            cells.append([names.policies[policy], names.parties[party], note, worst])
        axis = {"values": [0, 0.5, 1], **({"format": "%"} if enough else {"labelExpr": WORDS_ONLY})}
        alt = "; ".join(f"{mark.label}: {mark.note}" for mark in marks)
        panels.append(Panel(names.policies[policy], in_rows(marks, x_axis=axis, domain=[0, 1]), alt))
    return Figure(
        name="good-enough",
        title=argued_titles.title_for_good_enough(argument, found),
        how="Good enough: the party's account is at least its middle value under "
        f"{names.policy(argument.scenario.baseline)}. Dot: with no claim adopted; bar: from the reading in which it holds "
        "least to the one in which it holds most.",
        panels=panels,
        table=DataTable(["policy", "party", "no claim adopted", "the worst reading"], cells),
        legend=[Key("share in which it is good enough", GREEN)],
        caption=_shares(argument),
        provisional=not enough,
    )


def _over(readings: object, p: int, j: int) -> Sequence[float]:
    return [float(one.each[p, j]) for one in readings]  # type: ignore[attr-defined]
