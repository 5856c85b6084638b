"""Drawings by month as Vega-Lite: lines with bands, and stacks. No name from a scenario stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from offramp.game.rules import Floats
from offramp.report.figures.figure import NARROW, Drawing, Spec
from offramp.report.palette import GREY, INK, MUTED, PAPER

MONTHS_HEIGHT = 190
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
) -> Drawing:
    """Lines by month with bands; `points` are observations, `level` a line to compare with."""
    drawn = list(series)
    last = max((len(s.middle) for s in drawn), default=1) - 1
    layers: list[Spec] = []
    if level is not None:
        layers.append(rule_at(level))
    layers += [_band(s) for s in drawn if s.low is not None and s.high is not None]
    layers += [_line(s) for s in drawn]
    if points:
        layers.append(
            layer(
                [{"m": m, "v": short(v)} for m, v in points],
                {"type": "point", "filled": True, "size": 14, "color": INK, "opacity": 1},
                by_month_place(),
            )
        )
    scales = {
        "x": {
            "field": "m",
            "type": "quantitative",
            "scale": {"domain": [first, last], "nice": False},
            "axis": month_axis(first, last),
        },
        "y": {
            "field": "v",
            "type": "quantitative",
            "scale": {"domain": list(domain), "nice": False, "zero": False},
            "axis": {"title": None, "tickCount": 5, **y_axis},
        },
    }
    return _sized({"encoding": scales, "layer": layers}, NARROW, MONTHS_HEIGHT)


def stacked_by_month(
    parts: Sequence[tuple[str, Floats]], *, y_axis: Spec, height: int = MONTHS_HEIGHT, first: int = 0
) -> Drawing:
    """Areas by month, stacked from the first of (colour, chance by month) upwards."""
    below = np.zeros(len(parts[0][1]))
    layers = []
    for colour, values in parts:
        above = below + np.nan_to_num(values)
        if (above - below).max() > 1e-4:
            rows = [
                {"m": m + first, "v": short(a), "b": short(b)}
                for m, (a, b) in enumerate(zip(above, below, strict=True))
            ]
            mark = {"type": "area", "color": colour, "opacity": 1, "stroke": PAPER, "strokeWidth": 0.6, "line": False}
            layers.append(layer(rows, mark, {**by_month_place(), "y2": {"field": "b"}}))
        below = above
    last = len(below) - 1 + first
    scales = {
        "x": {
            "field": "m",
            "type": "quantitative",
            "scale": {"domain": [first, last], "nice": False},
            "axis": month_axis(first, last),
        },
        "y": {
            "field": "v",
            "type": "quantitative",
            "scale": {"domain": [0, 1], "nice": False},
            "axis": {"title": None, **y_axis},
        },
    }
    return _sized({"encoding": scales, "layer": layers or [rule_at(0.0)]}, NARROW, height)


def _band(series: Series) -> Spec:
    low_end, high_end = (series.middle if end is None else end for end in (series.low, series.high))
    rows = [
        {"m": m, "v": short(high), "b": short(low)}
        for m, (low, high) in enumerate(zip(low_end, high_end, strict=True))
        if np.isfinite(low) and np.isfinite(high)
    ]
    return layer(
        rows, {"type": "area", "color": series.colour, "opacity": 0.22}, {**by_month_place(), "y2": {"field": "b"}}
    )


def _line(series: Series) -> Spec:
    rows = [{"m": m, "v": short(v)} for m, v in enumerate(series.middle) if np.isfinite(v)]
    mark = {"type": "line", "color": series.colour, "strokeWidth": series.width, "opacity": 1}
    return layer(rows, {**mark, "strokeDash": list(series.dash)} if series.dash else mark, by_month_place())


def by_worlds(counts: Sequence[int], values: Floats, margin: float, colour: str, *, y_axis: Spec) -> Drawing:
    """A chance on the first so many worlds, over a band that lies within the margin of its last value."""
    places = [{"m": count, "v": short(v)} for count, v in zip(counts, values, strict=True) if np.isfinite(v)]
    last, whole = values[-1], counts[-1]
    band = {"m": 0, "e": whole, "v": short(max(last - margin, 0.0)), "b": short(min(last + margin, 1.0))}
    across = {**by_month_place(), "x2": {"field": "e"}, "y2": {"field": "b"}}
    mark = {"type": "line", "color": colour, "strokeWidth": 2.0, "opacity": 1}
    dots = {"type": "point", "filled": True, "size": 34, "color": colour, "opacity": 1}
    layers = [layer([band], {"type": "rect", "color": GREY, "opacity": 0.35}, across)] if np.isfinite(last) else []
    layers += [layer(places, mark, by_month_place()), layer(places, dots, by_month_place())]
    ticks = {"values": [0, *counts[1::2]] if len(counts) > 1 else [0, whole], "title": "worlds", "grid": False}
    scales = {
        "x": {
            "field": "m",
            "type": "quantitative",
            "scale": {"domain": [0, whole], "nice": False},
            "axis": {"format": "d", **ticks},
        },
        "y": {
            "field": "v",
            "type": "quantitative",
            "scale": {"domain": [0, 1], "nice": False},
            "axis": {"title": None, **y_axis},
        },
    }
    return _sized({"encoding": scales, "layer": layers}, NARROW, MONTHS_HEIGHT)


def rule_at(level: float, *, across: bool = True) -> Spec:
    """A dashed line at a level of y, or at one of x."""
    mark = {"type": "rule", "color": MUTED, "strokeDash": [3, 3], "opacity": 1}
    if across:
        return {
            "data": {"values": [{"v": short(level)}]},
            "mark": mark,
            "encoding": {"x": {"value": 0}, "x2": {"value": "width"}, "y": {"field": "v", "type": "quantitative"}},
        }
    return {
        "data": {"values": [{"v": short(level)}]},
        "mark": mark,
        "encoding": {"x": {"field": "v", "type": "quantitative"}, "y": {"value": 0}, "y2": {"value": "height"}},
    }


def layer(rows: list[Spec], mark: Spec, encoding: Spec) -> Spec:
    """One layer with its own few numbers."""
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def by_month_place() -> Spec:
    """Months across, values up."""
    return {"x": {"field": "m", "type": "quantitative"}, "y": {"field": "v", "type": "quantitative"}}


def short(value: float) -> float:
    """A number to four figures, enough for a drawing."""
    return float(f"{value:.4g}")


def _sized(spec: Spec, width: int, height: int) -> Drawing:
    """A drawing as wide as it should be in all, its axes included."""
    return Drawing({"width": width, "height": height, "autosize": {"type": "fit-x", "contains": "padding"}, **spec})
