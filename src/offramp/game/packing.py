"""The rules of a game laid out for compiled code: flat arrays and tables that do not change while a game is solved.

War planes are flat over ``(c_a, c_b, r_a, r_b)``: `plane` numbers for each front cell. Peace rows are flat over
``(package, line)`` for each pair of capacities.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from offramp.game import battlefield
from offramp.game.grid import A, B
from offramp.game.rules import Bools, Floats, Game, Ints

BY_SIDE = 2


class Packed(NamedTuple):
    """What the kernels read. Shapes use T months, F+1 front cells, C1 = C+1, R = NA*NB rung pairs, D packages, N lines."""

    months: int
    front_top: int
    capacity_levels: int
    rungs_a: int
    rungs_b: int
    packages: int
    lines: int
    hypotheses: int  # 1 where delta is 0, else 2
    tolerance: float
    support: int
    breaking: bool
    flow_for_ever: bool  # terminal values: the last flow for ever, or zero
    beta: Floats  # (2,)
    mover_a: Floats  # (T,)
    channel: Floats  # (T,)
    channel_peace: Floats  # (T,)
    odds: Floats  # (2, T) exp(-slope*shift) under the high and the low hypothesis
    odds_true: Floats  # (T,)
    tilt: Floats  # (plane,) exp(-slope*tilt)
    push: Floats  # (2, plane) drive of A and of B
    belief: Floats  # (2, T, F+1) probability of the high hypothesis
    gain: Floats  # (2, T)
    mobility: Floats  # (T,)
    attrition: Floats  # (T,)
    exposure: Floats  # (T,)
    inverse_width: Floats  # (2, F+1) 1/width up, 1/width down
    hazard: Floats  # (T, plane)
    land_cell: Floats  # (2, F+1)
    politics: Floats  # (2, T)
    cost: Floats  # (2, T, R)
    weary: Floats  # (2, T)
    may_rise: Bools  # (2, T, R)
    may_fall: Bools  # (2, T, R)
    ends: Floats  # (2, 3) values of A prevails, B prevails, general war
    offered: Bools  # (T, D)
    own_line: Ints  # (D,)
    window: Ints  # (2, F+1, D) first and last line that may be signed at each front
    rank: Ints  # (2, F+1, D*N) place of each settlement in the order of the tie rules, by mover
    deal_flow: Floats  # (2, T, D*N)
    penalty: Floats  # (2, T, D)
    guarantee: Floats  # (2, T, D)
    incident: Floats  # (T, D)
    rearm: Floats  # (2, T, D)
    resume_cell: Ints  # (2, N) the one or two cells from which war resumes at a line
    resume_share: Floats  # (N,) probability of the second of them
    break_rungs: Ints  # (3,) rung pair when A breaks, when B breaks, in an incident


def pack(game: Game) -> Packed:
    """Lay `game` out for the kernels; raises `RulesError` where its numbers cannot be played."""
    battlefield.check(game)
    grid = game.grid
    c1 = grid.capacity_top + 1
    rungs = grid.rungs[A] * grid.rungs[B]
    plane = c1 * c1 * rungs
    months = game.months
    true_shift = battlefield.shift(game, battlefield.truth_hypothesis(game))
    up, down = battlefield.widths(game)
    cells, share = _resume(game)
    rise, fall = _moves(game)
    return Packed(
        months=months,
        front_top=grid.front_top,
        capacity_levels=c1,
        rungs_a=grid.rungs[A],
        rungs_b=grid.rungs[B],
        packages=grid.packages,
        lines=grid.lines,
        hypotheses=2 if game.delta else 1,
        tolerance=tolerance(game),
        support=int(game.support),
        breaking=bool(game.breaking),
        flow_for_ever=game.terminal == "flow",
        beta=_flat(game.beta),
        mover_a=_flat(game.mover_a),
        channel=_flat(game.channel),
        channel_peace=_flat(game.channel_peace),
        odds=np.exp(-game.slope * np.stack([battlefield.shift(game, 1.0), battlefield.shift(game, -1.0)])),
        odds_true=np.exp(-game.slope * true_shift),
        tilt=np.exp(-game.slope * battlefield.tilt(game)).reshape(plane),
        push=_push(game),
        belief=battlefield.beliefs(game),
        gain=battlefield.recovery(game),
        mobility=_flat(game.mobility),
        attrition=_flat(game.attrition),
        exposure=_flat(game.exposure),
        inverse_width=np.stack([1 / up, 1 / down]),
        hazard=np.ascontiguousarray(np.tile(game.hazard.reshape(months, rungs), (1, c1 * c1))),
        land_cell=np.ascontiguousarray(game.land[:, :: grid.lines_per_cell]),
        politics=_flat(game.politics),
        cost=_flat(game.cost.reshape(BY_SIDE, months, rungs)),
        weary=_flat(game.weariness),
        may_rise=rise,
        may_fall=fall,
        ends=end_values(game),
        offered=np.ascontiguousarray(game.offered, dtype=np.bool_),
        own_line=np.ascontiguousarray(game.own_line, dtype=np.int64),
        window=_window(game),
        rank=_rank(game),
        deal_flow=_flat(game.deal_flow.reshape(BY_SIDE, months, grid.packages * grid.lines)),
        penalty=_flat(game.penalty),
        guarantee=_flat(game.guarantee),
        incident=_flat(game.incident),
        rearm=_flat(game.rearm),
        resume_cell=cells,
        resume_share=share,
        break_rungs=_break_rungs(game),
    )


def end_values(game: Game) -> Floats:
    """Value to each side of A prevailing, B prevailing and general war when it is reached, (2, 3)."""
    flows = np.array(
        [
            [game.victory[A], game.defeat[A], game.catastrophe[A]],
            [game.defeat[B], game.victory[B], game.catastrophe[B]],
        ],
        dtype=np.float64,
    )
    return flows / (1.0 - game.beta[:, None])


def tolerance(game: Game) -> float:
    """What counts as equal: 1e-11 of the largest absolute value in the game, penalties excluded."""
    largest = 0.0
    for side in (A, B):
        worn = 1.0 + np.abs(game.weariness[side]).max()
        war = np.abs(game.land[side]).max() + np.abs(game.politics[side]).max() + np.abs(game.cost[side]).max() * worn
        deal = np.abs(game.deal_flow[side]).max() if game.deal_flow.size else 0.0
        ends = max(abs(game.victory[side]), abs(game.defeat[side]), abs(game.catastrophe[side]))
        largest = max(largest, float(max(war, deal, ends) / (1.0 - game.beta[side])))
    return 1e-11 * largest


def _flat(values: Floats) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float64)


def _push(game: Game) -> Floats:
    rungs_a, rungs_b = game.grid.rungs
    pair_a = np.repeat(game.drive[A], rungs_b)
    pair_b = np.tile(game.drive[B], rungs_a)
    copies = (game.grid.capacity_top + 1) ** 2
    return np.stack([np.tile(pair_a, copies), np.tile(pair_b, copies)]).astype(np.float64)


def _moves(game: Game) -> tuple[Bools, Bools]:
    """Whether each side may climb or go down from each rung pair, two arrays (2, T, R)."""
    rungs_a, rungs_b = game.grid.rungs
    own = [np.repeat(np.arange(rungs_a), rungs_b), np.tile(np.arange(rungs_b), rungs_a)]
    rise = np.zeros((BY_SIDE, game.months, rungs_a * rungs_b), dtype=np.bool_)
    fall = np.zeros_like(rise)
    for side in (A, B):
        up, down = own[side] + 1, own[side] - 1
        rise[side] = (up < game.grid.rungs[side])[None] & (up[None] <= game.cap[side][:, None])
        fall[side] = (down >= 0)[None] & (down[None] >= game.floor[side][:, None])
    return rise, fall


def _window(game: Game) -> Ints:
    """First and last line that may be signed at each front, (2, F+1, D); a package's own line is the only one it has."""
    grid = game.grid
    front = np.arange(grid.front_top + 1)[:, None] * grid.lines_per_cell
    steps = int(np.floor(game.reach * grid.lines_per_cell + 1e-9))
    own = np.broadcast_to(game.own_line[None, :], (grid.front_top + 1, grid.packages))
    first = np.where(own >= 0, own, np.maximum(front - steps, 0))
    last = np.where(own >= 0, own, np.minimum(front + steps, grid.lines - 1))
    return np.ascontiguousarray(np.stack([first, last]), dtype=np.int64)


