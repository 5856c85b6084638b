"""A process that solves while the server goes on serving, and the line of tabs before it.

A function is named by its place (`whatif.answer`) and takes plain arguments. Of each tab only the latest question is
answered: one that a newer question of the same tab overtakes in the line is given up. A process that died is started
again for the next question.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

from fastapi.concurrency import run_in_threadpool

from offramp.errors import OfframpError, RunFolderError

HOME = "offramp.web.solver"


class OvertakenError(OfframpError):
    """A newer question of the same tab came before this one was begun."""


class Process:
    """One process, started with the first question; asked from any thread, one question at a time."""

    def __init__(self, nice: int = 0) -> None:
        self.nice, self.lock, self.closed = nice, threading.Lock(), False
        self.child: Any = None
        self.pipe: Any = None

    def call(self, name: str, *arguments: object) -> Any:
        """The answer of function `name`. Raises what it raises, RunFolderError where the process dies."""
        with self.lock:
            pipe = self._pipe()
            try:
                pipe.send((name, arguments))
                good, answer = pipe.recv()
            except (EOFError, OSError) as error:
                self._end()
                raise RunFolderError("the solver ended unexpectedly; ask again") from error
        if good:
            return answer
        raise answer

    def close(self) -> None:
        """End the process, whatever it is doing, for good."""
        self.closed = True
        self._end()

    def _pipe(self) -> Any:
        if self.closed:
            raise RunFolderError("the workbench is being closed")
        if self.pipe is None or not self.child.is_alive():
            context = multiprocessing.get_context("spawn")
            self.pipe, theirs = context.Pipe()
            self.child = context.Process(target=_serve, args=(theirs, self.nice), daemon=True, name="solver")
            self.child.start()
            theirs.close()
        return self.pipe

    def _end(self) -> None:
        if self.child is not None:
            self.child.terminate()
        self.pipe = None


class Line:
    """Tabs that wait for one process, each with its latest question."""

    def __init__(self, nice: int = 0) -> None:
        self.process, self.newest = Process(nice), {}
        self.turn: asyncio.Lock | None = None

    async def ask(self, tab: str, name: str, *arguments: object) -> Any:
        """The answer, in turn. Raises OvertakenError, and what the function raises."""
        if self.turn is None:
            self.turn = asyncio.Lock()
        ticket = self.newest[tab] = object()
        try:
            async with self.turn:
                self.check(tab, ticket)
                return await run_in_threadpool(self.process.call, name, *arguments)
        finally:
            if self.newest.get(tab) is ticket:
                del self.newest[tab]

    def check(self, tab: str, ticket: object) -> None:
        """Raises OvertakenError where the tab has asked something newer."""
        if self.newest.get(tab) is not ticket:
            raise OvertakenError("a newer question came first")


class Solvers:
    """The quick process answers what a hand on a slider waits for, the patient one what may take seconds."""

    def __init__(self) -> None:
        self.quick, self.patient = Line(), Line(nice=10)

    def warm(self, path: str) -> None:
        """Have both begin to load and compile, in the background."""
        for line in (self.quick, self.patient):
            threading.Thread(target=_quietly, args=(line.process.call, "loaded.warm", path), daemon=True).start()

    def close(self) -> None:
        """End both."""
        self.quick.process.close()
        self.patient.process.close()


def _quietly(call: Callable[..., Any], *arguments: object) -> None:
    with suppress(Exception):
        call(*arguments)


def _serve(pipe: Any, nice: int) -> None:
    """What the process does: answer until the pipe ends."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the server, which ends this
    os.nice(nice)
    while True:
        try:
            name, arguments = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            module, function = name.split(".")
            answer = (True, getattr(import_module(f"{HOME}.{module}"), function)(*arguments))
        except Exception as error:  # noqa: BLE001  every error goes back to who asked
            known = isinstance(error, OfframpError)
            answer = (False, error if known else RunFolderError(f"{type(error).__name__}: {error}"))
        with suppress(OSError):  # who asked may be gone
            pipe.send(answer)
