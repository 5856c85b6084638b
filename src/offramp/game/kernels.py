"""Compiled: backward induction over the months of one game.

For t = T-1 .. 0: the value of signing (from next month's peace), the value of fighting (from next month's war), the mover's
best way of going on, the best settlement both would sign, and the value of a month of peace. Only two months of values are
held; strategies are written for the first `kept` months, values for every month only where `values` has room for them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from offramp.game import fighting, holding, settlement
from offramp.game.compiled import compiled
from offramp.game.rules import Floats


class Strategies(NamedTuple):
    """What each side does, for the first `kept` months. Mover axis: 0 = A, 1 = B."""

    move: NDArray[np.int8]  # (kept, 2, F+1, plane) stay, down, up or capitulate when there is no deal
    deal: NDArray[np.int16]  # (kept, 2, F+1, plane) settlement d*N + l signed on contact, -1 none
    mix: Floats  # (kept, 2, F+1, plane) probability of line l+1 in the settlement's lottery
    breaker: NDArray[np.int8]  # (kept, 2, C1, C1, D*N) who breaks the deal in force: 0 nobody, 1 A, 2 B
    amend: NDArray[np.int16]  # (kept, 2, C1, C1, D*N) package in force after this month's proposal


class Values(NamedTuple):
    """Values to each side by month; a leading month axis of length 0 keeps none."""

    war: Floats  # (months+1 or 0, 2, F+1, plane)
    peace: Floats  # (months+1 or 0, 2, C1, C1, D*N)
    no_deal: Floats  # (kept or 1, mover, side, F+1, plane): month 0 always kept
    sign: Floats  # (kept or 1, 2, C1, C1, D*N)


@compiled
def terminal(k, war, peace):
    """Fill `war` (2, F+1, plane) with ends and last flows, and `peace` (2, C1, C1, D*N)."""
    c1, rungs, top = k.capacity_levels, k.rungs_a * k.rungs_b, k.front_top
    last = k.months - 1
    for side in range(2):
        a_wins, b_wins = k.ends[side, 0], k.ends[side, 1]
        war[side, 0, :] = b_wins
        war[side, top, :] = a_wins
        scale = 1.0 / (1.0 - k.beta[side]) if k.flow_for_ever else 0.0
        for f in range(1, top):
            for ca in range(c1):
                for cb in range(c1):
                    own = ca if side == 0 else cb
                    worn = 1.0 + k.weary[side, last] * (c1 - 1.0 - own) / (c1 - 1.0)
                    for r in range(rungs):
                        j = (ca * c1 + cb) * rungs + r
                        if ca == 0 and cb == 0:
                            war[side, f, j] = 0.5 * (a_wins + b_wins)
                        elif ca == 0:
                            war[side, f, j] = b_wins
                        elif cb == 0:
                            war[side, f, j] = a_wins
                        else:
                            flow = k.land_cell[side, f] + k.politics[side, last] - k.cost[side, last, r] * worn
                            war[side, f, j] = flow * scale
        for ca in range(1, c1):
            for cb in range(1, c1):
                for j in range(k.packages * k.lines):
                    peace[side, ca, cb, j] = k.deal_flow[side, last, j] * scale


@compiled
def war_month(k, t, war, q, capacity, steps, outlay, mixed, fought):
    """Fill `fought` (2, F+1, plane): the value of fighting month t, from next month's `war` values."""
    c1, rungs = k.capacity_levels, k.rungs_a * k.rungs_b
    stride_b, stride_a = rungs, c1 * rungs
    plane = c1 * stride_a
    live = stride_a + stride_b
    flat = war.reshape(-1)
    for h in range(k.hypotheses):
        fighting.step_odds(k, t, k.odds[h, t], q[h], capacity[h])
    fighting.month_constants(k, t, q, steps, outlay)
    for side in range(2):
        for f in range(k.front_top + 1):
            for h in range(k.hypotheses):
                into = mixed[h, f % 3]
                if f in (0, k.front_top):
                    for j in range(plane):
                        into[j] = war[side, f, 0]
                else:
                    base = (side * (k.front_top + 1) + f) * plane
                    fighting.blend(flat, base, plane, stride_a, stride_b, live, capacity[h], into)
            if f >= 2:
                fighting.fight(k, t, side, f - 1, mixed, steps, outlay, fought[side, f - 1])


