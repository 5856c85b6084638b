"""The queue: orders are taken one after the other, oldest first; what waits stands in the run folders, not in memory.

A thread of the server starts a worker process for each. Ending the server ends the worker, which leaves a run that can
be resumed; a server that was killed leaves its worker at work, and the next server waits for it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from offramp.ensemble.lock import holder
from offramp.ensemble.writing import write_whole
from offramp.errors import OfframpError, RunFolderError
from offramp.web.jobs.order import Order, order_in
from offramp.web.jobs.watching import look, worker_of
from offramp.web.jobs.worker import NOTES
from offramp.web.places import Places

PAUSE = 0.5  # seconds between looks for orders of other servers
PATIENCE = 20  # seconds a worker has to end


class Queue:
    """Serves the orders of one folder of runs."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.wake, self.over = threading.Event(), threading.Event()
        self.at_work: tuple[Path, subprocess.Popen[bytes]] | None = None
        self.lock = threading.Lock()
        self.thread = threading.Thread(target=self._serve, name="queue", daemon=True)

    def start(self) -> None:
        """Begin to serve."""
        self.thread.start()

    def close(self) -> None:
        """Serve no more; a worker is asked to end and given some time."""
        self.over.set()
        self.wake.set()
        with self.lock:
            at_work = self.at_work
        if at_work is not None:
            at_work[1].terminate()
            with suppress(subprocess.TimeoutExpired):
                at_work[1].wait(PATIENCE)
        self.thread.join(PATIENCE)

    def waiting(self) -> list[Path]:
        """Folders of orders that wait, the next one first."""
        found: list[tuple[float, Path]] = []
        for folder in self.places.run_folders():
            with suppress(OfframpError):
                order = order_in(folder)
                if order is not None and order.state == "queued":
                    found.append((order.asked, folder))
        return [folder for _, folder in sorted(found)]

    def stop(self, folder: Path) -> None:
        """Stop a run, whoever works on it here; one that waits leaves the queue. Raises RunFolderError."""
        order = order_in(folder)
        if order is not None and order.state == "queued":
            order.now("stopped").keep(folder)
            return
        writer = holder(folder)
        if writer is not None and writer.elsewhere:
            raise RunFolderError(
                f"process {writer.pid} on {writer.host} works on this run: it can be stopped there only"
            )
        pid = writer.pid if writer is not None else worker_of(folder)
        if pid is None:
            raise RunFolderError("nobody works on this run")
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)

    def resume(self, folder: Path) -> None:
        """Queue a stopped run again, also one of the command line. Raises RunFolderError."""
        view = look(folder)
        if not view.can_resume:
            raise RunFolderError(f"this run is {view.words} and cannot be resumed now")
        order = order_in(folder) or Order(war=view.war, worlds=view.worlds)
        (folder / NOTES).unlink(missing_ok=True)
        order.now("queued").keep(folder)
        self.wake.set()

    def _serve(self) -> None:
        while not self.over.is_set():
            waiting = self.waiting()
            if waiting and not self._busy():
                self._take(waiting[0])
                continue
            self.wake.wait(PAUSE)
            self.wake.clear()

    def _busy(self) -> bool:
        """Whether the worker of an earlier server is still at work."""
        return any(worker_of(folder) is not None for folder in self.places.run_folders())

    def _take(self, folder: Path) -> None:
        order = order_in(folder)
        if order is None:
            return
        command = [sys.executable, "-m", "offramp.web.jobs.worker", str(folder)]
        with (folder / "worker.log").open("ab") as log, self.lock:
            process = subprocess.Popen(  # noqa: S603  our own worker on a checked folder
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
            self.at_work = (folder, process)
            write_whole(folder / "worker", str(process.pid).encode())
            order.now("taken").keep(folder)
        process.wait()
        with self.lock:
            self.at_work = None
        with suppress(OSError):
            (folder / "worker").unlink()
