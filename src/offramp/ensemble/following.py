"""Which worlds are followed under every policy: all that are drawn, or with a record those that screening keeps.

What costs more is asked of fewer: `thinned` picks some of a run's worlds so that they count as evenly as can be. World k
with weight ``W_k`` is picked with probability ``pi_k = min(1, W_k / c)``, by systematic sampling (Madow 1949: exactly as
many as wanted), and then counts ``W_k / pi_k``, which leaves every weighted mean unbiased.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from offramp.ensemble.candidates import mark, weighing, write_candidates
from offramp.ensemble.screening import KEPT_SHARE, Weighed, roulette_cut, screen
from offramp.ensemble.store import RunFolder
from offramp.game.history import History
from offramp.game.rules import Floats
from offramp.scenario import Scenario, World, draw_worlds
from offramp.scenario.drawing import uniform_at
from offramp.scenario.numbers import AnyNumber


@dataclass(frozen=True)
class Chosen:
    """Worlds to follow, and by index the histories that screening has solved for them."""

    worlds: list[World]
    histories: Mapping[int, History] = field(default_factory=dict)

    @property
    def by_index(self) -> dict[int, World]:
        """The worlds by their index."""
        return {world.index: world for world in self.worlds}


def chosen_worlds(
    scenario: Scenario,
    folder: RunFolder,
    worlds: int,
    seed: int,
    tell: Callable[[str], None],
    adopted: Mapping[str, AnyNumber] | None = None,
    kept_share: float = KEPT_SHARE,
    before: dict[int, Weighed] | None = None,
    weighed: dict[int, Weighed] | None = None,
) -> Chosen:
    """The worlds that are followed: all that are drawn, or with a record those that screening keeps (see `screening`).

    `before` holds worlds that this process has weighed already, and is used up; what is weighed is noted in `weighed`.
    """
    if scenario.record is None:
        return Chosen(draw_worlds(scenario, worlds, seed, adopt=adopted))
    tell("weighing the record of the war so far")
    made_from = mark(scenario, seed, adopted)
    weigh = weighing(scenario, folder, {} if before is None else before, made_from)

    def noted(world: World) -> Weighed:
        found = weigh(world)
        if weighed is not None:
            weighed[world.index] = found
        return found

    found = screen(
        scenario,
        lambda n: draw_worlds(scenario, n, seed, adopt=adopted),
        lambda index: uniform_at(seed, "screening", index),
        worlds,
        jobs=os.cpu_count() or 1,
        kept_share=kept_share,
        weigh=noted,
    )
    write_candidates(folder, found, made_from)
    tell(f"{len(found.candidates)} worlds weighed, {len(found.worlds)} kept")
    return Chosen(found.worlds, found.histories)


def same_worlds(
    scenario: Scenario, indices: Sequence[int], seed: int, adopted: Mapping[str, AnyNumber] | None = None
) -> list[World]:
    """The worlds of these indices, drawn again; with `adopted` as they are under other numbers, same uniform draws."""
    drawn = draw_worlds(scenario, max(indices, default=-1) + 1, seed, adopt=adopted)
    return [drawn[index] for index in indices]


def thinned(log_weight: Floats, wanted: int, uniform: float) -> tuple[np.ndarray, Floats]:
    """Places of `wanted` worlds, and for each the log of the probability with which it was picked.

    Args:
        log_weight: (worlds,) minus infinity for worlds without weight, which are not picked.
        wanted: how many; all with weight where they are fewer.
        uniform: in (0, 1), where systematic sampling starts.
    """
    places = np.flatnonzero(np.isfinite(log_weight))
    if len(places) <= wanted:
        return places, np.zeros(len(places))
    if np.ptp(log_weight[places]) == 0:
        return places[:wanted], np.zeros(wanted)  # all count alike: the first of them are a sample already
    cut = roulette_cut(log_weight[places], wanted / len(places))
    chance = np.exp(np.minimum(0.0, log_weight[places] - cut))
    chance *= wanted / chance.sum() if chance.max() * wanted <= chance.sum() else 1.0
    reached = np.cumsum(chance)
    marks = uniform + np.arange(math.floor(reached[-1] - uniform) + 1)
    picked = np.unique(np.minimum(np.searchsorted(reached, marks, side="left"), len(places) - 1))
    return places[picked], np.log(chance[picked])
