"""Compiled: one month of the exact distribution over states, under the strategies both sides play and the world's true theta.

A month: contact and settlement, else rung moves or capitulation; in peace amendments, breaks, incidents. What is then fought goes
through general war, front and capacities; what is then at peace pays and recovers. Nothing is sampled.
"""

from __future__ import annotations

from typing import NamedTuple

from offramp.game import fighting
from offramp.game.compiled import compiled
from offramp.game.fighting import CAPITULATE, DOWN, STAY
from offramp.game.holding import A_BREAKS, NOBODY
from offramp.game.rules import Floats


class Mass(NamedTuple):
    """Probability of every state: war (F+1, plane), peace (C1, C1, D*N), ends (A prevails, B prevails, general war)."""

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


@compiled
def choose_in_war(k, t, s, mass, play, sign, after, events):
    """Spread this month's war mass over signing `sign` (C1, C1, D*N), fighting `after` (F+1, plane) and capitulation (into ends)."""
    move, deal, mix = play
    rungs, c1 = k.rungs_a * k.rungs_b, k.capacity_levels
    for f in range(1, k.front_top):
        for ca in range(1, c1):
            for cb in range(1, c1):
                for j in range((ca * c1 + cb) * rungs, (ca * c1 + cb) * rungs + rungs):
                    if mass.war[f, j] <= 0.0:
                        continue
                    for mover in range(2):
                        part = mass.war[f, j] * (k.mover_a[t] if mover == 0 else 1.0 - k.mover_a[t])
                        c = deal[s, mover, f, j]
                        if c >= 0:
                            ends_war = part * k.channel[t]
                            upper = ends_war * mix[s, mover, f, j]
                            sign[ca, cb, c] += ends_war - upper
                            events.signed[t, c] += ends_war - upper
                            if upper > 0.0:
                                sign[ca, cb, c + 1] += upper
                                events.signed[t, c + 1] += upper
                            part -= ends_war
                        way = move[s, mover, f, j]
                        if way == CAPITULATE:
                            mass.ends[1 - mover] += part
                            events.capitulated[t, mover] += part
                            continue
                        stride = k.rungs_b if mover == 0 else 1
                        if way == STAY:
                            after[f, j] += part
                            continue
                        r = j % rungs
                        rung = r // k.rungs_b if mover == 0 else r % k.rungs_b
                        step = -1 if way == DOWN else 1
                        after[f, j + step * stride] += part
                        events.entered[t, mover, rung + step] += part


@compiled
def choose_in_peace(k, t, s, mass, play, sign, after, events):
    """Spread this month's peace mass over deals that pay (`sign`) and months of war (`after`) after breaks and incidents."""
    breaker, amend = play
    for ca in range(1, k.capacity_levels):
        for cb in range(1, k.capacity_levels):
            for d in range(k.packages):
                for line in range(k.lines):
                    here = mass.peace[ca, cb, d * k.lines + line]
                    if here <= 0.0:
                        continue
                    for mover in range(2):
                        part = here * (k.mover_a[t] if mover == 0 else 1.0 - k.mover_a[t])
                        talk = k.channel_peace[t]
                        new = amend[s, mover, ca, cb, d * k.lines + line]
                        if new != d and talk > 0.0:
                            events.amended[t, d, new] += part * talk
                            hold(k, t, s, mover, ca, cb, new, line, part * talk, breaker, sign, after, events)
                            part -= part * talk
                        hold(k, t, s, mover, ca, cb, d, line, part, breaker, sign, after, events)


@compiled
def hold(k, t, s, mover, ca, cb, d, line, part, breaker, sign, after, events):
    """One deal's month: broken, disturbed by an incident, or kept."""
    j = d * k.lines + line
    who = breaker[s, mover, ca, cb, j]
    if who != NOBODY:
        events.broken[t, who - 1, d] += part
        events.peace_ends[t, d] += part
        victim = 1 if who == A_BREAKS else 0
        guard = k.guarantee[victim, t, d]
        top = k.capacity_levels - 1
        help_a = min(ca + k.support, top) if victim == 0 else ca
        help_b = min(cb + k.support, top) if victim == 1 else cb
        resume(k, who - 1, ca, cb, line, part * (1.0 - guard), after)
        resume(k, who - 1, help_a, help_b, line, part * guard, after)
        return
    tension = k.incident[t, d] if k.breaking else 0.0
    events.peace_ends[t, d] += part * tension
    resume(k, 2, ca, cb, line, part * tension, after)
    sign[ca, cb, j] += part * (1.0 - tension)


