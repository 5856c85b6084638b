"""The exact forward pass: the distribution over states in every month, and the likelihood of a record of the war.

`run_course` starts from a distribution and follows one equilibrium, or several in turn (a switch of policy that comes as
a surprise: the first equilibrium is played until its month, then the next). `filter_record` is the forward algorithm of
a hidden Markov model (Rabiner 1989): the state is hidden, the front is observed with error, and the war is known to go
on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from offramp.game.equilibrium import Equilibrium
from offramp.game.grid import Grid
from offramp.game.masses import Events, Mass
from offramp.game.packing import Packed
from offramp.game.rules import Floats
from offramp.game.walking import walk

_NOT_FIRST = np.zeros((0, 2))  # a walk that does not stop counting at the first settlement

#: A start: probability by state, ("war", f, c_a, c_b, r_a, r_b) or ("peace", d, l, c_a, c_b).
Start = Mapping[tuple, float]


@dataclass(frozen=True)
class Course:
    """Probabilities by month. Month 0 is the start; index t holds the start of month t, so arrays have months+1 rows.

    Attributes:
        grid: the state layout.
        fronts: (months+1, F+1, R) war mass by front cell and rung pair.
        deals: (months+1, D, lines) peace mass.
        ends: (months+1, 3) A prevails, B prevails, general war.
        capacity: (months+1, 2, C+1) war mass by each side's capacity.
        events: what happens in months 0..months-1 (see `masses.Events`).
        war_states: (months+1, war shape) or None; peace_states likewise, (months+1, peace shape).
    """

    grid: Grid
    fronts: Floats
    deals: Floats
    ends: Floats
    capacity: Floats
    events: Events
    war_states: Floats | None = None
    peace_states: Floats | None = None

    @property
    def war(self) -> Floats:
        """The full war distribution, (months+1, F+1, C+1, C+1, NA, NB); only with `states=True`."""
        if self.war_states is None:
            raise ValueError("run_course(..., states=True) keeps the full distribution")
        return self.war_states

    @property
    def frozen(self) -> Floats:
        """Probability that the war goes on with both sides holding the line, (months+1,)."""
        return self.fronts[:, :, 0].sum(1)

    @property
    def fighting(self) -> Floats:
        """Probability that the war goes on and someone attacks, (months+1,)."""
        return self.fronts[:, :, 1:].sum((1, 2))

    @property
    def peace(self) -> Floats:
        """Probability that each package is in force, (months+1, D)."""
        return self.deals.sum(2)

    @property
    def a_prevails(self) -> Floats:
        """Probability that A has prevailed, (months+1,)."""
        return self.ends[:, 0]

    @property
    def b_prevails(self) -> Floats:
        """Probability that B has prevailed, (months+1,)."""
        return self.ends[:, 1]

    @property
    def general_war(self) -> Floats:
        """Probability that general war has come, (months+1,)."""
        return self.ends[:, 2]

    @cached_property
    def signed(self) -> Floats:
        """Probability that in month t a war ends in package d at line l, (months, D, lines)."""
        return self.events.signed.reshape(-1, self.grid.packages, self.grid.lines)

    @property
    def broken(self) -> Floats:
        """Probability that deal d is broken in month t, (months, D)."""
        return self.events.broken.sum(1)

    @property
    def capitulated(self) -> Floats:
        """Probability that each side capitulates in month t, (months, 2)."""
        return self.events.capitulated

    @cached_property
    def fought(self) -> Floats:
        """Probability that month t is fought at a front cell on a pair of rungs, (months, F+1, NA, NB)."""
        return self.events.fought.reshape(*self.events.fought.shape[:2], *self.grid.rungs)

    @cached_property
    def paid(self) -> Floats:
        """Probability that month t is a month of peace under package d at line l, (months, D, lines)."""
        return self.events.paid.reshape(-1, self.grid.packages, self.grid.lines)


@dataclass(frozen=True)
class Filtered:
    """What a record of the war says in one world.

    Attributes:
        log_likelihood: natural logarithm of the probability of the record.
        log_alive: its part that no deal was in force and no end reached.
        log_front: its part from the front as observed (given that the war went on).
        log_rungs: its part from rungs seen.
        start: the distribution at the end of the record, summing to 1: of a war (F+1, plane), zero where the record is
            impossible; of a war that begins in peace by state, empty where it is impossible.
    """

    log_likelihood: float
    log_alive: float
    log_front: float
    log_rungs: float
    start: Floats | Start


def run_course(
    equilibria: Equilibrium | Sequence[tuple[int, Equilibrium]],
    months: int,
    start: Start | Floats,
    *,
    states: bool = False,
) -> Course:
    """The exact course of `months` months.

    Args:
        equilibria: one equilibrium, or pairs (month from which it is played, equilibrium) in order, the first from
            month 0;
            all must share grid, horizon and the true theta.
        months: months to follow, at most those for which strategies were kept.
        start: probabilities by state, or a war array (F+1, plane).
        states: keep the full distribution by month.
    """
    played = [(0, equilibria)] if isinstance(equilibria, Equilibrium) else list(equilibria)
    k = played[0][1].packed
    mass, events = start_mass(played[0][1], start), _no_events(k, months)
    grid = played[0][1].game.grid
    rungs = k.rungs_a * k.rungs_b
    fronts = np.zeros((months + 1, k.front_top + 1, rungs))
    deals = np.zeros((months + 1, k.packages, k.lines))
    ends, capacity = np.zeros((months + 1, 3)), np.zeros((months + 1, 2, k.capacity_levels))
    wars = np.zeros((months + 1 if states else 0, *mass.war.shape))
    peaces = np.zeros((months + 1 if states else 0, *mass.peace.shape))
    sums = (fronts, deals, ends, capacity, wars, peaces)
    for index, (first, equilibrium) in enumerate(played):
        last = played[index + 1][0] if index + 1 < len(played) else months
        walk(equilibrium.packed, first, min(last, months), mass, equilibrium.strategies, events, sums, _NOT_FIRST)
    return Course(
        grid=grid,
        fronts=fronts,
        deals=deals,
        ends=ends,
        capacity=capacity,
        events=events,
        war_states=wars.reshape(-1, *grid.war_shape) if states else None,
        peace_states=_peace_states(grid, peaces) if states else None,
    )


@dataclass(frozen=True)
class FirstSettlements:
    """How the war's first settlement comes.

    Attributes:
        signed: (months, D, lines) probability that it is package d at line l, signed in month t.
        ripe: (months,) of the wars not yet signed, the share in which the mover would propose a deal that the other
            side
            accepts, if they were in contact; NaN where no such war is left.
    """

    signed: Floats
    ripe: Floats


def first_settlements(
    equilibria: Sequence[tuple[int, Equilibrium]], months: int, start: Start | Floats
) -> FirstSettlements:
    """The forward pass with every settlement taken out of the count once signed: a deal signed later is not the first."""
    k, grid = equilibria[0][1].packed, equilibria[0][1].game.grid
    mass, events, ripe = start_mass(equilibria[0][1], start), _no_events(k, months), np.zeros((months, 2))
    nothing = _no_room(mass)
    for index, (first, equilibrium) in enumerate(equilibria):
        last = equilibria[index + 1][0] if index + 1 < len(equilibria) else months
        walk(equilibrium.packed, first, min(last, months), mass, equilibrium.strategies, events, nothing, ripe)
    share = np.divide(ripe[:, 0], ripe[:, 1], out=np.full(months, np.nan), where=ripe[:, 1] > 0)
    return FirstSettlements(events.signed.reshape(months, grid.packages, grid.lines), share)


def _no_room(mass: Mass) -> tuple[Floats, ...]:
    """Sums without room: nothing is noted month by month."""
    return (
        np.zeros((0,) * 3),
        np.zeros((0,) * 3),
        np.zeros((0,) * 2),
        np.zeros((0,) * 3),
        mass.war[None][:0],
        mass.peace[None][:0],
    )


def start_mass(equilibrium: Equilibrium, start: Start | Floats) -> Mass:
    """The starting distribution as the kernels hold it; `start` as in `run_course`."""
    k, grid = equilibrium.packed, equilibrium.game.grid
    c1 = k.capacity_levels
    peace = np.zeros((k.packages, c1 * c1 * k.lines))
    if isinstance(start, np.ndarray):
        return Mass(start.reshape(k.front_top + 1, -1).astype(np.float64, copy=True), peace, np.zeros(3))
    war = np.zeros(grid.war_shape)
    for state, probability in start.items():
        if state[0] == "war":
            war[state[1:]] += probability
        else:
            d, line, ca, cb = state[1:]
            peace[d, (ca * c1 + cb) * k.lines + line] += probability
    return Mass(war.reshape(k.front_top + 1, -1), peace, np.zeros(3))


def advance(equilibrium: Equilibrium, t: int, mass: Mass) -> None:
    """Move a distribution through month t, writing nothing down."""
    events = _no_events(equilibrium.packed, t + 1)
    walk(equilibrium.packed, t, t + 1, mass, equilibrium.strategies, events, _no_room(mass), _NOT_FIRST)


def filter_record(
    equilibrium: Equilibrium,
    start: Start | Floats,
    front: Sequence[Floats],
    rungs: Mapping[int, Floats] | None = None,
    *,
    no_deal: bool = True,
) -> Filtered:
    """Likelihood of a record and the state it leaves, the war being known to go on.

    Args:
        equilibrium: the game of the history, solved.
        start: distribution at the first month of the record.
        front: for each month 0..n, probability of what was observed given each front cell, (F+1,).
        rungs: by month, weight of each rung pair given what was seen, (R,), 0 where excluded.
        no_deal: whether it is part of the record that no deal was in force and no end reached; otherwise such mass is
            dropped
            without counting against the world.
    """
    k = equilibrium.packed
    mass, events = start_mass(equilibrium, start), _no_events(k, len(front))
    alive = seen = shown = 0.0
    nothing = Filtered(-np.inf, -np.inf, -np.inf, -np.inf, np.zeros_like(mass.war))
    room = _no_room(mass)
    for t, likelihood in enumerate(front):
        total = float(mass.war.sum())
        if total <= 0.0:
            return nothing
        alive += np.log(total) if no_deal else 0.0
        mass.war[:] /= total
        mass.peace[:], mass.ends[:] = 0.0, 0.0
        mass.war[:] *= np.asarray(likelihood)[:, None]
        fits = float(mass.war.sum())
        if fits <= 0.0:
            return nothing
        seen += np.log(fits)
        mass.war[:] /= fits
        if rungs and t in rungs:
            copies = mass.war.shape[1] // len(rungs[t])
            mass.war[:] *= np.tile(rungs[t], copies)[None, :]
            agrees = float(mass.war.sum())
            if agrees <= 0.0:
                return nothing
            shown += np.log(agrees)
            mass.war[:] /= agrees
        if t + 1 < len(front):
            walk(k, t, t + 1, mass, equilibrium.strategies, events, room, _NOT_FIRST)
    return Filtered(alive + seen + shown, alive, seen, shown, mass.war)


def likelihood(equilibrium: Equilibrium, start: Start | Floats, evidence: Sequence[Floats]) -> tuple[float, Floats]:
    """Log-likelihood of `evidence` (front likelihoods by month, the war going on) and the filtered war.

    Distribution (war shape).
    """
    found = filter_record(equilibrium, start, evidence)
    return found.log_likelihood, np.asarray(found.start).reshape(equilibrium.game.grid.war_shape)


def _no_events(k: Packed, months: int) -> Events:
    rungs, n = k.rungs_a * k.rungs_b, k.packages * k.lines
    return Events(
        signed=np.zeros((months, n)),
        broken=np.zeros((months, 2, k.packages)),
        amended=np.zeros((months, k.packages, k.packages)),
        capitulated=np.zeros((months, 2)),
        entered=np.zeros((months, 2, max(k.rungs_a, k.rungs_b))),
        fought=np.zeros((months, k.front_top + 1, rungs)),
        paid=np.zeros((months, k.packages, k.lines)),
        peace_ends=np.zeros((months, k.packages)),
    )


def _peace_states(grid: Grid, peaces: Floats) -> Floats:
    c1 = grid.capacity_top + 1
    shaped = peaces.reshape(-1, grid.packages, c1, c1, grid.lines)
    return np.transpose(shaped, (0, 1, 4, 2, 3))
