"""Compiled inner loops: what the worst is that a group of decision makers can do, and what can be reached.

Legal sequences (Fang, Hipel & Kilgour 1993, section 3.4): members of a group move one after the other, in any order
and any number of times, but no one twice in a row. A **node** is a state with the member who moved last. From (s, k)
every member but k may move. Two visits of a state are therefore enough: the first, by k, opens the moves of all
others; a second, by someone else, opens those of k; after that nothing new can come of it. So every (cell, mover) is
opened at most once, and a pass over all states costs O(S + E), whether or not moves are transitive.

All kernels live in this one file, because numba's cache on disk looks at the file of a kernel and not at what it calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile on first use; kept on disk where a folder can be written to."""
    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # no folder for the cache
        return numba.njit(nogil=True)(function)


ALL = -1
CLOSED = -2
UNSEEN = -3


@kernel
def rising(worth):
    """States sorted by `worth` (S,), whole numbers in 0..S-1; equal ones as they stand."""
    count = len(worth)
    place = np.zeros(count + 1, np.int64)
    for s in range(count):
        place[worth[s] + 1] += 1
    for r in range(count):
        place[r + 1] += place[r]
    order = np.empty(count, np.int32)
    for s in range(count):
        order[place[worth[s]]] = s
        place[worth[s]] += 1
    return order


@kernel
def within_cells(order, cell, start):
    """States sorted by cell, and within a cell as they stand in `order` (S,); `start` (C+1,)."""
    place = start.copy()
    out = np.empty(len(order), np.int32)
    for i in range(len(order)):
        s = order[i]
        out[place[cell[s]]] = s
        place[cell[s]] += 1
    return out


@kernel
def best_move(worth, cell, member, start, into_at, into):
    """For each state the highest `worth` (S,) among it and the states that one decision maker reaches in one move."""
    cells = len(start) - 1
    best = np.full(cells, -1, np.int32)
    for target in range(cells):
        top = np.int32(-1)
        for i in range(start[target], start[target + 1]):
            top = max(top, worth[member[i]])
        for i in range(into_at[target], into_at[target + 1]):
            best[into[i]] = max(best[into[i]], top)
    out = np.empty(len(worth), np.int32)
    for s in range(len(worth)):
        out[s] = max(worth[s], best[cell[s]])
    return out


@kernel
def worst_reached(
    worth, order, group, improving, here, mine, ranked, sorted_rank, transitive, alone, base, spans, into_at, into
):
    """For each state the lowest `worth` among it and all that `group` reaches from it by legal sequences, (S,).

    Backward propagation: states in rising order of worth; each tells all states from which it can be reached and that
    have not heard of a lower one.

    `worth` (S,) is what counts, `order` (S,) states by rising worth; `group` (n,) who moves; `improving` whether every
    move must be better for its mover; `here`, `mine` (S, n) cell and rank of each state for each mover, side by side
    because they are read together; `ranked`, `sorted_rank` (n, S) states by cell and rising rank, and those ranks;
    `spans` (., 2) where each cell begins and ends in them; `transitive`, `alone`, `base`, `into_at`, `into` as in Moves.
    Where moves are transitive a second visit of a state brings nothing new, and is spared.
    """
    count, makers = here.shape
    low = np.empty(count, np.int32)
    seen = np.full(count, UNSEEN, np.int8)
    told = spans.copy()  # per cell: the members that have not heard of a move of their owner's
    todo = np.empty(2 * count, np.int32)
    mode = np.empty(2 * count, np.int8)
    for place in range(count):
        s = order[place]
        if seen[s] == CLOSED:
            continue
        value = worth[s]
        if seen[s] == UNSEEN:
            low[s] = value
        todo[0], mode[0], top = s, seen[s] if seen[s] >= 0 else ALL, 1
        seen[s] = CLOSED
        while top > 0:
            top -= 1
            t, code = todo[top], mode[top]
            for j in range(makers):
                # code ALL: all of the group; code k >= 0: only k; code -10-k: all but k
                if not group[j] or (code >= 0 and code != j) or code == -10 - j:
                    continue
                target, below = base[j] + here[t, j], mine[t, j]
                first, last = (0, 1) if alone[j] else (into_at[target], into_at[target + 1])
                for i in range(first, last):
                    source = target if alone[j] else base[j] + into[i]
                    k, end = told[source, 0], told[source, 1]
                    while k < end and not (improving and sorted_rank[j, k] >= below):
                        u = ranked[j, k]
                        k += 1
                        if u == t or seen[u] == CLOSED or seen[u] == j:
                            continue
                        if seen[u] == UNSEEN:
                            low[u], mode[top] = value, -10 - j
                            seen[u] = CLOSED if transitive else j
                        else:
                            mode[top], seen[u] = seen[u], CLOSED
                        todo[top] = u
                        top += 1
                    told[source, 0] = k
    return low


