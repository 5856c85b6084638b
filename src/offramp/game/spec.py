"""From a scenario, a world and a plan to the rules of one game."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from offramp.game.rulebook import Rulebook
from offramp.game.rules import Game
from offramp.scenario import Scenario, World


@dataclass(frozen=True)
class Plan:
    """What both sides expect to be done: policies in turn and events, all announced.

    Attributes:
        policies: (month from which it holds, policy name), in order; the first from the first month on.
        events: names of the events that both sides see coming.
        lifted: obstacles that are lifted (names of `offramp.game.rulebook.OBSTACLES`).
    """

    policies: tuple[tuple[int, str], ...]
    events: tuple[str, ...] = ()
    lifted: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, policy: str, *events: str) -> Plan:
        """One policy from month 0, with these events foreseen."""
        return cls(policies=((0, policy),), events=events)


def rulebook(scenario: Scenario, world: World, plan: Plan, *, first: int = 0, months: int | None = None) -> Rulebook:
    """The games that `plan` makes in `world`, whatever it lifts; see `build_game` for the arguments and what is raised."""
    count = scenario.horizon + scenario.run_out if months is None else months
    return Rulebook(scenario, world, plan.policies, plan.events, np.arange(first, first + count))


def build_game(scenario: Scenario, world: World, plan: Plan, *, first: int = 0, months: int | None = None) -> Game:
    """The rules of the game that `plan` makes in `world`.

    Args:
        scenario: the war.
        world: one draw of its quantities.
        plan: policies and events that both sides expect.
        first: calendar month of the game's month 0 (negative in a history pass).
        months: months solved; default horizon + run-out.

    Raises:
        UnknownNameError: a policy or event that the scenario does not have.
        RulesError: later, on solving, where the numbers cannot be played.
    """
    return rulebook(scenario, world, plan, first=first, months=months).game(plan.lifted)
