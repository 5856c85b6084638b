"""What every choice is worth, to either side, on and off the equilibrium path.

Values come from the solved game. Those it does not keep, the value of a month fought on rungs that nobody chooses, or
of keeping a deal that would be broken, are worked out here for one state by the same equations (docs/explanation/
model.md, "A month of war", "A month of peace"); the tests hold them against the solver's own numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offramp.game.equilibrium import Equilibrium
from offramp.game.fighting import CAPITULATE, GO_DOWN, GO_UP, STAY
from offramp.game.packing import (
    ATTRITION,
    COST_A,
    DOWN,
    EXPOSURE,
    FALL_A,
    GAIN_A,
    GAIN_B,
    GUARD_A,
    GUARD_B,
    HAZARD,
    INCIDENT,
    LAND_A,
    MOBILITY,
    ODDS_HIGH,
    ODDS_LOW,
    PENALTY_A,
    PENALTY_B,
    POLITICS_A,
    PUSH_A,
    PUSH_B,
    RISE_A,
    ROOM_A,
    ROOM_B,
    TILT,
    UP,
    WEARY_A,
    WORN_A,
)
from offramp.game.rules import Floats
from offramp.play.states import Peace, War

MOVES = {"stay": STAY, "down": GO_DOWN, "up": GO_UP, "capitulate": CAPITULATE}
Both = tuple[float, float]


@dataclass(frozen=True)
class Steps:
    """Chances of a month fought: front up and down; each side's capacity down, level, up, (2, 3)."""

    up: float
    down: float
    capacity: Floats


