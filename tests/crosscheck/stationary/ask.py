"""Ask sgamesolver: runs in an environment of its own (README.md), on the games that games.py wrote.

    python ask.py FOLDER > answers.json

For each game the stationary equilibrium that the quantal-response homotopy finds: values [state][player], and the seconds it took.
"""

from __future__ import annotations

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import sgamesolver


def solved(file: Path) -> dict[str, object]:
    told = json.loads(file.read_text())
    payoffs = [np.array(u) for u in told["payoffs"]]
    ways = [np.array(phi) for phi in told["transitions"]]
    game = sgamesolver.SGame(payoffs, ways, np.array(told["discount"]))
    homotopy = sgamesolver.homotopy.QRE(game)
    homotopy.solver_setup()
    homotopy.solver.verbose = 0
    begun = time.process_time()
    homotopy.solve()
    seconds = time.process_time() - begun
    found = homotopy.equilibrium
    return {"states": len(payoffs), "values": np.round(found.values, 12).tolist(), "seconds": round(seconds, 2)}


def main() -> None:
    answers = {"sgamesolver": version("sgamesolver"), "numpy": np.__version__, "games": {}}
    for file in sorted(Path(sys.argv[1]).glob("*.json")):
        answers["games"][file.stem] = solved(file)
        print(file.stem, answers["games"][file.stem]["seconds"], file=sys.stderr, flush=True)
    print(json.dumps(answers))


if __name__ == "__main__":
    main()
