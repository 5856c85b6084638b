"""Compiled: what a month of war is worth, and the mover's best way of going on.

For every front cell and both sides::

    Q_i(x) = flow_i(x) + beta_i * (h * catastrophe_i/(1-beta_i) + (1-h) * sum_hyp belief_i(hyp) * E_hyp[V_i(t+1)])

with the rungs of ``x`` those after the mover's choice. The expectation is taken first over capacities (the same for
each neighbouring cell of the front), then over the three cells. Planes are flat over ``(c_a, c_b, r_a, r_b)``; where a
capacity is 0 nothing but values of ends is ever read. A *row* is the part of a plane with one capacity of A and B's at least 1:
work goes row by row, so that what a row needs stays in the processor's nearest memory while the front runs through its cells.
"""

from __future__ import annotations

import numpy as np

from offramp.game.compiled import larger, part
from offramp.game.packing import (
    ATTRITION,
    COST_A,
    DOWN,
    EXPOSURE,
    GAIN_A,
    GAIN_B,
    HAZARD,
    LAND_A,
    MOBILITY,
    POLITICS_A,
    PUSH_A,
    PUSH_B,
    ROOM_A,
    ROOM_B,
    TILT,
    UP,
    WEARY_A,
    WORN_A,
)

STAY, GO_DOWN, GO_UP, CAPITULATE = 0, 1, 2, 3


@part
def step_odds(now, odds, plane, steps, capacity):
    """Fill `steps` (2, plane), front up and down before widths, and `capacity` (6, plane).

    `now` is the month's row, `odds` exp(-slope*shift) of the hypothesis. The rows of `capacity` are: A falls, stays, rises, B
    falls, stays, rises.
    """
    hit, bare, speed = 2.0 * now[ATTRITION], now[EXPOSURE], now[MOBILITY]
    gain_a, gain_b = now[GAIN_A], now[GAIN_B]
    tilt, push_a, push_b, room_a, room_b = plane[TILT], plane[PUSH_A], plane[PUSH_B], plane[ROOM_A], plane[ROOM_B]
    up, down = steps[0], steps[1]
    for j in range(tilt.shape[0]):
        share = 1.0 / (1.0 + odds * tilt[j])
        up[j] = speed * push_a[j] * share
        down[j] = speed * push_b[j] * (1.0 - share)
    for side in range(2):
        fall, stay, rise = capacity[3 * side], capacity[3 * side + 1], capacity[3 * side + 2]
        own, foe = (push_a, push_b) if side == 0 else (push_b, push_a)
        room, gain = (room_a, gain_a) if side == 0 else (room_b, gain_b)
        for j in range(tilt.shape[0]):
            share = 1.0 / (1.0 + odds * tilt[j])
            won = 1.0 - share if side == 0 else share
            loss = hit * (foe[j] * won + bare * own[j])
            fall[j] = loss
            rise[j] = gain * room[j]
            stay[j] = 1.0 - loss - gain * room[j]


@part
def month_constants(now, pairs, plane, beta, ends, fixed, onward):
    """What a month's value is made of besides expectations: fill `fixed` and `onward` (2, plane).

    Value = land + politics + `fixed` + `onward` * expectation.
    """
    rungs = pairs.shape[1]
    for side in range(2):
        doom, keep, weary = beta[side] * ends[side, 2], beta[side], now[WEARY_A + side]
        hazard, cost, worn = pairs[HAZARD], pairs[COST_A + side], plane[WORN_A + side]
        for start in range(0, worn.shape[0], rungs):
            more = 1.0 + weary * worn[start]
            into, ahead = fixed[side, start : start + rungs], onward[side, start : start + rungs]
            for r in range(rungs):
                into[r] = doom * hazard[r] - cost[r] * more
                ahead[r] = keep * (1.0 - hazard[r])