@compiled
def go_on_both(k, f, fought, rise, fall, no_deal, choice, noted):
    """Both movers' best way of going on at front `f`: fills `no_deal` (mover, side, plane) and, if `noted`, `choice`."""
    base = f * fought.shape[2]
    for mover in range(2):
        stride = k.rungs_b if mover == 0 else 1
        own, other = fought[mover].reshape(-1), fought[1 - mover].reshape(-1)
        moves = (rise[mover], fall[mover])
        fighting.go_on(k, mover, own, other, base, stride, *moves, no_deal[mover, mover], no_deal[mover, 1 - mover])
        if noted:
            fighting.note_choice(k, mover, own, base, stride, *moves, choice[mover])


@compiled
def carry_on(k, t, f, no_deal, war):
    """Fill `war` (2, F+1, plane) at front `f` with the values if nobody ever signs this month."""
    c1, rungs = k.capacity_levels, k.rungs_a * k.rungs_b
    first = k.mover_a[t]
    for side in range(2):
        for ca in range(1, c1):
            start, stop = (ca * c1 + 1) * rungs, (ca * c1 + c1) * rungs
            into = war[side, f, start:stop]
            moved_a, moved_b = no_deal[0, side, start:stop], no_deal[1, side, start:stop]
            for j in range(stop - start):
                into[j] = first * moved_a[j] + (1.0 - first) * moved_b[j]


@compiled
def bounds(no_deal, start, stop, out):
    """Lowest and highest no-deal values over the rung pairs: fills `out` (2 movers, 2 sides, lowest or highest)."""
    for mover in range(2):
        for side in range(2):
            values = no_deal[mover, side, start:stop]
            least, most = values[0], values[0]
            for r in range(1, stop - start):
                least = min(least, values[r])
                most = max(most, values[r])
            out[mover, side, 0], out[mover, side, 1] = least, most


@compiled
def settle(k, t, f, sign, slope, no_deal, war, deal, mix, limits, points, lotteries, best_own, best_other, found, share):
    """Add to `war` at front `f` what settlements are worth, and note for both movers which are signed.

    `no_deal` (2 movers, 2 sides, plane); `deal`, `mix` (2 movers, plane) receive the strategy: no deal unless found.
    """
    c1, rungs, tol, contact = k.capacity_levels, k.rungs_a * k.rungs_b, k.tolerance, k.channel[t]
    for ca in range(1, c1):
        for cb in range(1, c1):
            start = (ca * c1 + cb) * rungs
            bounds(no_deal, start, start + rungs, limits)
            for mover in range(2):
                own, other = sign[mover, ca, cb], sign[1 - mover, ca, cb]
                count, mixes = settlement.shortlist(
                    k, t, f, mover, own, other, slope[ca, cb],
                    limits[mover, mover, 0], limits[mover, 1 - mover, 0], limits[mover, 1 - mover, 1], points, lotteries,
                )  # fmt: skip
                if count + mixes == 0:
                    continue
                settlement.by_rank(points, count, k.rank[mover, f])
                weight = contact * (k.mover_a[t] if mover == 0 else 1.0 - k.mover_a[t])
                need_own = no_deal[mover, mover, start : start + rungs]
                need_other = no_deal[mover, 1 - mover, start : start + rungs]
                settlement.search(
                    own, other, points, count, lotteries, mixes, need_other, tol, best_own, best_other, found, share
                )
                for r in range(rungs):
                    if best_own[r] >= need_own[r] - tol and found[r] >= 0.0:
                        war[mover, f, start + r] += weight * (best_own[r] - need_own[r])
                        war[1 - mover, f, start + r] += weight * (best_other[r] - need_other[r])
                        deal[mover, start + r] = int(found[r])
                        mix[mover, start + r] = share[r]


@compiled
def peace_month(k, t, sign, fought, war_a, war_b, tense, after, breaker, own, other, chosen, peace, signature, kept_breaker, kept_amend):
    """Fill `peace` (2, C1, C1, D*N) for month t and `signature` (C1, C1, D*N), who breaks for each mover and contact.

    `kept_breaker`, `kept_amend` are this month's in `Strategies`, with a leading axis of length 0 where none is kept.
    """
    holding.resumed(k, fought, 0, war_a)
    holding.resumed(k, fought, 1, war_b)
    holding.resumed(k, fought, 2, tense)
    n = k.packages * k.lines
    talk = k.channel_peace[t]
    for ca in range(1, k.capacity_levels):
        for cb in range(1, k.capacity_levels):
            holding.break_or_keep(k, t, ca, cb, sign, war_a, war_b, tense, after, breaker)
            codes = signature[ca, cb]
            to_a, to_b = peace[0, ca, cb], peace[1, ca, cb]
            for j in range(n):
                codes[j] = breaker[0, j] + 3 * breaker[1, j]
                to_a[j] = 0.0
                to_b[j] = 0.0
            for mover in range(2):
                chance = k.mover_a[t] if mover == 0 else 1.0 - k.mover_a[t]
                holding.amendments(k, t, mover, after, own, other, chosen)
                into_own, into_other = peace[mover, ca, cb], peace[1 - mover, ca, cb]
                weight = 9 if mover == 0 else 27
                stay_own, stay_other = after[mover, mover], after[mover, 1 - mover]
                for j in range(n):
                    into_own[j] += chance * (talk * own[j] + (1.0 - talk) * stay_own[j])
                    into_other[j] += chance * (talk * other[j] + (1.0 - talk) * stay_other[j])
                for d in range(k.packages):
                    for line in range(k.lines):
                        j = d * k.lines + line
                        codes[j] += weight * breaker[mover, chosen[j] * k.lines + line]
                if kept_breaker.shape[0]:
                    kept_breaker[0, mover, ca, cb, :] = breaker[mover]
                    kept_amend[0, mover, ca, cb, :] = chosen


