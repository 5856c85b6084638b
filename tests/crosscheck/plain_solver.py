"""A slow, plain solver of the game: a second opinion on the compiled one, written apart from it.

Explicit loops over states, month by month backwards; the rules are those of docs/explanation/rules-in-detail.md. It is
meant for tiny games. The forward pass is in plain_course.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crosscheck.plain_rules import (
    SIDES,
    A,
    B,
    Pair,
    PeaceState,
    WarState,
    capacity_pairs,
    end_values,
    for_ever,
    fought_after_break,
    fought_after_incident,
    mean,
    nature,
    peace_states,
    rearmed,
    tolerance,
    war_flow,
    war_states,
    weight_on_high,
)
from offramp.game.rules import Game


class Settlement(NamedTuple):
    """What the mover puts on the table: one line, or a lottery (line, probability) between two neighbours."""

    mover_value: float
    other_value: float
    line: int
    package: int
    parts: tuple[tuple[int, float], ...]


class WarPlan(NamedTuple):
    """What a mover does in a war state: signs in contact (or None), and otherwise goes on (None: it capitulates)."""

    settlement: Settlement | None
    rungs: tuple[int, int] | None


class PeacePlan(NamedTuple):
    """What happens in peace with this mover: the package in force after step 1, and who breaks it (or None)."""

    package: int
    breaker: int | None


@dataclass(frozen=True)
class PlainSolution:
    """Values (NaN where there is no such state) and what is done: by month, then (mover, state)."""

    game: Game
    war: NDArray[np.float64]
    peace: NDArray[np.float64]
    war_plans: list[dict[tuple[int, WarState], WarPlan]]
    peace_plans: list[dict[tuple[int, bool, PeaceState], PeacePlan]]  # (mover, contact, state)


PeacePlans = dict[tuple[int, bool, PeaceState], PeacePlan]


class Month:
    """Month ``t`` of the game, given the values of month t+1 and (for lotteries) who breaks what then."""

    def __init__(
        self,
        game: Game,
        t: int,
        tolerance: float,
        ends: dict[str, Pair],
        next_war: dict[WarState, Pair],
        next_peace: dict[PeaceState, Pair],
        next_peace_plans: PeacePlans | None,
    ) -> None:
        """Work out the two things everything else rests on: a month fought in each state, and a deal that pays."""
        self.game, self.t, self.tol, self.ends = game, t, tolerance, ends
        self.next_war, self.next_peace, self.next_peace_plans = next_war, next_peace, next_peace_plans
        self.beta = (float(game.beta[A]), float(game.beta[B]))
        self.mover_chance = (float(game.mover_a[t]), 1 - float(game.mover_a[t]))
        self.belief = {(i, f): weight_on_high(game, i, t, f) for i in SIDES for f in range(1, game.grid.front_top)}
        self.fought = {x: self.month_fought(x) for x in war_states(game)}
        self.paid = {y: self.month_paid(y) for y in peace_states(game)}

    # --- the two kinds of month -------------------------------------------------------------------------------------

    def month_fought(self, x: WarState) -> Pair:
        """Value of a month of war fought in ``x`` (rungs after the move), each side under its own beliefs."""
        flow = war_flow(self.game, self.t, x)
        middle, delta = float(self.game.theta[self.t]), self.game.delta
        if delta == 0:
            high = low = self.expected_next(x, middle)
        else:
            high, low = self.expected_next(x, middle + delta), self.expected_next(x, middle - delta)
        value = []
        for i in SIDES:
            weight = self.belief[i, x[0]]
            value.append(flow[i] + self.beta[i] * (weight * high[i] + (1 - weight) * low[i]))
        return value[A], value[B]

    def expected_next(self, x: WarState, theta: float) -> Pair:
        """Expected value next month if ``theta`` were true."""
        fates = nature(self.game, self.t, x, theta)
        return mean([(p, self.ends[fate] if isinstance(fate, str) else self.next_war[fate]) for p, fate in fates])

    def month_paid(self, y: PeaceState) -> Pair:
        """Value of a month in which the deal pays: of signing it, and of step 4 of a month of peace."""
        after = mean([(p, self.next_peace[z]) for p, z in rearmed(self.game, self.t, y)])
        flow = self.game.deal_flow[:, self.t, y[0], y[1]]
        return float(flow[A]) + self.beta[A] * after[A], float(flow[B]) + self.beta[B] * after[B]

    # --- peace ------------------------------------------------------------------------------------------------------

    def peace(self) -> tuple[dict[PeaceState, Pair], PeacePlans]:
        """Values of all peace states at the start of the month, and what is done in them."""
        held = {(m, y): self.step_two(m, y) for m in SIDES for y in self.paid}
        channel = float(self.game.channel_peace[self.t])
        values: dict[PeaceState, Pair] = {}
        plans: PeacePlans = {}
        for y in self.paid:
            cases = []
            for m in SIDES:
                package = self.step_one(m, y, held)
                for contact, chance, d in ((True, channel, package), (False, 1 - channel, y[0])):
                    value, breaker = held[m, (d, *y[1:])]
                    plans[m, contact, y] = PeacePlan(d, breaker)
                    cases.append((self.mover_chance[m] * chance, value))
            values[y] = mean(cases)
        return values, plans

    def step_one(self, mover: int, y: PeaceState, held: dict) -> int:
        """Package in force after the mover could propose another one at the same line."""
        game, other = self.game, 1 - mover
        old = held[mover, y][0]
        accepted = []
        for d in range(game.grid.packages):
            if d == y[0] or not game.offered[self.t, d] or game.own_line[d] not in (-1, y[1]):
                continue
            new = held[mover, (d, *y[1:])][0]
            if new[other] >= old[other] - self.tol and new[mover] > old[mover] + self.tol:
                accepted.append((new, d))
        if not accepted:
            return y[0]
        top = max(new[mover] for new, _ in accepted)
        accepted = [(new, d) for new, d in accepted if new[mover] >= top - self.tol]
        top = max(new[other] for new, _ in accepted)
        return min(d for new, d in accepted if new[other] >= top - self.tol)

    def step_two(self, mover: int, y: PeaceState) -> tuple[Pair, int | None]:
        """Outcome from step 2 on: the mover, then the other side, may break; each only if that is strictly better."""
        value, breaker = self.unbroken(y), None
        if self.game.breaking:
            for side in (1 - mover, mover):  # backwards: the other side decides last
                broken = self.broken(y, side)
                if broken[side] > value[side] + self.tol:
                    value, breaker = broken, side
        return value, breaker

    def unbroken(self, y: PeaceState) -> Pair:
        """Steps 3 and 4: an incident, or the deal pays."""
        chance = float(self.game.incident[self.t, y[0]]) if self.game.breaking else 0.0
        clash = mean([(p, self.fought[x]) for p, x in fought_after_incident(self.game, y)])
        return mean([(chance, clash), (1 - chance, self.paid[y])])

    def broken(self, y: PeaceState, breaker: int) -> Pair:
        """Value of a break by this side: a month of war, and the breaker pays the penalty once."""
        value = list(mean([(p, self.fought[x]) for p, x in fought_after_break(self.game, self.t, y, breaker)]))
        value[breaker] -= float(self.game.penalty[breaker, self.t, y[0]])
        return value[A], value[B]

    # --- war --------------------------------------------------------------------------------------------------------

    def war(self) -> tuple[dict[WarState, Pair], dict[tuple[int, WarState], WarPlan]]:
        """Values of all war states at the start of the month, and what is done in them."""
        channel = float(self.game.channel[self.t])
        values: dict[WarState, Pair] = {}
        plans: dict[tuple[int, WarState], WarPlan] = {}
        table = {}
        for f in range(1, self.game.grid.front_top):
            for capacity in capacity_pairs(self.game):
                table[f, *capacity] = self.admissible(f, capacity)
        for x in war_states(self.game):
            cases = []
            for m in SIDES:
                no_deal, rungs = self.no_deal(m, x)
                chosen = self.settlement(m, x[0], no_deal, *table[x[:3]])
                plans[m, x] = WarPlan(chosen, rungs)
                agreed = no_deal
                if chosen is not None:
                    pair = (chosen.mover_value, chosen.other_value)
                    agreed = pair if m == A else (pair[1], pair[0])
                cases += [(self.mover_chance[m] * channel, agreed), (self.mover_chance[m] * (1 - channel), no_deal)]
            values[x] = mean(cases)
        return values, plans

    def no_deal(self, mover: int, x: WarState) -> tuple[Pair, tuple[int, int] | None]:
        """What follows without a deal: the mover's best rung move (ties: stay, lower, higher), or it capitulates."""
        game, rung = self.game, x[3 + mover]
        choices = [rung]
        if rung - 1 >= max(0, int(game.floor[mover, self.t])):
            choices.append(rung - 1)
        if rung + 1 <= min(game.grid.rungs[mover] - 1, int(game.cap[mover, self.t])):
            choices.append(rung + 1)
        options = []
        for choice in choices:
            rungs = (choice, x[4]) if mover == A else (x[3], choice)
            options.append((self.fought[(*x[:3], *rungs)], rungs))
        best = max(value[mover] for value, _ in options)
        give_up = self.ends["b_prevails" if mover == A else "a_prevails"]
        if give_up[mover] > best + self.tol:
            return give_up, None
        return next((value, rungs) for value, rungs in options if value[mover] >= best - self.tol)

    def admissible(self, f: int, capacity: tuple[int, int]) -> tuple[list[PeaceState], list[tuple[int, int]]]:
        """Settlements that may be proposed here, and pairs of them (by place in the list) open to a lottery."""
        game, grid = self.game, self.game.grid
        deals: list[PeaceState] = []
        for d in range(grid.packages):
            if not game.offered[self.t, d]:
                continue
            if game.own_line[d] >= 0:
                deals.append((d, int(game.own_line[d]), *capacity))
            else:
                near = [line for line in range(grid.lines) if abs(line / grid.lines_per_cell - f) <= game.reach]
                deals += [(d, line, *capacity) for line in near]
        lotteries = []
        for k, (low, high) in enumerate(pairwise(deals)):
            neighbours = low[0] == high[0] and high[1] == low[1] + 1
            if neighbours and self.same_breaker_next_month(low, high):
                lotteries.append((k, k + 1))
        return deals, lotteries

    def same_breaker_next_month(self, low: PeaceState, high: PeaceState) -> bool:
        """Whether, whoever moves and with or without contact, the same side (or none) breaks both next month."""
        if self.next_peace_plans is None:
            return True
        plans = self.next_peace_plans
        return all(
            plans[m, contact, y].breaker == plans[m, contact, z].breaker
            for (_, y), (_, z) in zip(rearmed(self.game, self.t, low), rearmed(self.game, self.t, high), strict=True)
            for m in SIDES
            for contact in (True, False)
        )

    def settlement(
        self, mover: int, f: int, no_deal: Pair, deals: list[PeaceState], lotteries: list[tuple[int, int]]
    ) -> Settlement | None:
        """The mover's best accepted settlement, if it is worth at least going on."""
        other = 1 - mover
        reserve = no_deal[other]
        options: list[Settlement] = []
        for y in deals:
            value = self.paid[y]
            if value[other] >= reserve - self.tol:
                options.append(Settlement(value[mover], value[other], y[1], y[0], ((y[1], 1.0),)))
        for low, high in lotteries:
            for yes, no in ((deals[low], deals[high]), (deals[high], deals[low])):
                v_yes, v_no = self.paid[yes], self.paid[no]
                if not (v_yes[other] > reserve + self.tol and v_no[other] < reserve - self.tol):
                    continue
                share = (reserve - v_no[other]) / (v_yes[other] - v_no[other])
                mixed = share * v_yes[mover] + (1 - share) * v_no[mover]
                if mixed > v_yes[mover] + self.tol:
                    parts = ((yes[1], share), (no[1], 1 - share))
                    options.append(Settlement(mixed, reserve, yes[1], yes[0], parts))
        best = self.best_of(options, mover, f)
        return best if best is not None and best.mover_value >= no_deal[mover] - self.tol else None

    def best_of(self, options: list[Settlement], mover: int, f: int) -> Settlement | None:
        """Best for the mover; among equals best for the other, nearest the front, on the mover's side, lower package.

        A lottery counts as the line of the end that the other side would accept.
        """
        if not options:
            return None
        top = max(s.mover_value for s in options)
        options = [s for s in options if s.mover_value >= top - self.tol]
        top = max(s.other_value for s in options)
        options = [s for s in options if s.other_value >= top - self.tol]
        here = f * self.game.grid.lines_per_cell
        side = 1 if mover == A else -1
        return min(options, key=lambda s: (abs(s.line - here), side * s.line, s.package))


