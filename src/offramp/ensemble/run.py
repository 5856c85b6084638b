"""Solving an ensemble chunk after chunk into the run folder, in threads here or on a cluster, from wherever it stands.

A world's result depends on the seed, its index and the scenario only, so neither the number of threads, nor the chunk
size, nor what was solved before an interruption changes a result. What is done is what the chunks say, never what
run.json says: a kill at any moment loses the worlds in work and nothing else.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol

from offramp.ensemble import chunks
from offramp.ensemble.chunks import CHUNK, Chunk
from offramp.ensemble.damage import DESIGN, wrong_with_design
from offramp.ensemble.identity import adopted
from offramp.ensemble.solve_world import WorldResult, solve_world
from offramp.ensemble.store import RunFolder
from offramp.ensemble.writing import set_aside
from offramp.errors import RunFolderError
from offramp.game.history import History
from offramp.scenario import Scenario, World
from offramp.scenario.numbers import AnyNumber

__all__ = ["CHUNK", "Progress", "Solver", "Threads", "Work", "solve_ensemble", "threads"]

#: Seconds after which a thread that works in the interpreter hands it over to one that waits. With Python's own 0.005 whoever comes
#: back from a kernel waits long, and a run takes a twentieth longer.
TURN = 1e-4


@dataclass(frozen=True)
class Progress:
    """Where a run stands: worlds done of all, seconds so far and seconds left (estimated)."""

    done: int
    total: int
    elapsed: float
    left: float


@dataclass(frozen=True)
class Work:
    """What is solved, and the folder that the chunks go into.

    `about` is what run.json says of it; `adopt` what the worlds were drawn with besides the scenario's own numbers;
    `histories` by world what screening has solved already, which a solver may use; `lean` whether parts of
    the results are left out (see `solve_world`).
    """

    scenario: Scenario
    policies: Sequence[str]
    folder: RunFolder
    about: dict[str, Any]
    adopt: Mapping[str, AnyNumber] = field(default_factory=dict)
    histories: Mapping[int, History] = field(default_factory=dict)
    lean: bool = False


class Solver(Protocol):
    """Solves chunks somewhere and yields each as soon as its file is written; ticks as worlds finish."""

    def __call__(self, work: Work, todo: Sequence[Chunk], tick: Callable[[int], None]) -> Iterator[Chunk]:
        """Solve `todo`. Raises RunFolderError where a chunk cannot be written."""
        ...


@dataclass(frozen=True)
class Threads:
    """Worlds side by side in the threads of this process; the kernels run without the interpreter's lock."""

    jobs: int

    def __call__(self, work: Work, todo: Sequence[Chunk], tick: Callable[[int], None]) -> Iterator[Chunk]:
        """Solve `todo` in order; at most two worlds a thread are begun ahead of the one waited for."""
        pool = ThreadPoolExecutor(self.jobs, thread_name_prefix="world")
        try:
            results = _in_order(pool, work, (world for chunk in todo for world in chunk.worlds), 2 * self.jobs)
            for chunk in todo:
                found: list[WorldResult] = []
                for result in islice(results, len(chunk.worlds)):
                    found.append(result)
                    tick(1)
                work.folder.write_chunk(chunk, found)
                yield chunk
        finally:
            pool.shutdown(cancel_futures=True)


