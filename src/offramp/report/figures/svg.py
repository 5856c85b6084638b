"""From a Vega-Lite specification to a small SVG that a page can colour by theme and an author can keep as a file.

vl-convert draws without a browser and fetches nothing. What Vega adds for its own use is taken out again, and coordinates are
rounded to a tenth of a pixel.
"""

from __future__ import annotations

import re
from typing import Any

from offramp.report.palette import GRID, INK, MUTED

FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
TEXT = 12

CONFIG: dict[str, Any] = {
    "aria": False,
    "font": FONT,
    "background": "transparent",
    "padding": 2,
    "view": {"stroke": None},
    "text": {"fontSize": TEXT, "color": INK, "font": FONT},
    "axis": {
        "labelColor": INK,
        "titleColor": MUTED,
        "labelFontSize": TEXT,
        "titleFontSize": TEXT,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domainColor": MUTED,
        "tickColor": MUTED,
        "labelFont": FONT,
        "titleFont": FONT,
        "tickSize": 4,
    },
}

_CLUTTER = (
    re.compile(r' (?:aria-hidden|aria-roledescription|pointer-events|class|role|stroke-miterlimit)="[^"]*"'),
    re.compile(r'<path d="M0,0h0v0h0Z"/?>(?:</path>)?'),
    re.compile(r'<path d="" display="none"/?>(?:</path>)?'),
    re.compile(r' opacity="1"'),
    re.compile(r' xmlns(?::xlink)?="[^"]*"'),
    re.compile(r' version="1.1"'),
    re.compile(r' font-family="[^"]*"'),
    re.compile(rf' font-size="{TEXT}px"'),
    re.compile(r' text-anchor="start"'),
    re.compile(r"<text(?: [^<>]*)?/>"),
)
_EMPTY = re.compile(r"<g(?: [^<>]*)?></g>")
_GEOMETRY = re.compile(r'\b(d|transform|x|y|x1|x2|y1|y2|width|height|cx|cy|r)="([^"]*)"')
_LONG = re.compile(r"(\d+)\.(\d)\d+")


def drawn(spec: dict[str, Any]) -> str:
    """The SVG of a Vega-Lite specification, without namespaces, to stand in a page."""
    import vl_convert

    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", **spec, "config": CONFIG}
    svg = small(vl_convert.vegalite_to_svg(whole, allowed_base_urls=[]))
    return svg.replace("<svg ", f'<svg font-family="{FONT}" font-size="{TEXT}" ', 1)


def small(svg: str) -> str:
    """The same drawing with less text."""
    for clutter in _CLUTTER:
        svg = clutter.sub("", svg)
    before = ""
    while before != svg:
        before, svg = svg, _EMPTY.sub("", svg)
    return _GEOMETRY.sub(lambda found: f'{found[1]}="{_LONG.sub(_shorter, found[2])}"', svg)


def size(svg: str) -> tuple[float, float]:
    """Width and height of a drawing."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if found is None:
        raise ValueError("a drawing without a viewBox")
    return float(found[1]), float(found[2])


def _shorter(number: re.Match[str]) -> str:
    return number[1] if number[2] == "0" else f"{number[1]}.{number[2]}"
