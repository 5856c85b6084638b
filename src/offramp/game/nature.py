"""Compiled: nature's part of a month of war, from what is fought to next month's distribution.

General war takes its share, the front moves by a cell or stays, then each side's capacity falls, stays or rises; a side whose
capacity is gone has lost (`odds_of_month` says how likely each is, the same at every front).
"""

from __future__ import annotations

from offramp.game.compiled import part
from offramp.game.fighting import step_odds
from offramp.game.masses import carries, clear, total
from offramp.game.packing import DOWN, HAZARD, ODDS_TRUE, UP


@part
def odds_of_month(k, t, steps, capacity, survive, together):
    """Fill `steps` and `capacity` as `step_odds` does, `survive` (plane) with 1 - hazard, and `together` (9, pads around a plane).

    Row ``3*i + j`` of `together`: A's capacity falls, stays, rises (i) and B's (j).
    """
    step_odds(k.month[t], k.month[t, ODDS_TRUE], k.plane, steps, capacity)
    hazard = k.pair[t, HAZARD]
    rungs, plane = hazard.shape[0], survive.shape[0]
    pad = (together.shape[1] - plane) // 2
    for start in range(0, plane, rungs):
        some = survive[start : start + rungs]
        for r in range(rungs):
            some[r] = 1.0 - hazard[r]
    for row in range(9):
        by_a, by_b, both = capacity[row // 3], capacity[3 + row % 3], together[row, pad:]
        for j in range(plane):
            both[j] = by_a[j] * by_b[j]


@part
def move_front(here, survive, up, down, wide_up, wide_down, back, level, ahead, burnt):
    """Move what is fought at one front: to the cells behind and ahead or nowhere; what general war takes is added to `burnt`."""
    for j in range(here.shape[0]):
        lives = here[j] * survive[j]
        rises, falls = lives * (up[j] * wide_up), lives * (down[j] * wide_down)
        burnt[j] += here[j] - lives
        ahead[j] += rises
        back[j] += falls
        level[j] += lives - rises - falls


@part
def wear(rungs, stride, first, flat, together, war):
    """Next month's `war` (plane) at one front, from what is there after the front has moved: in `flat`, from `first` on."""
    pad = (together.shape[1] - war.shape[0]) // 2
    p0, p1, p2 = together[0, pad + stride + rungs :], together[1, pad + stride :], together[2, pad + stride - rungs :]
    p3, p4, p5 = together[3, pad + rungs :], together[4, pad:], together[5, pad - rungs :]
    p6, p7, p8 = together[6, pad - stride + rungs :], together[7, pad - stride :], together[8, pad - stride - rungs :]
    m0, m1, m2 = flat[first + stride + rungs :], flat[first + stride :], flat[first + stride - rungs :]
    m3, m4, m5 = flat[first + rungs :], flat[first:], flat[first - rungs :]
    m6, m7, m8 = flat[first - stride + rungs :], flat[first - stride :], flat[first - stride - rungs :]
    for j in range(war.shape[0]):
        fallen = m0[j] * p0[j] + m1[j] * p1[j] + m2[j] * p2[j]
        same = m3[j] * p3[j] + m4[j] * p4[j] + m5[j] * p5[j]
        war[j] = fallen + same + (m6[j] * p6[j] + m7[j] * p7[j] + m8[j] * p8[j])


@part
def collapse(rungs, stride, war, ends):
    """Move the mass of `war` (plane) at capacity 0 into `ends`: the other side prevails, each half the time if both are at 0."""
    both = total(war[:rungs])
    ends[0] += 0.5 * both
    ends[1] += 0.5 * both + total(war[rungs:stride])
    clear(war[:stride])
    for start in range(stride, war.shape[0], stride):
        ends[0] += total(war[start : start + rungs])
        clear(war[start : start + rungs])


@part
def nature(k, t, after, room, war, ends):
    """One month of war for the mass `after` (F+1, plane): fills next month's `war` (F+1, plane) and adds to `ends` (3,)."""
    flat, steps, capacity, survive, together, burnt = room
    rungs, plane, top = k.rungs_a * k.rungs_b, war.shape[1], k.front_top
    stride, pad = k.capacity_levels * rungs, (together.shape[1] - plane) // 2
    odds_of_month(k, t, steps, capacity, survive, together)
    clear(flat)
    clear(burnt)
    gone = flat[pad : flat.shape[0] - pad].reshape((top + 1, plane))
    for f in range(1, top):
        if carries(after[f]):
            move_front(
                after[f], survive, steps[0], steps[1], k.cell[UP, f], k.cell[DOWN, f],
                gone[f - 1], gone[f], gone[f + 1], burnt,
            )  # fmt: skip
    ends[2] += total(burnt)
    ends[0] += total(gone[top])
    ends[1] += total(gone[0])
    for f in range(1, top):
        if carries(gone[f]):
            wear(rungs, stride, pad + f * plane, flat, together, war[f])
            collapse(rungs, stride, war[f], ends)
        else:
            clear(war[f])
