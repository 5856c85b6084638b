"""Nature: what no side decides, rolled from a seed.

Every roll has a name and a month, and its number comes from the seed, the name and the month alone: the same choices
always meet the same luck, and a different choice in March does not change the weather in April.
"""

from __future__ import annotations

from collections.abc import Sequence

from offramp.game.packing import ODDS_TRUE, REARM_A, REARM_B
from offramp.play.appraisal import Appraiser
from offramp.play.states import Over, Peace, State, War
from offramp.scenario.drawing import uniform_at


class Nature:
    """Rolls for one match."""

    def __init__(self, appraiser: Appraiser, seed: int) -> None:
        self.appraiser, self.k, self.seed = appraiser, appraiser.k, seed

    def roll(self, what: str, t: int) -> float:
        """A number between 0 and 1 for this roll of this month."""
        return uniform_at(self.seed, f"play {what}", t)

    def happens(self, what: str, t: int, chance: float) -> bool:
        """Whether something of this chance happens."""
        return self.roll(what, t) < chance

    def fight(self, t: int, at: War) -> State:
        """The end of a month fought in this state, under the true balance."""
        if self.happens("general war", t, self.appraiser.hazard(t, at)):
            return Over("general-war")
        steps = self.appraiser.steps(t, at, ODDS_TRUE)
        front = at.f + _step(self.roll("front", t), (steps.down, 1 - steps.down - steps.up, steps.up))
        if front == self.k.front_top:
            return Over("a-prevails")
        if front == 0:
            return Over("b-prevails")
        ca = at.ca + _step(self.roll("capacity a", t), steps.capacity[0])
        cb = at.cb + _step(self.roll("capacity b", t), steps.capacity[1])
        if ca == 0 and cb == 0:
            return Over("a-prevails" if self.happens("both collapse", t, 0.5) else "b-prevails")
        if ca == 0 or cb == 0:
            return Over("b-prevails" if ca == 0 else "a-prevails")
        return War(front, ca, cb, at.ra, at.rb)

    def rest(self, t: int, at: Peace) -> Peace:
        """The end of a month of peace: capacities recover."""
        top, numbers = self.k.capacity_levels - 1, self.k.package[t]
        ca = at.ca + self.happens("rearm a", t, float(numbers[REARM_A, at.d]))
        cb = at.cb + self.happens("rearm b", t, float(numbers[REARM_B, at.d]))
        return Peace(at.d, at.line, min(ca, top), min(cb, top))

    def resume(self, t: int, at: Peace, case: int, capacity: tuple[int, int]) -> War:
        """The state in which the month of war after a break or an incident is fought."""
        second = self.happens("resume", t, float(self.k.resume_share[at.line]))
        return self.appraiser.resuming(at, case, capacity, int(second))


def _step(roll: float, chances: Sequence[float]) -> int:
    """-1, 0 or +1, by the chances of each."""
    down, level = float(chances[0]), float(chances[1])
    return -1 if roll < down else 0 if roll < down + level else 1
