"""Why is there no peace yet? What lifting each obstacle, and each set of them, does to the chance of a settlement.

For every set S of obstacles the game is solved with S lifted; ``v(S)`` is the chance that the war's first settlement
comes within a
year. Shapley shares (Shapley 1953): ``phi_i = sum over S without i of |S|!(n-|S|-1)!/n! * (v(S+i) - v(S))``; they add
up to
``v(all) - v(none)``. The interaction of a pair is ``v(ij) - v(i) - v(j) + v(none)``: above 0 they block together.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial

import numpy as np

from offramp.argument.keeping import Kept
from offramp.calibration.weights import weigh_worlds
from offramp.ensemble.plays import plays
from offramp.ensemble.world_solver import WorldSolver
from offramp.errors import RulesError
from offramp.findings.spread import Spread
from offramp.game.forward import first_settlements
from offramp.game.given import start_of
from offramp.game.history import History, weigh
from offramp.game.rulebook import OBSTACLES
from offramp.game.rules import Floats
from offramp.scenario import Scenario, World

WITHIN = 12  # months

Subset = tuple[str, ...]


@dataclass(frozen=True)
class ObstacleFindings:
    """What stands in the way of a settlement within a year, over weighted worlds.

    Attributes:
        policy: the play it was asked of; worlds, effective: how many worlds.
        none, every: Spread of the settlement chance with nothing and with everything lifted.
        alone: obstacle -> Spread of what lifting it alone adds.
        needed: obstacle -> Spread of what is lost if all others are lifted but it is not.
        shapley: obstacle -> Spread of its Shapley share of the chance.
        largest: obstacle -> share of the weighted worlds in which its Shapley share is the largest.
        interactions: pair -> Spread of its interaction, strongest mean first.
        sets: subset lifted -> mean chance.
        shapley_by_world: (worlds, obstacles) Shapley shares in the order of `shapley`; weight: (worlds,), 0 where not used;
            index: (worlds,) their numbers in the run.
    """

    policy: str
    worlds: int
    effective: float
    none: Spread
    every: Spread
    alone: dict[str, Spread]
    needed: dict[str, Spread]
    shapley: dict[str, Spread]
    largest: dict[str, float]
    interactions: dict[tuple[str, str], Spread]
    sets: dict[Subset, float]
    shapley_by_world: Floats
    weight: Floats
    index: np.ndarray


def subsets() -> list[Subset]:
    """Every set of obstacles, the empty one first."""
    return [s for size in range(len(OBSTACLES) + 1) for s in combinations(OBSTACLES, size)]


def obstacles(
    scenario: Scenario,
    worlds: Sequence[World],
    policy: str,
    *,
    log_keep: Floats | None = None,
    histories: Mapping[int, History] | None = None,
    jobs: int = 1,
    kept: Kept | None = None,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> ObstacleFindings | None:
    """Solve every world with every set of obstacles lifted; None where no world can be used.

    Args:
        scenario: the war.
        worlds: in which the question is asked.
        policy: the play it is asked of.
        log_keep: (worlds,) log of the probability with which screening kept each world (default 0).
        histories: by world index, where they have been solved already.
        jobs: threads.
        kept: rows of worlds that an interrupted run has finished, and where further ones are kept.
        tell: called with worlds done, and all.
    """
    known, rows = histories or {}, []
    kept = kept or Kept(None, "")

    def row(world: World) -> Floats:
        found = kept.row(world.index)
        if found is not None:
            return found
        return kept.keep(world.index, by_subset(scenario, world, policy, known.get(world.index)))

    with ThreadPoolExecutor(jobs) as pool:
        for done, found in enumerate(pool.map(row, worlds), 1):
            rows.append(found)
            tell(done, len(worlds))
    table = np.array(rows)
    likelihood, chances = table[:, 0], table[:, 1:]
    weights = weigh_worlds(likelihood if log_keep is None else likelihood - log_keep)
    if not weights.usable:
        return None
    index = np.array([world.index for world in worlds])
    return summarise(policy, chances, weights.of, weights.effective, index)


def by_subset(scenario: Scenario, world: World, policy: str, history: History | None = None) -> Floats:
    """Log-likelihood of a world and its settlement chance for every subset of `subsets()`, together (1 + subsets,).

    Minus infinity and NaN where it cannot be played.
    """
    nothing, world = np.array([-np.inf, *[np.nan] * 2 ** len(OBSTACLES)]), world.fresh()
    try:
        if history is None and scenario.record is not None:
            history = weigh(scenario, world)
        if history is not None and not history.possible:
            return nothing
        start = start_of(scenario, world) if history is None else history.filtered.start
        within = min(WITHIN, scenario.horizon)
        with WorldSolver(scenario, world, keep=within) as solved:
            chances = settlement_chances(solved, policy, start, within)
    except RulesError:
        return nothing
    return np.array([0.0 if history is None else history.filtered.log_likelihood, *chances])


def settlement_chances(solved: WorldSolver, policy: str, start: object, within: int) -> list[float]:
    """Chance that the war's first settlement comes within so many months, for every subset of `subsets()` lifted."""
    first = [(month, plan) for month, plan in plays(solved.scenario, solved.world, policy) if month < within]
    played = [[(month, replace(plan, lifted=frozenset(s))) for month, plan in first] for s in subsets()]
    solved.ask_only(plan for stages in played for _, plan in stages)
    known: dict[Hashable, float] = {}
    chances: list[float] = []
    for place, stages in enumerate(played):
        games = tuple((month, solved.key(plan)) for month, plan in stages)
        if games not in known:
            equilibria = [(month, solved(plan)) for month, plan in stages]
            known[games] = float(first_settlements(equilibria, within, start).signed.sum())  # type: ignore[arg-type]
        chances.append(known[games])
        solved.forget(but=(plan for later in played[place + 1 :] for _, plan in later))
    return chances


