"""When does each side climb? Average rung that each side chooses today, by front cell and own capacity, over weighted worlds.

    python benchmarks/escalation.py [SCENARIO] [WORLDS] [POLICY]

Printed twice: with the scenario's ladders, and with the battlefield edge of every rung at zero, which shows whether climbing is
bought by the edge (put in) or by the stakes (comes out).
"""

from __future__ import annotations

import sys

import numpy as np

from offramp.calibration.weights import weigh_worlds
from offramp.game.grid import A, B
from offramp.game.history import weigh
from offramp.game.rules import Game
from offramp.game.solve import solve
from offramp.game.spec import Plan, build_game
from offramp.scenario import Scenario, draw_worlds, load


def without_edge(game: Game) -> Game:
    from dataclasses import replace

    return replace(game, edge=tuple(np.zeros_like(edge) for edge in game.edge))


def climbing(scenario: Scenario, worlds: int, policy: str, *, edge: bool) -> tuple[list[np.ndarray], float]:
    """Weighted mean change of rung from the start rung, (F+1, C+1) per side, and the effective number of worlds."""
    drawn = draw_worlds(scenario, worlds, seed=1)
    ll = np.array([weigh(scenario, w).filtered.log_likelihood if scenario.record else 0.0 for w in drawn])
    weights = weigh_worlds(ll)
    cells, top = len(scenario.front.cells), scenario.capacity.top
    sums = [np.zeros((cells, top + 1)), np.zeros((cells, top + 1))]
    start = (scenario.ladders.a.start, scenario.ladders.b.start)
    for world, weight in zip(drawn, weights.of, strict=True):
        game = build_game(scenario, world, Plan.of(policy))
        solved = solve(game if edge else without_edge(game), keep=1, with_values=False)
        for mover in (A, B):
            other = round(world.value(f"capacity.now.{'ba'[mover]}"))
            choice = solved.rung_choices(0, mover, other, start).astype(float)
            sums[mover] += weight * np.where(
                choice >= 0, choice - start[mover], np.where(choice == -2, -start[mover], np.nan)
            )
    return sums, weights.effective


def main() -> None:
    scenario = load(sys.argv[1] if len(sys.argv) > 1 else "ukraine-2024")
    worlds = int(sys.argv[2]) if len(sys.argv) > 2 else 64
    policy = sys.argv[3] if len(sys.argv) > 3 else scenario.baseline
    for edge in (True, False):
        means, effective = climbing(scenario, worlds, policy, edge=edge)
        print(
            f"{scenario.name}, {policy}, {worlds} worlds ({effective:.0f} effective), edges {'as given' if edge else 'at zero'}"
        )
        for mover, side in ((A, "a"), (B, "b")):
            print(
                f"  {scenario.sides[side].name}: mean move of its rung; own capacity down, front across ({scenario.front.unit})"
            )
            print(f"  {'':12s}" + "".join(f"{cell:>7g}" for cell in scenario.front.cells[1:-1]))
            for capacity in range(scenario.capacity.top, 0, -1):
                row = means[mover][1:-1, capacity]
                print(f"  capacity {capacity:<3d}" + "".join(f"{x:>+7.2f}" for x in row))


if __name__ == "__main__":
    main()
