"""Compiled: from one month's distribution over states to the next, for as many months as are asked for.

In order, as in a month of the game: the mover and the other side choose (see `marching`), what is fought and what is paid is added
up, nature moves the front and the capacities of what is fought on, and what is at peace recovers.
"""

from __future__ import annotations

import numpy as np

from offramp.game.compiled import compiled, part
from offramp.game.fighting import step_odds
from offramp.game.kernels import fill
from offramp.game.marching import choose_in_peace, choose_in_war, clear, nature, recover, total
from offramp.game.packing import MOVER_A, ODDS_TRUE


@part
def note(k, t, mass, sums):
    """Write the marginals of `mass` into row t of the sums that have room."""
    fronts, deals, ends, capacity, wars, peaces = sums
    if wars.shape[0]:
        fill(wars[t].reshape(-1), mass.war.reshape(-1))
        fill(peaces[t].reshape(-1), mass.peace.reshape(-1))
    if not fronts.shape[0]:
        return
    rungs, c1 = k.rungs_a * k.rungs_b, k.capacity_levels
    clear(fronts[t].reshape(-1))
    clear(deals[t].reshape(-1))
    clear(capacity[t].reshape(-1))
    fill(ends[t], mass.ends)
    for f in range(1, k.front_top):
        into = fronts[t, f]
        for pair in range(c1 + 1, c1 * c1):
            here = mass.war[f, pair * rungs : (pair + 1) * rungs]
            for r in range(rungs):
                into[r] += here[r]
            all_rungs = total(here)
            capacity[t, 0, pair // c1] += all_rungs
            capacity[t, 1, pair % c1] += all_rungs
    add_lines(k, mass.peace, deals[t])


@part
def add_lines(k, mass, by_line):
    """Add `mass` (D, C1*C1*N) to `by_line` (D, N), whatever the capacities."""
    for d in range(k.packages):
        into = by_line[d]
        for start in range(0, mass.shape[1], k.lines):
            here = mass[d, start : start + k.lines]
            for line in range(k.lines):
                into[line] += here[line]


@part
def add_rungs(k, mass, by_rungs):
    """Add `mass` (F+1, plane) to `by_rungs` (F+1, R), whatever the capacities."""
    rungs = by_rungs.shape[1]
    for f in range(1, k.front_top):
        into = by_rungs[f]
        for start in range(0, mass.shape[1], rungs):
            here = mass[f, start : start + rungs]
            for r in range(rungs):
                into[r] += here[r]


@part
def rooms(k, mass):
    """Arrays in which a walk works: war, peace."""
    plane, size = mass.war.shape[1], mass.peace.shape[1]
    in_war = (
        np.zeros(mass.war.shape),
        np.zeros(mass.war.shape),
        np.zeros((2, plane)),
        np.zeros((6, plane)),
        np.zeros((3, plane)),
    )
    return in_war, (np.zeros((k.packages, size)), np.zeros((5, size))), np.zeros(k.rungs_a * k.rungs_b)


@part
def fight_on(k, t, in_war, lost, mass):
    """Nature's part of a month of war: from what is fought to next month's mass."""
    after, gone, steps, capacity, _ = in_war
    step_odds(k.month[t], k.month[t, ODDS_TRUE], k.plane, steps, capacity)
    nature(k, t, after, steps, capacity, gone, lost, mass.war, mass.ends)


@part
def would_sign(k, t, war, deal):
    """Mass of `war` (F+1, plane) in which the mover would propose a deal that is accepted, and all of it; `deal` (F+1, 2, plane)."""
    signs, everything = 0.0, 0.0
    for f in range(1, k.front_top):
        here, by_a, by_b = war[f], deal[f, 0], deal[f, 1]
        for j in range(here.shape[0]):
            first, second = k.month[t, MOVER_A], 1.0 - k.month[t, MOVER_A]
            everything += here[j]
            signs += here[j] * ((first if by_a[j] >= 0 else 0.0) + (second if by_b[j] >= 0 else 0.0))
    return signs, everything


@compiled
def walk(k, first, last, mass, strategies, events, sums, ripe):
    """Advance `mass` through months `first`..`last`-1, writing each month's start into `sums`, and that of month `last` too.

    Where `ripe` (months, 2) has room it is filled with what `would_sign` says, and every settlement is taken out of the count once
    signed. One kernel does both, since most of a kernel's cost is compiling it.
    """
    sign = np.zeros(mass.peace.shape)
    in_war, in_peace, lost = rooms(k, mass)
    after, to_first = in_war[0], ripe.shape[0] > 0
    for t in range(first, last):
        note(k, t, mass, sums)
        clear(after.reshape(-1))
        clear(sign.reshape(-1))
        if to_first:
            ripe[t, 0], ripe[t, 1] = would_sign(k, t, mass.war, strategies.deal[t])
        choose_in_war(k, t, mass, strategies, sign, after, in_war[4], events)
        if not to_first:
            choose_in_peace(k, t, mass, strategies, sign, after, in_peace, events)
            add_rungs(k, after, events.fought[t])
            add_lines(k, sign, events.paid[t])
            recover(k, k.package[t], sign, mass.peace)
        fight_on(k, t, in_war, lost, mass)
    if last < sums[0].shape[0]:
        note(k, last, mass, sums)
