"""Compiled: which settlement the mover signs, if any.

At a front and a pair of capacities, for every pair of rungs, the mover takes the settlement ``(d, l)`` that is best for itself
among those worth at least the other side's reservation value; between neighbouring lines with the same breakers it may
propose a lottery that gives the other side exactly that value. It signs if this is worth at least its own way of going on.

A *chain* is a run of neighbouring lines of one package between which lotteries lead on, all the same way: from its rich end (for
the other side) to its poor end the mover gains and the other side loses with every step. Along a chain the mover gives the other
side exactly what it asks, so the best of a chain is its value where the other side's meets the reservation value; it is looked for step
by step, for all rung pairs at once. A line from which no lottery leads is a chain by itself. The best chain is the settlement.
That is exact unless something is nearly equal to something; those rung pairs are found and asked again by
`choosing.best_by_rules`, which goes through every candidate by the rules. Nothing rests on values being monotone in the line.
References: Fearon (1995) for the bargaining range; Merlo & Wilson (1995) for random proposers.
"""

from __future__ import annotations

import numpy as np

from offramp.game.choosing import ask_rules
from offramp.game.compiled import choose, larger, part, peek, smaller
from offramp.game.lanes import BEST, FLAG, NEXT, NOTHING, ON_LINE, SPOT, THEIRS, WANT, WIDTH
from offramp.game.shortlist import LONG, PACKAGE, RICH, WAY, highest, lowest, shortlist


@part
def begin(no_deal, asks, size, lanes):
    """No settlement yet, for any rung pair; what the other side asks stands in `no_deal` from `asks` on."""
    for r in range(size):
        lanes[WANT + r] = peek(no_deal, asks + r)
        lanes[BEST + r] = NOTHING
        lanes[NEXT + r] = 2.0 * NOTHING
        lanes[THEIRS + r] = NOTHING
        lanes[SPOT + r] = -1.0


@part
def along_step(start, high, gap, rate, spot, move, tol, size, lanes):
    """Make one step of a chain the best settlement wherever it is.

    At its rich end it is worth `start` to the mover and `high` to the other side; from there on it gives away what the other side
    does not need, up to `gap`. For each unit given away the mover gains `rate` and the settlement moves on from `spot` by `move`.
    """
    for r in range(size):
        want, so_far = lanes[WANT + r], lanes[BEST + r]
        given = smaller(larger(high - want, 0.0), gap)
        worth = start + given * rate if want <= high + tol else 2.0 * NOTHING
        better = worth > so_far
        lanes[NEXT + r] = larger(lanes[NEXT + r], smaller(so_far, worth))
        lanes[BEST + r] = larger(worth, so_far)
        lanes[THEIRS + r] = choose(better, high - given, lanes[THEIRS + r])
        lanes[SPOT + r] = choose(better, spot + given * move, lanes[SPOT + r])


@part
def best_listed(own, other, pair, base, count, floor, sign, inverse, lines, tight, listed, worth, tol, size, lanes):
    """Fill `lanes` with the best of the `count` chains listed by `shortlist`; how near two values must be for the rules to be asked."""
    near = 0.0
    for i in range(count):
        if worth[i] >= floor:
            d, a, way = listed[PACKAGE, i], listed[RICH, i], listed[WAY, i]
            near = larger(near, tight[d, pair] if way else 0.0)
            for _ in range(max(listed[LONG, i], 1)):
                b, start, high = a + way, peek(sign, own + a), peek(sign, other + a)
                gap, gain = high - peek(sign, other + b), peek(sign, own + b) - start
                per, spot = peek(inverse, other + min(a, b)), float(a - base[d] + d * lines)
                along_step(start, high, gap, gain * per, spot, way * per, tol, size, lanes)
                a = b
    return near


@part
def unsure(no_deal, needs, near, tol, size, lanes):
    """Flag the rung pairs for which something nearly equal decides; returns whether there are any.

    What the mover has without a settlement stands in `no_deal` from `needs` on.
    """
    ground = -1.0 if near > 0.5 else ON_LINE
    flags = 0.0
    for r in range(size):
        value, spot = lanes[BEST + r], lanes[SPOT + r]
        off = abs(spot - np.floor(spot + 0.5))
        close = (lanes[NEXT + r] >= value - 2.0 * tol) | ((off < near) & (off > ground))
        flag = 1.0 if close & (value >= peek(no_deal, needs + r) - 2.0 * tol) else 0.0
        lanes[FLAG + r] = flag
        flags = larger(flags, flag)
    return flags > 0.0


