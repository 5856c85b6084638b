"""How long all five stability concepts take, and how much memory: graph models of 12 to 20 options.

    python benchmarks/graph_model_speed.py

Each model runs in a process of its own, whose peak memory is printed, after one small model that loads the compiled
kernels ("warm"). Preferences are random, so nearly every state has improvements: the hard case. One-way models have a
third of their options forward and a third backward. Limits are those of issue 6; the script exits with 1 where one is
missed. The last case has no limit: time grows with the square of the number of decision makers. The known tool takes
169 to 346 s and 1 GB for 12 options and 4 decision makers (shared/oracles/graph-model/README.md).
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

import numpy as np

from offramp.graphmodel import GraphModel, solve
from offramp.graphmodel.moves import moves_by_options
from offramp.graphmodel.preferences import Preference
from offramp.graphmodel.states import Maker, Option, coalesce, feasible_codes

# options, decision makers, directions in turn, limit in seconds, limit in GB
CASES = [
    (12, 4, ("both",), 0.25, 2.0),
    (12, 4, ("both", "forward", "backward"), 0.25, 2.0),
    (16, 4, ("both",), 5.0, 2.0),
    (16, 4, ("both", "forward", "backward"), 5.0, 2.0),
    (20, 4, ("both",), 60.0, 2.0),
    (20, 4, ("both", "forward", "backward"), 60.0, 2.0),
    (20, 2, ("both",), 60.0, 2.0),
    (18, 9, ("both",), float("inf"), 2.0),
]


def random_model(options: int, makers: int, directions: tuple[str, ...], seed: int = 1) -> GraphModel:
    """A model whose decision makers own as many options each and rank all states at random."""
    draw = np.random.default_rng(seed)
    every = [Option(f"o{k}", k % makers, directions[(k // makers) % len(directions)]) for k in range(options)]
    states = coalesce(options, feasible_codes(options, []), [])
    owners = [Maker(f"d{i}", tuple(k for k in range(options) if k % makers == i)) for i in range(makers)]
    ranks = [draw.permutation(states.count).astype(np.int32) for _ in range(makers)]
    preferences = tuple(Preference("payoffs", rank) for rank in ranks)
    return GraphModel("", tuple(owners), tuple(every), states, moves_by_options(states, every, makers), preferences)


def measure(options: int, makers: int, directions: tuple[str, ...]) -> dict[str, float]:
    """Seconds to build and to solve, peak memory in GB, and how many states are equilibria under SEQ."""
    solve(random_model(4, 2, ("both",)))
    begun = time.perf_counter()
    model = random_model(options, makers, directions)
    built = time.perf_counter()
    found = solve(model)
    solved = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return {"build": built - begun, "solve": solved - built, "peak": peak, "seq": len(found.of("SEQ"))}


def main() -> int:
    """Every case in a fresh process; 1 where a limit is missed."""
    print(
        f"{'options':>7} {'makers':>6} {'moves':16} {'states':>9} {'build s':>8} {'solve s':>8} {'limit s':>8} {'peak GB':>8}"
    )
    missed = False
    for options, makers, directions, seconds, memory in CASES:
        case = json.dumps([options, makers, directions])
        run = subprocess.run([sys.executable, __file__, case], capture_output=True, text=True, check=True)
        got = json.loads(run.stdout)
        kind = "either way" if len(directions) == 1 else "one way, mixed"
        late = got["solve"] > seconds or got["peak"] > memory
        missed |= late
        figures = (
            f"{got['build']:8.3f} {got['solve']:8.3f} {seconds:8.2f} {got['peak']:8.2f}{'  MISSED' if late else ''}"
        )
        print(f"{options:7d} {makers:6d} {kind:16} {2**options:9,d} {figures}", flush=True)
    return int(missed)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        count, owners_of, ways = json.loads(sys.argv[1])
        print(json.dumps(measure(count, owners_of, tuple(ways))))
    else:
        sys.exit(main())
