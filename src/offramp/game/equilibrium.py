"""The equilibrium of one game: values, strategies, and the questions one asks of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.game.fighting import DOWN, STAY, UP
from offramp.game.grid import A, B
from offramp.game.holding import NOBODY
from offramp.game.kernels import Strategies, Values
from offramp.game.packing import Packed
from offramp.game.rules import Floats, Game

#: War state (f, c_a, c_b, r_a, r_b).
WarState = tuple[int, int, int, int, int]
#: State of war or peace as a start names it: ("war", f, c_a, c_b, r_a, r_b) or ("peace", d, line, c_a, c_b).
State = tuple
CAPITULATES = -2


@dataclass(frozen=True)
class Strategy:
    """What a mover does at one war state in one month.

    Attributes:
        rung: its rung after the move if there is no deal (None: it capitulates).
        package, line: the settlement signed on contact, None if there is none; a lottery signs line+1 with
            probability `mix`.
    """

    rung: int | None
    package: int | None
    line: int | None
    mix: float


@dataclass(frozen=True)
class Equilibrium:
    """A solved game. `strategies` cover its first months, `values` every month or month 0 only (see `solve`)."""

    game: Game
    packed: Packed
    strategies: Strategies
    values: Values

    @cached_property
    def war(self) -> Floats:
        """Values at war, (2, T+1, F+1, C+1, C+1, NA, NB); ends hold the value of the end."""
        months = self.values.war.shape[0]
        return np.moveaxis(self.values.war.reshape(months, 2, *self.game.grid.war_shape), 0, 1)

    @cached_property
    def peace(self) -> Floats:
        """Values in peace, (2, T+1, D, lines, C+1, C+1); meaningless where a capacity is 0."""
        grid = self.game.grid
        months, c1 = self.values.peace.shape[0], grid.capacity_top + 1
        shaped = self.values.peace.reshape(months, 2, c1, c1, grid.packages, grid.lines)
        return np.transpose(shaped, (1, 0, 4, 5, 2, 3))

    def strategy(self, t: int, mover: int, state: WarState) -> Strategy:
        """What `mover` (0 = A, 1 = B) does at war state (f, c_a, c_b, r_a, r_b) in month t, one of those kept."""
        f, j = state[0], self._place(state)
        move = int(self.strategies.move[t, f, mover, j])
        step = {STAY: 0, DOWN: -1, UP: 1}.get(move)
        deal = int(self.strategies.deal[t, f, mover, j])
        package, line = divmod(deal, self.packed.lines) if deal >= 0 else (None, None)
        rung = None if step is None else state[3 + mover] + step
        return Strategy(rung, package, line, float(self.strategies.mix[t, f, mover, j]))

    def rung_choices(self, t: int, mover: int, other_capacity: int, rungs: tuple[int, int]) -> NDArray[np.int64]:
        """Where each side climbs: the mover's rung after its move without a deal.

        By front cell and own capacity, (F+1, C+1).

        The other side's capacity and both rungs before the move are given; -1 marks ends, -2 capitulation.
        """
        grid = self.game.grid
        out = np.full((grid.front_top + 1, grid.capacity_top + 1), -1, dtype=np.int64)
        for f in range(1, grid.front_top):
            for own in range(1, grid.capacity_top + 1):
                pair = (own, other_capacity) if mover == A else (other_capacity, own)
                rung = self.strategy(t, mover, (f, *pair, *rungs)).rung
                out[f, own] = CAPITULATES if rung is None else rung
        return out

    def breaker(self, t: int, mover: int, package: int, line: int, capacity: tuple[int, int]) -> int | None:
        """Who breaks a deal in force in month t when `mover` moves: None, 0 (A) or 1 (B)."""
        place = (capacity[A] * self.packed.capacity_levels + capacity[B]) * self.packed.lines + line
        code = int(self.strategies.breaker[t, mover, package, place])
        return None if code == NOBODY else code - 1

    def _place(self, state: WarState) -> int:
        _, ca, cb, ra, rb = state
        k = self.packed
        return (ca * k.capacity_levels + cb) * k.rungs_a * k.rungs_b + ra * k.rungs_b + rb
