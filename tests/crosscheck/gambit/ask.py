"""Ask Gambit: runs in an environment of its own (README.md), on the games that games.py wrote.

    python ask.py FOLDER [NAME ...] > answers.json

For each game: what `logit_solve` finds (games named as such only), and how Gambit values the profile of choices that going backwards
through the tree gives: payoffs, and the most that any player could gain by another choice at any single node, reached or not. The same
once more with every choice turned round, which shows that a gain would be seen.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path

import pygambit

MAX_REGRET = 1e-10


def by_logit(game) -> list[float]:
    found = pygambit.nash.logit_solve(game, maxregret=MAX_REGRET).equilibria[0]
    return [float(found.payoff(player)) for player in game.players]


def judged(game, choices: list[dict[str, int]]) -> tuple[list[float], float]:
    """Payoffs of a profile of choices, and the largest gain from one other choice, by Gambit's own reckoning."""
    profile = game.mixed_behavior_profile()
    for player, chosen in zip(game.players, choices, strict=True):
        for infoset in player.infosets:
            for place, action in enumerate(infoset.actions):
                profile[action] = float(place == chosen[infoset.label])
    gains = [
        float(profile.node_value(node.player, child)) - float(profile.node_value(node.player, node))
        for node in game.nodes
        if not node.is_terminal and not node.player.is_chance
        for child in node.children
    ]
    return [float(profile.payoff(player)) for player in game.players], max(gains)


def turned(choices: list[dict[str, int]]) -> list[dict[str, int]]:
    """Every choice turned round: the first branch where another was chosen, else the second."""
    return [{label: 0 if place else 1 for label, place in chosen.items()} for chosen in choices]


def main() -> None:
    folder, with_logit = Path(sys.argv[1]), sys.argv[2:]
    answers: dict[str, object] = {"pygambit": version("pygambit"), "games": {}}
    for file in sorted(folder.glob("*.efg")):
        game = pygambit.read_efg(file)
        choices = json.loads(file.with_suffix(".choices.json").read_text())
        payoffs, gain = judged(game, choices)
        answer = {"nodes": len(game.nodes), "payoffs": payoffs, "largest gain": gain}
        answer["largest gain, every choice turned round"] = judged(game, turned(choices))[1]
        if file.stem in with_logit:
            answer["logit"] = by_logit(game)
        answers["games"][file.stem] = answer
        print(file.stem, answer, file=sys.stderr, flush=True)
    print(json.dumps(answers, indent=1))


if __name__ == "__main__":
    main()
