"""What is put in for a headline, in one world: chances that need no game, or one in which nobody has anything to decide.

- *general war*: the hazard of today's rungs, month after month to the horizon;
- *a side prevails*: the war fought to the horizon on today's rungs, without deals and without capitulation;
- *a deal*: in what share of the months the sides are in contact at all.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from offramp.ensemble.plays import actual_world
from offramp.game.forward import run_course
from offramp.game.given import war_at_start
from offramp.game.rules import Floats
from offramp.game.solve import room_of_thread, solve
from offramp.game.spec import Plan, rulebook
from offramp.scenario import Scenario, World

#: Worth of a defeat (flow for ever) so bad that nobody capitulates.
NEVER = -1e6


def general_war(scenario: Scenario, world: World, rungs: tuple[int, int] | None = None) -> float:
    """Chance of general war by the horizon if the war were fought all that time on these rungs (default: today's)."""
    a, b = rungs or (scenario.ladders.a.start, scenario.ladders.b.start)
    months, table = np.arange(scenario.horizon), scenario.hazard.table
    if table is not None and a < len(table) and b < len(table[a]) and table[a][b] is not None:
        monthly = world.series(f"hazard.table.{a}.{b}", months)
    else:
        monthly = world.series("hazard.base", months) * world.series("hazard.growth", months) ** (a + b)
    return float(1.0 - np.prod(1.0 - monthly))


def general_war_ratio(scenario: Scenario, world: World, above: str, below: str) -> float:
    """Chance of general war by the horizon under one policy over that under another, as it was put in.

    Each side whose cap differs between the policies fights on it, the other on today's rung. 1 where no cap differs.
    """
    world = world.fresh()  # an ensemble's worlds are many and stay
    books = [rulebook(scenario, world, Plan.of(policy)) for policy in (above, below)]
    caps, hazards = [book.bounds("cap") for book in books], [book.hazard() for book in books]
    months, starts = np.arange(scenario.horizon), (scenario.ladders.a.start, scenario.ladders.b.start)
    differs = [bool((caps[0][side, months] != caps[1][side, months]).any()) for side in (0, 1)]
    chances = []
    for cap, hazard in zip(caps, hazards, strict=True):
        rungs = [
            np.minimum(cap[side, months], hazard.shape[1 + side] - 1)
            if differs[side]
            else np.full(len(months), starts[side])
            for side in (0, 1)
        ]
        chances.append(1.0 - np.prod(1.0 - hazard[months, rungs[0], rungs[1]]))
    return float(chances[0] / chances[1]) if chances[1] > 0 else float("nan")


def prevails(scenario: Scenario, world: World, policy: str) -> Floats:
    """(2,) chance that A and B prevail by the horizon where the war is fought on, with nothing left to decide."""
    world = world.fresh()
    game = rulebook(scenario, world, Plan.of(policy), months=scenario.horizon).game()
    starts = np.array([[scenario.ladders.a.start], [scenario.ladders.b.start]])
    locked = np.broadcast_to(starts, game.cap.shape).copy()
    game = replace(
        game,
        offered=np.zeros_like(game.offered),
        channel=np.zeros_like(game.channel),
        floor=locked,
        cap=locked,
        defeat=np.full(2, NEVER),
    )
    nothing = np.zeros(game.grid.packages, dtype=np.bool_)
    solved = solve(game, with_values=False, packages=nothing, room=room_of_thread())
    course = run_course([(0, solved)], scenario.horizon, {war_at_start(scenario, world): 1.0})
    room_of_thread().leave(solved)
    return np.asarray(course.ends[-1, :2])


def contact(scenario: Scenario, world: World, policy: str) -> float:
    """Chance of contact in a month, on average over the months to the horizon."""
    played, months = actual_world(scenario, world.fresh(), policy), np.arange(scenario.horizon)
    return float((played.series("channel.a", months) * played.series("channel.b", months)).mean())
