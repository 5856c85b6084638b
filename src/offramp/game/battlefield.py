r"""What nature does in a month of war, and what each side expects of it.

Equations (``h`` is the hypothesis on the battlefield, ``theta_t + delta`` or ``theta_t - delta``)::

    q     = logistic(slope * (h + log((c_a+1)/(c_b+1)) + edge_a(r_a) - edge_b(r_b) + aid_edge*(aid_a - aid_b)))
    up    = mobility*drive_a(r_a)*q / width_up          front, one cell towards A's victory
    down  = mobility*drive_b(r_b)*(1-q) / width_down
    loss_b = attrition*2*(drive_a*q + exposure*drive_b)      loss_a = attrition*2*(drive_b*(1-q) + exposure*drive_a)
    gain_i = recovery_i + aid_recovery*aid_i

    log-odds_i(t, f) = logit(prior_i) + signal_i(t) + slope*delta*(f - front_now - pace*(t + clock))

References: Smith & Stam (2004) for the war as a walk over forts fought under different priors.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from offramp.errors import RulesError
from offramp.game.grid import A, B, Grid
from offramp.game.rules import Floats, Game

#: Slack for sums such as 0.3 + 0.7 that floating point puts a hair above 1.
_SLACK = 1e-12


def widths(game: Game) -> tuple[Floats, Floats]:
    """Distance from each front cell to the next one up and to the next one down, (F+1,), infinite at the ends."""
    step, end = np.diff(game.grid.positions), np.array([np.inf])
    return np.concatenate([step, end]), np.concatenate([end, step])


def tilt(game: Game) -> Floats:
    """The part of the log-odds that capacities and rungs make, shape (C+1, C+1, NA, NB), before `slope`."""
    level = np.log(np.arange(game.grid.capacity_top + 1) + 1.0)
    return _tilted(game, level[:, None] - level[None, :])


def _tilted(game: Game, ratio: Floats) -> Floats:
    """The same for logarithms of the ratio of capacities, (..., NA, NB)."""
    return ratio[..., None, None] + (game.edge[A][:, None] - game.edge[B][None, :])


def shift(game: Game, hypothesis: float) -> Floats:
    """The part of the log-odds that the month makes, (T,): `hypothesis` is +1 high, -1 low, 0 the midpoint."""
    aid = game.aid_edge * (game.aid[A] - game.aid[B])
    return game.theta + hypothesis * game.delta + aid


def extreme_shares(game: Game, shifts: Floats) -> Floats:
    """q, A's share of the fighting, at the extremes of capacity, shape (months, 2, NA, NB), for `shifts` (months,).

    First A's highest and B's lowest (of those that can fight on), then the other way round:
    q rises with the ratio of capacities, so every other q of the same month and rungs lies between the two.
    """
    best = np.log(game.grid.capacity_top + 1.0) - np.log(2.0)
    corners = _tilted(game, np.array([best, -best]))
    return 1.0 / (1.0 + np.exp(-game.slope * (shifts[:, None, None, None] + corners[None])))


def truth_hypothesis(game: Game) -> float:
    """The hypothesis that is true in this world, +1 high to -1 low."""
    return 2.0 * game.truth - 1.0


def pace(game: Game) -> float:
    """Expected net movement of the front in cells a month at the start.

    Both sides attacking, at the midpoint of theta.
    """
    up, down = widths(game)
    rung = [min(1, n - 1) for n in game.grid.rungs]
    here = tilt(game)[game.capacity_now[A], game.capacity_now[B], rung[A], rung[B]]
    q = 1.0 / (1.0 + np.exp(-game.slope * (shift(game, 0.0)[0] + here)))
    f = game.front_now
    forward = game.drive[A][rung[A]] * q / up[f]
    back = game.drive[B][rung[B]] * (1 - q) / down[f]
    return float(game.mobility[0] * (forward - back))


def beliefs(game: Game) -> Floats:
    """Each side's probability of the high hypothesis by month and front cell, shape (2, T, F+1)."""
    month = np.arange(game.months) + game.clock
    cell = np.arange(game.grid.front_top + 1) - game.front_now
    moved = game.slope * game.delta * (cell[None, :] - pace(game) * month[:, None])
    out = np.empty((2, game.months, len(cell)))
    for side in (A, B):
        prior = game.prior[side]
        if prior <= 0.0 or prior >= 1.0:
            out[side] = prior
            continue
        log_odds = np.log(prior / (1 - prior)) + game.signal[side][:, None] + moved
        out[side] = 1.0 / (1.0 + np.exp(-log_odds))
    return out


def recovery(game: Game) -> Floats:
    """Monthly probability of regaining one level of capacity, (2, T)."""
    return game.recovery + game.aid_recovery * game.aid


