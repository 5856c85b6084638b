"""Small random games with every feature of the model on, and the mirror image of a game (A and B swapped)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from offramp.game.grid import Grid
from offramp.game.rules import Game

Numbers = dict[str, Any]
# Sizes by seed modulo 8: (F, C, NA, NB, lines per cell, D, T). Small, and every axis varies.
SIZES = (
    (3, 2, 2, 2, 2, 2, 8),
    (4, 2, 3, 2, 1, 2, 7),
    (2, 2, 2, 3, 3, 3, 8),
    (4, 1, 3, 3, 2, 3, 8),
    (5, 2, 2, 2, 2, 2, 8),
    (3, 3, 2, 2, 1, 3, 6),
    (3, 2, 2, 1, 2, 3, 7),
    (2, 2, 3, 3, 3, 2, 8),
)


def random_game(seed: int) -> Game:
    """A small game in which everything is on and dated; the same seed gives the same game."""
    rng = np.random.default_rng([20240, seed])
    front_top, top, rungs_a, rungs_b, per_cell, packages, months = SIZES[seed % len(SIZES)]
    positions = np.cumsum(rng.uniform(0.7, 1.6, front_top + 1))
    grid = Grid((rungs_a, rungs_b), top, positions - positions[0], per_cell, packages)
    parts = (war_numbers(rng, grid, months), battlefield(rng, grid, months), deal_numbers(rng, grid, months))
    numbers = {name: value for part in parts for name, value in part.items()}
    land, politics = numbers["land"], numbers["politics"]
    victory = np.array([1.0, 1.0])
    defeat = rng.uniform(-0.1, 0.25, 2)  # at times better than fighting on: capitulation
    return Game(
        grid=grid,
        beta=rng.uniform(0.8, 0.96, 2),
        mover_a=rng.uniform(0.2, 0.8, months),
        channel=rng.uniform(0.3, 0.95, months),
        channel_peace=rng.uniform(0.2, 0.65, months),
        terminal="zero" if seed % 10 == 9 else "flow",
        breaking=seed % 12 != 11,
        victory=victory,
        defeat=np.minimum(defeat, 0.3 + land.min(axis=1) + politics.mean(axis=1)),
        catastrophe=rng.uniform(-1.5, -0.5, 2),
        **numbers,
    )


def game_of_turns(seed: int) -> Game:
    """A random game in which what one side gains from line to line the other loses, and who gains turns again and again."""
    rng = np.random.default_rng([20243, seed])
    game = random_game(seed)
    turns = rng.uniform(-0.4, 0.4, (1, game.grid.packages, game.grid.lines))
    tilt = np.array([1.0, -1.0]).reshape(2, 1, 1, 1)
    return replace(game, deal_flow=game.deal_flow + tilt * turns, own_line=np.full(game.grid.packages, -1), reach=9.0)


def war_numbers(rng: np.random.Generator, grid: Grid, months: int) -> Numbers:
    """What fighting is worth, the rungs allowed, and what the sides believe about the battlefield."""
    rungs = np.array(grid.rungs)
    held = (grid.line_positions() / grid.positions[-1]) ** rng.uniform(0.7, 1.4)
    weight = rng.uniform(0.6, 1.0, (2, 1))
    climbing = np.add.outer(0.6 * np.arange(grid.rungs[0]), 0.6 * np.arange(grid.rungs[1]))
    cost = rng.uniform(0.02, 0.22, (2, 1, 1, 1)) * (0.5 + climbing) * rng.uniform(0.7, 1.3, (2, months, 1, 1))
    floor = rng.integers(0, 2, (2, months)) * (rng.random((2, 1)) < 0.4)
    floor = np.minimum(floor, rungs[:, None] - 1)
    cap = np.minimum(np.maximum(rng.integers(0, 4, (2, months)), floor), rungs[:, None] - 1)
    return {
        "floor": floor.astype(np.int64),
        "cap": cap.astype(np.int64),
        "land": weight * np.stack([held, 1 - held]),
        "politics": rng.uniform(-0.25, 0.15, (2, 1)) + rng.uniform(-0.05, 0.05, (2, months)),
        "cost": cost + rng.uniform(0, 0.01, (2, months, *grid.rungs)),
        "weariness": rng.uniform(0, 1.5, (2, months)),
        "theta": rng.uniform(-0.6, 0.6) + rng.uniform(-0.3, 0.3, months),
        "slope": float(rng.uniform(0.6, 1.5)),
        "delta": float(rng.uniform(0.1, 0.9)),
        "prior": np.array([rng.uniform(0.3, 0.95), rng.choice([0.0, 1.0, rng.uniform(0.05, 0.7)], p=[0.1, 0.1, 0.8])]),
        "signal": rng.uniform(-0.4, 0.4, (2, months)),
        "truth": float(rng.integers(0, 2)),
        "clock": int(rng.choice([-5, -2, 1, 3])),
    }


def battlefield(rng: np.random.Generator, grid: Grid, months: int) -> Numbers:
    """How the front and the capacities move; every probability stays well inside [0, 1]."""
    narrowest = float(np.diff(grid.positions).min())
    drive = [np.concatenate([[0.0], 0.6 + 0.4 * rng.random(n - 1)]).cumsum() for n in grid.rungs]
    strongest = max(float(d[-1]) for d in drive)
    ladder = np.add.outer(np.arange(grid.rungs[0]), np.arange(grid.rungs[1]))
    return {
        "aid": rng.uniform(0, 1, (2, months)),
        "aid_edge": float(rng.uniform(0.1, 0.6)),
        "aid_recovery": float(rng.uniform(0.02, 0.12)),
        "recovery": rng.uniform(0.02, 0.15, (2, months)),
        "mobility": narrowest / strongest * rng.uniform(0.3, 0.9, months),
        "attrition": rng.uniform(0.05, 0.2, months) / strongest,
        "exposure": rng.uniform(0.1, 0.5, months),
        "drive": (drive[0], drive[1]),
        "edge": tuple(rng.uniform(-0.1, 0.2, n).cumsum() for n in grid.rungs),
        "hazard": rng.uniform(0.001, 0.01, (months, 1, 1)) * 1.8**ladder,
        "front_now": int(rng.integers(1, grid.front_top)),
        "capacity_now": (int(rng.integers(1, grid.capacity_top + 1)), int(rng.integers(1, grid.capacity_top + 1))),
    }


def deal_numbers(rng: np.random.Generator, grid: Grid, months: int) -> Numbers:
    """The deal space: packages over the line they are signed at, what holds them and what breaks them."""
    d_count = grid.packages
    held = grid.line_positions() / grid.positions[-1]
    own_line = np.where(rng.random(d_count) < 0.35, rng.integers(0, grid.lines, d_count), -1)
    own_line[int(rng.integers(0, d_count))] = -1  # at least one is bargained over
    issues = rng.uniform(-0.25, 0.25, d_count) * np.array([1.0, -1.0])[:, None] + rng.uniform(-0.1, 0.12, (2, d_count))
    land = 0.8 * np.stack([held, 1 - held])
    ripple = rng.uniform(-0.06, 0.06, (2, 1, d_count, grid.lines))  # peace values need not be monotone in the line
    flow = land[:, None, None, :] + issues[:, None, :, None] + ripple
    return {
        "offered": rng.random((months, d_count)) < 0.8,
        "own_line": own_line.astype(np.int64),
        "reach": float(rng.choice([0.0, 0.5, 1.0, 1.5, 9.0])),
        "deal_flow": flow + rng.uniform(-0.03, 0.03, (2, months, d_count, 1)),
        "penalty": 10 ** rng.uniform(-1.8, 0.5, (2, 1, d_count)) * rng.uniform(0.5, 1.5, (2, months, d_count)),
        "guarantee": rng.uniform(0, 0.9, (2, months, d_count)),
        "support": int(rng.integers(1, 3)),
        "incident": rng.uniform(0.01, 0.12, (months, d_count)),
        "rearm": rng.uniform(0.05, 0.6, (2, months, d_count)),
        "other_rung": int(rng.integers(0, 3)),
        "incident_rung": int(rng.integers(0, 3)),
    }


def game_of_ties(seed: int) -> Game:
    """A random game in round numbers with certain and impossible moves, so that exact ties are everywhere."""
    game, rng = random_game(seed), np.random.default_rng([20243, seed])
    certain = [np.full(game.months, rng.choice([0.0, 0.5, 1.0])) for _ in range(3)]
    in_tenths = ("deal_flow", "land", "cost", "politics", "penalty")
    numbers: Numbers = {name: np.round(getattr(game, name), 1) for name in in_tenths}
    nothing = ("hazard", "recovery", "aid", "theta", "defeat")
    numbers |= {name: np.zeros_like(getattr(game, name)) for name in nothing}
    numbers |= {name: np.round(getattr(game, name)) for name in ("guarantee", "rearm", "weariness")}
    if seed % 3 == 0:
        numbers["attrition"] = np.zeros(game.months)
    return replace(
        game,
        **numbers,
        beta=np.array([0.9, 0.9]),
        mover_a=certain[0],
        channel=certain[1],
        channel_peace=certain[2],
        incident=np.round(4 * game.incident),
        delta=game.delta if seed % 2 == 0 else 0.0,
        edge=(np.zeros(game.grid.rungs[0]), np.zeros(game.grid.rungs[1])),
    )


def random_start(seed: int, game: Game) -> dict[tuple, float]:
    """A start spread over war states and some peace; rungs at random, so at times outside floor and cap."""
    rng = np.random.default_rng([20241, seed])
    grid, top = game.grid, game.grid.capacity_top
    start: dict[tuple, float] = {}
    for share in (0.5, 0.2, 0.2):
        rungs = (int(rng.integers(0, grid.rungs[0])), int(rng.integers(0, grid.rungs[1])))
        f = int(rng.integers(1, grid.front_top))
        state = ("war", f, int(rng.integers(1, top + 1)), int(rng.integers(1, top + 1)), *rungs)
        start[state] = start.get(state, 0.0) + share
    package, line = int(rng.integers(0, grid.packages)), int(rng.integers(0, grid.lines))
    start["peace", package, line, int(rng.integers(1, top + 1)), int(rng.integers(1, top + 1))] = 0.1
    return start


def mirror(game: Game) -> Game:
    """The same game with A and B swapped: the front and the lines run the other way."""

    def swap(x: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(x[::-1])

    g, last = game.grid, game.grid.lines - 1
    by_side = ("beta", "penalty", "guarantee", "rearm", "floor", "cap", "politics", "weariness", "aid", "recovery")
    swapped: Numbers = {name: swap(getattr(game, name)) for name in (*by_side, "victory", "defeat", "catastrophe")}
    return replace(
        game,
        **swapped,
        grid=Grid((g.rungs[1], g.rungs[0]), g.capacity_top, swap(-g.positions), g.lines_per_cell, g.packages),
        mover_a=1 - game.mover_a,
        own_line=np.where(game.own_line >= 0, last - game.own_line, -1),
        deal_flow=np.ascontiguousarray(game.deal_flow[::-1, :, :, ::-1]),
        land=np.ascontiguousarray(game.land[::-1, ::-1]),
        cost=np.ascontiguousarray(game.cost[::-1].swapaxes(2, 3)),
        theta=-game.theta,
        prior=1 - swap(game.prior),
        signal=-swap(game.signal),
        truth=1 - game.truth,
        drive=(game.drive[1], game.drive[0]),
        edge=(game.edge[1], game.edge[0]),
        hazard=np.ascontiguousarray(game.hazard.swapaxes(1, 2)),
        front_now=g.front_top - game.front_now,
        capacity_now=(game.capacity_now[1], game.capacity_now[0]),
    )


def mirror_start(game: Game, start: dict[tuple, float]) -> dict[tuple, float]:
    """The mirror image of a start."""
    mirrored = {}
    for state, chance in start.items():
        if state[0] == "war":
            _, f, c_a, c_b, r_a, r_b = state
            mirrored["war", game.grid.front_top - f, c_b, c_a, r_b, r_a] = chance
        else:
            _, d, line, c_a, c_b = state
            mirrored["peace", d, game.grid.lines - 1 - line, c_b, c_a] = chance
    return mirrored
