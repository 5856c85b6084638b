"""A patron's match in words, for the browser and the terminal alike."""

from __future__ import annotations

from offramp.play.patron import NOTICE, PatronBoard, PatronMatch, PolicyDecision, Stages, Turn, patrons
from offramp.play.patron_debriefing import PatronDebriefing, Step
from offramp.play.table import Event
from offramp.play.telling import Teller

SAME = 0.005  # accounts closer than this are told as equal


class PatronTeller(Teller):
    """Tells the matches of one patron's board."""

    def __init__(self, board: PatronBoard) -> None:
        super().__init__(board)
        self.party = patrons(board.scenario)[board.party]

    def policy(self, key: str) -> str:
        """A policy in quotation marks."""
        return f"“{self.names.policies[key]}”"

    def asked(self, decision: PolicyDecision) -> str:
        """What the patron is asked."""
        return f"{self.plan(decision.stages, decision.month)} Which policy from here on?"

    def plan(self, stages: Stages, month: int) -> str:
        """The policy in force and what has been announced."""
        current = next(policy for begun, policy in reversed(stages) if begun <= month)
        coming = [(begun, policy) for begun, policy in stages if begun > month]
        words = f"In force: {self.policy(current)}."
        if coming:
            words += f" Announced: {self.policy(coming[0][1])} from month {coming[0][0] + 1}."
        return words

    def turn(self, decision: PolicyDecision, turn: Turn) -> str:
        """An option in words."""
        kind, _, policy = turn.code.partition(":")
        return {
            "stay": f"Stay with {self.policy(decision.in_force)}",
            "switch": f"Switch to {self.policy(policy)} now, as a surprise" if policy else "",
            "announce": f"Announce {self.policy(policy)} in {NOTICE} months" if policy else "",
            "withdraw": "Take back what was announced",
        }[kind]

    def event(self, event: Event) -> str:
        """What happened; a choice of policy among it."""
        if event.stage is None:
            return super().event(event)
        month, policy = event.stage
        return {
            "switches": f"{self.party}: {self.policy(policy)} from this month, as a surprise.",
            "announces": f"{self.party}: {self.policy(policy)} announced for month {month + 1}.",
            "withdraws": f"{self.party}: what was announced is taken back.",
            "begins": f"As announced: {self.policy(policy)} from this month.",
        }[event.what]

    def looking_back(self, match: PatronMatch, found: PatronDebriefing) -> list[str]:
        """The debriefing in sentences."""
        begun = (
            f"The account of {self.party} stood at {found.begun:.2f} when the match began under "
            f"{self.policy(match.board.policy)}, and stands at {found.ended:.2f} now: {signed(found.by_choice)} by your "
            f"choices, {signed(found.by_luck)} by luck. Higher is better."
        )
        out = [begun]
        moved = [step for step in found.steps if step.chosen.code != "stay"]
        if not moved:
            out.append("You never switched.")
        else:
            best, worst = max(moved, key=lambda step: step.gained), min(moved, key=lambda step: step.gained)
            out += [self._switch(match, "gained", best)] if best.gained >= SAME else []
            out += [self._switch(match, "cost", worst)] if worst.gained <= -SAME else []
        told = ", ".join(
            f"{self.policy(each.policy)} {each.with_this_luck:.2f} ({each.foretold:.2f} as foretold)"
            for each in found.stayed
        )
        out.append(f"Staying with one policy from the start, with the same luck: {told}.")
        return out

    def _switch(self, match: PatronMatch, words: str, step: Step) -> str:
        decision = next(decision for decision, turn in match.turns if decision.month == step.month)
        told = self.turn(decision, step.chosen)
        return f"What {words} most, given what was known then: month {step.month + 1}, {told}: {signed(step.gained)}."

    def tables(self, found: PatronDebriefing) -> dict[str, list[list[str]]]:
        """Rows of `along` (each decision) and `stayed` (each policy)."""
        along = [
            [
                str(step.month + 1),
                self.names.policies[step.in_force],
                self._chosen(step.chosen),
                f"{step.before:.2f}",
                f"{step.after:.2f}",
                signed(step.gained),
            ]
            for step in found.steps
        ]
        stayed = [
            [self.names.policies[each.policy], f"{each.foretold:.2f}", f"{each.with_this_luck:.2f}"]
            for each in found.stayed
        ]
        return {"along": along, "stayed": stayed}

    def _chosen(self, turn: Turn) -> str:
        kind, _, policy = turn.code.partition(":")
        label = self.names.policies.get(policy, "")
        words = {"stay": "stay", "withdraw": "take back", "switch": f"{label}, now", "announce": f"{label}, announced"}
        return words[kind]


def signed(value: float) -> str:
    """A difference of accounts."""
    return f"{value:+.2f}" if abs(value) >= SAME else "nothing"
