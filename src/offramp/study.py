"""The one recipe: load, solve, weigh, summarise. The command line.

The report and people who import offramp all call this.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pandas as pd
import xarray as xr

import offramp
from offramp.calibration.weights import weigh_worlds
from offramp.ensemble import store
from offramp.ensemble.plays import plays
from offramp.ensemble.run import CHUNK, Progress, solve_ensemble
from offramp.ensemble.solve_world import WorldResult, solve_world
from offramp.errors import RulesError, UnknownNameError
from offramp.findings.collect import Findings, collect
from offramp.findings.outcomes import OUTCOMES
from offramp.findings.stability import VARIANTS, HorizonCheck
from offramp.game.compiled import cache_folder
from offramp.game.equilibrium import Equilibrium
from offramp.game.forward import Course, likelihood, run_course
from offramp.game.solve import solve as solve_game
from offramp.game.spec import Plan, build_game, start_of
from offramp.game.survival import survival
from offramp.scenario import Scenario, World, central_world, draw_worlds, load

DEFAULT_WORLDS = 256
CHECKED_WORLDS = 8


@dataclass(frozen=True)
class Study:
    """A finished run: the folder it lies in, its findings, and its results as labelled arrays."""

    scenario: Scenario
    folder: store.RunFolder
    findings: Findings

    @cached_property
    def dataset(self) -> xr.Dataset:
        """All results along world, policy and their own axes (see `offramp.ensemble.store.AXES`).

        With each world's weight.
        """
        return self.folder.dataset().assign(weight=("world", self.findings.weights.of))

    @cached_property
    def design(self) -> pd.DataFrame:
        """What was drawn, a row per world and a column per quantity."""
        return self.folder.design().to_dataframe()


@dataclass(frozen=True)
class Solution:
    """One world under one policy, in depth."""

    scenario: Scenario
    world: World
    policy: str
    equilibrium: Equilibrium
    course: Course


def solve(scenario: Scenario | str | Path, policy: str | None = None, *, world: World | None = None) -> Solution:
    """Solve one world (default: central values) under one policy (default: the baseline), keeping every month's values.

    Events that happen in the world are foreseen by both sides. Raises UnknownNameError, ScenarioError, RulesError.
    """
    scenario = scenario if isinstance(scenario, Scenario) else load(scenario)
    name = checked_policies(scenario, [policy] if policy else [scenario.baseline])[0]
    world = world or central_world(scenario)
    plan = plays(scenario, world, name)[-1][1]
    equilibrium = solve_game(build_game(scenario, world, plan))
    course = run_course(equilibrium, scenario.horizon, start_of(scenario, world))
    return Solution(scenario, world, name, equilibrium, course)


def run(
    scenario: Scenario | str | Path,
    *,
    worlds: int = DEFAULT_WORLDS,
    seed: int = 1,
    policies: Sequence[str] | None = None,
    horizon: int | None = None,
    out: Path | str | None = None,
    jobs: int | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    first_answer: Callable[[Findings], None] | None = None,
    check_horizon: bool = True,
    tell: Callable[[str], None] = lambda _: None,
) -> Study:
    """Solve `worlds` worlds under every policy, weigh them by the record and summarise.

    Args:
        scenario: a scenario, its name, or the path of a file.
        worlds: worlds drawn; world k is the same whatever their number.
        seed: of the draws; the same seed gives the same results to the byte, whatever the number of jobs.
        policies: names; default all of the scenario's.
        horizon: months reported; default the scenario's.
        out: run folder; default a new temporary one.
        jobs: threads; default the machine's cores.
        progress: called as worlds finish.
        first_answer: called once, with provisional findings of the first chunk.
        check_horizon: whether to solve a subsample again with other horizons.
        tell: called with a line on each further step.

    Raises:
        ScenarioError, UnknownNameError, RunFolderError; KeyboardInterrupt leaves a readable folder.
    """
    scenario = scenario if isinstance(scenario, Scenario) else load(scenario)
    if horizon is not None:
        scenario = with_horizon(scenario, horizon)
    names = checked_policies(scenario, policies or list(scenario.policies))
    folder = store.RunFolder.create(Path(out) if out else Path(mkdtemp(prefix="offramp-run-")))
    drawn = draw_worlds(scenario, worlds, seed)
    about = about_run(scenario, names, worlds, seed)
    jobs = jobs or os.cpu_count() or 1

    def chunk_done(done: int) -> None:
        if done == CHUNK < worlds and first_answer:
            first_answer(collect(scenario, folder, names, version=offramp.__version__, seed=seed, provisional=True))

    solve_ensemble(scenario, drawn, names, folder, about, jobs=jobs, progress=progress, chunk_done=chunk_done)
    check = None
    if check_horizon:
        tell(f"solving {min(CHECKED_WORLDS, worlds)} worlds again with longer horizons")
        check = horizon_check(scenario, drawn[:CHECKED_WORLDS], names, folder, jobs)
    found = collect(scenario, folder, names, version=offramp.__version__, seed=seed, horizon_check=check)
    return Study(scenario, folder, found)


def prepare(scenario: Scenario, tell: Callable[[str], None] = lambda _: None) -> None:
    """Compile the solver if this machine has not yet, saying so first.

    A scenario that cannot be played is left to the run.
    """
    if not any(Path(cache_folder()).rglob("*induct*.nbi")):
        tell("compiling the solver (once on this machine, about half a minute)")
    begun = time.monotonic()
    world = central_world(scenario)
    plan = Plan.of(scenario.baseline)
    try:
        equilibrium = solve_game(build_game(scenario, world, plan, months=3), keep=2, with_values=False)
    except RulesError:
        return
    start = start_of(scenario, world)
    run_course(equilibrium, 2, start)
    likelihood(equilibrium, start, [np.ones(len(scenario.front.cells))] * 2)
    if scenario.packages:
        survival(equilibrium, 0, 1, (1, 1), 2)
    if time.monotonic() - begun > 2:
        tell(f"compiled in {time.monotonic() - begun:.0f} s")


def about_run(scenario: Scenario, policies: Sequence[str], worlds: int, seed: int) -> dict:
    """What run.json says of a run."""
    return {
        "offramp": offramp.__version__,
        "scenario": scenario.name,
        "hash": scenario.hash,
        "seed": seed,
        "worlds": worlds,
        "policies": list(policies),
        "horizon": scenario.horizon,
        "begun": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "coordinates": store.coordinates(scenario),
    }


def checked_policies(scenario: Scenario, names: Sequence[str]) -> list[str]:
    """`names` as they are, or UnknownNameError with the nearest policy."""
    for name in names:
        if name not in scenario.policies:
            near = get_close_matches(name, list(scenario.policies), n=1, cutoff=0.0)
            raise UnknownNameError(
                f"{scenario.name} has no policy {name!r}; did you mean {near[0]!r}? It has: {', '.join(scenario.policies)}"
            )
    return list(dict.fromkeys(names))


def with_horizon(scenario: Scenario, horizon: int, run_out: int | None = None) -> Scenario:
    """The same scenario reported over another number of months."""
    later = scenario.run_out if run_out is None else run_out
    return scenario.model_copy(update={"horizon": horizon, "run_out": later})


def horizon_check(
    scenario: Scenario, worlds: Sequence[World], policies: Sequence[str], folder: store.RunFolder, jobs: int
) -> HorizonCheck:
    """Solve some worlds again with a longer game and compare the outcomes at the horizon that is reported."""
    from concurrent.futures import ThreadPoolExecutor

    longer = {
        VARIANTS[0]: with_horizon(scenario, scenario.horizon, scenario.run_out + 1),
        VARIANTS[1]: with_horizon(scenario, scenario.horizon, scenario.run_out + 2),
        VARIANTS[2]: with_horizon(scenario, scenario.horizon, scenario.run_out * 2),
    }
    weight = weigh_worlds(folder.worlds()["log_likelihood"].values[: len(worlds)]).of
    usable = [world for world, w in zip(worlds, weight, strict=True) if w > 0]
    if not usable:
        return HorizonCheck(0, {})
    base = _at_horizon(folder, policies)[[w.index for w in usable]]
    moved: dict[str, dict[str, dict[str, float]]] = {}
    with ThreadPoolExecutor(jobs) as pool:
        for variant, changed in longer.items():
            results = list(pool.map(lambda world, changed=changed: solve_world(changed, world, policies), usable))
            new = np.stack([_outcomes_of(result, policies) for result in results])
            mean = (new - base).mean(0)
            moved[variant] = {
                policy: {name: float(mean[p, i]) for i, name in enumerate(OUTCOMES)}
                for p, policy in enumerate(policies)
            }
    return HorizonCheck(len(usable), moved)


def _at_horizon(folder: store.RunFolder, policies: Sequence[str]) -> np.ndarray:
    """Chances of the outcomes at the horizon, (worlds, policies, outcomes)."""
    chance = folder.variable("chance").sel(policy=list(policies)).isel(month=-1).values
    peace = folder.variable("peace").sel(policy=list(policies)).isel(month=-1).values.sum(-1)
    return np.stack([chance[..., 0], chance[..., 1], peace, chance[..., 2], chance[..., 3], chance[..., 4]], axis=-1)


def _outcomes_of(result: WorldResult, policies: Sequence[str]) -> np.ndarray:
    if not result.policies:
        return np.full((len(policies), len(OUTCOMES)), np.nan)
    rows = []
    for policy in policies:
        found = result.policies[policy]
        fighting, frozen, *ends = found.chance[:, -1]
        rows.append([fighting, frozen, found.peace[:, -1].sum(), *ends])
    return np.array(rows)
