"""The record of the war so far, in one world: how likely it was, and the state it leaves the war in.

The history game starts at the first month of the record with the levers of those months; both sides expect the last
levers to go on. The front is observed with a normal error of the record's standard deviation plus half a cell (a front
that lies between two cells must fit both). Of a war that begins in peace it is on record that the deal held (see `held`).
Reference: Rabiner (1989) for the forward algorithm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offramp.game import spec
from offramp.game.equilibrium import Equilibrium
from offramp.game.forward import Filtered, filter_record
from offramp.game.given import SIDES, start_in_peace
from offramp.game.grid import A, B, Grid
from offramp.game.held import filter_peace
from offramp.game.rules import Floats, Game
from offramp.game.solve import room_of_thread, solve
from offramp.scenario import Scenario, World
from offramp.scenario.accounts import Record


@dataclass(frozen=True)
class History:
    """A world's record: its likelihood by part, and `filtered.start`, from which policies start."""

    filtered: Filtered

    @property
    def possible(self) -> bool:
        """Whether the record could have happened in this world at all."""
        return bool(np.isfinite(self.filtered.log_likelihood))


def weigh(scenario: Scenario, world: World) -> History:
    """Solve the history of `world` and weigh the record; the scenario must have a record."""
    record, world = record_of(scenario), world.fresh()
    months = len(record.front)
    first = 1 - months
    game = history_game(scenario, world, first)
    room, no_others = room_of_thread(), np.zeros(game.grid.packages, dtype=np.bool_)
    equilibrium = solve(game, keep=months, with_values=False, packages=no_others, room=room)
    peace = start_in_peace(scenario)
    if peace is None:
        filtered = _of_war(scenario, world, equilibrium, first)
    else:
        filtered = filter_peace(equilibrium, {("peace", *peace, *_levels(scenario, world)): 1.0}, months)
    room.leave(equilibrium)
    return History(filtered)


def _of_war(scenario: Scenario, world: World, equilibrium: Equilibrium, first: int) -> Filtered:
    """The record of a war that was on from the first month of the record."""
    record, grid = record_of(scenario), equilibrium.game.grid
    error = 0.0 if record.error is None else world.value("record.error")
    return filter_record(
        equilibrium,
        _beginning(scenario, world, grid),
        [front_likelihood(grid, seen, error) for seen in record.front],
        _rungs_seen(scenario, first),
        no_deal=record.no_deal,
    )


def record_of(scenario: Scenario) -> Record:
    """The record of a scenario. Raises ValueError where it has none."""
    if scenario.record is None:
        message = f"{scenario.name} has no record"
        raise ValueError(message)
    return scenario.record


def history_game(scenario: Scenario, world: World, first: int) -> Game:
    """The game from the first month of the record, looking as far ahead of the start as every policy does."""
    record = record_of(scenario)
    policy = record.policy or scenario.baseline
    past = world.changed(record.changes)
    months = scenario.horizon + scenario.run_out - first
    plan = spec.Plan(policies=((first, policy),))
    return spec.build_game(scenario, past, plan, first=first, months=months)


def front_likelihood(grid: Grid, seen: float | None, error: float) -> Floats:
    """Probability density of the observed front given each cell, (F+1,); ones where nothing was observed."""
    cells = grid.positions
    if seen is None:
        return np.ones(len(cells))
    half = np.gradient(cells) / 2
    spread = error + half
    return np.exp(-0.5 * ((seen - cells) / spread) ** 2) / (spread * np.sqrt(2 * np.pi))


def _beginning(scenario: Scenario, world: World, grid: Grid) -> Floats:
    """The war at the first month: any interior front, capacities and rungs as the record begins, (F+1, plane)."""
    record, capacity = record_of(scenario), _levels(scenario, world)
    given = record.rungs or {}
    rungs = [given.get(side, scenario.ladders[side].start) for side in SIDES]
    war = np.zeros(grid.war_shape)
    width = np.gradient(grid.positions)[1:-1]
    war[1:-1, capacity[A], capacity[B], rungs[A], rungs[B]] = width / width.sum()
    return war.reshape(len(grid.positions), -1)


def _levels(scenario: Scenario, world: World) -> tuple[int, int]:
    """Capacities in the first month of the record."""
    begun = "record.capacity" if record_of(scenario).capacity is not None else "capacity.now"
    a, b = (round(world.value(f"{begun}.{side}")) for side in SIDES)
    return a, b


def _rungs_seen(scenario: Scenario, first: int) -> dict[int, Floats]:
    """By month of the record, which rung pairs were seen, (R,)."""
    record = record_of(scenario)
    out: dict[int, Floats] = {}
    names = {side: [rung.name for rung in scenario.ladders[side].rungs] for side in SIDES}
    for seen in record.seen:
        own = np.array([name in seen.rungs for name in names[seen.side]], dtype=np.float64)
        pair = np.outer(own, np.ones(len(names["b"]))) if seen.side == "a" else np.outer(np.ones(len(names["a"])), own)
        out[seen.month - first] = out.get(seen.month - first, 1.0) * pair.reshape(-1)
    return out
