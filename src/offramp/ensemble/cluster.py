"""Solving on a cluster: dask.distributed hands out chunks, and its workers write them into the shared run folder.

Needs ``pip install 'offramp[cluster]'``. A worker imports the solver from the offramp installed with it, reads the
scenario from the text it is sent, solves the worlds of one chunk and writes the chunk's file itself; only "done" comes
back. A worker that dies takes its chunk in work with it, which the scheduler gives to another: should both write, they
write the same bytes. Files that arrive are checked here like those of an earlier run.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from offramp.ensemble import chunks
from offramp.ensemble.chunks import Chunk
from offramp.ensemble.identity import content, solver_code
from offramp.ensemble.remembering import FILE, at_horizon
from offramp.ensemble.run import Solver, Work, threads
from offramp.ensemble.solve_world import solve_world
from offramp.ensemble.store import RunFolder
from offramp.errors import OfframpError, RunFolderError
from offramp.scenario import Scenario, World, loads
from offramp.scenario.drawing import Uniforms
from offramp.scenario.numbers import AnyNumber

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

LOCAL = "local"
PATIENCE = 60  # seconds to wait for a scheduler, its first worker, and one that takes over from the last
PAUSE = 5  # seconds between looks at whether workers are left


class ClusterError(OfframpError):
    """A cluster that cannot be reached, lost its workers, or does not share the folder or the version."""


@dataclass(frozen=True)
class Order:
    """One chunk to solve, as it travels to a worker: the scenario as text, the numbers adopted, the worlds as drawn."""

    folder: str
    text: str
    about: dict[str, Any]
    adopt: dict[str, AnyNumber]
    policies: tuple[str, ...]
    number: int
    key: str
    draws: tuple[tuple[int, dict[str, float]], ...]


def solve_order(order: Order) -> str:
    """Solve a chunk and write its file; runs on a worker. Returns the worker's machine.

    Raises ClusterError where the worker could only give other numbers, RunFolderError where it cannot write.
    """
    host, folder = socket.gethostname(), Path(order.folder)
    if solver_code() != order.about["code"]:
        raise ClusterError(f"the worker on {host} has another version of offramp; install the same everywhere")
    if not (folder / "run.json").is_file():
        raise ClusterError(f"the worker on {host} does not see {folder}: all workers must share the run folder")
    scenario = _scenario(order.text, order.about["horizon"], order.about["run_out"])
    graph = scenario.graph.adopting(order.adopt) if order.adopt else scenario.graph
    uniform = Uniforms(order.about["seed"])
    worlds = [World(index, draws, graph, uniform) for index, draws in order.draws]
    results = [solve_world(scenario, world, order.policies, lean=bool(order.about.get("lean"))) for world in worlds]
    RunFolder(folder).write_chunk(Chunk(order.number, worlds, order.key), results)
    return host


@lru_cache(maxsize=4)
def _scenario(text: str, horizon: int, run_out: int) -> Scenario:
    return at_horizon(loads(text), horizon, run_out)


@dataclass(frozen=True)
class Cluster:
    """A solver (see `offramp.ensemble.run.Solver`) on the workers of a connected client.

    `local` is the cluster where it is our own, with `workers` of them.
    """

    client: Client
    local: LocalCluster | None = None
    workers: int = 0

    def __call__(self, work: Work, todo: Sequence[Chunk], tick: Callable[[int], None]) -> Iterator[Chunk]:
        """Solve `todo`, two chunks a thread under way at a time; yields them as they arrive."""
        text, rest = _text(work), iter(todo)
        sent: dict[Future, Chunk] = {}
        try:
            while True:
                for chunk in islice(rest, max(0, max(1, 2 * self._threads()) - len(sent))):
                    sent[self.client.submit(solve_order, _order(work, text, chunk), pure=False)] = chunk
                if not sent:
                    return
                for future in self._arrived(sent):
                    chunk = sent.pop(future)
                    _check(work, chunk, _host(future))
                    tick(len(chunk.worlds))
                    yield chunk
        finally:
            self.client.cancel(list(sent))

    def _arrived(self, sent: dict[Future, Chunk]) -> list[Future]:
        """Those that are over, at least one. Raises ClusterError where no worker is left and none comes."""
        from distributed import wait

        alone = 0.0
        while True:
            try:
                wait(list(sent), timeout=PAUSE, return_when="FIRST_COMPLETED")
            except TimeoutError:
                alone = 0.0 if self._threads() else alone + PAUSE
                if self.local is not None:
                    self.local.scale(self.workers)  # dask gives a local worker up that was long in coming back
                if alone >= PATIENCE:
                    message = "the cluster has no workers left; every finished chunk is kept: resume the run"
                    raise ClusterError(message) from None
            if over := [future for future in sent if future.done()]:
                return over

    def _threads(self) -> int:
        found: Any = self.client.nthreads()
        return sum(found.values())


@contextmanager
def connected(address: str, jobs: int) -> Iterator[Cluster]:
    """A cluster's solver, while connected.

    Args:
        address: of a scheduler (``tcp://host:8786``), or ``local`` for workers on this machine.
        jobs: workers, where they are local.

    Raises:
        ClusterError: the extra is not installed, nobody answers, or no worker is there.
    """
    with ExitStack() as stack:
        try:
            cluster = _connect(address, jobs, stack)
        except ImportError as error:
            raise ClusterError("--cluster needs dask.distributed: pip install 'offramp[cluster]'") from error
        except (TimeoutError, OSError, ValueError) as error:
            raise ClusterError(f"no cluster answers at {address}: {error}") from error
        yield cluster


def solving(cluster: str | None, jobs: int) -> AbstractContextManager[Solver]:
    """Who solves: the cluster at this address, or so many threads. Raises ClusterError."""
    return connected(cluster, jobs) if cluster else threads(jobs)


def _connect(address: str, jobs: int, stack: ExitStack) -> Cluster:
    from distributed import Client, LocalCluster

    for name in ("distributed", "tornado.application", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # a worker's death is ours to report
    if address == LOCAL:
        own = LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            memory_limit=0,
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        )
        return Cluster(stack.enter_context(Client(stack.enter_context(own))), own, jobs)
    client = stack.enter_context(Client(address, timeout=PATIENCE))
    client.wait_for_workers(1, timeout=PATIENCE)
    return Cluster(client)


def _text(work: Work) -> str:
    """The scenario as workers will read it. Raises ClusterError where that is not the one that is meant."""
    text = (work.folder.path / FILE).read_text(encoding="utf-8")
    if content(_scenario(text, work.scenario.horizon, work.scenario.run_out)) != content(work.scenario):
        raise ClusterError("a scenario that was changed in memory cannot be sent to a cluster: save it to a file first")
    return text


def _order(work: Work, text: str, chunk: Chunk) -> Order:
    about = {name: work.about.get(name) for name in chunks.DECIDES}
    draws = tuple((world.index, world.draws) for world in chunk.worlds)
    folder = str(work.folder.path.resolve())
    return Order(folder, text, about, dict(work.adopt), tuple(work.policies), chunk.number, chunk.key, draws)


def _host(future: Future) -> str:
    """Where a chunk was solved; a worker's error is raised here."""
    from distributed import KilledWorker
    from distributed.client import FuturesCancelledError

    try:
        return future.result()
    except KilledWorker as error:
        raise ClusterError(f"{error}; every finished chunk is kept: resume the run") from error
    except FuturesCancelledError as error:
        raise ClusterError("the cluster's scheduler was lost; every finished chunk is kept: resume the run") from error


def _check(work: Work, chunk: Chunk, host: str) -> None:
    """Raises RunFolderError where the file a worker says it wrote is not here or not what it should be."""
    path = chunks.path_of(work.folder.path, chunk.number)
    if not path.is_file():
        raise RunFolderError(f"the worker on {host} wrote {path.name} elsewhere: {path.parent} is not shared")
    if not chunks.fits(path, chunk):
        raise RunFolderError(f"what the worker on {host} wrote into {path} is damaged or not what was asked for")
