"""Solving an ensemble: worlds side by side in threads, chunk after chunk into the run folder.

A world's result depends on the seed, its index and the scenario only, so the number of threads and the chunk size
never change a
result. An interruption writes the chunks that are complete and leaves a readable folder.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from offramp.ensemble import store
from offramp.ensemble.solve_world import WorldResult, solve_world
from offramp.scenario import Scenario, World

CHUNK = 16


@dataclass(frozen=True)
class Progress:
    """Where a run stands: worlds done of all, seconds so far and seconds left (estimated)."""

    done: int
    total: int
    elapsed: float
    left: float


def solve_ensemble(
    scenario: Scenario,
    worlds: Sequence[World],
    policies: Sequence[str],
    folder: store.RunFolder,
    about: dict,
    *,
    jobs: int,
    progress: Callable[[Progress], None] = lambda _: None,
    chunk_done: Callable[[int], None] = lambda _: None,
) -> None:
    """Solve every world under every policy into `folder`; `about` is what run.json says of the run.

    Raises KeyboardInterrupt after noting the interruption in run.json; everything up to the last full chunk is kept.
    """
    begun = time.monotonic()
    folder.write_design(worlds)
    folder.note(about | {"status": "running", "done": 0})
    chunks = [worlds[i : i + CHUNK] for i in range(0, len(worlds), CHUNK)]
    done = 0
    with ThreadPoolExecutor(jobs, thread_name_prefix="world") as pool:
        waiting = [[pool.submit(solve_world, scenario, world, policies) for world in chunk] for chunk in chunks]
        try:
            for number, futures in enumerate(waiting):
                results: list[WorldResult] = []
                for future in futures:
                    results.append(future.result())
                    elapsed = time.monotonic() - begun
                    count = done + len(results)
                    progress(Progress(count, len(worlds), elapsed, elapsed / count * (len(worlds) - count)))
                folder.write_chunk(number, results)
                done += len(results)
                about = _with_shapes(about, results)
                folder.note(about | {"status": "running", "done": done})
                futures.clear()
                chunk_done(done)
        except BaseException as error:
            _cancel(waiting)
            interrupted = isinstance(error, KeyboardInterrupt)
            folder.note(about | {"status": "interrupted" if interrupted else "failed", "done": done})
            raise
    folder.note(about | {"status": "complete", "done": done})


def _cancel(waiting: list[list[Future]]) -> None:
    for futures in waiting:
        for future in futures:
            future.cancel()


def _with_shapes(about: dict, results: Sequence[WorldResult]) -> dict:
    if "shapes" in about:
        return about
    for result in results:
        for found in result.policies.values():
            return about | {"shapes": store.shapes(found)}
    return about
