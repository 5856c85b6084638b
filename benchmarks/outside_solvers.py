"""How long does a general solver of stochastic games take for a war that offramp also solves? Both timed in one run.

    python benchmarks/outside_solvers.py

sgamesolver's environment is that of tests/crosscheck/outside.py (`make long` builds it); without it only offramp is timed and no ratio
is printed, since times of two runs have none. Times are CPU seconds of one process. The two do not do the same work: sgamesolver finds
a stationary equilibrium of any stochastic game by following a path of quantal response equilibria; offramp goes backwards through 700
months of a game in which one side acts at a time.
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

from crosscheck.outside import SGAMESOLVER
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


def theirs() -> dict | None:
    """sgamesolver's answers by war, timed now; None where its environment is missing."""
    if SGAMESOLVER.python is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        for name, game in wars().items():
            (Path(folder) / f"{name}.json").write_text(json.dumps(stationary(game)), encoding="utf-8")
        command = [SGAMESOLVER.python, str(FOLDER / "ask.py"), folder]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["games"]


def main() -> None:
    games = wars()
    for game in games.values():
        solve(game)  # compiled before anything is timed
    answers = theirs()
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    if answers is None:
        print(f"sgamesolver is not timed, so there are no ratios: {SGAMESOLVER.missing}")
    print(f"\n{'war':48s}{'states':>8s}{'offramp':>12s}" + (f"{'sgamesolver':>14s}{'ratio':>10s}" if answers else ""))
    for name, game in games.items():
        mine, count = ours(game), len(states(game)) + len(ENDS)
        line = f"{name:48s}{count:8d}{mine:10.4f} s"
        if answers:
            other = answers[name]["seconds"]
            line += f"{other:12.2f} s{other / mine:10,.0f}"
        print(line)


if __name__ == "__main__":
    main()
