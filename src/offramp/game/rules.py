"""The rules of one war in one world under one policy, as plain arrays: everything the solver reads.

Names are those of the model (docs/explanation/model.md). ``T`` is the number of months solved (horizon plus run-out),
``D`` the number of packages. Axis order: ``side`` (0 = A, 1 = B), then month, then the rest. A number that is not
dated simply has the same value in every month. Flows are per month; probabilities are per month.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from offramp.game.grid import Grid

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Game:
    """One war, one world, one policy.

    Time and moving:
        grid: the state layout.
        beta: (2,) monthly discount factor of each side, in (0, 1).
        mover_a: (T,) probability that A moves (rho).
        channel: (T,) probability of contact in a month of war.
        channel_peace: (T,) probability of contact in a month of peace.
        terminal: "flow" (the last state's flow for ever) or "zero" (war and peace states are worth 0 after T; ends
            keep theirs).

    Deals:
        offered: (T, D) may be proposed this month: offered by the policy and crossing no real red line.
        own_line: (D,) line index that the package names itself, or -1 where the line is bargained over.
        reach: a bargained line must lie within this many cells of the front.
        deal_flow: (2, T, D, lines) whole peace flow (land, issues, audience cost).
        penalty: (2, T, D) paid once by a side that breaks.
        guarantee: (2, T, D) probability that a guarantor steps in, by the side it protects (the victim of the break).
        support: capacity levels the guarantor adds to the victim.
        incident: (T, D) probability of an incident.
        rearm: (2, T, D) probability that capacity rises by one in a month of peace.
        other_rung, incident_rung: rungs on which a break (the victim) and an incident (both) are fought.
        breaking: False switches off breaking and incidents alike (the commitment obstacle lifted).

    War:
        floor, cap: (2, T) rungs between which the policy lets a side choose.
        land: (2, lines) flow from the territory held at a line, w_i * territory_i.
        politics: (2, T) flow while at war.
        cost: (2, T, NA, NB) cost of a month on these rungs at full capacity.
        weariness: (2, T) share by which the cost has risen when capacity is gone.
        theta: (T,) log-odds midpoint of the battlefield; slope: steepness.
        delta: half the distance between the two hypotheses on theta; prior: (2,) each side's prior on the high one;
        signal: (2, T) shift of each side's log-odds on the high one by month;
        truth: 1 if the high hypothesis is true, 0 if the low (0.5: the midpoint).
        clock: calendar month of t = 0, which beliefs count from (negative in a history pass).
        aid: (2, T) aid arriving; aid_edge: its effect on theta; aid_recovery: its effect on recovery.
        recovery: (2, T) own monthly probability of regaining a capacity level.
        mobility: (T,) front units a month; attrition, exposure: (T,).
        drive: (NA,) and (NB,) how much each rung presses; edge: (NA,), (NB,) its battlefield advantage.
        hazard: (T, NA, NB) monthly probability of general war.
        front_now: f0, the start cell that beliefs count movement from.
        capacity_now: capacities at the start (used for the expected pace).

    Ends:
        victory, defeat, catastrophe: (2,) as flows for ever.

    Start:
        in_force: package in force at the start, -1 for a war that begins in war; it is worked out whether or not it
            ever comes on offer.
    """

    grid: Grid
    beta: Floats
    mover_a: Floats
    channel: Floats
    channel_peace: Floats
    terminal: str
    offered: Bools
    own_line: Ints
    reach: float
    deal_flow: Floats
    penalty: Floats
    guarantee: Floats
    support: int
    incident: Floats
    rearm: Floats
    other_rung: int
    incident_rung: int
    breaking: bool
    floor: Ints
    cap: Ints
    land: Floats
    politics: Floats
    cost: Floats
    weariness: Floats
    theta: Floats
    slope: float
    delta: float
    prior: Floats
    signal: Floats
    truth: float
    clock: int
    aid: Floats
    aid_edge: float
    aid_recovery: float
    recovery: Floats
    mobility: Floats
    attrition: Floats
    exposure: Floats
    drive: tuple[Floats, Floats]
    edge: tuple[Floats, Floats]
    hazard: Floats
    front_now: int
    capacity_now: tuple[int, int]
    victory: Floats
    defeat: Floats
    catastrophe: Floats
    in_force: int = -1

    @property
    def months(self) -> int:
        """T, the number of months solved."""
        return len(self.channel)
