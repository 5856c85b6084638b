"""Stylised wars whose answers are known on paper: for teaching, and for checking the solver.

Each builder returns a `Game`, the same arrays that a scenario becomes, with everything switched off that its argument does
not need; `play` solves it. ``V`` is (1 - beta) times a value: the flow for ever that is worth the same.

    from offramp import theory
    war = theory.play(theory.fearon(rho=1))
    war.worth("A"), war.settled()
"""

from __future__ import annotations

from offramp.theory.bargaining import breakdown, coarse_deals, fearon, forts, random_proposer, ruin
from offramp.theory.base import at_war, base_game, logit
from offramp.theory.commitment import powell, shifting_power, threshold, uneasy_peace
from offramp.theory.escalation import attrition_by_chance, attrition_by_will, ladder
from offramp.theory.learning import learners, optimists, optimists_at_forts
from offramp.theory.played import Played, play

__all__ = [
    "Played",
    "at_war",
    "attrition_by_chance",
    "attrition_by_will",
    "base_game",
    "breakdown",
    "coarse_deals",
    "fearon",
    "forts",
    "ladder",
    "learners",
    "logit",
    "optimists",
    "optimists_at_forts",
    "play",
    "powell",
    "random_proposer",
    "ruin",
    "shifting_power",
    "threshold",
    "uneasy_peace",
]
