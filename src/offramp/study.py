"""The one recipe: load, solve, weigh, summarise. The command line.

The report and people who import offramp all call this.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from functools import cached_property, partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pandas as pd
import xarray as xr

import offramp
from offramp.ensemble import store
from offramp.ensemble.cluster import solving
from offramp.ensemble.following import Chosen, chosen_worlds
from offramp.ensemble.identity import identity
from offramp.ensemble.plays import plays
from offramp.ensemble.remembering import opened, recall
from offramp.ensemble.run import CHUNK, Progress, solve_ensemble
from offramp.ensemble.screening import Weighed
from offramp.errors import UnknownNameError
from offramp.findings.collect import Findings, collect
from offramp.findings.convergence import Round, Until, measure
from offramp.findings.horizon import horizon_check, outcomes_at_horizon
from offramp.game.equilibrium import Equilibrium
from offramp.game.forward import Course, run_course
from offramp.game.given import start_of
from offramp.game.solve import solve as solve_game
from offramp.game.spec import build_game
from offramp.scenario import Scenario, World, central_world, load

DEFAULT_WORLDS = 256
CHECKED_WORLDS = 4
CARRIED = ("begun", "spent", "convergence")  # what a resumed run's run.json takes over
REMEMBERED = ("argument",)  # and what it takes over unless it is told anew


@dataclass(frozen=True)
class Study:
    """A finished run: the folder it lies in, its findings, and its results as labelled arrays.

    `convergence` has a row per number of worlds that was tried, where the run went on until its headlines were stable;
    `chosen` the worlds that were followed.
    """

    scenario: Scenario
    folder: store.RunFolder
    findings: Findings
    convergence: list[Round] = field(default_factory=list)
    chosen: Chosen = field(default_factory=lambda: Chosen([]), repr=False)

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
    warn: Callable[[str], None] | None = None,
    resume: bool = False,
    until: Until | None = None,
    cluster: str | None = None,
    also: Mapping[str, Any] | None = None,
) -> Study:
    """Solve `worlds` worlds under every policy, weigh them by the record and summarise.

    Args:
        scenario: a scenario, its name, or the path of a file.
        worlds: worlds drawn; world k is the same whatever their number.
        seed: of the draws; the same seed gives the same results to the byte, whatever the number of jobs.
        policies: names; default all of the scenario's.
        horizon: months reported; default the scenario's.
        out: run folder; default a new temporary one.
        jobs: threads, or workers of a local cluster; default the machine's cores.
        progress: called as worlds finish.
        first_answer: called once, with provisional findings of the first chunk.
        check_horizon: whether to solve a subsample again with other horizons.
        tell: called with a line on each further step.
        warn: called with a line on what is not as it should be; default `tell`.
        resume: whether `out` holds the same run begun earlier, of as many worlds or fewer.
        until: draw twice as many worlds again and again until the headlines are stable.
        cluster: solve on this dask scheduler, or on ``local`` workers; default threads.
        also: what else run.json is to say; it decides no number.

    Raises:
        ScenarioError, UnknownNameError, RunFolderError, ClusterError; KeyboardInterrupt leaves a readable folder.
    """
    scenario = scenario if isinstance(scenario, Scenario) else load(scenario)
    if horizon is not None:
        scenario = with_horizon(scenario, horizon)
    names = checked_policies(scenario, policies or list(scenario.policies))
    about, jobs = about_run(scenario, names, worlds, seed, until), jobs or os.cpu_count() or 1
    path = Path(out) if out else Path(mkdtemp(prefix="offramp-run-"))
    checked = CHECKED_WORLDS if check_horizon else 0
    with opened(path, scenario, about, resume=resume) as folder, solving(cluster, jobs) as solver:
        provisional = _Provisional(scenario, names, seed, first_answer)
        solve = partial(solve_ensemble, solver=solver, progress=progress, chunk_done=provisional, warn=warn or tell)
        weighed = _first_worlds(solve, scenario, folder, about, tell) if first_answer and not resume else {}
        return _carried_through(solve, scenario, folder, about | dict(also or {}), until, checked, jobs, tell, weighed)


def _carried_through(
    solve: Callable[..., None],
    scenario: Scenario,
    folder: store.RunFolder,
    about: dict[str, Any],
    until: Until | None,
    checked: int,
    jobs: int,
    tell: Callable[[str], None],
    weighed: dict[int, Weighed],
) -> Study:
    """The run in its open folder from where it stands to its findings.

    `checked`: worlds solved with longer horizons; `weighed`: worlds weighed before.
    """
    before = folder.about if (folder.path / store.RUN).is_file() else {}
    about |= {name: old for name, old in before.items() if name in CARRIED}
    about = {name: before[name] for name in REMEMBERED if name in before} | about
    folder.note({"done": 0} | before | about | {"status": "running"})  # from here on the run can be resumed
    about, chosen = _solve_enough(solve, scenario, folder, about, until, tell, weighed)
    names, seed, check = about["policies"], about["seed"], None
    if checked:
        some = chosen.worlds[:checked]
        tell(f"solving {len(some)} worlds again with longer horizons")
        check = horizon_check(scenario, some, names, folder, jobs)
    found = collect(scenario, folder, names, version=offramp.__version__, seed=seed, horizon_check=check)
    folder.note(about | {"status": "complete"})
    rounds = [Round(**row) for row in about.get("convergence", [])]
    return Study(scenario, folder, found, rounds, chosen)


@dataclass
class _Provisional:
    """Called after every chunk; tells the findings of the first one, where more are to come."""

    scenario: Scenario
    policies: Sequence[str]
    seed: int
    tell: Callable[[Findings], None] | None

    def __call__(self, done: int, folder: store.RunFolder) -> None:
        if self.tell is None or done >= folder.about["worlds"]:
            return
        tell, self.tell = self.tell, None
        version = offramp.__version__
        tell(collect(self.scenario, folder, self.policies, version=version, seed=self.seed, provisional=True))


def recalled(folder: Path | str) -> Scenario:
    """The scenario of the run that lies in a folder. Raises RunFolderError where it cannot be continued."""
    return recall(store.RunFolder.reopen(Path(folder)), offramp.__version__).scenario


def resume(
    folder: Path | str,
    *,
    scenario: Scenario | None = None,
    worlds: int | None = None,
    seed: int | None = None,
    policies: Sequence[str] | None = None,
    horizon: int | None = None,
    until: Until | None = None,
    **more: Any,
) -> Study:
    """Continue the run that lies in `folder`; `more` as for `run`.

    What is left out is as the folder remembers it. A scenario, seed, policies or horizon that are given must be the
    same as then; more worlds make the run longer. Raises as `run`.
    """
    known = recall(store.RunFolder.reopen(Path(folder)), offramp.__version__)
    about = known.about
    if until is None and "until" in about:
        until = Until(**about["until"])
    return run(
        known.scenario if scenario is None else scenario,
        worlds=about["worlds"] if worlds is None else worlds,
        seed=about["seed"] if seed is None else seed,
        policies=policies or about["policies"],
        horizon=about["horizon"] if horizon is None else horizon,
        out=folder,
        resume=True,
        until=until,
        **more,
    )


def _first_worlds(
    solve: Callable[..., None],
    scenario: Scenario,
    folder: store.RunFolder,
    about: dict[str, Any],
    tell: Callable[[str], None],
) -> dict[int, Weighed]:
    """Solve a run's first chunk before the rest is weighed, for a first answer; returns what was weighed for it."""
    weighed: dict[int, Weighed] = {}
    if scenario.record is not None and about["worlds"] > CHUNK:
        folder.note({"done": 0} | about | {"status": "running"})
        first = chosen_worlds(scenario, folder, CHUNK, about["seed"], tell, weighed=weighed)
        solve(scenario, first.worlds, about["policies"], folder, about, histories=first.histories, last=False)
    return weighed