def check(game: Game) -> None:
    """Raise `RulesError` naming every number that is none, and every probability that leaves [0, 1] with what would bring it back."""
    problems = _not_finite(game)
    if problems:
        raise RulesError(problems)
    _check_given(game, problems)
    _check_steps(game, problems)
    if problems:
        raise RulesError(problems)


def _not_finite(game: Game) -> list[str]:
    """Fields of the game that hold something other than finite numbers: everything that follows from them would be none either."""
    problems = []
    for field in fields(game):
        value = getattr(game, field.name)
        parts = value if isinstance(value, tuple) else (value,)
        if isinstance(value, str | Grid) or all(np.isfinite(part).all() for part in parts):
            continue
        problems.append(
            f"{field.name}: not a finite number in some month; look for numbers near 0 or too large in the scenario"
        )
    return problems


def _check_given(game: Game, problems: list[str]) -> None:
    given = {
        "mover": game.mover_a,
        "channel": game.channel,
        "channel in peace": game.channel_peace,
        "guarantee": game.guarantee,
        "incident": game.incident,
        "rearming": game.rearm,
        "hazard of general war": game.hazard,
        "prior": game.prior,
        "truth": np.array([game.truth]),
    }
    for name, values in given.items():
        if values.size and not (values.min() >= 0 and values.max() <= 1 + _SLACK):
            problems.append(f"{name}: {values.min():.6g} to {values.max():.6g} is not a probability")
    if not np.all((game.beta > 0) & (game.beta < 1)):
        problems.append(f"discount: {game.beta} must lie strictly between 0 and 1 a month")


@dataclass(frozen=True)
class _Months:
    """What the chances of a month's steps are made of: `shifts` (months,) of the log-odds and the other numbers of these months."""

    shifts: Floats
    mobility: Floats
    attrition: Floats
    exposure: Floats
    gain: Floats

    def extremes(self) -> _Months:
        """Two months, with the lowest and the highest log-odds and the largest of all else: no chance of any month is larger."""
        return _Months(
            shifts=np.array([self.shifts.min(), self.shifts.max()]),
            mobility=np.repeat(self.mobility.max(), 2),
            attrition=np.repeat(self.attrition.max(), 2),
            exposure=np.repeat(self.exposure.max(), 2),
            gain=np.repeat(self.gain.max(1, keepdims=True), 2, axis=1),
        )


def _check_steps(game: Game, problems: list[str]) -> None:
    """Chances are linear in q and rise with all else where nothing is negative: most games are known to be sound by extremes."""
    given, drive = (game.mobility, game.attrition, game.exposure, recovery(game)), np.concatenate(game.drive)
    sound = min(values.min() for values in (*given, drive)) >= 0
    for hypothesis in {1.0, -1.0, truth_hypothesis(game)} if game.delta else {0.0}:
        months = _Months(shift(game, hypothesis), *given)
        if sound and not _wrong_steps(game, months.extremes()):
            continue
        problems += _wrong_steps(game, months)
        if problems:
            return


def _wrong_steps(game: Game, months: _Months) -> list[str]:
    """What is wrong with the chances of a step of the front or of a capacity in these months."""
    problems: list[str] = []
    drive_a, drive_b = game.drive[A][:, None], game.drive[B][None, :]
    up_width, down_width = widths(game)
    narrow_up, narrow_down = up_width[1:-1], down_width[1:-1]
    rate, hit, bare = (v[:, None, None, None] for v in (months.mobility, 2 * months.attrition, months.exposure))
    q = extreme_shares(game, months.shifts)
    up, down = rate * drive_a * q, rate * drive_b * (1 - q)
    step = float((up[..., None] / narrow_up + down[..., None] / narrow_down).max())
    if step > 1 + _SLACK or min(up.min(), down.min()) < -_SLACK:
        problems.append(
            f"front: the chance of a step reaches {step:.4g} a month; lower battlefield.mobility or widen the "
            f"narrowest cells ({min(narrow_up.min(), narrow_down.min()):.4g})"
        )
    loss = {A: hit * (drive_b * (1 - q) + bare * drive_a), B: hit * (drive_a * q + bare * drive_b)}
    for side, gain in zip((A, B), months.gain, strict=True):
        total = (loss[side] + gain[:, None, None, None]).max()
        if total > 1 + _SLACK or min(loss[side].min(), gain.min()) < -_SLACK:
            problems.append(
                f"capacity of side {'AB'[side]}: loss and recovery together reach {total:.4g} a month; lower "
                "capacity.attrition, capacity.exposure, the ladders' drive, capacity.recovery or aid"
            )
    return problems
