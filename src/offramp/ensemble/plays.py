"""What is played in a world: policies in turn, what both sides foresee of them, and what comes as a surprise.

A play is named by a policy (`sustain`), by a switch of the scenario, or by a policy with a later start:
`talks-now@12` is the
baseline for 12 months and then talks-now, known to both sides from the beginning; `talks-now@12!` is the same as a
surprise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from offramp.errors import UnknownNameError
from offramp.game.spec import Plan
from offramp.scenario import Scenario, World

_LATER = re.compile(r"(?P<policy>.+)@(?P<month>\d+)(?P<surprise>!?)")


@dataclass(frozen=True)
class Play:
    """Attributes: name; stages: (month, policy) in turn, the first from month 0.

    Announced: whether later stages are foreseen.
    """

    name: str
    stages: tuple[tuple[int, str], ...]
    announced: bool = True


def later(policy: str, month: int, *, announced: bool = True) -> str:
    """Name of the play that starts `policy` in `month`."""
    return policy if month == 0 else f"{policy}@{month}{'' if announced else '!'}"


def play_of(scenario: Scenario, name: str) -> Play:
    """The play called `name`. Raises UnknownNameError with the nearest policy or switch."""
    if name in scenario.policies:
        return Play(name, ((0, name),))
    if name in scenario.switches:
        switch = scenario.switches[name]
        return Play(name, ((0, switch.first), (switch.at, switch.then)), switch.announced)
    found = _LATER.fullmatch(name)
    if found and found["policy"] in scenario.policies:
        stages = ((0, scenario.baseline), (int(found["month"]), found["policy"]))
        return Play(name, stages if stages[1][0] else stages[1:], not found["surprise"])
    known = [*scenario.policies, *scenario.switches]
    near = get_close_matches(name, known, n=1, cutoff=0.0)
    message = f"{scenario.name} has no policy {name!r}; did you mean {near[0]!r}? It has: {', '.join(known)}"
    raise UnknownNameError(message)


def happening(scenario: Scenario, world: World, policy: str) -> list[str]:
    """Events that happen in this world under a policy."""
    return [
        name
        for name, event in scenario.events.items()
        if world.yes(f"events.{name}.happens") and (event.policies is None or policy in event.policies)
    ]


def plays(scenario: Scenario, world: World, name: str) -> list[tuple[int, Plan]]:
    """The plan that both sides expect at first, and the plans that surprises put in its place, by month."""
    play = play_of(scenario, name)
    events = happening(scenario, world, play.stages[0][1])
    hidden = [event for event in events if world.yes(f"events.{event}.surprise")]
    known = [event for event in events if event not in hidden]
    stages = play.stages if play.announced else play.stages[:1]
    shocks: list[tuple[int, str | None]] = [(scenario.events[event].month, event) for event in hidden]
    if not play.announced:
        shocks += [(month, None) for month, _ in play.stages[1:]]
    out = [(0, Plan(stages, tuple(known)))]
    for month, event in sorted(shocks, key=lambda shock: (shock[0], shock[1] or "")):
        if event is None:
            stages = tuple(stage for stage in play.stages if stage[0] <= month)
        else:
            known.append(event)
        out.append((month, Plan(stages, tuple(known))))
    return out


def actual_world(scenario: Scenario, world: World, name: str) -> World:
    """The world with every change laid over it that really happens under a play, foreseen or not."""
    return actual_of(scenario, world, play_of(scenario, name).stages)


def actual_of(scenario: Scenario, world: World, stages: Sequence[tuple[int, str]]) -> World:
    """The same for policies in turn, (month, policy), the first from month 0."""
    for start, policy in stages:
        world = world.changed(scenario.policies[policy].changes, start=start)
    for event in happening(scenario, world, stages[0][1]):
        world = world.changed(scenario.events[event].changes, start=scenario.events[event].month)
    return world
