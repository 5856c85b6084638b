"""Compiled: from one month's distribution over states to the next, for as many months as are asked for.

In order, as in a month of the game: the mover and the other side choose (see `marching` and `keeping`), what is fought and what is
paid is added up, `nature` moves the front and the capacities of what is fought on, and what is at peace recovers.
"""

from __future__ import annotations

import numpy as np

from offramp.game.compiled import compiled, part
from offramp.game.keeping import choose_in_peace, recover
from offramp.game.kernels import fill
from offramp.game.marching import CHOICES, choose_in_war, would_sign
from offramp.game.masses import add_share, carries, clear, total
from offramp.game.nature import nature


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
def hand_over(k, signed, by_deal, sign):
    """Fill `sign` (D, C1*C1*N) from `signed`, which has what signs by capacities first, and `by_deal` (D*N,) for all capacities."""
    lines, deals = k.lines, k.packages * k.lines
    clear(by_deal)
    for pair in range(k.capacity_levels * k.capacity_levels):
        here = signed[pair * deals : (pair + 1) * deals]
        add_share(1.0, here, by_deal)
        for d in range(k.packages):
            fill(sign[d, pair * lines : (pair + 1) * lines], here[d * lines : (d + 1) * lines])


@part(allocates=True)
def order_of_signing(k):
    """An order of the states of a plane from the first that can be reached, and where their deals begin: see `marching.sign_deals`.

    No two in turn are of the same capacities: they would be added to the same place, and wait for each other.
    """
    c1, rungs, deals = k.capacity_levels, k.rungs_a * k.rungs_b, k.packages * k.lines
    start = (c1 + 1) * rungs
    order = np.zeros((2, rungs * (c1 - 1) * (c1 - 1)), np.int64)
    i = 0
    for r in range(rungs):
        for pair in range(c1 + 1, c1 * c1):
            if pair % c1 > 0:
                order[0, i], order[1, i] = pair * rungs + r - start, pair * deals
                i += 1
    return order


@part(allocates=True)
def rooms(k, mass):
    """Arrays in which a walk works: for choices in war and in peace, and for nature."""
    plane, size = mass.war.shape[1], mass.peace.shape[1]
    pad = (k.capacity_levels + 1) * k.rungs_a * k.rungs_b
    by_nature = (
        np.zeros(mass.war.shape[0] * plane + 2 * pad),
        np.zeros((2, plane)),
        np.zeros((6, plane)),
        np.zeros(plane),
        np.zeros((9, plane + 2 * pad)),
        np.zeros(plane),
    )
    in_peace = (np.zeros((k.packages, size)), np.zeros((5, size)), np.zeros(size))
    return np.zeros((CHOICES, plane)), in_peace, by_nature


@compiled
def walk(k, first, last, mass, strategies, events, sums, ripe):
    """Advance `mass` through months `first`..`last`-1, writing each month's start into `sums`, and that of month `last` too.

    Where `ripe` (months, 2) has room it is filled with what `would_sign` says, and every settlement is taken out of the count once
    signed; the peace that a war begins in is no settlement of it, and is followed until it ends. One kernel does both, since most of
    a kernel's cost is compiling it.
    """
    signed, order = np.zeros(mass.peace.size + 1), order_of_signing(k)
    sign, after = np.zeros(mass.peace.shape), np.zeros(mass.war.shape)
    in_war, in_peace, by_nature = rooms(k, mass)
    to_first = ripe.shape[0] > 0
    in_peace_at_first = carries(mass.peace.reshape(-1))
    for t in range(first, last):
        note(k, t, mass, sums)
        clear(after.reshape(-1))
        clear(signed)
        if to_first:
            ripe[t, 0], ripe[t, 1] = would_sign(k.month[t], k, mass.war, strategies.deal[t], in_war)
        choose_in_war(k, t, mass, strategies, order, signed, after, in_war, events)
        hand_over(k, signed, events.signed[t], sign)
        if to_first:
            clear(sign.reshape(-1))
        if not to_first or in_peace_at_first:
            choose_in_peace(k, t, mass, strategies, sign, after, in_peace, events)
            add_rungs(k, after, events.fought[t])
            add_lines(k, sign, events.paid[t])
            recover(k, k.package[t], sign, mass.peace)
        nature(k, t, after, by_nature, mass.war, mass.ends)
    if last < sums[0].shape[0]:
        note(k, last, mass, sums)
