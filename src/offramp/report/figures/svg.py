"""From a Vega-Lite specification to a small SVG that a page can colour by theme and an author can keep as a file.

vl-convert draws without a browser and fetches nothing. What Vega adds for its own use is taken out again, and
coordinates are rounded to a tenth of a pixel.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from offramp.report.palette import GRID, INK, MUTED, PAPER

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
_WIDTH = dict.fromkeys("iljI.,:;'|![]", 0.25) | dict.fromkeys("ftr ()-/", 0.32) | dict.fromkeys("mMW%@…", 0.9)
_EMPTY = re.compile(r"<g(?: [^<>]*)?></g>")
_GEOMETRY = re.compile(r'\b(d|transform|x|y|x1|x2|y1|y2|width|height|cx|cy|r)="([^"]*)"')
_LONG = re.compile(r"(\d+)\.(\d)\d+")


@dataclass(frozen=True)
class Words:
    """Words at a place of a drawing; anchored at their start or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"


def drawn(spec: dict[str, Any], words: Sequence[Words] = ()) -> str:
    """The SVG of a Vega-Lite specification with words on top, without namespaces, to stand in a page."""
    import vl_convert

    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", **spec, "config": CONFIG}
    svg = small(vl_convert.vegalite_to_svg(whole, allowed_base_urls=[]))
    svg = svg.replace("<svg ", f'<svg font-family="{FONT}" font-size="{TEXT}" ', 1)
    return svg.removesuffix("</svg>") + _all_set(words) + "</svg>"


def _all_set(words: Sequence[Words]) -> str:
    """Words with a rim in the colour of the paper, so that grid lines do not run through them."""
    if not words:
        return ""
    rim = f'fill="{INK}" stroke="{PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
    return f"<g {rim}>{''.join(map(_set, words))}</g>"


def _set(words: Words) -> str:
    anchor = "" if words.anchor == "start" else f' text-anchor="{words.anchor}"'
    return f'<text x="{words.x:g}" y="{words.y:g}"{anchor}>{html.escape(words.text)}</text>'


def width_of(text: str, points: float = TEXT) -> float:
    """About how wide a text is in Arial."""
    return points * sum(_WIDTH.get(letter, 0.68 if letter.isupper() else 0.54) for letter in text)


def shortened(text: str, room: float, points: float = TEXT) -> str:
    """The text, or as much of it as fits with a sign that there is more."""
    if width_of(text, points) <= room:
        return text
    kept = text
    while kept and width_of(kept + "…", points) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


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
