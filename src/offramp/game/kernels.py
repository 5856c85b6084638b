"""Compiled: backward induction over the months of one game.

For t = T-1 .. 0: the value of signing (from next month's peace), the value of fighting (from next month's war), the mover's
best way of going on, the best settlement both would sign, and the value of a month of peace. Only two months of values are
held; strategies are written for the first `kept` months, values for every month only where `values` has room for them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from offramp.game import fighting, holding, linking, settlement
from offramp.game.compiled import compiled, part
from offramp.game.lanes import LANES, WIDTH
from offramp.game.layout import LAID
from offramp.game.packing import (
    CHANNEL,
    COST_A,
    FALL_A,
    LAND_A,
    MOVER_A,
    ODDS_HIGH,
    OFFERED,
    POLITICS_A,
    RISE_A,
    WEARY_A,
    WORN_A,
)
from offramp.game.rules import Floats
from offramp.game.steps import VIEWED
from offramp.game.sweep import STEP
from offramp.game.vectors import EIGHT


class Strategies(NamedTuple):
    """What each side does, for the first `kept` months. Mover axis: 0 = A, 1 = B. X = C1*C1*N, flat over ``(c_a, c_b, line)``."""

    move: NDArray[np.int8]  # (kept, F+1, 2, plane) stay, down, up or capitulate when there is no deal
    deal: NDArray[np.int16]  # (kept, F+1, 2, plane) settlement d*N + l signed on contact, -1 none
    mix: Floats  # (kept, F+1, 2, plane) probability of line l+1 in the settlement's lottery
    breaker: NDArray[np.int8]  # (kept, 2, D, X) who breaks the deal in force: 0 nobody, 1 A, 2 B
    amend: NDArray[np.int16]  # (kept, 2, D, X) package in force after this month's proposal


class Values(NamedTuple):
    """Values to each side by month; a leading month axis of length 0 keeps none."""

    war: Floats  # (months+1 or 0, 2, F+1, plane)
    peace: Floats  # (months+1 or 0, 2, D, X)
    no_deal: Floats  # (kept or 1, F+1, mover, side, plane): month 0 always kept
    sign: Floats  # (kept or 1, 2, D, X)


@part
def fill(target, source):
    """Copy one flat array into another: what an assignment to a slice does, at a tenth of its compile time."""
    for i in range(target.shape[0]):
        target[i] = source[i]


@part
def terminal(k, war, peace):
    """Fill `war` (2, F+1, plane) with ends and last flows, and `peace` (2, D, X)."""
    c1, rungs, last = k.capacity_levels, k.rungs_a * k.rungs_b, k.months - 1
    for side in range(2):
        a_wins, b_wins = k.ends[side, 0], k.ends[side, 1]
        scale = 1.0 / (1.0 - k.beta[side]) if k.flow_for_ever else 0.0
        for f in range(k.front_top + 1):
            here = k.cell[LAND_A + side, f] + k.month[last, POLITICS_A + side]
            for j in range(war.shape[2]):
                worn = 1.0 + k.month[last, WEARY_A + side] * k.plane[WORN_A + side, j]
                value = (here - k.pair[last, COST_A + side, j % rungs] * worn) * scale
                a_gone, b_gone = j < c1 * rungs, j % (c1 * rungs) < rungs
                if f == 0 or (f < k.front_top and a_gone and not b_gone):
                    value = b_wins
                elif f == k.front_top or (b_gone and not a_gone):
                    value = a_wins
                elif a_gone and b_gone:
                    value = 0.5 * (a_wins + b_wins)
                war[side, f, j] = value
        for d in range(k.packages):
            for x in range(peace.shape[2]):
                peace[side, d, x] = k.deal_flow[last, side, d, x % k.lines] * scale


@part
def war_to_come(k, t, war, room, fought):
    """Fill `fought` (2, F+1, plane): the value of fighting month t, from next month's `war` values."""
    steps, capacity, expected, fixed, onward = room
    c1, rungs, now = k.capacity_levels, k.rungs_a * k.rungs_b, k.month[t]
    for h in range(k.hypotheses):
        fighting.step_odds(now, now[ODDS_HIGH + h], k.plane, steps[h], capacity[h])
    fighting.month_constants(now, k.pair[t], k.plane, k.beta, k.ends, fixed, onward)
    fighting.fight_everywhere(
        now, k.belief[t], k.cell, c1, rungs, war, steps, capacity, expected, fixed, onward, fought
    )


