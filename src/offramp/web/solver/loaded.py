"""Scenarios as the solving processes keep them, and worlds with some numbers set by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from offramp.argument.readings import adopt
from offramp.ensemble.preparing import prepare
from offramp.errors import UnknownNameError
from offramp.scenario import Scenario, World, load
from offramp.scenario.drawing import DRAWN, Uniforms
from offramp.scenario.graph import NumberGraph
from offramp.scenario.numbers import Uncertain
from offramp.scenario.world import CENTRAL

Pins = Mapping[str, float]


@lru_cache(maxsize=4)
def scenario_at(path: str, stamp: float) -> Scenario:
    """The scenario of a file as it was when it bore that time. Raises ScenarioError."""
    del stamp  # only tells versions of the file apart
    return load(path)


def warm(path: str) -> None:
    """Load a scenario and compile the solver, so that the first question need not wait for it."""
    prepare(load(path))


def graph_under(scenario: Scenario, claims: Sequence[str]) -> NumberGraph:
    """The numbers with these claims adopted. Raises UnknownNameError."""
    numbers = adopt(scenario, list(claims)).numbers
    return scenario.graph.adopting(numbers) if numbers else scenario.graph


def middle_world(scenario: Scenario, claims: Sequence[str], pins: Pins) -> World:
    """Every number at its middle, as the claims have it, but those that are pinned. Raises UnknownNameError."""
    graph = graph_under(scenario, claims)
    draws = {e.path: e.number.distribution.centre() for e in graph.uncertain() if isinstance(e.number, Uncertain)}
    draws |= {path: value for path, value in pins.items() if path in draws}
    world = World(CENTRAL, draws, graph, Uniforms(0))
    for entry in graph.yes_no():
        draws[entry.path + DRAWN] = 1.0 if world.value(entry.path) >= 0.5 else 0.0
    _set(draws, pins, scenario)
    return World(CENTRAL, draws, graph, Uniforms(0))


def pinned(scenario: Scenario, world: World, graph: NumberGraph, seed: int, pins: Pins) -> World:
    """A drawn world with some numbers set by hand. Raises UnknownNameError."""
    draws = dict(world.draws)
    _set(draws, pins, scenario)
    return World(world.index, draws, graph, Uniforms(seed))


def _set(draws: dict[str, float], pins: Pins, scenario: Scenario) -> None:
    for path, value in pins.items():
        if path not in draws:
            raise UnknownNameError(f"{scenario.name} has no uncertain number {path[:80]!r}")
        draws[path] = float(value)
