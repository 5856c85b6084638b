"""`offramp export SCENARIO --gambit OUT.efg`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from offramp import study
from offramp.cli.console import say
from offramp.errors import RunFolderError
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
    from offramp.game.solve import solve
    from offramp.game.spec import Plan, build_game, start_of

    scenario = load(name)
    policy = study.checked_policies(scenario, [options.policy or scenario.baseline])[0]
    study.prepare(scenario, say)
    world, start = central_world(scenario), start_of(scenario, central_world(scenario))

    def tree_of(months: int) -> extensive.Tree:
        return extensive.Tree(solve(build_game(scenario, world, Plan.of(policy), months=months)), start)

    tree = tree_of(options.months) if options.months else extensive.deepest(tree_of)
    worth = tree.worth
    told = f"offramp {policy}, {tree.game.months} months: worth {worth[0]:.12f} to A, {worth[1]:.12f} to B (flows for ever)"
    text = extensive.efg(tree, scenario.title, told)
    _write(options.gambit, text)
    print(f"{tree.game.months} months, {tree.size:,} nodes: {options.gambit}")
    print(f"By offramp it is worth {worth[0]:.6f} to A and {worth[1]:.6f} to B, as flows for ever.")


def _write(path: Path, text: str) -> None:
    """Write a new file; an existing one is left alone."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise RunFolderError(f"{path} exists already; nothing was written") from None
    except OSError as error:
        raise RunFolderError(f"cannot write {path}: {error.strerror}") from None
