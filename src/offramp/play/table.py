"""A match: month by month one side is played by hand, the other by its equilibrium strategy.

Follows the model's order of a month. A match is its setup and the choices made so far, nothing else: playing them again
gives the same match, so a page can be reloaded and a class can share a seed.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field

from offramp.errors import UnknownNameError
from offramp.game.equilibrium import Equilibrium
from offramp.game.fighting import CAPITULATE, GO_DOWN, GO_UP
from offramp.game.packing import CHANNEL, GUARD_A, GUARD_B, INCIDENT, MOVER_A, OFFERED, TALK
from offramp.play.appraisal import Appraiser, Both
from offramp.play.decisions import Deal, Decision, Option
from offramp.play.nature import Nature
from offramp.play.states import Over, Peace, State, War

MOST_CHOICES = 2000


@dataclass(frozen=True)
class Event:
    """Something that happened: month, who did it ("a", "b", "nature", "patron"), what, and what it is about.

    A settlement, a state, or a policy with the month in which it begins (`stage`).
    """

    month: int
    who: str
    what: str
    deal: Deal | None = None
    state: State | None = None
    stage: tuple[int, str] | None = None


@dataclass
class Record:
    """What has happened: decisions with the choice made, and events, in order."""

    decisions: list[tuple[Decision, str]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


class Match:
    """One match, played as far as the choices go.

    Attributes:
        state, month: where it stands; pending: the decision that waits, None once it is over; record: what happened.
    """

    def __init__(
        self,
        equilibrium: Equilibrium,
        start: War | Peace,
        side: int,
        seed: int,
        months: int,
        choices: Iterable[str] = (),
    ) -> None:
        self.side, self.months, self.seed = side, months, seed
        self.play_under(equilibrium)
        self.state: State = start
        self.month = 0
        self.record = Record()
        self.pending: Decision | None = None
        self._way = self._play()
        self._go()
        for code in choices:
            self.choose(code)

    def play_under(self, equilibrium: Equilibrium) -> None:
        """From now on it is this equilibrium that is played."""
        self.appraiser = Appraiser(equilibrium)
        self.nature = Nature(self.appraiser, self.seed)
        self.equilibrium, self.k = equilibrium, equilibrium.packed

    def choose(self, code: str) -> None:
        """Make the choice that waits. Raises UnknownNameError where it is none, or nothing waits."""
        if self.pending is None:
            raise UnknownNameError("this match is over: nothing is left to choose")
        self.pending.option(code)
        self.record.decisions.append((self.pending, code))
        self._go(code)

    def _go(self, code: str | None = None) -> None:
        try:
            self.pending = next(self._way) if code is None else self._way.send(code)
        except StopIteration:
            self.pending = None

    def _play(self) -> Generator[Decision, str, None]:
        while self.month < self.months and not isinstance(self.state, Over):
            if isinstance(self.state, War):
                yield from self._month_of_war(self.state)
            else:
                yield from self._month_of_peace(self.state)
            self.month += 1

    def _mover(self) -> int:
        mover = 0 if self.nature.happens("mover", self.month, float(self.k.month[self.month, MOVER_A])) else 1
        self._note("nature", f"moves-{'ab'[mover]}")
        return mover

    def _note(self, who: str | int, what: str, deal: Deal | None = None, state: State | None = None) -> None:
        self.record.events.append(Event(self.month, who if isinstance(who, str) else "ab"[who], what, deal, state))

    # a month of war

    def _month_of_war(self, at: War) -> Generator[Decision, str, None]:
        t, mover = self.month, self._mover()
        contact = self.nature.happens("contact", t, float(self.k.month[t, CHANNEL]))
        if contact:
            self._note("nature", "contact")
            signed = yield from (self._offer(at) if mover == self.side else self._answer(at))
            if signed is not None:
                self._sign(signed, at)
                return
        fights = yield from self._move(at, mover)
        if fights is not None:
            self._fight(fights)

    def _offer(self, at: War) -> Generator[Decision, str, Deal | None]:
        """The player puts a settlement on the table, or none; returns it where it is accepted."""
        t, me, other = self.month, self.side, 1 - self.side
        on = self.appraiser.going_on(t, me, at)
        options, accepted = [Option("none", on[me])], set()
        best = self._settlement(me, at)
        deals = {f"offer:{deal.d}:{deal.line}": deal for deal in self._within_reach(at)}
        if best is not None and best.mix:
            deals["offer:lottery"] = best
        for code, deal in deals.items():
            worth = self.appraiser.signing(t, deal.d, deal.line, deal.mix, at)
            takes = worth[other] >= on[other] - self.k.tolerance
            options.append(Option(code, worth[me] if takes else on[me], deal))
            if takes:
                accepted.add(code)
        if len(options) == 1:
            return None
        code = "none" if best is None else "offer:lottery" if best.mix else f"offer:{best.d}:{best.line}"
        chosen = yield Decision(t, "offer", at, tuple(options), code, frozenset(accepted))
        if chosen == "none":
            return None
        self._note(me, "offers", deals[chosen])
        self._note(other, "accepts" if chosen in accepted else "refuses", deals[chosen])
        return deals[chosen] if chosen in accepted else None

    def _answer(self, at: War) -> Generator[Decision, str, Deal | None]:
        """The other side offers what its strategy says; the player accepts or refuses."""
        t, me, other = self.month, self.side, 1 - self.side
        deal = self._settlement(other, at)
        if deal is None:
            return None
        self._note(other, "offers", deal)
        takes = Option("accept", self.appraiser.signing(t, deal.d, deal.line, deal.mix, at)[me], deal)
        refuses = Option("refuse", self.appraiser.going_on(t, other, at)[me])
        best = "accept" if takes.worth >= refuses.worth - self.k.tolerance else "refuse"
        chosen = yield Decision(t, "answer", at, (takes, refuses), best, deal=deal)
        self._note(me, "accepts" if chosen == "accept" else "refuses", deal)
        return deal if chosen == "accept" else None

    def _move(self, at: War, mover: int) -> Generator[Decision, str, War | None]:
        """The mover changes its rung or gives up; returns the state in which the month is fought."""
        t = self.month
        if mover == self.side:
            worth = self.appraiser.moves(t, mover, at)
            options = tuple(Option(code, both[mover]) for code, both in worth.items())
            move = yield Decision(t, "move", at, options, self._best_move(mover, at))
        else:
            move = self._best_move(mover, at)
        self._note(mover, move)
        if move == "capitulate":
            self._end(Over("b-prevails" if mover == 0 else "a-prevails"))
            return None
        rung = (at.ra if mover == 0 else at.rb) + {"stay": 0, "down": -1, "up": 1}[move]
        return at.on(mover, rung)

    def _settlement(self, mover: int, at: War) -> Deal | None:
        """What the mover signs on contact by its strategy."""
        found = self.equilibrium.strategy(self.month, mover, (at.f, at.ca, at.cb, at.ra, at.rb))
        if found.package is None or found.line is None:
            return None
        return Deal(found.package, found.line, found.mix)

    def _best_move(self, mover: int, at: War) -> str:
        move = int(self.equilibrium.strategies.move[self.month, at.f, mover, self.appraiser.place(at)])
        return {GO_DOWN: "down", GO_UP: "up", CAPITULATE: "capitulate"}.get(move, "stay")

    def _within_reach(self, at: War) -> list[Deal]:
        """Every settlement that may be put on the table: packages on offer, lines within reach or their own."""
        k = self.k
        return [
            Deal(d, line)
            for d in range(k.packages)
            if k.package[self.month, OFFERED, d]
            for line in range(int(k.window[0, at.f, d]), int(k.window[1, at.f, d]) + 1)
        ]

    def _sign(self, deal: Deal, at: War) -> None:
        line = deal.line + (1 if deal.mix and self.nature.happens("lottery", self.month, deal.mix) else 0)
        self._note("nature", "signed", Deal(deal.d, line))
        self._rest(Peace(deal.d, line, at.ca, at.cb))

    def _fight(self, at: War) -> None:
        self.state = self.nature.fight(self.month, at)
        self._note("nature", "fought", state=self.state)

    def _end(self, how: Over) -> None:
        self.state = how
        self._note("nature", "fought", state=how)

    # a month of peace

    def _month_of_peace(self, at: Peace) -> Generator[Decision, str, None]:
        t, mover = self.month, self._mover()
        if self.nature.happens("contact", t, float(self.k.month[t, TALK])):
            at = yield from (self._propose(at) if mover == self.side else self._reply(at))
        for turn, side in enumerate((mover, 1 - mover)):
            broken = yield from self._keep(at, side, first=turn == 0)
            if broken:
                self._break(at, side)
                return
        if self.nature.happens("incident", t, float(self.k.package[t, INCIDENT, at.d])):
            self._note("nature", "incident")
            self._fight(self.nature.resume(t, at, 2, (at.ca, at.cb)))
            return
        self._rest(at)

    def _propose(self, at: Peace) -> Generator[Decision, str, Peace]:
        """The player may propose another package at the same line."""
        t, me, other = self.month, self.side, 1 - self.side
        stay = self.appraiser.held(t, me, at)[0]
        options, accepted, others = [Option("none", stay[me])], set(), self._amendments(at)
        for d in others:
            worth = self.appraiser.held(t, me, Peace(d, at.line, at.ca, at.cb))[0]
            takes = worth[me] > stay[me] + self.k.tolerance and worth[other] >= stay[other] - self.k.tolerance
            options.append(Option(f"propose:{d}", worth[me] if takes else stay[me], Deal(d, at.line)))
            if takes:
                accepted.add(f"propose:{d}")
        if not others:
            return at
        planned = self._amendment(me, at)
        best = "none" if planned == at.d else f"propose:{planned}"
        chosen = yield Decision(t, "propose", at, tuple(options), best, frozenset(accepted))
        if chosen == "none":
            return at
        deal = Deal(int(chosen.split(":")[1]), at.line)
        self._note(me, "proposes", deal)
        self._note(other, "accepts" if chosen in accepted else "refuses", deal)
        return Peace(deal.d, at.line, at.ca, at.cb) if chosen in accepted else at

    def _reply(self, at: Peace) -> Generator[Decision, str, Peace]:
        """The other side may propose another package; the player accepts or refuses."""
        t, me, other = self.month, self.side, 1 - self.side
        new = self._amendment(other, at)
        if new == at.d:
            return at
        deal, then = Deal(new, at.line), Peace(new, at.line, at.ca, at.cb)
        self._note(other, "proposes", deal)
        worth: list[Both] = [self.appraiser.held(t, other, each)[0] for each in (then, at)]
        options = (Option("accept", worth[0][me], deal), Option("refuse", worth[1][me]))
        best = "accept" if worth[0][me] >= worth[1][me] - self.k.tolerance else "refuse"
        chosen = yield Decision(t, "reply", at, options, best, deal=deal)
        self._note(me, "accepts" if chosen == "accept" else "refuses", deal)
        return then if chosen == "accept" else at

    def _keep(self, at: Peace, side: int, *, first: bool) -> Generator[Decision, str, bool]:
        """Whether a side breaks the deal at its turn."""
        t, breaks = self.month, self.appraiser.breaks(self.month, side, at, second_to_come=first)
        if side != self.side:
            return breaks
        if not self.k.breaking:
            return False
        keep = self.appraiser.waiting(t, side, at) if first else self.appraiser.kept(t, at)
        options = (Option("keep", keep[side]), Option("break", self.appraiser.broken(t, side, at)[side]))
        chosen = yield Decision(t, "keep", at, options, "break" if breaks else "keep")
        return chosen == "break"

    def _break(self, at: Peace, side: int) -> None:
        t = self.month
        self._note(side, "breaks", Deal(at.d, at.line))
        capacity = (at.ca, at.cb)
        if self.nature.happens("guarantor", t, float(self.k.package[t, (GUARD_B, GUARD_A)[side], at.d])):
            self._note("nature", f"helps-{'ba'[side]}")
            capacity = self.appraiser.helped(side, at)
        self._fight(self.nature.resume(t, at, side, capacity))

    def _rest(self, at: Peace) -> None:
        self.state = self.nature.rest(self.month, at)
        self._note("nature", "peace", state=self.state)

    def _amendments(self, at: Peace) -> list[int]:
        """Packages that may be proposed instead of the one in force."""
        k = self.k
        fits = [d for d in range(k.packages) if k.package[self.month, OFFERED, d] and k.own_line[d] in (-1, at.line)]
        return [d for d in fits if d != at.d]

    def _amendment(self, mover: int, at: Peace) -> int:
        """The package that the mover proposes by its strategy; the one in force where it proposes none."""
        place = (at.ca * self.k.capacity_levels + at.cb) * self.k.lines + at.line
        return int(self.equilibrium.strategies.amend[self.month, mover, at.d, place])
