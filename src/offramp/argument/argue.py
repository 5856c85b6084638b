"""The argument as a whole: every conclusion under every reading, the obstacles, the timing, what talking would teach.

What is solved, with the default budget: every conclusion's plays under each reading; later starts under the open
reading; talks as if they cost nothing under the open reading; all sets of obstacles under the open reading and the
baseline. Worlds of the open reading are those of the run itself, so that nothing is weighed or solved twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Event
from typing import TypeVar

import numpy as np

from offramp.argument import claims, conclusions, obstacles, put_in, record_favours, stances, talking, timing, trusting
from offramp.argument.budget import Budget
from offramp.argument.flips import Flip, flips
from offramp.argument.keeping import Kept
from offramp.argument.readings import adopt, reading_claims
from offramp.argument.results import Results
from offramp.argument.whole import Argument, Job, ReadingRun, Run, Solve, TalkingFree
from offramp.calibration.weights import weigh_worlds
from offramp.ensemble.sensitivity import SobolIndex
from offramp.ensemble.store import RunFolder
from offramp.scenario import Scenario, World
from offramp.scenario.argued import OPEN

__all__ = ["Argument", "Job", "ReadingRun", "Run", "Solve", "TalkingFree", "argue"]

Found = TypeVar("Found")

PARTS = {"record": "log_likelihood", "no deal": "log_alive", "front": "log_front", "rungs": "log_rungs"}


def argue(
    scenario: Scenario,
    run: Run,
    solve: Solve,
    *,
    budget: Budget,
    jobs: int,
    tell: Callable[[str], None],
    tick: Callable[[int, int], None] = lambda _done, _all: None,
) -> Argument:
    """Test the scenario's argument, beginning with the open reading's results that lie in the run's folder."""
    readings = _readings(scenario, run, solve, budget, tell)
    opened = readings[OPEN]
    verdicts = {
        key: {name: conclusions.verdict(scenario, c, one.results, one.worlds) for name, one in readings.items()}
        for key, c in scenario.conclusions.items()
    }
    at_open = {key: by[OPEN] for key, by in verdicts.items()}
    decided = partial(flips, scenario, at_open, run.folder.design(), rules=budget.rules, jobs=jobs)
    with beside(decided) as deciding:  # tables and trees, while the kernels solve
        free = _talking_free(scenario, opened, solve, budget, tell)
        lifted = _obstacles(scenario, run, budget, jobs, tell, tick)
        tell("what decides each conclusion")
        flipped = deciding.result()
    timed = [timing.timing(scenario, policy, opened.results) for policy in timing.timed_policies(scenario)]
    return Argument(
        scenario=scenario,
        readings=readings,
        verdicts=verdicts,
        talking_free=free,
        obstacles=lifted,
        timing=[t for t in timed if t is not None],
        lessons=_lessons(scenario, run.folder, lifted),
        favours=_favours(readings),
        flips=flipped,
        following=claims.following(scenario, at_open, opened.worlds),
        stances=stances.stances(scenario, {name: one.results for name, one in readings.items()}),
        put_in=put_in.put_in(scenario, opened.results, opened.worlds, jobs),
        sobol=_sobol(scenario, run, flipped, budget, jobs, tell, tick),
        budget=budget,
        headlines=trusting.trusting(at_open, lifted, int(run.folder.about["seed"])),
    )


@contextmanager
def beside(work: Callable[[Event], Found]) -> Iterator[Future[Found]]:
    """Do some work in a thread of its own; it is told to stop where what goes on beside it fails or is interrupted."""
    stop = Event()
    with ThreadPoolExecutor(1, thread_name_prefix="beside") as pool:
        try:
            yield pool.submit(work, stop)
        except BaseException:
            stop.set()
            raise


def _obstacles(
    scenario: Scenario,
    run: Run,
    budget: Budget,
    jobs: int,
    tell: Callable[[str], None],
    tick: Callable[[int, int], None],
) -> obstacles.ObstacleFindings | None:
    """Obstacles under the baseline, in some worlds of the run."""
    worlds, log_keep = run.pick(budget.obstacles)
    if not scenario.packages or not worlds or scenario.start_in is not None:
        return None  # where a war begins in peace there is none that a settlement could end
    tell(f"lifting obstacles in {len(worlds)} worlds")
    return obstacles.obstacles(
        scenario,
        worlds,
        scenario.baseline,
        log_keep=log_keep,
        histories=run.chosen.histories,
        jobs=jobs,
        kept=Kept(run.folder.path / "obstacles", run.key),
        tell=tick,
    )


