"""States, a month of nature, flows and ends of the game, in plain Python, for the plain solver (plain_solver.py).

One function per rule of docs/explanation/rules-in-detail.md, ``math`` only, nothing clever.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from offramp.game.rules import Game

A, B = 0, 1
SIDES = (A, B)
Pair = tuple[float, float]  # a value for A and one for B
WarState = tuple[int, int, int, int, int]  # f, cA, cB, rA, rB
PeaceState = tuple[int, int, int, int]  # d, l, cA, cB
Fate = WarState | str  # a war state in which the war goes on, or the name of an end
ENDS = ("a_prevails", "b_prevails", "both_collapse", "general_war")


# --- states ---------------------------------------------------------------------------------------------------------


def capacity_pairs(game: Game) -> Iterator[tuple[int, int]]:
    """Capacities with which a war or a peace goes on: both at least 1."""
    top = game.grid.capacity_top
    return ((a, b) for a in range(1, top + 1) for b in range(1, top + 1))


def war_states(game: Game) -> Iterator[WarState]:
    """War states in which the war goes on: interior front, both capacities at least 1."""
    for f in range(1, game.grid.front_top):
        for c_a, c_b in capacity_pairs(game):
            for r_a in range(game.grid.rungs[A]):
                for r_b in range(game.grid.rungs[B]):
                    yield f, c_a, c_b, r_a, r_b


def peace_states(game: Game) -> Iterator[PeaceState]:
    """Every package at every line, with both capacities at least 1."""
    for d in range(game.grid.packages):
        for line in range(game.grid.lines):
            for c_a, c_b in capacity_pairs(game):
                yield d, line, c_a, c_b


def fate_of(game: Game, state: WarState) -> Fate:
    """The state itself, or the end it is. The front is checked before the capacities."""
    f, c_a, c_b = state[:3]
    if f == game.grid.front_top:
        return "a_prevails"
    if f == 0:
        return "b_prevails"
    if c_a == 0 and c_b == 0:
        return "both_collapse"
    if c_b == 0:
        return "a_prevails"
    if c_a == 0:
        return "b_prevails"
    return state


# --- a month of nature ----------------------------------------------------------------------------------------------


def battle_odds(game: Game, t: int, capacity: tuple[int, int], rungs: tuple[int, int], theta: float) -> float:
    """``q``, the probability with which a battle goes A's way."""
    logit = theta + math.log((capacity[A] + 1) / (capacity[B] + 1))
    logit += float(game.edge[A][rungs[A]]) - float(game.edge[B][rungs[B]])
    logit += game.aid_edge * (float(game.aid[A, t]) - float(game.aid[B, t]))
    return 1 / (1 + math.exp(-game.slope * logit))


def widths(game: Game, f: int) -> tuple[float, float]:
    """Front units to the next cell up and to the next cell down."""
    x = game.grid.positions
    return float(x[f + 1] - x[f]), float(x[f] - x[f - 1])


def nature(game: Game, t: int, state: WarState, theta: float) -> list[tuple[float, Fate]]:
    """Where a month of war fought in ``state`` leads, with probabilities, if ``theta`` is true."""
    f, c_a, c_b, r_a, r_b = state
    q = battle_odds(game, t, (c_a, c_b), (r_a, r_b), theta)
    drive_a, drive_b = float(game.drive[A][r_a]), float(game.drive[B][r_b])
    width_up, width_down = widths(game, f)
    attrition, exposure, mobility = float(game.attrition[t]), float(game.exposure[t]), float(game.mobility[t])
    loss_a = attrition * 2 * (drive_b * (1 - q) + exposure * drive_a)
    loss_b = attrition * 2 * (drive_a * q + exposure * drive_b)
    gain = [float(game.recovery[i, t]) + game.aid_recovery * float(game.aid[i, t]) for i in SIDES]
    front = steps(mobility * drive_a * q / width_up, mobility * drive_b * (1 - q) / width_down)
    capacity_a, capacity_b = steps(gain[A], loss_a), steps(gain[B], loss_b)
    top = game.grid.capacity_top
    hazard = float(game.hazard[t, r_a, r_b])
    fates: list[tuple[float, Fate]] = [(hazard, "general_war")] if hazard > 0 else []
    for df, p_f in front:
        for da, p_a in capacity_a:
            for db, p_b in capacity_b:
                after = (f + df, min(c_a + da, top), min(c_b + db, top), r_a, r_b)
                fates.append(((1 - hazard) * p_f * p_a * p_b, fate_of(game, after)))
    return fates


def steps(up: float, down: float) -> list[tuple[int, float]]:
    """One step up, one down, or none, with their probabilities (impossible ones left out)."""
    stay = 1 - up - down
    if min(up, down, stay) < -1e-12:
        raise ValueError(f"step probabilities up {up}, down {down} leave [0, 1]")
    return [(step, p) for step, p in ((1, up), (-1, down), (0, stay)) if p > 0]


def expected_pace(game: Game) -> float:
    """Net movement in cells a month that both sides expect at the middle of the two hypotheses."""
    rungs = (min(1, game.grid.rungs[A] - 1), min(1, game.grid.rungs[B] - 1))
    q = battle_odds(game, 0, game.capacity_now, rungs, float(game.theta[0]))
    up, down = widths(game, game.front_now)
    push = float(game.drive[A][rungs[A]]) * q / up - float(game.drive[B][rungs[B]]) * (1 - q) / down
    return float(game.mobility[0]) * push


