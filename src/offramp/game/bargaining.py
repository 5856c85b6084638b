"""The bargaining range at a state: what each settlement is worth to each side against going on, and who blocks it.

A settlement lies in the bargaining range (Fearon 1995) when it is worth to both sides at least their reservation
value, that is
what follows for them if there is no deal this month. The reservation value depends on who moves; a side's answer to
an offer is
judged where the *other* side moves, its own wish to sign where it moves itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offramp.game.equilibrium import Equilibrium, State
from offramp.game.grid import A, B
from offramp.game.rules import Floats, Ints


@dataclass(frozen=True)
class BargainingRange:
    """The settlements within reach of one state in month 0.

    Attributes:
        lines: (D, W) line indices within reach of the front, from the first on (-1 where there is none); W is the number
            of all lines, as worlds differ in their reach; in peace the line in force.
        gain: (2, D, W) value of signing minus the reservation value, per month of the stakes (`(1-beta)` times the
            value), NaN
            where there is no line; positive: the side would accept. In peace what is reserved is the deal in force.
        open: (D,) whether the package may be proposed at all (offered, crossing no real red line).
    """

    lines: Ints
    gain: Floats
    open: np.ndarray

    @property
    def acceptable(self) -> np.ndarray:
        """(2, D) whether each side would accept the package at some line within reach."""
        return np.any(self._accepts(), axis=2)

    @property
    def signable(self) -> np.ndarray:
        """(D,) whether some line within reach is acceptable to both, the package being open or not."""
        return np.any(np.all(self._accepts(), axis=0), axis=1)

    def _accepts(self) -> np.ndarray:
        return np.greater_equal(np.nan_to_num(self.gain, nan=-np.inf), 0.0)


def range_today(equilibrium: Equilibrium, state: State) -> BargainingRange:
    """The bargaining range in month 0 at a state of war or peace."""
    kind, *place = state
    if kind == "peace":
        d, line, ca, cb = place
        return amendments(equilibrium, d, line, (ca, cb))
    f, ca, cb, ra, rb = place
    return bargaining_range(equilibrium, (f, ca, cb, ra, rb))


def amendments(equilibrium: Equilibrium, in_force: int, line: int, capacity: tuple[int, int]) -> BargainingRange:
    """In peace: what each package is worth at the line in force, against the package in force.

    Both are taken at the start of month 0, before anyone moves. A package that names another line cannot be proposed.
    """
    k, own = equilibrium.packed, equilibrium.game.own_line
    worth = equilibrium.values.peace[0][:, capacity[A], capacity[B], :, line]
    fits = (own < 0) | (own == line)
    beta = np.asarray(k.beta)[:, None]
    gain = np.where(fits[None, :], (worth - worth[:, [in_force]]) * (1 - beta), np.nan)
    gain[np.abs(gain) <= k.tolerance] = 0.0
    return BargainingRange(np.where(fits, line, -1)[:, None], gain[:, :, None], k.offered[0].copy())


def bargaining_range(equilibrium: Equilibrium, state: tuple[int, int, int, int, int]) -> BargainingRange:
    """The bargaining range at war state (f, c_a, c_b, r_a, r_b) in month 0."""
    k = equilibrium.packed
    f, ca, cb, ra, rb = state
    j = (ca * k.capacity_levels + cb) * k.rungs_a * k.rungs_b + ra * k.rungs_b + rb
    lines = np.full((k.packages, k.lines), -1, dtype=np.int64)
    gain = np.full((2, k.packages, k.lines), np.nan)
    sign = equilibrium.values.sign[0][:, ca, cb].reshape(2, k.packages, k.lines)
    for d in range(k.packages):
        span = np.arange(k.window[0, f, d], k.window[1, f, d] + 1)
        lines[d, : len(span)] = span
        for side in (A, B):
            reservation = equilibrium.values.no_deal[0, 1 - side, side, f, j]
            gain[side, d, : len(span)] = (sign[side, d, span] - reservation) * (1 - k.beta[side])
    gain[np.abs(gain) <= k.tolerance] = 0.0
    return BargainingRange(lines, gain, k.offered[0].copy())
