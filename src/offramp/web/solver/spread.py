"""The spread behind a what-if: the same policy in 48 sets of assumptions, as drawn or with some numbers pinned.

The sets are drawn in proportion to how well they explain the record, so that they count alike; with numbers pinned each
counts by how much better or worse it then explains the record (importance sampling).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from offramp.calibration.weights import weigh_worlds
from offramp.ensemble.weighted import weighted_quantiles
from offramp.errors import RulesError
from offramp.game.history import weigh
from offramp.game.rules import Floats
from offramp.game.spec import start_of
from offramp.scenario import Scenario, World, draw_worlds
from offramp.scenario.drawing import uniform_at
from offramp.web.solver.loaded import Pins, graph_under, pinned, scenario_at
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


@lru_cache(maxsize=4)
def chosen(path: str, stamp: float) -> list[Chosen]:
    """The sets that stand for all of them; `times` adds up to `WORLDS`."""
    scenario = scenario_at(path, stamp)
    if scenario.record is None:
        return [Chosen(world, 1, 0.0) for world in draw_worlds(scenario, WORLDS, SEED)]
    drawn = draw_worlds(scenario, CANDIDATES, SEED)
    likelihood = np.array(list(_POOL.map(lambda world: _likelihood(scenario, world), drawn)))
    weight = weigh_worlds(likelihood)
    if not weight.usable:
        return []
    # systematic resampling: evenly spaced places on the sum of weights
    places = (np.arange(WORLDS) + uniform_at(SEED, "what-if spread", 0)) / WORLDS
    picked = np.searchsorted(np.cumsum(weight.of), places).clip(max=len(drawn) - 1)
    index, times = np.unique(picked, return_counts=True)
    return [Chosen(drawn[i], int(n), float(likelihood[i])) for i, n in zip(index, times, strict=True)]


def size(path: str, stamp: float) -> int:
    """How many sets there are to solve; the first call draws and weighs them."""
    return len(chosen(path, stamp))


def part(
    path: str, stamp: float, claims: Sequence[str], pins: Pins, policy: str, first: int, count: int
) -> list[tuple[float, Floats] | None]:
    """Log-weight and chances (6, months+1) of some of the sets; None for one that cannot be played."""
    scenario = scenario_at(path, stamp)
    some = chosen(path, stamp)[first : first + count]
    worlds = _under(scenario, some, claims, pins)

    def solved(pair: tuple[Chosen, World]) -> tuple[float, Floats] | None:
        return _solved(scenario, pair[0], pair[1], policy, moved=bool(claims or pins))

    return list(_POOL.map(solved, zip(some, worlds, strict=True)))


def band(parts: Sequence[tuple[float, Floats] | None]) -> dict[str, Any]:
    """The middle 80% of the chances by month, (6, 3, months+1), and how many sets they count as."""
    known = [part for part in parts if part is not None]
    weights = weigh_worlds(np.array([log for log, _ in known])) if known else None
    if weights is None or not weights.usable:
        return {"band": None, "effective": 0.0, "sets": len(parts)}
    found = weighted_quantiles(np.stack([chance for _, chance in known]), weights.of, BAND)
    return {"band": found.transpose(1, 0, 2), "effective": weights.effective, "sets": len(parts)}


def _under(scenario: Scenario, some: Sequence[Chosen], claims: Sequence[str], pins: Pins) -> list[World]:
    """The same draws as claims and pins have them."""
    if not some:
        return []
    graph = graph_under(scenario, claims)
    if claims:
        most = max(each.world.index for each in some) + 1
        again = draw_worlds(scenario, most, SEED, adopt=_numbers(scenario, claims))
        worlds = [again[each.world.index] for each in some]
    else:
        worlds = [each.world for each in some]
    return [pinned(scenario, world, graph, SEED, pins) if pins else world for world in worlds]


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
