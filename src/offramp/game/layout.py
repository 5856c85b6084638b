"""Compiled: the steps between lines of each package, laid out for one pair of capacities, for both movers.

A line that is linked to no neighbour that may be signed too is a step by itself, with nothing to give away. Whether it is depends on
the front only at both ends of what may be signed there; so steps are laid out once for each pair of capacities, and for each
front `steps.view` takes its part and sets the ends right.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types

from offramp.game.lanes import NOTHING
from offramp.game.vectors import EIGHT, Vectors, written

#: Rows of a layout, each over the lines of a package: worth to the mover at the rich end; worth to the other side there, for a line
#: inside what may be signed (nothing, where the line is only the end of another's step), for the first and for the last that may
#: be signed; what can be given away; what the mover gains for each unit; the line itself, to both; how the settlement moves for
#: each unit.
BEGIN, GIVES, GIVES_FIRST, GIVES_LAST, SPARE, GAIN, OWN, OTHER, GOES, LAID = range(10)
_WHOLE = ir.IntType(64)


def _lay_out_plainly(
    sign: Any,
    own: int,
    other: int,
    inverse: Any,
    per: int,
    linked: Any,
    links: int,
    out: Any,
    row: int,
    to: int,
    lines: int,
) -> None:
    for line in range(lines):
        ended = linked[links + line - 1] > 0.0
        rich = poor = line
        if linked[links + line] > 0.0:
            rich, poor = line, line + 1
            if sign[other + poor] > sign[other + rich]:
                rich, poor = poor, rich
        gives, over = sign[other + rich], 0.0 if rich == poor else inverse[per + line]
        at = to + line
        out[at + row * BEGIN], out[at + row * SPARE] = sign[own + rich], gives - sign[other + poor]
        out[at + row * GIVES] = NOTHING if ended and rich == poor else gives
        out[at + row * GIVES_FIRST], out[at + row * GIVES_LAST] = gives, NOTHING if ended else sign[other + line]
        out[at + row * GAIN], out[at + row * GOES] = (sign[own + poor] - sign[own + rich]) * over, (poor - rich) * over
        out[at + row * OWN], out[at + row * OTHER] = sign[own + line], sign[other + line]


@written(
    _lay_out_plainly,
    (None, *[types.intp] * 2, None, types.intp, None, types.intp, None, *[types.intp] * 3),
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
    out: Any,
    row: Any,
    at: Any,
    lines: Any,
) -> None:
    """Lay out the steps of one package and pair of capacities for one mover.

    `LAID` rows of `row` numbers in `out` from `to` on. What signing is worth to the mover and the other side stands in `sign`
    from `own` and `other` on, one over the other side's change to the next line in `inverse` from `per` on, and whether a
    lottery leads there in `linked` from `links` on. Eight lines are done at a time: the arrays have eight numbers to spare.
    """
    write, zero, nothing = to.write, to.fixed(0.0), to.fixed(NOTHING)

    def block(i: Any, _known: list[Any]) -> list[Any]:
        shift = write.mul(i, _WHOLE(EIGHT))
        here, there = (to.load(sign, write.add(write.add(own, shift), _WHOLE(k))) for k in (0, 1))
        here_theirs, there_theirs = (to.load(sign, write.add(write.add(other, shift), _WHOLE(k))) for k in (0, 1))
        ended, step = (to.load(linked, write.add(write.add(links, shift), _WHOLE(k))) for k in (-1, 0))
        over = to.where(zero, "<", step, to.load(inverse, write.add(per, shift)), zero)
        up = write.and_(to.compare(zero, "<", step), to.compare(here_theirs, "<", there_theirs))
        rich, poor = write.select(up, there, here), write.select(up, here, there)
        gives, keeps = write.select(up, there_theirs, here_theirs), write.select(up, here_theirs, there_theirs)
        rows = {
            BEGIN: rich,
            GIVES: to.where(step, "<", ended, nothing, gives),
            GIVES_FIRST: gives,
            GIVES_LAST: to.where(zero, "<", ended, nothing, here_theirs),
            SPARE: to.where(zero, "<", step, to.less(gives, keeps), zero),
            GAIN: to.along(zero, over, to.less(poor, rich)),
            OWN: here,
            OTHER: here_theirs,
            GOES: write.select(up, to.less(zero, over), over),
        }
        for number, vector in rows.items():
            to.store(vector, out, write.add(write.add(at, shift), write.mul(row, _WHOLE(number))))
        return []

    to.looped(write.sdiv(write.add(lines, _WHOLE(EIGHT - 1)), _WHOLE(EIGHT)), [], block)