@part
def moves_of_month(pairs, moves):
    """Spread who may climb or go down this month over the plane: fills `moves` (4, plane) with A's and B's rise, A's and B's fall."""
    rungs = pairs.shape[1]
    for row in range(2):
        for side in range(2):
            allowed, into = pairs[(RISE_A if row == 0 else FALL_A) + side], moves[2 * row + side]
            for j in range(into.shape[0]):
                into[j] = allowed[j % rungs]


@part
def going_on(k, f, fought, moves, no_deal, kept, choice):
    """Both movers' best way of going on at front `f` into `no_deal` (mover, side, plane), and if `kept` into `choice` (2, plane)."""
    rungs = k.rungs_a * k.rungs_b
    live = (k.capacity_levels + 1) * rungs
    begin = f * fought.shape[2] + live
    for mover in range(2):
        stride = k.rungs_b if mover == 0 else 1
        q_own, q_other = fought[mover].reshape(-1), fought[1 - mover].reshape(-1)
        rise, fall = moves[mover, live:], moves[2 + mover, live:]
        give_up, win = k.ends[mover, 1 - mover], k.ends[1 - mover, 1 - mover]
        own, other = no_deal[mover, mover, live:], no_deal[mover, 1 - mover, live:]
        fighting.go_on(q_own, q_other, begin, stride, rise, fall, give_up, win, k.tolerance, own, other)
        if kept:
            fighting.note_choice(q_own, begin, stride, rise, fall, give_up, k.tolerance, choice[mover, live:])


@part
def before_talks(k, first, f, no_deal, war):
    """The value of going on at front `f`, whoever moves, into `war` (2, F+1, plane); `first` is the chance that A moves."""
    c1, rungs = k.capacity_levels, k.rungs_a * k.rungs_b
    for side in range(2):
        for ca in range(1, c1):
            start = (ca * c1 + 1) * rungs
            into, moved_a, moved_b = war[side, f, start:], no_deal[0, side, start:], no_deal[1, side, start:]
            for j in range((c1 - 1) * rungs):
                into[j] = first * moved_a[j] + (1.0 - first) * moved_b[j]


@part
def war_month(k, t, war, fought, sign, links, moves, no_deal, listing, lanes, strategies, values):
    """Turn `war` (2, F+1, plane) from next month's values into those of month t."""
    now, kept = k.month[t], t < strategies.move.shape[0]
    row = t if kept else 0
    moves_of_month(k.pair[t], moves)
    for f in range(1, k.front_top):
        going_on(k, f, fought, moves, no_deal[f], kept, strategies.move[row, f])
        before_talks(k, now[MOVER_A], f, no_deal[f], war)
    if k.packages and now[CHANNEL] > 0.0:
        settlement.settle(
            now[CHANNEL] * now[MOVER_A], now[CHANNEL] * (1.0 - now[MOVER_A]), sign, links, k.package[t, OFFERED], k.window,
            k.capacity_levels, k.per_cell, k.tolerance, no_deal, war, kept, strategies.deal[row], strategies.mix[row],
            listing, lanes,
        )  # fmt: skip
    if t < values.no_deal.shape[0]:
        fill(values.no_deal[t].reshape(-1), no_deal.reshape(-1))


