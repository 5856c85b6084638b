"""The argument as a whole: every conclusion under every reading, the obstacles, the timing, what talking would teach.

What is solved, with the default budget: every conclusion's plays under each reading; later starts under the open
reading; talks as
if they cost nothing under the open reading; all sets of obstacles under the open reading and the baseline.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from offramp.argument import conclusions, obstacles, record_favours, talking, timing
from offramp.argument.readings import OPEN, Adopted, adopt, reading_claims
from offramp.argument.results import Results
from offramp.calibration.weights import weigh_worlds
from offramp.ensemble.store import RunFolder
from offramp.scenario import Scenario, World
from offramp.scenario.argued import Term

PARTS = {"record": "log_likelihood", "no deal": "log_alive", "front": "log_front", "rungs": "log_rungs"}


@dataclass(frozen=True)
class Budget:
    """How many worlds each part gets."""

    reading: int = 128
    obstacles: int = 48
    later: int = 64
    talking_free: int = 64


@dataclass(frozen=True)
class ReadingRun:
    """One reading's results: its claims, what they move, its worlds by index, where they lie."""

    name: str
    label: str
    claims: list[str]
    adopted: Adopted
    worlds: dict[int, World]
    results: Results
    effective: float


@dataclass(frozen=True)
class Argument:
    """What the argument comes to.

    Attributes:
        readings: by name, the open one first.
        verdicts: conclusion -> reading -> Verdict (None where it was not run).
        talking_free: conclusion about talks -> Verdict under the open reading if talking cost nothing.
        obstacles: None where no world could be used; timing, lessons: by policy; favours: which reading the record
            favours.
    """

    scenario: Scenario
    readings: dict[str, ReadingRun]
    verdicts: dict[str, dict[str, conclusions.Verdict | None]]
    talking_free: dict[str, conclusions.Verdict]
    obstacles: obstacles.ObstacleFindings | None
    timing: list[timing.Timing]
    lessons: list[talking.Lesson]
    favours: list[record_favours.Favour]


#: Solves plays in the worlds of a reading into a folder:
#: (folder, reading, worlds, plays, talking_free) -> (folder, worlds by index).
SolveInto = Callable[[Path, str, int, list[str], bool], tuple[RunFolder, dict[int, World]]]


def argue(
    scenario: Scenario,
    folder: RunFolder,
    worlds: dict[int, World],
    solve_into: SolveInto,
    *,
    budget: Budget,
    jobs: int,
    tell: Callable[[str], None],
) -> Argument:
    """Test the scenario's argument, beginning with the open reading's results that lie in `folder`."""
    readings = _readings(scenario, folder, worlds, solve_into, budget, tell)
    opened = readings[OPEN]
    verdicts = {
        key: {name: conclusions.verdict(scenario, c, run.results, run.worlds) for name, run in readings.items()}
        for key, c in scenario.conclusions.items()
    }
    free = _talking_free(scenario, folder.path, solve_into, budget, tell)
    tell(f"lifting obstacles in {min(budget.obstacles, len(worlds))} worlds")
    some = [worlds[k] for k in sorted(worlds)[: budget.obstacles]]
    kept = folder.log_keep([world.index for world in some])
    lifted = obstacles.obstacles(scenario, some, scenario.baseline, log_keep=kept, jobs=jobs)
    timed = [timing.timing(scenario, policy, opened.results) for policy in timing.timed_policies(scenario)]
    weights = weigh_worlds(folder.worlds()["log_weight"].values)
    index = folder.worlds()["world"].values
    design = folder.design().sel(world=index)
    talks = [p for p in talking_policies(scenario) if p in folder.about["policies"]]
    return Argument(
        scenario=scenario,
        readings=readings,
        verdicts=verdicts,
        talking_free=free,
        obstacles=lifted,
        timing=[t for t in timed if t is not None],
        lessons=[lesson for p in talks for lesson in talking.lessons(scenario, p, folder, design, weights)],
        favours=_favours(readings),
    )


