"""Shifts of power: a side that will be stronger later cannot promise today not to use it.

References: Powell (2006), "War as a commitment problem", IO 60; Fearon (1995) for preventive war. A guarantor, if one steps in,
adds levels of capacity to the victim of a break, which divides the breaker's odds of winning by `guarantee_odds`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from offramp.game.grid import A
from offramp.game.rules import Game
from offramp.theory.base import base_game, logit

P1, BETA = 0.2, 0.9  # the rising side's chance to win today, and the discount factor, in Powell's case


def shifting_power(p1: float, p2: float, lost: float, beta: float, months: int, **changes: Any) -> Game:
    """B is rising: it wins a war with probability p1 in month 0 and p2 after; a war destroys the share `lost`."""
    theta = np.full(months, -logit(p2))
    theta[0] = -logit(p1)
    numbers: dict[str, Any] = {
        "theta": theta,
        "victory": np.full(2, (1 - lost) / beta),
        "penalty": np.zeros((2, months, np.shape(changes.get("issues", ((0.0,),)))[1])),
        "reach": 0.0,
    }
    return base_game(months, 2, beta, **(numbers | changes))


def guarantee_odds(support: int) -> float:
    """What a guarantor's `support` levels divide the breaker's odds of winning by: (1 + 1 + support) / (1 + 1)."""
    return (2 + support) / 2


def odds_after_break(p2: float, guarantee: float, support: int = 1) -> float:
    """The breaker's chance of winning a war over the deal, if a guarantor steps in with probability `guarantee`."""
    helped = p2 / (p2 + guarantee_odds(support) * (1 - p2))
    return (1 - guarantee) * p2 + guarantee * helped


def powell(
    p2: float,
    *,
    riser_moves: bool,
    contact: float,
    lost: float = 0.1,
    months: int = 40,
    guarantee: float = 0.0,
    support: int = 1,
) -> Game:
    """Powell's war of commitment: packages pay the riser x in {nothing, its war values, all the decliner can give}.

    Args:
        p2: the riser's chance of winning from month 1 on.
        riser_moves: whether the riser makes all offers (else the decliner does).
        contact: probability, each month of peace, that the deal can be improved.
        lost: share of what is left that a war destroys.
        months: T.
        guarantee: probability that a guarantor steps in for the decliner if the riser breaks the deal.
        support: levels of capacity that it brings.
    """
    later = odds_after_break(p2, guarantee, support)
    shares = [0.0, P1 * (1 - lost), later * (1 - lost), 1 - (1 - P1) * (1 - lost)]
    if later < P1 / BETA:
        shares.append(max(0.0, (P1 - BETA * later) * (1 - lost) / (1 - BETA)))
    x = np.array(shares)
    guaranteed = np.zeros((2, months, len(x)))
    guaranteed[A] = guarantee
    return shifting_power(
        P1,
        p2,
        lost,
        BETA,
        months,
        held_by_a=(0, 1, 1),
        politics=(-1.0, 0.0),
        issues=np.stack([-x, x]),
        rho=0.0 if riser_moves else 1.0,
        channel_peace=np.full(months, contact),
        capacity=1 + support if guarantee else 1,
        guarantee=guaranteed,
        support=support,
    )


def uneasy_peace(p2: float, b_share: float, rho: float, months: int = 40) -> Game:
    """A peace in which B, who is rising, holds `b_share`; nobody can talk."""
    return shifting_power(
        P1,
        p2,
        0.1,
        BETA,
        months,
        held_by_a=(0, 1 - b_share, 1),
        politics=(-(1 - b_share), -b_share),
        rho=rho,
        channel=np.zeros(months),
    )


def threshold(is_war: Callable[[float], bool], low: float, high: float, within: float = 1e-8) -> float:
    """The number between `low` (peace) and `high` (war) past which there is war, by bisection.

    Raises ValueError where there is war at `low` or none at `high`.
    """
    if is_war(low) or not is_war(high):
        raise ValueError(f"there is no change from peace at {low} to war at {high}")
    while high - low > within:
        middle = (low + high) / 2
        low, high = (low, middle) if is_war(middle) else (middle, high)
    return (low + high) / 2
