"""How fast is the solver? CPU time per war state and month, next to NumPy and plain Python, in one run.

    python benchmarks/solver_speed.py [--cold]

Times are CPU time of backward induction divided by live war states times months, peace included, strategies of the reported
horizon kept in memory that an earlier game has left (as in a run), the smallest of several runs. The game is ukraine-2024 at its
default grid; the NumPy and plain-Python solvers first have to give the same values, then are timed on fewer months. `--cold` also
compiles everything anew (about a minute).
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "tests")]

from numpy_solver import NumpySolver

from crosscheck.plain_solver import solve_plainly
from offramp.game.forward import first_settlements, run_course
from offramp.game.given import start_of
from offramp.game.rules import Bools, Game
from offramp.game.solve import Room, solve
from offramp.game.spec import Plan, build_game
from offramp.scenario import draw_worlds, load

REPEATS = 15


def cpu(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Smallest CPU time of `work`, seconds."""
    best = np.inf
    for _ in range(repeats):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


def per_state_month(seconds: float, game: Game) -> float:
    """Nanoseconds for each live war state and month."""
    return seconds / (game.grid.live_war_states * game.months) * 1e9


def row(what: str, seconds: float, game: Game, reference: float | None = None) -> float:
    """Print one line; returns its nanoseconds."""
    each = per_state_month(seconds, game)
    ratio = "" if reference is None else f"{each / reference:10,.0f} x"
    print(f"{what:58s}{seconds * 1e3:12,.1f} ms{each:14,.1f} ns{ratio}", flush=True)
    return each


def same_values(game: Game) -> None:
    """Stop unless NumPy and the kernels give the same values of war."""
    slow = NumpySolver(game)
    slow.run()
    fast = solve(game).values.war[0].reshape(slow.war.shape)
    gap = np.abs(fast - slow.war)[:, 1:-1, 1:, 1:].max()
    if gap > 1e-8 * np.abs(fast).max():
        raise SystemExit(f"the solvers differ by {gap}")


def solving(game: Game, horizon: int, packages: Bools | None = None) -> float:
    """Seconds of the compiled solver, one game after the other in the same memory."""
    room = Room()
    return cpu(lambda: room.leave(solve(game, keep=horizon, with_values=False, packages=packages, room=room)))


def cold_start() -> float:
    """Seconds of a first solve in a new process with an empty kernel cache."""
    code = "from offramp.scenario import load\nfrom offramp.ensemble.preparing import prepare\nprepare(load('ukraine-2024'))"
    with tempfile.TemporaryDirectory() as empty:
        begun = time.monotonic()
        subprocess.run([sys.executable, "-c", code], env=os.environ | {"OFFRAMP_CACHE": empty}, check=True)
        return time.monotonic() - begun


def main() -> None:
    scenario = load("ukraine-2024")
    world = draw_worlds(scenario, 6, seed=1)[2]
    horizon, months = scenario.horizon, scenario.horizon + scenario.run_out
    games = {name: build_game(scenario, world, Plan.of(name)) for name in ("sustain", "talks-now")}
    crowded = replace(games["talks-now"], offered=np.ones_like(games["talks-now"].offered))
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}, {os.cpu_count()} cores")
    grid = crowded.grid
    print(f"{grid.live_war_states} live war states, {grid.packages} packages, {grid.lines} lines, {months} months\n")
    same_values(replace_months(scenario, world, 12))
    asked = np.zeros(grid.packages, dtype=np.bool_)
    for name, game in games.items():
        row(f"compiled, {name}", solving(game, horizon), game)
        row(f"compiled, {name}, only packages that come on offer", solving(game, horizon, asked), game)
    reference = row("compiled, talks-now, all packages on offer", solving(crowded, horizon), crowded)
    no_deals = replace(crowded, offered=np.zeros_like(crowded.offered))
    row("compiled, talks-now, nothing on offer", solving(no_deals, horizon), no_deals)
    short = replace_months(scenario, world, 12)
    row("NumPy, talks-now, 12 months", cpu(NumpySolver(short).run, 2), short, reference)
    plain = replace_months(scenario, world, 1)
    row("plain Python, talks-now, 1 month", cpu(lambda: solve_plainly(plain), 1), plain, reference)
    solved, start = solve(games["talks-now"], keep=horizon, with_values=False), start_of(scenario, world)
    print()
    row("forward pass of 60 months", cpu(lambda: run_course(solved, horizon, start)), games["talks-now"])
    row(
        "first settlements of 60 months",
        cpu(lambda: first_settlements([(0, solved)], horizon, start)),
        games["talks-now"],
    )
    print("\nTime by months (talks-now): ", end="")
    print(
        ", ".join(
            f"{n}: {per_state_month(solving(game, min(n, horizon)), game):.0f} ns"
            for n in (27, 54, 108, 216)
            for game in [replace_months(scenario, world, n)]
        )
    )
    if "--cold" in sys.argv:
        print(f"Cold: kernels compiled and a first small game solved in {cold_start():.0f} s")


def replace_months(scenario, world, months: int) -> Game:
    """The talks-now game of so many months."""
    return build_game(scenario, world, Plan.of("talks-now"), months=months)


if __name__ == "__main__":
    main()
