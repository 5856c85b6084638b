"""Probability of states, and what happens by month; compiled: sums over it.

A sum is taken in eight parts side by side, each in order, so that it is the same on every machine and does not wait for itself.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from llvmlite import ir
from numba import types

from offramp.game.compiled import larger, part
from offramp.game.rules import Floats
from offramp.game.vectors import EIGHT, Vectors, written

_WHOLE = ir.IntType(64)


class Mass(NamedTuple):
    """Probability of every state: war (F+1, plane), peace (D, C1*C1*N), ends (A prevails, B prevails, general war)."""

    war: Floats
    peace: Floats
    ends: Floats


class Events(NamedTuple):
    """What happens in each month, by probability."""

    signed: Floats  # (months, D*N) war ends in this settlement
    broken: Floats  # (months, 2, D) deal broken, by breaker
    amended: Floats  # (months, D, D) package replaced by another
    capitulated: Floats  # (months, 2)
    entered: Floats  # (months, 2, rungs) a side moves onto this rung of its ladder, up or down
    fought: Floats  # (months, F+1, R) month fought here on these rungs
    paid: Floats  # (months, D*N) month of peace under this deal
    peace_ends: Floats  # (months, D) deals that stop paying by break or incident


def _added_plainly(values: Any, count: int) -> float:
    return float(sum(values[i] for i in range(count)))


@written(_added_plainly, (None, types.intp), types.float64)
def added(to: Vectors, values: Any, count: Any) -> Any:
    """Sum of the first `count` numbers of a flat array."""
    write = to.write
    blocks = write.sdiv(count, _WHOLE(EIGHT))
    whole = write.mul(blocks, _WHOLE(EIGHT))

    def eight(i: Any, known: list[Any]) -> list[Any]:
        return [to.plus(known[0], to.load(values, write.mul(i, _WHOLE(EIGHT))))]

    def one(i: Any, known: list[Any]) -> list[Any]:
        return [write.fadd(known[0], to.one(values, write.add(whole, i)))]

    parts = to.looped(blocks, [to.fixed(0.0)], eight)[0]
    return to.looped(write.sub(count, whole), [to.sum(parts)], one)[0]


def _add_two_plainly(values: Any, first: int, into: Any, to: int) -> None:
    into[to] += values[first]
    into[to + 1] += values[first + 1]


@written(_add_two_plainly, (None, types.intp, None, types.intp), types.none)
def add_two(to: Vectors, values: Any, first: Any, into: Any, place: Any) -> None:
    """Add two neighbours of a flat array, from `first` on, to two neighbours of another, from `place` on."""
    added = to.plus(to.load(values, first, lanes=2), to.load(into, place, lanes=2))
    to.store(added, into, place)


@part
def total(values):
    """Sum of a flat array."""
    return added(values, values.shape[0])


@part
def clear(values):
    """Zeros in a flat array."""
    for i in range(values.shape[0]):
        values[i] = 0.0


@part
def carries(values):
    """Whether there is any probability in a flat array."""
    most = 0.0
    for i in range(values.shape[0]):
        most = larger(most, values[i])
    return most > 0.0


@part
def add_share(share, values, into):
    """Add so much of `values` (flat) to the beginning of `into`."""
    for i in range(values.shape[0]):
        into[i] += share * values[i]
