"""Compiled: which settlement the mover signs, if any.

At a front and a pair of capacities, for every pair of rungs, the mover takes the settlement ``(d, l)`` that is best for itself
among those worth at least the other side's reservation value; between neighbouring lines with the same breakers it may
propose a lottery that gives the other side exactly that value. It signs if this is worth at least its own way of going on.

A *chain* is a run of neighbouring lines of one package between which lotteries lead on, all the same way: from its rich end (for
the other side) to its poor end the mover gains and the other side loses with every step. Along a chain the mover gives the other
side exactly what it asks, so the best of a chain is its value where the other side's meets the reservation value: one sum over its
steps, for all rung pairs at once. A line from which no lottery leads is a chain by itself. The best chain is the settlement.
That is exact unless something is nearly equal to something; those rung pairs are found and asked again by
`choosing.best_by_rules`, which goes through every candidate by the rules. Nothing rests on values being monotone in the line.
References: Fearon (1995) for the bargaining range; Merlo & Wilson (1995) for random proposers.
"""

from __future__ import annotations

import numpy as np

from offramp.game.choosing import ask_rules
from offramp.game.compiled import larger, part, smaller
from offramp.game.lanes import BEST, FLAG, NEXT, NOTHING, ON_LINE, SPOT, THEIRS, WANT, WIDTH

#: Steps of a chain that are looked at together; a longer chain is looked at in parts.
STEPS = 3


@part
def begin(need_other, lanes):
    """No settlement yet, for any rung pair; returns the lowest and the highest that the other side asks."""
    least, most = need_other[0], need_other[0]
    for r in range(need_other.shape[0]):
        want = need_other[r]
        lanes[WANT + r] = want
        lanes[BEST + r] = NOTHING
        lanes[NEXT + r] = 2.0 * NOTHING
        lanes[THEIRS + r] = NOTHING
        lanes[SPOT + r] = -1.0
        least, most = smaller(least, want), larger(most, want)
    return least, most


@part
def step(own, other, inverse, rich, way, steps, i):
    """Step i of a chain of so many `steps`: the other side's value where it starts, what it gives away, and per unit given away what
    the mover gains and how far the line moves. Beyond the chain's end nothing is given away."""
    a, b = rich + way * min(i, steps), rich + way * min(i + 1, steps)
    per = inverse[min(a, b)]
    return other[a], other[a] - other[b], (own[b] - own[a]) * per, way * per


@part
def along_chain(own, other, inverse, rich, way, steps, spot, tol, size, lanes):
    """Make a chain of up to STEPS steps from its rich end the best settlement wherever it is.

    `way` is +1 where the other side loses going up, -1 going down; `spot` is that of the rich end; `inverse` is one over the other
    side's change from each line to the next. Every step gives away what the other side does not need, up to the step's end.
    """
    start, most, poor = own[rich], other[rich], other[rich + way * steps]
    high_0, gap_0, rate_0, move_0 = step(own, other, inverse, rich, way, steps, 0)
    high_1, gap_1, rate_1, move_1 = step(own, other, inverse, rich, way, steps, 1)
    high_2, gap_2, rate_2, move_2 = step(own, other, inverse, rich, way, steps, 2)
    for r in range(size):
        want, so_far = lanes[WANT + r], lanes[BEST + r]
        now_theirs, now_spot = lanes[THEIRS + r], lanes[SPOT + r]
        x0 = smaller(larger(high_0 - want, 0.0), gap_0)
        x1 = smaller(larger(high_1 - want, 0.0), gap_1)
        x2 = smaller(larger(high_2 - want, 0.0), gap_2)
        value = start + x0 * rate_0 + x1 * rate_1 + x2 * rate_2
        place = spot + x0 * move_0 + x1 * move_1 + x2 * move_2
        gives = smaller(larger(want, poor), most)
        worth = value if want <= most + tol else 2.0 * NOTHING
        better = worth > so_far
        lanes[NEXT + r] = larger(lanes[NEXT + r], smaller(so_far, worth))
        lanes[BEST + r] = larger(worth, so_far)
        lanes[THEIRS + r] = gives if better else now_theirs
        lanes[SPOT + r] = place if better else now_spot


@part
def at_line(value, gives, spot, tol, size, lanes):
    """Make one line, worth `value` to the mover and `gives` to the other side, the best settlement wherever it is."""
    for r in range(size):
        so_far, now_theirs, now_spot = lanes[BEST + r], lanes[THEIRS + r], lanes[SPOT + r]
        worth = value if lanes[WANT + r] <= gives + tol else 2.0 * NOTHING
        better = worth > so_far
        lanes[NEXT + r] = larger(lanes[NEXT + r], smaller(so_far, worth))
        lanes[BEST + r] = larger(worth, so_far)
        lanes[THEIRS + r] = gives if better else now_theirs
        lanes[SPOT + r] = spot if better else now_spot


