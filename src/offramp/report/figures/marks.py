"""The few kinds of drawing the report uses, as Vega-Lite: lines and stacks by month, and rows of bars or ranges.

A row has its label and its number above its mark, so that a narrow page needs no room at the side. Names from a scenario only
ever stand in data, never in an expression.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from offramp.game.rules import Floats
from offramp.report.figures.figure import NARROW, Spec
from offramp.report.palette import GRID, INK, MUTED, PAPER

MONTHS_HEIGHT = 190
ROW, BAR, LABEL = 42, 11, 13
#: Labels of a chance axis on which no percentage may stand; fixed text, nothing from a scenario.
WITHOUT_NUMBERS = "datum.value == 0 ? 'never' : datum.value == 1 ? 'certain' : ''"
WITHOUT_SHARES = "datum.value == 0 ? 'none' : datum.value == 1 ? 'all' : ''"


@dataclass(frozen=True)
class Series:
    """A line by month with a band around it (or none)."""

    colour: str
    middle: Floats
    low: Floats | None = None
    high: Floats | None = None
    dash: tuple[int, ...] = ()
    width: float = 2.0


@dataclass(frozen=True)
class Row:
    """A labelled row: bars (from, to, colour), ranges (low, middle, high, colour) and ticks (at, colour)."""

    label: str
    note: str = ""
    bars: Sequence[tuple[float, float, str]] = field(default_factory=list)
    ranges: Sequence[tuple[float, float, float, str]] = field(default_factory=list)
    ticks: Sequence[tuple[float, str]] = field(default_factory=list)


def chance_axis(*, enough: bool, shares: bool = False, title: str | None = None) -> Spec:
    """Axis of chances or shares from 0 to 1; without numbers where none may be given."""
    axis: Spec = {"format": "%", "values": [0, 0.25, 0.5, 0.75, 1], "title": title}
    return axis if enough else {**axis, "labelExpr": WITHOUT_SHARES if shares else WITHOUT_NUMBERS}


def month_axis(first: int, last: int) -> Spec:
    """Axis of months with a tick every half or whole year."""
    step = 6 if last - first <= 30 else 12 if last - first <= 96 else 24
    start = step * int(np.ceil(first / step))
    return {"values": list(range(start, last + 1, step)), "title": "month", "grid": False, "format": "d"}


def by_month(
    series: Iterable[Series],
    *,
    y_axis: Spec,
    domain: Sequence[float],
    first: int = 0,
    points: Sequence[tuple[int, float]] = (),
    level: float | None = None,
) -> Spec:
    """Lines by month with bands; `points` are observations, `level` a line to compare with."""
    drawn = list(series)
    last = max((len(s.middle) for s in drawn), default=1) - 1
    layers: list[Spec] = []
    if level is not None:
        layers.append(_rule_at(level))
    layers += [_band(s) for s in drawn if s.low is not None and s.high is not None]
    layers += [_line(s) for s in drawn]
    if points:
        layers.append(_layer([{"m": m, "v": _short(v)} for m, v in points], {"type": "point", "filled": True, "size": 14, "color": INK, "opacity": 1}, _xy()))
    scales = {
        "x": {"field": "m", "type": "quantitative", "scale": {"domain": [first, last], "nice": False}, "axis": month_axis(first, last)},
        "y": {"field": "v", "type": "quantitative", "scale": {"domain": list(domain), "nice": False, "zero": False}, "axis": {"title": None, "tickCount": 5, **y_axis}},
    }
    return _sized({"encoding": scales, "layer": layers}, NARROW, MONTHS_HEIGHT)


def stacked_by_month(parts: Sequence[tuple[str, Floats]], *, y_axis: Spec, height: int = MONTHS_HEIGHT, first: int = 0) -> Spec:
    """Areas by month, stacked from the first of (colour, chance by month) upwards."""
    below = np.zeros(len(parts[0][1]))
    layers = []
    for colour, values in parts:
        above = below + np.nan_to_num(values)
        if (above - below).max() > 1e-4:
            rows = [{"m": m + first, "v": _short(a), "b": _short(b)} for m, (a, b) in enumerate(zip(above, below, strict=True))]
            mark = {"type": "area", "color": colour, "opacity": 1, "stroke": PAPER, "strokeWidth": 0.6, "line": False}
            layers.append(_layer(rows, mark, {**_xy(), "y2": {"field": "b"}}))
        below = above
    last = len(below) - 1 + first
    scales = {
        "x": {"field": "m", "type": "quantitative", "scale": {"domain": [first, last], "nice": False}, "axis": month_axis(first, last)},
        "y": {"field": "v", "type": "quantitative", "scale": {"domain": [0, 1], "nice": False}, "axis": {"title": None, **y_axis}},
    }
    return _sized({"encoding": scales, "layer": layers or [_rule_at(0.0)]}, NARROW, height)


def in_rows(rows: Sequence[Row], *, x_axis: Spec, domain: Sequence[float], width: int = NARROW, zero: float | None = None) -> Spec:
    """Rows of bars or ranges on one axis, each under its own label and number."""
    depth = [max(len(row.ranges), 1) for row in rows]
    tops = np.concatenate([[0], np.cumsum([ROW + (n - 1) * (BAR + 2) for n in depth])])
    height = int(tops[-1])
    labels, bars, ranges, ticks = [], [], [], []
    for row, top in zip(rows, tops[:-1], strict=True):
        centre = float(top) + LABEL + 4 + BAR / 2
        labels.append({"y": float(top) + LABEL, "label": row.label, "note": row.note})
        bars += [{"y": centre - BAR / 2, "e": centre + BAR / 2, "v": _short(a), "w": _short(b), "c": c} for a, b, c in row.bars]
        for i, (low, middle, high, colour) in enumerate(row.ranges):
            at = centre + i * (BAR + 2)
            ranges.append({"y": at, "v": _short(low), "m": _short(middle), "w": _short(high), "c": colour})
        ticks += [{"y": centre - BAR / 2 - 2, "e": centre + BAR / 2 + 2, "v": _short(at), "c": c} for at, c in row.ticks]
    layers = [_rule_at(zero, across=False)] if zero is not None else []
    layers += [*_bars(bars), *_ranges(ranges), *_ticks(ticks), *_labels(labels, width)]
    scales = {
        "x": {"type": "quantitative", "scale": {"domain": list(domain), "nice": False, "zero": False}, "axis": {"title": None, "tickCount": 5, "domain": False, **x_axis}},
        "y": {"type": "quantitative", "scale": {"domain": [height, 0], "nice": False}, "axis": None},
    }
    return _sized({"encoding": scales, "layer": layers}, width, height)


def _bars(rows: list[Spec]) -> list[Spec]:
    mark = {"type": "rect", "stroke": PAPER, "strokeWidth": 0.8, "opacity": 1}
    return [_layer(rows, mark, {**_vy(), "x2": {"field": "w"}, "y2": {"field": "e"}, **_colour()})] if rows else []


def _ranges(rows: list[Spec]) -> list[Spec]:
    if not rows:
        return []
    span = _layer(rows, {"type": "rule", "strokeWidth": 4, "opacity": 0.4, "strokeCap": "round"}, {**_vy(), "x2": {"field": "w"}, **_colour()})
    dot = _layer(rows, {"type": "point", "filled": True, "size": 70, "opacity": 1}, {**_vy(), "x": {"field": "m", "type": "quantitative"}, **_colour()})
    return [span, dot]


def _ticks(rows: list[Spec]) -> list[Spec]:
    return [_layer(rows, {"type": "rule", "strokeWidth": 2.5, "opacity": 1}, {**_vy(), "y2": {"field": "e"}, **_colour()})] if rows else []


def _labels(rows: list[Spec], width: int) -> list[Spec]:
    noted = max((len(row["note"]) for row in rows), default=0) * 6.2
    label = {"type": "text", "align": "left", "baseline": "bottom", "x": 0, "limit": max(width - noted - 12, 120), "color": INK}
    note = {"type": "text", "align": "right", "baseline": "bottom", "x": "width", "color": INK}
    place = {"y": {"field": "y", "type": "quantitative"}}
    return [
        _layer(rows, label, {**place, "text": {"field": "label"}, "x": {"value": 0}}),
        _layer(rows, note, {**place, "text": {"field": "note"}, "x": {"value": "width"}}),
    ]


def _band(series: Series) -> Spec:
    assert series.low is not None and series.high is not None
    rows = [
        {"m": m, "v": _short(high), "b": _short(low)}
        for m, (low, high) in enumerate(zip(series.low, series.high, strict=True))
        if np.isfinite(low) and np.isfinite(high)
    ]
    return _layer(rows, {"type": "area", "color": series.colour, "opacity": 0.22}, {**_xy(), "y2": {"field": "b"}})


def _line(series: Series) -> Spec:
    rows = [{"m": m, "v": _short(v)} for m, v in enumerate(series.middle) if np.isfinite(v)]
    mark = {"type": "line", "color": series.colour, "strokeWidth": series.width, "opacity": 1}
    return _layer(rows, {**mark, "strokeDash": list(series.dash)} if series.dash else mark, _xy())


def _rule_at(level: float, *, across: bool = True) -> Spec:
    mark = {"type": "rule", "color": MUTED, "strokeDash": [3, 3], "opacity": 1}
    if across:
        return {"data": {"values": [{"v": _short(level)}]}, "mark": mark, "encoding": {"x": {"value": 0}, "x2": {"value": "width"}, "y": {"field": "v", "type": "quantitative"}}}
    return {"data": {"values": [{"v": _short(level)}]}, "mark": mark, "encoding": {"x": {"field": "v", "type": "quantitative"}, "y": {"value": 0}, "y2": {"value": "height"}}}


def _layer(rows: list[Spec], mark: Spec, encoding: Spec) -> Spec:
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _xy() -> Spec:
    return {"x": {"field": "m", "type": "quantitative"}, "y": {"field": "v", "type": "quantitative"}}


def _vy() -> Spec:
    return {"x": {"field": "v", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}}


def _colour() -> Spec:
    return {"color": {"field": "c", "type": "nominal", "scale": None, "legend": None}}


def _sized(spec: Spec, width: int, height: int) -> Spec:
    return {"width": width, "height": height, "autosize": {"type": "fit-x", "contains": "padding"}, **spec}


def _short(value: float) -> float:
    return float(f"{value:.4g}")


__all__ = ["GRID", "Row", "Series", "by_month", "chance_axis", "in_rows", "month_axis", "stacked_by_month"]
