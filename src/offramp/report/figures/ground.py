"""The war itself while it goes on: where the front is, and how far each side goes."""

from __future__ import annotations

import numpy as np

from offramp.findings.collect import Findings
from offramp.game.rules import Floats
from offramp.report import titles
from offramp.report.amounts import amount, chance, weighed
from offramp.report.figures.courses import shown_months
from offramp.report.figures.figure import DataTable, Figure, Key, Panel
from offramp.report.figures.marks import Series, by_month, chance_axis, stacked_by_month
from offramp.report.naming import Names, capital, month_name
from offramp.report.palette import GREY, INK, SIDE, shades

RUNGS_HEIGHT = 110
#: Months of the record drawn before the start.
RECORD_SHOWN = 24


def front(findings: Findings) -> Figure:
    """Quantiles of the front by month, given that the war goes on, after the record."""
    names, scenario, enough = Names(findings.scenario), findings.scenario, findings.enough
    record = recorded(findings)
    domain, first = _domain(findings, record), min((month for month, _ in record), default=0)
    panels, rows = [], []
    for policy in findings.policies:
        levels = findings.outcomes[policy].front
        series = [
            Series(GREY, levels[2], levels[0], levels[4]),
            Series(GREY, levels[2], levels[1], levels[3], width=2.2),
        ]
        spec = by_month(
            series, y_axis={"title": None}, domain=domain, first=first, points=record, level=scenario.line_today
        )
        panels.append(Panel(names.policies[policy], spec, _front_alt(findings, levels)))
        for month in shown_months(scenario.horizon):
            rows.append([names.policies[policy], str(month), *(_position(x, enough=enough) for x in levels[:, month])])
    unit = names.front_axis
    return Figure(
        name="front",
        title=titles.title_for_front(findings),
        how=f"{capital(unit)}; up is good for {names.side('a')}. Line: the middle; dark band: half of all cases; "
        "light band: nine in ten. "
        f"Only what happens while {names.at_war}; dashes: the {'line' if names.in_force else 'front'} in {month_name(scenario.start)}"
        + ("; dots: as recorded." if record else "."),
        panels=panels,
        table=DataTable(
            ["policy", "month", "5 of 100 below", "a quarter below", "middle", "a quarter above", "5 of 100 above"],
            rows,
            unit,
        ),
        legend=[Key(f"front, if {names.at_war}", GREY), *([Key("as recorded", INK)] if record else [])],
        caption=f"Quantiles over chance and over the assumptions tried{weighed(findings.scenario)}, pooled.",
        provisional=not enough,
    )


def rungs(findings: Findings) -> Figure:
    """How far each side goes, by month of war."""
    names, enough = Names(findings.scenario), findings.enough
    panels, rows = [], []
    count = findings.outcomes[findings.baseline].rungs.shape[1]
    for policy in findings.policies:
        at_war = findings.outcomes[policy].rungs
        given = at_war / np.maximum(at_war.sum(1, keepdims=True), 1e-12)
        for i, side in enumerate(("a", "b")):
            colours = rung_colours(findings, side)
            parts = [(colour, given[i, r]) for r, colour in enumerate(colours)]
            spec = stacked_by_month(parts, y_axis=chance_axis(enough=enough, shares=True), height=RUNGS_HEIGHT, first=1)
            top = names.rung(side, int(given[i, : len(colours)].mean(1).argmax()))
            panels.append(
                Panel(f"{names.side(side)}, under {names.policies[policy]}", spec, f"Mostly on the rung “{top}”")
            )
            for month in [m for m in shown_months(findings.scenario.horizon) if m]:
                cells = [
                    chance(float(given[i, r, month - 1]), enough=enough) if r < len(colours) else ""
                    for r in range(count)
                ]
                rows.append([names.policies[policy], names.side(side), str(month), *cells])
    return Figure(
        name="rungs",
        title=titles.title_for_rungs(findings),
        how=(
            f"Share of months of war fought on each rung of a side's ladder, if {names.at_war}; the "
            "darkest is the highest rung."
        ),
        panels=panels,
        table=DataTable(
            ["policy", "side", "month", *(_rung_heading(findings, r) for r in range(count))],
            rows,
            "Share of months of war",
        ),
        legend=_rung_keys(findings),
        caption=f"Averaged over the assumptions tried{weighed(findings.scenario)}.",
        provisional=not enough,
        paired=True,
    )


def recorded(findings: Findings) -> list[tuple[int, float]]:
    """(month, front) of the record, months counted back from the start, the latest ones only."""
    record = findings.scenario.record
    if record is None:
        return []
    last = len(record.front) - 1
    return [
        (i - last, value) for i, value in enumerate(record.front) if value is not None and i - last >= -RECORD_SHOWN
    ]


def rung_colours(findings: Findings, side: str) -> list[str]:
    """A colour per rung of a side, light for the lowest and full for the highest."""
    return shades(SIDE[side], len(findings.scenario.ladders[side].rungs))[::-1]


def _rung_keys(findings: Findings) -> list[Key]:
    names = Names(findings.scenario)
    return [
        Key(f"{names.side(side)}: {names.rung(side, rung)}", colour)
        for side in ("a", "b")
        for rung, colour in enumerate(rung_colours(findings, side))
    ]


def _rung_heading(findings: Findings, rung: int) -> str:
    names, found = Names(findings.scenario), []
    for side in ("a", "b"):
        if rung < len(findings.scenario.ladders[side].rungs):
            found.append(names.rung(side, rung))
    return " / ".join(dict.fromkeys(found))


def _domain(findings: Findings, record: list[tuple[int, float]]) -> list[float]:
    """Range of the front that holds everything drawn, with a little room."""
    values = np.concatenate(
        [
            *(findings.outcomes[p].front.ravel() for p in findings.policies),
            [v for _, v in record],
            [findings.scenario.front.now],
        ]
    )
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    room = 0.05 * (high - low or 1.0)
    return [low - room, high + room]


def _front_alt(findings: Findings, levels: Floats) -> str:
    known = np.flatnonzero(np.isfinite(levels[2]))
    if not known.size:
        return "Hardly any war is left to follow"
    now, last = findings.scenario.front.now, int(known[-1])
    low, middle, high = (_position(levels[i, last], enough=findings.enough) for i in (0, 2, 4))
    return f"From {amount(now)} now to {middle} in month {last} in the middle ({low} to {high} in nine of ten cases)"


def _position(value: float, *, enough: bool) -> str:
    if not np.isfinite(value):
        return "no war"
    return f"{value:.2f}" if enough else f"about {value:.2g}"
