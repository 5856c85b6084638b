"""Worlds drawn from a scenario: one stream of uniform draws per path.

u_k(path) is the k-th number of a counter-based generator (Philox; Salmon et al. 2011) keyed by a hash of the seed and
the path. So world k is the same whatever the number of worlds, a further quantity shifts no other, and a reading that
changes a distribution keeps the draw (common random numbers): what differs between readings comes from their claims.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.random import Generator, Philox
from numpy.typing import NDArray

from offramp.scenario.graph import NumberGraph
from offramp.scenario.numbers import AnyNumber, Uncertain
from offramp.scenario.schema import Scenario
from offramp.scenario.world import CENTRAL, DRAWN, World

# the generator may return exactly 0, where a lognormal or the logarithm of a range has no inverse
_OFF_ZERO = 2.0**-54


@lru_cache(maxsize=4096)
def _key(seed: int, path: str) -> int:
    digest = hashlib.sha256(f"offramp\0{seed}\0{path}".encode()).digest()
    return int.from_bytes(digest[:16], "little")


def uniforms(seed: int, path: str, n: int) -> NDArray[np.float64]:
    """The first n uniform draws in (0, 1) of a path: the same prefix for every n."""
    return Generator(Philox(key=_key(seed, path))).random(n) + _OFF_ZERO


def uniform_at(seed: int, path: str, index: int) -> float:
    """The draw of one world, `uniforms(seed, path, n)[index]`."""
    bits = Philox(key=_key(seed, path)).advance(index // 4)
    return float(Generator(bits).random(index % 4 + 1)[-1]) + _OFF_ZERO


def central_world(scenario: Scenario) -> World:
    """The world of medians; a yes/no is yes if its probability is at least one half. Its index is -1."""
    graph = scenario.graph
    draws = {e.path: e.number.distribution.centre() for e in graph.uncertain() if isinstance(e.number, Uncertain)}
    world = World(CENTRAL, draws, graph, Uniforms(0))
    for entry in graph.yes_no():
        draws[entry.path + DRAWN] = 1.0 if world.value(entry.path) >= 0.5 else 0.0
    return world


def draw_worlds(scenario: Scenario, n: int, seed: int, adopt: Mapping[str, AnyNumber] | None = None) -> list[World]:
    """Draw n worlds.

    Args:
        scenario: the war.
        n: number of worlds; the first worlds of a longer list are those of a shorter one.
        seed: any whole number; the same seed gives the same worlds on every machine.
        adopt: path -> number, replacing the numbers there (a reading's claims) with the same uniform draws.
    """
    graph = scenario.graph.adopting(adopt) if adopt else scenario.graph
    columns: dict[str, list[float]] = {}
    for entry in graph.uncertain():
        if isinstance(entry.number, Uncertain):
            columns[entry.path] = np.asarray(entry.number.distribution.ppf(uniforms(seed, entry.path, n))).tolist()
    uniform = Uniforms(seed)
    paths = list(columns)
    worlds = [
        World(index, dict(zip(paths, row, strict=True)), graph, uniform)
        for index, row in enumerate(zip(*columns.values(), strict=True) if columns else ((),) * n)
    ]
    _draw_yes_no(worlds, graph, seed)
    return worlds


def _draw_yes_no(worlds: list[World], graph: NumberGraph, seed: int) -> None:
    for entry in graph.yes_no():
        name = entry.path + DRAWN
        # u < p and not u > 1 - p: the same worlds stay yes when a reading raises p
        for world, u in zip(worlds, uniforms(seed, name, len(worlds)).tolist(), strict=True):
            world.draws[name] = 1.0 if u < world.value(entry.path) else 0.0


class Uniforms:
    """Draws on demand, for numbers that are not part of the scenario; worlds of one ensemble share it."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def __call__(self, path: str, index: int) -> float:
        """The uniform draw of a path in world `index`."""
        return uniform_at(self.seed, path, index)
