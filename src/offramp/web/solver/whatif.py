"""What if: one set of assumptions, a few of them moved by hand, under a policy and the one it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from offramp.ensemble.plays import plays
from offramp.ensemble.solve_world import likeliest_state
from offramp.game.bargaining import BargainingRange, bargaining_range
from offramp.game.equilibrium import Equilibrium
from offramp.game.forward import Course, run_course
from offramp.game.history import weigh
from offramp.game.rules import Floats
from offramp.game.solve import solve
from offramp.game.spec import build_game, start_of
from offramp.scenario import Scenario, World
from offramp.web.drawing import telling
from offramp.web.solver.loaded import Pins, middle_world, scenario_at

_POOL = ThreadPoolExecutor(2)  # the kernels run without the interpreter's lock


@dataclass(frozen=True)
class Answer:
    """One policy in one world.

    Attributes:
        chance: (6, horizon+1) of `findings.outcomes.OUTCOMES`; today: the bargaining range; line: position of today's
            front by line index.
    """

    chance: Floats
    today: BargainingRange
    lines: Floats


def answer(path: str, stamp: float, claims: Sequence[str], pins: Pins, policy: str, base: str) -> dict[str, Any]:
    """Solve and draw: JSON-ready parts of the page. Raises UnknownNameError, RulesError, ScenarioError."""
    scenario = scenario_at(path, stamp)
    world = middle_world(scenario, claims, pins)
    start, possible = opening(scenario, world)
    names = list(dict.fromkeys([policy, base]))
    found = dict(zip(names, _POOL.map(lambda name: follow(scenario, world, name, start), names), strict=True))
    told = telling.told(scenario, policy, base, found[policy], found[base])
    return told | {"possible": possible, "values": dict(world.draws)}


def opening(scenario: Scenario, world: World) -> tuple[Any, bool]:
    """Where the war stands today as the record leaves it, and whether the record could have happened in this world."""
    if scenario.record is None:
        return start_of(scenario, world), True
    history = weigh(scenario, world)
    return (history.filtered.start, True) if history.possible else (start_of(scenario, world), False)


def follow(scenario: Scenario, world: World, policy: str, start: Any) -> Answer:
    """Solve one policy in one world. Raises UnknownNameError, RulesError."""
    played, course = followed(scenario, world, policy, start)
    first = played[0][1]
    today = bargaining_range(first, likeliest_state(first, start))
    return Answer(chances(course), today, first.game.grid.line_positions())


def followed(
    scenario: Scenario, world: World, policy: str, start: Any
) -> tuple[list[tuple[int, Equilibrium]], Course]:
    """The equilibria that are played in turn, and the course they make. Raises UnknownNameError, RulesError."""
    games = [(month, build_game(scenario, world, plan)) for month, plan in plays(scenario, world, policy)]
    played = [(month, solve(game, keep=scenario.horizon, with_values=False)) for month, game in games]
    return played, run_course(played, scenario.horizon, start)


def chances(course: Course) -> Floats:
    """Chances of the outcomes by month, (6, months+1), in the order of `findings.outcomes.OUTCOMES`."""
    return np.stack([course.fighting, course.frozen, course.peace.sum(1), *course.ends.T])


