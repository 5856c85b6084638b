"""Sobol' indices of every conclusion's difference to the few quantities that decide most (only on request: it solves anew).

The quantities are those that come first most often over all conclusions. One design of ``(TOP + 2) * base`` points
serves every conclusion: a point sets these quantities by their inverse distribution functions and leaves every other at
its middle, so the indices say how the variance of left minus right is shared among these quantities *there*. See
`offramp.ensemble.sensitivity` for definitions and references.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import xarray as xr

from offramp.argument.budget import TOP
from offramp.argument.conclusions import play_name, term_by_world
from offramp.argument.flips import Flip
from offramp.argument.keeping import Kept
from offramp.ensemble.discovery.cases import YES_NO
from offramp.ensemble.sensitivity import SobolIndex, sobol
from offramp.ensemble.solve_world import WorldResult, solve_world
from offramp.ensemble.store import AXES, coordinates
from offramp.game.rules import Floats
from offramp.scenario import Scenario, World, central_world
from offramp.scenario.argued import Conclusion, Term
from offramp.scenario.counted import counted_only
from offramp.scenario.numbers import Uncertain

#: Worlds that are solved before what was found is written down.
BATCH = 16


def shares_of_variance(
    scenario: Scenario,
    flips: Mapping[str, Flip],
    *,
    base: int,
    jobs: int,
    seed: int = 0,
    kept: Kept | None = None,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> dict[str, list[SobolIndex]]:
    """Conclusion -> Sobol' indices of left minus right; conclusions on later starts are left out.

    Args:
        scenario: the war.
        flips: what flips each conclusion.
        base: of the design, a power of two.
        jobs: threads.
        seed: of the design.
        kept: differences in worlds that an interrupted run has solved, and where further ones are kept.
        tell: called with worlds done, and all.
    """
    chosen = deciding(scenario, flips)
    asked = {key: c for key, c in scenario.conclusions.items() if _at_once(scenario, c)}
    if not chosen or not any(conclusion.terms for conclusion in asked.values()):
        return {}
    design = _Design(scenario, chosen, list(asked.values()), jobs, kept or Kept(None, ""), tell)
    rng_state = [seed, base]
    return {
        key: sobol(design.difference(place), chosen, np.random.default_rng(rng_state), base=base)
        for place, key in enumerate(asked)
    }


def deciding(scenario: Scenario, flips: Mapping[str, Flip], most: int = TOP) -> list[str]:
    """Paths of the numeric quantities that come first over all conclusions (a point for each place from the top)."""
    drawn = {entry.path for entry in scenario.graph.uncertain() if isinstance(entry.number, Uncertain)}
    points: Counter[str] = Counter()
    counted = counted_only(scenario)
    for flip in flips.values():
        for place, decider in enumerate(flip.deciders):
            if decider.path in drawn and decider.path not in counted:
                points[decider.path] += len(flip.deciders) - place
    return [path for path, _ in points.most_common(most)]


def world_at(scenario: Scenario, paths: Sequence[str], point: Floats, index: int = -1) -> World:
    """The central world with some quantities set by their inverse distribution functions at `point`."""
    middle = central_world(scenario)
    entries = scenario.graph.entries
    draws = dict(middle.draws)
    for path, u in zip(paths, point, strict=True):
        number = entries[path].number
        assert isinstance(number, Uncertain)  # noqa: S101  # `deciding` gives no others
        draws[path] = float(number.distribution.ppf(float(np.clip(u, 1e-9, 1 - 1e-9))))
    world = World(index, draws, middle._graph, middle._uniform)  # noqa: SLF001  # the same graph, other draws
    for entry in scenario.graph.yes_no():
        draws[entry.path + YES_NO] = 1.0 if world.value(entry.path) >= 0.5 else 0.0
    return world


class _Design:
    """Solves the worlds of a design once, for all conclusions."""

    def __init__(
        self,
        scenario: Scenario,
        paths: list[str],
        asked: Sequence[Conclusion],
        jobs: int,
        kept: Kept,
        tell: Callable[[int, int], None],
    ) -> None:
        self.scenario, self.paths, self.asked, self.jobs = scenario, paths, asked, jobs
        self.plays = list(dict.fromkeys(play_name(term) for c in asked for term in c.terms))
        self.kept, self.tell = kept, tell
        self.points: Floats | None = None
        self.differences = np.zeros((0, len(asked)))

    def difference(self, place: int) -> Callable[[Floats], Floats]:
        """Left minus right of one conclusion at points (calls, quantities)."""

        def of(points: Floats) -> Floats:
            if self.points is None or not np.array_equal(points, self.points):
                self.points, self.differences = points, self._solved(points)
            difference = self.differences[:, place]
            return np.where(np.isfinite(difference), difference, np.nanmean(difference))

        return of

    def _solved(self, points: Floats) -> Floats:
        """Left minus right of every conclusion at every point, (points, conclusions)."""
        kept = self.kept.made_also_from(repr((self.paths, self.asked)).encode(), np.ascontiguousarray(points).tobytes())
        rows = {place: row for place in range(len(points)) if (row := kept.row(place)) is not None}
        todo = [place for place in range(len(points)) if place not in rows]
        with ThreadPoolExecutor(self.jobs) as pool:
            for first in range(0, len(todo), BATCH):
                batch = todo[first : first + BATCH]
                for place, row in zip(batch, self._differences(list(pool.map(self._at, points[batch]))), strict=True):
                    rows[place] = kept.keep(place, row)
                self.tell(len(rows), len(points))
        return np.array([rows[place] for place in range(len(points))])

    def _at(self, point: Floats) -> WorldResult:
        return solve_world(self.scenario, world_at(self.scenario, self.paths, point), self.plays, lean=True)

    def _differences(self, results: list[WorldResult]) -> Floats:
        """(worlds, conclusions); NaN in a world that could not be played."""
        out = np.full((len(results), len(self.asked)), np.nan)
        if not any(result.policies for result in results):
            return out
        solved = _InMemory(self.scenario, results)

        def value(term: Term) -> Floats:
            return term_by_world(self.scenario, solved, term).values  # type: ignore[arg-type]

        for place, conclusion in enumerate(self.asked):
            right = conclusion.right
            out[:, place] = value(conclusion.left) - (value(right) if isinstance(right, Term) else float(right))
        return out


class _InMemory:
    """Results of worlds that lie in no folder, asked as `Results` are."""

    def __init__(self, scenario: Scenario, results: Sequence[WorldResult]) -> None:
        self.results, self.labels = results, coordinates(scenario)

    def of(self, name: str, play: str) -> xr.DataArray:
        """Array `name` of a play along world and its own axes; NaN in worlds that could not be played."""
        known = next(getattr(r.policies[play], name) for r in self.results if play in r.policies)
        rows = [
            getattr(r.policies[play], name) if play in r.policies else np.full(known.shape, np.nan)
            for r in self.results
        ]
        labels = {axis: self.labels[axis] for axis in AXES[name] if axis in self.labels}
        dims = ("world", *AXES[name])
        return xr.DataArray(np.stack(rows), dims=dims, coords={"world": np.arange(len(rows)), **labels})


def _at_once(scenario: Scenario, conclusion: Conclusion) -> bool:
    return all(play_name(term) in scenario.policies for term in conclusion.terms)
