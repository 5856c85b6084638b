"""What a scenario gives a game before any policy: its axes, where the war stands, what crosses red lines, what land is worth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from offramp.game.grid import Grid
from offramp.game.rules import Floats, Ints
from offramp.scenario import Scenario, World

SIDES = ("a", "b")


def grid_of(scenario: Scenario) -> Grid:
    """The axes of a scenario's game."""
    return Grid(
        rungs=(len(scenario.ladders.a.rungs), len(scenario.ladders.b.rungs)),
        capacity_top=scenario.capacity.top,
        positions=np.array(scenario.front.cells, dtype=np.float64),
        lines_per_cell=scenario.front.lines_per_cell,
        packages=len(scenario.packages),
    )


def front_now(scenario: Scenario) -> int:
    """Index of the front cell at the start."""
    return int(np.argmin(np.abs(np.array(scenario.front.cells) - scenario.front.now)))


def start_of(scenario: Scenario, world: World) -> dict[tuple, float]:
    """The start state of a world without a record: at peace where the scenario begins in it, else at war."""
    peace = start_in_peace(scenario)
    if peace is None:
        return {war_at_start(scenario, world): 1.0}
    return {("peace", *peace, *capacity_now(world)): 1.0}


def war_at_start(scenario: Scenario, world: World) -> tuple:
    """The war state that the scenario gives, ("war", f, c_a, c_b, r_a, r_b): today's front, capacities and rungs."""
    rungs = (scenario.ladders.a.start, scenario.ladders.b.start)
    return ("war", front_now(scenario), *capacity_now(world), *rungs)


def capacity_now(world: World) -> tuple[int, int]:
    """Levels of A and B at the start."""
    a, b = (round(world.value(f"capacity.now.{side}")) for side in SIDES)
    return a, b


def start_in_peace(scenario: Scenario) -> tuple[int, int] | None:
    """Indices of the package in force at the start and of its line; None where the scenario begins in war."""
    begins = scenario.start_in
    if begins is None:
        return None
    away = np.abs(grid_of(scenario).line_positions() - scenario.line_today)
    return list(scenario.packages).index(begins.package), int(np.argmin(away))


def line_of(scenario: Scenario, grid: Grid, package: str) -> int:
    """Index of the line nearest to the one that a package names, or -1 where the line is bargained over."""
    named = scenario.packages[package].line
    return -1 if named is None else int(np.argmin(np.abs(grid.line_positions() - named)))


def aid_by_side(scenario: Scenario, world: World, months: Ints | Floats) -> Floats:
    """Aid to each side by month in model units, all its donors together, (2, T)."""
    out = np.zeros((2, len(months)))
    for i, side in enumerate(SIDES):
        for donor in scenario.aid[side]:
            out[i] += world.series(f"aid.{side}.{donor}", months)
        with np.errstate(over="ignore"):  # a game refuses what is no finite number
            out[i] /= scenario.aid_scale[side]
    return out


def crossing(scenario: Scenario, world: World) -> set[str]:
    """Packages that cross a red line which is real in this world."""
    out: set[str] = set()
    for name in scenario.red_lines:
        if world.yes(f"red_lines.{name}.real"):
            out |= crossed_by(scenario, name)
    return out


def crossed_by(scenario: Scenario, red_line: str) -> set[str]:
    """Packages that cross a red line, real or not."""
    options = scenario.red_lines[red_line].crossed_by
    return {
        name
        for name, package in scenario.packages.items()
        if any(package.terms.get(issue) in barred for issue, barred in options.items())
    }


def territory(scenario: Scenario, world: World, side: str, positions: Sequence[float] | Floats) -> Floats:
    """What side a or b makes of holding each position, between 0 (nothing) and 1 (all)."""
    values = scenario.preferences[side].territory.values
    if values is None:
        first, last = scenario.front.cells[0], scenario.front.cells[-1]
        share = (np.asarray(positions) - first) / (last - first)
        return share if side == "a" else 1.0 - share
    known = sorted((float(key), world.value(f"preferences.{side}.territory.values.{key}")) for key in values)
    return np.asarray(np.interp(positions, [p for p, _ in known], [v for _, v in known]))
