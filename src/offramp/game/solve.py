"""Backward induction of one game: `solve` gives its Markov perfect equilibrium.

Method: finite-horizon backward induction over `horizon + run-out` months (model page, "Solution"); one side decides at a time,
so the equilibrium is unique up to the tie rules. Values are float64. The kernels release the interpreter lock and start no
threads of their own: worlds are solved side by side by ordinary Python threads, which is safe under a server.
"""

from __future__ import annotations

import threading

import numpy as np

from offramp.game.equilibrium import Equilibrium
from offramp.game.kernels import Strategies, Values, induct
from offramp.game.packing import Packed, pack
from offramp.game.rules import Bools, Floats, Game


class Room:
    """Arrays of games that nobody asks any more, for the next ones: fresh memory costs a tenth of a solve."""

    def __init__(self) -> None:
        self._free: dict[tuple[tuple[int, ...], ...], list[Strategies]] = {}

    def take(self, packed: Packed, kept: int) -> Strategies:
        """Arrays for a game; those left behind hold what an earlier game of the same shape wrote, but for its deals."""
        try:
            found = self._free[_shapes(packed, kept)].pop()
        except (KeyError, IndexError):  # asked this way round, two threads never take the same
            return _room_for_strategies(packed, kept)
        found.deal.fill(-1)
        return found

    def leave(self, equilibrium: Equilibrium) -> None:
        """Give back the arrays of an equilibrium: it may not be asked any more."""
        used = equilibrium.strategies
        self._free.setdefault((used.move.shape, used.breaker.shape), []).append(used)


_OWN = threading.local()


def room_of_thread() -> Room:
    """The room of the thread that asks: what it works on at a time stays in the processor's own memory."""
    if not hasattr(_OWN, "room"):
        _OWN.room = Room()
    return _OWN.room


def solve(
    game: Game,
    *,
    keep: int | None = None,
    with_values: bool = True,
    packages: Bools | None = None,
    room: Room | None = None,
) -> Equilibrium:
    """The equilibrium of `game`.

    Args:
        game: the rules.
        keep: strategies are kept for this many first months, at least one (default: all).
        with_values: keep every month's values (about 25 MB at the default grid); without, only month 0's.
        packages: (D,) that the answer is asked about, besides those on offer at some time (default: all). Of others nothing is
            worked out: their values and strategies mean nothing.
        room: where arrays of earlier games may be taken from.

    Raises:
        RulesError: a probability of the game leaves [0, 1].
    """
    packed = pack(game, packages)
    kept = packed.months if keep is None else max(1, min(keep, packed.months))
    strategies = room.take(packed, kept) if room else _room_for_strategies(packed, kept)
    values = _room_for_values(packed, kept if with_values else 1, packed.months + 1 if with_values else 1)
    induct(packed, strategies, values)
    return Equilibrium(game=game, packed=packed, strategies=strategies, values=_axes(packed, values))


def _shapes(k: Packed, kept: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Shapes of strategies in war and in peace."""
    war = (kept, k.front_top + 1, 2, k.plane.shape[1])
    return war, (kept, 2, k.packages, k.capacity_levels**2 * k.lines)


def _room_for_strategies(k: Packed, kept: int) -> Strategies:
    war, peace = _shapes(k, kept)
    return Strategies(
        move=np.zeros(war, np.int8),
        deal=np.full(war, -1, np.int16),
        mix=np.zeros(war),
        breaker=np.zeros(peace, np.int8),
        amend=np.zeros(peace, np.int16),
    )


def _room_for_values(k: Packed, kept: int, months: int) -> Values:
    plane, peace = k.plane.shape[1], (2, k.packages, k.capacity_levels**2 * k.lines)
    return Values(
        war=np.zeros((months, 2, k.front_top + 1, plane)),
        peace=np.zeros((months, *peace)),
        no_deal=np.zeros((kept, k.front_top + 1, 2, 2, plane)),
        sign=np.zeros((kept, *peace)),
    )


def _axes(k: Packed, filled: Values) -> Values:
    """The values as questions are asked of them: package and line last, front after the sides (views, nothing is copied)."""
    c1 = k.capacity_levels

    def by_capacity(values: Floats) -> Floats:
        return np.moveaxis(values.reshape(len(values), 2, k.packages, c1, c1, k.lines), 2, 4)

    return Values(
        war=filled.war,
        peace=by_capacity(filled.peace),
        no_deal=np.moveaxis(filled.no_deal, 1, 3),
        sign=by_capacity(filled.sign),
    )