def summarise(
    policy: str, chances: Floats, weight: Floats, effective: float, index: np.ndarray | None = None
) -> ObstacleFindings:
    """Findings from `chances` (worlds, subsets in the order of `subsets()`), weights and the worlds' numbers."""
    order = {frozenset(s): i for i, s in enumerate(subsets())}

    def v(*names: str) -> Floats:
        return chances[:, order[frozenset(names)]]

    every = frozenset(OBSTACLES)
    shapley = np.stack([_shapley(name, chances, order) for name in OBSTACLES], axis=1)
    used = weight > 0
    top = np.where(used[:, None], shapley, -np.inf).argmax(1)
    pairs = {(a, b): Spread.over(v(a, b) - v(a) - v(b) + v(), weight) for a, b in combinations(OBSTACLES, 2)}
    return ObstacleFindings(
        policy=policy,
        worlds=len(chances),
        effective=effective,
        none=Spread.over(v(), weight),
        every=Spread.over(v(*every), weight),
        alone={name: Spread.over(v(name) - v(), weight) for name in OBSTACLES},
        needed={name: Spread.over(v(*every) - v(*(every - {name})), weight) for name in OBSTACLES},
        shapley={name: Spread.over(shapley[:, i], weight) for i, name in enumerate(OBSTACLES)},
        largest={name: float((weight * (top == i) * used).sum() / weight.sum()) for i, name in enumerate(OBSTACLES)},
        interactions=dict(sorted(pairs.items(), key=lambda entry: -abs(float(entry[1].mean)))),
        sets={s: float(Spread.over(chances[:, i], weight).mean) for i, s in enumerate(subsets())},
        shapley_by_world=shapley,
        weight=weight,
        index=np.arange(len(chances)) if index is None else index,
    )


def _shapley(name: str, chances: Floats, order: dict[frozenset[str], int]) -> Floats:
    n = len(OBSTACLES)
    total = np.zeros(len(chances))
    for subset, place in order.items():
        if name not in subset:
            share = factorial(len(subset)) * factorial(n - len(subset) - 1) / factorial(n)
            total += share * (chances[:, order[subset | {name}]] - chances[:, place])
    return total