def talking_policies(scenario: Scenario) -> list[str]:
    """Policies that open the channel: those that change either side's willingness to talk."""
    return [
        name
        for name, policy in scenario.policies.items()
        if any(change.path.startswith("channel") for change in policy.changes)
    ]


def about_talks(scenario: Scenario, key: str) -> bool:
    """Whether a conclusion speaks of a policy that opens the channel."""
    conclusion = scenario.conclusions[key]
    terms = [side for side in (conclusion.left, conclusion.right) if isinstance(side, Term)]
    return any(term.policy in talking_policies(scenario) for term in terms)


def _readings(
    scenario: Scenario,
    folder: RunFolder,
    worlds: dict[int, World],
    solve_into: SolveInto,
    budget: Budget,
    tell: Callable[[str], None],
) -> dict[str, ReadingRun]:
    """Results of every reading: the open one from the main run and its later starts, the others solved here."""
    needed = conclusions.plays_needed(scenario.conclusions)
    later = [play for play in needed if play not in folder.about["policies"]]
    for policy in timing.timed_policies(scenario):
        later += [p for p in timing.plays_needed(scenario, [policy]) if p not in folder.about["policies"]]
    later = list(dict.fromkeys(later))
    folders = [folder]
    if later:
        tell(f"later starts and switches in {budget.later} worlds")
        folders.append(solve_into(folder.path / "later", OPEN, budget.later, later, False)[0])
    out = {OPEN: _run(scenario, OPEN, worlds, Results(folders))}
    at_once = [play for play in needed if play in folder.about["policies"]]
    for name in scenario.readings:
        if reading_claims(scenario, name) and at_once:
            tell(f"reading {name}")
            own, drawn = solve_into(folder.path / "readings" / name, name, budget.reading, at_once, False)
            out[name] = _run(scenario, name, drawn, Results([own]))
    return out


def _run(scenario: Scenario, name: str, worlds: dict[int, World], results: Results) -> ReadingRun:
    claims = reading_claims(scenario, name)
    label = scenario.readings[name].label if name in scenario.readings else "Open"
    index = results.folders[0].worlds()["world"].values
    effective = results.weights(index).effective
    return ReadingRun(name, label or name, claims, adopt(scenario, claims), worlds, results, effective)


def _talking_free(
    scenario: Scenario, path: Path, solve_into: SolveInto, budget: Budget, tell: Callable[[str], None]
) -> dict[str, conclusions.Verdict]:
    """Verdicts on the conclusions about talks, in the open reading's worlds with talking that costs nothing."""
    chosen = {key: c for key, c in scenario.conclusions.items() if about_talks(scenario, key)}
    at_once = [play for play in conclusions.plays_needed(chosen) if play in scenario.policies]
    if not at_once:
        return {}
    tell(f"talks that cost nothing, in {budget.talking_free} worlds")
    folder, worlds = solve_into(path / "talking-free", OPEN, budget.talking_free, at_once, True)
    results = Results([folder])
    found = {key: conclusions.verdict(scenario, c, results, worlds) for key, c in chosen.items()}
    return {key: verdict for key, verdict in found.items() if verdict is not None}


def _favours(readings: dict[str, ReadingRun]) -> list[record_favours.Favour]:
    """Bayes factors of every reading over the open one, from all candidates that were weighed."""
    if len(readings) < 2:
        return []
    tables = {name: run.results.folders[0].candidates() for name, run in readings.items()}
    if any(table is None for table in tables.values()):
        return []
    size = min(table.sizes["world"] for table in tables.values() if table is not None)
    parts = {
        part: {name: np.asarray(table[column].values[:size]) for name, table in tables.items() if table is not None}
        for part, column in PARTS.items()
    }
    varied = {part: by for part, by in parts.items() if any(np.ptp(v[np.isfinite(v)]) > 0 for v in by.values())}
    return record_favours.favours(varied, OPEN)
