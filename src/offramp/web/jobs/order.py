"""What was asked for: an order lies as `order.json` in its run folder, so that any server finds it again."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from offramp.ensemble.writing import write_whole
from offramp.errors import RunFolderError

FILE, TEXT = "order.json", "ordered.yaml"
State = Literal["queued", "taken", "stopped"]


@dataclass(frozen=True)
class Order:
    """A run that was asked for in the browser.

    Attributes:
        war: key of the war on the shelf; worlds, seed, policies: as for `offramp run` (no policies: all).
        argument: whether the scenario's conclusions are tested as well.
        state: queued, taken (by a worker, whatever became of it since) or stopped before it began.
        asked: when, in seconds since 1970; orders are served in this order.
    """

    war: str
    worlds: int
    seed: int = 1
    policies: tuple[str, ...] = ()
    argument: bool = False
    state: State = "queued"
    asked: float = 0.0

    def keep(self, folder: Path) -> None:
        """Write it into its folder."""
        write_whole(folder / FILE, (json.dumps(asdict(self), indent=1) + "\n").encode())

    def now(self, state: State) -> Order:
        """The same order in another state; queued again means at the end of the queue."""
        return replace(self, state=state, asked=time.time() if state == "queued" else self.asked)


def order_in(folder: Path) -> Order | None:
    """The order of a run folder; None for a run of the command line. Raises RunFolderError for one that is garbled."""
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Order(**{**found, "policies": tuple(found.get("policies", ()))})
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise RunFolderError(f"{path} cannot be read: {error}") from error


def place(folder: Path, order: Order, text: str) -> None:
    """Make a new run folder with an order and the scenario's text as it is now. Raises RunFolderError."""
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise RunFolderError(f"cannot make {folder}: {error.strerror or error}") from error
    write_whole(folder / TEXT, text.encode())
    order.now("queued").keep(folder)
