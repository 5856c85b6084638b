"""`offramp check SCENARIO`."""

from __future__ import annotations

import json

from offramp.cli.console import INVALID
from offramp.errors import RulesError, ScenarioError
from offramp.scenario import Scenario, central_world, draw_worlds, load

PLAYED = 32


def show(name: str, *, as_json: bool) -> int:
    """Validate a scenario and try its numbers; returns the exit code."""
    if not as_json:
        scenario = load(name)
        _say(scenario)
        return 0
    try:
        scenario = load(name)
    except ScenarioError as error:
        problems = [vars(p) if hasattr(p, "__dict__") else {"found": str(p)} for p in error.problems]
        print(json.dumps({"valid": False, "problems": problems}, indent=1, ensure_ascii=False))
        return INVALID
    print(json.dumps({"valid": True, "hash": scenario.hash, **counts(scenario)}, indent=1, ensure_ascii=False))
    return 0


def counts(scenario: Scenario) -> dict[str, int]:
    """How much the scenario holds of what."""
    return {
        "packages": len(scenario.packages),
        "policies": len(scenario.policies),
        "uncertain quantities": len(scenario.quantities()),
        "claims": len(scenario.claims),
        "readings": len(scenario.readings),
        "conclusions": len(scenario.conclusions),
    }


def _say(scenario: Scenario) -> None:
    print(f"{scenario.name}: valid ({scenario.title})")
    print("  " + ", ".join(f"{number} {what}" for what, number in counts(scenario).items()))
    print(f"  hash {scenario.short_hash}")
    for note in lines_between_cells(scenario):
        print(f"  note: {note}")
    unplayable = _unplayable(scenario)
    if unplayable:
        print(f"  note: {len(unplayable)} of {PLAYED + 1} worlds tried cannot be played; the first: {unplayable[0]}")


def lines_between_cells(scenario: Scenario) -> list[str]:
    """Packages whose own line is not one of the lines that can be signed, and the line that stands for it."""
    from offramp.game.given import grid_of, line_of

    grid = grid_of(scenario)
    out = []
    for name, package in scenario.packages.items():
        if package.line is None:
            continue
        used = float(grid.line_positions()[line_of(scenario, grid, name)])
        if abs(used - package.line) > 1e-9:
            out.append(
                f"package {name} names the line {package.line:g}; the nearest line of the grid, {used:g}, is used"
            )
    return out


def _unplayable(scenario: Scenario) -> list[str]:
    """Reasons why some of a few worlds cannot be played (a run keeps and flags such worlds)."""
    from offramp.game.packing import pack
    from offramp.game.spec import Plan, build_game

    reasons = []
    for world in [central_world(scenario), *draw_worlds(scenario, PLAYED, seed=1)]:
        for policy in scenario.policies:
            try:
                pack(build_game(scenario, world, Plan.of(policy)))
            except RulesError as error:
                reasons.append(error.problems[0])
                break
    return reasons
