"""Random valid scenario files: hypothesis draws the war, its deals, its ladders and what nobody knows."""

from __future__ import annotations

import json

from hypothesis import strategies as st

OPTIONS = {"alignment": ("neutral", "open", "member"), "control": ("held", "withdrawal", "beyond")}
unit = st.floats(0, 1, allow_nan=False).map(lambda x: round(x, 4))


@st.composite
def uncertain(draw: st.DrawFn, low: float, high: float) -> object:
    """A plain number in [low, high], or a distribution over part of it."""
    a, b = sorted(round(low + draw(unit) * (high - low), 5) for _ in range(2))
    if b - a < 1e-3 * (high - low):
        return a
    kind = draw(st.sampled_from(["number", "uniform", "triangular"]))
    spread = {"uniform": {"uniform": [a, b]}, "triangular": {"triangular": [a, (a + b) / 2, b]}}
    return spread.get(kind, a)


@st.composite
def scenarios(draw: st.DrawFn) -> str:
    """The text of a valid scenario (JSON is YAML), small enough to be solved in milliseconds."""
    cells = draw(st.integers(3, 6))
    steps = [round(0.5 + draw(unit), 3) for _ in range(cells - 1)]
    front = [round(sum(steps[:i]), 3) for i in range(cells)]
    packages = {
        f"deal-{i}": {"terms": {issue: draw(st.sampled_from(options)) for issue, options in OPTIONS.items()}}
        for i in range(draw(st.integers(1, 3)))
    }
    names = list(packages)
    worth = {
        side: {
            "values": {issue: {option: draw(unit) for option in options} for issue, options in OPTIONS.items()},
            "audience": draw(unit),
            "aim": draw(unit),
        }
        for side in ("a", "b")
    }
    policies = {
        "go-on": {"offers": draw(st.lists(st.sampled_from(names), min_size=1, unique=True))},
        "talks": {"offers": names, "changes": [{"path": "channel.a", "to": 1}]},
    }
    model = {
        "offramp": 1,
        "name": "random",
        "title": "A war drawn at random",
        "start": "2000-01",
        "horizon": draw(st.integers(2, 5)),
        "run_out": draw(st.integers(1, 4)),
        "sides": {"a": {"name": "A"}, "b": {"name": "B"}},
        "front": {
            "measure": "share held by A",
            "unit": "%",
            "cells": front,
            "now": front[draw(st.integers(1, cells - 2))],
        },
        "battlefield": {"mobility": draw(uncertain(0.01, 0.2))},
        "capacity": {"top": draw(st.integers(1, 3))},
        "issues": {issue: {"options": {option: option for option in options}} for issue, options in OPTIONS.items()},
        "packages": packages,
        "preferences": worth,
        "red_lines": {
            "line": {"side": draw(st.sampled_from("ab")), "crossed_by": {"alignment": ["member"]}, "real": draw(unit)}
        },
        "policies": policies,
    }
    return json.dumps(model)
