"""From a scenario to a match: which world is played, where it starts, and what is solved once for all matches of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from offramp.ensemble.plays import plays
from offramp.ensemble.solve_world import likeliest_state
from offramp.errors import UnknownNameError
from offramp.game.equilibrium import Equilibrium
from offramp.game.given import start_of
from offramp.game.history import weigh
from offramp.game.solve import solve
from offramp.game.spec import build_game
from offramp.play.states import Peace, War, state_called
from offramp.play.table import Match
from offramp.scenario import Scenario, World, central_world
from offramp.scenario.problems import nearest

SIDES = ("a", "b")


@dataclass(frozen=True)
class Board:
    """A solved war to be played: the world with every number at its middle, under one policy."""

    scenario: Scenario
    policy: str
    equilibrium: Equilibrium
    start: War | Peace

    def match(self, side: str, seed: int, months: int, choices: Iterable[str] = ()) -> Match:
        """A match as far as the choices go. Raises UnknownNameError for a side or choice that does not exist."""
        return Match(self.equilibrium, self.start, side_of(self.scenario, side), seed, self.within(months), choices)

    def within(self, months: int) -> int:
        """Months that can be played: at least one, at most the horizon."""
        return max(1, min(months, self.scenario.horizon))


def set_up(scenario: Scenario, policy: str) -> Board:
    """Solve the war for playing; events that happen in this world are foreseen by both sides.

    The start is today's front with the likeliest capacities and rungs, or the peace it begins in. Raises UnknownNameError, RulesError.
    """
    if policy not in scenario.policies:
        near = nearest(policy, scenario.policies)
        hint = f"; did you mean {near!r}?" if near else ""
        raise UnknownNameError(f"{scenario.name} has no policy {policy[:40]!r}{hint}")
    world = central_world(scenario)
    game = build_game(scenario, world, plays(scenario, world, policy)[-1][1])
    equilibrium = solve(game, keep=scenario.horizon)
    return Board(scenario, policy, equilibrium, state_called(likeliest_state(equilibrium, opening(scenario, world))))


def opening(scenario: Scenario, world: World) -> object:
    """Where the war stands today as the record leaves it, else as the file says, by probability."""
    if scenario.record is not None:
        history = weigh(scenario, world)
        if history.possible:
            return history.filtered.start
    return start_of(scenario, world)


def side_of(scenario: Scenario, name: str) -> int:
    """0 for A, 1 for B; by letter or by name. Raises UnknownNameError naming the nearest."""
    known = {**{scenario.sides[side].name.lower(): i for i, side in enumerate(SIDES)}, "a": 0, "b": 1}
    if name.lower() in known:
        return known[name.lower()]
    names = [scenario.sides[side].name for side in SIDES]
    near = nearest(name, names)
    hint = f"; did you mean {near!r}?" if near else ""
    raise UnknownNameError(f"there is no side {name[:40]!r}{hint} (sides: {', '.join(names)}; or a, b)")
