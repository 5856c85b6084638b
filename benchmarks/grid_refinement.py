"""Does a finer grid move the headlines? Solves the worlds of a run again on finer grids, with the same weights, and prints the moves.

    python benchmarks/grid_refinement.py [SCENARIO] [WORLDS]

Lines: two lines per cell instead of one. Far cells: every cell wider than twice the narrowest is halved; the cells around today's
front stay, because their width carries the size of a month's movement (variance = mobility * width). How far from the front a line
may be drawn is counted in cells (`reach`), so halving cells also halves it; to tell the two apart the same is done once more with
`reach` counted in the cells of the scenario's own grid, wherever the front stands.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from unittest.mock import patch

import numpy as np

import offramp
from offramp.calibration.weights import weigh_worlds
from offramp.ensemble.following import same_worlds
from offramp.ensemble.solve_world import solve_world
from offramp.ensemble.store import STATES
from offramp.game import packing
from offramp.game.rules import Game
from offramp.scenario import Scenario, World, load, loads

NAMES = (*STATES, "peace")


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


def reach_in_cells_of(cells: list[float]):
    """What `packing` asks for the first and last line that may be signed at each front, with `reach` in these cells."""

    def window(game: Game) -> np.ndarray:
        own_grid = np.arange(len(cells))
        line = np.interp(game.grid.line_positions(), cells, own_grid)
        front = np.interp(game.grid.positions, cells, own_grid)[:, None]
        first = np.searchsorted(line, front - game.reach - 1e-9)
        last = np.searchsorted(line, front + game.reach + 1e-9, side="right") - 1
        own = game.own_line[None, :]
        return np.ascontiguousarray(np.stack([np.where(own >= 0, own, end) for end in (first, last)]), dtype=np.int64)

    return window


GRIDS = {
    "two lines per cell": (two_lines, False),
    "far cells halved": (finer_far_cells, False),
    "far cells halved, reach as before": (finer_far_cells, True),
}


def headlines(scenario: Scenario, worlds: list[World], weight: np.ndarray) -> dict[str, np.ndarray]:
    """Weighted mean chance of every outcome in the last month, by policy."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda world: solve_world(scenario, world, list(scenario.policies), lean=True), worlds))
    out = {}
    for policy in scenario.policies:
        chance = np.array([one.policies[policy].chance[:, -1] for one in found])
        peace = np.array([one.policies[policy].peace[:, -1].sum() for one in found])
        out[policy] = 100 * weight @ np.column_stack([chance, peace]) / weight.sum()
    return out


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else "ukraine-2024"
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 64
    scenario = load(name)
    run = offramp.run(scenario, worlds=wanted, check_horizon=False)
    found = run.folder.worlds()
    indices, log_weight = found["world"].values, found["log_weight"].values
    weights = weigh_worlds(log_weight)
    used = [int(k) for k in indices[weights.of > 0]]
    weight = weights.of[weights.of > 0]
    base = headlines(scenario, same_worlds(scenario, used, 1), weight)
    print(f"{name}, {wanted} worlds ({weights.effective:.0f} effective), month {scenario.horizon}; moves in points")
    for label, (change, same_reach) in GRIDS.items():
        other = rewritten(scenario, change)
        window = reach_in_cells_of(scenario.front.cells) if same_reach else packing._window  # noqa: SLF001
        with patch.object(packing, "_window", window):
            finer = headlines(other, same_worlds(other, used, 1), weight)
        worst = max(np.abs(finer[p] - base[p]).max() for p in base)
        print(f"  {label}: largest move {worst:.2f} points")
        for policy in base:
            moves = "  ".join(f"{o} {m:+.2f}" for o, m in zip(NAMES, finer[policy] - base[policy], strict=True))
            print(f"    {policy:20s} {moves}", flush=True)


if __name__ == "__main__":
    main()
