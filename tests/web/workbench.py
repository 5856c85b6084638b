"""What the workbench's tests share: the real server as its own process, and how to wait for it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from axe_playwright_python.sync_playwright import Axe

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
NEEDED = os.environ.get("OFFRAMP_NEED_BROWSER") == "1" or os.environ.get("CI") == "true"
PATIENCE = 60.0


class Server:
    """`offramp serve` on a free port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = ""
        command = [sys.executable, "-m", "offramp.cli.main", "serve", "--no-browser", "--port", "0"]
        self.process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
        self.said: list[str] = []
        self.listening = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()
        assert self.listening.wait(PATIENCE), self.said
        self.answers()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                self.address = found[0]
                self.listening.set()

    def answers(self) -> None:
        """Wait until it answers."""
        until(lambda: _answers(self.address))

    def end(self, how: int = signal.SIGINT) -> int:
        """End it; returns its exit code."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def get(self, path: str, **more) -> httpx.Response:
        return httpx.get(self.address + path, timeout=PATIENCE, **more)

    def post(self, path: str, body: object, **more) -> httpx.Response:
        return httpx.post(self.address + path, json=body, timeout=PATIENCE, **more)


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A server that is ended afterwards."""
    server = Server(folder)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.end()


def until(true, patience: float = PATIENCE, pause: float = 0.05):
    """Ask until the answer is true; returns it."""
    end = time.monotonic() + patience
    while not (found := true()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(pause)
    return found


def _answers(address: str) -> bool:
    try:
        return httpx.get(address + "/static/mark.svg", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def faults(page) -> list[str]:
    """Serious findings of axe-core."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['html'][:150]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"][:3]
    ]
