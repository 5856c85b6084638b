"""Compiled: which steps between lines may be the best settlement for a mover, for some rung pair at least.

At a front and a pair of capacities the rung pairs differ only in what the other side asks. A step (see `sweep`) is worth at most
what it gives the mover where the other side asks the least, and at least what it gives where the other side asks the most, if that can
be given at all. So a step whose most is less than another's least is never the best, and is left out before any rung pair is
looked at one by one. What is left out is worth less by more than the tolerance: ties are kept. This is done in short floats (see
`layout`): whoever asks leaves room for what they lose.

Steps are laid out once for each pair of capacities (see `layout`); a *view* is the part of a layout that may be signed at a front.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types

from offramp.game.layout import LAID, NEVER, R_BEGIN, R_FIRST, R_GAIN, R_GIVES, R_LAST, R_OTHER, R_OWN, R_SPARE
from offramp.game.vectors import EIGHT, Vectors, written

#: Rows of a view: the first four numbers of a step, for what may be signed at one front, package after package in blocks of `EIGHT`.
V_BEGIN, V_GIVES, V_SPARE, V_GAIN, VIEWED = range(5)
_WHOLE = ir.IntType(64)
_LANES = tuple(float(lane) for lane in range(EIGHT))
#: Blocks whose lines fit the bits of one whole number.
WORD = 64 // EIGHT


def _view_plainly(
    rough: Any, row: int, mover: int, sources: Any, ends: Any, skip: int, count: int, seen: Any, width: int
) -> float:
    most = NEVER
    for i in range(count * EIGHT):
        block, lane = skip + i // EIGHT, i % EIGHT
        at, last = mover + sources[block] + lane, ends[2 * block + 1]
        ending, beginning = lane == last, lane == ends[2 * block]
        gives = rough[at + row * (R_FIRST if beginning else R_GIVES)]
        if ending:
            gives = rough[at + row * (R_OTHER if beginning else R_LAST)]
        gives = gives if lane <= last else NEVER
        seen[i + width * V_GIVES] = gives
        seen[i + width * V_BEGIN] = rough[at + row * (R_OWN if ending else R_BEGIN)]
        seen[i + width * V_SPARE] = 0.0 if ending else rough[at + row * R_SPARE]
        seen[i + width * V_GAIN] = rough[at + row * R_GAIN]
        most = max(most, gives)
    return most


@written(
    _view_plainly,
    (None, *[types.intp] * 2, None, None, *[types.intp] * 2, None, types.intp),
    types.float64,
)
def view(
    to: Vectors, rough: Any, row: Any, mover: Any, sources: Any, ends: Any, skip: Any, count: Any, seen: Any, width: Any
) -> Any:
    """Put what may be signed at a front into a view, `VIEWED` rows of `width` numbers; returns the most that it gives the other side.

    It comes out of a rough layout (rows of `row` numbers, the mover's part from `mover` on): `count` blocks of eight lines, after
    `skip` others. Block i begins at ``sources[i]`` of the mover's part; ``ends[2*i]`` and ``ends[2*i + 1]`` are the places in it of
    the first and last line that may be signed.
    """
    exactly, to, write = to, to.short, to.write
    lane, never = to.fixed(*_LANES), to.fixed(NEVER)
    starts = [write.add(mover, write.mul(row, _WHOLE(number))) for number in range(LAID)]

    def block(i: Any, known: list[Any]) -> list[Any]:
        place = write.add(skip, i)
        source, two = to.one(sources, place), write.shl(place, _WHOLE(1))
        first, last = (to.spread(to.one(ends, write.add(two, _WHOLE(k)))) for k in (0, 1))
        rows = [to.load(rough, write.add(source, start)) for start in starts]
        ending, beginning = to.compare(lane, "==", last), to.compare(lane, "==", first)
        gives = write.select(beginning, rows[R_FIRST], rows[R_GIVES])
        gives = write.select(ending, write.select(beginning, rows[R_OTHER], rows[R_LAST]), gives)
        gives = to.where(lane, "<=", last, gives, never)
        found = {
            V_BEGIN: write.select(ending, rows[R_OWN], rows[R_BEGIN]),
            V_GIVES: gives,
            V_SPARE: write.select(ending, to.fixed(0.0), rows[R_SPARE]),
            V_GAIN: rows[R_GAIN],
        }
        for number, vector in found.items():
            to.store(vector, seen, write.add(write.mul(width, _WHOLE(number)), write.mul(i, _WHOLE(EIGHT))))
        return [to.larger(known[0], gives)]

    return exactly.taken(to.greatest(to.looped(count, [never], block)[0]))


def _worth_at(want: float, seen: Any, row: int, i: int) -> float:
    spare = min(max(seen[i + row * V_GIVES] - want, 0.0), seen[i + row * V_SPARE])
    return seen[i + row * V_BEGIN] + spare * seen[i + row * V_GAIN]


def _surest_plainly(seen: Any, row: int, blocks: int, most: float) -> float:
    worth = [_worth_at(most, seen, row, i) for i in range(blocks * EIGHT) if seen[i + row * V_GIVES] >= most]
    return max(worth, default=NEVER)


def _block(to: Vectors, seen: Any, row: Any, start: Any, want: Any) -> tuple[Any, Any]:
    """What a block of a view gives, and its worth to the mover where the other side asks `want`."""
    write = to.write
    begin, gives, spare, gain = (
        to.load(seen, write.add(start, write.mul(row, _WHOLE(number)))) for number in range(VIEWED)
    )
    given = to.smaller(to.larger(to.less(gives, want), to.fixed(0.0)), spare)
    return gives, to.along(begin, given, gain)


@written(_surest_plainly, (None, types.intp, types.intp, types.float64), types.float64)
def surest(to: Vectors, seen: Any, row: Any, blocks: Any, most: Any) -> Any:
    """The most that a step in the first `blocks` of a view is surely worth: where the other side asks `most`."""
    exactly, to = to, to.short
    wanted, never = to.spread(to.taken(most)), to.fixed(NEVER)

    def step(i: Any, known: list[Any]) -> list[Any]:
        gives, worth = _block(to, seen, row, to.write.mul(i, _WHOLE(EIGHT)), wanted)
        return [to.larger(known[0], to.where(wanted, "<=", gives, worth, never))]

    return exactly.taken(to.greatest(to.looped(blocks, [never], step)[0]))


def _worthwhile_plainly(seen: Any, row: int, start: int, blocks: int, least: float, floor: float) -> int:
    found = 0
    for i in range(blocks * EIGHT):
        if seen[start + i + row * V_GIVES] >= least and _worth_at(least, seen, row, start + i) >= floor:
            found |= 1 << i
    return found


@written(
    _worthwhile_plainly,
    (None, types.intp, types.intp, types.intp, types.float64, types.float64),
    types.int64,
)
def worthwhile(to: Vectors, seen: Any, row: Any, start: Any, blocks: Any, least: Any, floor: Any) -> Any:
    """Which lines of so many blocks of a view, from `start` on, give the other side `least` and are worth `floor` then, in bits."""
    to, write = to.short, to.write
    wanted, enough = (to.spread(to.taken(number)) for number in (least, floor))

    def step(i: Any, known: list[Any]) -> list[Any]:
        shift = write.mul(i, _WHOLE(EIGHT))
        gives, worth = _block(to, seen, row, write.add(start, shift), wanted)
        kept = write.and_(to.compare(wanted, "<=", gives), to.compare(enough, "<=", worth))
        return [write.or_(known[0], write.shl(to.bits(kept), shift))]

    return to.looped(blocks, [_WHOLE(0)], step)[0]


def _lowest_bit_plainly(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


@written(_lowest_bit_plainly, (types.int64,), types.int64)
def lowest_bit(to: Vectors, bits: Any) -> Any:
    """Place of the lowest bit that is set."""
    return to.write.cttz(bits, ir.IntType(1)(1))
