"""Compiled: one month of the exact distribution over states, under the strategies both sides play and the world's true theta.

A month: contact and settlement, else rung moves or capitulation; in peace amendments, breaks, incidents. What is then fought goes
through general war, front and capacities; what is then at peace pays and recovers. Nothing is sampled. Front cells and packages
that carry no probability are skipped.
"""

from __future__ import annotations

from typing import NamedTuple

from offramp.game.compiled import larger, part, peek
from offramp.game.fighting import CAPITULATE, GO_DOWN, GO_UP
from offramp.game.holding import A_BREAKS, B_BREAKS, NOBODY
from offramp.game.packing import (
    CHANNEL,
    DOWN,
    GUARD_A,
    GUARD_B,
    HAZARD,
    INCIDENT,
    MOVER_A,
    REARM_A,
    REARM_B,
    TALK,
    UP,
)
from offramp.game.rules import Floats


class Mass(NamedTuple):
    """Probability of every state: war (F+1, plane), peace (D, C1*C1*N), ends (A prevails, B prevails, general war)."""

    war: Floats
    peace: Floats
    ends: Floats


class Events(NamedTuple):
    """What happens in each month, by probability."""

    signed: Floats  # (months, D*N) war ends in this settlement
    broken: Floats  # (months, 2, D) deal broken, by breaker
    amended: Floats  # (months, D, D) package replaced by another
    capitulated: Floats  # (months, 2)
    entered: Floats  # (months, 2, rungs) a side moves onto this rung of its ladder, up or down
    fought: Floats  # (months, F+1, R) month fought here on these rungs
    paid: Floats  # (months, D*N) month of peace under this deal
    peace_ends: Floats  # (months, D) deals that stop paying by break or incident


@part
def clear(values):
    """Zeros in a flat array."""
    for i in range(values.shape[0]):
        values[i] = 0.0


@part
def total(values):
    """Sum of a flat array."""
    out = 0.0
    for i in range(values.shape[0]):
        out += values[i]
    return out


@part
def carries(values):
    """Whether there is any probability in a flat array."""
    most = 0.0
    for i in range(values.shape[0]):
        most = larger(most, values[i])
    return most > 0.0


@part
def sign_deals(k, contact, deal, mix, going, sign, signed):
    """Take out of `going` (plane) what signs: into `sign` (D, X) and `signed` (D*N,); `deal`, `mix` are the mover's."""
    rungs, c1, size = k.rungs_a * k.rungs_b, k.capacity_levels, sign.shape[1]
    into = sign.reshape(-1)
    for pair in range(c1 + 1, c1 * c1):
        if pair % c1 == 0:
            continue
        for j in range(pair * rungs, (pair + 1) * rungs):
            c, here = deal[j], peek(going, j)
            if c < 0 or here <= 0.0:
                continue
            ends_war, upper = here * contact, here * contact * peek(mix, j)
            d = k.package_of[c]
            x = d * size + pair * k.lines + (c - d * k.lines)
            into[x] += ends_war - upper
            signed[c] += ends_war - upper
            if upper > 0.0:
                into[x + 1] += upper
                signed[c + 1] += upper
            going[j] -= ends_war


