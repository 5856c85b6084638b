"""The bargaining range today: for every package the lines each side would sign, and who blocks it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from offramp.game.bargaining import BargainingRange
from offramp.game.rules import Floats
from offramp.report.figures.svg import shortened
from offramp.report.naming import Names
from offramp.report.palette import BLOCKER, GREEN, SIDE
from offramp.web.drawing.svg import Scale, drawing, element, rule, text

WIDTH, ROW, LEFT, TOP, FOOT = 340.0, 58.0, 8.0, 6.0, 34.0


@dataclass(frozen=True)
class Deal:
    """A package today in one world.

    Attributes:
        name: its label; blocker: a key of `palette.BLOCKER`; words: who blocks it.
        lines: indices of the lines that can be signed; accepts: (2, lines) whether each side would.
        best: (2,) each side's largest gain over going on, as a share of the stakes a month.
    """

    name: str
    blocker: str
    words: str
    lines: np.ndarray
    accepts: np.ndarray
    best: Floats


def deals(names: Names, today: BargainingRange) -> list[Deal]:
    """Every package in the scenario's order."""
    out = []
    for d, (package, label) in enumerate(names.packages.items()):
        within = today.lines[d] >= 0
        gain = today.gain[:, d, within]
        accepts = np.greater_equal(gain, 0)
        any_line, both = np.any(accepts, axis=1), bool(np.any(np.all(accepts, axis=0)))
        if both:
            blocker = "nobody" if today.open[d] else "red line or not offered"
        elif any_line[0] == any_line[1]:
            blocker = "both"
        else:
            blocker = "b" if any_line[0] else "a"
        best = gain.max(1) if gain.size else np.full(2, np.nan)
        words = "both would sign" if blocker == "nobody" else names.blocker(blocker)
        words = "in force" if package == names.in_force else words if within.any() else "names another line"
        out.append(Deal(label, blocker, words, today.lines[d, within], accepts, best))
    return out


def bargaining_range(names: Names, found: list[Deal], positions: Floats, now: float) -> Markup:
    """A row per package: who would sign at which line, from today's reach of the front."""
    if not found:
        return drawing([text(LEFT, 20, "No deals are on the table in this war.")], WIDTH, 30, "No deals.")
    bargained = [deal.lines for deal in found if len(deal.lines) > 1]
    every = np.unique(np.concatenate(bargained or [deal.lines for deal in found]))
    # lines within reach get even room: their distances differ too much to be drawn to scale
    across = Scale(-0.5, len(every) - 0.5, LEFT, WIDTH - LEFT)
    parts: list[Markup] = []
    for row, deal in enumerate(found):
        parts += _row(deal, every, across, TOP + row * ROW)
    bottom = TOP + len(found) * ROW
    here = float(np.interp(now, positions[every], np.arange(len(every))))
    parts.insert(0, rule(across(here), TOP, across(here), bottom, cls="ink-line", stroke_dasharray="2 3"))
    for place in sorted({0, len(every) - 1, round(here)}):
        anchor = "start" if place == 0 else "end" if place == len(every) - 1 else "middle"
        edge = LEFT if place == 0 else WIDTH - LEFT if place == len(every) - 1 else across(place)
        parts.append(text(edge, bottom + 12, f"{positions[every[place]]:g}", anchor, cls="muted"))
    parts.append(text(WIDTH / 2, bottom + 28, shortened(names.front_axis, WIDTH - 20), "middle", cls="muted"))
    words = "; ".join(f"{deal.name}: {deal.words}" for deal in found)
    return drawing(parts, WIDTH, bottom + FOOT, f"What could be signed today. {words}.")


def _row(deal: Deal, every: np.ndarray, across: Scale, top: float) -> list[Markup]:
    """One package: its name, who blocks it, and two stripes of the lines each side would sign."""
    mark = element("rect", "", x=LEFT, y=top + 4, width=10, height=10, rx=2, fill=BLOCKER[deal.blocker])
    parts = [
        mark,
        text(LEFT + 16, top + 13, shortened(deal.name, 170), font_weight="bold"),
        text(WIDTH - LEFT, top + 13, shortened(deal.words, 140), "end", cls="muted"),
    ]
    step = across(1) - across(0)
    for side, y in (("a", top + 22), ("b", top + 34)):
        parts.append(rule(LEFT, y + 4.5, WIDTH - LEFT, y + 4.5))
        for line, accepted in zip(deal.lines, deal.accepts[0 if side == "a" else 1], strict=True):
            if accepted and line in every:
                x = across(float(np.searchsorted(every, line))) - step / 2
                parts.append(element("rect", "", x=x + 1, y=y, width=step - 2, height=9, fill=SIDE[side]))
    for line, both in zip(deal.lines, np.all(deal.accepts, axis=0), strict=True):
        if both and line in every:
            x = across(float(np.searchsorted(every, line))) - step / 2
            parts.append(element("rect", "", x=x + 1, y=top + 46, width=step - 2, height=5, fill=GREEN))
    return parts
