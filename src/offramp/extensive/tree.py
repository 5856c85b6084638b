"""The tree of a small game: who moves at each place, what follows, and how large the whole would be.

A month of war: nature draws the mover, then contact; the mover puts a settlement on the table or none; the other side
accepts or refuses; without a deal the mover moves its rung or capitulates; nature moves front, capacities and general war.
A month of peace: mover, contact, another package, then each side in turn may break; incidents; recovery. After the last
month the last state's flow goes on for ever. Rules: docs/explanation/rules-in-detail.md.

**Lotteries.** A mover may mix two neighbouring lines in any proportion, of which only one matters: that at which the other
side is just willing. The tree offers every line for sure, and the one lottery that the equilibrium signs at the place, if
it signs one; tilted by `TILT` towards the other side, so that this side is no longer indifferent. To leave out offers that
are never made changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from offramp.extensive.fought import Fought
from offramp.extensive.places import Branch, Node, Pair, Place, nature
from offramp.extensive.settled import Settled
from offramp.game.equilibrium import Equilibrium
from offramp.game.forward import Start
from offramp.game.grid import A, B

#: Share by which a lottery is tilted towards the side that is to accept it.
TILT = 1e-9
#: Nodes of the largest tree that is written.
LARGEST = 200_000
NAMES = ("A", "B")


class Tree:
    """The extensive form of a solved game from one start.

    Attributes:
        equilibrium: strategies of all months (`solve` keeps them by default).
        start: the states it may start in.
    """

    def __init__(self, equilibrium: Equilibrium, start: Start) -> None:
        """Raises ExportError where the sides' beliefs differ."""
        self.equilibrium, self.game, self.start = equilibrium, equilibrium.game, start
        self.fought = Fought(self.game)
        self.settled = Settled(self.game, self.fought)
        self._sizes: dict[Place, int] = {}

    @cached_property
    def size(self) -> int:
        """Number of nodes, ends included."""
        return self._size(("start", 0))

    @property
    def worth(self) -> Pair:
        """What the game is worth to each side by the equilibrium, as a flow for ever."""
        solved = {"war": self.equilibrium.war, "peace": self.equilibrium.peace}
        total = sum(p * solved[state[0]][(slice(None), 0, *state[1:])] for state, p in self.start.items())
        each = total * (1 - self.game.beta)
        return float(each[A]), float(each[B])

    def node(self, place: Place) -> Node | None:
        """Who moves at a place and how; None at an end. A place at which there is nothing to choose is passed over."""
        kind, t, *rest = place
        if kind == "end":
            return None
        return getattr(self, f"_{kind}")(t, *rest) if hasattr(self, f"_{kind}") else self.settled.node(place)

    def _size(self, place: Place) -> int:
        if place not in self._sizes:
            node = self.node(place)
            below = [self._size(branch.to) for branch in node.branches] if node else []
            own = 0 if node and len(node.branches) == 1 else 1
            self._sizes[place] = own + sum(below)
        return self._sizes[place]

    def _start(self, t: int) -> Node:
        return nature("start", [Branch(f"{s[0]} {s[1:]}", _state(t, s), p) for s, p in self.start.items()])

    def _war(self, t: int, x: tuple[int, ...]) -> Node:
        """The start of a month of war: who moves?"""
        if t == self.game.months:
            return self.fought.for_ever(t, self.fought.flow(t - 1, x))
        rho = float(self.game.mover_a[t])
        return nature("mover", [Branch(f"{NAMES[m]} moves", ("turn", t, x, m), (rho, 1 - rho)[m]) for m in (A, B)])

    def _turn(self, t: int, x: tuple[int, ...], m: int) -> Node:
        open_ = float(self.game.channel[t])
        return nature(
            "contact", [Branch("contact", ("table", t, x, m), open_), Branch("none", ("alone", t, x, m), 1 - open_)]
        )

    def _table(self, t: int, x: tuple[int, ...], m: int) -> Node:
        """What the mover puts on the table."""
        offers = [Branch(_told(offer), ("answer", t, x, m, offer)) for offer in self._offers(t, x, m)]
        return Node(m, f"{NAMES[m]} offers", (*offers, Branch("nothing", ("alone", t, x, m))))

    def _answer(self, t: int, x: tuple[int, ...], m: int, offer: tuple) -> Node:
        accept = Branch("accept", ("drawn", t, offer, x[1:3]))
        return Node(1 - m, f"{NAMES[1 - m]} answers", (accept, Branch("refuse", ("alone", t, x, m))))

    def _drawn(self, t: int, offer: tuple, capacity: tuple[int, int]) -> Node:
        d, parts = offer
        return nature("lottery", [Branch(f"line {line}", ("paid", t, (d, line, *capacity)), p) for line, p in parts])

    def _alone(self, t: int, x: tuple[int, ...], m: int) -> Node:
        """No deal: the mover's rung. Ties: stay, then the lower, then the higher; capitulate only if better."""
        own, game = x[3 + m], self.game
        rungs = [own]
        if own - 1 >= max(0, game.floor[m, t]):
            rungs.append(own - 1)
        if own + 1 <= min(game.grid.rungs[m] - 1, game.cap[m, t]):
            rungs.append(own + 1)
        moves = [Branch(f"rung {rung}", ("battle", t, _on_rung(x, m, rung))) for rung in rungs]
        lost = self.fought.end(t, "B prevails" if m == A else "A prevails")
        return Node(m, f"{NAMES[m]} goes on", (*moves, Branch("capitulate", lost)))

    def _battle(self, t: int, x: tuple[int, ...]) -> Node:
        return nature("battle", self.fought.branches(t, x))

    def _offers(self, t: int, x: tuple[int, ...], m: int) -> list[tuple]:
        """Settlements (package, ((line, probability), ...)) that may be put on the table."""
        game, grid = self.game, self.game.grid
        out: list[tuple] = []
        for d in range(grid.packages):
            if not game.offered[t, d]:
                continue
            own = int(game.own_line[d])
            near = [n for n in range(grid.lines) if abs(n / grid.lines_per_cell - x[0]) <= game.reach]
            out += [(d, ((line, 1.0),)) for line in ([own] if own >= 0 else near)]
        return out + self._lottery(t, x, m)

    def _lottery(self, t: int, x: tuple[int, ...], m: int) -> list[tuple]:
        """The lottery that the equilibrium signs here, tilted a hair towards the other side; none if it signs none."""
        f, ca, cb, ra, rb = x
        signed = self.equilibrium.strategy(t, m, (f, ca, cb, ra, rb))
        if signed.package is None or signed.line is None or not 0 < signed.mix < 1:
            return []
        d, line = signed.package, signed.line
        lower, upper = (self.settled.signing(t, (d, n, ca, cb), self.equilibrium)[1 - m] for n in (line, line + 1))
        mix = min(max(signed.mix + (TILT if upper > lower else -TILT), 0.0), 1.0)
        return [(d, ((line, 1 - mix), (line + 1, mix)))]


def deepest(tree_of: Callable[[int], Tree], largest: int = LARGEST, most: int = 24) -> Tree:
    """The tree of the most months, up to `most`, that has at most `largest` nodes; of one month if none has.

    `tree_of` makes the tree of a number of months.
    """
    tree = tree_of(1)
    while tree.game.months < most and (larger := tree_of(tree.game.months + 1)).size <= largest:
        tree = larger
    return tree


def _on_rung(x: tuple[int, ...], m: int, rung: int) -> tuple[int, ...]:
    return (*x[:3], rung, x[4]) if m == A else (*x[:4], rung)


def _state(t: int, state: tuple) -> Place:
    return (state[0], t, tuple(state[1:]))


def _told(offer: tuple) -> str:
    d, parts = offer
    where = f"line {parts[0][0]}" if len(parts) == 1 else f"lines {parts[0][0]}-{parts[1][0]}, mixed"
    return f"package {d}, {where}"
