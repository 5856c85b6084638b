"""Axes and shapes of the game: the one place that knows the state layout.

War state ``x = (f, c_a, c_b, r_a, r_b)``: front cell, capacities, rungs. Peace state ``y = (d, l, c_a, c_b)``:
package and line. Arrays are laid out in exactly these orders, after any leading ``side`` (0 = A, 1 = B) or month axis.

Lines: ``lines_per_cell`` lines from one cell to the next, so line ``l`` lies at front ``l / lines_per_cell`` (in
cells),
line ``f * lines_per_cell`` is the front cell ``f`` itself, and there are ``front_top * lines_per_cell + 1`` lines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

A, B = 0, 1


@dataclass(frozen=True)
class Grid:
    """Axes of one game.

    Attributes:
        rungs: number of rungs of each side's ladder, (NA, NB), each >= 1.
        capacity_top: C >= 1; capacities run 0..C and 0 is collapse.
        positions: F+1 increasing positions of the front cells in front units; cells 0 and F are decisive.
        lines_per_cell: lines that can be signed per front cell, >= 1.
        packages: number of packages in the deal space, >= 0.
    """

    rungs: tuple[int, int]
    capacity_top: int
    positions: NDArray[np.float64]
    lines_per_cell: int
    packages: int

    @property
    def front_top(self) -> int:
        """F, the index of the last (decisive) front cell."""
        return len(self.positions) - 1

    @property
    def lines(self) -> int:
        """Number of lines, F * lines_per_cell + 1."""
        return self.front_top * self.lines_per_cell + 1

    @property
    def war_shape(self) -> tuple[int, int, int, int, int]:
        """Shape of a war array: (F+1, C+1, C+1, NA, NB)."""
        c = self.capacity_top + 1
        return (self.front_top + 1, c, c, *self.rungs)

    @property
    def peace_shape(self) -> tuple[int, int, int, int]:
        """Shape of a peace array: (D, lines, C+1, C+1)."""
        c = self.capacity_top + 1
        return (self.packages, self.lines, c, c)

    @property
    def live_war_states(self) -> int:
        """Number of war states in which the war goes on (interior front, both capacities above 0)."""
        return (self.front_top - 1) * self.capacity_top**2 * self.rungs[0] * self.rungs[1]

    def line_positions(self) -> NDArray[np.float64]:
        """Positions of all lines in front units, shape (lines,)."""
        cells = np.arange(self.lines) / self.lines_per_cell
        return np.interp(cells, np.arange(self.front_top + 1), self.positions)
