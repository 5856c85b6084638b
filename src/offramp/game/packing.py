"""The rules of a game laid out for compiled code: few flat arrays that do not change while a game is solved.

Every dated number of a kind stands in one table, month first: `month` (rows named below), `package` (by package), `pair` (by
rung pair). A kernel that works on one month is handed that month's rows, not the whole game: passing many arrays to many
functions is what makes compiling slow.

War planes are flat over ``(c_a, c_b, r_a, r_b)``: `plane` numbers for each front cell. Peace planes are flat over
``(c_a, c_b, line)`` for each package.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from offramp.game import battlefield
from offramp.game.grid import A, B
from offramp.game.rules import Bools, Floats, Game, Ints

BY_SIDE = 2

# Rows of `month`. Where two rows are a side's, B's follows A's.
MOVER_A, CHANNEL, TALK, ODDS_HIGH, ODDS_LOW, ODDS_TRUE, GAIN_A, GAIN_B = range(8)
MOBILITY, ATTRITION, EXPOSURE, POLITICS_A, POLITICS_B, WEARY_A, WEARY_B = range(8, 15)
# Rows of `package`; guarantees by the side they protect.
OFFERED, INCIDENT, PENALTY_A, PENALTY_B, GUARD_A, GUARD_B, REARM_A, REARM_B = range(8)
# Rows of `pair`. Whether a move is allowed is 0 or minus infinity, to be added to what it would be worth.
HAZARD, COST_A, COST_B, RISE_A, RISE_B, FALL_A, FALL_B = range(7)
# Rows of `cell`: flow from land, one over the distance to the next cell up and down.
LAND_A, LAND_B, UP, DOWN = range(4)
# Rows of `plane`: exp(-slope*tilt), drives, whether capacity can rise, share of capacity gone.
TILT, PUSH_A, PUSH_B, ROOM_A, ROOM_B, WORN_A, WORN_B = range(7)


class Packed(NamedTuple):
    """What the kernels read. Shapes use T months, F+1 front cells, C1 = C+1, R = NA*NB rung pairs, D packages, N lines."""

    months: int
    front_top: int
    capacity_levels: int
    rungs_a: int
    rungs_b: int
    packages: int
    lines: int
    per_cell: int
    hypotheses: int  # 2, or 1 where delta is 0 or both sides are certain of the same one, which then is the high one
    support: int
    breaking: bool
    flow_for_ever: bool  # terminal values: the last flow for ever, or zero
    tolerance: float
    beta: Floats  # (2,)
    ends: Floats  # (2, 3) values of A prevails, B prevails, general war
    month: Floats  # (T, rows)
    package: Floats  # (T, rows, D)
    pair: Floats  # (T, rows, R)
    cell: Floats  # (rows, F+1)
    plane: Floats  # (rows, plane)
    belief: Floats  # (T, 2, F+1) probability of the high hypothesis
    deal_flow: Floats  # (T, 2, D, N)
    offered: Bools  # (T, D)
    followed: Floats  # (D,) 1 for packages that are worked out, else 0
    own_line: Ints  # (D,)
    window: Ints  # (2, F+1, D) first and last line that may be signed at each front
    resume_cell: Ints  # (2, N) the one or two cells from which war resumes at a line
    resume_share: Floats  # (N,) probability of the second of them
    break_rungs: Ints  # (3,) rung pair when A breaks, when B breaks, in an incident


def pack(game: Game, packages: Bools | None = None) -> Packed:
    """Lay `game` out for the kernels; raises `RulesError` where its numbers cannot be played.

    `packages` (D,) are those worth working out besides those on offer; default all.
    """
    battlefield.check(game)
    in_force = np.arange(game.grid.packages) == game.in_force
    followed = np.ones(game.grid.packages) if packages is None else game.offered.any(axis=0) | packages | in_force
    grid = game.grid
    up, down = battlefield.widths(game)
    cells, share = _resume(game)
    land = game.land[:, :: grid.lines_per_cell]
    return Packed(
        months=game.months,
        front_top=grid.front_top,
        capacity_levels=grid.capacity_top + 1,
        rungs_a=grid.rungs[A],
        rungs_b=grid.rungs[B],
        packages=grid.packages,
        lines=grid.lines,
        per_cell=grid.lines_per_cell,
        hypotheses=2 if _certain(game) is None else 1,
        support=int(game.support),
        breaking=bool(game.breaking),
        flow_for_ever=game.terminal == "flow",
        tolerance=tolerance(game),
        beta=np.array(game.beta, dtype=np.float64),
        ends=end_values(game),
        month=_by_month(game),
        package=_by_package(game),
        pair=_by_pair(game),
        cell=np.stack([land[A], land[B], 1 / up, 1 / down]).astype(np.float64),
        plane=_by_plane(game),
        belief=np.ascontiguousarray(np.moveaxis(battlefield.beliefs(game), 0, 1)),
        deal_flow=np.ascontiguousarray(np.moveaxis(game.deal_flow, 1, 0), dtype=np.float64),
        offered=np.array(game.offered, dtype=np.bool_, order="C"),
        followed=np.asarray(followed, dtype=np.float64),
        own_line=np.array(game.own_line, dtype=np.int64),
        window=_window(game),
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
        worn = 1.0 + _size(game.weariness[side])
        war = _size(game.land[side]) + _size(game.politics[side]) + _size(game.cost[side]) * worn
        ends = max(abs(game.victory[side]), abs(game.defeat[side]), abs(game.catastrophe[side]))
        largest = max(largest, float(max(war, _size(game.deal_flow[side]), ends) / (1.0 - game.beta[side])))
    return 1e-11 * largest


def _size(values: Floats) -> float:
    """Largest absolute value; 0 where there are none."""
    return float(max(values.max(), -values.min())) if values.size else 0.0


def _by_month(game: Game) -> Floats:
    """The numbers that one month has one of, (T, rows)."""
    gain = battlefield.recovery(game)
    first = -1.0 if _certain(game) == -1.0 else 1.0
    high, low = (np.exp(-game.slope * battlefield.shift(game, hypothesis)) for hypothesis in (first, -1.0))
    true = np.exp(-game.slope * battlefield.shift(game, battlefield.truth_hypothesis(game)))
    rows = [game.mover_a, game.channel, game.channel_peace, high, low, true, gain[A], gain[B]]
    rows += [game.mobility, game.attrition, game.exposure, *game.politics, *game.weariness]
    return np.ascontiguousarray(np.stack(rows, axis=1), dtype=np.float64)


def _certain(game: Game) -> float | None:
    """The hypothesis that both sides are certain of (+1 high, -1 low, 0 where there is but one), None where they are not."""
    if not game.delta:
        return 0.0
    return {(0.0, 0.0): -1.0, (1.0, 1.0): 1.0}.get((float(game.prior[A]), float(game.prior[B])))


def _by_package(game: Game) -> Floats:
    """The numbers of a month and a package, (T, rows, D)."""
    incident = game.incident if game.breaking else np.zeros_like(game.incident)
    rows = [game.offered, incident, *game.penalty, *game.guarantee, *game.rearm]
    return np.ascontiguousarray(np.stack([np.asarray(row, dtype=np.float64) for row in rows], axis=1))


def _by_pair(game: Game) -> Floats:
    """The numbers of a month and a rung pair, (T, rows, R)."""
    pairs = game.grid.rungs[A] * game.grid.rungs[B]
    rise, fall = _moves(game)
    rows = [game.hazard.reshape(-1, pairs), *game.cost.reshape(BY_SIDE, -1, pairs)]
    rows += [np.where(allowed, 0.0, -np.inf) for allowed in (*rise, *fall)]
    return np.ascontiguousarray(np.stack(rows, axis=1), dtype=np.float64)


def _by_plane(game: Game) -> Floats:
    """The numbers of capacities and rungs that are not dated, (rows, plane)."""
    top, (rungs_a, rungs_b) = game.grid.capacity_top, game.grid.rungs
    level = np.arange(top + 1.0)
    shape = (top + 1, top + 1, rungs_a, rungs_b)
    level_a, level_b = level[:, None, None, None], level[None, :, None, None]
    push_a, push_b = game.drive[A][None, None, :, None], game.drive[B][None, None, None, :]
    rows = [np.exp(-game.slope * battlefield.tilt(game)), push_a, push_b, level_a < top, level_b < top]
    rows += [(top - level_a) / top, (top - level_b) / top]
    return np.stack([np.broadcast_to(row, shape).reshape(-1) for row in rows]).astype(np.float64)


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
