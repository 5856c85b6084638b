"""Compiled: what becomes of the probability of war in a month, under the strategies both sides play.

A month: contact and settlement, else rung moves or capitulation (`choose_in_war`). Nothing is sampled. Front cells that carry no
probability are skipped.
"""

from __future__ import annotations

from offramp.game.compiled import part, peek
from offramp.game.fighting import CAPITULATE, GO_DOWN, GO_UP, STAY
from offramp.game.masses import add_share, add_two, carries, clear, total
from offramp.game.packing import CHANNEL, MOVER_A

#: Rows of the room in which a month's choices are worked out, each a plane: what signs (two rows, in which what signs at the lower and
#: at the upper line of a lottery takes turns), what does not sign; what a side's moves take up and down; what capitulates.
SIGNS, REST, CLIMBS, FALLS, QUITS, CHOICES = 0, *range(2, 7)


@part
def would_sign(now, k, war, deal, room):
    """Mass of `war` (F+1, plane) in which the mover would propose a deal that is accepted, and all of it; `deal` (F+1, 2, plane)."""
    first, second = now[MOVER_A], 1.0 - now[MOVER_A]
    signs, everything = room[0], room[1]
    clear(signs)
    clear(everything)
    for f in range(1, k.front_top):
        here, by_a, by_b = war[f], deal[f, 0], deal[f, 1]
        for j in range(here.shape[0]):
            share = (first if by_a[j] >= 0 else 0.0) + (second if by_b[j] >= 0 else 0.0)
            signs[j] += here[j] * share
        add_share(1.0, here, everything)
    return total(signs), total(everything)


@part
def part_ways(chance, contact, here, deal, mix, signs, rest):
    """Split `here`, times `chance`, into what signs at the lower and the upper line, in turn, and the `rest`.

    All are flat over the states of a plane from the first that can be reached; `deal`, `mix` are the mover's.
    """
    for j in range(here.shape[0]):
        mass = chance * here[j]
        signing = mass * contact if deal[j] >= 0 else 0.0
        above = signing * mix[j]
        rest[j] = mass - signing
        signs[2 * j] = signing - above
        signs[2 * j + 1] = above


@part
def sign_deals(deal, signs, order, signed):
    """Add what signs to `signed` (flat over capacities, packages and lines, with one number to spare).

    `order` (2, states) lists the states, numbered as in `deal`, and where their capacities begin in `signed`. Where there is no deal
    nothing is added, to a place that does not matter.
    """
    if not carries(signs):
        return
    states, begins = order[0], order[1]
    for i in range(states.shape[0]):
        j = peek(states, i)
        add_two(signs, 2 * j, signed, peek(begins, i) + max(peek(deal, j), 0))


@part
def move_rungs(start, stride, move, room, after):
    """Spread the rest over the rungs its mover chooses, into `after` (plane); what moves and capitulates is added up in `room`."""
    count = after.shape[0] - start
    chosen, rest, level = move[start:], room[REST, start:], after[start:]
    climbs, falls, quits = room[CLIMBS, start:], room[FALLS, start:], room[QUITS, start:]
    for j in range(count):
        level[j] += rest[j] if chosen[j] == STAY else 0.0
        quits[j] += rest[j] if chosen[j] == CAPITULATE else 0.0
    above, below = after[start + stride :], after[start - stride :]
    for j in range(count - stride):
        gone = rest[j] if chosen[j] == GO_UP else 0.0
        above[j] += gone
        climbs[j] += gone
    for j in range(count):
        gone = rest[j] if chosen[j] == GO_DOWN else 0.0
        below[j] += gone
        falls[j] += gone


@part
def note_entries(rungs_a, rungs_b, mover, climbing, falling, entered):
    """Add to `entered` (rungs of the ladder,) what left each rung of the plane up and down, onto the rung it came to."""
    rungs = rungs_a * rungs_b
    for r in range(rungs):
        own = r // rungs_b if mover == 0 else r % rungs_b
        up, down = 0.0, 0.0
        for j in range(r, climbing.shape[0], rungs):
            up += climbing[j]
            down += falling[j]
        if up > 0.0:
            entered[own + 1] += up
        if down > 0.0:
            entered[own - 1] += down


@part
def choose_in_war(k, t, mass, play, order, signed, after, room, events):
    """Spread this month's war mass over signing `signed` (flat), fighting `after` (F+1, plane) and capitulation (into ends)."""
    now, rungs = k.month[t], k.rungs_a * k.rungs_b
    start, talks = (k.capacity_levels + 1) * rungs, k.packages > 0 and now[CHANNEL] > 0.0
    signs, rest = room[SIGNS:REST].reshape(-1)[2 * start :], room[REST, start:]
    for mover in range(2):
        chance, stride = now[MOVER_A] if mover == 0 else 1.0 - now[MOVER_A], k.rungs_b if mover == 0 else 1
        if chance <= 0.0:
            continue
        for row in range(CLIMBS, CHOICES):
            clear(room[row])
        for f in range(1, k.front_top):
            here = mass.war[f]
            if not carries(here):
                continue
            if talks:
                deal = play.deal[t, f, mover, start:]
                part_ways(chance, now[CHANNEL], here[start:], deal, play.mix[t, f, mover, start:], signs, rest)
                sign_deals(deal, signs, order, signed)
            else:
                clear(rest)
                add_share(chance, here[start:], rest)
            move_rungs(start, stride, play.move[t, f, mover], room, after[f])
        quits = total(room[QUITS])
        mass.ends[1 - mover] += quits
        events.capitulated[t, mover] += quits
        note_entries(k.rungs_a, k.rungs_b, mover, room[CLIMBS], room[FALLS], events.entered[t, mover])
