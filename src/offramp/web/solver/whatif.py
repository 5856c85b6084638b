"""What if: one set of assumptions, a few of them moved by hand, under a policy and the one it is compared with."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np

from offramp.ensemble.plays import plays
from offramp.ensemble.solve_world import likeliest_state
from offramp.ensemble.world_solver import digest
from offramp.game.bargaining import BargainingRange, range_today
from offramp.game.equilibrium import Equilibrium
from offramp.game.forward import Course, run_course
from offramp.game.given import start_of
from offramp.game.history import weigh
from offramp.game.rules import Floats, Game
from offramp.game.solve import Room, solve
from offramp.game.spec import build_game
from offramp.scenario import Scenario, World
from offramp.web.drawing import telling
from offramp.web.solver.loaded import Pins, middle_world, scenario_at
from offramp.web.solver.process import check_overtaken

REMEMBERED = 8  # games; an answer has four where an event takes the sides by surprise
_POOL = ThreadPoolExecutor(2)  # the kernels run without the interpreter's lock

Asked = tuple[Game, int]  # a game, and for how many of its months the strategies are needed


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
    names = list(dict.fromkeys([policy, base]))
    # Every game of the answer is independent of the others: they are solved side by side, the history among them. The
    # chosen policy is followed while the last game of the other one is still being solved.
    begun = _POOL.submit(_unless_overtaken, opening, scenario, world)
    solving = {
        name: [(month, _POOL.submit(_unless_overtaken, _SOLVED, game)) for month, game in games(scenario, world, name)]
        for name in names
    }
    try:
        start, possible = begun.result()
        found = {}
        for name, stages in solving.items():
            found[name] = _answer(scenario, [(month, each.result()) for month, each in stages], start)
    except BaseException:
        for stages in solving.values():
            for _, each in stages:
                each.cancel()
        raise
    told = telling.told(scenario, policy, base, found[policy], found[base])
    return told | {"possible": possible, "values": dict(world.draws)}


def _unless_overtaken(work: Callable[..., Any], *given: object) -> Any:
    """Do a part of an answer, unless nobody waits for it any more. Raises OvertakenError."""
    check_overtaken()
    return work(*given)


def opening(scenario: Scenario, world: World) -> tuple[Any, bool]:
    """Where the war stands today as the record leaves it, and whether the record could have happened in this world."""
    if scenario.record is None:
        return start_of(scenario, world), True
    history = weigh(scenario, world)
    return (history.filtered.start, True) if history.possible else (start_of(scenario, world), False)


def games(scenario: Scenario, world: World, policy: str) -> list[tuple[int, Asked]]:
    """The games that a policy makes, by the month from which each is played, and how many months of each are needed."""
    found = [(month, build_game(scenario, world, plan)) for month, plan in plays(scenario, world, policy)]
    ends = [month for month, _ in found[1:]] + [scenario.horizon]
    return [(month, (game, max(1, min(end, scenario.horizon)))) for (month, game), end in zip(found, ends, strict=True)]


def followed(scenario: Scenario, world: World, policy: str, start: Any) -> tuple[list[tuple[int, Equilibrium]], Course]:
    """The equilibria that are played in turn, and the course they make. Raises UnknownNameError, RulesError."""
    played = [(month, _solve(asked)) for month, asked in games(scenario, world, policy)]
    return played, run_course(played, scenario.horizon, start)


def _answer(scenario: Scenario, played: list[tuple[int, Equilibrium]], start: Any) -> Answer:
    first = played[0][1]
    today = range_today(first, likeliest_state(first, start))
    course = run_course(played, scenario.horizon, start)
    return Answer(chances(course), today, first.game.grid.line_positions())


def _solve(asked: Asked, room: Room | None = None) -> Equilibrium:
    return solve(asked[0], keep=asked[1], with_values=False, room=room)


class _Solved:
    """Solves games; the last few are remembered, since many numbers do not touch every game of an answer.

    The memory of those that are forgotten serves the next: none of the answer in work is among them.
    """

    def __init__(self) -> None:
        self.room = Room()
        self.known: OrderedDict[tuple[bytes, int], Equilibrium] = OrderedDict()
        self.lock = Lock()

    def __call__(self, asked: Asked) -> Equilibrium:
        key = (digest(asked[0]), asked[1])
        with self.lock:
            if key in self.known:
                self.known.move_to_end(key)
                return self.known[key]
        found = _solve(asked, self.room)
        with self.lock:
            self.known[key] = found
            if len(self.known) > REMEMBERED:
                self.room.leave(self.known.popitem(last=False)[1])
        return found


_SOLVED = _Solved()


def chances(course: Course) -> Floats:
    """Chances of the outcomes by month, (6, months+1), in the order of `findings.outcomes.OUTCOMES`."""
    return np.stack([course.fighting, course.frozen, course.peace.sum(1), *course.ends.T])
