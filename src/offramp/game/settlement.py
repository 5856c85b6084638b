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
from offramp.game.compiled import part
from offramp.game.lanes import BEST, NEXT, NO_DEAL, NOTHING, ON_LINE, SPOT, THEIRS

#: Steps of a chain that are looked at together; a longer chain is looked at in parts.
STEPS = 3


@part
def clear(lanes):
    """No settlement yet, for any rung pair."""
    best, second, theirs, spot = lanes[BEST], lanes[NEXT], lanes[THEIRS], lanes[SPOT]
    for r in range(best.shape[0]):
        best[r] = NOTHING
        second[r] = 2.0 * NOTHING
        theirs[r] = NOTHING
        spot[r] = -1.0


@part
def step(own, other, inverse, rich, way, steps, i):
    """Step i of a chain of so many `steps`: the other side's value where it starts, what it gives away, and per unit given away what
    the mover gains and how far the line moves. Beyond the chain's end nothing is given away."""
    a, b = rich + way * min(i, steps), rich + way * min(i + 1, steps)
    per = inverse[min(a, b)]
    return other[a], other[a] - other[b], (own[b] - own[a]) * per, way * per


@part
def along_chain(own, other, inverse, rich, way, steps, spot, tol, want, lanes):
    """Make a chain of up to STEPS steps from its rich end the best settlement wherever it is.

    `way` is +1 where the other side loses going up, -1 going down; `spot` is that of the rich end; `inverse` is one over the other
    side's change from each line to the next. Every step gives away what the other side does not need, up to the step's end.
    """
    best, second, theirs, spots = lanes[BEST], lanes[NEXT], lanes[THEIRS], lanes[SPOT]
    poor = other[rich + way * steps]
    start, most = own[rich], other[rich]
    high_0, gap_0, rate_0, move_0 = step(own, other, inverse, rich, way, steps, 0)
    high_1, gap_1, rate_1, move_1 = step(own, other, inverse, rich, way, steps, 1)
    high_2, gap_2, rate_2, move_2 = step(own, other, inverse, rich, way, steps, 2)
    for r in range(want.shape[0]):
        need, so_far, runner_up, now_theirs, now_spot = want[r], best[r], second[r], theirs[r], spots[r]
        x0, x1 = min(max(high_0 - need, 0.0), gap_0), min(max(high_1 - need, 0.0), gap_1)
        x2 = min(max(high_2 - need, 0.0), gap_2)
        worth = start + x0 * rate_0 + x1 * rate_1 + x2 * rate_2
        place = spot + x0 * move_0 + x1 * move_1 + x2 * move_2
        worth = worth if need <= most + tol else 2.0 * NOTHING
        better = worth > so_far
        second[r] = max(runner_up, min(so_far, worth))
        best[r] = worth if better else so_far
        theirs[r] = min(max(need, poor), most) if better else now_theirs
        spots[r] = place if better else now_spot


@part
def at_line(worth_it, gives, spot, tol, want, lanes):
    """Make one line, worth `worth_it` to the mover and `gives` to the other side, the best settlement wherever it is."""
    best, second, theirs, spots = lanes[BEST], lanes[NEXT], lanes[THEIRS], lanes[SPOT]
    for r in range(want.shape[0]):
        so_far, runner_up, now_theirs, now_spot = best[r], second[r], theirs[r], spots[r]
        worth = worth_it if want[r] <= gives + tol else 2.0 * NOTHING
        better = worth > so_far
        second[r] = max(runner_up, min(so_far, worth))
        best[r] = worth if better else so_far
        theirs[r] = gives if better else now_theirs
        spots[r] = spot if better else now_spot


@part
def in_parts(own, other, inverse, rich, way, steps, offset, tol, want, lanes):
    """Look at a chain of any length in parts of at most STEPS; `offset` is added to a line to have its spot."""
    if steps == 0:
        at_line(own[rich], other[rich], float(offset + rich), tol, want, lanes)
    while steps > 0:
        along_chain(own, other, inverse, rich, way, min(steps, STEPS), float(offset + rich), tol, want, lanes)
        rich, steps = rich + way * STEPS, steps - STEPS