@part
def move_rungs(start, stride, move, going, after, climbing, falling):
    """Spread `going` over the rungs its mover chooses, into `after` (all plane); returns what capitulates.

    `climbing` and `falling` (plane) gather what leaves each rung upwards and downwards.
    """
    quits, last = 0.0, going.shape[0]
    stay, moved = after[start:], going[start:]
    chosen = move[start:]
    for j in range(last - start):
        stay[j] += moved[j] if chosen[j] < GO_DOWN else 0.0
    above, rises, below, falls = after[start + stride :], climbing[start:], after[start - stride :], falling[start:]
    for j in range(last - start - stride):
        part_up = moved[j] if chosen[j] == GO_UP else 0.0
        above[j] += part_up
        rises[j] += part_up
    for j in range(last - start):
        part_down = moved[j] if chosen[j] == GO_DOWN else 0.0
        below[j] += part_down
        falls[j] += part_down
    some = 0
    for j in range(start, going.shape[0]):
        some |= move[j] == CAPITULATE
    if some:
        for j in range(start, going.shape[0]):
            quits += going[j] if move[j] == CAPITULATE else 0.0
    return quits


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
def choose_in_war(k, t, mass, play, sign, after, room, events):
    """Spread this month's war mass over signing `sign` (D, X), fighting `after` (F+1, plane) and capitulation (into ends)."""
    now, rungs = k.month[t], k.rungs_a * k.rungs_b
    start = (k.capacity_levels + 1) * rungs
    going = room[0]
    for mover in range(2):
        chance = now[MOVER_A] if mover == 0 else 1.0 - now[MOVER_A]
        if chance <= 0.0:
            continue
        clear(room[1])
        clear(room[2])
        for f in range(1, k.front_top):
            here = mass.war[f]
            if not carries(here):
                continue
            for j in range(here.shape[0]):
                going[j] = chance * here[j]
            if k.packages and now[CHANNEL] > 0.0:
                deal, mix = play.deal[t, f, mover], play.mix[t, f, mover]
                sign_deals(k, now[CHANNEL], deal, mix, going, sign, events.signed[t])
            stride = k.rungs_b if mover == 0 else 1
            quits = move_rungs(start, stride, play.move[t, f, mover], going, after[f], room[1], room[2])
            mass.ends[1 - mover] += quits
            events.capitulated[t, mover] += quits
        note_entries(k.rungs_a, k.rungs_b, mover, room[1], room[2], events.entered[t, mover])


@part
def propose(d, chance, talk, here, amend, held, amended):
    """Put the mass `here` (X,) of package `d`, times `chance`, under the package in force after the proposal: into `held` (D, X)."""
    for x in range(here.shape[0]):
        if here[x] <= 0.0:
            continue
        mine = here[x] * chance
        if amend[x] != d:
            amended[amend[x]] += mine * talk
            held[amend[x], x] += mine * talk
            mine -= mine * talk
        held[d, x] += mine


@part
def hold(held, breaker, tension, guard_a, guard_b, paid, resumed):
    """What becomes of the mass `held` (X,) of one package: `paid` (X,) or fought, into `resumed` (5, X) as `holding.resumed` orders.

    Returns the probability that A breaks, that B breaks and of an incident.
    """
    by_a, by_b, tense = 0.0, 0.0, 0.0
    for x in range(held.shape[0]):
        here = held[x]
        if here <= 0.0:
            continue
        if breaker[x] == NOBODY:
            paid[x] += here * (1.0 - tension)
            resumed[2, x] += here * tension
            tense += here * tension
        elif breaker[x] == A_BREAKS:
            resumed[0, x] += here * (1.0 - guard_b)
            resumed[3, x] += here * guard_b
            by_a += here
        else:
            resumed[1, x] += here * (1.0 - guard_a)
            resumed[4, x] += here * guard_a
            by_b += here
    return by_a, by_b, tense


@part
def resume(k, resumed, after):
    """War from a line: put the mass of `resumed` (5, X) on the cells beside it, on the rungs of who breaks, into `after`."""
    c1, rungs, top = k.capacity_levels, k.rungs_a * k.rungs_b, k.capacity_levels - 1
    for case in range(5):
        pair = k.break_rungs[case if case < 3 else case - 3]
        for x in range(resumed.shape[1]):
            here = resumed[case, x]
            if here <= 0.0:
                continue
            line, ca, cb = x % k.lines, x // (c1 * k.lines), (x // k.lines) % c1
            ca = min(ca + k.support, top) if case == 4 else ca
            cb = min(cb + k.support, top) if case == 3 else cb
            j = (ca * c1 + cb) * rungs + pair
            share = k.resume_share[line]
            after[k.resume_cell[0, line], j] += here * (1.0 - share)
            after[k.resume_cell[1, line], j] += here * share


@part
def choose_in_peace(k, t, mass, play, sign, after, room, events):
    """Spread this month's peace mass over deals that pay (`sign`) and months of war (`after`) after breaks and incidents."""
    now, numbers = k.month[t], k.package[t]
    held, resumed = room
    clear(resumed.reshape(-1))
    for mover in range(2):
        chance = now[MOVER_A] if mover == 0 else 1.0 - now[MOVER_A]
        clear(held.reshape(-1))
        for d in range(k.packages):
            if carries(mass.peace[d]):
                propose(d, chance, now[TALK], mass.peace[d], play.amend[t, mover, d], held, events.amended[t, d])
        for d in range(k.packages):
            by_a, by_b, tense = hold(
                held[d], play.breaker[t, mover, d], numbers[INCIDENT, d], numbers[GUARD_A, d], numbers[GUARD_B, d],
                sign[d], resumed,
            )  # fmt: skip
            events.broken[t, 0, d] += by_a
            events.broken[t, B_BREAKS - 1, d] += by_b
            events.peace_ends[t, d] += by_a + by_b + tense
    resume(k, resumed, after)


