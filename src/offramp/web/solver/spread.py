"""The spread behind a what-if: the same policy in 48 sets of assumptions, as drawn or with some numbers pinned.

The sets are drawn in proportion to how well they explain the record, so that they count alike: from the worlds of a
finished run of the war, or from draws of their own where there is none. With numbers pinned each counts by how much
better or worse it then explains the record (importance sampling).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from offramp.calibration.weights import weigh_worlds
from offramp.ensemble.store import RunFolder
from offramp.ensemble.weighted import weighted_quantiles
from offramp.errors import RulesError
from offramp.game.given import start_of
from offramp.game.history import weigh
from offramp.game.rules import Floats
from offramp.scenario import Scenario, World, draw_worlds
from offramp.scenario.drawing import uniform_at
from offramp.web.solver.loaded import Pins, graph_under, pinned, scenario_at
from offramp.web.solver.process import check_overtaken
from offramp.web.solver.whatif import chances, followed

WORLDS, CANDIDATES, SEED = 48, 144, 1
BAND = (0.1, 0.5, 0.9)
_POOL = ThreadPoolExecutor(2)


@dataclass(frozen=True)
class Chosen:
    """A set of assumptions that was kept: how often it was drawn, and its log-likelihood as drawn."""

    world: World
    times: int
    log_likelihood: float


@dataclass(frozen=True)
class Sets:
    """The sets that stand for all of them, `times` adding up to `WORLDS`, and the seed they were drawn with."""

    chosen: list[Chosen]
    seed: int


@lru_cache(maxsize=4)
def sets(path: str, stamp: float, run: str) -> Sets:
    """The sets of a war; `run` is the folder of a finished run of it, empty where there is none."""
    scenario = scenario_at(path, stamp)
    if run:
        return _of_run(scenario, RunFolder.reopen(Path(run)))
    if scenario.record is None:
        return Sets([Chosen(world, 1, 0.0) for world in draw_worlds(scenario, WORLDS, SEED)], SEED)
    drawn = draw_worlds(scenario, CANDIDATES, SEED)
    likelihood = np.array(list(_POOL.map(lambda world: _likelihood(scenario, world), drawn)))
    return Sets(_resampled(drawn, likelihood, likelihood, SEED), SEED)


def _of_run(scenario: Scenario, folder: RunFolder) -> Sets:
    """From the worlds of a run, by their weights; what it was asked to draw is drawn again from its seed."""
    seed, worlds = int(folder.about["seed"]), folder.worlds()
    index = worlds["world"].values
    drawn = draw_worlds(scenario, int(index.max()) + 1, seed)
    likelihood, weight = worlds["log_likelihood"].values, worlds["log_weight"].values
    if scenario.record is None:  # worlds that failed weigh nothing, the others alike
        likelihood = np.where(np.isfinite(weight), 0.0, -np.inf)
    return Sets(_resampled([drawn[i] for i in index], likelihood, weight, seed), seed)


def _resampled(drawn: Sequence[World], likelihood: Floats, log_weight: Floats, seed: int) -> list[Chosen]:
    """Systematic resampling: evenly spaced places on the sum of weights."""
    weight = weigh_worlds(log_weight)
    if not weight.usable:
        return []
    places = (np.arange(WORLDS) + uniform_at(seed, "what-if spread", 0)) / WORLDS
    picked = np.searchsorted(np.cumsum(weight.of), places).clip(max=len(drawn) - 1)
    index, times = np.unique(picked, return_counts=True)
    return [Chosen(drawn[i], int(n), float(likelihood[i])) for i, n in zip(index, times, strict=True)]


def size(path: str, stamp: float, run: str) -> int:
    """How many sets there are to solve; the first call draws and weighs them."""
    return len(sets(path, stamp, run).chosen)


def part(
    path: str, stamp: float, run: str, claims: Sequence[str], pins: Pins, policy: str, first: int, count: int
) -> list[tuple[float, Floats] | None]:
    """Log-weight and chances (6, months+1) of some of the sets; None for one that cannot be played."""
    scenario = scenario_at(path, stamp)
    known = sets(path, stamp, run)
    some = known.chosen[first : first + count]
    worlds = _under(scenario, some, claims, pins, known.seed)

    def solved(pair: tuple[Chosen, World]) -> tuple[float, Floats] | None:
        check_overtaken()
        return _solved(scenario, pair[0], pair[1], policy, moved=bool(claims or pins))

    return list(_POOL.map(solved, zip(some, worlds, strict=True)))


def band(parts: Sequence[tuple[float, Floats] | None]) -> dict[str, Any]:
    """The middle 80% of the chances by month, (6, 3, months+1), and how many sets they count as."""
    known = [part for part in parts if part is not None]
    weights = weigh_worlds(np.array([log for log, _ in known])) if known else None
    if weights is None or not weights.usable:
        return {"band": None, "effective": 0.0, "sets": WORLDS}
    found = weighted_quantiles(np.stack([chance for _, chance in known]), weights.of, BAND)
    return {"band": found.transpose(1, 0, 2), "effective": weights.effective, "sets": WORLDS}


def _under(scenario: Scenario, some: Sequence[Chosen], claims: Sequence[str], pins: Pins, seed: int) -> list[World]:
    """The same draws as claims and pins have them."""
    if not some:
        return []
    graph = graph_under(scenario, claims)
    if claims:
        most = max(each.world.index for each in some) + 1
        again = draw_worlds(scenario, most, seed, adopt=_numbers(scenario, claims))
        worlds = [again[each.world.index] for each in some]
    else:
        worlds = [each.world for each in some]
    return [pinned(scenario, world, graph, seed, pins) if pins else world for world in worlds]


def _numbers(scenario: Scenario, claims: Sequence[str]) -> dict[str, Any]:
    from offramp.argument.readings import adopt

    return dict(adopt(scenario, list(claims)).numbers)


def _solved(scenario: Scenario, one: Chosen, world: World, policy: str, *, moved: bool) -> tuple[float, Floats] | None:
    try:
        history = weigh(scenario, world) if scenario.record is not None else None
        if history is not None and not history.possible:
            return None
        start = start_of(scenario, world) if history is None else history.filtered.start
        gain = 0.0
        if history is not None and moved:
            gain = history.filtered.log_likelihood - one.log_likelihood
        _, course = followed(scenario, world, policy, start)
    except RulesError:
        return None
    return float(np.log(one.times) + gain), chances(course)


def _likelihood(scenario: Scenario, world: World) -> float:
    try:
        return weigh(scenario, world).filtered.log_likelihood
    except RulesError:
        return -np.inf
