"""Test the argument of a finished run: solve what its conclusions need beyond the run itself, and judge them.

Further folders lie inside the run folder: `later` (later starts and switches), `readings/NAME`, `talking-free`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from offramp.argument.argue import Argument, Budget, argue
from offramp.argument.readings import TALKING_FREE, adopt, reading_claims
from offramp.ensemble.remembering import opened
from offramp.ensemble.run import solve_ensemble
from offramp.ensemble.store import RunFolder
from offramp.scenario import World, draw_worlds
from offramp.scenario.fields import Number
from offramp.scenario.numbers import Fixed
from offramp.study import Study, about_run, chosen_worlds


def debate(
    study: Study,
    *,
    budget: Budget | None = None,
    jobs: int | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Argument:
    """Every conclusion of the scenario under every reading, the obstacles, the timing, what talking would teach.

    Args:
        study: a finished run under the open reading.
        budget: how many worlds each part gets.
        jobs: threads; default the machine's cores.
        tell: called with a line on each step.

    Raises:
        RunFolderError: the folders inside the run folder cannot be written, or exist already.
    """
    scenario, seed = study.scenario, study.findings.seed
    count = jobs or os.cpu_count() or 1

    def solve_into(
        path: Path, reading: str, worlds: int, plays: list[str], talking_free: bool
    ) -> tuple[RunFolder, dict]:
        numbers: dict[str, Number] = dict(adopt(scenario, reading_claims(scenario, reading)).numbers)
        if talking_free:
            numbers |= {path_: Fixed(0.0) for path_ in TALKING_FREE}
        about = about_run(scenario, plays, worlds, seed)
        with opened(path, scenario, about) as folder:
            drawn = chosen_worlds(scenario, folder, worlds, seed, tell, numbers or None)
            solve_ensemble(scenario, drawn, plays, folder, about, jobs=count, adopt=numbers or None, warn=tell)
        return folder, {world.index: world for world in drawn}

    return argue(scenario, study.folder, worlds_of(study), solve_into, budget=budget or Budget(), jobs=count, tell=tell)


def worlds_of(study: Study) -> dict[int, World]:
    """The worlds of a run under the open reading, by index."""
    indices = [int(k) for k in study.folder.worlds()["world"].values]
    drawn = draw_worlds(study.scenario, max(indices) + 1, study.findings.seed)
    return {k: drawn[k] for k in indices}