def _rank(game: Game) -> Ints:
    """Order among settlements equal for both sides: nearest the front, then the mover's side, then the lower package."""
    grid = game.grid
    line = np.arange(grid.lines)
    out = np.empty((BY_SIDE, grid.front_top + 1, grid.packages, grid.lines), dtype=np.int64)
    for mover in (A, B):
        for f in range(grid.front_top + 1):
            away = line - f * grid.lines_per_cell
            far_side = away > 0 if mover == A else away < 0
            place = (2 * np.abs(away) + far_side) * grid.packages
            out[mover, f] = place[None, :] + np.arange(grid.packages)[:, None]
    return out.reshape(BY_SIDE, grid.front_top + 1, grid.packages * grid.lines)


def _resume(game: Game) -> tuple[Ints, Floats]:
    """The cells from which war resumes at each line, and the probability of the second one."""
    per_cell, top = game.grid.lines_per_cell, game.grid.front_top
    line = np.arange(game.grid.lines)
    below = line // per_cell
    share = (line % per_cell) / per_cell
    above = np.minimum(below + 1, top)
    return np.stack([np.clip(below, 1, top - 1), np.clip(above, 1, top - 1)]).astype(np.int64), share.astype(np.float64)


def _break_rungs(game: Game) -> Ints:
    rungs_a, rungs_b = game.grid.rungs
    one_a, one_b = min(1, rungs_a - 1), min(1, rungs_b - 1)
    other_a, other_b = min(game.other_rung, rungs_a - 1), min(game.other_rung, rungs_b - 1)
    tense_a, tense_b = min(game.incident_rung, rungs_a - 1), min(game.incident_rung, rungs_b - 1)
    pairs = [(one_a, other_b), (other_a, one_b), (tense_a, tense_b)]
    return np.array([a * rungs_b + b for a, b in pairs], dtype=np.int64)
