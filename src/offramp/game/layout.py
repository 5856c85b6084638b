"""Compiled: the steps between lines of each package, laid out for one pair of capacities, for both movers.

A line that is linked to no neighbour that may be signed too is a step by itself, with nothing to give away. Whether it is depends on
the front only at both ends of what may be signed there; so steps are laid out once for each pair of capacities, and for each
front `steps.view` takes its part and sets the ends right.

They are laid out twice: exactly, and roughly in floats of half the length, of which a processor does twice as many at once. The rough
ones only serve to rule steps out, with `slack` to spare; it is far more than what half the length loses, and a step that gives away
less than that is roughly one that gives away so much, for the same gain.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types

from offramp.game.vectors import EIGHT, Vectors, written

#: Exact rows, over the lines of a package: worth to the mover and to the other side at the rich end; what can be given away; what the
#: mover gains for each unit; how the settlement moves for each unit; the line itself, to the mover and to the other side.
BEGIN, GIVES, SPARE, GAIN, GOES, OWN, OTHER = range(7)
#: Rough rows: the same, but worth to the other side at the rich end three times, for a line inside what may be signed (nothing, where
#: the line is only the end of another's step), for the first and for the last that may be signed.
R_BEGIN, R_GIVES, R_SPARE, R_GAIN, R_FIRST, R_OWN, R_OTHER, R_LAST = range(8)
#: Rows kept for a package in either.
LAID = 8
#: Worth of "nothing to be signed here" among rough numbers.
NEVER = -1e38
#: Part of the largest value that a rough number may be wrong by, with much to spare: such numbers are good to a part in 2**24.
ROUGHLY = 2.0**-18
_WHOLE = ir.IntType(64)


def _lay_out_plainly(
    sign: Any,
    own: int,
    other: int,
    inverse: Any,
    per: int,
    linked: Any,
    links: int,
    laid: Any,
    rough: Any,
    row: int,
    to: int,
    lines: int,
    slack: float,
) -> None:
    for line in range(lines):
        ended = linked[links + line - 1] > 0.0
        rich = poor = line
        if linked[links + line] > 0.0:
            rich, poor = line, line + 1
            if sign[other + poor] > sign[other + rich]:
                rich, poor = poor, rich
        gives, over = sign[other + rich], 0.0 if rich == poor else inverse[per + line]
        at, spare, gained = to + line, gives - sign[other + poor], sign[own + poor] - sign[own + rich]
        exact = (
            sign[own + rich],
            gives,
            spare,
            gained * over,
            (poor - rich) * over,
            sign[own + line],
            sign[other + line],
        )
        for number, value in enumerate(exact):
            laid[at + row * number] = value
        inside, last = NEVER if ended and rich == poor else gives, NEVER if ended else sign[other + line]
        slower = min(gained * over, gained / slack)
        roughly = (exact[BEGIN], inside, max(spare, slack), slower, gives, exact[OWN], exact[OTHER], last)
        for number, value in enumerate(roughly):
            rough[at + row * number] = value


@written(
    _lay_out_plainly,
    (None, *[types.intp] * 2, None, types.intp, None, types.intp, None, None, *[types.intp] * 3, types.float64),
    types.none,
)
def lay_out(
    to: Vectors,
    sign: Any,
    own: Any,
    other: Any,
    inverse: Any,
    per: Any,
    linked: Any,
    links: Any,
    laid: Any,
    rough: Any,
    row: Any,
    at: Any,
    lines: Any,
    slack: Any,
) -> None:
    """Lay out the steps of one package and pair of capacities for one mover.

    Rows of `row` numbers in `laid` and `rough` from `at` on. What signing is worth to the mover and the other side stands in `sign`
    from `own` and `other` on, one over the other side's change to the next line in `inverse` from `per` on, and whether a
    lottery leads there in `linked` from `links` on. Eight lines are done at a time: the arrays have eight numbers to spare.
    """
    write, zero, never, short = to.write, to.fixed(0.0), to.fixed(NEVER), to.short
    least, fastest = to.spread(slack), to.spread(write.fdiv(ir.Constant(ir.DoubleType(), 1.0), slack))

    def block(i: Any, _known: list[Any]) -> list[Any]:
        shift = write.mul(i, _WHOLE(EIGHT))
        here, there = (to.load(sign, write.add(write.add(own, shift), _WHOLE(k))) for k in (0, 1))
        here_theirs, there_theirs = (to.load(sign, write.add(write.add(other, shift), _WHOLE(k))) for k in (0, 1))
        ended, step = (to.load(linked, write.add(write.add(links, shift), _WHOLE(k))) for k in (-1, 0))
        over = to.where(zero, "<", step, to.load(inverse, write.add(per, shift)), zero)
        up = write.and_(to.compare(zero, "<", step), to.compare(here_theirs, "<", there_theirs))
        rich, poor = write.select(up, there, here), write.select(up, here, there)
        gives, keeps = write.select(up, there_theirs, here_theirs), write.select(up, here_theirs, there_theirs)
        spare, gained = to.where(zero, "<", step, to.less(gives, keeps), zero), to.less(poor, rich)
        gain, goes = to.along(zero, over, gained), write.select(up, to.less(zero, over), over)
        inside = to.where(step, "<", ended, never, gives)
        last = to.where(zero, "<", ended, never, here_theirs)
        slower = to.smaller(gain, to.along(zero, fastest, to.larger(gained, zero)))
        exact = (rich, gives, spare, gain, goes, here, here_theirs)
        roughly = (rich, inside, to.larger(spare, least), slower, gives, here, here_theirs, last)
        place = write.add(at, shift)
        for number, vector in enumerate(exact):
            to.store(vector, laid, write.add(place, write.mul(row, _WHOLE(number))))
        for number, vector in enumerate(roughly):
            to.store(short.taken(vector), rough, write.add(place, write.mul(row, _WHOLE(number))))
        return []

    to.looped(write.sdiv(write.add(lines, _WHOLE(EIGHT - 1)), _WHOLE(EIGHT)), [], block)
