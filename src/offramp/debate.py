"""Test the argument of a finished run: solve what its conclusions need beyond the run itself, and judge them.

Further folders lie inside the run folder: `later` (later starts and switches), `readings/NAME`, `talking-free` and
`obstacles`. Each is continued from where it stands, so an argument that was interrupted loses the chunk in work.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np

from offramp.argument.argue import Argument, Job, Run, argue
from offramp.argument.budget import Budget
from offramp.argument.readings import TALKING_FREE, adopt, reading_claims
from offramp.ensemble import chunks, identity
from offramp.ensemble.cluster import solving
from offramp.ensemble.following import Chosen, chosen_worlds, same_worlds, thinned
from offramp.ensemble.lock import held
from offramp.ensemble.remembering import opened
from offramp.ensemble.run import Progress, Solver, solve_ensemble
from offramp.ensemble.store import RUN, RunFolder
from offramp.ensemble.writing import set_aside
from offramp.game.rules import Floats
from offramp.scenario import Scenario, World
from offramp.scenario.drawing import uniform_at
from offramp.scenario.fields import Number
from offramp.scenario.numbers import Fixed
from offramp.study import Study, about_run

__all__ = ["Budget", "debate"]

#: Share of the candidates that a reading's screening keeps: fewer than in the run, so that half as many worlds are enough.
READING_KEEPS = 0.22


def debate(
    study: Study,
    *,
    budget: Budget | None = None,
    full: bool = False,
    jobs: int | None = None,
    cluster: str | None = None,
    tell: Callable[[str], None] = lambda _: None,
    progress: Callable[[Progress], None] = lambda _: None,
    warn: Callable[[str], None] | None = None,
) -> Argument:
    """Every conclusion of the scenario under every reading, the obstacles, the timing, what talking would teach.

    Args:
        study: a finished run under the open reading.
        budget: how many worlds each part gets; default `Budget.of` the worlds of the run.
        full: with the default budget, whether to spare nothing.
        jobs: threads; default the machine's cores.
        cluster: as for `study.run`; sets of obstacles are solved here all the same.
        tell: called with a line on each step.
        progress: called as worlds of a step finish.
        warn: called with a line on what is not as it should be; default `tell`.

    Raises:
        RunFolderError: the folders inside the run folder cannot be written, or hold something else.
        ClusterError: as `study.run`.
    """
    scenario, folder = study.scenario, study.folder
    worlds = int(folder.about["worlds"])
    chosen = study.chosen if study.chosen.worlds else worlds_of(study)
    run = Run(folder, chosen, partial(picked, study, chosen), _key(study))
    budget, jobs = budget or Budget.of(worlds, full=full), jobs or os.cpu_count() or 1
    with held(folder.path), solving(cluster, jobs) as solver:
        tables = {"obstacles": min(budget.obstacles, worlds), "sobol": budget.points}
        folder.note(folder.about | {"argued": {"state": "running"} | tables})
        found = argue(
            scenario,
            run,
            _Solving(study, chosen, solver, tell, progress, warn or tell),
            budget=budget,
            jobs=jobs,
            tell=tell,
            tick=lambda done, of: progress(Progress(done, of, 0.0, 0.0)),
        )
        folder.note(folder.about | {"argued": {"state": "complete"}})
    return found


class _Solving:
    """Solves jobs into folders inside the run folder."""

    def __init__(
        self,
        study: Study,
        chosen: Chosen,
        solver: Solver,
        tell: Callable[[str], None],
        progress: Callable[[Progress], None],
        warn: Callable[[str], None],
    ) -> None:
        self.study, self.chosen, self.solver = study, chosen, solver
        self.tell, self.progress, self.warn = tell, progress, warn

    def __call__(self, job: Job) -> tuple[RunFolder, dict[int, World]]:
        """The folder of a job, finished, and its worlds by index."""
        scenario, seed = self.study.scenario, self.study.findings.seed
        path, numbers = self.study.folder.path / job.folder, numbers_of(scenario, job)
        about = about_run(scenario, job.plays, job.worlds, seed)
        about |= {"adopted": identity.adopted(numbers)} if numbers else {}
        about |= {"lean": True} if job.lean else {}
        with opened(path, scenario, about, resume=_begun(path, about)) as folder:
            chosen = self._worlds(job, folder, numbers)
            solve_ensemble(
                scenario,
                chosen.worlds,
                job.plays,
                folder,
                about,
                solver=self.solver,
                adopt=numbers or None,
                lean=job.lean,
                histories=chosen.histories,
                progress=self.progress,
                warn=self.warn,
            )
        return folder, chosen.by_index

    def _worlds(self, job: Job, folder: RunFolder, numbers: dict[str, Number]) -> Chosen:
        scenario, seed = self.study.scenario, self.study.findings.seed
        if job.screened:
            return chosen_worlds(scenario, folder, job.worlds, seed, self.tell, numbers or None, READING_KEEPS)
        own, log_keep = picked(self.study, self.chosen, job.worlds)
        indices = [world.index for world in own]
        folder.note_picked(indices, log_keep)
        if not numbers:
            return Chosen(own, self.chosen.histories)
        return Chosen(same_worlds(scenario, indices, seed, numbers))


def picked(study: Study, chosen: Chosen, wanted: int) -> tuple[list[World], Floats]:
    """Some worlds of the run that count as evenly as can be, and the log of the probability with which each came here."""
    indices = np.array([world.index for world in chosen.worlds])
    log_weight = study.folder.worlds()["log_weight"].sel(world=indices).values
    places, log_picked = thinned(log_weight, wanted, uniform_at(study.findings.seed, "thinning", 0))
    return [chosen.worlds[place] for place in places], study.folder.log_keep(indices[places]) + log_picked


def numbers_of(scenario: Scenario, job: Job) -> dict[str, Number]:
    """Path -> number that a job puts in the place of the scenario's."""
    numbers: dict[str, Number] = dict(adopt(scenario, reading_claims(scenario, job.reading)).numbers)
    if job.talking_free:
        numbers |= {path: Fixed(0.0) for path in TALKING_FREE}
    return numbers


def worlds_of(study: Study) -> Chosen:
    """The worlds of a run under the open reading, drawn again."""
    indices = [int(k) for k in study.folder.worlds()["world"].values]
    return Chosen(same_worlds(study.scenario, indices, study.findings.seed))


def _begun(path: Path, about: dict[str, object]) -> bool:
    """Whether the folder holds the same job begun earlier, of as many worlds or fewer; what is not the same is put aside."""
    if not (path / RUN).is_file():
        return False
    old = RunFolder.reopen(path).about
    if identity.difference(old, about) or int(old.get("worlds", 0)) > int(str(about["worlds"])):
        set_aside(path)
        return False
    return True


def _key(study: Study) -> str:
    """Mark of what the numbers of the run were made from, the number of its worlds aside."""
    about = study.folder.about
    return sha256(repr([about.get(name) for name in chunks.DECIDES if name != "policies"]).encode()).hexdigest()
