"""How many worlds each part of an argument gets: enough for a first answer by default, all there are on request."""

from __future__ import annotations

from dataclasses import dataclass

#: Worlds from which on rules are sought (scenario discovery); with fewer a rule fits luck.
FOR_RULES = 1000
#: Quantities that Sobol' indices are worked out for.
TOP = 8


@dataclass(frozen=True)
class Budget:
    """Worlds by part.

    Attributes:
        reading: for every reading but the open one; obstacles: for all sets of obstacles; later: for later starts.
        talking_free: for talks that cost nothing.
        sobol: base of the Sobol' design (a power of two; see `points`), 0: none.
        rules: whether rules are sought where the worlds are enough.
        later_by_reading: whether later starts and switches are followed under every reading, not under the open one alone.
    """

    reading: int = 128
    obstacles: int = 56
    later: int = 64
    talking_free: int = 64
    sobol: int = 0
    rules: bool = True
    later_by_reading: bool = False

    @property
    def points(self) -> int:
        """Worlds of the Sobol' design."""
        return (TOP + 2) * self.sobol

    @classmethod
    def of(cls, worlds: int, *, full: bool = False) -> Budget:
        """For a run of so many worlds: shares of them, by default at most as many as a run of 256 would get."""
        if full:
            half = worlds // 2
            return cls(worlds, half, later=worlds, talking_free=half, sobol=64, later_by_reading=True)
        usual, half, quarter = cls(), max(1, worlds // 2), max(1, worlds // 4)
        return cls(
            reading=min(half, usual.reading),
            obstacles=min(max(1, 7 * worlds // 32), usual.obstacles),
            later=min(quarter, usual.later),
            talking_free=min(quarter, usual.talking_free),
        )
