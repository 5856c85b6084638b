"""The equilibrium of one game: values, strategies, and the questions one asks of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from offramp.game.kernels import Strategies, Values
from offramp.game.packing import Packed
from offramp.game.rules import Floats, Game


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