@compiled
def resume(k, kind, ca, cb, line, part, after):
    """War from a line: put `part` on the cells beside it, on the rungs of `kind` (A breaks, B breaks, incident)."""
    j = (ca * k.capacity_levels + cb) * k.rungs_a * k.rungs_b + k.break_rungs[kind]
    share = k.resume_share[line]
    after[k.resume_cell[0, line], j] += part * (1.0 - share)
    after[k.resume_cell[1, line], j] += part * share


@compiled
def nature(k, t, after, q, capacity, war, ends):
    """One month of war for the mass `after` (F+1, plane): adds to next month's `war` (F+1, plane) and to `ends` (3,)."""
    c1, rungs, top = k.capacity_levels, k.rungs_a * k.rungs_b, k.front_top
    fighting.step_odds(k, t, k.odds_true[t], q, capacity)
    for f in range(1, top):
        for ca in range(1, c1):
            for cb in range(1, c1):
                for j in range((ca * c1 + cb) * rungs, (ca * c1 + cb) * rungs + rungs):
                    part = after[f, j]
                    if part <= 0.0:
                        continue
                    ends[2] += part * k.hazard[t, j]
                    part *= 1.0 - k.hazard[t, j]
                    up = k.mobility[t] * k.push[0, j] * q[j] * k.inverse_width[0, f]
                    down = k.mobility[t] * k.push[1, j] * (1.0 - q[j]) * k.inverse_width[1, f]
                    for step in range(-1, 2):
                        chance = down if step < 0 else (up if step > 0 else 1.0 - up - down)
                        if chance > 0.0:
                            wear(k, f + step, ca, cb, j, part * chance, capacity, war, ends)


@compiled
def wear(k, f, ca, cb, j, part, capacity, war, ends):
    """Spread `part`, now at front `f`, over next month's capacities, or over the ends (the front is checked first)."""
    if f == 0 or f == k.front_top:
        ends[0 if f > 0 else 1] += part
        return
    rungs = k.rungs_a * k.rungs_b
    for step_a in range(-1, 2):
        chance_a = part * capacity[1 + step_a, j]
        if chance_a <= 0.0:
            continue
        for step_b in range(-1, 2):
            chance = chance_a * capacity[4 + step_b, j]
            if chance <= 0.0:
                continue
            if ca + step_a == 0 and cb + step_b == 0:
                ends[0] += 0.5 * chance
                ends[1] += 0.5 * chance
            elif ca + step_a == 0:
                ends[1] += chance
            elif cb + step_b == 0:
                ends[0] += chance
            else:
                war[f, j + (step_a * k.capacity_levels + step_b) * rungs] += chance


@compiled
def recover(k, t, sign, peace):
    """A month of peace paid: adds `sign` (C1, C1, D*N) to next month's `peace` with capacities recovering."""
    top = k.capacity_levels - 1
    for ca in range(1, k.capacity_levels):
        next_a = min(ca + 1, top)
        for cb in range(1, k.capacity_levels):
            next_b = min(cb + 1, top)
            for d in range(k.packages):
                up_a, up_b = k.rearm[0, t, d], k.rearm[1, t, d]
                for j in range(d * k.lines, (d + 1) * k.lines):
                    part = sign[ca, cb, j]
                    if part > 0.0:
                        peace[ca, cb, j] += part * (1.0 - up_a) * (1.0 - up_b)
                        peace[next_a, cb, j] += part * up_a * (1.0 - up_b)
                        peace[ca, next_b, j] += part * (1.0 - up_a) * up_b
                        peace[next_a, next_b, j] += part * up_a * up_b


@compiled
def march(k, t, s, mass, war_play, peace_play, sign, after, q, capacity, events):
    """Advance `mass` in place by month `t`, played by month `s` of the strategies."""
    sign[:] = 0.0
    after[:] = 0.0
    choose_in_war(k, t, s, mass, war_play, sign, after, events)
    choose_in_peace(k, t, s, mass, peace_play, sign, after, events)
    mass.war[:] = 0.0
    mass.peace[:] = 0.0
    rungs = k.rungs_a * k.rungs_b
    for f in range(1, k.front_top):
        for j in range(after.shape[1]):
            if after[f, j] > 0.0:
                events.fought[t, f, j % rungs] += after[f, j]
    for ca in range(1, k.capacity_levels):
        for cb in range(1, k.capacity_levels):
            for j in range(k.packages * k.lines):
                events.paid[t, j] += sign[ca, cb, j]
    nature(k, t, after, q, capacity, mass.war, mass.ends)
    recover(k, t, sign, mass.peace)
