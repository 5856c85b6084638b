"""`offramp serve`."""

from __future__ import annotations

import socket
import threading
import webbrowser
from pathlib import Path

from offramp.cli.console import say
from offramp.errors import RunFolderError

TRIED = 20  # ports that are tried after the one asked for


def show(runs: Path, scenarios: Path, port: int, *, browser: bool) -> None:
    """Serve the workbench until Ctrl-C. Raises RunFolderError where no port is free or a folder cannot be made."""
    import uvicorn

    from offramp.web.app import ADDRESS, create_app
    from offramp.web.places import Places

    listening = _listen(ADDRESS, port)
    address = f"http://{ADDRESS}:{listening.getsockname()[1]}/"
    app = create_app(Places(runs.absolute(), scenarios.absolute()), listening.getsockname()[1])
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False, timeout_graceful_shutdown=3))
    say(f"The workbench is at {address} (this machine only). Runs: {runs}. Own scenarios: {scenarios}. Ctrl-C ends it.")
    if browser:
        threading.Timer(0.7, webbrowser.open, [address]).start()
    server.run(sockets=[listening])


def _listen(address: str, port: int) -> socket.socket:
    """A socket on this machine's own address: the port asked for (0: any), or the next one that is free."""
    for number in [port] if port == 0 else range(port, min(port + TRIED, 65536)):
        # Named TCP, or the event loop does not tell it to send small packets at once, and every answer waits 40 ms.
        found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((address, number))
        except OSError:
            found.close()
            continue
        return found
    raise RunFolderError(f"no port from {port} on is free on {address}; choose another with --port")
