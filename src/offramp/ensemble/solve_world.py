"""One world under every policy: the history first, then each policy's course.

Its measures and what could be signed today.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from offramp.ensemble.plays import actual_world, plays
from offramp.ensemble.world_solver import WorldSolver
from offramp.errors import RulesError
from offramp.game import ledger
from offramp.game.bargaining import BargainingRange, range_today
from offramp.game.equilibrium import Equilibrium, State
from offramp.game.forward import Course, FirstSettlements, first_settlements, run_course
from offramp.game.given import start_of
from offramp.game.history import History, weigh
from offramp.game.rules import Floats
from offramp.game.survival import survival_today
from offramp.scenario import Scenario, World


@dataclass(frozen=True)
class PolicyResult:
    """One world under one policy; arrays by month run 0..horizon unless said otherwise.

    Attributes:
        chance: (5, horizon+1) fighting, frozen, A prevails, B prevails, general war; peace: (D, horizon+1).
        front: (horizon+1, F+1) probability by front cell while at war; rungs: (horizon, 2, rungs) of months fought.
        measures: (measures, horizon); value: (parties,).
        ripe: (horizon,) share of the unsigned wars in which one side would propose a deal that the other accepts.
        first_signed: (horizon, D) the war's first settlement; first_line: (D, lines) the same by line, all months
            together.
        signed: (horizon, D) any settlement; broken: (horizon, 2, D) by breaker; capitulated: (horizon, 2).
        gain: (2, D, W) bargaining range today; lines: (D, W); open: (D,), 1 where the package may be proposed today.
        holds: (D, horizon+1) survival of each package signed today at its own line or the front (the line in force, if
            the war begins in peace); ended: (D, 3) by A, B, incident.
    """

    chance: Floats
    peace: Floats
    front: Floats
    rungs: Floats
    measures: Floats
    value: Floats
    ripe: Floats
    first_signed: Floats
    first_line: Floats
    signed: Floats
    broken: Floats
    capitulated: Floats
    gain: Floats
    lines: Floats
    open: Floats
    holds: Floats
    ended: Floats


@dataclass(frozen=True)
class WorldResult:
    """One world: its log-likelihoods (total, alive, front, rungs) and a result by policy, or why it failed."""

    index: int
    log_likelihood: tuple[float, float, float, float]
    policies: dict[str, PolicyResult] = field(default_factory=dict)
    failure: str = ""


def solve_world(
    scenario: Scenario, world: World, policies: Sequence[str], history: History | None = None, *, lean: bool = False
) -> WorldResult:
    """Weigh the record in `world` (or take its solved `history`), then follow every policy.

    A world whose numbers cannot be played is kept, with the reason. `lean` leaves out what could be signed today, how it
    would hold and first settlements (NaN), for who asks about chances, measures and accounts only.
    """
    world = world.fresh()  # an ensemble's worlds are many and stay
    results: dict[str, PolicyResult] = {}
    try:
        if history is None and scenario.record is not None:
            history = weigh(scenario, world)
        start = start_of(scenario, world) if history is None else history.filtered.start
        likelihood = (0.0, 0.0, 0.0, 0.0) if history is None else _parts(history)
        if history is not None and not history.possible:
            return WorldResult(world.index, likelihood)
        follow = _follow_lean if lean else _follow
        plans = [[plan for _, plan in plays(scenario, world, name)] for name in policies]
        with WorldSolver(scenario, world) as solved:
            if lean:
                solved.ask_only(chain.from_iterable(plans))
            for place, name in enumerate(policies):
                results[name] = _finite(name, follow(scenario, world, name, start, solved))
                solved.forget(but=chain.from_iterable(plans[place + 1 :]))
    except RulesError as error:
        return WorldResult(world.index, (-np.inf, -np.inf, -np.inf, -np.inf), failure="; ".join(error.problems))
    return WorldResult(world.index, likelihood, results)


#: What every result has, also a lean one.
_ALWAYS = ("chance", "peace", "front", "rungs", "measures", "value", "signed", "broken", "capitulated")


def _finite(policy: str, result: PolicyResult) -> PolicyResult:
    """The result as it is. Raises RulesError where it holds something that is no finite number."""
    wrong = [name for name in _ALWAYS if not np.isfinite(getattr(result, name)).all()]
    if wrong:
        raise RulesError([f"under {policy} {', '.join(wrong)} came out as no finite number; are numbers too large?"])
    return result


def _parts(history: History) -> tuple[float, float, float, float]:
    found = history.filtered
    return (found.log_likelihood, found.log_alive, found.log_front, found.log_rungs)


def _follow(scenario: Scenario, world: World, policy: str, start: object, solved: WorldSolver) -> PolicyResult:
    played = [(month, solved(plan)) for month, plan in plays(scenario, world, policy)]
    opening = played[0][1]
    state = likeliest_state(opening, start)
    today = range_today(opening, state)
    holds, ended = _holds(scenario, opening, state)
    first = first_settlements(played, scenario.horizon, start)  # type: ignore[arg-type]
    return _result(*_course(scenario, world, policy, start, played), first, today, holds, ended)


def _follow_lean(scenario: Scenario, world: World, policy: str, start: object, solved: WorldSolver) -> PolicyResult:
    played = [(month, solved(plan)) for month, plan in plays(scenario, world, policy)]
    course, by_month, value = _course(scenario, world, policy, start, played)
    packages, lines, horizon = course.grid.packages, course.grid.lines, scenario.horizon
    first = FirstSettlements(signed=_nothing(horizon, packages, lines), ripe=_nothing(horizon))
    today = BargainingRange(
        gain=_nothing(2, packages, 1), lines=np.full((packages, 1), -1), open=np.zeros(packages, dtype=np.bool_)
    )
    return _result(course, by_month, value, first, today, _nothing(packages, horizon + 1), _nothing(packages, 3))


def _nothing(*shape: int) -> Floats:
    return np.full(shape, np.nan)


def _course(
    scenario: Scenario, world: World, policy: str, start: object, played: list[tuple[int, Equilibrium]]
) -> tuple[Course, Floats, Floats]:
    """The course of a play, its measures by month and what they are worth to each party."""
    course = run_course(played, scenario.horizon, start)  # type: ignore[arg-type]
    actual = actual_world(scenario, world, policy)
    by_month = ledger.measures(scenario, actual, ledger.months_of(scenario, actual, played[-1][1].game, course))
    return course, by_month, ledger.values(scenario, world, by_month)


def likeliest_state(equilibrium: Equilibrium, start: object) -> State:
    """The likeliest state today: of a war at today's front, else the likeliest of peace."""
    grid = equilibrium.game.grid
    if isinstance(start, np.ndarray):
        war = start.reshape(grid.war_shape)
        f = equilibrium.game.front_now
        if war[f].sum() <= 0:
            f = int(war.sum((1, 2, 3, 4)).argmax())
        ca, cb, ra, rb = np.unravel_index(int(war[f].argmax()), war[f].shape)
        return ("war", f, int(ca), int(cb), int(ra), int(rb))
    return max(start, key=start.get)  # type: ignore[arg-type, call-overload]


