"""How long does a general solver of stochastic games take for a war that offramp also solves? Both timed in one run.

    OFFRAMP_SGAMESOLVER=stationary-env/bin/python python benchmarks/outside_solvers.py

The environment is that of tests/crosscheck/stationary/README.md; without it the stored seconds are printed, and said to be
stored. Times are CPU seconds of one process. The two do not do the same work: sgamesolver finds a stationary equilibrium of
any stochastic game by following a path of quantal response equilibria; offramp goes backwards through 700 months of a game in
which one side acts at a time.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from crosscheck.stationary.games import ENDS, states, stationary, wars
from offramp.game.solve import solve

FOLDER = TESTS / "crosscheck" / "stationary"
REPEATS = 5


def ours(game) -> float:
    """Smallest CPU time of backward induction, compiled, all months' values kept, seconds."""
    best = float("inf")
    for _ in range(REPEATS):
        begun = time.process_time()
        solve(game)
        best = min(best, time.process_time() - begun)
    return best


def theirs() -> tuple[dict, str]:
    """sgamesolver's answers, and where they come from."""
    python = os.environ.get("OFFRAMP_SGAMESOLVER")
    if not python:
        return json.loads((FOLDER / "answers.json").read_text(encoding="utf-8"))[
            "games"
        ], "stored, not timed in this run"
    with tempfile.TemporaryDirectory() as folder:
        for name, game in wars().items():
            (Path(folder) / f"{name}.json").write_text(json.dumps(stationary(game)), encoding="utf-8")
        done = subprocess.run([python, str(FOLDER / "ask.py"), folder], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["games"], "timed in this run"


def main() -> None:
    games = wars()
    for game in games.values():
        solve(game)  # compiled before anything is timed
    answers, whence = theirs()
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; sgamesolver {whence}\n")
    print(f"{'war':48s}{'states':>8s}{'sgamesolver':>14s}{'offramp':>12s}{'ratio':>10s}")
    for name, game in games.items():
        mine, other = ours(game), answers[name]["seconds"]
        count = len(states(game)) + len(ENDS)
        print(f"{name:48s}{count:8d}{other:12.2f} s{mine:10.4f} s{other / mine:10,.0f}")


if __name__ == "__main__":
    main()
