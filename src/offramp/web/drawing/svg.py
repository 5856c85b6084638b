"""The strokes that every drawing is made of. Text and attributes are escaped here and nowhere else.

Ink, lines and paper are classes that the page colours by theme; colours that mean something stand in the drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from offramp.report.figures.svg import shortened, width_of

__all__ = ["Scale", "area", "drawing", "element", "line", "rule", "shortened", "text", "width_of"]

SMALL = 12


@dataclass(frozen=True)
class Scale:
    """A straight way from numbers to pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a number stands, in pixels."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def element(name: str, content: str | Markup = "", **attributes: object) -> Markup:
    """One element; underscores in attribute names stand for dashes, `cls` for class."""
    told = "".join(
        f' {"class" if key == "cls" else key.replace("_", "-")}="{escape(_short(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{told}>{escape(content)}</{name}>")  # noqa: S704  both parts are escaped


def drawing(parts: Iterable[Markup], width: float, height: float, label: str) -> Markup:
    """A whole drawing with its words for who cannot see it."""
    inside = Markup("").join(parts)
    box = f"0 0 {_short(width)} {_short(height)}"
    # an <svg> scales with the page; its own size is what a saved picture gets
    return element("svg", inside, viewBox=box, role="img", aria_label=label, font_size=SMALL, cls="drawn")


def text(x: float, y: float, words: str, anchor: str = "start", cls: str = "ink", **more: object) -> Markup:
    """Words at a place."""
    return element("text", words, x=x, y=y, text_anchor=None if anchor == "start" else anchor, cls=cls, **more)


def rule(x1: float, y1: float, x2: float, y2: float, cls: str = "grid", **more: object) -> Markup:
    """A straight line of the frame."""
    return element("line", "", x1=x1, y1=y1, x2=x2, y2=y2, cls=cls, **more)


def line(points: Sequence[tuple[float, float]], colour: str, width: float = 2, dash: str | None = None) -> Markup:
    """A line through points."""
    way = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return element("path", "", d=way, fill="none", stroke=colour, stroke_width=width, stroke_dasharray=dash)


def area(above: Sequence[tuple[float, float]], below: Sequence[tuple[float, float]], **more: object) -> Markup:
    """The area between two lines over the same places."""
    way = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in [*above, *reversed(below)]) + "Z"
    return element("path", "", d=way, **more)


def _short(value: object) -> object:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else value
