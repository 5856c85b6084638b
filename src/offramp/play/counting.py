"""Both sides left to their equilibrium, month by month, with what happens taken down as the ledger counts it.

The equilibrium may be another one from month to month, as a surprise has it. What has happened counts for certain, what is
to come by its exact probability from where the match stands; so an account moves by luck and by choices, and by nothing
else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from offramp.game import ledger
from offramp.game.equilibrium import Equilibrium
from offramp.game.forward import run_course
from offramp.game.holding import A_BREAKS, NOBODY
from offramp.game.packing import CHANNEL, INCIDENT, TALK
from offramp.game.rules import Floats
from offramp.play.decisions import Deal
from offramp.play.states import Over, Peace, State, War
from offramp.play.table import Match
from offramp.scenario import Scenario, World

ENDS = ("a-prevails", "b-prevails", "general-war")


@dataclass(frozen=True)
class Tally:
    """What has happened, as `ledger.Months` counts it: 1 where it did. Rows of months to come are 0."""

    fought: Floats
    paid: Floats
    ends: Floats
    signed: Floats
    broken: Floats
    entered: Floats

    @classmethod
    def room(cls, equilibrium: Equilibrium, months: int) -> Tally:
        """For so many months."""
        k = equilibrium.packed
        return cls(
            fought=np.zeros((months, k.front_top + 1, k.rungs_a, k.rungs_b)),
            paid=np.zeros((months, k.packages, k.lines)),
            ends=np.zeros((months + 1, 3)),
            signed=np.zeros((months, k.packages)),
            broken=np.zeros(months),
            entered=np.zeros((months, 2, max(k.rungs_a, k.rungs_b))),
        )


class Unattended(Match):
    """A match that nobody plays by hand. Attributes: tally: what has happened so far."""

    def __init__(self, equilibrium: Equilibrium, start: War | Peace, seed: int, horizon: int) -> None:
        self.tally = Tally.room(equilibrium, horizon)
        super().__init__(equilibrium, start, 0, seed, 0)

    @property
    def over(self) -> bool:
        """Whether the war has ended for good."""
        return isinstance(self.state, Over)

    def go_on(self, months: int = 1) -> Unattended:
        """Play so many months, fewer where the war ends."""
        for _ in range(months):
            if isinstance(self.state, Over):
                break
            if isinstance(self.state, War):
                self._war(self.state)
            else:
                self._peace(self.state)
            self.month += 1
            if isinstance(self.state, Over):
                self.tally.ends[self.month :, ENDS.index(self.state.how)] = 1.0
        return self

    def _war(self, at: War) -> None:
        """A month of war as both strategies have it."""
        t, mover = self.month, self._mover()
        if self.nature.happens("contact", t, float(self.k.month[t, CHANNEL])):
            self._note("nature", "contact")
            deal = self._settlement(mover, at)
            if deal is not None:
                self._note(mover, "offers", deal)
                self._note(1 - mover, "accepts", deal)
                self._sign(deal, at)
                return
        move = self._best_move(mover, at)
        self._note(mover, move)
        if move == "capitulate":
            self._end(Over("b-prevails" if mover == 0 else "a-prevails"))
        else:
            self._fight(at.on(mover, (at.ra, at.rb)[mover] + {"stay": 0, "down": -1, "up": 1}[move]))

    def _peace(self, at: Peace) -> None:
        """A month of peace as both strategies have it."""
        t, mover = self.month, self._mover()
        if self.nature.happens("contact", t, float(self.k.month[t, TALK])):
            new = self._amendment(mover, at)
            if new != at.d:
                self._note(mover, "proposes", Deal(new, at.line))
                self._note(1 - mover, "accepts", Deal(new, at.line))
                at = Peace(new, at.line, at.ca, at.cb)
        place = (at.ca * self.k.capacity_levels + at.cb) * self.k.lines + at.line
        breaker = int(self.equilibrium.strategies.breaker[t, mover, at.d, place])
        if breaker != NOBODY:
            self._break(at, 0 if breaker == A_BREAKS else 1)
        elif self.nature.happens("incident", t, float(self.k.package[t, INCIDENT, at.d])):
            self._note("nature", "incident")
            self._fight(self.nature.resume(t, at, 2, (at.ca, at.cb)))
        else:
            self._rest(at)

    def _note(self, who: str | int, what: str, deal: Deal | None = None, state: State | None = None) -> None:
        t, at = self.month, self.state
        if what in ("up", "down") and isinstance(at, War) and isinstance(who, int):
            self.tally.entered[t, who, (at.ra, at.rb)[who] + (1 if what == "up" else -1)] = 1.0
        elif what == "signed" and deal is not None:
            self.tally.signed[t, deal.d] = 1.0
        elif what == "breaks":
            self.tally.broken[t] = 1.0
        super()._note(who, what, deal, state)

    def _fight(self, at: War) -> None:
        self.tally.fought[self.month, at.f, at.ra, at.rb] = 1.0
        super()._fight(at)

    def _rest(self, at: Peace) -> None:
        self.tally.paid[self.month, at.d, at.line] = 1.0
        super()._rest(at)


def accounts(
    scenario: Scenario, world: World, actual: World, equilibrium: Equilibrium, tally: Tally, month: int, state: State
) -> Floats:
    """Every party's account, (parties,): months before `month` as they were, those after it as `equilibrium` has them.

    `actual` is the world with every change laid over it that really happens; see `ledger.values` for the unit.
    """
    horizon = scenario.horizon
    ahead = horizon if isinstance(state, Over) else month
    kind = "peace" if isinstance(state, Peace) else "war"
    place = tuple(vars(state).values()) if not isinstance(state, Over) else (1, 1, 1, 0, 0)  # then never walked
    course = run_course([(ahead, equilibrium)], horizon, {(kind, *place): 1.0})
    found = ledger.months_of(scenario, actual, equilibrium.game, course)
    past = np.arange(horizon) < month
    ends = found.ends.copy()
    ends[: month + 1] = tally.ends[: month + 1]
    if isinstance(state, Over):
        ends[month:] = tally.ends[month]
    fought = _joined(past, tally.fought, found.fought)
    whole = replace(
        found,
        fought=fought,
        paid=_joined(past, tally.paid, found.paid),
        ends=ends,
        signed=_joined(past, tally.signed, found.signed),
        broken=_joined(past, tally.broken, found.broken),
        entered=_joined(past, tally.entered, found.entered),
        hazard=(fought.sum(1) * equilibrium.game.hazard[:horizon]).sum((1, 2)),
    )
    return ledger.values(scenario, world, ledger.measures(scenario, actual, whole))


def _joined(past: np.ndarray, before: Floats, after: Floats) -> Floats:
    return np.where(past.reshape(-1, *(1,) * (before.ndim - 1)), before, after)
