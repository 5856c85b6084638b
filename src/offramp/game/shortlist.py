"""Compiled: which chains of settlements may be the best for a mover, for some rung pair at least.

At a front and a pair of capacities the rung pairs differ only in what the other side asks. A chain (see `settlement`) is worth at
most what it gives the mover where the other side asks the least, and at least what it gives where the other side asks the most, if
that can be given at all. So a chain whose most is less than another's least is never the best, and is left out before any rung pair
is looked at one by one. What is left out is worth less by more than the tolerance: ties are kept.
"""

from __future__ import annotations

from offramp.game.compiled import larger, part, peek, smaller
from offramp.game.lanes import NOTHING

#: Rows of `listed`: package, line (flat) richest for the other side, which way the chain goes (0 without steps), number of steps.
PACKAGE, RICH, WAY, LONG, LISTED = range(5)


@part
def lowest(values, start, size):
    """The lowest of so many of `values` from `start` on."""
    least = peek(values, start)
    for r in range(1, size):
        least = smaller(least, peek(values, start + r))
    return least


@part
def highest(values, start, size):
    """The highest of so many of `values` from `start` on."""
    most = peek(values, start)
    for r in range(1, size):
        most = larger(most, peek(values, start + r))
    return most


@part
def worth_at(want, sign, own, other, inverse, rich, way):
    """Worth to the mover of giving the other side `want` between line `rich` and its neighbour `way`, or all that lies between."""
    here, poor = peek(sign, other + rich), rich + way
    given = smaller(here - want, here - peek(sign, other + poor)) * peek(inverse, other + min(rich, poor))
    return peek(sign, own + rich) + given * (peek(sign, own + poor) - peek(sign, own + rich))


@part
def shortlist(
    own, other, base, sign, way, until, inverse, offered, first, last, floor, least, most, tol, listed, worth
):
    """List the chains that may be the best in `listed` (LISTED, D*N), the most each is worth to the mover in `worth` (D*N,).

    `sign`, `inverse` are flat over side, package, capacities and line, `own` and `other` where the mover's and the other side's part
    begins; `way`, `until` are flat over package, capacities and line; `base` (D,) is where line 0 of each package stands. The other
    side asks for `least` to `most`; what is worth less than `floor` is left out. A chain's ends that no rung pair asks for are cut
    off. Returns how many are listed, and `floor` raised: of those listed, only what reaches it counts.
    """
    count, stride = 0, way.shape[0] // offered.shape[0]
    for d in range(offered.shape[0]):
        c, end = base[d] + first[d], base[d] + last[d]
        if offered[d] == 0.0:
            c = end + 1
        while c <= end:
            last_c = min(peek(until, c) + d * stride, end)
            up = 0 if last_c == c else (int(peek(way, c)) if own else -int(peek(way, c)))
            rich, steps = (c, last_c - c) if up >= 0 else (last_c, last_c - c)
            c = last_c + 1
            while steps > 0 and peek(sign, other + rich + up) >= most:
                rich, steps = rich + up, steps - 1
            while steps > 0 and peek(sign, other + rich + up * (steps - 1)) <= least:
                steps -= 1
            if peek(sign, own + rich + up * steps) < floor or peek(sign, other + rich) < least - tol:
                continue
            up = up if steps else 0
            high = (
                worth_at(least, sign, own, other, inverse, rich + up * (steps - 1), up)
                if steps
                else peek(sign, own + rich)
            )
            if high < floor:
                continue
            sure = worth_at(most, sign, own, other, inverse, rich, up) if steps else peek(sign, own + rich)
            floor = larger(floor, sure - 2.0 * tol if peek(sign, other + rich) >= most else NOTHING)
            listed[PACKAGE, count], listed[RICH, count], listed[WAY, count], listed[LONG, count] = d, rich, up, steps
            worth[count] = high
            count += 1
    return count, floor
