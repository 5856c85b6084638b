"""Compiled: what a month of peace is worth, and whether the deal holds.

Planes are flat over ``(c_a, c_b, line)`` for each package, ``X = C1*C1*N`` numbers; where a capacity is 0 they mean nothing. In
order: another package may be proposed (contact), the mover and then the other side may break, an incident may happen, else the
deal pays and capacities recover. The last step alone is what signing is worth, so a war that ends in month t earns its deal from
month t and can be broken from t+1. References: Powell (2006) for war as a commitment problem.
"""

from __future__ import annotations

import numpy as np

from offramp.game.compiled import choose, part
from offramp.game.packing import (
    GUARD_A,
    GUARD_B,
    INCIDENT,
    MOVER_A,
    OFFERED,
    PENALTY_A,
    PENALTY_B,
    REARM_A,
    REARM_B,
    TALK,
)

NOBODY, A_BREAKS, B_BREAKS = 0, 1, 2
#: A `mark` is ``MARK * package + who breaks it``.
MARK = 4


@part
def sign_values(packages, followed, deal_flow, beta, c1, peace, out):
    """Value of the deal paying this month, from next month's `peace` values; both (2, D, X). `deal_flow` (2, D, N).

    Only for packages that are `followed`.
    """
    lines = deal_flow.shape[2]
    for side in range(2):
        for d in range(deal_flow.shape[1]):
            if followed[d] == 0.0:
                continue
            up_a, up_b, keep = packages[REARM_A, d], packages[REARM_B, d], beta[side]
            w0, w1 = keep * (1.0 - up_a) * (1.0 - up_b), keep * up_a * (1.0 - up_b)
            w2, w3 = keep * (1.0 - up_a) * up_b, keep * up_a * up_b
            flow, later, into = deal_flow[side, d], peace[side, d], out[side, d]
            for ca in range(1, c1):
                shift_a = c1 * lines if ca < c1 - 1 else 0
                for cb in range(1, c1):
                    shift_b = lines if cb < c1 - 1 else 0
                    base = (ca * c1 + cb) * lines
                    stay, rise_a = later[base:], later[base + shift_a :]
                    rise_b, both = later[base + shift_b :], later[base + shift_a + shift_b :]
                    here = into[base:]
                    for line in range(lines):
                        ahead = w0 * stay[line] + w1 * rise_a[line] + w2 * rise_b[line] + w3 * both[line]
                        here[line] = flow[line] + ahead


@part
def resumed(fought, resume_cell, resume_share, break_rungs, c1, rungs, support, out):
    """Value of a month of war resumed from each line: fills `out` (5, 2, X).

    First index: A breaks, B breaks, an incident; then A breaks and B is helped, B breaks and A is helped. `fought`
    (2, F+1, plane) holds the value of fighting this month.
    """
    lines = resume_share.shape[0]
    for case in range(5):
        kind = case if case < 3 else case - 3
        for side in range(2):
            for ca in range(1, c1):
                helped_a = min(ca + support, c1 - 1) if case == 4 else ca
                for cb in range(1, c1):
                    helped_b = min(cb + support, c1 - 1) if case == 3 else cb
                    j = (helped_a * c1 + helped_b) * rungs + break_rungs[kind]
                    into = out[case, side, (ca * c1 + cb) * lines :]
                    for line in range(lines):
                        share = resume_share[line]
                        first = fought[side, resume_cell[0, line], j]
                        into[line] = first + share * (fought[side, resume_cell[1, line], j] - first)


@part
def break_or_keep(d, breaking, tol, packages, first, sign, wars, after, who):
    """Step 2 onwards for both movers and package `d`: fills `after` (2 movers, 2 sides, D, X) and `who` breaks (2 movers, D, X).

    `sign` (2, D, X) is the deal paying, `wars` as `resumed` fills them; `first` is the first number that means something.
    """
    guard_a, guard_b, tension = packages[GUARD_A, d], packages[GUARD_B, d], packages[INCIDENT, d]
    fine_a, fine_b = packages[PENALTY_A, d], packages[PENALTY_B, d]
    sign_a, sign_b, tense_a, tense_b = sign[0, d, first:], sign[1, d, first:], wars[2, 0, first:], wars[2, 1, first:]
    lone_a, lone_b, aided_a, aided_b = wars[0, 0, first:], wars[0, 1, first:], wars[3, 0, first:], wars[3, 1, first:]
    alone_a, alone_b, backed_a, backed_b = (
        wars[1, 0, first:],
        wars[1, 1, first:],
        wars[4, 0, first:],
        wars[4, 1, first:],
    )
    moved_a, moved_a_b, moved_b_a = after[0, 0, d, first:], after[0, 1, d, first:], after[1, 0, d, first:]
    moved_b, who_a, who_b = after[1, 1, d, first:], who[0, d, first:], who[1, d, first:]
    never = 0.0 if breaking else -np.inf
    for x in range(sign_a.shape[0]):
        keep_a = tension * tense_a[x] + (1.0 - tension) * sign_a[x]
        keep_b = tension * tense_b[x] + (1.0 - tension) * sign_b[x]
        a_own = (1.0 - guard_b) * lone_a[x] + guard_b * aided_a[x] - fine_a
        a_their = (1.0 - guard_b) * lone_b[x] + guard_b * aided_b[x]
        b_own = (1.0 - guard_a) * alone_b[x] + guard_a * backed_b[x] - fine_b
        b_their = (1.0 - guard_a) * alone_a[x] + guard_a * backed_a[x]
        a_second, b_second = a_own + never > keep_a + tol, b_own + never > keep_b + tol
        wait_a = b_their if b_second else keep_a
        wait_b = a_their if a_second else keep_b
        a_first, b_first = a_own + never > wait_a + tol, b_own + never > wait_b + tol
        moved_a[x] = a_own if a_first else wait_a
        moved_a_b[x] = a_their if a_first else (b_own if b_second else keep_b)
        who_a[x] = 1.0 if a_first else (2.0 if b_second else 0.0)
        moved_b[x] = b_own if b_first else wait_b
        moved_b_a[x] = b_their if b_first else (a_own if a_second else keep_a)
        who_b[x] = 2.0 if b_first else (1.0 if a_second else 0.0)


