"""Colours that mean the same thing everywhere, told apart by colour-blind readers and on light and dark paper.

Hues are those of Okabe and Ito (2008), "Color Universal Design". The ink, grid and paper colours are stand-ins: the
page swaps them for its own in each theme (see templates/report.css), so no mark of data may use them for meaning.
"""

from __future__ import annotations

from collections.abc import Iterable

ORANGE, SKY, GREEN, BLUE, VERMILLION, PURPLE, YELLOW = (
    "#E69F00",
    "#56B4E9",
    "#009E73",
    "#0072B2",
    "#D55E00",
    "#CC79A7",
    "#C9B800",
)
GREY = "#8E9196"

#: Stand-ins that the page swaps by theme.
INK, MUTED, GRID, PAPER = "#1A1B1E", "#5C6066", "#DCDEE2", "#FFFFFF"

#: One colour per outcome, the sides' own for the two victories.
OUTCOME = {
    "fighting": GREY,
    "frozen": SKY,
    "peace": GREEN,
    "a-prevails": VERMILLION,
    "b-prevails": BLUE,
    "general-war": PURPLE,
}

SIDE = {"a": VERMILLION, "b": BLUE}

#: Who stands in the way of a deal, or what ends it.
BLOCKER = {
    "nobody": GREEN,
    "red line or not offered": YELLOW,
    "a": VERMILLION,
    "b": BLUE,
    "both": GREY,
    "incident": ORANGE,
}

_CYCLE = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, YELLOW, GREY)


def party_colours(parties: Iterable[str]) -> dict[str, str]:
    """A colour per party, fixed by its place in the scenario."""
    return {party: _CYCLE[i % len(_CYCLE)] for i, party in enumerate(parties)}


def shades(colour: str, count: int) -> list[str]:
    """`count` steps from `colour` towards white, the full colour first: parts of one outcome, rungs of one side."""
    lightest = 0.72
    return [_mixed(colour, lightest * i / max(count - 1, 1)) for i in range(count)]


def _mixed(colour: str, white: float) -> str:
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(part + (255 - part) * white):02X}" for part in parts)
