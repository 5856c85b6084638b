"""Compiled: between which neighbouring lines lotteries may be proposed, month by month, and the chains they make.

Lines l and l+1 of a package may be mixed where the same side (or none) would break the deal next month at both, for either mover,
with and without contact, in every capacity state that can be reached; and a mixture matters only where one side gains what the
other loses.
"""

from __future__ import annotations

import numpy as np

from offramp.game.compiled import larger, part
from offramp.game.packing import OFFERED, REARM_A, REARM_B


@part
def same_breakers(signature, base, lines, shift_a, shift_b, odds_a, odds_b, same):
    """Fill `same` (N,): 1 where line l and l+1 have the same breakers next month wherever capacities may then be, else 0.

    `signature` (C1*C1*N,) says who breaks; `shift_a`, `shift_b` lead to one level more (0 at the top).
    """
    for line in range(lines):
        same[line] = 1.0
    for up_a in range(2):
        if (up_a == 0 and odds_a >= 1.0 and shift_a) or (up_a == 1 and (odds_a <= 0.0 or not shift_a)):
            continue
        for up_b in range(2):
            if (up_b == 0 and odds_b >= 1.0 and shift_b) or (up_b == 1 and (odds_b <= 0.0 or not shift_b)):
                continue
            here = signature[base + up_a * shift_a + up_b * shift_b :]
            above = here[1:]
            for line in range(lines - 1):
                before = same[line]
                same[line] = before if here[line] == above[line] else 0.0
    same[lines - 1] = 0.0


@part
def chain_up(sign_a, sign_b, base, same, tol, linked, inverse_a, inverse_b):
    """Links of one package and pair of capacities; `linked` and the like are filled from `base` on. Returns how tight steps are.

    A step's tightness is how large the tolerance is beside what it gives or takes.
    """
    last = same.shape[0] - 1
    tight = 0.0
    a, b, over_a, over_b, lead = sign_a[base:], sign_b[base:], inverse_a[base:], inverse_b[base:], linked[base:]
    next_a, next_b = a[1:], b[1:]
    for line in range(last):
        gain_a, gain_b = next_a[line] - a[line], next_b[line] - b[line]
        mixed = (same[line] > 0.0) & (gain_a * gain_b < 0.0)
        over_a[line] = 1.0 / (abs(gain_a) if mixed else np.inf)
        over_b[line] = 1.0 / (abs(gain_b) if mixed else np.inf)
        lead[line] = 1.0 if mixed else 0.0
    lead[last] = 0.0
    for line in range(last):
        tight = larger(tight, larger(over_a[line], over_b[line]))
    return 2.0 * tol * tight


@part
def link(packages, own_line, sign, signature, c1, tol, links, same):
    """Fill `links` from this month's values of signing `sign` (2, D, C1*C1*N) and next month's `signature` (D, C1*C1*N).

    `links`: `linked` (D, C1*C1*N) 1 where line l may be mixed with l+1, else 0; `inverse` (2, D, C1*C1*N) one over each side's change
    from l to l+1 (0 where they are not linked); `tight` (D, C1*C1) how near to each other values must be to be equal, relative to the
    smallest step. Packages that are not on offer this month are left as they were; one with a line of its own has no links.
    """
    linked, inverse, tight = links
    lines = same.shape[0]
    for d in range(sign.shape[1]):
        if packages[OFFERED, d] == 0.0 or own_line[d] >= 0:
            continue
        odds_a, odds_b = packages[REARM_A, d], packages[REARM_B, d]
        for ca in range(1, c1):
            shift_a = c1 * lines if ca < c1 - 1 else 0
            for cb in range(1, c1):
                shift_b = lines if cb < c1 - 1 else 0
                pair = ca * c1 + cb
                same_breakers(signature[d], pair * lines, lines, shift_a, shift_b, odds_a, odds_b, same)
                tight[d, pair] = chain_up(
                    sign[0, d], sign[1, d], pair * lines, same, tol, linked[d], inverse[0, d], inverse[1, d]
                )