@part
def expect(values, first, size, stride_a, stride_b, capacity, start, into):
    """Expectation over next month's capacities of the row of `values` (flat) that starts at `first`, into `into` (size,).

    `start` is the row's place in its plane, which is where its chances stand in `capacity`.
    """
    above, level, below = first + stride_a, first, first - stride_a
    low_l, low_m, low_h = values[below - stride_b :], values[below:], values[below + stride_b :]
    mid_l, mid_m, mid_h = values[level - stride_b :], values[level:], values[level + stride_b :]
    high_l, high_m, high_h = values[above - stride_b :], values[above:], values[above + stride_b :]
    a_down, a_stay, a_up = capacity[0, start:], capacity[1, start:], capacity[2, start:]
    b_down, b_stay, b_up = capacity[3, start:], capacity[4, start:], capacity[5, start:]
    for j in range(size):
        low = b_down[j] * low_l[j] + b_stay[j] * low_m[j] + b_up[j] * low_h[j]
        mid = b_down[j] * mid_l[j] + b_stay[j] * mid_m[j] + b_up[j] * mid_h[j]
        high = b_down[j] * high_l[j] + b_stay[j] * high_m[j] + b_up[j] * high_h[j]
        into[j] = a_down[j] * low + a_stay[j] * mid + a_up[j] * high


@part
def expect_both(values, first, size, stride_a, stride_b, capacity, capacity_2, start, into, into_2):
    """`expect` under two hypotheses at once, so that each value is fetched once."""
    above, level, below = first + stride_a, first, first - stride_a
    low_l, low_m, low_h = values[below - stride_b :], values[below:], values[below + stride_b :]
    mid_l, mid_m, mid_h = values[level - stride_b :], values[level:], values[level + stride_b :]
    high_l, high_m, high_h = values[above - stride_b :], values[above:], values[above + stride_b :]
    a_down, a_stay, a_up = capacity[0, start:], capacity[1, start:], capacity[2, start:]
    b_down, b_stay, b_up = capacity[3, start:], capacity[4, start:], capacity[5, start:]
    a_down_2, a_stay_2, a_up_2 = capacity_2[0, start:], capacity_2[1, start:], capacity_2[2, start:]
    b_down_2, b_stay_2, b_up_2 = capacity_2[3, start:], capacity_2[4, start:], capacity_2[5, start:]
    for j in range(size):
        down, stay, up = b_down[j], b_stay[j], b_up[j]
        down_2, stay_2, up_2 = b_down_2[j], b_stay_2[j], b_up_2[j]
        low = down * low_l[j] + stay * low_m[j] + up * low_h[j]
        low_2 = down_2 * low_l[j] + stay_2 * low_m[j] + up_2 * low_h[j]
        mid = down * mid_l[j] + stay * mid_m[j] + up * mid_h[j]
        mid_2 = down_2 * mid_l[j] + stay_2 * mid_m[j] + up_2 * mid_h[j]
        high = down * high_l[j] + stay * high_m[j] + up * high_h[j]
        high_2 = down_2 * high_l[j] + stay_2 * high_m[j] + up_2 * high_h[j]
        into[j] = a_down[j] * low + a_stay[j] * mid + a_up[j] * high
        into_2[j] = a_down_2[j] * low_2 + a_stay_2[j] * mid_2 + a_up_2[j] * high_2


@part
def fight(here, high, up, down, f, start, size, steps, expected, fixed, onward, into):
    """Value of fighting the month at front `f` in one row, into `into` (size,).

    `here` is the flow of land and politics; `high` the belief in the first hypothesis; `up`, `down` one over the widths.
    `expected` (hypotheses, 3, row) holds the capacity expectations of the cells f-1, f, f+1, each at its number modulo 3.
    """
    pay, ahead = fixed[start:], onward[start:]
    below, level, above = expected[0, (f - 1) % 3], expected[0, f % 3], expected[0, (f + 1) % 3]
    rise, fall = steps[0, 0, start:], steps[0, 1, start:]
    if expected.shape[0] == 1:
        for j in range(size):
            first = level[j] + rise[j] * up * (above[j] - level[j]) + fall[j] * down * (below[j] - level[j])
            into[j] = here + pay[j] + ahead[j] * first
        return
    below_2, level_2, above_2 = expected[1, (f - 1) % 3], expected[1, f % 3], expected[1, (f + 1) % 3]
    rise_2, fall_2 = steps[1, 0, start:], steps[1, 1, start:]
    for j in range(size):
        first = level[j] + rise[j] * up * (above[j] - level[j]) + fall[j] * down * (below[j] - level[j])
        second = level_2[j] + rise_2[j] * up * (above_2[j] - level_2[j]) + fall_2[j] * down * (below_2[j] - level_2[j])
        into[j] = here + pay[j] + ahead[j] * (high * first + (1.0 - high) * second)


