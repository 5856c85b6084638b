"""Bargaining over what a war would decide: who makes the offers, over how many forts, in steps of what size.

References: Fearon (1995), "Rationalist explanations for war", IO 49; Rubinstein (1982), Econometrica 50; Binmore, Rubinstein &
Wolinsky (1986), RAND 17, for breakdown; Merlo & Wilson (1995), Econometrica 63, for random proposers; Smith & Stam (2004), JCR 48,
and Slantchev (2003), APSR 97, for forts.
"""

from __future__ import annotations

import numpy as np

from offramp.game.rules import Game
from offramp.theory.base import Pair, base_game


def fearon(rho: float, *, p: float = 0.6, cost: Pair = (0.1, 0.15), beta: float = 0.9) -> Game:
    """One battle decides all; A wins it with probability `p`, and A makes the offer with probability `rho`.

    Args:
        rho: 1 if A makes all offers, 0 if B does.
        p: probability that A wins the battle.
        cost: what the battle costs A and B, as a share of the prize.
        beta: discount factor of both.
    """
    monthly = (cost[0] / (1 - beta), cost[1] / (1 - beta))
    return base_game(20, 2, beta, p=p, held_by_a=(0, p, 1), cost=monthly, rho=rho)


def random_proposer(rho: float, a_moves_first: bool, months: int = 400, beta: float = 0.9) -> Game:
    """No battle and nothing to live on until there is a deal; the proposer is drawn each month."""
    mover = np.full(months, rho)
    mover[0] = float(a_moves_first)
    return base_game(months, 2, beta, rungs=1, held_by_a=(0, 0.5, 1), politics=(-0.5, -0.5), mover_a=mover)


def breakdown(
    risk: float, worth: Pair, *, a_moves_first: bool = True, months: int = 400, beta: float = 1 - 1e-6
) -> Game:
    """Alternating offers between sides that do not mind waiting, but whose talks may break down each time an offer is refused.

    Args:
        risk: chance of breakdown after a refusal; here it is general war that breaks in.
        worth: what breakdown is worth to A and B, where the whole prize is worth 1.
        a_moves_first: who makes the first offer.
        months: T.
        beta: discount factor; the paper's answer is the limit 1.
    """
    first = float(a_moves_first)
    return base_game(
        months,
        2,
        beta,
        rungs=1,
        held_by_a=(0, 0.5, 1),
        politics=(-0.5, -0.5),
        mover_a=np.where(np.arange(months) % 2 == 0, first, 1 - first),
        hazard=np.full((months, 1, 1), risk),
        catastrophe=np.array(worth),
    )


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


def ruin(n: int, p: float, beta: float, months: int = 400) -> Game:
    """A war of battles without any talks; winning is worth 1 on the day, nothing else is worth anything."""
    return base_game(months, n, beta, p=p, victory=np.full(2, 1 - beta), channel=np.zeros(months))
