"""Does a finer grid move the headlines? Runs a scenario again on finer grids, with the same worlds, and prints the moves.

    python benchmarks/grid_refinement.py [SCENARIO] [WORLDS]

Lines: two lines per cell instead of one. Far cells: every cell wider than twice the narrowest is halved; the cells around today's
front stay, because their width carries the size of a month's movement (variance = mobility * width). Capacity: twice the levels with
twice the chance of a step, which keeps the mean speed of loss and recovery and halves its variance.
"""

from __future__ import annotations

import json
import sys
from copy import deepcopy

import numpy as np

import offramp
from offramp.findings.outcomes import OUTCOMES
from offramp.scenario import Scenario, load, loads


def rewritten(scenario: Scenario, change) -> Scenario:
    raw = deepcopy(scenario.raw)
    change(raw)
    return loads(json.dumps(raw, indent=1))


def two_lines(raw: dict) -> None:
    raw["front"]["lines_per_cell"] = 2 * raw["front"].get("lines_per_cell", 1)


def finer_far_cells(raw: dict) -> None:
    cells = np.array(raw["front"]["cells"], dtype=float)
    gaps = np.diff(cells)
    halved = [(a + b) / 2 for a, b, gap in zip(cells[:-1], cells[1:], gaps, strict=True) if gap > 2 * gaps.min() + 1e-9]
    raw["front"]["cells"] = sorted([*cells.tolist(), *halved])


GRIDS = {"two lines per cell": two_lines, "far cells halved": finer_far_cells}


def headlines(scenario: Scenario, worlds: int) -> dict[str, dict[str, float]]:
    found = offramp.run(scenario, worlds=worlds, check_horizon=False).findings
    return {p: {o: float(found.outcomes[p].chance[o].mean[-1]) for o in OUTCOMES} for p in found.policies}


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else "ukraine-2024"
    worlds = int(sys.argv[2]) if len(sys.argv) > 2 else 64
    scenario = load(name)
    base = headlines(scenario, worlds)
    print(f"{name}, {worlds} worlds, in month {scenario.horizon}; moves in points against the bundled grid")
    for label, change in GRIDS.items():
        finer = headlines(rewritten(scenario, change), worlds)
        moves = {(p, o): 100 * (finer[p][o] - base[p][o]) for p in base for o in OUTCOMES}
        worst = max(moves, key=lambda key: abs(moves[key]))
        print(f"  {label:22s} largest move {moves[worst]:+.2f} points ({worst[0]}, {worst[1]})")
        for policy in base:
            print(f"    {policy:20s} " + "  ".join(f"{o} {moves[policy, o]:+.2f}" for o in OUTCOMES))


if __name__ == "__main__":
    main()