def weight_on_high(game: Game, side: int, t: int, f: int) -> float:
    """A side's probability, in month ``t`` with the front in cell ``f``, that theta is the high one."""
    prior = float(game.prior[side])
    if prior in (0.0, 1.0):
        return prior
    moved = f - game.front_now - expected_pace(game) * (t + game.clock)
    log_odds = math.log(prior / (1 - prior)) + float(game.signal[side, t]) + game.slope * game.delta * moved
    return 1 / (1 + math.exp(-log_odds)) if log_odds > -700 else 0.0


# --- flows and ends -------------------------------------------------------------------------------------------------


def war_flow(game: Game, t: int, state: WarState) -> Pair:
    """Flow of a month fought in this state, for each side."""
    f, c_a, c_b, r_a, r_b = state
    top = game.grid.capacity_top
    flows = []
    for i, c in zip(SIDES, (c_a, c_b), strict=True):
        tired = 1 + float(game.weariness[i, t]) * (top - c) / top
        land = float(game.land[i, f * game.grid.lines_per_cell])
        flows.append(land + float(game.politics[i, t]) - float(game.cost[i, t, r_a, r_b]) * tired)
    return flows[A], flows[B]


def for_ever(game: Game, flow: Pair) -> Pair:
    """Value of a flow that goes on for ever."""
    return flow[A] / (1 - float(game.beta[A])), flow[B] / (1 - float(game.beta[B]))


def end_values(game: Game) -> dict[str, Pair]:
    """What each end is worth on the day it is reached."""
    v, d, c = (tuple(map(float, x)) for x in (game.victory, game.defeat, game.catastrophe))
    flows = {
        "a_prevails": (v[A], d[B]),
        "b_prevails": (d[A], v[B]),
        "both_collapse": ((v[A] + d[A]) / 2, (v[B] + d[B]) / 2),
        "general_war": (c[A], c[B]),
    }
    return {end: for_ever(game, flow) for end, flow in flows.items()}


def tolerance(game: Game) -> float:
    """Differences up to this are ties: 1e-11 of the largest absolute value in the game, penalties excluded."""
    flows = [war_flow(game, t, state) for t in range(game.months) for state in war_states(game)]
    largest = 0.0
    for i in SIDES:
        values = [abs(flow[i]) for flow in flows]
        values += [abs(float(e[i])) for e in (game.victory, game.defeat, game.catastrophe)]
        values.append(float(np.abs(game.deal_flow[i]).max(initial=0.0)))
        largest = max(largest, max(values) / (1 - float(game.beta[i])))
    return 1e-11 * largest


# --- leaving the peace ----------------------------------------------------------------------------------------------


def cells_of_line(game: Game, line: int) -> list[tuple[float, int]]:
    """Front cells, with probabilities, at which a war from this line resumes; never a decisive cell."""
    per_cell, top = game.grid.lines_per_cell, game.grid.front_top
    lower, rest = divmod(line, per_cell)
    cells = [(1 - rest / per_cell, lower)] + ([(rest / per_cell, lower + 1)] if rest else [])
    return [(p, min(max(f, 1), top - 1)) for p, f in cells]


def fought_after_break(game: Game, t: int, y: PeaceState, breaker: int) -> list[tuple[float, WarState]]:
    """States in which a break month is fought: breaker on rung 1, victim on other_rung and perhaps with support."""
    d, line, *capacity = y
    victim = 1 - breaker
    rungs = [min(game.other_rung, n - 1) for n in game.grid.rungs]
    rungs[breaker] = min(1, game.grid.rungs[breaker] - 1)
    helped = list(capacity)
    helped[victim] = min(capacity[victim] + game.support, game.grid.capacity_top)
    guarantee = float(game.guarantee[victim, t, d])
    states = []
    for p, f in cells_of_line(game, line):
        states.append((p * guarantee, (f, *helped, *rungs)))
        states.append((p * (1 - guarantee), (f, *capacity, *rungs)))
    return states


def fought_after_incident(game: Game, y: PeaceState) -> list[tuple[float, WarState]]:
    """States in which the month of an incident is fought: both on incident_rung, no support."""
    _, line, *capacity = y
    rungs = [min(game.incident_rung, n - 1) for n in game.grid.rungs]
    return [(p, (f, *capacity, *rungs)) for p, f in cells_of_line(game, line)]


def rearmed(game: Game, t: int, y: PeaceState) -> list[tuple[float, PeaceState]]:
    """Peace states at t+1 after a month that paid: each capacity may have risen by one (not reached: left out)."""
    d, line, c_a, c_b = y
    top = game.grid.capacity_top
    states = []
    for da, p_a in steps(float(game.rearm[A, t, d]), 0.0):
        for db, p_b in steps(float(game.rearm[B, t, d]), 0.0):
            states.append((p_a * p_b, (d, line, min(c_a + da, top), min(c_b + db, top))))
    return states


def mean(weighted: list[tuple[float, Pair]]) -> Pair:
    """Expectation of a pair of values."""
    return sum(p * v[A] for p, v in weighted), sum(p * v[B] for p, v in weighted)
