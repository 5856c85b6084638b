"""How time and memory grow with worlds, workers and the grid, in one run.

    python benchmarks/scaling.py [SCENARIO] [WORLDS]

Worlds and workers: `offramp run --no-argument` in a process of its own, its wall time, CPU time and largest memory; compiled before,
so that the smallest run shows what starting, checking other horizons and drawing the report cost. Grid: CPU time of backward
induction on finer grids of the same game. Default: korea-1951 with up to 1024 worlds.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "tests")]

from grid_refinement import finer_far_cells, rewritten, two_lines
from solver_speed import cpu, per_state_month

from offramp.ensemble.preparing import prepare
from offramp.game.solve import solve
from offramp.game.spec import Plan, build_game
from offramp.scenario import central_world, load


def more_levels(raw: dict) -> None:
    """Twice the levels of capacity."""
    raw["capacity"]["top"] = 2 * load(raw["name"]).capacity.top


def measured(name: str, worlds: int, jobs: int) -> tuple[float, float, float]:
    """Wall time (s), CPU time (s) and largest memory (MB) of a run."""
    with tempfile.TemporaryDirectory() as empty:
        command = [sys.executable, "-m", "offramp.cli.main", "run", name, "--worlds", str(worlds), "--jobs", str(jobs)]
        begun = time.monotonic()
        process = subprocess.Popen(
            [*command, "--no-argument", "--quiet", "--out", f"{empty}/run"], stdout=subprocess.DEVNULL
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 4):
            raise SystemExit(f"the run ended with {process.returncode}")
        return time.monotonic() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else "korea-1951"
    most = int(sys.argv[2]) if len(sys.argv) > 2 else 1024
    scenario, cores = load(name), os.cpu_count() or 1
    prepare(scenario)
    print(f"{name}, {cores} cores\n\nworlds  workers    wall s     CPU s   CPU s per world more        MB", flush=True)
    before: tuple[int, float] | None = None
    runs = [(most // 8, cores), (most // 4, cores), (most // 2, cores), (most, cores)]
    runs += [(most // 4, jobs) for jobs in (1, 2, 4, 8) if jobs <= 2 * cores and jobs != cores]
    for worlds, jobs in runs:
        wall, used, memory = measured(name, worlds, jobs)
        more = f"{(used - before[1]) / (worlds - before[0]):.3f}" if before and worlds > before[0] else ""
        print(f"{worlds:6d}{jobs:9d}{wall:10.1f}{used:10.1f}{more:>23s}{memory:10.0f}", flush=True)
        before = (worlds, used)
    print("\ngrid                      live states  lines    CPU ms per month       ns per state-month")
    for label, change in (
        ("as it is", lambda _: None),
        ("two lines per cell", two_lines),
        ("far cells halved", finer_far_cells),
        ("twice the capacity levels", more_levels),
    ):
        other = rewritten(scenario, change)
        game = build_game(other, central_world(other), Plan.of(other.baseline))
        spent = cpu(lambda game=game, other=other: solve(game, keep=other.horizon, with_values=False), 5)
        states, lines = game.grid.live_war_states, game.grid.lines
        month, each = spent / game.months * 1e3, per_state_month(spent, game)
        print(f"{label:26s}{states:11d}{lines:7d}{month:20.3f}{each:25.1f}")


if __name__ == "__main__":
    main()
