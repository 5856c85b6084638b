"""A match in words, for the browser and the terminal alike."""

from __future__ import annotations

from offramp.play.debriefing import Debriefing
from offramp.play.decisions import Deal, Decision, Option
from offramp.play.patron import PatronBoard
from offramp.play.setup import Board
from offramp.play.states import Over, Peace, State, War
from offramp.play.table import Event, Match
from offramp.report.naming import Names, capital

SIDES = ("a", "b")
_ASKED = {
    "offer": "You are in contact and it is your move. Do you put a deal on the table?",
    "answer": "Offer by {other}: {deal}. Do you sign?",
    "move": "It is your move. How do you fight on?",
    "propose": "You are in contact. Do you propose to put another deal in its place?",
    "reply": "Proposed by {other} in its place: {deal}. Do you agree?",
    "keep": "Do you keep the deal?",
}
_DONE = {  # so that a side's name may be singular or plural
    "offers": "Offer by {who}: {deal}.",
    "accepts": "Accepted by {who}.",
    "refuses": "Refused by {who}.",
    "proposes": "Proposed by {who} in its place: {deal}.",
    "stay": "{who}: on as before.",
    "down": "{who}: a rung down.",
    "up": "{who}: a rung up.",
    "capitulate": "Surrender of {who}.",
    "breaks": "The deal is broken by {who}.",
    "contact": "The two sides are in contact.",
    "incident": "An incident that nobody ordered: a month of fighting.",
    "signed": "Signed: {deal}.",
    "moves-a": "First to act: {a}.",
    "moves-b": "First to act: {b}.",
    "helps-a": "The guarantor steps in for {a}.",
    "helps-b": "The guarantor steps in for {b}.",
}


class Teller:
    """Tells the matches of one board."""

    def __init__(self, board: Board | PatronBoard) -> None:
        self.board, self.names = board, Names(board.scenario)
        self.lines = board.equilibrium.game.grid.line_positions()
        self.cells = board.equilibrium.game.grid.positions
        self.packages = list(self.names.packages.values())

    def side(self, side: int) -> str:
        """Name of side 0 or 1."""
        return self.names.side(SIDES[side])

    def unit(self, value: float) -> str:
        """A position with its unit."""
        unit = self.board.scenario.front.unit
        return f"{value:g}{'' if unit == '%' else ' '}{unit}".strip()

    def deal(self, deal: Deal) -> str:
        """A settlement in words."""
        where = f"the line at {self.unit(float(self.lines[deal.line]))}"
        if deal.mix:
            lot = f"with a chance of {deal.mix:.0%} at {self.unit(float(self.lines[deal.line + 1]))} instead"
            where = f"{where}, {lot}"
        return f"{self.packages[deal.d]}, {where}"

    def state(self, state: State) -> str:
        """Where the match stands."""
        if isinstance(state, Over):
            ends = {"general-war": "General war has come. Everybody loses."}
            return ends.get(state.how, f"Victory of {self.side(0 if state.how[0] == 'a' else 1)}.")
        top = self.board.scenario.capacity.top
        force = f"forces {self.side(0)} {state.ca} of {top}, {self.side(1)} {state.cb} of {top}"
        if isinstance(state, Peace):
            return f"Peace: {self.deal(Deal(state.d, state.line))}; {force}."
        rungs = ", ".join(
            f"{self.side(i)}: {self.names.rung(SIDES[i], rung)}" for i, rung in enumerate((state.ra, state.rb))
        )
        return f"War: front at {self.unit(float(self.cells[state.f]))}; {force}; {rungs}."

    def question(self, match: Match, decision: Decision) -> str:
        """What the player is asked."""
        deal = self.deal(decision.deal) if decision.deal else ""
        return _ASKED[decision.kind].format(other=self.side(1 - match.side), deal=deal)

    def option(self, match: Match, decision: Decision, option: Option) -> str:
        """An option in words."""
        kind = option.code.split(":")[0]
        if option.deal is not None and kind in ("offer", "propose"):
            return f"{'Offer' if kind == 'offer' else 'Propose'}: {self.deal(option.deal)}"
        state = decision.state
        own = (state.ra, state.rb)[match.side] if isinstance(state, War) else 0
        words = {
            "none": "Offer nothing" if decision.kind == "offer" else "Leave the deal as it is",
            "accept": "Accept",
            "refuse": "Refuse",
            "keep": "Keep it",
            "break": "Break it",
            "capitulate": "Give up: the other side prevails",
        }
        if kind in words:
            return words[kind]
        verb, step = {"stay": ("Stay", 0), "down": ("Step down", -1), "up": ("Climb", 1)}[kind]
        return f"{verb}: {self.names.rung(SIDES[match.side], own + step)}"

    def event(self, event: Event) -> str:
        """What happened; empty where it is told by what follows it."""
        if event.what in ("fought", "peace"):
            return self.state(event.state) if event.state is not None else ""
        who = self.side(SIDES.index(event.who)) if event.who in SIDES else ""
        deal = self.deal(event.deal) if event.deal else ""
        return capital(_DONE[event.what].format(who=who, deal=deal, a=self.side(0), b=self.side(1)))

    def debriefing(self, match: Match, found: Debriefing) -> list[str]:
        """The debriefing in sentences."""
        out = [f"{found.followed} of your {found.choices} choices were those of the equilibrium."]
        if found.left is None:
            out.append("You never left the equilibrium path at a cost: given what was known, nothing was given away.")
        else:
            slip = found.left
            decision = slip.decision
            chose, best = (self.option(match, decision, decision.option(code)) for code in (slip.chosen, decision.best))
            out.append(
                f"You left the equilibrium path in month {decision.month + 1}: “{chose}” instead of “{best}”, at a cost of "
                f"{stakes(slip.cost)}."
            )
            out.append(f"In all, your choices gave away {stakes(found.total)}, counted from the start.")
        if found.missed:
            month, deal, gain = max(found.missed, key=lambda each: each[2])
            out.append(
                f"In month {month + 1} {self.names.side(SIDES[1 - match.side])} would have accepted: {self.deal(deal)}. "
                + (
                    f"To you that was worth {stakes(gain)} more than going on."
                    if gain > 0
                    else "But it was no gain to you."
                )
            )
        return out


def stakes(flow: float) -> str:
    """A value as a flow: a share of everything that is fought for, a month, for ever."""
    return f"{100 * flow:.2g}% of the stakes a month"
