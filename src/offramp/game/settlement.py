"""Compiled: which settlement the mover signs, if any.

At a front and a pair of capacities, for every pair of rungs, the mover takes the settlement ``(d, l)`` that is best for itself
among those worth at least the other side's reservation value; between neighbouring lines with the same breakers it may
propose a lottery that gives the other side exactly that value. It signs if this is worth at least its own way of going on.
Candidates are discarded only where no rung pair could accept or sign them, or where another one is at least as good for both
sides, so nothing rests on values being monotone in the line. References: Fearon (1995) for the bargaining range; Merlo & Wilson (1995) for random proposers.
"""

from __future__ import annotations

import numpy as np

from offramp.game.compiled import compiled

NO_DEAL = -1


@compiled
def shortlist(k, t, f, mover, own, other, slope, least_own, least_other, most_other, points, lotteries):
    """Settlements and lotteries that some rung pair could want of this mover; fills both lists, returns how many of each.

    `own`, `other` (D*N,) are the values of signing to the mover and to the other side; `slope` (D*N,) says whether line l and l+1
    may be mixed and which way B's value goes. A line from which a lottery leads on to one better for the mover is covered by
    that lottery. What every rung pair can have anyway (`sure`) makes all that is worth less to the mover pointless.
    """
    tol = k.tolerance
    falls = 1 if mover == 1 else -1  # the sign of `slope` where the other side's value falls from l to l+1
    count, mixes, sure = 0, 0, -np.inf
    for d in range(k.packages):
        if not k.offered[t, d]:
            continue
        row = d * k.lines
        first, last = row + k.window[0, f, d], row + k.window[1, f, d]
        for c in range(first, last + 1):
            covered = False
            if c < last and slope[c] != 0:
                rich, poor = (c, c + 1) if slope[c] == falls else (c + 1, c)
                covered = rich == c
                if own[poor] >= least_own - tol and other[rich] >= least_other - tol and other[poor] < most_other:
                    lotteries[mixes] = c
                    mixes += 1
                    if other[rich] >= most_other:
                        mix = (most_other - other[poor]) / (other[rich] - other[poor])
                        sure = max(sure, own[poor] + mix * (own[rich] - own[poor]))
            if c > first and slope[c - 1] == -falls:
                covered = True
            if not covered and own[c] >= least_own - tol and other[c] >= least_other - tol:
                points[count] = c
                count += 1
            if other[c] >= most_other:
                sure = max(sure, own[c])
    return thin(own, points, count, sure - tol), thin_pairs(own, lotteries, mixes, sure - tol)


@compiled
def thin(own, points, count, sure):
    """Keep the settlements worth at least `sure` to the mover; returns how many."""
    kept = 0
    for i in range(count):
        if own[points[i]] >= sure:
            points[kept] = points[i]
            kept += 1
    return kept


@compiled
def thin_pairs(own, lotteries, count, sure):
    """Keep the lotteries of which one end is worth at least `sure` to the mover; returns how many."""
    kept = 0
    for i in range(count):
        c = lotteries[i]
        if max(own[c], own[c + 1]) >= sure:
            lotteries[kept] = c
            kept += 1
    return kept


@compiled
def by_rank(points, count, rank):
    """Sort the settlements in the order of the tie rules."""
    for i in range(1, count):
        c, j = points[i], i
        while j > 0 and rank[points[j - 1]] > rank[c]:
            points[j] = points[j - 1]
            j -= 1
        points[j] = c


@compiled
def search(own, other, points, count, lotteries, mixes, need_other, tol, best_own, best_other, deal, mix):
    """Best accepted settlement for every rung pair; fills `best_own`, `best_other`, `deal` and `mix` (R,).

    `need_other` (R,) is the other side's reservation value. `deal` is ``d*N + l`` or -1 (as a float, so that the lanes of
    the loop are of one width); `mix` the probability of line l+1.
    """
    size = need_other.shape[0]
    for r in range(size):
        best_own[r] = -np.inf
        best_other[r] = -np.inf
        deal[r] = -1.0
        mix[r] = 0.0
    for i in range(count):
        c = points[i]
        mine, theirs, mark = own[c], other[c], float(c)
        enough = theirs + tol
        for r in range(size):
            better = mine > best_own[r] + tol
            kinder = (mine >= best_own[r] - tol) & (theirs > best_other[r] + tol)
            take = (need_other[r] <= enough) & (better | kinder)
            best_own[r] = mine if take else best_own[r]
            best_other[r] = theirs if take else best_other[r]
            deal[r] = mark if take else deal[r]
    for i in range(mixes):
        c = lotteries[i]
        low, gap, mark = other[c], other[c + 1] - other[c], float(c)
        mine, slope = own[c], (own[c + 1] - own[c]) / gap
        inverse = 1.0 / gap
        under, over = min(low, low + gap), max(low, low + gap)
        poor = low if low < low + gap else low + gap
        for r in range(size):
            want = need_other[r]
            theirs = under if want < under else want
            theirs = over if theirs > over else theirs
            value = mine + (theirs - low) * slope
            better = value > best_own[r] + tol
            kinder = (value >= best_own[r] - tol) & (theirs > best_other[r] + tol)
            take = (want > poor + tol) & (want <= over + tol) & (better | kinder)
            best_own[r] = value if take else best_own[r]
            best_other[r] = theirs if take else best_other[r]
            deal[r] = mark if take else deal[r]
            mix[r] = (theirs - low) * inverse if take else mix[r]


@compiled
def mix_slopes(k, sign, mixable, out):
    """Where neighbouring lines may be mixed and one side gains what the other loses: +1 where B's value rises, else -1; 0 elsewhere.

    Fills `out` (C1, C1, D*N) from the values of signing `sign` (2, C1, C1, D*N).
    """
    n = k.packages * k.lines
    for ca in range(1, k.capacity_levels):
        for cb in range(1, k.capacity_levels):
            sign_a, sign_b, may, into = sign[0, ca, cb], sign[1, ca, cb], mixable[ca, cb], out[ca, cb]
            for c in range(n - 1):
                gain_a, gain_b = sign_a[c + 1] - sign_a[c], sign_b[c + 1] - sign_b[c]
                into[c] = 0
                if may[c] and gain_a * gain_b < 0.0:
                    into[c] = 1 if gain_b > 0.0 else -1


@compiled
def mixable_lines(k, t, signature, out):
    """Whether lines l and l+1 have the same breakers in every capacity state reachable next month; fills `out` (C1, C1, D*N)."""
    c1, lines, top = k.capacity_levels, k.lines, k.capacity_levels - 1
    for ca in range(1, c1):
        for cb in range(1, c1):
            for d in range(k.packages):
                rearm_a, rearm_b = k.rearm[0, t, d], k.rearm[1, t, d]
                first_a = 1 if rearm_a >= 1.0 and ca < top else 0
                first_b = 1 if rearm_b >= 1.0 and cb < top else 0
                last_a = 1 if rearm_a > 0.0 and ca < top else 0
                last_b = 1 if rearm_b > 0.0 and cb < top else 0
                row = d * lines
                for line in range(lines - 1):
                    same = True
                    for up_a in range(first_a, last_a + 1):
                        for up_b in range(first_b, last_b + 1):
                            codes = signature[ca + up_a, cb + up_b]
                            same = same and codes[row + line] == codes[row + line + 1]
                    out[ca, cb, row + line] = same
                out[ca, cb, row + lines - 1] = False