def _solve_enough(
    solve: Callable[..., None],
    scenario: Scenario,
    folder: store.RunFolder,
    about: dict[str, Any],
    until: Until | None,
    tell: Callable[[str], None],
    weighed: dict[int, Weighed],
) -> tuple[dict[str, Any], Chosen]:
    """Solve the run's worlds, and more until they are enough; returns what run.json then says, and the worlds."""
    while True:
        chosen = chosen_worlds(scenario, folder, about["worlds"], about["seed"], tell, before=weighed)
        solve(scenario, chosen.worlds, about["policies"], folder, about, histories=chosen.histories, last=False)
        about = folder.about
        if until is None or not _more(folder, about["policies"], until, about, tell):
            return about, chosen


def _more(
    folder: store.RunFolder, policies: Sequence[str], until: Until, about: dict[str, Any], tell: Callable[[str], None]
) -> bool:
    """Take down how stable the headlines are in `about`, and double its worlds where that is not enough yet."""
    log_weight = folder.worlds()["log_weight"].values
    found = measure(outcomes_at_horizon(folder, policies), log_weight, policies, until)
    before = [row for row in about.get("convergence", []) if row["worlds"] < found.worlds]
    about["convergence"] = [*before, asdict(found)]
    if found.stable or about["worlds"] >= until.most:
        return False
    about["worlds"] = min(2 * about["worlds"], until.most)
    tell(
        f"{found.worlds} worlds: halves differ by up to {100 * found.difference:.1f} points, "
        f"{found.effective:.0f} effective; going on to {about['worlds']}"
    )
    return True


def about_run(
    scenario: Scenario, policies: Sequence[str], worlds: int, seed: int, until: Until | None = None
) -> dict[str, Any]:
    """What run.json says of a run."""
    return {
        **identity(scenario, offramp.__version__),
        "seed": seed,
        "worlds": worlds,
        "policies": list(policies),
        **({"until": asdict(until)} if until else {}),
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
