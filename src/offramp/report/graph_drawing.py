"""The graph of a conflict as SVG: improvements as arrows, equilibria marked.

States stand on a ring, or by step from the status quo.
Colours tell decision makers apart, and so do dashes; shapes tell stable states apart. Ink and paper follow the page's
theme.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from offramp.graphmodel.answer import Answer
from offramp.graphmodel.evolution import Evolution
from offramp.report.palette import party_colours

MOST_DRAWN = 40
RADIUS = 13
ROOM = 34
DASHES = ("", "7 3", "2 3", "9 3 2 3", "12 4", "4 4")

Point = tuple[float, float]
Arrow = tuple[int, int, int]


def drawn_states(found: Answer) -> list[int]:
    """States that the drawing shows: all, or the status quo, equilibria and what improvements reach first."""
    count = found.model.states.count
    if count <= MOST_DRAWN:
        return list(range(count))
    quo = [] if found.model.status_quo is None else [found.model.status_quo]
    reached = found.by_improvements.state.tolist() if found.by_improvements is not None else []
    strict = found.strict()
    ends = [s for s in found.notable() if strict[s]]
    return sorted(list(dict.fromkeys([*quo, *ends[: MOST_DRAWN // 2], *reached, *ends]))[:MOST_DRAWN])


def improvements(found: Answer, states: Sequence[int]) -> list[Arrow]:
    """(mover, from, to) of every improvement between the states given."""
    model, shown = found.model, set(states)
    return [
        (i, s, t)
        for i in range(len(model.makers))
        for s in states
        for t in model.moves.from_state(i, s)
        if t in shown and model.rank[i, t] > model.rank[i, s]
    ]


def ring(states: Sequence[int]) -> tuple[dict[int, Point], float, float]:
    """Places on an ellipse, and the width and height of the drawing."""
    across = max(110.0, len(states) * ROOM / (2 * math.pi) * 1.15)
    down = across * 0.8
    places = {}
    for k, s in enumerate(states):
        angle = 2 * math.pi * k / len(states) - math.pi / 2
        places[s] = (across + 30 + across * math.cos(angle), down + 30 + down * math.sin(angle))
    return places, 2 * across + 60, 2 * down + 60


def layers(evolution: Evolution) -> tuple[dict[int, Point], float, float]:
    """Places by step from the status quo, left to right; at most 40 states."""
    reached = [int(s) for s in dict.fromkeys(evolution.state.tolist())][:MOST_DRAWN]
    steps = [[s for s in reached if evolution.steps[s] == k] for k in range(max(evolution.steps[reached]) + 1)]
    tall = max(len(layer) for layer in steps)
    height, gap = max(tall * ROOM + 30.0, 64.0), 92.0
    places = {}
    for k, layer in enumerate(steps):
        for row, s in enumerate(layer):
            places[s] = (30 + k * gap, height * (row + 1) / (len(layer) + 1))
    return places, max(60 + gap * (len(steps) - 1), 120.0), height


def tree(evolution: Evolution, states: Sequence[int]) -> list[Arrow]:
    """The move by which each state is first reached."""
    out, seen, shown = [], {evolution.origin}, set(states)
    for k in range(1, len(evolution.state)):
        s = int(evolution.state[k])
        if s in seen:
            continue
        seen.add(s)
        before = int(evolution.state[evolution.parent[k]])
        if s in shown and before in shown:
            out.append((int(evolution.mover[k]), before, s))
    return out


def svg(
    found: Answer, places: dict[int, Point], size: tuple[float, float], arrows: Sequence[Arrow], title: str, about: str
) -> str:
    """The drawing; `title` and `about` are what a screen reader says."""
    model = found.model
    colours = list(party_colours(model.names).values())
    name = "".join(letter for letter in title.lower() if letter.isalpha())
    box, wide = f"0 0 {size[0]:.0f} {size[1]:.0f}", f"max-width:{1.6 * size[0]:.0f}px"
    out = [
        f'<svg viewBox="{box}" role="img" aria-labelledby="{name}-t {name}-d" style="{wide}">',
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(about)}</desc><defs>',
    ]
    size_of_head = 'viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"'
    for i, colour in enumerate(colours):
        head = f'<path d="M0 1 L10 5 L0 9 z" fill="{colour}"/>'
        out.append(f'<marker id="{name}-m{i}" {size_of_head} markerUnits="userSpaceOnUse">{head}</marker>')
    out.append("</defs>")
    for i, s, t in arrows:
        path = _curve(places[s], places[t], back=any((a, b) == (t, s) for _, a, b in arrows), slot=i)
        dash = DASHES[i % len(DASHES)]
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        end = f'marker-end="url(#{name}-m{i})"'
        out.append(f'<path d="{path}" fill="none" stroke="{colours[i]}" stroke-width="1.6"{dashed} {end}/>')
    out += [_node(found, s, place) for s, place in places.items()]
    return "".join([*out, "</svg>"])


def _curve(start: Point, end: Point, *, back: bool, slot: int) -> str:
    """A bent line between two circles; lines there and back, and of several movers, bend apart."""
    x, y = end[0] - start[0], end[1] - start[1]
    length = math.hypot(x, y) or 1.0
    bend = (0.10 if back else 0.04) * length + 3 * slot
    middle = ((start[0] + end[0]) / 2 - y / length * bend, (start[1] + end[1]) / 2 + x / length * bend)
    first, last = _short(start, middle, RADIUS + 2), _short(end, middle, RADIUS + 3)
    return f"M{first[0]:.1f} {first[1]:.1f} Q{middle[0]:.1f} {middle[1]:.1f} {last[0]:.1f} {last[1]:.1f}"


def _short(centre: Point, towards: Point, by: float) -> Point:
    x, y = towards[0] - centre[0], towards[1] - centre[1]
    length = math.hypot(x, y) or 1.0
    return centre[0] + x / length * by, centre[1] + y / length * by


def _node(found: Answer, s: int, place: Point) -> str:
    """A state: filled for an equilibrium under R or SEQ, a second ring under R, a square for the status quo."""
    x, y = place
    stability = found.stability
    nash = stability is not None and bool(stability.equilibria[0, s])
    seq = stability is not None and bool(stability.equilibria[3, s])
    kind = "stable" if nash or seq else "state"
    out = []
    if s == found.model.status_quo:
        out.append(f'<rect x="{x - 17:.1f}" y="{y - 17:.1f}" width="34" height="34" class="quo"/>')
    if nash:
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS + 3}" class="ring"/>')
    out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}" class="{kind}"/>')
    out.append(f'<text x="{x:.1f}" y="{y + 4.5:.1f}" text-anchor="middle" class="{kind}-text">{s + 1}</text>')
    label = found.model.states.label(s)
    return f"<g><title>{escape('State ' + label)}</title>{''.join(out)}</g>"