@kernel
def reached_from(origin, group, rank, improving, cell, ranked, base, start, out_at, out):
    """Nodes that `group` reaches from one state by legal sequences, breadth first.

    Returns:
        state, mover, parent: (K,) nodes in the order found; the origin is node 0 with mover -1 and parent -1. The
            first node
        of a state ends a shortest path to it.
    """
    makers, count = cell.shape
    seen = np.full(count, UNSEEN, np.int8)
    told = np.empty(len(start), np.int64)  # per cell: end of the members that have not been reached by their owner
    told[:-1] = start[1:]
    state = np.empty(2 * count + 1, np.int32)
    mover = np.empty(2 * count + 1, np.int8)
    parent = np.empty(2 * count + 1, np.int32)
    only = np.empty(2 * count + 1, np.int8)
    state[0], mover[0], parent[0], only[0] = origin, -1, -1, ALL
    seen[origin] = CLOSED
    length, place = 1, 0
    while place < length:
        t, last, just = state[place], mover[place], only[place]
        for j in range(makers):
            if not group[j] or j == last or (just >= 0 and just != j):
                continue
            source = base[j] + cell[j, t]
            for i in range(out_at[source], out_at[source + 1]):
                target = base[j] + out[i]
                while told[target] > start[target]:
                    u = ranked[j, told[target] - 1]
                    if improving and rank[j, u] <= rank[j, t]:
                        break
                    told[target] -= 1
                    if u == t or seen[u] == CLOSED or seen[u] == j:
                        continue
                    state[length], mover[length], parent[length] = u, j, place
                    if seen[u] == UNSEEN:
                        only[length] = ALL
                        seen[u] = j
                    else:
                        only[length] = seen[u]
                        seen[u] = CLOSED
                    length += 1
        place += 1
    return state[:length].copy(), mover[:length].copy(), parent[:length].copy()


@kernel
def reach_rows(group, rank, improving, cell, ranked, base, start, out_at, out):
    """(S, W) bits: which states `group` reaches from each by legal sequences of at least one move (never itself)."""
    count = cell.shape[1]
    rows = np.zeros((count, (count + 63) // 64), np.uint64)
    for s in range(count):
        state, _, _ = reached_from(s, group, rank, improving, cell, ranked, base, start, out_at, out)
        for i in range(1, len(state)):
            rows[s, state[i] >> 6] |= np.uint64(1) << np.uint64(state[i] & 63)
    return rows


@kernel
def better_rows(group, rank):
    """(S, W) bits: which states every member of `group` prefers to each."""
    count = rank.shape[1]
    rows = np.zeros((count, (count + 63) // 64), np.uint64)
    for s in range(count):
        for t in range(count):
            better = True
            for j in range(len(group)):
                if group[j] and rank[j, t] <= rank[j, s]:
                    better = False
                    break
            if better:
                rows[s, t >> 6] |= np.uint64(1) << np.uint64(t & 63)
    return rows


@kernel
def class_reach_rows(moves):
    """(S, W) bits: states reached by legal sequences of a class of coalitions; `moves` (K, S, W) is what each can do.

    No coalition moves twice in a row.
    """
    coalitions, count, words = moves.shape
    rows = np.zeros((count, words), np.uint64)
    todo = np.empty(2 * count + 1, np.int32)
    mode = np.empty(2 * count + 1, np.int16)
    for s in range(count):
        seen = np.full(count, UNSEEN, np.int16)
        seen[s] = CLOSED
        todo[0], mode[0], top = s, ALL, 1
        while top > 0:
            top -= 1
            t, code = todo[top], mode[top]
            for k in range(coalitions):
                if (code >= 0 and code != k) or (code <= -10 and code == -10 - k):
                    continue
                for w in range(words):
                    bits = moves[k, t, w]
                    while bits:
                        u = w * 64 + lowest(bits)
                        bits &= bits - np.uint64(1)
                        if seen[u] == CLOSED or seen[u] == k:
                            continue
                        rows[s, w] |= np.uint64(1) << np.uint64(u & 63)
                        if seen[u] == UNSEEN:
                            seen[u] = k
                            mode[top] = -10 - k
                        else:
                            mode[top] = seen[u]
                            seen[u] = CLOSED
                        todo[top] = u
                        top += 1
    return rows


@kernel
def lowest(bits):
    """Place of the lowest bit set."""
    place = 0
    for step in (32, 16, 8, 4, 2, 1):
        if bits & ((np.uint64(1) << np.uint64(step)) - np.uint64(1)) == 0:
            bits >>= np.uint64(step)
            place += step
    return place


@kernel
def sanctioned(improvements, better, reach, answers, symmetric):
    """(S,) whether each of a coalition's improvements meets an answer after which some member is no better off.

    `improvements` (S, W) is what the coalition would move to, `better` (S, W) what all of its members prefer, `reach`
    (S, W) where it can move, `answers` (S, W) where the others can; `symmetric`: the coalition must also have no way
    from there to something that all members prefer.
    """
    count, words = improvements.shape
    out = np.ones(count, np.bool_)
    allowed = np.empty(words, np.uint64)
    for s in range(count):
        some = False
        for w in range(words):
            some |= improvements[s, w] != 0
        if not some:
            continue
        for w in range(words):
            allowed[w] = ~better[s, w]
        if symmetric:
            for y in range(count):
                for w in range(words):
                    if reach[y, w] & better[s, w]:
                        allowed[y >> 6] &= ~(np.uint64(1) << np.uint64(y & 63))
                        break
        for w in range(words):
            bits = improvements[s, w]
            while bits and out[s]:
                x = w * 64 + lowest(bits)
                bits &= bits - np.uint64(1)
                met = False
                for v in range(words):
                    if answers[x, v] & allowed[v]:
                        met = True
                        break
                if not met:
                    out[s] = False
    return out


@kernel
def swap_neighbours(order, forbidden, places, coins):
    """Try to swap the states at places i and i+1 of `order` (S,), in place, where the coin says so and nothing forbids.

    `forbidden` (S, S) says which state must stay below which; `places` and `coins` (K,) are the draws.
    """
    for step in range(len(places)):
        if coins[step]:
            i = places[step]
            low, high = order[i], order[i + 1]
            if not forbidden[low, high]:
                order[i], order[i + 1] = high, low
