"""A stylised war, solved: the few questions that a lecture asks of it."""

from __future__ import annotations

from dataclasses import dataclass

from offramp.game.equilibrium import Equilibrium
from offramp.game.forward import Course, run_course
from offramp.game.rules import Game
from offramp.game.solve import solve
from offramp.theory.base import at_war

SIDES = ("A", "B")


@dataclass(frozen=True)
class Played:
    """A stylised war and its equilibrium."""

    game: Game
    equilibrium: Equilibrium

    def worth(self, side: str, fort: int | None = None) -> float:
        """V of being at war in month 0 to ``"A"`` or ``"B"``: the flow for ever that is worth the same.

        `fort`: front cell; default the middle one.
        """
        i, rung = SIDES.index(side), min(1, self.game.grid.rungs[0] - 1)
        f = self.game.front_now if fort is None else fort
        return float(self.equilibrium.war[i, 0, f, 1, 1, rung, rung] * (1 - self.game.beta[i]))

    def course(self, months: int, fort: int | None = None) -> Course:
        """What happens from month 0 on, by probability."""
        return run_course(self.equilibrium, months, at_war(self.game.front_now if fort is None else fort))

    def settled(self, fort: int | None = None) -> float:
        """Probability that the war is settled in month 0."""
        return float(self.course(1, fort).signed[0].sum())

    def broken(self, line: int = 1, package: int = 0) -> float:
        """Probability that a deal in force at month 0 is broken at once."""
        return float(run_course(self.equilibrium, 1, {("peace", package, line, 1, 1): 1.0}).broken[0].sum())

    def rungs(self, side: str) -> list[int]:
        """The rung that a side chooses in month 0 by front cell, 1 to F-1, both being on rung 1; -2: it gives up."""
        chosen = self.equilibrium.rung_choices(0, SIDES.index(side), 1, (1, 1))
        return [int(rung) for rung in chosen[1:-1, 1]]


def play(game: Game) -> Played:
    """Solve a stylised war. Raises RulesError where its numbers cannot be played."""
    return Played(game, solve(game))
