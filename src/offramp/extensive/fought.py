"""A month that is fought, as branches of a tree: where it leads, with what probability, and what it was worth.

The rules are those of docs/explanation/rules-in-detail.md ("A month of nature"). A tree has one probability for each move of nature,
so the sides must hold the same belief about the battlefield.
"""

from __future__ import annotations

import numpy as np

from offramp.errors import ExportError
from offramp.extensive.places import Branch, Node, Pair, Place
from offramp.game.battlefield import beliefs, recovery, shift, tilt, widths
from offramp.game.grid import A, B
from offramp.game.rules import Game

#: Beliefs of the two sides that differ by less than this are the same.
SAME_BELIEF = 1e-12
STEPS = {1: "+", -1: "-", 0: "="}


class Fought:
    """Months of war fought in given states of one game."""

    def __init__(self, game: Game) -> None:
        """Raises ExportError where the two sides expect different things of the same battle."""
        self.game, self.tilt, self.up_down = game, tilt(game), widths(game)
        self.gains = recovery(game)
        self.high = beliefs(game) if game.delta else np.ones((2, game.months, game.grid.front_top + 1))
        inside = self.high[:, :, 1:-1]
        if np.abs(inside[A] - inside[B]).max(initial=0.0) > SAME_BELIEF:
            raise ExportError(
                "the sides disagree about the battlefield, and a tree has one probability for each move of nature; "
                "set beliefs.delta to 0, or beliefs.prior.a and beliefs.prior.b to the same number"
            )

    def branches(self, t: int, x: tuple[int, ...]) -> list[Branch]:
        """Where the month fought in war state `x` leads."""
        gain = self.flow(t, x)
        out = [Branch("general war", self.end(t + 1, "general war"), float(self.game.hazard[t, x[3], x[4]]), gain)]
        sure = 1.0 - out[0].chance
        high = float(self.high[A, t, x[0]])
        for hypothesis, weight in ((1.0, high), (-1.0, 1.0 - high)):
            if weight > 0:
                out += [
                    Branch(label, to, sure * weight * chance, gain)
                    for label, to, chance in self._steps(t, x, hypothesis)
                ]
        return out

    def flow(self, t: int, x: tuple[int, ...]) -> Pair:
        """What the month is worth to each side."""
        game, (f, *capacity) = self.game, x[:3]
        top = game.grid.capacity_top
        land = game.land[:, f * game.grid.lines_per_cell]
        tired = 1 + game.weariness[:, t] * (top - np.array(capacity)) / top
        each = land + game.politics[:, t] - game.cost[:, t, x[3], x[4]] * tired
        return float(each[A]), float(each[B])

    def end(self, t: int, how: str) -> Place:
        """The place at which the game has ended so at the start of month t."""
        game = self.game
        worth = {
            "A prevails": (game.victory[A], game.defeat[B]),
            "B prevails": (game.defeat[A], game.victory[B]),
            "both collapse": tuple((game.victory + game.defeat) / 2),
            "general war": tuple(game.catastrophe),
        }[how]
        return ("end", t, how, *(float(w / (1 - beta)) for w, beta in zip(worth, game.beta, strict=True)))

    def for_ever(self, t: int, flow: Pair) -> Node:
        """After the last month: the flow of the last state for ever, or nothing."""
        game = self.game
        worth = [f / (1 - b) if game.terminal == "flow" else 0.0 for f, b in zip(flow, game.beta, strict=True)]
        return Node(None, "last", (Branch("goes on", ("end", t, "goes on", float(worth[A]), float(worth[B]))),))

    def _steps(self, t: int, x: tuple[int, ...], hypothesis: float) -> list[tuple[str, Place, float]]:
        """(label, place, probability) of every joint step of front and capacities."""
        game, (f, ca, cb, ra, rb) = self.game, x
        # Without two hypotheses delta is 0 and the sign of the hypothesis does not matter.
        log_odds = shift(game, hypothesis)[t] + self.tilt[ca, cb, ra, rb]
        q = 1.0 / (1.0 + np.exp(-game.slope * log_odds))
        press_a, press_b = game.drive[A][ra], game.drive[B][rb]
        front = _chances(
            game.mobility[t] * press_a * q / self.up_down[0][f],
            game.mobility[t] * press_b * (1 - q) / self.up_down[1][f],
        )
        hit, bare = 2 * game.attrition[t], game.exposure[t]
        own_a = _chances(self.gains[A, t], hit * (press_b * (1 - q) + bare * press_a))
        own_b = _chances(self.gains[B, t], hit * (press_a * q + bare * press_b))
        return [
            (f"front{STEPS[df]} A{STEPS[da]} B{STEPS[db]}", self._reached(t + 1, (f + df, ca + da, cb + db, ra, rb)), p * pa * pb)
            for df, p in front
            for da, pa in own_a
            for db, pb in own_b
        ]  # fmt: skip

    def _reached(self, t: int, x: tuple[int, ...]) -> Place:
        """The war state, or the end that it is. The front is looked at before the capacities."""
        top = self.game.grid.capacity_top
        f, ca, cb = x[0], min(x[1], top), min(x[2], top)
        if f in (0, self.game.grid.front_top):
            return self.end(t, "B prevails" if f == 0 else "A prevails")
        if ca == 0 or cb == 0:
            return self.end(t, "both collapse" if ca == cb else "A prevails" if cb == 0 else "B prevails")
        return ("war", t, (f, ca, cb, *x[3:]))


def _chances(up: float, down: float) -> list[tuple[int, float]]:
    """Up, down or neither, with probabilities; what cannot happen is left out."""
    return [(step, float(p)) for step, p in ((1, up), (-1, down), (0, 1.0 - up - down)) if p > 1e-15]
