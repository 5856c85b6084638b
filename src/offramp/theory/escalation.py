"""Escalation: wars of will, in which nothing moves until one side gives up, and ladders that a losing side climbs.

References: Maynard Smith (1974) and Fearon (1994) for attrition; Kahn (1965) for the ladder; Downs & Rocke (1994) for gambling for
resurrection.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from offramp.game.rules import Game
from offramp.theory.base import Pair, base_game

#: Log-odds of a battle that is as good as decided: the other outcome has a chance of 4e-18.
CERTAIN = 40.0


def attrition_by_will(beta: Pair, cost: Pair, rho: float, months: int = 300) -> Game:
    """Nothing moves and nobody can talk: the war ends when one side gives up."""
    return base_game(months, 2, beta, cost=cost, rho=rho, mobility=np.zeros(months), channel=np.zeros(months))


def attrition_by_chance(concedes: Pair, months: int = 400) -> Game:
    """The same where each side, when it is its turn (A in month 0, B in month 1, ...), gives up with a given chance.

    Giving up by lot is no choice that this game has: the side collapses with that chance instead, as the month's battles go
    against it for certain. So these strategies are imposed, not found; what follows from them is the course of the war.
    """
    a_turn = np.arange(months) % 2 == 0
    return base_game(
        months,
        2,
        0.95,
        mobility=np.zeros(months),
        channel=np.zeros(months),
        theta=np.where(a_turn, -CERTAIN, CERTAIN),
        attrition=np.where(a_turn, concedes[0], concedes[1]) / 2,
        defeat=np.array([-100.0, -100.0]),
    )


def ladder(
    n: int, *, edge: float, cost: float, hazard: float, catastrophe: float = -1.0, months: int = 240, beta: float = 0.98
) -> Game:
    """A war without talks over N forts in which each side may climb to a rung that wins battles, costs more and risks all.

    Rung 0 holds the line, rung 1 attacks, rung 2 attacks with the edge.

    Args:
        n: forts.
        edge: what rung 2 adds to the log-odds of a battle.
        cost: monthly cost of rung 2, as a share of the prize; rung 1 costs .1, rung 0 costs .05.
        hazard: monthly chance of general war for each side on rung 2.
        catastrophe: what general war is worth to both, where victory is worth 1 and defeat 0.
        months: T.
        beta: discount factor.
    """
    own = np.array([0.05, 0.1, cost])
    high = np.array([0.0, 0.0, 1.0])
    war = base_game(
        months,
        n,
        beta,
        rungs=3,
        held_by_a=np.linspace(0, 1, n + 1),
        floor=np.zeros((2, months), dtype=np.int64),
        cap=np.full((2, months), 2, dtype=np.int64),
        drive=(np.array([0.0, 1.0, 1.0]), np.array([0.0, 1.0, 1.0])),
        edge=(edge * high, edge * high),
        hazard=np.broadcast_to(hazard * (high[:, None] + high[None, :]), (months, 3, 3)).copy(),
        catastrophe=np.array([catastrophe, catastrophe]),
        mobility=np.full(months, 0.5),
        channel=np.zeros(months),
    )
    return replace(war, cost=np.stack([np.broadcast_to(c, (months, 3, 3)) for c in (own[:, None], own[None, :])]))
