"""The games that Gambit is asked about, as trees; run as a script it writes them for the recipe (README.md).

python tests/crosscheck/gambit/games.py FOLDER
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from crosscheck.efg_reader import chosen
from offramp import extensive, theory
from offramp.extensive import Tree
from offramp.game.given import start_of
from offramp.game.solve import solve
from offramp.game.spec import Plan, build_game
from offramp.scenario import central_world, load

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "export-to-gambit.md"
AT_WAR, AT_PEACE = {("war", 1, 1, 1, 1, 1): 1.0}, {("peace", 0, 1, 1, 1): 1.0}
MIDDLE = {("war", 2, 1, 1, 1, 1): 1.0}

#: Games in which somebody is indifferent: a solver that mixes there finds another of their equilibria.
WITH_TIES = ("bargaining-range", "forts", "shift-of-power")


def trees(folder: Path) -> dict[str, Tree]:
    """All the games, by name; `folder` takes the how-to's scenario file."""
    solved = {
        "preventive-war": (theory.uneasy_peace(0.3, 0.2, 0.5, months=3), AT_PEACE),
        "ladder": (theory.ladder(4, edge=1, cost=0.15, hazard=0.05, months=2), MIDDLE),
        "will": (theory.attrition_by_will((0.95, 0.90), (0.05, 0.08), rho=0.5, months=8), AT_WAR),
        "shift-of-power": (theory.powell(0.3, riser_moves=False, contact=0.5, months=3), AT_WAR),
        "bargaining-range": (one_battle(), AT_WAR),
        "forts": (theory.forts(4, 0.6, 0.95, (0.02, 0.04), months=2), MIDDLE),
    }
    return {"how-to": how_to(folder)} | {name: Tree(solve(game), start) for name, (game, start) in solved.items()}


def one_battle():
    """Fearon's battle over two months, with the proposer drawn by lot."""
    return theory.base_game(2, 2, 0.9, p=0.6, held_by_a=(0, 0.6, 1), cost=(1.0, 1.5), rho=0.4)


def how_to(folder: Path) -> Tree:
    """The small war of the how-to, over two months."""
    (text,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    file = folder / "small.yaml"
    file.write_text(text, encoding="utf-8")
    scenario = load(str(file))
    world = central_world(scenario)
    game = build_game(scenario, world, Plan.of(scenario.baseline), months=2)
    return Tree(solve(game), start_of(scenario, world))


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, tree in trees(folder).items():
        text = extensive.efg(tree, name)
        (folder / f"{name}.efg").write_text(text, encoding="utf-8")
        (folder / f"{name}.choices.json").write_text(json.dumps(chosen(text)), encoding="utf-8")


if __name__ == "__main__":
    main()
