"""Compiled: the best settlement for one rung pair by the letter of the rules, candidate by candidate.

Slow, and asked only where `settlement` found that something nearly equal decides. Best for the mover; among those equal for the
mover, best for the other side; then the line nearest the front; then the mover's side; then the lower package. A lottery counts as
the line of its acceptable end, and is a candidate only where it is better for the mover than that end.
"""

from __future__ import annotations

from offramp.game.compiled import part
from offramp.game.lanes import BEST, FLAG, NOTHING, SPOT, THEIRS, WANT


@part
def rank(mover, away, d, packages):
    """Place of a settlement in the order of the tie rules; `away` is the line minus the line of the front."""
    far_side = (away > 0) if mover == 0 else (away < 0)
    return (2 * abs(away) + (1 if far_side else 0)) * packages + d


@part
def prefers(worth, gives, order, best, theirs, best_order, tol):
    """Whether a candidate comes before the best so far."""
    if worth > best + tol:
        return True
    if worth < best - tol:
        return False
    if gives > theirs + tol:
        return True
    return gives >= theirs - tol and order < best_order


@part
def best_by_rules(mover, pair, front, own, other, links, offered, first, last, tol, want):
    """The best settlement that gives the other side at least `want`: worth to the mover, to the other side, and its spot."""
    linked, lines = links[0], own.shape[1] // links[2].shape[1]
    packages = own.shape[0]
    best, theirs, spot, order = NOTHING, NOTHING, -1.0, 0
    for d in range(packages):
        if offered[d] == 0.0:
            continue
        for line in range(first[d], last[d] + 1):
            c = pair * lines + line
            here = rank(mover, line - front, d, packages)
            if other[d, c] >= want - tol and prefers(own[d, c], other[d, c], here, best, theirs, order, tol):
                best, theirs, spot, order = own[d, c], other[d, c], float(d * lines + line), here
            if line == last[d] or linked[d, c] == 0.0:
                continue
            rich, poor = (c, c + 1) if other[d, c] > other[d, c + 1] else (c + 1, c)
            if want <= other[d, poor] + tol or want >= other[d, rich]:
                continue
            given = (other[d, rich] - want) / (other[d, rich] - other[d, poor])
            worth = own[d, rich] + given * (own[d, poor] - own[d, rich])
            here = rank(mover, rich - pair * lines - front, d, packages)
            if worth > own[d, rich] + tol and prefers(worth, want, here, best, theirs, order, tol):
                upper = given if rich == c else 1.0 - given
                best, theirs, spot, order = worth, want, d * lines + line + upper, here
    return best, theirs, spot


@part
def ask_rules(mover, pair, front, own, other, links, offered, first, last, tol, size, lanes):
    """Put the settlement by the rules in `lanes` for the rung pairs flagged there."""
    for r in range(size):
        if lanes[FLAG + r] > 0.0:
            want = lanes[WANT + r]
            best, theirs, spot = best_by_rules(mover, pair, front, own, other, links, offered, first, last, tol, want)
            lanes[BEST + r], lanes[THEIRS + r], lanes[SPOT + r] = best, theirs, spot
