"""Compiled: what a month of peace is worth, and whether the deal holds.

Rows are flat over ``(package, line)`` for each pair of capacities. In order: another package may be proposed (contact), the
mover and then the other side may break, an incident may happen, else the deal pays and capacities recover. The last step alone
is what signing is worth, so a war that ends in month t earns its deal from month t and can be broken from t+1.
References: Powell (2006) for war as a commitment problem.
"""

from __future__ import annotations

from offramp.game.compiled import compiled

NOBODY, A_BREAKS, B_BREAKS = 0, 1, 2


@compiled
def sign_values(k, t, peace, out):
    """Value of the deal paying this month, from next month's `peace` values; both (2, C1, C1, D*N)."""
    c1, top, lines = k.capacity_levels, k.capacity_levels - 1, k.lines
    for side in range(2):
        beta = k.beta[side]
        for ca in range(1, c1):
            next_a = min(ca + 1, top)
            for cb in range(1, c1):
                next_b = min(cb + 1, top)
                stay, rise_a = peace[side, ca, cb], peace[side, next_a, cb]
                rise_b, both = peace[side, ca, next_b], peace[side, next_a, next_b]
                flow, into = k.deal_flow[side, t], out[side, ca, cb]
                for d in range(k.packages):
                    up_a, up_b = k.rearm[0, t, d], k.rearm[1, t, d]
                    w0, w1 = (1.0 - up_a) * (1.0 - up_b), up_a * (1.0 - up_b)
                    w2, w3 = (1.0 - up_a) * up_b, up_a * up_b
                    for j in range(d * lines, (d + 1) * lines):
                        into[j] = flow[j] + beta * (w0 * stay[j] + w1 * rise_a[j] + w2 * rise_b[j] + w3 * both[j])


@compiled
def resumed(k, fought, kind, out):
    """Value to both sides of a month of war resumed from each line; `kind` indexes `break_rungs`; fills `out` (2, C1, C1, N).

    `fought` (2, F+1, plane) holds the value of fighting this month.
    """
    c1, rungs = k.capacity_levels, k.rungs_a * k.rungs_b
    pair = k.break_rungs[kind]
    for side in range(2):
        for ca in range(1, c1):
            for cb in range(1, c1):
                j = (ca * c1 + cb) * rungs + pair
                for line in range(k.lines):
                    share = k.resume_share[line]
                    first = fought[side, k.resume_cell[0, line], j]
                    second = fought[side, k.resume_cell[1, line], j]
                    out[side, ca, cb, line] = (1.0 - share) * first + share * second


@compiled
def break_or_keep(k, t, ca, cb, sign, war_a, war_b, tense, after, breaker):
    """Step 2 onwards for both movers: fills `after` (2 movers, 2 sides, D*N) and `breaker` (2 movers, D*N).

    `war_a`, `war_b`, `tense` are the resumed wars when A breaks, B breaks and in an incident.
    """
    top, lines, tol = k.capacity_levels - 1, k.lines, k.tolerance
    help_a, help_b = min(ca + k.support, top), min(cb + k.support, top)
    for d in range(k.packages):
        guard_a, guard_b = k.guarantee[0, t, d], k.guarantee[1, t, d]
        fine_a, fine_b = k.penalty[0, t, d], k.penalty[1, t, d]
        tension = k.incident[t, d] if k.breaking else 0.0
        for line in range(lines):
            j = d * lines + line
            keep_a = tension * tense[0, ca, cb, line] + (1.0 - tension) * sign[0, ca, cb, j]
            keep_b = tension * tense[1, ca, cb, line] + (1.0 - tension) * sign[1, ca, cb, j]
            a_own = (1.0 - guard_b) * war_a[0, ca, cb, line] + guard_b * war_a[0, ca, help_b, line] - fine_a
            a_their = (1.0 - guard_b) * war_a[1, ca, cb, line] + guard_b * war_a[1, ca, help_b, line]
            b_own = (1.0 - guard_a) * war_b[1, ca, cb, line] + guard_a * war_b[1, help_a, cb, line] - fine_b
            b_their = (1.0 - guard_a) * war_b[0, ca, cb, line] + guard_a * war_b[0, help_a, cb, line]
            a_second = k.breaking and a_own > keep_a + tol
            b_second = k.breaking and b_own > keep_b + tol
            wait_a = b_their if b_second else keep_a
            wait_b = a_their if a_second else keep_b
            a_first = k.breaking and a_own > wait_a + tol
            b_first = k.breaking and b_own > wait_b + tol
            after[0, 0, j] = a_own if a_first else wait_a
            after[0, 1, j] = a_their if a_first else (b_own if b_second else keep_b)
            breaker[0, j] = A_BREAKS if a_first else (B_BREAKS if b_second else NOBODY)
            after[1, 1, j] = b_own if b_first else wait_b
            after[1, 0, j] = b_their if b_first else (a_own if a_second else keep_a)
            breaker[1, j] = B_BREAKS if b_first else (A_BREAKS if a_second else NOBODY)


@compiled
def amendments(k, t, mover, after, best_own, best_other, chosen):
    """The package proposed instead of each standing one, by line: fills `best_own`, `best_other`, `chosen` (D*N,)."""
    lines, tol = k.lines, k.tolerance
    own, other = after[mover, mover], after[mover, 1 - mover]
    for d in range(k.packages):
        row = d * lines
        for line in range(lines):
            best_own[row + line] = own[row + line]
            best_other[row + line] = other[row + line]
            chosen[row + line] = d
        for new in range(k.packages):
            if new == d or not k.offered[t, new]:
                continue
            first, last = 0, lines
            if k.own_line[new] >= 0:
                first, last = k.own_line[new], k.own_line[new] + 1
            for line in range(first, last):
                j, i = row + line, new * lines + line
                if own[i] <= own[j] + tol or other[i] < other[j] - tol:
                    continue
                better = own[i] > best_own[j] + tol
                kinder = chosen[j] != d and own[i] >= best_own[j] - tol and other[i] > best_other[j] + tol
                if better or kinder:
                    best_own[j] = own[i]
                    best_other[j] = other[i]
                    chosen[j] = new
