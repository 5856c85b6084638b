"""The game that every stylised war starts from.

One level of capacity, a front that a battle moves by one cell, both sides kept on rung 1, one package that is worth nothing by
itself, peace that nobody can afford to break, contact in every month.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from offramp.game.grid import Grid
from offramp.game.rules import Game

Pair = tuple[float, float]
START_RUNGS = (1, 1)


def logit(p: float) -> float:
    """Log-odds of a probability."""
    return math.log(p / (1 - p))


def base_game(
    months: int,
    front_top: int,
    beta: float | Pair,
    *,
    p: float = 0.5,
    held_by_a: ArrayLike = (),
    politics: Pair = (0.0, 0.0),
    cost: Pair = (0.0, 0.0),
    rho: float = 0.5,
    issues: ArrayLike = ((0.0,), (0.0,)),
    rungs: int = 2,
    capacity: int = 1,
    lines_per_cell: int = 1,
    **changes: Any,
) -> Game:
    """The base of all stylised wars.

    Args:
        months: T.
        front_top: F, the last front cell.
        beta: discount factor, one for both or one each.
        p: probability that A wins a battle.
        held_by_a: A's territory by line; B's is 1 minus that. Empty: territory is worth nothing to either.
        politics: of each side, what a month at war is worth.
        cost: of each side, a month at war.
        rho: probability that A moves.
        issues: (2, D) what each package is worth to each side beside the territory, a month.
        rungs: of each ladder.
        capacity: levels of capacity C; the war starts at 1.
        lines_per_cell: lines that can be signed per front cell.
        changes: any other field of Game, already in its full shape.
    """
    grid = Grid((rungs, rungs), capacity, np.arange(front_top + 1.0), lines_per_cell, np.shape(issues)[1])
    a_holds = np.asarray(held_by_a, dtype=float)
    land = np.stack([a_holds, 1 - a_holds]) if a_holds.size else np.zeros((2, grid.lines))
    base = Game(
        grid=grid,
        beta=np.broadcast_to(np.asarray(beta, dtype=float), (2,)).copy(),
        terminal="flow",
        land=land,
        politics=np.repeat(np.array(politics, dtype=float)[:, None], months, axis=1),
        cost=np.broadcast_to(np.array(cost, dtype=float)[:, None, None, None], (2, months, rungs, rungs)).copy(),
        theta=np.full(months, logit(p)),
        victory=np.array([1.0, 1.0]),
        defeat=np.array([0.0, 0.0]),
        catastrophe=np.array([0.0, 0.0]),
        **firm_deals(grid, months, land, np.asarray(issues, dtype=float), rho),
        **plain_battles(grid, months),
    )
    return replace(base, **changes)


def firm_deals(grid: Grid, months: int, land: np.ndarray, issues: np.ndarray, rho: float) -> dict[str, Any]:
    """Contact in every month of war, all lines on offer everywhere, and deals that nobody can afford to break."""
    t, d = months, grid.packages
    flow = land[:, None, None, :] + issues[:, None, :, None]
    return {
        "mover_a": np.full(t, rho),
        "channel": np.ones(t),
        "channel_peace": np.zeros(t),
        "offered": np.ones((t, d), dtype=bool),
        "own_line": np.full(d, -1, dtype=np.int64),
        "reach": float(grid.front_top),
        "deal_flow": np.broadcast_to(flow, (2, t, d, grid.lines)).copy(),
        "penalty": np.full((2, t, d), 1e6),
        "guarantee": np.zeros((2, t, d)),
        "support": 0,
        "incident": np.zeros((t, d)),
        "rearm": np.zeros((2, t, d)),
        "other_rung": 1,
        "incident_rung": 1,
        "breaking": True,
    }


def plain_battles(grid: Grid, months: int) -> dict[str, Any]:
    """Both sides kept on their top rung (1, or 0 where there is no other); only the front moves, a cell a battle."""
    t, rungs = months, grid.rungs[0]
    ladder = np.array([0.0, 1.0])[:rungs]
    locked = np.full((2, t), rungs - 1, dtype=np.int64)
    return {
        "floor": locked,
        "cap": locked.copy(),
        "weariness": np.zeros((2, t)),
        "slope": 1.0,
        "delta": 0.0,
        "prior": np.array([0.5, 0.5]),
        "signal": np.zeros((2, t)),
        "truth": 0.5,
        "clock": 0,
        "aid": np.zeros((2, t)),
        "aid_edge": 0.0,
        "aid_recovery": 0.0,
        "recovery": np.zeros((2, t)),
        "mobility": np.ones(t),
        "attrition": np.zeros(t),
        "exposure": np.zeros(t),
        "drive": (ladder, ladder.copy()),
        "edge": (np.zeros(rungs), np.zeros(rungs)),
        "hazard": np.zeros((t, rungs, rungs)),
        "front_now": grid.front_top // 2,
        "capacity_now": (1, 1),
    }


def at_war(f: int) -> dict[tuple, float]:
    """A start at war with the front in cell ``f``."""
    return {("war", f, 1, 1, *START_RUNGS): 1.0}
