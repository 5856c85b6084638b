"""What is put in and what comes out: general war, and assumptions before and after the record."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from offramp.findings.collect import Findings
from offramp.report import titles
from offramp.report.amounts import amount, at, chance_span, months, percent, range_words
from offramp.report.figures.figure import NARROW, WIDE, DataTable, Figure, Key, Panel
from offramp.report.figures.rows import Row, in_rows
from offramp.report.naming import Names, capital
from offramp.report.palette import BLUE, GREY, INK, OUTCOME, SKY
from offramp.scenario import central_world

#: Assumptions drawn: those that the record moves most.
MOST = 12


def general_war(findings: Findings) -> Figure:
    """Chance of general war by the horizon by policy, next to what is put in."""
    names, enough, put_in = Names(findings.scenario), findings.enough, hazard_put_in(findings)
    found = {policy: findings.outcomes[policy].chance["general-war"] for policy in findings.policies}
    rows = []
    for policy, spread in found.items():
        mean, low, high = at(spread)
        mark = [(put_in, INK)] if np.isfinite(put_in) else []
        rows.append(
            Row(
                names.policies[policy],
                chance_span(spread, enough=enough),
                ranges=[(low, mean, high, OUTCOME["general-war"])],
                ticks=mark,
            )
        )
    top = float(np.nanmax([0.001, put_in, *(at(spread)[2] for spread in found.values())])) * 1.05
    axis = (
        {"format": "~%", "tickCount": 4}
        if enough
        else {"values": [0, top], "labelExpr": "datum.value == 0 ? 'never' : 'more'"}
    )
    specs = [in_rows(rows, x_axis=axis, domain=[0, top], width=width) for width in (NARROW, WIDE)]
    cells = [[names.policies[p], chance_span(s, enough=enough)] for p, s in found.items()]
    put = percent(put_in) if enough else "see the figure"
    return Figure(
        name="general-war",
        title=titles.title_for_general_war(findings),
        how=f"Dot: average chance of general war within {months(findings.scenario.horizon)}; bar: "
        f"{range_words(findings)}. Upright mark: what the monthly hazard put "
        f"in would come to if the war were fought to the end on {names.rungs_today}, at the middle of every assumption.",
        panels=[Panel("", specs[0], titles.title_for_general_war(findings), wide=specs[1])],
        table=DataTable(["policy", "comes out"], [*cells, [f"put in: fought to the end on {names.rungs_today}", put]]),
        legend=[Key("comes out", OUTCOME["general-war"]), Key("put in", INK)],
        caption="What comes out differs from what is put in by how far each side climbs and how soon the war ends.",
        provisional=not enough,
    )


def record(findings: Findings) -> Figure | None:
    """The assumptions that the record moves most, before and after; None without a record."""
    if findings.scenario.record is None or not findings.assumptions:
        return None
    moved = sorted(findings.assumptions, key=lambda a: -abs(a.shift))[:MOST]
    rows, cells = [], []
    for a in moved:
        scale = _scaled(a.before)
        before, after = ((scale(v[1]), scale(v[0]), scale(v[2])) for v in (a.before, a.after))
        rows.append(Row(a.label, "up" if a.shift > 0 else "down", ranges=[(*before, GREY), (*after, BLUE)]))
        cells.append(
            [a.label, a.unit, *(f"{amount(v[0])} ({amount(v[1])} to {amount(v[2])})" for v in (a.before, a.after))]
        )
    if not findings.enough:
        cells = [[*cell[:2], "not told", "not told"] for cell in cells]
    axis = {"values": [0, 1], "labelExpr": "datum.value == 0 ? 'low end of what was tried' : 'high end'"}
    specs = [in_rows(rows, x_axis=axis, domain=[-0.25, 1.25], width=width) for width in (NARROW, WIDE)]
    return Figure(
        name="record",
        title=titles.title_for_record(findings),
        how=(
            "For the assumptions that it moves most: grey, what was tried; blue, what is left once "
            "weighed by the record. Dot: middle; bar: all but the lowest and highest tenth."
        ),
        panels=[Panel("", specs[0], titles.title_for_record(findings), wide=specs[1])],
        table=DataTable(
            ["assumption", "unit", "before the record", "after the record"],
            cells,
            "Middle, and the range without the lowest and highest tenth",
        ),
        legend=[Key("before the record", GREY), Key("after the record", BLUE)],
        caption="An assumption that hardly moves is one the record says nothing about: what was put in stays in.",
        provisional=not findings.enough,
    )


def informed(findings: Findings) -> Figure | None:
    """What each part of the record alone says about which assumption; None without a record that tells anything."""
    names = Names(findings.scenario)
    parts = {part: found for part, found in findings.informed.items() if found}
    if not parts:
        return None
    reach = max(abs(item.shift) for found in parts.values() for item in found) or 1.0
    panels, rows = [], []
    for part, found in parts.items():
        marks = []
        for item in found:
            note = "up" if item.shift > 0 else "down"
            marks.append(Row(names.quantity(item.path), note, bars=[(min(item.shift, 0), max(item.shift, 0), SKY)]))
            rows.append(
                [
                    names.part_of_record(part),
                    names.quantity(item.path),
                    f"{item.shift:+.2f}" if findings.enough else note,
                ]
            )
        axis = {"format": ".1f", "tickCount": 5} if findings.enough else {"values": [0], "labelExpr": "'no change'"}
        spec = in_rows(marks, x_axis=axis, domain=[-reach * 1.05, reach * 1.05], zero=0.0)
        left = f"By itself it leaves the worlds counting as {findings.part_effective[part]:.0f}."
        panels.append(
            Panel(capital(names.part_of_record(part)), spec, "; ".join(f"{m.label} {m.note}" for m in marks), note=left)
        )
    return Figure(
        name="informed",
        title="Which part of the record speaks about what",
        how=(
            "By how much each part of the record, taken alone, moves an assumption up or down, in "
            "standard deviations of what was tried."
        ),
        panels=panels,
        table=DataTable(["part of the record", "assumption", "moved by (standard deviations)"], rows),
        caption="Below about 0.2 the record says next to nothing.",
        provisional=not findings.enough,
    )


def hazard_put_in(findings: Findings) -> float:
    """Chance of general war if the war were fought to the horizon on today's rungs, at central values."""
    scenario, world = findings.scenario, central_world(findings.scenario)
    a, b = (scenario.ladders[side].start for side in ("a", "b"))
    table = scenario.hazard.table
    steps = range(scenario.horizon)
    if table is not None and a < len(table) and b < len(table[a]) and table[a][b] is not None:
        monthly = world.series(f"hazard.table.{a}.{b}", list(steps))
    else:
        monthly = world.series("hazard.base", list(steps)) * world.series("hazard.growth", list(steps)) ** (a + b)
    return float(1 - np.prod(1 - monthly))


def _scaled(before: tuple[float, float, float]) -> Callable[[float], float]:
    """Where a value lies between the low and the high end of what was tried."""
    _, low, high = before
    width = high - low
    return lambda value: float(np.clip((value - low) / width, -0.25, 1.25)) if width > 0 else 0.5
