"""Compiled: the best settlement of each rung pair, once found, is added to the value of war and written down.

Signed is what gives the mover at least what going on gives it. Written out for `WIDTH` rung pairs at once (see `vectors`), since these
lines are come by at every front, pair of capacities and mover of every month; fewer are done one by one.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types

from offramp.game.compiled import part, peek, put
from offramp.game.lanes import BEST, FLAG, NO_DEAL, ON_LINE, SPOT, THEIRS, WANT, WIDTH
from offramp.game.vectors import EIGHT, Vectors, written

_WHOLE = ir.IntType(64)


def _sign_all_plainly(
    weight: float, tol: float, no_deal: Any, needs: int, lanes: Any, war: Any, own: int, other: int
) -> None:
    for r in range(WIDTH):
        gain, gain_other = lanes[BEST + r] - no_deal[needs + r], lanes[THEIRS + r] - lanes[WANT + r]
        signs = gain >= -tol
        lanes[FLAG + r] = 1.0 if signs else 0.0
        war[own + r] += weight * gain if signs else 0.0
        war[other + r] += weight * gain_other if signs else 0.0


@written(
    _sign_all_plainly,
    (*[types.float64] * 2, None, types.intp, None, None, *[types.intp] * 2),
    types.none,
)
def sign_all(
    to: Vectors, weight: Any, tol: Any, no_deal: Any, needs: Any, lanes: Any, war: Any, own: Any, other: Any
) -> None:
    """Do for `WIDTH` rung pairs what `sign_best` does."""
    write, zero, share = to.write, to.fixed(0.0), to.spread(weight)
    enough = to.spread(write.fsub(ir.Constant(ir.DoubleType(), 0.0), tol))
    for first in range(0, WIDTH, EIGHT):
        best, theirs, want = (to.load(lanes, _WHOLE(row + first)) for row in (BEST, THEIRS, WANT))
        gain = to.less(best, to.load(no_deal, write.add(needs, _WHOLE(first))))
        signs = to.compare(enough, "<=", gain)
        to.store(write.select(signs, to.fixed(1.0), zero), lanes, _WHOLE(FLAG + first))
        for begin, more in ((own, gain), (other, to.less(theirs, want))):
            place = write.add(begin, _WHOLE(first))
            to.store(to.along(to.load(war, place), share, write.select(signs, more, zero)), war, place)


def _note_all_plainly(lanes: Any, deal: Any, mix: Any, into: int) -> None:
    for r in range(WIDTH):
        spot, signs = lanes[SPOT + r], lanes[FLAG + r] > 0.0
        line = int((spot + ON_LINE) // 1)
        deal[into + r] = line if signs else NO_DEAL
        mix[into + r] = max(spot - line, 0.0) if signs else 0.0


@written(_note_all_plainly, (None, None, None, types.intp), types.none)
def note_all(to: Vectors, lanes: Any, deal: Any, mix: Any, into: Any) -> None:
    """Do for `WIDTH` rung pairs what `note_settlement` does."""
    write, zero = to.write, to.fixed(0.0)
    for first in range(0, WIDTH, EIGHT):
        spot, place = to.load(lanes, _WHOLE(SPOT + first)), write.add(into, _WHOLE(first))
        signs = to.compare(zero, "<", to.load(lanes, _WHOLE(FLAG + first)))
        line = to.floor(to.plus(spot, to.fixed(ON_LINE)))
        to.store(to.whole(write.select(signs, line, to.fixed(float(NO_DEAL))), deal), deal, place)
        to.store(write.select(signs, to.larger(to.less(spot, line), zero), zero), mix, place)
        to.fetch_to_write(mix, write.add(place, _WHOLE(WIDTH)))
    to.fetch_to_write(deal, write.add(into, _WHOLE(WIDTH)))


@part
def sign_best(weight, tol, no_deal, needs, size, lanes, war, own, other):
    """Add to next values of war, from `own` and `other` on, what the best settlement is worth more than going on, where it is signed.

    `weight` is the chance that the mover is in contact; what it has without a settlement stands in `no_deal` from `needs` on. FLAG of
    `lanes` tells afterwards who signs.
    """
    if size == WIDTH:
        sign_all(weight, tol, no_deal, needs, lanes, war, own, other)
        return
    for r in range(size):
        gain, gain_other = lanes[BEST + r] - peek(no_deal, needs + r), lanes[THEIRS + r] - lanes[WANT + r]
        signs = gain >= -tol
        lanes[FLAG + r] = 1.0 if signs else 0.0
        put(war, own + r, peek(war, own + r) + (weight * gain if signs else 0.0))
        put(war, other + r, peek(war, other + r) + (weight * gain_other if signs else 0.0))


@part
def note_settlement(size, lanes, deal, mix, into):
    """Write down, from `into` on, which settlement is signed: ``d*N + l`` or -1, and the probability of line l+1."""
    if size == WIDTH:
        note_all(lanes, deal, mix, into)
        return
    for r in range(size):
        signs, line = lanes[FLAG + r] > 0.0, (lanes[SPOT + r] + ON_LINE) // 1.0
        put(deal, into + r, int(line) if signs else NO_DEAL)
        put(mix, into + r, max(lanes[SPOT + r] - line, 0.0) if signs else 0.0)
