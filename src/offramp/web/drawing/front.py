"""The front as a strip from one side's defeat to the other's, with its cells and today's line."""

from __future__ import annotations

from markupsafe import Markup

from offramp.report.naming import Names
from offramp.report.palette import SIDE
from offramp.scenario import Scenario
from offramp.web.drawing.svg import drawing, element, rule, shortened, text

WIDTH, MARGIN = 720.0, 12.0


def front_strip(scenario: Scenario, *, small: bool = False, width: float = WIDTH, at: float | None = None) -> Markup:
    """The front; what side A holds is drawn from the left. `small`: for a card, without numbers; `at`: not today's."""
    front, names = scenario.front, Names(scenario)
    cells = front.cells
    count = len(cells) - 1
    # cells are uneven: each gets the same room, since that is how the game counts them
    width = 340.0 if small else width
    step = (width - 2 * MARGIN) / count
    place = scenario.line_today if at is None else at
    now = min(range(len(cells)), key=lambda i: abs(cells[i] - place))
    here = MARGIN + now * step
    high = 22.0 if small else 30.0
    top = 18.0 if small else 24.0
    parts = [
        element("rect", "", x=MARGIN, y=top, width=here - MARGIN, height=high, fill=SIDE["a"], opacity=0.75),
        element("rect", "", x=here, y=top, width=width - MARGIN - here, height=high, fill=SIDE["b"], opacity=0.75),
        *(rule(MARGIN + i * step, top, MARGIN + i * step, top + high, cls="paper-line") for i in range(1, count)),
        rule(here, top - 6, here, top + high + 6, cls="ink-line", stroke_width=2.5),
        text(MARGIN, top - 6, shortened(names.side("a"), width / 2.4), cls="ink"),
        text(width - MARGIN, top - 6, shortened(names.side("b"), width / 2.4), "end", cls="ink"),
    ]
    bottom = top + high
    if not small:
        parts += _ticks(cells, step, now, bottom)
        bottom += 38
        parts.append(text(width / 2, bottom, shortened(names.front_axis, width - 2 * MARGIN), "middle", cls="muted"))
    words = (
        f"The front: {names.front_axis}, from {cells[0]:g} ({names.side('b')} prevails) to {cells[-1]:g} "
        f"({names.side('a')} prevails). Today it stands at {scenario.line_today:g}."
    )
    return drawing(parts, width, bottom + 8, words)


def _ticks(cells: list[float], step: float, now: int, bottom: float) -> list[Markup]:
    """Positions under the strip, as many as there is room for."""
    every = max(1, round(44 / step + 0.49))
    shown = {0, now, len(cells) - 1} | {i for i in range(0, len(cells), every) if abs(i - now) >= every}
    shown -= {i for i in shown if i not in (0, len(cells) - 1) and min(i, len(cells) - 1 - i) < every and i != now}
    out = []
    for i in sorted(shown):
        anchor = "start" if i == 0 else "end" if i == len(cells) - 1 else "middle"
        out.append(text(MARGIN + i * step, bottom + 16, f"{cells[i]:g}", anchor, cls="ink" if i == now else "muted"))
    return out
