"""Compiled: which settlement the mover signs, if any.

At a front and a pair of capacities, for every pair of rungs, the mover takes the settlement ``(d, l)`` that is best for itself
among those worth at least the other side's reservation value; between neighbouring lines with the same breakers it may
propose a lottery that gives the other side exactly that value. It signs if this is worth at least its own way of going on.

A *step* leads from a line to a neighbour between which lotteries lead on: from its rich end (for the other side) to its poor end
the mover gains and the other side loses. Along a step the mover gives the other side exactly what it asks, so the best of a step is its
value where the other side's meets the reservation value; it is looked for by `sweep`, for all rung pairs at once, among the steps
that `steps` does not rule out. A line from which no lottery leads is a step by itself. The best step is the settlement.
That is exact unless something is nearly equal to something; those rung pairs are found and asked again by
`choosing.best_by_rules`, which goes through every candidate by the rules. Nothing rests on values being monotone in the line: lotteries
may lead both ways from it.
References: Fearon (1995) for the bargaining range; Merlo & Wilson (1995) for random proposers.
"""

from __future__ import annotations

import numpy as np

from offramp.game.asking import ask
from offramp.game.choosing import ask_rules
from offramp.game.compiled import choose, larger, part, peek, put
from offramp.game.lanes import BEST, FLAG, FLOOR, LEAST, MOST, NEXT, ON_LINE, SPOT, WIDTH
from offramp.game.layout import BEGIN, GAIN, GIVES, GOES, LAID, OTHER, OWN, ROUGHLY, SPARE, lay_out
from offramp.game.signing import note_settlement, sign_best
from offramp.game.steps import (
    VIEWED,
    WORD,
    lowest_bit,
    surest,
    view,
    worthwhile,
)
from offramp.game.sweep import GAP, HIGH, MOVE, PLACE, RATE, START, STEP, sweep
from offramp.game.vectors import EIGHT


@part
def offered_blocks(offered, window, lines, table):
    """Write down the blocks of eight lines that may be signed at each front, for the packages on offer; see `view`.

    `table` is: where each block begins in a mover's part of the layout, where in it the lines that may be signed begin and end, its
    package, its first settlement ``d*N + l``, and the number of the first block of each front (F+2,).
    """
    sources, ends, package, first_of, begins = table
    count, row = 0, lines + EIGHT
    for f in range(window.shape[1]):
        begins[f] = count
        for d in range(offered.shape[0]):
            first, last = window[0, f, d], window[1, f, d] if offered[d] > 0.0 else -1
            for line in range(first, last + 1, EIGHT):
                sources[count], package[count], first_of[count] = d * LAID * row + line, d, float(d * lines + line)
                ends[2 * count], ends[2 * count + 1] = 0.0 if line == first else -1.0, float(last - line)
                count += 1
    begins[window.shape[1]] = count


@part
def roughness(flat, tol):
    """How much room rough numbers are given: more than what they lose, and than the tolerance."""
    largest = 0.0
    for i in range(flat.shape[0]):
        largest = larger(largest, abs(flat[i]))
    return ROUGHLY * largest + 2.0 * tol


