"""The same backward induction written with NumPy, as one would without compiled kernels: what `solver_speed.py` compares with.

Whole months are handled as arrays over front, capacities and rungs; only months, packages and lines within reach are looped over. It
gives the same values as the compiled solver (`solver_speed.py` checks that before it times anything) and is used for nothing else.
"""

from __future__ import annotations

import numpy as np

from offramp.game import packing as row
from offramp.game.packing import Packed, pack
from offramp.game.rules import Floats, Game

Pair = tuple[Floats, Floats]


class NumpySolver:
    """Backward induction of one game; `war` (2, F+1, C+1, C+1, R) and `peace` (2, D, C+1, C+1, N) end as the values of month 0."""

    def __init__(self, game: Game) -> None:
        self.k: Packed = pack(game)
        k = self.k
        self.c1, self.rungs = k.capacity_levels, k.rungs_a * k.rungs_b
        self.shape = (self.c1, self.c1, self.rungs)
        self.plane = k.plane.reshape(-1, *self.shape)[:, 1:, 1:]
        self.war = self._last_month()
        flow = k.deal_flow[-1][:, :, None, None, :]
        scale = (1.0 / (1.0 - k.beta) if k.flow_for_ever else np.zeros(2)).reshape(2, 1, 1, 1, 1)
        self.peace = np.broadcast_to(flow * scale, (2, k.packages, self.c1, self.c1, k.lines)).copy()
        self.signature = np.zeros((k.packages, self.c1, self.c1, k.lines))

    def _last_month(self) -> Floats:
        k, last = self.k, self.k.months - 1
        war = np.zeros((2, k.front_top + 1, *self.shape))
        worn = k.plane.reshape(-1, *self.shape)
        for i in range(2):
            here = (k.cell[row.LAND_A + i] + k.month[last, row.POLITICS_A + i])[:, None, None, None]
            weary = 1.0 + k.month[last, row.WEARY_A + i] * worn[row.WORN_A + i]
            scale = 1.0 / (1.0 - k.beta[i]) if k.flow_for_ever else 0.0
            war[i] = (here - k.pair[last, row.COST_A + i] * weary) * scale
            a_wins, b_wins = k.ends[i, 0], k.ends[i, 1]
            war[i][:, 0], war[i][:, :, 0] = b_wins, a_wins
            war[i][:, 0, 0], war[i][0], war[i][-1] = 0.5 * (a_wins + b_wins), b_wins, a_wins
        return war

    def run(self) -> None:
        """All months, from the last to the first."""
        for t in range(self.k.months - 1, -1, -1):
            self.month(t)

    def month(self, t: int) -> None:
        """From next month's values to those of month t."""
        sign = self._sign_values(t)
        mixable = self._mixable(t)
        fought = self._fought(t)
        going = [self._go_on(t, mover, fought) for mover in range(2)]
        chance = (self.k.month[t, row.MOVER_A], 1.0 - self.k.month[t, row.MOVER_A])
        for i in range(2):
            self.war[i, 1:-1, 1:, 1:] = chance[0] * going[0][i] + chance[1] * going[1][i]
        contact = self.k.month[t, row.CHANNEL]
        if self.k.packages and contact > 0.0:
            for mover in range(2):
                self._settle(t, mover, contact * chance[mover], sign, mixable, going[mover])
        if self.k.packages:
            self._peace(t, sign, fought, chance)

    def _sign_values(self, t: int) -> Floats:
        k = self.k
        rise_a, rise_b = (
            np.minimum(np.arange(self.c1) + 1, self.c1 - 1),
            np.minimum(np.arange(self.c1) + 1, self.c1 - 1),
        )
        up_a = k.package[t, row.REARM_A][:, None, None, None]
        up_b = k.package[t, row.REARM_B][:, None, None, None]
        out = np.empty_like(self.peace)
        for i in range(2):
            v = self.peace[i]
            a, b, both = v[:, rise_a], v[:, :, rise_b], v[:, rise_a][:, :, rise_b]
            ahead = (1 - up_a) * (1 - up_b) * v + up_a * (1 - up_b) * a + (1 - up_a) * up_b * b + up_a * up_b * both
            out[i] = k.deal_flow[t, i][:, None, None, :] + k.beta[i] * ahead
        return out

    def _mixable(self, t: int) -> Floats:
        """Whether line l and l+1 have the same breakers next month wherever capacities may then be, (D, C+1, C+1, N-1)."""
        same = self.signature[..., 1:] == self.signature[..., :-1]
        rise = np.minimum(np.arange(self.c1) + 1, self.c1 - 1)
        top = np.arange(self.c1) == self.c1 - 1
        out = np.ones_like(same)
        for up_a in range(2):
            for up_b in range(2):
                odds_a, odds_b = self.k.package[t, row.REARM_A], self.k.package[t, row.REARM_B]
                here = same[:, rise] if up_a else same
                here = here[:, :, rise] if up_b else here
                reach_a = self._reachable(up_a, odds_a, top)[:, :, None]
                reach_b = self._reachable(up_b, odds_b, top)[:, None, :]
                out &= here | ~(reach_a & reach_b)[..., None]
        return out

    @staticmethod
    def _reachable(up: int, odds: Floats, top: Floats) -> Floats:
        if up:
            return (odds[:, None] > 0.0) & ~top[None]
        return (odds[:, None] < 1.0) | top[None]

    def _fought(self, t: int) -> Floats:
        """Value of fighting the month, (2, F-1, C, C, R) over live states."""
        k, now = self.k, self.k.month[t]
        ahead = 0.0
        for h in range(k.hypotheses):
            share = 1.0 / (1.0 + now[row.ODDS_HIGH + h] * self.plane[row.TILT])
            belief = k.belief[t][:, 1:-1, None, None, None]
            ahead = ahead + (belief if h == 0 else 1.0 - belief) * self._expected(t, share)
        out = np.empty((2, k.front_top - 1, self.c1 - 1, self.c1 - 1, self.rungs))
        for i in range(2):
            hazard, cost = k.pair[t, row.HAZARD], k.pair[t, row.COST_A + i]
            worn = 1.0 + now[row.WEARY_A + i] * self.plane[row.WORN_A + i]
            here = (k.cell[row.LAND_A + i, 1:-1] + now[row.POLITICS_A + i])[:, None, None, None]
            out[i] = here - cost * worn + k.beta[i] * (hazard * k.ends[i, 2] + (1.0 - hazard) * ahead[i])
        return out

    def _expected(self, t: int, share: Floats) -> Floats:
        """Expectation of next month's values over capacities and front, (2, F-1, C, C, R)."""
        k, now = self.k, self.k.month[t]
        push = self.plane[row.PUSH_A], self.plane[row.PUSH_B]
        hit = 2.0 * now[row.ATTRITION]
        odds = []
        for i, won in enumerate((1.0 - share, share)):
            loss = hit * (push[1 - i] * won + now[row.EXPOSURE] * push[i])
            rise = now[row.GAIN_A + i] * self.plane[row.ROOM_A + i]
            odds.append((loss, 1.0 - loss - rise, rise))
        wide = np.pad(self.war, ((0, 0), (0, 0), (0, 1), (0, 1), (0, 0)))
        size = self.c1 - 1
        over = sum(odds[0][a] * odds[1][b] * wide[:, :, a : a + size, b : b + size] for a in range(3) for b in range(3))
        over[:, 0], over[:, -1] = self.war[:, 0, 1:, 1:], self.war[:, -1, 1:, 1:]
        up = now[row.MOBILITY] * push[0] * share * k.cell[row.UP, 1:-1][:, None, None, None]
        down = now[row.MOBILITY] * push[1] * (1.0 - share) * k.cell[row.DOWN, 1:-1][:, None, None, None]
        here = over[:, 1:-1]
        return here + up * (over[:, 2:] - here) + down * (over[:, :-2] - here)

    def _go_on(self, t: int, mover: int, fought: Floats) -> Pair:
        """Value to A and B of the mover's best rung move or capitulation, each (F-1, C, C, R)."""
        k, axis = self.k, 3 + mover
        ladder = (*fought.shape[1:4], k.rungs_a, k.rungs_b)
        own, other = fought[mover].reshape(ladder), fought[1 - mover].reshape(ladder)
        value, theirs = np.full(ladder, -np.inf), np.zeros(ladder)
        moves = ((0, None), (-1, row.FALL_A), (1, row.RISE_A))
        options = []
        for step, rule in moves:
            allowed = 0.0 if rule is None else k.pair[t, rule + mover].reshape(k.rungs_a, k.rungs_b)
            options.append((np.roll(own, -step, axis) + allowed, np.roll(other, -step, axis)))
        best = np.maximum(np.maximum(options[0][0], options[1][0]), options[2][0])
        for q, q_other in (options[2], options[1], options[0]):
            take = q >= best - k.tolerance
            value, theirs = np.where(take, q, value), np.where(take, q_other, theirs)
        quits = k.ends[mover, 1 - mover] > value + k.tolerance
        value = np.where(quits, k.ends[mover, 1 - mover], value).reshape(fought.shape[1:])
        theirs = np.where(quits, k.ends[1 - mover, 1 - mover], theirs).reshape(fought.shape[1:])
        return (value, theirs) if mover == 0 else (theirs, value)

    def _settle(self, t: int, mover: int, weight: float, sign: Floats, mixable: Floats, going: Pair) -> None:
        k = self.k
        need, want = going[mover], going[1 - mover]
        state = (np.full(need.shape, -1e200), np.full(need.shape, -1e200))
        reach = int((k.window[1] - k.window[0]).max()) + 1
        for distance in range(max(reach, k.lines)):
            for direction in (1, -1) if mover == 1 else (-1, 1):
                if distance or direction == 1:
                    state = self._consider(t, mover, distance * direction, sign, mixable, want, state)
        gain = state[0] - need
        signs = gain >= -k.tolerance
        self.war[mover, 1:-1, 1:, 1:] += np.where(signs, weight * gain, 0.0)
        self.war[1 - mover, 1:-1, 1:, 1:] += np.where(signs, weight * (state[1] - want), 0.0)

    def _consider(
        self, t: int, mover: int, away: int, sign: Floats, mixable: Floats, want: Floats, state: Pair
    ) -> Pair:
        """Let the line so far from the front be signed, alone or with a share of a neighbour, under every package."""
        k = self.k
        cells = np.arange(1, k.front_top)
        line = cells * k.per_cell + away
        for d in range(k.packages):
            first, last = k.window[0, 1:-1, d], k.window[1, 1:-1, d]
            inside = (line >= first) & (line <= last) & (k.package[t, row.OFFERED, d] > 0.0)
            if not inside.any():
                continue
            at = np.clip(line, 0, k.lines - 1)
            own, other = (self._at(sign[i, d], at) for i in (mover, 1 - mover))
            state = self._better(state, own, other, (other >= want - k.tolerance) & inside[:, None, None, None])
            for side in (-1, 1):
                near = np.clip(at + side, 0, k.lines - 1)
                link = self._at(mixable[d], np.clip(np.minimum(at, near), 0, k.lines - 2))
                room = inside & (at + side >= first) & (at + side <= last)
                poor_own, poor = self._at(sign[mover, d], near), self._at(sign[1 - mover, d], near)
                falls = (poor < other) & link & room[:, None, None, None] & ((poor_own - own) * (poor - other) < 0.0)
                given = (other - want) / np.where(falls, other - poor, 1.0)
                worth = own + given * (poor_own - own)
                fits = falls & (want > poor + k.tolerance) & (want < other) & (worth > own + k.tolerance)
                state = self._better(state, worth, want, fits)
        return state

    @staticmethod
    def _at(values: Floats, line: Floats) -> Floats:
        """Values (C+1, C+1, lines) at a line for each front, (F-1, C, C, 1)."""
        return np.moveaxis(values[1:, 1:][..., line], 2, 0)[..., None]

    def _better(self, state: Pair, own: Floats, other: Floats, fits: Floats) -> Pair:
        best, theirs = state
        tol = self.k.tolerance
        take = fits & ((own > best + tol) | ((own >= best - tol) & (other > theirs + tol)))
        return np.where(take, own, best), np.where(take, other, theirs)

    def _resumed(self, fought: Floats) -> list[Floats]:
        """War resumed from each line: A breaks, B breaks, incident, A breaks and B helped, B breaks and A helped; (2, C, C, N)."""
        k, out = self.k, []
        level = np.arange(self.c1 - 1)
        more = np.minimum(level + k.support, self.c1 - 2)
        for case in range(5):
            rung = k.break_rungs[case if case < 3 else case - 3]
            here = fought[..., rung]
            here = here[:, :, more] if case == 4 else here
            here = here[:, :, :, more] if case == 3 else here
            first, second = here[:, k.resume_cell[0] - 1], here[:, k.resume_cell[1] - 1]
            out.append(np.moveaxis(first, 1, -1) + k.resume_share * np.moveaxis(second - first, 1, -1))
        return out

    def _peace(self, t: int, sign: Floats, fought: Floats, chance: tuple[float, float]) -> None:
        k, tol = self.k, self.k.tolerance
        wars = self._resumed(fought)
        number = {i: k.package[t, i][:, None, None, None] for i in range(k.package.shape[1])}
        deal = sign[:, :, 1:, 1:]
        tense = number[row.INCIDENT]
        keep = [tense * wars[2][i] + (1.0 - tense) * deal[i] for i in range(2)]
        guard = (number[row.GUARD_B], number[row.GUARD_A])
        fine = (number[row.PENALTY_A], number[row.PENALTY_B])
        broken = [[(1.0 - guard[b]) * wars[b][i] + guard[b] * wars[3 + b][i] for i in range(2)] for b in range(2)]
        broken = [[values - (fine[b] if i == b else 0.0) for i, values in enumerate(broken[b])] for b in range(2)]
        new = np.zeros_like(deal)
        signature = np.zeros_like(deal[0])
        for mover, weight in ((0, 1.0), (1, 3.0)):
            after, who = self._break_or_keep(mover, keep, broken, tol)
            talked, breaks = self._amend(t, mover, after, who)
            talk = k.month[t, row.TALK]
            for i in range(2):
                new[i] += chance[mover] * (talk * talked[i] + (1.0 - talk) * after[i])
            signature += weight * (who + 9.0 * breaks)
        self.peace[:, :, 1:, 1:] = new
        self.signature[:, 1:, 1:] = signature

    def _break_or_keep(
        self, mover: int, keep: list[Floats], broken: list[list[Floats]], tol: float
    ) -> tuple[list[Floats], Floats]:
        other = 1 - mover
        may = self.k.breaking
        second = (broken[other][other] > keep[other] + tol) & may
        wait = [np.where(second, broken[other][i], keep[i]) for i in range(2)]
        first = (broken[mover][mover] > wait[mover] + tol) & may
        who = np.where(first, mover + 1.0, np.where(second, other + 1.0, 0.0))
        return [np.where(first, broken[mover][i], wait[i]) for i in range(2)], who

    def _amend(self, t: int, mover: int, after: list[Floats], who: Floats) -> tuple[list[Floats], Floats]:
        k, tol, other = self.k, self.k.tolerance, 1 - mover
        best, breaks = [values.copy() for values in after], who.copy()
        lines = np.arange(k.lines)
        for d in range(k.packages):
            for new in range(k.packages):
                if new == d or k.package[t, row.OFFERED, new] == 0.0:
                    continue
                here = (lines == k.own_line[new]) | (k.own_line[new] < 0)
                mine, theirs = after[mover][new], after[other][new]
                allowed = (mine > after[mover][d] + tol) & (theirs >= after[other][d] - tol) & here
                kinder = (mine >= best[mover][d] - tol) & (theirs > best[other][d] + tol)
                take = allowed & ((mine > best[mover][d] + tol) | kinder)
                for i in range(2):
                    best[i][d] = np.where(take, after[i][new], best[i][d])
                breaks[d] = np.where(take, who[new], breaks[d])
        return best, breaks
