"""The exact course of a war and its likelihood, in plain Python, from a plain solution (plain_solver.py)."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crosscheck.plain_rules import (
    SIDES,
    PeaceState,
    WarState,
    fought_after_break,
    fought_after_incident,
    nature,
    rearmed,
)
from crosscheck.plain_solver import PlainSolution
from offramp.game.rules import Game

State = tuple  # ("war", f, cA, cB, rA, rB) or ("peace", d, l, cA, cB) or (name of an end,)
Start = Mapping[tuple, float]


class Records:
    """What happened in each month, as probabilities."""

    def __init__(self, game: Game, months: int) -> None:
        """Empty records of so many months."""
        grid = game.grid
        self.signed = np.zeros((months, grid.packages, grid.lines))
        self.broken = np.zeros((months, grid.packages))
        self.capitulated = np.zeros((months, 2))
        self.fought = np.zeros((months, grid.front_top + 1, *grid.rungs))
        self.events: Counter[str] = Counter()  # for the tests of the tests: how often each feature of the game was used


def true_theta(game: Game, t: int) -> float:
    """The world's theta in month ``t``."""
    return float(game.theta[t]) + game.delta * (2 * game.truth - 1)


def after_battle(game: Game, t: int, x: WarState, chance: float, records: Records) -> list[tuple[float, State]]:
    """A month of war fought in ``x``, as it really is."""
    records.fought[t, x[0], x[3], x[4]] += chance
    fates = nature(game, t, x, true_theta(game, t))
    return [(chance * p, (fate,) if isinstance(fate, str) else ("war", *fate)) for p, fate in fates]


def month_of_war(s: PlainSolution, t: int, x: WarState, chance: float, records: Records) -> list[tuple[float, State]]:
    """Where a month that begins in this war state leads."""
    game, arrived = s.game, []
    mover_a, channel = float(game.mover_a[t]), float(game.channel[t])
    for m in SIDES:
        plan = s.war_plans[t][m, x]
        here = chance * (mover_a if m == 0 else 1 - mover_a)
        going_on = here * (1 - channel)
        if plan.settlement is None:
            going_on = here
        else:
            deal = plan.settlement
            records.events["lottery" if len(deal.parts) > 1 else "single line"] += here * channel
            for line, share in deal.parts:
                records.signed[t, deal.package, line] += here * channel * share
                for p, y in rearmed(game, t, (deal.package, line, x[1], x[2])):
                    arrived.append((here * channel * share * p, ("peace", *y)))
        if plan.rungs is None:
            records.capitulated[t, m] += going_on
            arrived.append((going_on, ("b_prevails" if m == 0 else "a_prevails",)))
        else:
            records.events["climb"] += going_on * (sum(plan.rungs) > x[3] + x[4])
            records.events["descent"] += going_on * (sum(plan.rungs) < x[3] + x[4])
            arrived += after_battle(game, t, (*x[:3], *plan.rungs), going_on, records)
    return arrived


def month_of_peace(
    s: PlainSolution, t: int, y: PeaceState, chance: float, records: Records
) -> list[tuple[float, State]]:
    """Where a month that begins in this peace leads."""
    game, arrived = s.game, []
    mover_a, channel = float(game.mover_a[t]), float(game.channel_peace[t])
    for m in SIDES:
        for contact in (True, False):
            plan = s.peace_plans[t][m, contact, y]
            here = chance * (mover_a if m == 0 else 1 - mover_a) * (channel if contact else 1 - channel)
            held = (plan.package, *y[1:])
            records.events["amendment"] += here * (plan.package != y[0])
            if plan.breaker is not None:
                records.broken[t, plan.package] += here
                records.events[f"broken by {'AB'[plan.breaker]}"] += here
                for p, x in fought_after_break(game, t, held, plan.breaker):
                    arrived += after_battle(game, t, x, here * p, records)
                continue
            clash = float(game.incident[t, plan.package]) if game.breaking else 0.0
            records.events["incident"] += here * clash
            for p, x in fought_after_incident(game, held):
                arrived += after_battle(game, t, x, here * clash * p, records)
            arrived += [(here * (1 - clash) * p, ("peace", *z)) for p, z in rearmed(game, t, held)]
    return arrived


def step(s: PlainSolution, t: int, now: Start, records: Records) -> dict[State, float]:
    """The distribution over states at the start of month t+1 from that of month t. Ends absorb."""
    following: dict[State, float] = defaultdict(float)
    for state, chance in now.items():
        if chance == 0:
            continue
        if state[0] == "war":
            arrived = month_of_war(s, t, state[1:], chance, records)
        elif state[0] == "peace":
            arrived = month_of_peace(s, t, state[1:], chance, records)
        else:
            arrived = [(chance, state)]
        for p, after in arrived:
            following[after] += p
    return following


def course_plainly(game: Game, solution: PlainSolution, months: int, start: Start) -> dict[str, Any]:
    """Exact probability of everything, month by month, under the world's true theta."""
    grid = game.grid
    c: dict[str, Any] = {
        name: np.zeros(months + 1) for name in ("fighting", "frozen", "a_prevails", "b_prevails", "general_war")
    }
    c["peace"] = np.zeros((months + 1, grid.packages))
    c["war"] = np.zeros((months + 1, *grid.war_shape))
    c["peace_states"] = np.zeros((months + 1, *grid.peace_shape))
    records = Records(game, months)
    now: Start = start
    for t in range(months + 1):
        for state, chance in now.items():
            if state[0] == "war":
                c["war"][(t, *state[1:])] += chance
                c["frozen" if state[4] == 0 and state[5] == 0 else "fighting"][t] += chance
            elif state[0] == "peace":
                c["peace_states"][(t, *state[1:])] += chance
                c["peace"][t, state[1]] += chance
            elif state[0] == "both_collapse":
                c["a_prevails"][t] += chance / 2
                c["b_prevails"][t] += chance / 2
            else:
                c[state[0]][t] += chance
        if t < months:
            now = step(solution, t, now, records)
    c.update(vars(records))
    return c


def likelihood_plainly(
    game: Game, solution: PlainSolution, start: Start, evidence: Sequence[NDArray[np.float64]]
) -> tuple[float, NDArray[np.float64]]:
    """Forward algorithm: log-likelihood of fronts seen while the war goes on, and where the war then is.

    ``evidence[t][f]`` is the probability of what was seen at the start of month ``t`` if the front is in cell ``f``.
    """
    records = Records(game, len(evidence))
    now: Start = start
    log_likelihood = 0.0
    for t, seen in enumerate(evidence):
        if t > 0:
            now = step(solution, t - 1, now, records)
        still_at_war = {x: p * float(seen[x[1]]) for x, p in now.items() if x[0] == "war"}
        total = sum(still_at_war.values())
        if total <= 0:
            return -math.inf, np.zeros(game.grid.war_shape)
        log_likelihood += math.log(total)
        now = {x: p / total for x, p in still_at_war.items()}
    filtered = np.zeros(game.grid.war_shape)
    for x, p in now.items():
        filtered[x[1:]] += p
    return log_likelihood, filtered
