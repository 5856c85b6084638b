"""Compiled: what a month of war is worth, and the mover's best way of going on.

For every front cell and both sides::

    Q_i(x) = flow_i(x) + beta_i * (h * catastrophe_i/(1-beta_i) + (1-h) * sum_hyp belief_i(hyp) * E_hyp[V_i(t+1)])

with the rungs of ``x`` those after the mover's choice. The expectation is taken first over capacities (the same for
each neighbouring cell of the front), then over the three cells. Planes are flat over ``(c_a, c_b, r_a, r_b)``; their first
`live` numbers belong to collapsed sides and are never read as results.
"""

from __future__ import annotations

from offramp.game.compiled import compiled

STAY, DOWN, UP, CAPITULATE = 0, 1, 2, 3


@compiled
def step_odds(k, t, odds, q, capacity):
    """Fill `q` (plane,) and `capacity` (6, plane): A falls, stays, rises, B falls, stays, rises."""
    c1, rungs = k.capacity_levels, k.rungs_a * k.rungs_b
    hit, bare = 2.0 * k.attrition[t], k.exposure[t]
    top = c1 - 1
    for ca in range(1, c1):
        gain_a = k.gain[0, t] if ca < top else 0.0
        for cb in range(1, c1):
            gain_b = k.gain[1, t] if cb < top else 0.0
            start = (ca * c1 + cb) * rungs
            for j in range(start, start + rungs):
                share = 1.0 / (1.0 + odds * k.tilt[j])
                push_a, push_b = k.push[0, j], k.push[1, j]
                loss_a = hit * (push_b * (1.0 - share) + bare * push_a)
                loss_b = hit * (push_a * share + bare * push_b)
                q[j] = share
                capacity[0, j] = loss_a
                capacity[1, j] = 1.0 - loss_a - gain_a
                capacity[2, j] = gain_a
                capacity[3, j] = loss_b
                capacity[4, j] = 1.0 - loss_b - gain_b
                capacity[5, j] = gain_b


@compiled
def blend(values, base, n, stride_a, stride_b, live, capacity, out):
    """Expectation over next month's capacities of the plane of `values` that starts at `base`, into `out` (plane,)."""
    size = n - live
    first = base + live
    a_low = values[first - stride_a - stride_b : first - stride_a - stride_b + size]
    a_mid = values[first - stride_a : first - stride_a + size]
    a_high = values[first - stride_a + stride_b : first - stride_a + stride_b + size]
    m_low = values[first - stride_b : first - stride_b + size]
    m_mid = values[first : first + size]
    m_high = values[first + stride_b : first + stride_b + size]
    z_low = values[first + stride_a - stride_b : first + stride_a - stride_b + size]
    z_mid = values[first + stride_a : first + stride_a + size]
    z_high = values[first + stride_a + stride_b : first + stride_a + stride_b + size]
    a_down, a_stay, a_up = capacity[0, live:n], capacity[1, live:n], capacity[2, live:n]
    b_down, b_stay, b_up = capacity[3, live:n], capacity[4, live:n], capacity[5, live:n]
    into = out[live:n]
    for j in range(size):
        low = b_down[j] * a_low[j] + b_stay[j] * a_mid[j] + b_up[j] * a_high[j]
        mid = b_down[j] * m_low[j] + b_stay[j] * m_mid[j] + b_up[j] * m_high[j]
        high = b_down[j] * z_low[j] + b_stay[j] * z_mid[j] + b_up[j] * z_high[j]
        into[j] = a_down[j] * low + a_stay[j] * mid + a_up[j] * high


@compiled
def month_constants(k, t, q, steps, outlay):
    """Fill `steps` (hypotheses, 2, plane), front up and down before widths, and `outlay` (2, plane), the cost of a month."""
    c1, rungs = k.capacity_levels, k.rungs_a * k.rungs_b
    n = c1 * c1 * rungs
    for h in range(k.hypotheses):
        for j in range(n):
            steps[h, 0, j] = k.mobility[t] * k.push[0, j] * q[h, j]
            steps[h, 1, j] = k.mobility[t] * k.push[1, j] * (1.0 - q[h, j])
    top = float(c1 - 1)
    for ca in range(c1):
        worn_a = 1.0 + k.weary[0, t] * (top - ca) / top
        for cb in range(c1):
            worn_b = 1.0 + k.weary[1, t] * (top - cb) / top
            start = (ca * c1 + cb) * rungs
            for r in range(rungs):
                outlay[0, start + r] = k.cost[0, t, r] * worn_a
                outlay[1, start + r] = k.cost[1, t, r] * worn_b


