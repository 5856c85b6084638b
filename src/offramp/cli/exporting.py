"""`offramp export SCENARIO --gambit OUT.efg`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from offramp import study
from offramp.cli.console import say, write_new
from offramp.ensemble.preparing import prepare
from offramp.scenario import central_world, load


@dataclass(frozen=True)
class Options:
    """What the user asked for."""

    gambit: Path
    policy: str | None
    months: int | None


def show(name: str, options: Options) -> None:
    """Write the game of the central world as a tree; say how large it is and what offramp makes of it."""
    from offramp import extensive
    from offramp.game.given import start_of
    from offramp.game.solve import solve
    from offramp.game.spec import Plan, build_game

    scenario = load(name)
    policy = study.checked_policies(scenario, [options.policy or scenario.baseline])[0]
    prepare(scenario, say)
    world = central_world(scenario)
    start = start_of(scenario, world)

    def tree_of(months: int) -> extensive.Tree:
        return extensive.Tree(solve(build_game(scenario, world, Plan.of(policy), months=months)), start)

    tree = tree_of(options.months) if options.months else extensive.deepest(tree_of)
    worth = tree.worth
    told = f"offramp {policy}, {tree.game.months} months: worth {worth[0]:.12f} to A, {worth[1]:.12f} to B (flows for ever)"
    text = extensive.efg(tree, scenario.title, told)
    write_new(options.gambit, text)
    print(f"{tree.game.months} months, {tree.size:,} nodes: {options.gambit}")
    print(f"By offramp it is worth {worth[0]:.6f} to A and {worth[1]:.6f} to B, as flows for ever.")
