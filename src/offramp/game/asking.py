"""Compiled: what the other side asks of a settlement for each rung pair, at one front and pair of capacities."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types

from offramp.game.lanes import FLOOR, LEAST, MOST, NOTHING, WANT, WIDTH
from offramp.game.vectors import EIGHT, Vectors, written

_WHOLE = ir.IntType(64)


def _ask_plainly(no_deal: Any, needs: int, asks: int, size: int, most_given: float, lanes: Any) -> None:
    wants = [no_deal[asks + r] for r in range(size)]
    can = [r for r in range(size) if wants[r] <= most_given]
    lanes[LEAST] = min(wants, default=-NOTHING)
    lanes[MOST] = max((wants[r] for r in can), default=NOTHING)
    lanes[FLOOR] = min((no_deal[needs + r] for r in can), default=-NOTHING)
    lanes[WANT : WANT + WIDTH] = -NOTHING
    lanes[WANT : WANT + size] = wants


@written(_ask_plainly, (None, *[types.intp] * 3, types.float64, None), types.none)
def ask(to: Vectors, no_deal: Any, needs: Any, asks: Any, size: Any, most_given: Any, lanes: Any) -> None:
    """What each rung pair asks for, into `lanes` from WANT on (where there is none, more than anything is worth).

    What the mover needs and the other side asks stand in `no_deal` from `needs` and `asks` on, with `WIDTH` numbers to spare at its
    end; nobody gets more than `most_given`. Into LEAST goes the least that is asked, into MOST and FLOOR the most that is asked and
    the least that the mover needs among the rung pairs that can be satisfied.
    """
    write, none, all_of_it = to.write, to.fixed(-NOTHING), to.fixed(NOTHING)
    least, most, floor = none, all_of_it, none
    enough, last = to.spread(most_given), to.spread(write.sitofp(size, ir.DoubleType()))
    for first in range(0, WIDTH, EIGHT):
        there = to.compare(to.fixed(*(float(first + lane) for lane in range(EIGHT))), "<", last)
        want = write.select(there, to.load(no_deal, write.add(asks, _WHOLE(first))), none)
        need = to.load(no_deal, write.add(needs, _WHOLE(first)))
        can = to.compare(want, "<=", enough)
        least = to.smaller(least, want)
        most = to.larger(most, write.select(can, want, all_of_it))
        floor = to.smaller(floor, write.select(can, need, none))
        to.store(want, lanes, _WHOLE(WANT + first))
    for place, number in ((LEAST, to.least(least)), (MOST, to.greatest(most)), (FLOOR, to.least(floor))):
        write.store(number, write.gep(lanes, [_WHOLE(place)]))
