"""Optimists: sides that disagree about who is stronger, and learn from battles.

Two hypotheses on a battle, one each side's; log-odds move by the same amount for both with every fort that changes hands, which is
exact Bayes where a battle moves the front by one (Smith & Stam 2004, "Bargaining and the nature of war", JCR 48).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from offramp.game.rules import Game
from offramp.theory.base import Pair, base_game, logit


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


def optimists_at_forts(n: int, priors: Pair, costs: Pair, *, high: float = 0.75, months: int = 200) -> Game:
    """Bargaining over N forts between sides that disagree: A wins a battle with probability `high` or 1 - `high`.

    Args:
        n: forts; the war starts at the middle one.
        priors: each side's probability of the hypothesis that favours A.
        costs: share of the prize that a battle costs A and B.
        high: A's chance in a battle under that hypothesis.
        months: T.
    """
    beta = 0.95
    held = np.full(n + 1, 0.5)
    held[0], held[-1] = 0.0, 1.0
    monthly = (costs[0] / (1 - beta), costs[1] / (1 - beta))
    return base_game(
        months,
        n,
        beta,
        held_by_a=held,
        politics=(-0.5, -0.5),
        cost=monthly,
        delta=logit(high),
        prior=np.array(priors),
        truth=1.0,
    )