def _holds(scenario: Scenario, equilibrium: Equilibrium, state: State) -> tuple[Floats, Floats]:
    """Survival of each package signed today, (D, horizon+1) and (D, 3)."""
    packages = equilibrium.game.grid.packages
    holds, ended = np.ones((packages, scenario.horizon + 1)), np.zeros((packages, 3))
    for d in range(packages):
        found = survival_today(equilibrium, d, state, scenario.horizon)
        holds[d], ended[d] = found.holds, found.ended
    return holds, ended


def _result(
    course: Course,
    by_month: Floats,
    value: Floats,
    first: FirstSettlements,
    today: BargainingRange,
    holds: Floats,
    ended: Floats,
) -> PolicyResult:
    a, b = course.grid.rungs
    rungs = np.zeros((len(course.fought), 2, max(a, b)))
    rungs[:, 0, :a] = course.fought.sum((1, 3))
    rungs[:, 1, :b] = course.fought.sum((1, 2))
    return PolicyResult(
        chance=np.stack([course.fighting, course.frozen, *course.ends.T]),
        peace=course.peace.T.copy(),
        front=course.fronts.sum(2),
        rungs=rungs,
        measures=by_month,
        value=value,
        ripe=first.ripe,
        first_signed=first.signed.sum(2),
        first_line=first.signed.sum(0),
        signed=course.signed.sum(2),
        broken=course.events.broken,
        capitulated=course.capitulated,
        gain=today.gain,
        lines=today.lines.astype(np.float64),
        open=today.open.astype(np.float64),
        holds=holds,
        ended=ended,
    )