@part
def fight_everywhere(now, belief, cell, c1, rungs, war, steps, capacity, expected, fixed, onward, fought):
    """Value of fighting this month, into `fought` (2, F+1, plane), from next month's `war` values of the same shape."""
    cells, plane = war.shape[1], war.shape[2]
    stride_a, stride_b = c1 * rungs, rungs
    size = stride_a - stride_b
    flat = war.reshape(-1)
    for ca in range(1, c1):
        start = ca * stride_a + stride_b
        for side in range(2):
            for f in range(cells):
                first = (side * cells + f) * plane + start
                if f == 0 or f == cells - 1:
                    for h in range(expected.shape[0]):
                        for j in range(size):
                            expected[h, f % 3, j] = war[side, f, 0]
                elif expected.shape[0] == 2:
                    expect_both(
                        flat, first, size, stride_a, stride_b, capacity[0], capacity[1], start, expected[0, f % 3],
                        expected[1, f % 3],
                    )  # fmt: skip
                else:
                    expect(flat, first, size, stride_a, stride_b, capacity[0], start, expected[0, f % 3])
                if f >= 2:
                    here = cell[LAND_A + side, f - 1] + now[POLITICS_A + side]
                    into = fought[side, f - 1, start:]
                    fight(
                        here, belief[side, f - 1], cell[UP, f - 1], cell[DOWN, f - 1], f - 1, start, size, steps, expected,
                        fixed[side], onward[side], into,
                    )  # fmt: skip


@part
def go_on(q_own, q_other, first, stride, rise, fall, give_up, win, tol, own, other):
    """Value of the mover's best rung move or capitulation at one front, by its own value and the tie rules.

    `q_own`, `q_other` are flat over the front, the part asked for starts at `first`. `rise` and `fall` are 0 where the move is
    allowed and minus infinity where it is not; `give_up`, `win` are what capitulation is worth to both. Fills `own`, `other`.
    """
    stay_own, stay_other = q_own[first:], q_other[first:]
    up_own, up_other = q_own[first + stride :], q_other[first + stride :]
    down_own, down_other = q_own[first - stride :], q_other[first - stride :]
    for j in range(own.shape[0]):
        stay, down, up = stay_own[j], down_own[j] + fall[j], up_own[j] + rise[j]
        stay_theirs, down_theirs, up_theirs = stay_other[j], down_other[j], up_other[j]
        best = larger(stay, larger(down, up))
        value = down if down >= best - tol else up
        theirs = down_theirs if down >= best - tol else up_theirs
        value = stay if stay >= best - tol else value
        theirs = stay_theirs if stay >= best - tol else theirs
        quits = give_up > value + tol
        own[j] = give_up if quits else value
        other[j] = win if quits else theirs


@part
def note_choice(q_own, first, stride, rise, fall, give_up, tol, choice):
    """The choice that `go_on` made, into `choice`: stay, down, up or capitulate."""
    stay_own, up_own, down_own = q_own[first:], q_own[first + stride :], q_own[first - stride :]
    for j in range(choice.shape[0]):
        stay, down, up = stay_own[j], down_own[j] + fall[j], up_own[j] + rise[j]
        best = larger(stay, larger(down, up))
        move = float(GO_DOWN) if down >= best - tol else float(GO_UP)
        value = down if down >= best - tol else up
        move = float(STAY) if stay >= best - tol else move
        value = stay if stay >= best - tol else value
        choice[j] = np.int32(float(CAPITULATE) if give_up > value + tol else move)
