"""Afterwards: where the player left the equilibrium path, what that cost, and what the other side would have accepted.

A cost is the value given away by one choice, judged by what was known when it was made: the best option's worth less
the chosen one's, both under the player's own beliefs, with the equilibrium played from then on. Luck is no part of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from offramp.play.decisions import Deal, Decision
from offramp.play.table import Match


@dataclass(frozen=True)
class Slip:
    """A choice that gave something away.

    Attributes:
        decision, chosen: the point and the choice; cost: as a flow, a share of the stakes a month for ever from then
            on; counted: the same counted from the start of the match.
    """

    decision: Decision
    chosen: str
    cost: float
    counted: float


@dataclass(frozen=True)
class Debriefing:
    """Attributes: slips: in order; total: their cost counted from the start; missed: best deals not taken; followed: choices

    that were those of the equilibrium, of all `choices`.
    """

    slips: list[Slip]
    total: float
    missed: list[tuple[int, Deal, float]]
    followed: int
    choices: int

    @property
    def left(self) -> Slip | None:
        """Where the path was left first, at a cost."""
        return self.slips[0] if self.slips else None


def debrief(match: Match) -> Debriefing:
    """Look back on a match, over or not."""
    beta = float(match.k.beta[match.side])
    slips, missed, followed = [], [], 0
    for decision, chosen in match.record.decisions:
        cost = decision.cost(chosen)
        followed += chosen == decision.best
        if cost > 10 * match.k.tolerance:
            flow = cost * (1.0 - beta)
            slips.append(Slip(decision, chosen, flow, flow * beta**decision.month))
        if decision.kind == "offer" and chosen not in decision.accepted:
            best = _best_accepted(decision)
            if best is not None:
                gain = best[1] - decision.option("none").worth
                missed.append((decision.month, best[0], gain * (1.0 - beta)))
    total = sum(slip.counted for slip in slips)
    return Debriefing(slips, total, missed, followed, len(match.record.decisions))


def _best_accepted(decision: Decision) -> tuple[Deal, float] | None:
    """The settlement that the other side would have accepted and that is best for the player."""
    known = [option for option in decision.options if option.code in decision.accepted and option.deal is not None]
    best = max(known, key=lambda option: option.worth, default=None)
    return None if best is None or best.deal is None else (best.deal, best.worth)
