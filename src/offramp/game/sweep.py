"""Compiled: the best of some steps for every rung pair at once.

A *step* leads from one line of a package to the next. At its rich end (for the other side) it is worth ``start`` to the mover and
``high`` to the other side; from there on it gives away what the other side does not need, up to ``gap``. For each unit given away
the mover gains ``rate`` and the settlement moves on from ``spot`` by ``move``::

    given = min(max(high - want, 0), gap)        worth = start + given * rate    if want <= high + tolerance
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types

from offramp.game.lanes import BEST, NEXT, NOTHING, SPOT, THEIRS, WANT, WIDTH
from offramp.game.vectors import EIGHT, Vectors, written

#: Places of a step's numbers, `STEP` of them for each step.
START, HIGH, GAP, RATE, PLACE, MOVE, STEP = range(7)
_WHOLE = ir.IntType(64)


def _sweep_plainly(steps: Any, count: int, tol: float, lanes: Any) -> None:
    for r in range(WIDTH):
        lanes[BEST + r], lanes[NEXT + r], lanes[THEIRS + r], lanes[SPOT + r] = NOTHING, 2.0 * NOTHING, NOTHING, -1.0
        for i in range(0, count * STEP, STEP):
            start, high, gap, rate, spot, move = steps[i : i + STEP]
            want, so_far = lanes[WANT + r], lanes[BEST + r]
            given = min(max(high - want, 0.0), gap)
            worth = start + given * rate if want <= high + tol else 2.0 * NOTHING
            lanes[NEXT + r] = max(lanes[NEXT + r], min(so_far, worth))
            if worth > so_far:
                lanes[BEST + r], lanes[THEIRS + r], lanes[SPOT + r] = worth, high - given, spot + given * move


def _one_step(to: Vectors, step: list[Any], tol: Any, want: Any, known: list[Any]) -> list[Any]:
    """What is known (best, next, theirs, spot) after one more step."""
    start, high, gap, rate, spot, move = step
    best, second, theirs, place = known
    given = to.smaller(to.larger(to.less(high, want), to.fixed(0.0)), gap)
    worth = to.where(want, "<=", to.plus(high, tol), to.along(start, given, rate), to.fixed(2.0 * NOTHING))
    better = to.compare(best, "<", worth)
    return [
        to.larger(worth, best),
        to.larger(second, to.smaller(best, worth)),
        to.write.select(better, to.less(high, given), theirs),
        to.write.select(better, to.along(spot, given, move), place),
    ]


@written(_sweep_plainly, (None, types.intp, types.float64, None), types.none)
def sweep(to: Vectors, steps: Any, count: Any, tol: Any, lanes: Any) -> None:
    """Find the best of the `count` steps in `steps` (flat, see `STEP`) for what each rung pair asks in `lanes`, and put it there."""
    tolerance = to.spread(tol)
    unknown = [to.fixed(NOTHING), to.fixed(2.0 * NOTHING), to.fixed(NOTHING), to.fixed(-1.0)]
    for first in range(0, WIDTH, EIGHT):
        want = to.load(lanes, _WHOLE(WANT + first))

        def step(i: Any, known: list[Any], want: Any = want) -> list[Any]:
            base = to.write.mul(i, _WHOLE(STEP))
            numbers = [to.one(steps, to.write.add(base, _WHOLE(k))) for k in range(STEP)]
            return _one_step(to, [to.spread(number) for number in numbers], tolerance, want, known)

        for row, vector in zip((BEST, NEXT, THEIRS, SPOT), to.looped(count, unknown, step), strict=True):
            to.store(vector, lanes, _WHOLE(row + first))