@part
def sign_best(weight, tol, need_own, lanes, war_own, war_other):
    """Add to next values of war what the best settlement is worth more than going on, where the mover signs it."""
    for r in range(need_own.shape[0]):
        gain, gain_other = lanes[BEST + r] - need_own[r], lanes[THEIRS + r] - lanes[WANT + r]
        signs = gain >= -tol
        war_own[r] += weight * gain if signs else 0.0
        war_other[r] += weight * gain_other if signs else 0.0


@part
def note_settlement(tol, need_own, lanes, deal, mix):
    """Write down which settlement is signed: ``d*N + l`` or -1, and the probability of line l+1."""
    for r in range(need_own.shape[0]):
        signs, place = lanes[BEST + r] >= need_own[r] - tol, lanes[SPOT + r]
        line = np.floor(place + ON_LINE)
        share = larger(place - line, 0.0)
        deal[r] = np.int32(line if signs else -1.0)
        mix[r] = share if signs else 0.0


@part
def settle(
    chance_a, chance_b, sign, links, offered, window, c1, per_cell, tol, no_deal, war, kept, deal, mix, listing, lanes
):
    """Add to `war` (2, F+1, plane) what settlements are worth; if `kept`, note them in `deal` (comes filled with -1), `mix` (F+1, 2, plane).

    `chance_a`, `chance_b` are those of each mover being in contact; `no_deal` (F+1, 2 movers, 2 sides, plane). One pair of
    capacities after the other: the values of its deals stay in the processor's nearest memory while the front runs through its cells.
    """
    way, until, inverse, tight = links[0].reshape(-1), links[1].reshape(-1), links[2].reshape(-1), links[3]
    plane, stride, half, lines = war.shape[2], sign.shape[2], sign.shape[1] * sign.shape[2], sign.shape[2] // (c1 * c1)
    rungs, flat, fallback, (listed, worth, base) = plane // (c1 * c1), sign.reshape(-1), no_deal.reshape(-1), listing
    strips = (rungs + WIDTH - 1) // WIDTH
    for strip in range(c1 * c1 * strips):
        pair, begins = strip // strips, strip % strips * WIDTH
        if pair < c1 or pair % c1 == 0:
            continue
        start, size = pair * rungs + begins, min(WIDTH, rungs - begins)
        for d in range(base.shape[0]):
            base[d] = d * stride + pair * lines
        for place in range(2, 2 * war.shape[1] - 2):
            f, mover = place // 2, place % 2
            own, other, first, last = mover * half, (1 - mover) * half, window[0, f], window[1, f]
            needs, asks = (3 * mover + 4 * f) * plane + start, (mover + 1 + 4 * f) * plane + start
            floor, least, most = (
                lowest(fallback, needs, size) - tol,
                lowest(fallback, asks, size),
                highest(fallback, asks, size),
            )
            count, floor = shortlist(
                own,
                other,
                base,
                flat,
                way,
                until,
                inverse,
                offered,
                first,
                last,
                floor,
                least,
                most,
                tol,
                listed,
                worth,
            )
            if count == 0:
                continue
            begin(fallback, asks, size, lanes)
            near = best_listed(
                own, other, pair, base, count, floor, flat, inverse, lines, tight, listed, worth, tol, size, lanes
            )
            if unsure(fallback, needs, near, tol, size, lanes):
                ask_rules(
                    mover,
                    pair,
                    f * per_cell,
                    sign[mover],
                    sign[1 - mover],
                    links,
                    offered,
                    first,
                    last,
                    tol,
                    size,
                    lanes,
                )
            weight, need_own = chance_b if mover else chance_a, fallback[needs : needs + size]
            sign_best(
                weight,
                tol,
                need_own,
                lanes,
                war[mover, f, start : start + size],
                war[1 - mover, f, start : start + size],
            )
            if kept:
                note_settlement(
                    tol, need_own, lanes, deal[f, mover, start : start + size], mix[f, mover, start : start + size]
                )
