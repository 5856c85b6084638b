"""How long a deal signed now would hold: its survival month by month, and who or what ends it.

The same month of peace as in the forward pass, followed for one deal only: once broken or disturbed it leaves the count; a deal
amended to another package stays in it (the peace holds).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offramp.game.compiled import compiled
from offramp.game.equilibrium import Equilibrium
from offramp.game.holding import NOBODY
from offramp.game.rules import Floats


@dataclass(frozen=True)
class Survival:
    """Attributes: holds (months+1,) probability that the peace still holds; ended (3,) by A breaking, B breaking, an incident."""

    holds: Floats
    ended: Floats


def survival(equilibrium: Equilibrium, package: int, line: int, capacity: tuple[int, int], months: int) -> Survival:
    """Survival of `package` signed in month 0 at `line` with these capacities, over `months` months."""
    holds, ended = np.zeros(months + 1), np.zeros(3)
    follow(equilibrium.packed, equilibrium.strategies, package, line, capacity[0], capacity[1], holds, ended)
    return Survival(holds, ended)


@compiled
def follow(k, strategies, package, line, first_a, first_b, holds, ended):
    """Fill `holds` (months+1,) and `ended` (3,) for one deal."""
    c1, top = k.capacity_levels, k.capacity_levels - 1
    mass, paid = np.zeros((k.packages, c1, c1)), np.zeros((k.packages, c1, c1))
    paid[package, first_a, first_b] = 1.0
    holds[0] = 1.0
    for t in range(holds.shape[0] - 1):
        if t > 0:
            for d in range(k.packages):
                for ca in range(1, c1):
                    for cb in range(1, c1):
                        paid[d, ca, cb] = 0.0
            for d in range(k.packages):
                for ca in range(1, c1):
                    for cb in range(1, c1):
                        for mover in range(2):
                            chance = k.mover_a[t] if mover == 0 else 1.0 - k.mover_a[t]
                            part = mass[d, ca, cb] * chance
                            if part <= 0.0:
                                continue
                            new = strategies.amend[t, mover, ca, cb, d * k.lines + line]
                            for way in range(2):
                                share = k.channel_peace[t] if way == 0 else 1.0 - k.channel_peace[t]
                                deal = new if way == 0 else d
                                who = strategies.breaker[t, mover, ca, cb, deal * k.lines + line]
                                if who != NOBODY:
                                    ended[who - 1] += part * share
                                else:
                                    tension = k.incident[t, deal] if k.breaking else 0.0
                                    ended[2] += part * share * tension
                                    paid[deal, ca, cb] += part * share * (1.0 - tension)
        for d in range(k.packages):
            for ca in range(1, c1):
                for cb in range(1, c1):
                    mass[d, ca, cb] = 0.0
        for d in range(k.packages):
            up_a, up_b = k.rearm[0, t, d], k.rearm[1, t, d]
            for ca in range(1, c1):
                next_a = min(ca + 1, top)
                for cb in range(1, c1):
                    next_b = min(cb + 1, top)
                    part = paid[d, ca, cb]
                    if part > 0.0:
                        mass[d, ca, cb] += part * (1.0 - up_a) * (1.0 - up_b)
                        mass[d, next_a, cb] += part * up_a * (1.0 - up_b)
                        mass[d, ca, next_b] += part * (1.0 - up_a) * up_b
                        mass[d, next_a, next_b] += part * up_a * up_b
        left = 0.0
        for d in range(k.packages):
            for ca in range(1, c1):
                for cb in range(1, c1):
                    left += mass[d, ca, cb]
        holds[t + 1] = left
