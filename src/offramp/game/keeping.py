"""Compiled: what becomes of the probability of peace in a month, under the strategies both sides play.

A month: another package may be proposed, one side may break, an incident may happen (`choose_in_peace`); what is left pays and both
sides recover (`recover`). Packages that carry no probability are skipped.
"""

from __future__ import annotations

from offramp.game.compiled import part
from offramp.game.holding import A_BREAKS, B_BREAKS, NOBODY
from offramp.game.masses import add_share, carries, clear, total
from offramp.game.packing import GUARD_A, GUARD_B, INCIDENT, MOVER_A, REARM_A, REARM_B, TALK


@part
def propose(d, chance, talk, here, amend, held, goes, amended):
    """Put the mass `here` (X,) of package `d`, times `chance`, under the package in force after the proposal: into `held` (D, X).

    `goes` (X,) is to work in.
    """
    into = held[d]
    for x in range(here.shape[0]):
        mine = here[x] * chance
        leaves = mine * talk if amend[x] != d else 0.0
        goes[x] = leaves
        into[x] += mine - leaves
    if carries(goes):
        for x in range(here.shape[0]):
            if goes[x] > 0.0:
                amended[amend[x]] += goes[x]
                held[amend[x], x] += goes[x]


@part
def picked(values, who, breaker, into):
    """Of `values` what one side breaks, or nobody, into `into`; returns its sum."""
    for x in range(values.shape[0]):
        into[x] = values[x] if breaker[x] == who else 0.0
    return total(into)


@part
def hold(held, breaker, tension, guard_a, guard_b, paid, resumed, some):
    """What becomes of the mass `held` (X,) of one package: `paid` (X,) or fought, into `resumed` (5, X) as `holding.resumed` orders.

    Returns the probability that A breaks, that B breaks and of an incident; `some` (X,) is to work in.
    """
    kept = picked(held, NOBODY, breaker, some)
    add_share(1.0 - tension, some, paid)
    add_share(tension, some, resumed[2])
    by_a = picked(held, A_BREAKS, breaker, some)
    if by_a > 0.0:
        add_share(1.0 - guard_b, some, resumed[0])
        add_share(guard_b, some, resumed[3])
    by_b = picked(held, B_BREAKS, breaker, some)
    if by_b > 0.0:
        add_share(1.0 - guard_a, some, resumed[1])
        add_share(guard_a, some, resumed[4])
    return by_a, by_b, kept * tension


@part
def resume(k, resumed, after):
    """War from a line: put the mass of `resumed` (5, X) on the cells beside it, on the rungs of who breaks, into `after`."""
    c1, rungs, top = k.capacity_levels, k.rungs_a * k.rungs_b, k.capacity_levels - 1
    for case in range(5):
        if not carries(resumed[case]):
            continue
        rung = k.break_rungs[case if case < 3 else case - 3]
        for x in range(resumed.shape[1]):
            here = resumed[case, x]
            if here <= 0.0:
                continue
            line, ca, cb = x % k.lines, x // (c1 * k.lines), (x // k.lines) % c1
            ca = min(ca + k.support, top) if case == 4 else ca
            cb = min(cb + k.support, top) if case == 3 else cb
            j = (ca * c1 + cb) * rungs + rung
            share = k.resume_share[line]
            after[k.resume_cell[0, line], j] += here * (1.0 - share)
            after[k.resume_cell[1, line], j] += here * share


@part
def choose_in_peace(k, t, mass, play, sign, after, room, events):
    """Spread this month's peace mass over deals that pay (`sign`) and months of war (`after`) after breaks and incidents."""
    now, numbers = k.month[t], k.package[t]
    held, resumed, some = room
    clear(resumed.reshape(-1))
    for mover in range(2):
        chance = now[MOVER_A] if mover == 0 else 1.0 - now[MOVER_A]
        clear(held.reshape(-1))
        for d in range(k.packages):
            if carries(mass.peace[d]):
                propose(d, chance, now[TALK], mass.peace[d], play.amend[t, mover, d], held, some, events.amended[t, d])
        for d in range(k.packages):
            if not carries(held[d]):
                continue
            by_a, by_b, tense = hold(
                held[d], play.breaker[t, mover, d], numbers[INCIDENT, d], numbers[GUARD_A, d], numbers[GUARD_B, d],
                sign[d], resumed, some,
            )  # fmt: skip
            events.broken[t, 0, d] += by_a
            events.broken[t, B_BREAKS - 1, d] += by_b
            events.peace_ends[t, d] += by_a + by_b + tense
    resume(k, resumed, after)


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
                shift_b, start = lines if cb < c1 - 1 else 0, (ca * c1 + cb) * lines
                here, into = sign[d, start : start + lines], peace[d, start:]
                if not carries(here):
                    continue
                add_share((1.0 - up_a) * (1.0 - up_b), here, into)
                add_share(up_a * (1.0 - up_b), here, into[shift_a:])
                add_share((1.0 - up_a) * up_b, here, into[shift_b:])
                add_share(up_a * up_b, here, into[shift_a + shift_b :])