@part
def peace_month(k, t, fought, sign, wars, room, peace, signature, strategies):
    """Turn `peace` (2, D, X) from next month's values into those of month t; `signature` (D, X) tells who breaks."""
    c1, rungs = k.capacity_levels, k.rungs_a * k.rungs_b
    kept = t < strategies.move.shape[0]
    row = t if kept else 0
    holding.resumed(fought, k.resume_cell, k.resume_share, k.break_rungs, c1, rungs, k.support, wars)
    holding.peace_month(
        k.month[t], k.package[t], k.followed, k.own_line, k.breaking, k.tolerance, c1, sign, wars, room, peace, signature, kept,
        strategies.breaker[row], strategies.amend[row],
    )  # fmt: skip


@part(allocates=True)
def roomy(sides, packages, size):
    """Zeros (sides, packages, size) with eight numbers to spare behind them."""
    count = sides * packages * size
    return np.zeros(count + EIGHT)[:count].reshape((sides, packages, size))


@compiled
def induct(k, strategies, values):
    """Solve the game: fill `strategies` for its first months and `values` where they have room."""
    c1, rungs = k.capacity_levels, k.rungs_a * k.rungs_b
    plane, size = c1 * c1 * rungs, c1 * c1 * k.lines
    war, fought = np.zeros((2, k.front_top + 1, plane)), np.zeros((2, k.front_top + 1, plane))
    peace, sign = np.zeros((2, k.packages, size)), roomy(2, k.packages, size)
    to_fight = (
        np.zeros((k.hypotheses, 2, plane)), np.zeros((k.hypotheses, 6, plane)),
        np.zeros((k.hypotheses, 3, (c1 - 1) * rungs)), np.zeros((2, plane)), np.zeros((2, plane)),
    )  # fmt: skip
    links = (
        roomy(1, k.packages, size)[0], roomy(2, k.packages, size), np.zeros((k.packages, c1 * c1)),
    )  # fmt: skip
    to_hold = (np.zeros((2, 2, k.packages, size)), np.zeros((2, k.packages, size)), np.zeros((3, size)))
    signature, wars = np.zeros((k.packages, size)), np.zeros((5, 2, size))
    moves, same, states = np.zeros((4, plane)), np.zeros(k.lines), (k.front_top + 1) * 4 * plane
    no_deal = np.zeros(states + WIDTH)[:states].reshape((k.front_top + 1, 2, 2, plane))
    blocks = k.packages * ((k.lines + EIGHT - 1) // EIGHT)
    everywhere = blocks * (k.front_top + 1)
    listing = (
        np.zeros(2 * k.packages * LAID * (k.lines + EIGHT)),
        np.zeros(2 * k.packages * LAID * (k.lines + EIGHT), np.float32),
        np.zeros(VIEWED * blocks * EIGHT, np.float32), np.zeros(blocks * EIGHT * STEP),
        (
            np.zeros(everywhere, np.int64), np.zeros(2 * everywhere, np.float32), np.zeros(everywhere, np.int64), np.zeros(everywhere),
            np.zeros(k.front_top + 2, np.int64),
        ),
    )  # fmt: skip
    lanes = np.zeros(LANES)
    terminal(k, war, peace)
    for t in range(k.months, -1, -1):
        if t < k.months:
            if k.packages:
                holding.sign_values(k.package[t], k.followed, k.deal_flow[t], k.beta, c1, peace, sign)
                if k.month[t, CHANNEL] > 0.0:
                    linking.link(k.package[t], k.own_line, sign, signature, c1, k.tolerance, links, same)
            war_to_come(k, t, war, to_fight, fought)
            war_month(k, t, war, fought, sign, links, moves, no_deal, listing, lanes, strategies, values)
            if k.packages:
                peace_month(k, t, fought, sign, wars, to_hold, peace, signature, strategies)
        if t < values.sign.shape[0]:
            fill(values.sign[t].reshape(-1), sign.reshape(-1))
        if t < values.war.shape[0]:
            fill(values.war[t].reshape(-1), war.reshape(-1))
            fill(values.peace[t].reshape(-1), peace.reshape(-1))