@part
def in_parts(own, other, inverse, rich, way, steps, offset, tol, size, lanes):
    """Look at a chain of any length in parts of at most STEPS; `offset` is added to a line to have its spot."""
    if steps == 0:
        at_line(own[rich], other[rich], float(offset + rich), tol, size, lanes)
    while steps > 0:
        along_chain(own, other, inverse, rich, way, min(steps, STEPS), float(offset + rich), tol, size, lanes)
        rich, steps = rich + way * STEPS, steps - STEPS


@part
def best_chain(mover, pair, own, other, links, offered, first, last, floor, asked, tol, size, lanes):
    """Fill `lanes` with the best settlement of this mover at a front and a pair of capacities.

    `own`, `other` (D, C1*C1*N) are the values of signing, `first`, `last` (D,) the lines within reach, `links` as `linking` fills
    them, `asked` the least and the most the other side asks. Left out is what is worth less than `floor` to the mover, less than
    any rung pair asks to the other side, or less to the mover than what every rung pair can have. Returns how near two values have
    to be for the rules to be asked.
    """
    way, until, inverse, tight = links
    lines = own.shape[1] // tight.shape[1]
    least, most = asked
    near = 0.0
    for d in range(own.shape[0]):
        if offered[d] == 0.0:
            continue
        mine, theirs, over = own[d], other[d], inverse[1 - mover, d]
        c, end = pair * lines + first[d], pair * lines + last[d]
        while c <= end:
            last_c = min(until[d, c], end)
            up = 0 if last_c == c else (int(way[d, c]) if mover == 1 else -int(way[d, c]))
            rich, steps = (c, last_c - c) if up >= 0 else (last_c, last_c - c)
            near = larger(near, tight[d, pair] if steps else 0.0)
            while steps > 0 and theirs[rich + up] >= most:
                rich, steps = rich + up, steps - 1
            while steps > 0 and theirs[rich + up * (steps - 1)] <= least:
                steps -= 1
            poor = rich + up * steps
            if mine[poor] >= floor and theirs[rich] >= least - tol:
                if theirs[poor] >= most:
                    floor = larger(floor, mine[poor] - 2.0 * tol)
                in_parts(mine, theirs, over, rich, up, steps, (d - pair) * lines, tol, size, lanes)
            c = last_c + 1
    return near


@part
def unsure(need_own, near, tol, lanes):
    """Flag the rung pairs for which something nearly equal decides; returns whether there are any."""
    ground = -1.0 if near > 0.5 else ON_LINE
    highest = 0.0
    for r in range(need_own.shape[0]):
        value, spot = lanes[BEST + r], lanes[SPOT + r]
        off = abs(spot - np.floor(spot + 0.5))
        close = (lanes[NEXT + r] >= value - 2.0 * tol) | ((off < near) & (off > ground))
        flag = 1.0 if close & (value >= need_own[r] - 2.0 * tol) else 0.0
        lanes[FLAG + r] = flag
        highest = larger(highest, flag)
    return highest > 0.0


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
        deal[r] = int(line if signs else -1.0)
        mix[r] = share if signs else 0.0


@part
def lowest(values):
    """The lowest of `values`."""
    least = values[0]
    for r in range(1, values.shape[0]):
        least = smaller(least, values[r])
    return least


@part
def settle(chances, f, sign, links, offered, window, c1, per_cell, tol, no_deal, war, kept, deal, mix, lanes):
    """Add to `war` (2, F+1, plane) at front `f` what settlements are worth; if `kept`, note them in `deal`, `mix` (2, plane).

    `chances` are those of each mover being in contact. `no_deal` (2 movers, 2 sides, plane).
    """
    rungs = no_deal.shape[2] // (c1 * c1)
    first, last = window[0, f], window[1, f]
    for strip in range(c1 * c1 * ((rungs + WIDTH - 1) // WIDTH)):
        pair, begins = strip % (c1 * c1), strip // (c1 * c1) * WIDTH
        if pair < c1 or pair % c1 == 0:
            continue
        start, stop = pair * rungs + begins, pair * rungs + min(begins + WIDTH, rungs)
        for mover in range(2):
            own, other, size = sign[mover], sign[1 - mover], stop - start
            need_own = no_deal[mover, mover, start:stop]
            asked = begin(no_deal[mover, 1 - mover, start:stop], lanes)
            floor = lowest(need_own) - tol
            near = best_chain(mover, pair, own, other, links, offered, first, last, floor, asked, tol, size, lanes)
            if unsure(need_own, near, tol, lanes):
                ask_rules(mover, pair, f * per_cell, own, other, links, offered, first, last, tol, size, lanes)
            weight = chances[0] if mover == 0 else chances[1]
            sign_best(weight, tol, need_own, lanes, war[mover, f, start:stop], war[1 - mover, f, start:stop])
            if kept:
                note_settlement(tol, need_own, lanes, deal[mover, start:stop], mix[mover, start:stop])