def solve_plainly(game: Game) -> PlainSolution:
    """Backward induction over the whole game; see Month for one month."""
    grid, months = game.grid, game.months
    war = np.full((2, months + 1, *grid.war_shape), np.nan)
    peace = np.full((2, months + 1, *grid.peace_shape), np.nan)
    flowing = game.terminal == "flow"
    next_war = {x: for_ever(game, war_flow(game, months - 1, x)) if flowing else (0.0, 0.0) for x in war_states(game)}
    next_peace = {}
    for y in peace_states(game):
        flow = float(game.deal_flow[A, months - 1, y[0], y[1]]), float(game.deal_flow[B, months - 1, y[0], y[1]])
        next_peace[y] = for_ever(game, flow) if flowing else (0.0, 0.0)
    solution = PlainSolution(game, war, peace, [{} for _ in range(months)], [{} for _ in range(months)])
    tie = tolerance(game)
    ends = end_values(game)
    for t in range(months, -1, -1):
        if t < months:
            following = solution.peace_plans[t + 1] if t + 1 < months else None
            month = Month(game, t, tie, ends, next_war, next_peace, following)
            next_peace, solution.peace_plans[t] = month.peace()
            next_war, solution.war_plans[t] = month.war()
        for i in SIDES:
            for x, value in next_war.items():
                war[(i, t, *x)] = value[i]
            for y, value in next_peace.items():
                peace[(i, t, *y)] = value[i]
    return solution