@contextmanager
def threads(jobs: int) -> Iterator[Threads]:
    """So many threads, which as long as this lasts hand the interpreter over to each other after `TURN`."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield Threads(jobs)
    finally:
        sys.setswitchinterval(before)


def solve_ensemble(
    scenario: Scenario,
    worlds: Sequence[World],
    policies: Sequence[str],
    folder: RunFolder,
    about: dict[str, Any],
    *,
    jobs: int = 1,
    solver: Solver | None = None,
    adopt: Mapping[str, AnyNumber] | None = None,
    histories: Mapping[int, History] | None = None,
    lean: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
    chunk_done: Callable[[int, RunFolder], None] = lambda *_: None,
    warn: Callable[[str], None] = lambda _: None,
    last: bool = True,
) -> None:
    """Solve under every policy the worlds that `folder` does not hold yet.

    Args:
        scenario: the war.
        worlds: all worlds of the run, solved already or not.
        policies: names of what is played.
        folder: where the chunks go; chunks that fit are kept, others are set aside.
        about: what run.json says of the run (see `offramp.study.about_run`).
        jobs: threads, where `solver` is left out.
        solver: who solves; default `Threads(jobs)`.
        adopt: path -> number that the worlds were drawn with in the place of the scenario's.
        histories: world -> its history, where screening has solved it.
        lean: leave out what only deals today and first settlements need.
        progress: called as worlds finish.
        chunk_done: called after every chunk with the worlds done and the folder as it then stands.
        warn: called with a line on each chunk that could not be used.
        last: whether the run is complete with these worlds.

    Raises:
        KeyboardInterrupt, RunFolderError: run.json says so where it still can be written, and every full chunk is kept.
    """
    about = about | ({"adopted": adopted(adopt)} if adopt else {}) | ({"lean": True} if lean else {})
    work = Work(scenario, policies, folder, about, adopt or {}, histories or {}, lean)
    _solve_the_rest(work, worlds, solver or Threads(jobs), progress, chunk_done, warn, last=last)


def _solve_the_rest(
    work: Work,
    worlds: Sequence[World],
    solver: Solver,
    progress: Callable[[Progress], None],
    chunk_done: Callable[[int, RunFolder], None],
    warn: Callable[[str], None],
    *,
    last: bool,
) -> None:
    """Solve what the folder lacks, chunk by chunk, and keep run.json up to date; arguments as for `solve_ensemble`."""
    folder, about = work.folder, work.about
    planned = chunks.plan(about, worlds)
    good = {chunk.number: chunk for chunk in _take_stock(folder, about, planned, warn)}
    if wrong := wrong_with_design(folder.path, sum(len(chunk.worlds) for chunk in good.values())):
        warn(f"{folder.path / DESIGN} {wrong}; written anew")
    folder.write_design(worlds)
    todo = [chunk for chunk in planned if chunk.number not in good]
    clock = _Clock(len(worlds), sum(len(chunk.worlds) for chunk in good.values()), about.get("spent", 0.0), progress)
    folder.note(about | clock.note("running"))
    solving = solver(work, todo, clock.tick)
    try:
        with closing(solving):  # type: ignore[type-var]  # a generator
            for chunk in solving:
                good[chunk.number] = chunk
                clock.kept += len(chunk.worlds)
                folder.note(about | clock.note("running"))
                chunk_done(clock.kept, folder.looking_at(good))
    except BaseException as error:
        # whoever reads what is printed may have had enough of it, as whoever presses Ctrl-C
        state = "interrupted" if isinstance(error, (KeyboardInterrupt, BrokenPipeError)) else "failed"
        with suppress(RunFolderError):  # the disk may be full: the chunks say what is done
            folder.note(about | clock.note(state) | ({"reason": str(error)} if state == "failed" else {}))
        raise
    folder.note(about | clock.note("complete" if last else "running"))


def _take_stock(
    folder: RunFolder, about: dict[str, Any], planned: Sequence[Chunk], warn: Callable[[str], None]
) -> list[Chunk]:
    """The chunks that are there already; files that cannot be used are renamed, and said."""
    try:
        found = chunks.survey(folder.path, about, planned)
        for path, reason in found.bad.items():
            aside = set_aside(path)
            warn(f"{path} {reason}; kept as {aside.name}, its worlds are solved again")
    except OSError as error:
        raise RunFolderError(f"cannot read the chunks of {folder.path}: {error.strerror or error}") from error
    return found.good


class _Clock:
    """Counts worlds and seconds of one session; the machine's date may jump, this does not."""

    def __init__(self, total: int, kept: int, before: float, progress: Callable[[Progress], None]) -> None:
        self.total, self.kept, self.before, self.progress = total, kept, before, progress
        self.found, self.solved, self.begun = kept, 0, time.monotonic()

    @property
    def spent(self) -> float:
        """Seconds over all sessions."""
        return self.before + time.monotonic() - self.begun

    def tick(self, worlds: int) -> None:
        """Count worlds as solved."""
        self.solved += worlds
        done = self.found + self.solved
        elapsed = time.monotonic() - self.begun
        self.progress(Progress(done, self.total, elapsed, elapsed / self.solved * (self.total - done)))

    def note(self, status: str) -> dict[str, Any]:
        """What run.json says of the way so far."""
        pace = (time.monotonic() - self.begun) / self.solved if self.solved else None
        return {
            "status": status,
            "done": self.kept,
            "spent": round(self.spent, 3),
            "pace": None if pace is None else round(pace, 6),
            "noted": time.time(),
        }


def _in_order(pool: ThreadPoolExecutor, work: Work, worlds: Iterable[World], ahead: int) -> Iterator[WorldResult]:
    """Results in the order of `worlds`, with `ahead` of them begun before they are asked for."""
    waiting: deque[Future[WorldResult]] = deque()
    for world in worlds:
        known = work.histories.get(world.index)
        waiting.append(pool.submit(solve_world, work.scenario, world, work.policies, known, lean=work.lean))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()