class Appraiser:
    """Asks a solved game, with all its values kept, what a choice is worth in a month and state."""

    def __init__(self, equilibrium: Equilibrium) -> None:
        self.equilibrium, self.k = equilibrium, equilibrium.packed

    def place(self, at: War) -> int:
        """Place of a war state in its plane."""
        k = self.k
        return (at.ca * k.capacity_levels + at.cb) * k.rungs_a * k.rungs_b + at.ra * k.rungs_b + at.rb

    def going_on(self, t: int, mover: int, at: War) -> Both:
        """What follows for A and B if there is no deal and `mover` does its best."""
        found = self.equilibrium.values.no_deal[t, mover, :, at.f, self.place(at)]
        return float(found[0]), float(found[1])

    def signing(self, t: int, d: int, line: int, mix: float, at: War | Peace) -> Both:
        """What a settlement is worth to A and B; with probability `mix` it is the next line."""
        sign = self.equilibrium.values.sign[t, :, at.ca, at.cb, d]
        lines = sign[:, line] * (1 - mix) + (sign[:, line + 1] * mix if mix else 0.0)
        return float(lines[0]), float(lines[1])

    def moves(self, t: int, mover: int, at: War) -> dict[str, Both]:
        """What each move that is allowed is worth to A and B: stay, down, up, capitulate."""
        k, pair = self.k, at.ra * self.k.rungs_b + at.rb
        own = at.ra if mover == 0 else at.rb
        out = {"stay": self.fought(t, at)}
        if np.isfinite(k.pair[t, FALL_A + mover, pair]):
            out["down"] = self.fought(t, at.on(mover, own - 1))
        if np.isfinite(k.pair[t, RISE_A + mover, pair]):
            out["up"] = self.fought(t, at.on(mover, own + 1))
        out["capitulate"] = (float(k.ends[0, 1 - mover]), float(k.ends[1, 1 - mover]))
        return out

    def fought(self, t: int, at: War) -> Both:
        """The value to A and B of fighting month t in this state, the rungs being those after the move."""
        return self._fought(t, at, 0), self._fought(t, at, 1)

    def steps(self, t: int, at: War, odds: int) -> Steps:
        """Chances of the month for a hypothesis about the balance (`ODDS_HIGH`, `ODDS_LOW`, `ODDS_TRUE`)."""
        k, now, j = self.k, self.k.month[t], self.place(at)
        tilt, push_a, push_b = (k.plane[row, j] for row in (TILT, PUSH_A, PUSH_B))
        share = 1.0 / (1.0 + now[odds] * tilt)
        hit, bare = 2.0 * now[ATTRITION], now[EXPOSURE]
        loss_a = hit * (push_b * (1.0 - share) + bare * push_a)
        loss_b = hit * (push_a * share + bare * push_b)
        rise_a, rise_b = now[GAIN_A] * k.plane[ROOM_A, j], now[GAIN_B] * k.plane[ROOM_B, j]
        capacity = np.array([[loss_a, 1 - loss_a - rise_a, rise_a], [loss_b, 1 - loss_b - rise_b, rise_b]])
        up = now[MOBILITY] * push_a * share * k.cell[UP, at.f]
        down = now[MOBILITY] * push_b * (1.0 - share) * k.cell[DOWN, at.f]
        return Steps(float(up), float(down), capacity)

    def hazard(self, t: int, at: War) -> float:
        """Chance of general war in a month fought in this state."""
        return float(self.k.pair[t, HAZARD, at.ra * self.k.rungs_b + at.rb])

    def held(self, t: int, mover: int, at: Peace) -> tuple[Both, int | None]:
        """What the deal in force is worth once the breaking stage is reached, and who breaks it (0, 1 or None)."""
        first, second = mover, 1 - mover
        if self.breaks(t, first, at, second_to_come=True):
            return self.broken(t, first, at), first
        if self.breaks(t, second, at, second_to_come=False):
            return self.broken(t, second, at), second
        return self.kept(t, at), None

    def breaks(self, t: int, side: int, at: Peace, *, second_to_come: bool) -> bool:
        """Whether a side breaks the deal at its turn; the first one foresees what the second then does."""
        if not self.k.breaking:
            return False
        wait = self.waiting(t, side, at) if second_to_come else self.kept(t, at)
        return self.broken(t, side, at)[side] > wait[side] + self.k.tolerance

    def waiting(self, t: int, side: int, at: Peace) -> Both:
        """What follows if the first side keeps the deal: the second one breaks it or keeps it too."""
        other = 1 - side
        return self.broken(t, other, at) if self.breaks(t, other, at, second_to_come=False) else self.kept(t, at)

    def kept(self, t: int, at: Peace) -> Both:
        """What the deal is worth if nobody breaks it this month."""
        tension = float(self.k.package[t, INCIDENT, at.d])
        sign = self.signing(t, at.d, at.line, 0.0, at)
        tense = self.resumed(t, at, 2, (at.ca, at.cb))
        return tension * tense[0] + (1 - tension) * sign[0], tension * tense[1] + (1 - tension) * sign[1]

    def broken(self, t: int, breaker: int, at: Peace) -> Both:
        """What breaking the deal is worth to A and B."""
        guard = float(self.k.package[t, (GUARD_B, GUARD_A)[breaker], at.d])
        alone = self.resumed(t, at, breaker, (at.ca, at.cb))
        helped = self.resumed(t, at, breaker, self.helped(breaker, at))
        fine = float(self.k.package[t, (PENALTY_A, PENALTY_B)[breaker], at.d])
        both = [(1 - guard) * alone[side] + guard * helped[side] - (fine if side == breaker else 0) for side in (0, 1)]
        return both[0], both[1]

    def helped(self, breaker: int, at: Peace) -> tuple[int, int]:
        """Capacities once a guarantor has stepped in for the side that did not break."""
        top = self.k.capacity_levels - 1
        if breaker == 0:
            return at.ca, min(at.cb + self.k.support, top)
        return min(at.ca + self.k.support, top), at.cb

    def resumed(self, t: int, at: Peace, case: int, capacity: tuple[int, int]) -> Both:
        """The value of a month of war from the line: `case` 0 A breaks, 1 B breaks, 2 an incident."""
        share = float(self.k.resume_share[at.line])
        first, second = (self.fought(t, self.resuming(at, case, capacity, which)) for which in (0, 1))
        return first[0] + share * (second[0] - first[0]), first[1] + share * (second[1] - first[1])

    def resuming(self, at: Peace, case: int, capacity: tuple[int, int], which: int) -> War:
        """The state in which war resumes at the first or second cell beside the line."""
        rungs = divmod(int(self.k.break_rungs[case]), self.k.rungs_b)
        return War(int(self.k.resume_cell[which, at.line]), *capacity, *rungs)

    def _fought(self, t: int, at: War, side: int) -> float:
        k, now, j = self.k, self.k.month[t], self.place(at)
        pair = at.ra * k.rungs_b + at.rb
        worn = 1.0 + now[WEARY_A + side] * k.plane[WORN_A + side, j]
        flow = k.cell[LAND_A + side, at.f] + now[POLITICS_A + side] - k.pair[t, COST_A + side, pair] * worn
        doom = k.beta[side] * k.ends[side, 2] * k.pair[t, HAZARD, pair]
        high = float(k.belief[t, side, at.f]) if k.hypotheses == 2 else 1.0
        ahead = high * self._ahead(t, at, side, ODDS_HIGH)
        if high < 1.0:
            ahead += (1.0 - high) * self._ahead(t, at, side, ODDS_LOW)
        return float(flow + doom + k.beta[side] * (1.0 - k.pair[t, HAZARD, pair]) * ahead)

    def _ahead(self, t: int, at: War, side: int, odds: int) -> float:
        """Expectation of next month's value over the front and both capacities."""
        steps = self.steps(t, at, odds)
        cells = {at.f + 1: steps.up, at.f - 1: steps.down, at.f: 1.0 - steps.up - steps.down}
        return sum(chance * self._cell(t + 1, at, side, f, steps) for f, chance in cells.items() if chance)

    def _cell(self, t: int, at: War, side: int, f: int, steps: Steps) -> float:
        k, values = self.k, self.equilibrium.values.war[t, side, f]
        if f in (0, k.front_top):
            return float(values[0])
        out = 0.0
        for i, chance_a in enumerate(steps.capacity[0]):
            for n, chance_b in enumerate(steps.capacity[1]):
                if chance_a * chance_b:
                    out += chance_a * chance_b * values[self.place(War(f, at.ca + i - 1, at.cb + n - 1, at.ra, at.rb))]
        return float(out)
