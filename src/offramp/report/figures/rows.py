"""Rows of bars or ranges on one axis, each under its own label and number, so a narrow page needs no room at the side.

The words of the rows are set by us, not by Vega: measuring text takes vl-convert ten times as long as all the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from offramp.report.figures.figure import NARROW, Drawing, Spec
from offramp.report.figures.marks import layer, rule_at, short
from offramp.report.figures.svg import TEXT, Words, shortened, width_of
from offramp.report.palette import PAPER

ROW, BAR, LABEL = 42, 11, 13
#: Room around the marks: for half a dot at the sides, and for the axis below.
SIDE_ROOM, TOP_ROOM, AXIS_ROOM = 6, 2, 22


@dataclass(frozen=True)
class Row:
    """A labelled row.

    Attributes:
        label, note: words above it, at the left and at the right.
        bars: (from, to, colour). ranges: (low, middle, high, colour), one below the other. ticks: (at, colour).
    """

    label: str
    note: str = ""
    bars: Sequence[tuple[float, float, str]] = field(default_factory=list)
    ranges: Sequence[tuple[float, float, float, str]] = field(default_factory=list)
    ticks: Sequence[tuple[float, str]] = field(default_factory=list)


def in_rows(
    rows: Sequence[Row], *, x_axis: Spec, domain: Sequence[float], width: int = NARROW, zero: float | None = None
) -> Drawing:
    """Rows from the top down; `zero` draws a line to compare with."""
    depth = [max(len(row.ranges), 1) for row in rows]
    tops = np.concatenate([[0.0], np.cumsum([ROW + (n - 1) * (BAR + 2) for n in depth])])
    inner, height = width - 2 * SIDE_ROOM, int(tops[-1])
    layers = [rule_at(zero, across=False)] if zero is not None else []
    layers += _layers(rows, tops)
    axis = {"title": None, "tickCount": 5, "domain": False, **x_axis}
    x_scale = {"domain": list(domain), "nice": False, "zero": False}
    scales = {
        "x": {"type": "quantitative", "scale": x_scale, "axis": axis},
        "y": {"type": "quantitative", "scale": {"domain": [height, 0], "nice": False}, "axis": None},
    }
    room = {"left": SIDE_ROOM, "right": SIDE_ROOM, "top": TOP_ROOM, "bottom": AXIS_ROOM}
    spec = {"width": inner, "height": height, "autosize": "none", "padding": room, "encoding": scales, "layer": layers}
    return Drawing(spec, [words for row, top in zip(rows, tops[:-1], strict=True) for words in _words(row, top, inner)])


def _words(row: Row, top: float, inner: float) -> list[Words]:
    """Label and note of a row; the label gives way."""
    y = float(top) + TOP_ROOM + LABEL - 3
    room = inner - width_of(row.note) - TEXT
    label = Words(SIDE_ROOM, y, shortened(row.label, room))
    return [label, Words(SIDE_ROOM + inner, y, row.note, "end")] if row.note else [label]


def _layers(rows: Sequence[Row], tops: np.ndarray) -> list[Spec]:
    bars, ranges, ticks = [], [], []
    for row, top in zip(rows, tops[:-1], strict=True):
        centre = float(top) + LABEL + 4 + BAR / 2
        low, high = centre - BAR / 2, centre + BAR / 2
        bars += [{"y": low, "e": high, "v": short(a), "w": short(b), "c": c} for a, b, c in row.bars]
        for i, (start, middle, end, colour) in enumerate(row.ranges):
            at = centre + i * (BAR + 2)
            ranges.append({"y": at, "v": short(start), "m": short(middle), "w": short(end), "c": colour})
        ticks += [{"y": low - 2, "e": high + 2, "v": short(at), "c": c} for at, c in row.ticks]
    return [*_bars(bars), *_ranges(ranges), *_ticks(ticks)]


def _bars(rows: list[Spec]) -> list[Spec]:
    mark = {"type": "rect", "stroke": PAPER, "strokeWidth": 0.8, "opacity": 1}
    return [layer(rows, mark, {**_place("v"), "x2": {"field": "w"}, "y2": {"field": "e"}})] if rows else []


def _ranges(rows: list[Spec]) -> list[Spec]:
    if not rows:
        return []
    span = {"type": "rule", "strokeWidth": 4, "opacity": 0.4, "strokeCap": "round"}
    dot = {"type": "point", "filled": True, "size": 70, "opacity": 1}
    return [layer(rows, span, {**_place("v"), "x2": {"field": "w"}}), layer(rows, dot, _place("m"))]


def _ticks(rows: list[Spec]) -> list[Spec]:
    mark = {"type": "rule", "strokeWidth": 2.5, "opacity": 1}
    return [layer(rows, mark, {**_place("v"), "y2": {"field": "e"}})] if rows else []


def _place(x: str) -> Spec:
    colour = {"field": "c", "type": "nominal", "scale": None, "legend": None}
    return {"x": {"field": x, "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}, "color": colour}
