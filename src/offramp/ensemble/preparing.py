"""Compiling the solver before it is needed, with a word on it; `python -m offramp.ensemble.preparing` compiles the forward passes.

Backward induction takes the compiler longest. The kernels that walk forwards are compiled beside it by a process of their own, which
leaves them in the cache that both read.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np

from offramp.errors import RulesError
from offramp.game.compiled import cache_folder, one_compiles
from offramp.game.equilibrium import Equilibrium
from offramp.game.forward import likelihood, run_course
from offramp.game.given import start_of
from offramp.game.packing import pack
from offramp.game.solve import Room, solve
from offramp.game.spec import Plan, build_game
from offramp.game.survival import survival
from offramp.scenario import Scenario, central_world, load

#: A short game of any war will do: kernels are the same for all.
SHORT, KEPT = 3, 2
ANY_WAR = "korea-1951"


def prepare(scenario: Scenario, tell: Callable[[str], None] = lambda _: None) -> None:
    """Compile the solver if this machine has not yet, saying so first.

    A scenario that cannot be played is left to the run.
    """
    begun = time.monotonic()
    kept, kernels = Path(cache_folder()), ("induct", "walk", "follow") if scenario.packages else ("induct", "walk")
    if all(any(kept.rglob(f"*{kernel}-*.nbi")) for kernel in kernels):
        try_out(scenario)
        return
    tell("compiling the solver (once on this machine, about a minute)")
    with one_compiles(), _forwards_beside() as forwards:
        try_out(scenario, before_walking=forwards)
    tell(f"compiled in {time.monotonic() - begun:.0f} s")


@contextmanager
def _forwards_beside() -> Iterator[Callable[[], object]]:
    """A process that compiles the forward passes; what is given waits for it. Without it they are compiled here."""
    try:
        beside = subprocess.Popen([sys.executable, "-m", __name__], stderr=subprocess.DEVNULL)  # noqa: S603  ours
    except OSError:
        yield lambda: None
        return
    try:
        yield beside.wait
    finally:
        beside.terminate()
        beside.wait()


def try_out(scenario: Scenario, before_walking: Callable[[], object] = lambda: None) -> None:
    """Call every kernel once in a short game, which loads or compiles it."""
    world = central_world(scenario)
    try:
        game = build_game(scenario, world, Plan.of(scenario.baseline), months=SHORT)
        equilibrium = solve(game, keep=KEPT, with_values=False)
    except RulesError:
        return
    before_walking()
    _walk(scenario, equilibrium)


def _walk(scenario: Scenario, equilibrium: Equilibrium) -> None:
    """Call the kernels that walk forwards once."""
    start = start_of(scenario, central_world(scenario))
    run_course(equilibrium, KEPT, start)
    likelihood(equilibrium, start, [np.ones(len(scenario.front.cells))] * KEPT)
    if scenario.packages:
        survival(equilibrium, 0, 1, (1, 1), KEPT)


def main() -> None:
    """Compile the forward passes, on a game in which nobody does anything: it need not be solved for that."""
    scenario = load(ANY_WAR)
    game = build_game(scenario, central_world(scenario), Plan.of(scenario.baseline), months=SHORT)
    packed = pack(game)
    nothing = Room().take(packed, KEPT)
    _walk(scenario, Equilibrium(game=game, packed=packed, strategies=nothing, values=cast("Any", None)))


if __name__ == "__main__":
    main()