@part
def lay_out_pair(flat, linked, inverse, pair, offered, lines, slack, laid, rough):
    """Lay out the steps of every package on offer for one pair of capacities in `laid` and `rough`, flat over mover, package, row and line."""
    half, row = flat.shape[0] // 2, lines + EIGHT
    for mover in range(2):
        own, other = mover * half, (1 - mover) * half
        for d in range(offered.shape[0]):
            if offered[d] > 0.0:
                at, to = d * (half // offered.shape[0]) + pair * lines, (mover * offered.shape[0] + d) * LAID * row
                lay_out(flat, own + at, other + at, inverse, other + at, linked, at, laid, rough, row, to, lines, slack)


@part
def list_steps(half, pair, skip, count, near_is, laid, row, seen, table, tight, steps):
    """List the steps that may be the best in `steps`; how many, and how near values must be for the rules to be asked.

    `near_is`: the least that is asked and the floor of what is worth looking at, with the room that rough numbers need. `seen` is the
    rough view of a front's `count` blocks, which stand in `table` after `skip` others; `tight` is flat over packages and pairs, `half`
    where the mover's part of the layout begins.
    """
    sources, ends, package, first_of, _ = table
    least, floor, pairs = near_is
    width = seen.shape[0] // VIEWED
    near, place = 0.0, 0
    for first in range(0, count, WORD):
        bits = worthwhile(seen, width, first * EIGHT, min(count - first, WORD), least, floor)
        while bits != 0:
            i = first * EIGHT + lowest_bit(bits)
            bits &= bits - 1
            block, lane = skip + (i >> 3), i & 7
            at, leads = half + peek(sources, block) + lane, float(lane) < peek(ends, 2 * block + 1)
            spare = choose(leads, peek(laid, at + SPARE * row), 0.0)
            goes = choose(spare > 0.0, peek(laid, at + GOES * row), 0.0)
            near = larger(near, choose(spare > 0.0, peek(tight, peek(package, block) * pairs + pair), 0.0))
            put(steps, place + START, choose(leads, peek(laid, at + BEGIN * row), peek(laid, at + OWN * row)))
            put(steps, place + HIGH, choose(leads, peek(laid, at + GIVES * row), peek(laid, at + OTHER * row)))
            put(steps, place + GAP, spare)
            put(steps, place + RATE, peek(laid, at + GAIN * row))
            put(steps, place + PLACE, peek(first_of, block) + float(lane) + choose(goes < 0.0, 1.0, 0.0))
            put(steps, place + MOVE, goes)
            place += STEP
    return place // STEP, near


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
def settle(
    chance_a, chance_b, sign, links, offered, window, c1, per_cell, tol, no_deal, war, kept, deal, mix, listing, lanes
):
    """Add to `war` (2, F+1, plane) what settlements are worth; if `kept`, note them in `deal` (comes filled with -1), `mix` (F+1, 2, plane).

    `chance_a`, `chance_b` are those of each mover being in contact; `no_deal` (F+1, 2 movers, 2 sides, plane). One pair of
    capacities after the other: the values of its deals stay in the processor's nearest memory while the front runs through its cells.
    """
    laid, rough, seen, steps, table = listing
    sources, ends, _, _, begins = table
    plane, lines = war.shape[2], sign.shape[2] // (c1 * c1)
    rungs, fallback, flat = plane // (c1 * c1), no_deal.reshape(-1), sign.reshape(-1)
    linked, inverse, tight = links[0].reshape(-1), links[1].reshape(-1), links[2].reshape(-1)
    strips = (rungs + WIDTH - 1) // WIDTH
    row, width, cells = lines + EIGHT, seen.shape[0] // VIEWED, war.shape[1]
    values, deals, mixes = war.reshape(-1), deal.reshape(-1), mix.reshape(-1)
    offered_blocks(offered, window, lines, table)
    slack = roughness(flat, tol)
    for strip in range(c1 * c1 * strips):
        pair, offset = strip // strips, strip % strips * WIDTH
        if pair < c1 or pair % c1 == 0:
            continue
        start, size = pair * rungs + offset, min(WIDTH, rungs - offset)
        lay_out_pair(flat, linked, inverse, pair, offered, lines, slack, laid, rough)
        for place in range(2, 2 * war.shape[1] - 2):
            f, mover = place // 2, place % 2
            needs, asks = (3 * mover + 4 * f) * plane + start, (mover + 1 + 4 * f) * plane + start
            skip, count = begins[f], begins[f + 1] - begins[f]
            if count == 0:
                continue
            half = mover * offered.shape[0] * LAID * row
            given = view(rough, row, half, sources, ends, skip, count, seen, width)
            ask(fallback, needs, asks, size, given + slack, lanes)
            least, most, floor = lanes[LEAST], lanes[MOST], lanes[FLOOR]
            if most < least:
                continue
            floor = larger(floor, surest(seen, width, count, most + slack)) - slack
            near_is = (least - slack, floor, c1 * c1)
            count, near = list_steps(half, pair, skip, count, near_is, laid, row, seen, table, tight, steps)
            if count == 0:
                continue
            sweep(steps, count, tol, lanes)
            if unsure(fallback, needs, near, tol, size, lanes):
                ask_rules(mover, pair, f * per_cell, sign[mover], sign[1 - mover], links, offered,
                          window[0, f], window[1, f], tol, size, lanes)  # fmt: skip
            own, other = (mover * cells + f) * plane + start, ((1 - mover) * cells + f) * plane + start
            sign_best(chance_b if mover else chance_a, tol, fallback, needs, size, lanes, values, own, other)
            if kept:
                note_settlement(size, lanes, deals, mixes, (2 * f + mover) * plane + start)
