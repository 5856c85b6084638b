"""Months of peace as places of a tree: another package, a break, an incident, or a month that pays."""

from __future__ import annotations

from offramp.extensive.fought import Fought
from offramp.extensive.places import Branch, Node, Pair, Place, nature
from offramp.game.equilibrium import Equilibrium
from offramp.game.grid import A, B
from offramp.game.rules import Game

NAMES = ("A", "B")
Peace = tuple[int, int, int, int]


class Settled:
    """Months of peace of one game."""

    def __init__(self, game: Game, fought: Fought) -> None:
        self.game, self.fought = game, fought

    def node(self, place: Place) -> Node:
        """Who moves at a place of peace."""
        kind, t, *rest = place
        return getattr(self, f"_{kind}")(t, *rest)

    def signing(self, t: int, y: Peace, equilibrium: Equilibrium) -> Pair:
        """What signing a deal is worth to each side in month t of an equilibrium."""
        sign = equilibrium.values.sign[t]
        return float(sign[A, y[2], y[3], y[0], y[1]]), float(sign[B, y[2], y[3], y[0], y[1]])

    def _peace(self, t: int, y: Peace) -> Node:
        """The start of a month of peace: who moves?"""
        game = self.game
        if t == game.months:
            last = [float(game.deal_flow[i, t - 1, y[0], y[1]]) for i in (A, B)]
            return self.fought.for_ever(t, (last[A], last[B]))
        rho = float(game.mover_a[t])
        return nature("mover", [Branch(f"{NAMES[m]} moves", ("meet", t, y, m), (rho, 1 - rho)[m]) for m in (A, B)])

    def _meet(self, t: int, y: Peace, m: int) -> Node:
        open_ = float(self.game.channel_peace[t])
        on, off = ("amend", t, y, m), ("keep", t, y, m, m)
        return nature("contact", [Branch("contact", on, open_), Branch("none", off, 1 - open_)])

    def _amend(self, t: int, y: Peace, m: int) -> Node:
        """Another package at the same line? The old one stands first: it stays unless another is better."""
        game = self.game
        others = [
            d
            for d in range(game.grid.packages)
            if d != y[0] and game.offered[t, d] and int(game.own_line[d]) in (-1, y[1])
        ]
        new = [Branch(f"package {d}", ("reply", t, y, m, d)) for d in others]
        return Node(m, f"{NAMES[m]} proposes", (Branch("nothing", ("keep", t, y, m, m)), *new))

    def _reply(self, t: int, y: Peace, m: int, d: int) -> Node:
        accept = Branch("accept", ("keep", t, (d, *y[1:]), m, m))
        return Node(1 - m, f"{NAMES[1 - m]} replies", (accept, Branch("refuse", ("keep", t, y, m, m))))

    def _keep(self, t: int, y: Peace, m: int, now: int) -> Node:
        """The mover, then the other side, may break; kept when indifferent."""
        onward: Place = ("keep", t, y, m, 1 - m) if now == m else ("hold", t, y)
        keep = Branch("keep", onward)
        if not self.game.breaking:
            return Node(now, "kept", (keep,))
        fine = [0.0, 0.0]
        fine[now] = -float(self.game.penalty[now, t, y[0]])
        broken = Branch("break", ("resumed", t, y, now), gain=(fine[A], fine[B]))
        return Node(now, f"{NAMES[now]} keeps or breaks", (keep, broken))

    def _resumed(self, t: int, y: Peace, breaker: int) -> Node:
        """A break: perhaps a guarantor helps the victim; a month is fought from the line."""
        game, (d, line, *capacity) = self.game, y
        victim = 1 - breaker
        rungs = [min(game.other_rung, n - 1) for n in game.grid.rungs]
        rungs[breaker] = min(1, game.grid.rungs[breaker] - 1)
        helped = list(capacity)
        helped[victim] = min(capacity[victim] + game.support, game.grid.capacity_top)
        sure = float(game.guarantee[victim, t, d])
        out = []
        for f, p in self._cells(line):
            out.append(Branch(f"help, cell {f}", ("battle", t, (f, *helped, *rungs)), p * sure))
            out.append(Branch(f"no help, cell {f}", ("battle", t, (f, *capacity, *rungs)), p * (1 - sure)))
        return nature("the war resumes", out)

    def _hold(self, t: int, y: Peace) -> Node:
        """An incident, or the deal pays."""
        game, (d, line, *capacity) = self.game, y
        clash = float(game.incident[t, d]) if game.breaking else 0.0
        rungs = [min(game.incident_rung, n - 1) for n in game.grid.rungs]
        fights = [
            Branch(f"incident, cell {f}", ("battle", t, (f, *capacity, *rungs)), clash * p)
            for f, p in self._cells(line)
        ]
        return nature("incident", [*fights, Branch("the deal pays", ("paid", t, y), 1 - clash)])

    def _paid(self, t: int, y: Peace) -> Node:
        """A month that pays; each capacity may rise by one."""
        game, (d, line, ca, cb) = self.game, y
        gain = tuple(float(game.deal_flow[i, t, d, line]) for i in (A, B))
        up, top = [float(game.rearm[i, t, d]) for i in (A, B)], game.grid.capacity_top
        out = []
        for da, pa in ((1, up[A]), (0, 1 - up[A])):
            for db, pb in ((1, up[B]), (0, 1 - up[B])):
                after = (d, line, min(ca + da, top), min(cb + db, top))
                out.append(
                    Branch(f"capacities {after[2]}, {after[3]}", ("peace", t + 1, after), pa * pb, (gain[A], gain[B]))
                )
        return nature("recovery", out)

    def _cells(self, line: int) -> list[tuple[int, float]]:
        """Front cells at which a war from this line resumes, with probabilities; never a decisive one."""
        per, top = self.game.grid.lines_per_cell, self.game.grid.front_top
        lower, rest = divmod(line, per)
        cells = [(lower, 1 - rest / per)] + ([(lower + 1, rest / per)] if rest else [])
        return [(min(max(f, 1), top - 1), p) for f, p in cells]
