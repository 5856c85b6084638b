"""Random graph models: in option form (directions, infeasible and coalesced patterns) and with moves of any kind."""

from __future__ import annotations

import random
from typing import Any

from offramp.graphmodel import GraphModel, build, model_by_moves


def random_model(seed: int) -> GraphModel:
    """A model with 2 to 5 decision makers; every third one has moves that need not be transitive."""
    draw = random.Random(seed)
    makers = 2 + seed % 4
    return moves_of_any_kind(draw, makers) if seed % 3 == 0 else in_option_form(draw, makers)


def moves_of_any_kind(draw: random.Random, makers: int) -> GraphModel:
    count = draw.randint(2, 9)
    density = draw.uniform(0.05, 0.5)
    moves = [
        {s: [t for t in range(count) if t != s and draw.random() < density] for s in range(count)}
        for _ in range(makers)
    ]
    levels = draw.randint(2, count)
    worth = [[draw.randrange(levels) for _ in range(count)] for _ in range(makers)]
    return model_by_moves([f"d{i}" for i in range(makers)], count, moves, worth, status_quo=draw.randrange(count))


def in_option_form(draw: random.Random, makers: int) -> GraphModel:
    while True:
        options = draw.randint(makers, 5)
        owners = [*range(makers), *(draw.randrange(makers) for _ in range(options - makers))]
        decision_makers: dict[str, Any] = {f"d{i}": {"options": {}} for i in range(makers)}
        for o, owner in enumerate(owners):
            decision_makers[f"d{owner}"]["options"][f"o{o}"] = draw.choice(["both", "both", "forward", "backward"])
        ruled_out = [_pattern(draw, options) for _ in range(draw.randint(0, 2))]
        data: dict[str, Any] = {
            "graphmodel": 1,
            "title": "random",
            "decision_makers": decision_makers,
            "infeasible": ruled_out,
        }
        if draw.random() < 0.4:
            data["coalesced"] = {"merged": _pattern(draw, options), "other": _pattern(draw, options)}
        for maker in decision_makers.values():
            maker["preferences"] = {"statements": ["o0"]}
        try:
            count = build(data).states.count
        except Exception:  # noqa: BLE001, S112 - every pattern may be ruled out, or o0 may be the same in all of a state
            continue
        levels = draw.randint(1, count + 1)
        for maker in decision_makers.values():
            maker["preferences"] = {"payoffs": [draw.randrange(levels) for _ in range(count)]}
        return build(data)


def _pattern(draw: random.Random, options: int) -> str:
    while True:
        pattern = "".join(draw.choice("YN--") for _ in range(options))
        if set(pattern) != {"-"}:
            return pattern
