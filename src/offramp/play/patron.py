"""A patron's match: every so many months a party chooses the policy in force; both sides play the equilibrium of it.

A switch at once is a surprise: from its month on the sides play the equilibrium of the plan with the switch. An announced
one is foreseen from the month in which it is announced. A match is its setup and the choices made so far, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from offramp.ensemble.plays import actual_of, happening
from offramp.ensemble.solve_world import likeliest_state
from offramp.errors import UnknownNameError
from offramp.game.equilibrium import Equilibrium
from offramp.game.solve import solve
from offramp.game.spec import Plan, build_game
from offramp.play.counting import Tally, Unattended, accounts
from offramp.play.decisions import option_called
from offramp.play.setup import opening
from offramp.play.states import Peace, State, War, state_called
from offramp.play.table import Event, Record
from offramp.scenario import Scenario, World, central_world
from offramp.scenario.problems import nearest

NOTICE = 6  # months by which a switch is announced ahead
Stages = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Turn:
    """What may be done: its code, and the plan that it makes."""

    code: str
    stages: Stages


@dataclass(frozen=True)
class PolicyDecision:
    """A point at which the patron chooses. Attributes: month; state; stages: the plan so far; options."""

    month: int
    state: State
    stages: Stages
    options: tuple[Turn, ...]

    @property
    def in_force(self) -> str:
        """The policy in force."""
        return self.stages[-1][1] if self.stages[-1][0] <= self.month else self.stages[-2][1]

    def option(self, code: str) -> Turn:
        """The option with this code. Raises UnknownNameError naming the nearest."""
        return option_called(code, self.options)


@dataclass
class PatronBoard:
    """A war to be played as a patron: every number at its middle, plans solved as they are asked for."""

    scenario: Scenario
    party: str
    policy: str
    world: World
    start: War | Peace
    known: dict[Stages, Equilibrium] = field(default_factory=dict)

    @property
    def equilibrium(self) -> Equilibrium:
        """That of the first policy, played for ever."""
        return self.solved(((0, self.policy),))

    def solved(self, stages: Stages) -> Equilibrium:
        """The equilibrium of a plan that both sides know; events that happen are foreseen."""
        if stages not in self.known:
            events = tuple(happening(self.scenario, self.world, stages[0][1]))
            game = build_game(self.scenario, self.world, Plan(stages, events))
            self.known[stages] = solve(game, keep=self.scenario.horizon, with_values=False)
        return self.known[stages]

    def account(self, tally: Tally, month: int, state: State, stages: Stages) -> float:
        """The party's account where `tally` has happened so far and the plan is played from here on."""
        actual = actual_of(self.scenario, self.world, stages)
        solved = self.solved(stages)
        found = accounts(self.scenario, self.world, actual, solved, tally, month, state)
        return float(found[list(self.scenario.parties).index(self.party)])

    def unattended(self, stages: Stages, seed: int) -> Unattended:
        """A match at its beginning."""
        return Unattended(self.solved(stages), self.start, seed, self.scenario.horizon)

    def match(self, seed: int, months: int, every: int, choices: Iterable[str] = ()) -> PatronMatch:
        """A match as far as the choices go. Raises UnknownNameError for a choice that does not exist."""
        return PatronMatch(self, seed, max(1, min(months, self.scenario.horizon)), max(1, every), choices)


class PatronMatch:
    """One match, played as far as the choices go.

    Attributes:
        sides: the two sides at play; stages: the plan so far; turns: decisions with the choice made.
        pending: the decision that waits, None once it is over.
    """

    def __init__(self, board: PatronBoard, seed: int, months: int, every: int, choices: Iterable[str]) -> None:
        self.board, self.seed, self.months, self.every = board, seed, months, every
        self.stages: Stages = ((0, board.policy),)
        self.sides = board.unattended(self.stages, seed)
        self.turns: list[tuple[PolicyDecision, Turn]] = []
        self.pending: PolicyDecision | None = None
        self._go_on()
        for code in choices:
            self.choose(code)

    @property
    def state(self) -> State:
        """Where the match stands."""
        return self.sides.state

    @property
    def month(self) -> int:
        """The month that is to be played next."""
        return self.sides.month

    @property
    def record(self) -> Record:
        """What has happened."""
        return self.sides.record

    def choose(self, code: str) -> None:
        """Make the choice that waits. Raises UnknownNameError where it is none, or nothing waits."""
        if self.pending is None:
            raise UnknownNameError("this match is over: nothing is left to choose")
        turn = self.pending.option(code)
        self.turns.append((self.pending, turn))
        if turn.stages != self.stages:
            what = {"switch": "switches", "announce": "announces"}.get(code.split(":", maxsplit=1)[0], "withdraws")
            self.record.events.append(Event(self.month, "patron", what, stage=turn.stages[-1]))
            self.stages = turn.stages
            self.sides.play_under(self.board.solved(self.stages))
        self.sides.go_on()
        self._go_on()

    def _go_on(self) -> None:
        """To the next decision, or the end."""
        self.pending = None
        while not self.sides.over and self.month < self.months:
            if self.stages[-1][0] == self.month > 0 and not self._switched_now():
                self.record.events.append(Event(self.month, "patron", "begins", stage=self.stages[-1]))
            if self.month and self.month % self.every == 0:
                self.pending = PolicyDecision(self.month, self.state, self.stages, self._options())
                return
            self.sides.go_on()

    def _switched_now(self) -> bool:
        return bool(self.turns) and self.turns[-1][0].month == self.month

    def _options(self) -> tuple[Turn, ...]:
        """Stay; every other policy at once, or announced; take back what was announced."""
        t, board = self.month, self.board
        past = tuple(stage for stage in self.stages if stage[0] <= t)
        before = tuple(stage for stage in past if stage[0] < t) or past[:1]
        others = [policy for policy in board.scenario.policies if policy != past[-1][1]]
        out = [Turn("stay", self.stages)]
        out += [Turn(f"switch:{policy}", (*before, (t, policy))) for policy in others]
        if t + NOTICE < self.months:
            out += [Turn(f"announce:{policy}", (*past, (t + NOTICE, policy))) for policy in others]
        if past != self.stages:
            out.append(Turn("withdraw", past))
        return tuple(out)


def patrons(scenario: Scenario) -> dict[str, str]:
    """Key -> label of the parties that may be played: those with an account who are not one of the sides."""
    sides = {scenario.sides[side].name for side in ("a", "b")}
    named = {key: party.label or key for key, party in scenario.parties.items() if party.weights}
    return {key: label for key, label in named.items() if not sides & {key, label}}


def set_up_patron(scenario: Scenario, party: str, policy: str) -> PatronBoard:
    """A war to be played by a party, which begins with `policy`. Raises UnknownNameError, RulesError."""
    known = patrons(scenario)
    keys = {name.lower(): key for key, label in known.items() for name in (key, label)}
    if party.lower() not in keys:
        near = nearest(party, [*known])
        hint = f"; did you mean {near!r}?" if near else ""
        raise UnknownNameError(f"{scenario.name} has no patron {party[:40]!r}{hint} (patrons: {', '.join(known)})")
    world = central_world(scenario)
    board = PatronBoard(scenario, keys[party.lower()], policy, world, War(1, 1, 1, 0, 0))
    return replace(board, start=state_called(likeliest_state(board.equilibrium, opening(scenario, world))))
