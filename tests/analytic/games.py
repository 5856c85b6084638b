"""The games whose answers are known on paper: one builder for each row of the table of closed forms.

Everything starts from ``base_game``: one level of capacity, a front that a battle moves by one cell, both sides kept on
rung 1, one package that is worth nothing by itself, peace that nobody can afford to break, contact in every month.
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
    lines_per_cell: int = 1,
    **changes: Any,
) -> Game:
    """The base of all closed forms.

    Args:
        months: T. front_top: F. beta: discount factor, one for both or one each.
        p: probability that A wins a battle.
        held_by_a: A's territory by line; B's is 1 minus that. Empty: territory is worth nothing to either.
        politics, cost: of each side, a month at war.
        rho: probability that A moves.
        issues: (2, D) what each package is worth to each side beside the territory, a month.
        changes: any other field of Game, already in its full shape.
    """
    grid = Grid((rungs, rungs), 1, np.arange(front_top + 1.0), lines_per_cell, np.shape(issues)[1])
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


# --- bargaining -----------------------------------------------------------------------------------------------------


def fearon(rho: float) -> Game:
    """One battle decides all (p = .6), fighting costs .1 and .15 of the prize; one side makes all offers."""
    return base_game(20, 2, 0.9, p=0.6, held_by_a=(0, 0.6, 1), cost=(1.0, 1.5), rho=rho)


def random_proposer(rho: float, a_moves_first: bool, months: int = 400, beta: float = 0.9) -> Game:
    """No battle and nothing to live on until there is a deal; the proposer is drawn each month."""
    mover = np.full(months, rho)
    mover[0] = float(a_moves_first)
    return base_game(months, 2, beta, rungs=1, held_by_a=(0, 0.5, 1), politics=(-0.5, -0.5), mover_a=mover)


def forts(n: int, p: float, beta: float, costs: Pair, months: int = 800, lines_per_cell: int = 1) -> Game:
    """Bargaining over N forts: each battle moves the front by one, ``costs`` are the values lost by a battle."""
    lines = n * lines_per_cell + 1
    held = np.full(lines, 0.5)
    held[0], held[-1] = 0.0, 1.0
    monthly = (costs[0] / (1 - beta), costs[1] / (1 - beta))
    return base_game(
        months, n, beta, p=p, held_by_a=held, politics=(-0.5, -0.5), cost=monthly, lines_per_cell=lines_per_cell
    )


def coarse_deals(step: float, months: int = 150) -> Game:
    """Ten forts, and deals that can only split the prize in steps."""
    shares = np.arange(0, 1 + 1e-9, step)
    return base_game(months, 10, 0.99, cost=(1.0, 1.0), issues=np.stack([shares, 1 - shares]), reach=0.0)


# --- walks ----------------------------------------------------------------------------------------------------------


def ruin(n: int, p: float, beta: float, months: int = 400) -> Game:
    """A war of battles without any talks; winning is worth 1 on the day, nothing else is worth anything."""
    return base_game(months, n, beta, p=p, victory=np.full(2, 1 - beta), channel=np.zeros(months))


# --- optimism -------------------------------------------------------------------------------------------------------


def optimists(priors: Pair, cost_sum: float) -> Game:
    """One battle decides; the two hypotheses are that A wins with probability .75 or .25."""
    return base_game(
        20,
        2,
        0.95,
        held_by_a=(0, 0.5, 1),
        cost=(cost_sum / 2, cost_sum / 2),
        delta=logit(0.75),
        prior=np.array(priors),
    )


def learners(months: int = 400) -> Game:
    """Four forts, no talks, patient sides with priors .75 and .25 that learn from each battle."""
    game = base_game(months, 4, 0.99999, delta=logit(0.75), prior=np.array([0.75, 0.25]), channel=np.zeros(months))
    return replace(game, front_now=2)


# --- commitment -----------------------------------------------------------------------------------------------------


def shifting_power(p1: float, p2: float, lost: float, beta: float, months: int, **changes: Any) -> Game:
    """B is rising: it wins a war with probability p1 in month 0 and p2 after; a war destroys the share ``lost``."""
    theta = np.full(months, -logit(p2))
    theta[0] = -logit(p1)
    numbers: dict[str, Any] = {
        "theta": theta,
        "victory": np.full(2, (1 - lost) / beta),
        "penalty": np.zeros((2, months, np.shape(changes.get("issues", ((0.0,),)))[1])),
        "reach": 0.0,
    }
    return base_game(months, 2, beta, **(numbers | changes))


def powell(p2: float, *, riser_moves: bool, contact: float, lost: float = 0.1, months: int = 40) -> Game:
    """Powell's war of commitment: packages pay the riser x in {nothing, its war values, all the decliner can give}."""
    p1, beta = 0.2, 0.9
    shares = [0.0, p1 * (1 - lost), p2 * (1 - lost), 1 - (1 - p1) * (1 - lost)]
    if p2 < p1 / beta:
        shares.append(max(0.0, (p1 - beta * p2) * (1 - lost) / (1 - beta)))
    x = np.array(shares)
    return shifting_power(
        p1,
        p2,
        lost,
        beta,
        months,
        held_by_a=(0, 1, 1),
        politics=(-1.0, 0.0),
        issues=np.stack([-x, x]),
        rho=0.0 if riser_moves else 1.0,
        channel_peace=np.full(months, contact),
    )


def uneasy_peace(p2: float, b_share: float, rho: float, months: int = 40) -> Game:
    """A peace in which B, who is rising, holds ``b_share``; nobody can talk."""
    return shifting_power(
        0.2,
        p2,
        0.1,
        0.9,
        months,
        held_by_a=(0, 1 - b_share, 1),
        politics=(-(1 - b_share), -b_share),
        rho=rho,
        channel=np.zeros(months),
    )


def attrition_by_will(beta: Pair, cost: Pair, rho: float, months: int = 300) -> Game:
    """Nothing moves and nobody can talk: the war ends when one side gives up."""
    return base_game(months, 2, beta, cost=cost, rho=rho, mobility=np.zeros(months), channel=np.zeros(months))
