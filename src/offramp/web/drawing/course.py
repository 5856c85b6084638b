"""The course by month: a panel per outcome, the chosen policy as a line, the base dashed, the spread as a grey band."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from offramp.findings.outcomes import OUTCOMES
from offramp.game.rules import Floats
from offramp.report.figures.marks import month_axis
from offramp.report.naming import Names, capital
from offramp.report.palette import OUTCOME
from offramp.web.drawing.svg import Scale, drawing, element, line, rule, text

WIDTH, HEIGHT = 330.0, 150.0
LEFT, RIGHT, TOP, BOTTOM = 38.0, 8.0, 8.0, 24.0


def panels(names: Names, chosen: Floats, base: Floats) -> dict[str, Markup]:
    """Outcome -> drawing; chances are (6, months+1) in the order of `OUTCOMES`. Each has an empty path of class `band`."""
    return {outcome: _panel(names, outcome, chosen[i], base[i]) for i, outcome in enumerate(OUTCOMES)}


def band_path(low: Sequence[float] | Floats, high: Sequence[float] | Floats) -> str:
    """What the path of class `band` is to be, from chances by month."""
    across, up = _scales(len(low) - 1)
    above = [f"{across(m):.1f},{up(v):.1f}" for m, v in enumerate(high)]
    below = [f"{across(m):.1f},{up(v):.1f}" for m, v in enumerate(low)]
    return "M" + "L".join([*above, *reversed(below)]) + "Z"


def _panel(names: Names, outcome: str, chosen: Floats, base: Floats) -> Markup:
    last = len(chosen) - 1
    across, up = _scales(last)
    parts = [element("path", "", d="", cls="band", data_outcome=outcome)]
    for level in (0, 0.5, 1):
        parts.append(rule(LEFT, up(level), WIDTH - RIGHT, up(level)))
        parts.append(text(LEFT - 6, up(level) + 4, f"{level:.0%}", "end", cls="muted"))
    for month in month_axis(0, last)["values"]:
        parts.append(text(across(month), HEIGHT - 8, f"{month}", "middle", cls="muted"))
    parts.append(line([(across(m), up(v)) for m, v in enumerate(base)], OUTCOME[outcome], 1.8, "3 4"))
    parts.append(line([(across(m), up(v)) for m, v in enumerate(chosen)], OUTCOME[outcome], 3))
    words = (
        f"{capital(names.outcome(outcome))} by month: after {last} months {chosen[-1]:.0%} under the chosen policy, "
        f"{base[-1]:.0%} under the one it is compared with."
    )
    return drawing(parts, WIDTH, HEIGHT, words)


def _scales(last: int) -> tuple[Scale, Scale]:
    return Scale(0, max(last, 1), LEFT, WIDTH - RIGHT), Scale(0, 1, HEIGHT - BOTTOM, TOP)