@part
def burn(rungs, hazard, here, lost):
    """Take out of `here` (plane) what general war takes, and return it; `lost` (R,) is to work in."""
    clear(lost)
    for start in range(0, here.shape[0], rungs):
        some = here[start : start + rungs]
        for r in range(rungs):
            lost[r] += some[r] * hazard[r]
            some[r] *= 1.0 - hazard[r]
    return total(lost)


@part
def nature(k, t, after, steps, capacity, gone, lost, war, ends):
    """One month of war for the mass `after` (F+1, plane), spent: fills next month's `war` (F+1, plane) and adds to `ends` (3,)."""
    c1, rungs, top = k.capacity_levels, k.rungs_a * k.rungs_b, k.front_top
    up, down, hazard = steps[0], steps[1], k.pair[t, HAZARD]
    clear(gone.reshape(-1))
    for f in range(1, top):
        here, ahead, level, back = after[f], gone[f + 1], gone[f], gone[f - 1]
        if not carries(here):
            continue
        wide_up, wide_down = k.cell[UP, f], k.cell[DOWN, f]
        ends[2] += burn(rungs, hazard, here, lost)
        for j in range(here.shape[0]):
            ahead[j] += here[j] * (up[j] * wide_up)
            back[j] += here[j] * (down[j] * wide_down)
            level[j] += here[j] * (1.0 - up[j] * wide_up - down[j] * wide_down)
    ends[0] += total(gone[top])
    ends[1] += total(gone[0])
    for f in range(1, top):
        clear(war[f])
        wear(c1, rungs, gone[f], capacity, war[f], ends)


@part
def wear(c1, rungs, mass, capacity, war, ends):
    """Spread `mass` (plane), at one front, over next month's capacities into `war` (plane), collapses into `ends`."""
    start, stride_a = (c1 + 1) * rungs, c1 * rungs
    if not carries(mass):
        return
    for step_a in range(-1, 2):
        falls_a = capacity[1 + step_a]
        for step_b in range(-1, 2):
            falls_b = capacity[4 + step_b]
            shift = step_a * stride_a + step_b * rungs
            stop = mass.shape[0] - max(shift, 0)
            into, here, by_a, by_b = war[start + shift :], mass[start:stop], falls_a[start:], falls_b[start:]
            for j in range(here.shape[0]):
                into[j] += here[j] * by_a[j] * by_b[j]
    collapse(rungs, stride_a, war, ends)


@part
def collapse(rungs, stride_a, war, ends):
    """Move the mass of `war` (plane) at capacity 0 into `ends`: the other side prevails, each half the time if both are at 0."""
    for start in range(0, war.shape[0], stride_a):
        last = stride_a if start == 0 else rungs
        for j in range(start, start + last):
            a_gone, b_gone = start == 0, j < start + rungs
            ends[0] += war[j] * (0.5 if a_gone and b_gone else (0.0 if a_gone else 1.0))
            ends[1] += war[j] * (0.5 if a_gone and b_gone else (1.0 if a_gone else 0.0))
            war[j] = 0.0


@part
def recover(k, numbers, sign, peace):
    """A month of peace paid: turns `sign` (D, X) into next month's `peace` with capacities recovering."""
    c1, lines = k.capacity_levels, k.lines
    clear(peace.reshape(-1))
    for d in range(k.packages):
        if not carries(sign[d]):
            continue
        up_a, up_b = numbers[REARM_A, d], numbers[REARM_B, d]
        for ca in range(1, c1):
            shift_a = c1 * lines if ca < c1 - 1 else 0
            for cb in range(1, c1):
                shift_b = lines if cb < c1 - 1 else 0
                for x in range((ca * c1 + cb) * lines, (ca * c1 + cb + 1) * lines):
                    here = sign[d, x]
                    peace[d, x] += here * (1.0 - up_a) * (1.0 - up_b)
                    peace[d, x + shift_a] += here * up_a * (1.0 - up_b)
                    peace[d, x + shift_b] += here * (1.0 - up_a) * up_b
                    peace[d, x + shift_a + shift_b] += here * up_a * up_b
