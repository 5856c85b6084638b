"""How long a deal signed now would hold: its survival month by month, and who or what ends it.

The same month of peace as in the forward pass, followed for one deal only: once broken or disturbed it leaves the count; a deal
amended to another package stays in it (the peace holds).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offramp.game.compiled import compiled, part
from offramp.game.equilibrium import Equilibrium, State
from offramp.game.holding import NOBODY
from offramp.game.packing import INCIDENT, MOVER_A, REARM_A, REARM_B, TALK
from offramp.game.rules import Floats


@dataclass(frozen=True)
class Survival:
    """Attributes: holds (months+1,) probability that the peace still holds; ended (3,) by A breaking, B breaking, an incident."""

    holds: Floats
    ended: Floats


def survival(
    equilibrium: Equilibrium, package: int, line: int, capacity: tuple[int, int], months: int, *, in_peace: bool = False
) -> Survival:
    """Survival of `package` signed in month 0 at `line` with these capacities, over `months` months.

    Signed `in_peace`, in place of another deal, it can be broken in its first month already; signed in war from the next.
    """
    holds, ended = np.zeros(months + 1), np.zeros(3)
    safe, levels = 0 if in_peace else 1, (capacity[0], capacity[1])
    follow(equilibrium.packed, equilibrium.strategies, package, line, levels, safe, holds, ended)
    return Survival(holds, ended)


def survival_today(equilibrium: Equilibrium, package: int, state: State, months: int) -> Survival:
    """Survival of a package signed in month 0 in a state of war or peace: at its own line, else at the front or line there."""
    kind, first, second, *rest = state
    own, peace = int(equilibrium.game.own_line[package]), kind == "peace"
    here = second if peace else first * equilibrium.game.grid.lines_per_cell
    capacity = (rest[0], rest[1]) if peace else (second, rest[0])
    return survival(equilibrium, package, own if own >= 0 else here, capacity, months, in_peace=peace)


@part
def keep_or_lose(k, t, strategies, line, mass, paid, ended):
    """Move what is at peace (D, C1*C1) into `paid` or, by who or what ends the peace, into `ended`."""
    numbers, first, talk = k.package[t], k.month[t, MOVER_A], k.month[t, TALK]
    for d in range(mass.shape[0]):
        for pair in range(mass.shape[1]):
            if mass[d, pair] <= 0.0:
                continue
            x = pair * k.lines + line
            for mover in range(2):
                here = mass[d, pair] * (first if mover == 0 else 1.0 - first)
                for way in range(2):
                    share = here * (talk if way == 0 else 1.0 - talk)
                    deal = int(strategies.amend[t, mover, d, x]) if way == 0 else d
                    who = strategies.breaker[t, mover, deal, x]
                    if who != NOBODY:
                        ended[who - 1] += share
                    else:
                        ended[2] += share * numbers[INCIDENT, deal]
                        paid[deal, pair] += share * (1.0 - numbers[INCIDENT, deal])


@part
def recovered(c1, numbers, paid, mass):
    """A month of peace paid: `mass` (D, C1*C1) becomes `paid` with capacities recovering, `paid` empty; returns the sum."""
    left = 0.0
    for d in range(mass.shape[0]):
        for pair in range(mass.shape[1]):
            mass[d, pair] = 0.0
        up_a, up_b = numbers[REARM_A, d], numbers[REARM_B, d]
        for ca in range(1, c1):
            next_a = min(ca + 1, c1 - 1)
            for cb in range(1, c1):
                next_b, here = min(cb + 1, c1 - 1), paid[d, ca * c1 + cb]
                left += here
                mass[d, ca * c1 + cb] += here * (1.0 - up_a) * (1.0 - up_b)
                mass[d, next_a * c1 + cb] += here * up_a * (1.0 - up_b)
                mass[d, ca * c1 + next_b] += here * (1.0 - up_a) * up_b
                mass[d, next_a * c1 + next_b] += here * up_a * up_b
                paid[d, ca * c1 + cb] = 0.0
    return left


@compiled
def follow(k, strategies, package, line, capacity, safe, holds, ended):
    """Fill `holds` (months+1,) and `ended` (3,) for one deal: in its first `safe` months it pays, then it can be broken."""
    c1 = k.capacity_levels
    mass, paid = np.zeros((k.packages, c1 * c1)), np.zeros((k.packages, c1 * c1))
    first = paid if safe > 0 else mass
    first[package, capacity[0] * c1 + capacity[1]] = 1.0
    holds[0] = 1.0
    for t in range(holds.shape[0] - 1):
        if t >= safe:
            keep_or_lose(k, t, strategies, line, mass, paid, ended)
        holds[t + 1] = recovered(c1, k.package[t], paid, mass)
