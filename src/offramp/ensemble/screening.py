"""Which worlds are worth following: the record is weighed in many, every policy solved in those that it supports.

Weighing the record costs one solve, following every policy many. So candidates are drawn in order and weighed, and each
is kept with probability ``keep_k = min(1, likelihood_k / c)`` (Russian roulette, Kahn & Harris 1951); a kept world counts
``likelihood_k / keep_k``, which leaves every weighted mean unbiased. `c` is set on a pilot of the first `PILOT`
candidates so that four in ten of them (or another share) are kept. World k is kept or not whatever the number of worlds
asked for, so a longer run only adds worlds. What was solved to weigh the kept worlds is handed on.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from offramp.errors import RulesError
from offramp.game.history import History, weigh
from offramp.game.rules import Floats
from offramp.scenario import Scenario, World

PILOT = 256
KEPT_SHARE = 0.4
MOST_CANDIDATES = 16  # per world asked for
BATCH = 64
REMEMBERED = 1024  # histories of kept worlds, some 0.1 MB each, that are handed on

Parts = tuple[float, float, float, float]
#: Log-likelihoods of a world, why it cannot be played, and its history where it can.
Weighed = tuple[Parts, str, History | None]
IMPOSSIBLE: Parts = (-np.inf, -np.inf, -np.inf, -np.inf)


@dataclass(frozen=True)
class Screening:
    """Candidates in the order of their index.

    Attributes:
        candidates: the worlds weighed; likelihood: (n, 4) log-likelihood of the record: whole, war going on, front,
            rungs.
        failures: index -> why the world cannot be played.
        keep: (n,) probability with which it was kept; kept: (n,) whether it was.
        worlds: those kept; histories: index -> solved history of the first `REMEMBERED` of them, which need not be solved
            again.
    """

    candidates: list[World]
    likelihood: Floats
    failures: dict[int, str]
    keep: Floats
    kept: np.ndarray
    worlds: list[World] = field(default_factory=list)
    histories: dict[int, History] = field(default_factory=dict)


def screen(
    scenario: Scenario,
    draw: Callable[[int], list[World]],
    uniform: Callable[[int], float],
    wanted: int,
    *,
    jobs: int,
    kept_share: float = KEPT_SHARE,
    weigh: Callable[[World], Weighed] | None = None,
    tell: Callable[[int, int], None] = lambda _kept, _wanted: None,
) -> Screening:
    """Weigh candidates until `wanted` are kept (or `MOST_CANDIDATES` times as many were tried).

    Args:
        scenario: the war; it must have a record.
        draw: number -> that many first worlds.
        uniform: world index -> its own uniform draw for the roulette.
        wanted: worlds to keep.
        jobs: threads.
        kept_share: of the pilot; the smaller, the more evenly the kept worlds count, and the more are weighed.
        weigh: weighs a world; default `record_in`.
        tell: called with worlds kept and wanted.
    """
    weigh = weigh or partial(record_in, scenario)
    most = max(MOST_CANDIDATES * wanted, PILOT)
    found: list[tuple[Parts, str]] = []
    histories: dict[int, History] = {}
    candidates: list[World] = []
    drawn_so_far: list[World] = []
    cut = -np.inf
    likelihood, keep, kept = np.zeros((0, 4)), np.zeros(0), np.zeros(0, dtype=np.bool_)
    with ThreadPoolExecutor(jobs) as pool:
        while len(candidates) < most:
            size = PILOT if not candidates else BATCH
            if len(drawn_so_far) < len(candidates) + size:
                drawn_so_far = draw(2 * (len(candidates) + size))
            batch = drawn_so_far[len(candidates) : len(candidates) + size]
            candidates += batch
            results = list(pool.map(weigh, batch))
            found += [(parts, why) for parts, why, _ in results]
            histories |= {world.index: got for world, (*_, got) in zip(batch, results, strict=True) if got is not None}
            likelihood = np.array([parts for parts, _ in found])
            if len(candidates) == PILOT:
                cut = roulette_cut(likelihood[:, 0], kept_share)
            keep = np.exp(np.minimum(0.0, likelihood[:, 0] - cut)) if np.isfinite(cut) else np.zeros(len(found))
            drawn = np.array([uniform(world.index) for world in candidates])
            kept = drawn < keep
            remembered = [world.index for world, picked in zip(candidates, kept, strict=True) if picked][:REMEMBERED]
            histories = {index: histories[index] for index in remembered if index in histories}
            tell(min(int(kept.sum()), wanted), wanted)
            if kept.sum() >= wanted or not np.isfinite(cut):
                break
    failures = {world.index: why for world, (_, why) in zip(candidates, found, strict=True) if why}
    return _cut_off(candidates, likelihood, failures, keep, kept, wanted, histories)


def record_in(scenario: Scenario, world: World) -> Weighed:
    """Log-likelihood of the record in one world by part, why it cannot be played, and its history where it can."""
    try:
        history = weigh(scenario, world)
    except RulesError as error:
        return IMPOSSIBLE, "; ".join(error.problems), None
    found = history.filtered
    return (found.log_likelihood, found.log_alive, found.log_front, found.log_rungs), "", history


def roulette_cut(log_likelihood: Floats, kept_share: float = KEPT_SHARE) -> float:
    """The log of c at which this share of the worlds is kept on average; minus infinity where none can be."""
    finite = np.sort(log_likelihood[np.isfinite(log_likelihood)])[::-1]
    if not len(finite):
        return -np.inf
    wanted = kept_share * len(finite)
    weight = np.exp(finite - finite[0])
    rest = np.concatenate([np.cumsum(weight[::-1])[::-1], [0.0]])
    for certain in range(int(wanted) + 1):
        # with `certain` worlds kept for sure, c = (weight of the rest) / (places left)
        places = wanted - certain
        c = rest[certain] / places if places > 0 else weight[certain - 1]
        if certain >= len(weight) or weight[certain] <= c:
            return float(np.log(c) + finite[0])
    return float(finite[int(wanted)])


def _cut_off(
    candidates: list[World],
    likelihood: Floats,
    failures: dict[int, str],
    keep: Floats,
    kept: np.ndarray,
    wanted: int,
    histories: dict[int, History],
) -> Screening:
    """Leave out the candidates after the last world that is needed, so that the number of threads plays no part."""
    places = np.flatnonzero(kept)
    last = int(places[wanted - 1]) + 1 if len(places) >= wanted else len(candidates)
    last = max(last, min(PILOT, len(candidates)))
    kept = kept[:last].copy()
    kept[places[wanted:][places[wanted:] < last]] = False
    worlds = [world for world, picked in zip(candidates, kept, strict=False) if picked]
    return Screening(
        candidates=candidates[:last],
        likelihood=likelihood[:last],
        failures={k: why for k, why in failures.items() if k < last},
        keep=keep[:last],
        kept=kept,
        worlds=worlds,
        histories={world.index: histories[world.index] for world in worlds if world.index in histories},
    )