@compiled
def induct(k, kept, strategies, values):
    """Solve the game: fill `strategies` for its first `kept` months and `values` where they have room."""
    c1, rungs = k.capacity_levels, k.rungs_a * k.rungs_b
    plane, n = c1 * c1 * rungs, k.packages * k.lines
    war, peace = np.zeros((2, k.front_top + 1, plane)), np.zeros((2, c1, c1, n))
    sign, fought = np.zeros((2, c1, c1, n)), np.zeros((2, k.front_top + 1, plane))
    q, capacity = np.zeros((2, plane)), np.zeros((2, 6, plane))
    steps, outlay, mixed = np.zeros((2, 2, plane)), np.zeros((2, plane)), np.zeros((2, 3, plane))
    rise, fall = np.zeros((2, plane)), np.zeros((2, plane))
    no_deal, choice = np.zeros((2, 2, plane)), np.zeros((2, plane), np.int8)
    deal, mix = np.full((2, plane), settlement.NO_DEAL, np.int16), np.zeros((2, plane))
    war_a, war_b = np.zeros((2, c1, c1, k.lines)), np.zeros((2, c1, c1, k.lines))
    tense, after = np.zeros((2, c1, c1, k.lines)), np.zeros((2, 2, n))
    breaker, signature = np.zeros((2, n), np.int8), np.zeros((c1, c1, n), np.int8)
    best_own, best_other, chosen = np.zeros(n), np.zeros(n), np.zeros(n, np.int16)
    mixable = np.zeros((c1, c1, n), np.bool_)
    points, lotteries = np.zeros(n, np.int64), np.zeros(n, np.int64)
    limits, slope = np.zeros((2, 2, 2)), np.zeros((c1, c1, n), np.int8)
    lane_own, lane_other, found, share = np.zeros(rungs), np.zeros(rungs), np.zeros(rungs), np.zeros(rungs)
    live = c1 * rungs + rungs
    terminal(k, war, peace)
    if values.war.shape[0]:
        values.war[k.months], values.peace[k.months] = war, peace
    for t in range(k.months - 1, -1, -1):
        if n:
            holding.sign_values(k, t, peace, sign)
            settlement.mixable_lines(k, t, signature, mixable)
            settlement.mix_slopes(k, sign, mixable, slope)
        war_month(k, t, war, q, capacity, steps, outlay, mixed, fought)
        for side in range(2):
            for j in range(live, plane):
                rise[side, j] = 0.0 if k.may_rise[side, t, j % rungs] else -np.inf
                fall[side, j] = 0.0 if k.may_fall[side, t, j % rungs] else -np.inf
        for f in range(1, k.front_top):
            go_on_both(k, f, fought, rise, fall, no_deal, choice, t < kept)
            carry_on(k, t, f, no_deal, war)
            if n and k.channel[t] > 0.0:
                deal[:] = settlement.NO_DEAL
                mix[:] = 0.0
                settle(
                    k, t, f, sign, slope, no_deal, war, deal, mix, limits, points, lotteries, lane_own, lane_other, found, share
                )
            if t < kept:
                strategies.move[t, :, f] = choice
                strategies.deal[t, :, f] = deal
                strategies.mix[t, :, f] = mix
            if t < values.no_deal.shape[0]:
                values.no_deal[t, :, :, f] = no_deal
        if n:
            peace_month(
                k, t, sign, fought, war_a, war_b, tense, after, breaker, best_own, best_other, chosen, peace, signature,
                strategies.breaker[t : min(t + 1, kept)], strategies.amend[t : min(t + 1, kept)],
            )  # fmt: skip
        if t < values.sign.shape[0]:
            values.sign[t] = sign
        if values.war.shape[0]:
            values.war[t], values.peace[t] = war, peace
