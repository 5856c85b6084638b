"""The record of a war that begins in peace: the deal held from its first month to the start.

The same forward pass as for a record of war (`forward.filter_record`), but what goes on is the peace: in every month whatever is no
longer under the package in force leaves the count, and its share is the likelihood that the deal did not hold.
"""

from __future__ import annotations

import numpy as np

from offramp.game.equilibrium import Equilibrium
from offramp.game.forward import Filtered, Start, advance, start_mass
from offramp.game.masses import Mass


def filter_peace(equilibrium: Equilibrium, start: Start, months: int) -> Filtered:
    """Likelihood that the deal of `start` was in force at the start of each of so many months, and the peace it leaves.

    `equilibrium` is that of the history; `start` holds states of peace under one package, in the first of the months.
    """
    mass, held = start_mass(equilibrium, start), 0.0
    package = next(iter(start))[1]
    for t in range(months):
        kept = mass.peace[package].copy()
        total = float(kept.sum())
        if total <= 0.0:
            return Filtered(-np.inf, -np.inf, -np.inf, -np.inf, {})
        held += float(np.log(total))
        mass.war[:], mass.peace[:], mass.ends[:] = 0.0, 0.0, 0.0
        mass.peace[package] = kept / total
        if t + 1 < months:
            advance(equilibrium, t, mass)
    return Filtered(held, held, 0.0, 0.0, _states(equilibrium, package, mass))


def _states(equilibrium: Equilibrium, package: int, mass: Mass) -> Start:
    """The probabilities of peace under a package, by state."""
    k = equilibrium.packed
    levels = mass.peace[package].reshape(k.capacity_levels, k.capacity_levels, k.lines)
    return {
        ("peace", package, int(line), int(ca), int(cb)): float(levels[ca, cb, line])
        for ca, cb, line in np.argwhere(levels > 0.0)
    }
