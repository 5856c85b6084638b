"""A process that solves while the server goes on serving, and the line of tabs before it.

A function is named by its place (`whatif.answer`) and takes plain arguments. Of each tab only the latest question is
answered: one that a newer question of the same tab overtakes is given up, in the line or between two games that it
solves. A process that died is started again for the next question.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

from fastapi.concurrency import run_in_threadpool

from offramp.errors import OfframpError, RunFolderError

HOME = "offramp.web.solver"
_overtaken: Any = None  # in a solving process: set once nobody waits for the answer any more


class OvertakenError(OfframpError):
    """A newer question of the same tab came before this one was begun."""


def check_overtaken() -> None:
    """Raises OvertakenError where the question that is being answered has been overtaken."""
    if _overtaken is not None and _overtaken.is_set():
        raise OvertakenError("a newer question came first")


class Process:
    """One process, started with the first question; asked from any thread, one question at a time."""

    def __init__(self, nice: int = 0) -> None:
        self.nice, self.lock, self.closed = nice, threading.Lock(), False
        self.starting = threading.Lock()
        self.context = multiprocessing.get_context("spawn")
        self.overtaken = self.context.Event()
        self.child: Any = None
        self.pipe: Any = None

    def call(self, name: str, *arguments: object) -> Any:
        """The answer of function `name`. Raises what it raises, RunFolderError where the process dies."""
        with self.lock:
            pipe = self._pipe()
            self.overtaken.clear()
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
        with self.starting:  # one that is being started is waited for, and then ended
            self.closed = True
            self._end()

    def _pipe(self) -> Any:
        with self.starting:
            if self.closed:
                raise RunFolderError("the workbench is being closed")
            if self.pipe is None or not self.child.is_alive():
                self._start()
            return self.pipe

    def _start(self) -> None:
        self.pipe, theirs = self.context.Pipe()
        given = (theirs, self.nice, self.overtaken)
        self.child = self.context.Process(target=_serve, args=given, daemon=True, name="solver")
        # Ctrl-C ends the server, which ends this: a process that is still starting is not to tell where it was
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            self.child.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()

    def _end(self) -> None:
        if self.child is not None:
            self.child.terminate()
        self.pipe = None


class Line:
    """Tabs that wait for one process, each with its latest question."""

    def __init__(self, nice: int = 0) -> None:
        self.process, self.newest = Process(nice), {}
        self.turn: asyncio.Lock | None = None
        self.answering = ""

    async def ask(self, tab: str, name: str, *arguments: object) -> Any:
        """The answer, in turn. Raises OvertakenError, and what the function raises."""
        if self.turn is None:
            self.turn = asyncio.Lock()
        ticket = self.newest[tab] = object()
        if self.answering == tab:
            self.process.overtaken.set()
        try:
            async with self.turn:
                self.check(tab, ticket)
                return await self._answered(tab, name, *arguments)
        finally:
            if self.newest.get(tab) is ticket:
                del self.newest[tab]

    async def _answered(self, tab: str, name: str, *arguments: object) -> Any:
        self.answering = tab
        try:
            return await run_in_threadpool(self.process.call, name, *arguments)
        finally:
            self.answering = ""

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


def _serve(pipe: Any, nice: int, overtaken: Any) -> None:
    """What the process does: answer until the pipe ends."""
    global _overtaken  # noqa: PLW0603  one per process, set once
    _overtaken = overtaken
    signal.signal(signal.SIGINT, signal.SIG_IGN)
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
