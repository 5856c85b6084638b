"""Where a run stands, told from its folder alone, also while another process is writing into it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from offramp.calibration.weights import weigh_worlds
from offramp.ensemble.lock import holder
from offramp.ensemble.store import RunFolder
from offramp.errors import RunFolderError

#: Folders of an argument that hold a file for each world, not a run.
TABLES = ("obstacles", "sobol")


@dataclass(frozen=True)
class Part:
    """A part of the argument: its folder's name, worlds done, and of how many."""

    name: str
    done: int
    worlds: int


@dataclass(frozen=True)
class Standing:
    """Where a run stands.

    Attributes:
        state: running, interrupted, failed or complete. A run that says it is running and whose process is gone was
            interrupted.
        done, worlds: worlds whose chunk is written, of all.
        effective: effective sample size of those; failed: index -> reason.
        spent, left: seconds, over all sessions, and to come (None where that cannot be told yet).
        reason: why it failed; by: the process that writes, as PID on HOST.
        argument: what of an argument still in work has been begun; argued: whether all of it is done.
    """

    scenario: str
    state: str
    done: int
    worlds: int
    effective: float
    failed: dict[int, str]
    spent: float
    left: float | None
    reason: str = ""
    by: str = ""
    argument: list[Part] = field(default_factory=list)
    argued: bool = False


def standing(folder: RunFolder) -> Standing:
    """Look into a run folder. Raises RunFolderError where it is none, or a chunk in it is damaged."""
    try:
        return _read(folder, folder.about)
    except (TypeError, ValueError, AttributeError) as error:
        raise RunFolderError(f"{folder.path} is no readable run folder: in run.json, {error}") from error


def _read(folder: RunFolder, about: dict[str, Any]) -> Standing:
    writer = holder(folder.path)
    said = str(about.get("status", ""))
    argued = about.get("argued", {})
    said = "running" if said == "complete" and argued.get("state") == "running" else said
    state = "running" if writer else "interrupted" if said == "running" else said
    done, effective, failed = _worlds(folder)
    worlds = int(about.get("worlds", 0))
    pace, spent = about.get("pace"), float(about.get("spent", 0.0))
    if state == "running":
        spent += max(0.0, time.time() - float(about.get("noted", 0.0)))  # never negative, however the date was set
    return Standing(
        scenario=str(about.get("scenario", "")),
        state=state,
        done=min(done, worlds),
        worlds=worlds,
        effective=effective,
        failed=failed,
        spent=spent,
        left=0.0 if state == "complete" else None if pace is None or argued else pace * max(0, worlds - done),
        reason=str(about.get("reason", "")) if state == "failed" else "",
        by=f"process {writer.pid} on {writer.host}" if writer else "",
        argument=_parts(folder.path, argued),
        argued=argued.get("state") == "complete",
    )


def _parts(folder: Path, argued: dict[str, Any]) -> list[Part]:
    """What of an argument still in work is in a run's folder, in the order in which it was begun; from its notes alone."""
    if argued.get("state") != "running":
        return []
    runs = sorted((path.parent for path in folder.glob("*/**/run.json")), key=lambda path: path.stat().st_ctime)
    notes = {str(path.relative_to(folder)): RunFolder.reopen(path).about for path in runs}
    parts = [Part(name, int(about.get("done", 0)), int(about.get("worlds", 0))) for name, about in notes.items()]
    tables = {name: len(list((folder / name).glob("*.json"))) for name in TABLES}
    return parts + [Part(name, rows, max(rows, int(argued.get(name, 0)))) for name, rows in tables.items() if rows]


def _worlds(folder: RunFolder) -> tuple[int, float, dict[int, str]]:
    """Worlds done, their effective number, and those that failed."""
    if not any((folder.path / "chunks").glob("[0-9]*.parquet")):
        return 0, 0.0, {}
    found = folder.worlds()
    if not len(found["world"]):
        raise RunFolderError(f"{folder.path} holds chunks without worlds")
    reasons = zip(found["world"].values, found["failure"].values, strict=True)
    log_weight = np.asarray(found["log_weight"].values, dtype=float)
    return len(log_weight), weigh_worlds(log_weight).effective, {int(w): str(why) for w, why in reasons if why}