@compiled
def fight(k, t, side, f, mixed, steps, outlay, out):
    """Value to `side` of fighting month `t` at front `f`, into `out` (plane,).

    `mixed` (hypotheses, 3, plane) holds the capacity expectations of the cells f-1, f, f+1, each at its number modulo 3.
    """
    c1, rungs = k.capacity_levels, k.rungs_a * k.rungs_b
    n = c1 * c1 * rungs
    live = c1 * rungs + rungs
    size = n - live
    wide_up, wide_down = k.inverse_width[0, f], k.inverse_width[1, f]
    here = k.land_cell[side, f] + k.politics[side, t]
    beta = k.beta[side]
    doom = k.ends[side, 2]
    pay, hazard, into = outlay[side, live:n], k.hazard[t, live:n], out[live:n]
    high = k.belief[side, t, f] if k.hypotheses == 2 else 1.0
    low = 1.0 - high
    below, level, above = mixed[0, (f - 1) % 3, live:n], mixed[0, f % 3, live:n], mixed[0, (f + 1) % 3, live:n]
    up, down = steps[0, 0, live:n], steps[0, 1, live:n]
    for j in range(size):
        ahead = up[j] * wide_up * (above[j] - level[j]) + down[j] * wide_down * (below[j] - level[j])
        into[j] = high * (level[j] + ahead)
    if k.hypotheses == 2:
        below, level, above = mixed[1, (f - 1) % 3, live:n], mixed[1, f % 3, live:n], mixed[1, (f + 1) % 3, live:n]
        up, down = steps[1, 0, live:n], steps[1, 1, live:n]
        for j in range(size):
            ahead = up[j] * wide_up * (above[j] - level[j]) + down[j] * wide_down * (below[j] - level[j])
            into[j] += low * (level[j] + ahead)
    for j in range(size):
        into[j] = here - pay[j] + beta * (hazard[j] * doom + (1.0 - hazard[j]) * into[j])


@compiled
def go_on(k, mover, q_own, q_other, base, stride, rise, fall, own, other):
    """Value of the mover's best rung move or capitulation at one front, by its own value and the tie rules.

    `q_own`, `q_other` are flat over the front; the plane starts at `base`. `rise` and `fall` (plane,) are 0 where the move is
    allowed and minus infinity where it is not. Fills `own` and `other` (plane,).
    """
    n = own.shape[0]
    live = (k.capacity_levels + 1) * k.rungs_a * k.rungs_b
    size = n - live
    first = base + live
    stay_own, stay_other = q_own[first : first + size], q_other[first : first + size]
    up_own, up_other = q_own[first + stride : first + stride + size], q_other[first + stride : first + stride + size]
    down_own, down_other = q_own[first - stride : first - stride + size], q_other[first - stride : first - stride + size]
    may_up, may_down = rise[live:n], fall[live:n]
    give_up, win = k.ends[mover, 1 - mover], k.ends[1 - mover, 1 - mover]
    tol = k.tolerance
    into_own, into_other = own[live:n], other[live:n]
    for j in range(size):
        stay, down, up = stay_own[j], down_own[j] + may_down[j], up_own[j] + may_up[j]
        best = down if down > up else up
        best = stay if stay > best else best
        value = down if down >= best - tol else up
        theirs = down_other[j] if down >= best - tol else up_other[j]
        value = stay if stay >= best - tol else value
        theirs = stay_other[j] if stay >= best - tol else theirs
        quits = give_up > value + tol
        into_own[j] = give_up if quits else value
        into_other[j] = win if quits else theirs


@compiled
def note_choice(k, mover, q_own, base, stride, rise, fall, choice):
    """The choice that `go_on` made, into `choice` (plane,): stay, down, up or capitulate."""
    n = choice.shape[0]
    give_up, tol = k.ends[mover, 1 - mover], k.tolerance
    for j in range((k.capacity_levels + 1) * k.rungs_a * k.rungs_b, n):
        stay, down, up = q_own[base + j], q_own[base + j - stride] + fall[j], q_own[base + j + stride] + rise[j]
        best = max(stay, max(down, up))
        if stay >= best - tol:
            value, move = stay, STAY
        elif down >= best - tol:
            value, move = down, DOWN
        else:
            value, move = up, UP
        choice[j] = CAPITULATE if give_up > value + tol else move
