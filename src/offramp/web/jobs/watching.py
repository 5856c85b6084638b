"""Where a run stands, as the page tells it: from the folder alone, whoever writes into it."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from offramp.ensemble.lock import holder
from offramp.ensemble.store import RunFolder
from offramp.errors import OfframpError, RunFolderError
from offramp.findings.standing import standing
from offramp.web.jobs.order import Order, order_in
from offramp.web.jobs.worker import NOTES

FRESH = 0.25  # seconds for which a look serves everyone who asks
STATES = {
    "queued": "waiting its turn",
    "starting": "starting",
    "running": "running",
    "finishing": "writing the results",
    "interrupted": "stopped",
    "failed": "failed",
    "complete": "complete",
}


@dataclass(frozen=True)
class View:
    """A run as a page shows it.

    Attributes:
        id, title, war: the folder's name, the scenario's name and the war's key where it is known.
        state: a key of `STATES`; words: the same in words; step: what is being done.
        done, worlds: worlds finished of all; effective: how many they count as (None while not known).
        left, spent: seconds; reason: why it failed.
        report, argument: whether there are some to look at.
    """

    id: str
    scenario: str
    war: str
    state: str
    words: str
    step: str = ""
    done: int = 0
    worlds: int = 0
    effective: float | None = None
    left: float | None = None
    spent: float = 0.0
    reason: str = ""
    report: bool = False
    argument: bool = False

    @property
    def live(self) -> bool:
        """Whether it may still move by itself."""
        return self.state in ("queued", "starting", "running", "finishing")

    def plain(self) -> dict[str, Any]:
        """JSON-ready, with what can be done now."""
        return asdict(self) | {"live": self.live, "can_stop": self.live, "can_resume": self.can_resume}

    @property
    def can_resume(self) -> bool:
        """Whether it can be gone on with."""
        return self.state in ("interrupted", "failed")


class Watch:
    """Looks into run folders; what was just seen is not looked up again."""

    def __init__(self) -> None:
        self.seen: dict[Path, tuple[float, View]] = {}

    def view(self, folder: Path) -> View:
        """Where the run stands. Raises RunFolderError."""
        when, known = self.seen.get(folder, (0.0, None))
        if known is None or time.monotonic() - when > FRESH:
            known = look(folder)
            self.seen[folder] = (time.monotonic(), known)
        return known

    def forget(self, folder: Path) -> None:
        """Look anew next time: it was just told to do something else."""
        self.seen.pop(folder, None)


def look(folder: Path) -> View:
    """Look into a run folder. Raises RunFolderError where it is none."""
    order, notes = order_in(folder), _notes(folder)
    at_work = holder(folder) is not None
    if not (folder / "run.json").is_file():
        return _before(folder, order, notes)
    run = RunFolder.reopen(folder)
    found = standing(run)
    report = (folder / "report.html").is_file()
    state = found.state
    if order is not None and order.state == "queued" and not at_work:
        state = "queued"
    elif not at_work and worker_of(folder) is not None:  # it has not yet, or no longer, a hand on the folder
        state = "finishing" if state == "complete" else "starting"
    elif state == "complete" and not report and order is not None:
        state = "interrupted"
    elif at_work and found.done >= found.worlds:
        state = "finishing"
    done = max(found.done, int(notes.get("done", 0))) if state in ("running", "finishing") else found.done
    reason = found.reason or "; ".join(found.damage) or str(notes.get("reason", ""))
    return View(
        id=folder.name,
        scenario=found.scenario,
        war=order.war if order else found.scenario,
        state=state,
        words=STATES.get(state, state),
        step=str(notes.get("step", "")) if state in ("starting", "running", "finishing") else "",
        done=done,
        worlds=found.worlds,
        effective=found.effective,
        left=float(notes["left"]) if state == "running" and "left" in notes else found.left,
        spent=found.spent,
        reason=reason if state != "complete" or not report else "",
        report=report and state == "complete",
        argument=order.argument if order else run.about.get("argument", "none") != "none",
    )


def _before(folder: Path, order: Order | None, notes: dict[str, Any]) -> View:
    """A run that has not begun to write."""
    if order is None:
        raise RunFolderError(f"{folder} holds no run")
    state = {"queued": "queued", "taken": "starting"}.get(order.state, "interrupted")
    reason = str(notes.get("reason", ""))
    if state == "starting" and reason:
        state = "failed"
    elif state == "starting" and worker_of(folder) is None:
        state = "interrupted"
    name = folder.name.rsplit("-", 2)[0]
    step = str(notes.get("step", "")) if state == "starting" else ""
    return View(folder.name, name, order.war, state, STATES[state], step, worlds=order.worlds, reason=reason)


def worker_of(folder: Path) -> int | None:
    """Number of the process that works on an order of this folder, if it is still there."""
    try:
        pid = int((folder / "worker").read_text(encoding="utf-8"))
        os.kill(pid, 0)
        command = Path(f"/proc/{pid}/cmdline")
        ours = folder.name.encode() in command.read_bytes() if command.parents[1].is_dir() else True
    except (OSError, ValueError):
        return None
    return pid if ours else None


def _notes(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / NOTES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def seen(folder: Path) -> View | None:
    """As `look`, None for a folder that cannot be read."""
    try:
        return look(folder)
    except (OfframpError, ValueError, TypeError, KeyError):
        return None
