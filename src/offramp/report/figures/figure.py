"""What a figure is: small panels, a legend, words and the numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from offramp.report.figures.svg import Words, drawn

Spec = dict[str, Any]

#: Width in pixels of a panel, and of one that has the page to itself.
NARROW, WIDE = 340, 720


@dataclass(frozen=True)
class Drawing:
    """A Vega-Lite specification with its own few numbers in it, and words set on top of what it draws."""

    spec: Spec
    words: Sequence[Words] = ()

    def svg(self) -> str:
        """The drawing as SVG."""
        return drawn(self.spec, self.words)


@dataclass(frozen=True)
class Panel:
    """A drawing under its heading.

    Attributes:
        heading: what it shows, above it; empty where the figure's title says it.
        drawing: what is drawn; wide: the same for a broad page, where it pays.
        alt: what there is to see, in words.
        note: a line under it.
    """

    heading: str
    drawing: Drawing
    alt: str
    wide: Drawing | None = None
    note: str = ""

    @cached_property
    def svg(self) -> str:
        """The drawing."""
        return self.drawing.svg()

    @cached_property
    def wide_svg(self) -> str:
        """The drawing for a broad page; empty where there is none."""
        return self.wide.svg() if self.wide else ""


@dataclass(frozen=True)
class Key:
    """An entry of a legend."""

    label: str
    colour: str


@dataclass(frozen=True)
class DataTable:
    """Numbers as text: headings and rows; the first column names the row."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure of the report.

    Attributes:
        name: of its files.
        title: what there is to see; how: how to read it, with units.
        panels, legend, table: the drawing, its colours and its numbers.
        caption: what a share or a range in it means.
        provisional: too few worlds carry weight; it holds no percentages.
        paired: panels belong together two by two.
    """

    name: str
    title: str
    how: str
    panels: Sequence[Panel]
    table: DataTable
    legend: Sequence[Key] = field(default_factory=list)
    caption: str = ""
    provisional: bool = False
    paired: bool = False
