"""Where a match stands: at war, at peace under a deal, or over. Fields are those of the model's states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ending = Literal["a-prevails", "b-prevails", "general-war"]


@dataclass(frozen=True)
class War:
    """Front cell, capacities of A and B, rungs of A and B."""

    f: int
    ca: int
    cb: int
    ra: int
    rb: int

    def on(self, side: int, rung: int) -> War:
        """The same with one side on another rung."""
        return War(self.f, self.ca, self.cb, rung if side == 0 else self.ra, rung if side == 1 else self.rb)


@dataclass(frozen=True)
class Peace:
    """Package in force, its line, capacities of A and B."""

    d: int
    line: int
    ca: int
    cb: int


@dataclass(frozen=True)
class Over:
    """How the war ended."""

    how: Ending


State = War | Peace | Over


def state_called(named: tuple) -> War | Peace:
    """The state that a start names, ("war", ...) or ("peace", ...)."""
    kind, *place = named
    return Peace(*place) if kind == "peace" else War(*place)