@part
def amend(tol, label, stay_own, stay_other, new_own, new_other, breaks, best_own, best_other, mark):
    """Let a package be proposed instead of the standing one; keeps the best so far. All are flat and of one length.

    `label` + `breaks` is the new package's mark; `best_own`, `best_other`, `mark` start as those of the standing package.
    """
    for x in range(stay_own.shape[0]):
        mine, theirs, new_mark = new_own[x], new_other[x], label + breaks[x]
        so_far, so_far_other, so_far_mark = best_own[x], best_other[x], mark[x]
        allowed = (mine > stay_own[x] + tol) & (theirs >= stay_other[x] - tol)
        kinder = (mine >= so_far - tol) & (theirs > so_far_other + tol)
        take = allowed & ((mine > so_far + tol) | kinder)
        best_own[x] = choose(take, mine, so_far)
        best_other[x] = choose(take, theirs, so_far_other)
        mark[x] = choose(take, new_mark, so_far_mark)


@part
def amended(d, packages, own_line, tol, first, lines, own, other, who, best_own, best_other, mark):
    """What the mover proposes instead of package `d`: fills `best_own`, `best_other`, `mark` (X,) from `first` on.

    `own`, `other`, `who` (D, X) are the mover's, of step 2 onwards.
    """
    size = own.shape[1]
    stay_own, stay_other, breaks = own[d], other[d], who[d]
    for x in range(size):
        best_own[x] = stay_own[x]
        best_other[x] = stay_other[x]
        mark[x] = MARK * d + breaks[x]
    for new in range(own.shape[0]):
        if new == d or packages[OFFERED, new] == 0.0:
            continue
        start, width, jump = first, size - first, size
        if own_line[new] >= 0:
            start, width, jump = first + own_line[new], 1, lines
        for x in range(start, size, jump):
            y = x + width
            amend(
                tol, float(MARK * new), stay_own[x:y], stay_other[x:y], own[new, x:y], other[new, x:y], who[new, x:y],
                best_own[x:y], best_other[x:y], mark[x:y],
            )  # fmt: skip


@part
def peace_of_mover(chance, talk, weight, added, stay_own, stay_other, who, best, peace_own, peace_other, signature):
    """Add one mover's share of a month of peace to `peace_own`, `peace_other` and who breaks to `signature`, for one package.

    `best` (3, X) is own, other and mark with contact; `weight` tells the movers apart in `signature`; without `added` what was there
    before is overwritten.
    """
    best_own, best_other, mark = best[0], best[1], best[2]
    before = 1.0 if added else 0.0
    for x in range(who.shape[0]):
        breaks = mark[x] - MARK * np.floor(mark[x] * (1.0 / MARK))
        peace_own[x] = before * peace_own[x] + chance * (talk * best_own[x] + (1.0 - talk) * stay_own[x])
        peace_other[x] = before * peace_other[x] + chance * (talk * best_other[x] + (1.0 - talk) * stay_other[x])
        signature[x] = before * signature[x] + weight * (who[x] + 9.0 * breaks)


@part
def note_peace(who, mark, breaker, amended_to):
    """Write down who breaks a deal in force, and the package in force after this month's proposal."""
    for x in range(mark.shape[0]):
        breaker[x] = np.int32(who[x])
        amended_to[x] = np.int32(mark[x] * (1.0 / MARK))


@part
def peace_month(
    now, packages, followed, own_line, breaking, tol, c1, sign, wars, room, peace, signature, kept, breaker, amended_to
):
    """Fill `peace` (2, D, X) for this month and `signature` (D, X), who breaks for each mover with and without contact.

    Only for packages that are `followed`. `room` is `after`, `who` and `best` (3, X) to work in. `breaker`, `amended_to` (2, D, X) are
    filled if `kept`.
    """
    after, who, best = room
    lines = best.shape[1] // (c1 * c1)
    first = (c1 + 1) * lines
    for d in range(sign.shape[1]):
        if followed[d] > 0.0:
            break_or_keep(d, breaking, tol, packages, first, sign, wars, after, who)
    for mover in range(2):
        chance, weight = (now[MOVER_A], 1.0) if mover == 0 else (1.0 - now[MOVER_A], 3.0)
        own, other, breaks = after[mover, mover], after[mover, 1 - mover], who[mover]
        for d in range(sign.shape[1]):
            if followed[d] == 0.0:
                continue
            amended(d, packages, own_line, tol, first, lines, own, other, breaks, best[0], best[1], best[2])
            into_own, into_other = peace[mover, d], peace[1 - mover, d]
            peace_of_mover(
                chance,
                now[TALK],
                weight,
                mover == 1,
                own[d],
                other[d],
                breaks[d],
                best,
                into_own,
                into_other,
                signature[d],
            )
            if kept:
                note_peace(breaks[d], best[2], breaker[mover, d], amended_to[mover, d])
