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

from offramp.argument.conclusions import play_name, term_by_world
from offramp.argument.flips import Flip
from offramp.ensemble.discovery.cases import YES_NO
from offramp.ensemble.sensitivity import SobolIndex, sobol
from offramp.ensemble.solve_world import WorldResult, solve_world
from offramp.ensemble.store import AXES, coordinates
from offramp.findings.assumptions import ONLY_COUNTED
from offramp.game.rules import Floats
from offramp.scenario import Scenario, World, central_world
from offramp.scenario.argued import Conclusion, Term
from offramp.scenario.numbers import Uncertain

TOP = 8


def shares_of_variance(
    scenario: Scenario, flips: Mapping[str, Flip], *, base: int, jobs: int, seed: int = 0
) -> dict[str, list[SobolIndex]]:
    """Conclusion -> Sobol' indices of left minus right; conclusions on later starts are left out."""
    chosen = deciding(scenario, flips)
    asked = {key: c for key, c in scenario.conclusions.items() if _at_once(scenario, c)}
    plays = list(dict.fromkeys(play_name(term) for c in asked.values() for term in _terms(c)))
    if not chosen or not plays:
        return {}
    solved = _Remembered(scenario, chosen, plays, jobs)
    rng_state = [seed, base]
    return {
        key: sobol(solved.difference(conclusion), chosen, np.random.default_rng(rng_state), base=base)
        for key, conclusion in asked.items()
    }


def deciding(scenario: Scenario, flips: Mapping[str, Flip], most: int = TOP) -> list[str]:
    """Paths of the numeric quantities that come first over all conclusions (a point for each place from the top)."""
    drawn = {entry.path for entry in scenario.graph.uncertain() if isinstance(entry.number, Uncertain)}
    points: Counter[str] = Counter()
    for flip in flips.values():
        for place, decider in enumerate(flip.deciders):
            if decider.path in drawn and not decider.path.startswith(ONLY_COUNTED):
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


class _Remembered:
    """Solves the worlds of a design once and serves every conclusion from them."""

    def __init__(self, scenario: Scenario, paths: list[str], plays: list[str], jobs: int) -> None:
        self.scenario, self.paths, self.plays, self.jobs = scenario, paths, plays, jobs
        self.points: Floats | None = None
        self.results: list[WorldResult] = []

    def difference(self, conclusion: Conclusion) -> Callable[[Floats], Floats]:
        """Left minus right at points (calls, quantities)."""

        def of(points: Floats) -> Floats:
            if self.points is None or not np.array_equal(points, self.points):
                worlds = [world_at(self.scenario, self.paths, point) for point in points]
                with ThreadPoolExecutor(self.jobs) as pool:
                    self.results = list(pool.map(lambda w: solve_world(self.scenario, w, self.plays), worlds))
                self.points = points
            left = self._term(conclusion.left)
            right = self._term(conclusion.right) if isinstance(conclusion.right, Term) else float(conclusion.right)
            difference = left - right
            return np.where(np.isfinite(difference), difference, np.nanmean(difference))

        return of

    def _term(self, term: Term) -> Floats:
        return term_by_world(self.scenario, _InMemory(self.scenario, self.results), term).values  # type: ignore[arg-type]


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


def _terms(conclusion: Conclusion) -> list[Term]:
    return [side for side in (conclusion.left, conclusion.right) if isinstance(side, Term)]


def _at_once(scenario: Scenario, conclusion: Conclusion) -> bool:
    return all(play_name(term) in scenario.policies for term in _terms(conclusion))