@part
def best_chain(mover, pair, own, other, links, offered, first, last, floor, tol, want, lanes):
    """Fill `lanes` with the best settlement of this mover at a front and a pair of capacities.

    `own`, `other` (D, C1*C1*N) are the values of signing, `first`, `last` (D,) the lines within reach, `links` as `linking` fills
    them. Left out is what is worth less than `floor` to the mover, less than any rung pair asks to the other side, or less to the
    mover than what every rung pair can have. Returns how near two values have to be for the rules to be asked.
    """
    way, until, inverse, tight = links
    lines = own.shape[1] // tight.shape[1]
    least, most = lowest_highest(want)
    near = 0.0
    clear(lanes)
    for d in range(own.shape[0]):
        if offered[d] == 0.0:
            continue
        c, end = pair * lines + first[d], pair * lines + last[d]
        while c <= end:
            last_c = min(until[d, c], end)
            up = 0 if last_c == c else (int(way[d, c]) if mover == 1 else -int(way[d, c]))
            rich, steps = (c, last_c - c) if up >= 0 else (last_c, last_c - c)
            near = max(near, tight[d, pair] if steps else 0.0)
            while steps > 0 and other[d, rich + up] >= most:
                rich, steps = rich + up, steps - 1
            while steps > 0 and other[d, rich + up * (steps - 1)] <= least:
                steps -= 1
            poor = rich + up * steps
            if own[d, poor] >= floor and other[d, rich] >= least - tol:
                if other[d, poor] >= most:
                    floor = max(floor, own[d, poor] - 2.0 * tol)
                offset = (d - pair) * lines
                in_parts(own[d], other[d], inverse[1 - mover, d], rich, up, steps, offset, tol, want, lanes)
            c = last_c + 1
    return near


@part
def unsure(lanes, need, near, tol, flags):
    """Mark in `flags` (R,) the rung pairs for which something nearly equal decides; returns how many there are."""
    best, second, spot = lanes[BEST], lanes[NEXT], lanes[SPOT]
    ground = -1.0 if near > 0.5 else ON_LINE
    count = 0
    for r in range(need.shape[0]):
        off, value = abs(spot[r] - np.floor(spot[r] + 0.5)), best[r]
        close = (second[r] >= value - 2.0 * tol) | ((off < near) & (off > ground))
        flag = 1.0 if close & (value >= need[r] - 2.0 * tol) else 0.0
        flags[r] = flag
        count += int(flag)
    return count


@part
def sign_best(weight, tol, need_own, need_other, lanes, war_own, war_other):
    """Add to next values of war what the best settlement is worth more than going on, where the mover signs it."""
    best, theirs = lanes[BEST], lanes[THEIRS]
    for r in range(need_own.shape[0]):
        gain, gain_other = best[r] - need_own[r], theirs[r] - need_other[r]
        signs = gain >= -tol
        war_own[r] += weight * gain if signs else 0.0
        war_other[r] += weight * gain_other if signs else 0.0


@part
def note_settlement(tol, need_own, lanes, deal, mix):
    """Write down which settlement is signed: ``d*N + l`` or -1, and the probability of line l+1."""
    best, spot = lanes[BEST], lanes[SPOT]
    for r in range(need_own.shape[0]):
        signs, place = best[r] >= need_own[r] - tol, spot[r]
        line = np.floor(place + ON_LINE)
        deal[r] = int(line) if signs else NO_DEAL
        mix[r] = max(place - line, 0.0) if signs else 0.0


@part
def lowest_highest(values):
    """The lowest and the highest of `values`, two strands at a time (one waits for the other less)."""
    size = values.shape[0]
    least, most, least_2, most_2 = values[0], values[0], values[size - 1], values[size - 1]
    for r in range(size // 2):
        one, two = values[2 * r], values[2 * r + 1]
        least, most, least_2, most_2 = min(least, one), max(most, one), min(least_2, two), max(most_2, two)
    return min(least, least_2), max(most, most_2)


@part
def settle(chances, f, sign, links, offered, window, c1, per_cell, tol, no_deal, war, kept, deal, mix, lanes, flags):
    """Add to `war` (2, F+1, plane) at front `f` what settlements are worth; if `kept`, note them in `deal`, `mix` (2, plane).

    `chances` are those of each mover being in contact. `no_deal` (2 movers, 2 sides, plane).
    """
    rungs = lanes.shape[1]
    first, last = window[0, f], window[1, f]
    for pair in range(c1 + 1, c1 * c1):
        if pair % c1 == 0:
            continue
        start, stop = pair * rungs, (pair + 1) * rungs
        for mover in range(2):
            own, other = sign[mover], sign[1 - mover]
            need_own, need_other = no_deal[mover, mover, start:stop], no_deal[mover, 1 - mover, start:stop]
            floor = lowest_highest(need_own)[0] - tol
            near = best_chain(mover, pair, own, other, links, offered, first, last, floor, tol, need_other, lanes)
            if unsure(lanes, need_own, near, tol, flags):
                ask_rules(mover, pair, f * per_cell, own, other, links, offered, first, last, tol, need_other, lanes, flags)
            weight = chances[0] if mover == 0 else chances[1]
            war_own, war_other = war[mover, f, start:stop], war[1 - mover, f, start:stop]
            sign_best(weight, tol, need_own, need_other, lanes, war_own, war_other)
            if kept:
                note_settlement(tol, need_own, lanes, deal[mover, start:stop], mix[mover, start:stop])
