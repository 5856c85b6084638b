"""The report on a graph model: one self-contained page with the graph, the table of stability, and what follows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

import offramp
from offramp.graphmodel.answer import Answer, path_of
from offramp.graphmodel.coalitions import CONCEPTS as COALITION_CONCEPTS
from offramp.graphmodel.stability import CONCEPTS, NAMES
from offramp.graphmodel.terminal import mark, way
from offramp.report.graph_compared import WHY_APART, Compared
from offramp.report.graph_drawing import DASHES, drawn_states, improvements, layers, ring, svg, tree
from offramp.report.palette import party_colours

TEMPLATES = Path(__file__).parent / "templates"
MOST_ROWS = 200


def render(found: Answer, compared: Sequence[Compared] = ()) -> str:
    """The page as text; it needs no other file and asks for nothing."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    model = found.model
    colours = party_colours(model.names)
    return environment.get_template("graph.html").render(
        model=model,
        version=offramp.__version__,
        concepts=[(c, NAMES[c]) for c in CONCEPTS],
        makers=[
            {"name": name, "colour": colours[name], "dash": DASHES[i % len(DASHES)], "about": model.makers[i].label}
            for i, name in enumerate(model.names)
        ],
        options=[_option(found, bit) for bit in range(len(model.options))],
        equilibria=_equilibria(found),
        graph=_graph(found),
        evolution=_evolution(found),
        ways=_ways(found),
        rows=_rows(found),
        cut=model.states.count > MOST_ROWS,
        coalitions=_coalitions(found),
        robust=_robust(found),
        compared=compared,
        why_apart=WHY_APART,
    )


def _label(found: Answer, state: int) -> str:
    return found.model.states.label(state)


def _option(found: Answer, bit: int) -> dict[str, str]:
    option = found.model.options[bit]
    ways = {"both": "either way", "forward": "once taken, for good", "backward": "once dropped, for good"}
    owner = found.model.makers[option.owner].name
    return {
        "number": str(bit + 1),
        "owner": owner,
        "name": option.label or option.name,
        "direction": ways[option.direction],
    }


def _equilibria(found: Answer) -> list[tuple[str, str]]:
    """Concept -> its equilibria in words."""
    if found.stability is None:
        return []
    out = []
    for concept in CONCEPTS:
        states = found.stability.of(concept)
        more = f" and {len(states) - 12:,} more" if len(states) > 12 else ""
        out.append((NAMES[concept], ", ".join(_label(found, s) for s in states[:12]) + more or "none"))
    return out


def _graph(found: Answer) -> dict[str, Any]:
    """The drawing of improvements, and its table."""
    states = drawn_states(found)
    places, width, height = ring(states)
    arrows = improvements(found, states)
    names = found.model.names
    stable = ", ".join(str(s + 1) for s in states if found.strict()[s]) or "none"
    about = f"{len(states)} states and {len(arrows)} improvements. Equilibria under R or SEQ: {stable}."
    return {
        "svg": svg(found, places, (width, height), arrows, "States and improvements", about),
        "rows": [(names[i], _label(found, s), _label(found, t)) for i, s, t in arrows],
        "drawn": len(states),
    }


def _evolution(found: Answer) -> dict[str, Any] | None:
    """The drawing of what improvements reach from the status quo, and its table."""
    evolution = found.by_improvements
    if evolution is None or len(evolution.state) < 2:
        return None
    places, width, height = layers(evolution)
    arrows = tree(evolution, list(places))
    others = len(set(evolution.state.tolist())) - 1
    about = f"From the status quo (state {evolution.origin + 1}), improvements reach {others} other state"
    about += "." if others == 1 else "s."
    rows = [
        (str(int(evolution.steps[t])), found.model.names[i], _label(found, s), _label(found, t)) for i, s, t in arrows
    ]
    return {
        "svg": svg(found, places, (width, height), arrows, "Evolution by improvements", about),
        "rows": rows,
        "about": about,
    }


def _ways(found: Answer) -> list[tuple[str, str, str]]:
    """State, shortest way by improvements, by moves."""
    if found.by_moves is None:
        return []
    out = []
    for state in found.notable()[:MOST_ROWS]:
        both = path_of(found, state)
        out.append((_label(found, state), way(both["by_improvements"], "improvements"), way(both["by_moves"], "moves")))
    return out


def _rows(found: Answer) -> list[dict[str, Any]]:
    """The table of states: all, or of a large model the equilibria."""
    if found.stability is None:
        return []
    count = found.model.states.count
    states = range(count) if count <= MOST_ROWS else found.notable()[:MOST_ROWS]
    return [
        {
            "number": s + 1,
            "pattern": found.model.states.pattern(s),
            "name": found.model.states.names.get(s, ""),
            "marks": [mark(found.stability.stable[k, :, s]) for k in range(len(CONCEPTS))],
        }
        for s in states
    ]


def _coalitions(found: Answer) -> list[dict[str, Any]]:
    """What each coalition would leave for what, and what is stable for it."""
    out = []
    for one in found.coalitions:
        ends = found.strict()
        upset = [
            f"{_label(found, s)} for {', '.join(str(t + 1) for t in one.improvements[s][:12])}"
            for s in np.flatnonzero(ends).tolist()
            if s in one.improvements
        ]
        counts = ", ".join(f"{c} {int(row.sum()):,}" for c, row in zip(COALITION_CONCEPTS, one.stable, strict=True))
        out.append(
            {"name": found.model.coalition_name(one.members), "upset": "; ".join(upset) or "none", "counts": counts}
        )
    return out


def _robust(found: Answer) -> dict[str, Any] | None:
    robust = found.robust
    if robust is None:
        return None
    order = np.lexsort((np.arange(found.model.states.count), -robust.share[3], -robust.share[0])).tolist()
    rows = [
        (_label(found, s), [f"{100 * share:.0f}" for share in robust.share[:, s]])
        for s in order
        if robust.share[:, s].any()
    ]
    return {"samples": robust.samples, "uncertain": ", ".join(robust.uncertain), "rows": rows[:MOST_ROWS]}
