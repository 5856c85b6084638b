"""Afterwards: what the patron's account was along the way, what each switch did to it, what staying would have given.

An account is judged by what was known: months played count as they were, those to come by their exact probability. What a
choice gained is the account with it less the account with the plan before it, at the same moment; the rest is luck.
"""

from __future__ import annotations

from dataclasses import dataclass

from offramp.play.counting import Tally
from offramp.play.patron import PatronMatch, Turn


@dataclass(frozen=True)
class Step:
    """A decision: its month, the policy in force before it, what was chosen, the account without and with it."""

    month: int
    in_force: str
    chosen: Turn
    before: float
    after: float

    @property
    def gained(self) -> float:
        """What the choice did to the account; below 0 it cost."""
        return self.after - self.before


@dataclass(frozen=True)
class Stayed:
    """One policy from the start for ever: the account it foretold, and that with the luck of this match."""

    policy: str
    foretold: float
    with_this_luck: float


@dataclass(frozen=True)
class PatronDebriefing:
    """Attributes: begun, ended: the account; steps: decisions in order; stayed: by policy, in the scenario's order."""

    begun: float
    ended: float
    steps: list[Step]
    stayed: list[Stayed]

    @property
    def by_choice(self) -> float:
        """What the choices did to the account, all together."""
        return sum(step.gained for step in self.steps)

    @property
    def by_luck(self) -> float:
        """What luck did to it."""
        return self.ended - self.begun - self.by_choice


def debrief_patron(match: PatronMatch) -> PatronDebriefing:
    """Look back on a match, over or not."""
    board, tally = match.board, match.sides.tally
    steps = []
    for decision, chosen in match.turns:
        at = (tally, decision.month, decision.state)
        before = board.account(*at, decision.stages)
        after = before if chosen.stages == decision.stages else board.account(*at, chosen.stages)
        steps.append(Step(decision.month, decision.in_force, chosen, before, after))
    nothing = Tally.room(board.equilibrium, board.scenario.horizon)
    stayed = []
    for policy in board.scenario.policies:
        plan = ((0, policy),)
        foretold = board.account(nothing, 0, board.start, plan)
        alone = board.unattended(plan, match.seed).go_on(match.month if not match.sides.over else match.months)
        stayed.append(Stayed(policy, foretold, board.account(alone.tally, alone.month, alone.state, plan)))
    begun = next(each.foretold for each in stayed if each.policy == board.policy)
    return PatronDebriefing(begun, board.account(tally, match.month, match.state, match.stages), steps, stayed)
