"""A figure as a file: its panels, title, legend and caption set on one sheet, as SVG."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap

from offramp.ensemble.writing import write_whole
from offramp.report.figures.figure import NARROW, Figure, Key, Panel
from offramp.report.figures.svg import FONT, size, width_of
from offramp.report.palette import INK, MUTED, PAPER, VERMILLION

COLUMNS, GAP, MARGIN, HEADING = 3, 22, 20, 20
TITLE, SMALL = 19, 12.5
#: Widths of characters in parts of the size of the type, for breaking lines: an average of Arial.
CHARACTER = 0.5
PROVISIONAL = "PROVISIONAL: too few worlds carry weight for percentages"


def write_drawing(figure: Figure, folder: Path) -> Path:
    """Write NAME.svg into `folder`. Raises RunFolderError."""
    path = folder / f"{figure.name}.svg"
    write_whole(path, as_sheet(figure).encode())
    return path


def as_sheet(figure: Figure) -> str:
    """The whole figure as one SVG with a white background."""
    drawings = [panel.wide_svg or panel.svg for panel in figure.panels]
    widest = max(size(svg)[0] for svg in drawings)
    most = 2 if figure.paired else COLUMNS
    columns = 1 if widest > NARROW + GAP else min(most, len(drawings))
    width = max(2 * MARGIN + columns * widest + (columns - 1) * GAP, 2 * NARROW)
    text, y = _words(figure, width)
    body, bottom = _grid(figure.panels, drawings, columns, widest, y)
    caption, end = _lines(figure.caption, SMALL, width, bottom, MUTED)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{end + MARGIN:g}" '
        f'viewBox="0 0 {width:g} {end + MARGIN:g}" font-family="{FONT}" role="img">'
        f"<title>{_plain(figure.title)}</title><desc>{_plain(figure.how)}</desc>"
        f'<rect width="100%" height="100%" fill="{PAPER}"/>{text}<g{_faded(figure)}>{body}</g>{caption}</svg>\n'
    )


def _faded(figure: Figure) -> str:
    return ' opacity="0.6"' if figure.provisional else ""


def _words(figure: Figure, width: float) -> tuple[str, float]:
    """Title, how to read it, the mark of a provisional figure and the legend; and where they end."""
    parts, y = [], float(MARGIN)
    for words, points, colour, weight in (
        (PROVISIONAL if figure.provisional else "", SMALL, VERMILLION, "bold"),
        (figure.title, TITLE, INK, "bold"),
        (figure.how, SMALL, MUTED, "normal"),
    ):
        lines, y = _lines(words, points, width, y, colour, weight)
        parts.append(lines)
    legend, y = _legend(figure.legend, width, y + 6)
    return "".join([*parts, legend]), y + 8


def _lines(words: str, points: float, width: float, y: float, colour: str, weight: str = "normal") -> tuple[str, float]:
    """Words broken into lines from height `y`; and where they end."""
    out = []
    room = int((width - 2 * MARGIN) / (points * CHARACTER * (1.08 if weight == "bold" else 1)))
    for line in wrap(words, room):
        y += points * 1.35
        out.append(
            f'<text x="{MARGIN}" y="{y:.1f}" font-size="{points}" font-weight="{weight}" fill="{colour}">'
            f"{_plain(line)}</text>"
        )
    return "".join(out), y


def _legend(keys: Sequence[Key], width: float, y: float) -> tuple[str, float]:
    out, x = [], float(MARGIN)
    for key in keys:
        wide = 18 + width_of(key.label, SMALL) + 16
        if x > MARGIN and x + wide > width - MARGIN:
            x, y = float(MARGIN), y + 19
        out.append(f'<rect x="{x:.1f}" y="{y + 4:.1f}" width="12" height="12" rx="2" fill="{key.colour}"/>')
        out.append(
            f'<text x="{x + 18:.1f}" y="{y + 14.5:.1f}" font-size="{SMALL}" fill="{INK}">{_plain(key.label)}</text>'
        )
        x += wide
    return "".join(out), y + 22 if keys else y


def _grid(panels: Sequence[Panel], drawings: Sequence[str], columns: int, widest: float, y: float) -> tuple[str, float]:
    out = []
    headed = HEADING if any(panel.heading for panel in panels) else 0
    for start in range(0, len(panels), columns):
        deepest = 0.0
        for column, (panel, svg) in enumerate(
            zip(panels[start : start + columns], drawings[start : start + columns], strict=True)
        ):
            x = MARGIN + column * (widest + GAP)
            if panel.heading:
                heading = panel.heading if len(panel.heading) < 50 else panel.heading[:48] + "…"
                out.append(
                    f'<text x="{x:g}" y="{y + 14:.1f}" font-size="13" font-weight="bold" fill="{INK}">'
                    f"{_plain(heading)}</text>"
                )
            out.append(svg.replace("<svg ", f'<svg x="{x:g}" y="{y + headed:.1f}" ', 1))
            deepest = max(deepest, size(svg)[1])
        y += headed + deepest + 12
    return "".join(out), y


def _plain(text: str) -> str:
    return html.escape(text, quote=True)
