"""Wars without talks as stationary stochastic games; run as a script it writes them for the recipe (README.md).

    python tests/crosscheck/stationary/games.py FOLDER

Conversion. A state of the stationary game is (front, capacities, rungs, mover) or an end. Only the mover has a choice: a rung,
or to give up. A rung pays the month's flow and leads where nature leads from it, times the chance of each next mover; giving
up pays the end's flow and leads to the end, which pays its flow and stays. A value of this game is a present value of
`offramp`, with its mover known.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from offramp import theory
from offramp.extensive.fought import Fought
from offramp.game.grid import A, B
from offramp.game.rules import Game

#: Wars of which sgamesolver finds another stationary equilibrium than backward induction does.
OTHERS = ("longer ladder, general war as bad as defeat",)
ENDS = ("A prevails", "B prevails", "general war")
MONTHS = 700  # .95^700 is below 1e-15


def wars() -> dict[str, Game]:
    """Wars without talks in which nothing is dated, solved far enough ahead that the horizon no longer tells."""
    numbers: dict[str, Any] = {"months": MONTHS, "beta": 0.95}
    return {
        "ladder, general war as bad as defeat": theory.ladder(4, edge=1, cost=0.15, hazard=0.05, catastrophe=0.0, **numbers),
        "ladder, general war worse than defeat": theory.ladder(4, edge=1, cost=0.15, hazard=0.01, catastrophe=-0.3, **numbers),
        "longer ladder, general war worse than defeat": theory.ladder(6, edge=1, cost=0.15, hazard=0.01, catastrophe=-0.3, **numbers),
        "longer ladder, general war as bad as defeat": theory.ladder(8, edge=1, cost=0.15, hazard=0.05, catastrophe=0.0, **numbers),
    }  # fmt: skip


def states(game: Game) -> list[tuple[int, ...]]:
    """(f, cA, cB, rA, rB, mover) of every state in which the war goes on."""
    grid = game.grid
    return [
        (f, 1, 1, ra, rb, m)
        for f in range(1, grid.front_top)
        for ra in range(grid.rungs[A])
        for rb in range(grid.rungs[B])
        for m in (A, B)
    ]


def stationary(game: Game) -> dict[str, Any]:
    """Payoffs [state][player][choice of A][choice of B], transitions [state][choice of A][choice of B][state], discount."""
    fought, live = Fought(game), states(game)
    place = {x: i for i, x in enumerate(live)} | {end: len(live) + i for i, end in enumerate(ENDS)}
    rho = float(game.mover_a[0])
    payoffs, transitions = [], []
    for *x, m in live:
        gains, ways = [], []
        for rung in choices(game, x[3 + m]):
            y = (*x[:3], rung, x[4]) if m == A else (*x[:4], rung)
            way = np.zeros(len(place))
            for branch in fought.branches(0, y):
                kind, _, after, *_ = branch.to
                if kind == "end":
                    way[place[after]] += branch.chance
                else:
                    way[place[*after, A]] += branch.chance * rho
                    way[place[*after, B]] += branch.chance * (1 - rho)
            gains.append(fought.flow(0, y))
            ways.append(way)
        lost = "B prevails" if m == A else "A prevails"
        gains.append(flow_of(game, lost))
        ways.append(np.eye(len(place))[place[lost]])
        shape = (len(gains), 1) if m == A else (1, len(gains))
        payoffs.append(np.array(gains).T.reshape(2, *shape).tolist())
        transitions.append(np.array(ways).reshape(*shape, len(place)).tolist())
    for end in ENDS:
        payoffs.append(np.array(flow_of(game, end)).reshape(2, 1, 1).tolist())
        transitions.append(np.eye(len(place))[place[end]].reshape(1, 1, -1).tolist())
    return {"payoffs": payoffs, "transitions": transitions, "discount": game.beta.tolist()}


def choices(game: Game, own: int) -> list[int]:
    """Rungs that a side on this one may choose."""
    return [rung for rung in (own, own - 1, own + 1) if 0 <= rung < game.grid.rungs[A]]


def flow_of(game: Game, end: str) -> tuple[float, float]:
    """What an end pays each side a month."""
    if end == "general war":
        return float(game.catastrophe[A]), float(game.catastrophe[B])
    won = A if end == "A prevails" else B
    flows = [float(game.victory[i] if i == won else game.defeat[i]) for i in (A, B)]
    return flows[A], flows[B]


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, game in wars().items():
        (folder / f"{name}.json").write_text(json.dumps(stationary(game)), encoding="utf-8")


if __name__ == "__main__":
    main()