def _lessons(scenario: Scenario, folder: RunFolder, lifted: obstacles.ObstacleFindings | None) -> list[talking.Lesson]:
    """What months of talks without a deal would teach, by policy that opens the channel."""
    found = folder.worlds()
    weights = weigh_worlds(found["log_weight"].values)
    design = folder.design().sel(world=found["world"].values)
    talks = [policy for policy in talking_policies(scenario) if policy in folder.about["policies"]]
    return [lesson for p in talks for lesson in talking.lessons(scenario, p, folder, design, weights, lifted)]


def _sobol(
    scenario: Scenario,
    run: Run,
    flipped: dict[str, Flip],
    budget: Budget,
    jobs: int,
    tell: Callable[[str], None],
    tick: Callable[[int, int], None],
) -> dict[str, list[SobolIndex]]:
    """Sobol' indices of every conclusion's difference to the quantities that decide most, where there is a budget."""
    from offramp.argument.shares_of_variance import shares_of_variance

    if not budget.sobol or not flipped:
        return {}
    tell(f"Sobol' indices from {budget.points} worlds")
    kept = Kept(run.folder.path / "sobol", run.key)
    return shares_of_variance(scenario, flipped, base=budget.sobol, jobs=jobs, kept=kept, tell=tick)


def talking_policies(scenario: Scenario) -> list[str]:
    """Policies that open the channel: those that change either side's willingness to talk."""
    return [
        name
        for name, policy in scenario.policies.items()
        if any(change.path.startswith("channel") for change in policy.changes)
    ]


def about_talks(scenario: Scenario, key: str) -> bool:
    """Whether a conclusion speaks of a policy that opens the channel."""
    return any(term.policy in talking_policies(scenario) for term in scenario.conclusions[key].terms)


def _readings(
    scenario: Scenario, run: Run, solve: Solve, budget: Budget, tell: Callable[[str], None]
) -> dict[str, ReadingRun]:
    """Results of every reading: the open one from the main run and its later starts, the others solved here."""
    had = run.folder.about["policies"]
    needed = conclusions.plays_needed(scenario)
    timed = [p for policy in timing.timed_policies(scenario) for p in timing.plays_needed(scenario, [policy])]
    later = [play for play in dict.fromkeys([*needed, *timed]) if play not in had]
    folders = [run.folder]
    if later:
        tell(f"later starts and switches in {budget.later} worlds")
        folders.append(solve(Job("later", OPEN, budget.later, later))[0])
    out = {OPEN: _run(scenario, OPEN, run.chosen.by_index, Results(folders))}
    asked = needed if budget.later_by_reading else [play for play in needed if play in had]
    for name in scenario.readings:
        if reading_claims(scenario, name) and asked:
            tell(f"reading {name}, in {budget.reading} worlds")
            own, drawn = solve(Job(f"readings/{name}", name, budget.reading, asked, screened=True, lean=True))
            out[name] = _run(scenario, name, drawn, Results([own]))
    return out


def _run(scenario: Scenario, name: str, worlds: dict[int, World], results: Results) -> ReadingRun:
    claims = reading_claims(scenario, name)
    label = scenario.readings[name].label if name in scenario.readings else "Open"
    index = results.folders[0].worlds()["world"].values
    effective = results.weights(index).effective
    return ReadingRun(name, label or name, claims, adopt(scenario, claims), worlds, results, effective)


def _talking_free(
    scenario: Scenario, opened: ReadingRun, solve: Solve, budget: Budget, tell: Callable[[str], None]
) -> dict[str, TalkingFree]:
    """Verdicts on the conclusions about talks with talking that costs nothing, and as it is in the same worlds."""
    chosen = {key: c for key, c in scenario.conclusions.items() if about_talks(scenario, key)}
    asked = [play for play in conclusions.plays_needed(scenario, chosen) if opened.results.has(play)]
    if not asked:
        return {}
    tell(f"talks that cost nothing, in {budget.talking_free} worlds")
    folder, worlds = solve(Job("talking-free", OPEN, budget.talking_free, asked, talking_free=True, lean=True))
    results, out = Results([folder]), {}
    for key, one in chosen.items():
        free = conclusions.verdict(scenario, one, results, worlds)
        as_it_is = free and conclusions.verdict(scenario, one, opened.results, opened.worlds, among=free.worlds)
        if free and as_it_is:
            out[key] = TalkingFree(free, as_it_is)
    return out


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
