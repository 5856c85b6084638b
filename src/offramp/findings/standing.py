"""Where a run stands, told from its folder alone, also while another process is writing into it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from offramp.calibration.weights import weigh_worlds
from offramp.ensemble.chunks import paths
from offramp.ensemble.damage import DESIGN, unreadable, wrong_with_design
from offramp.ensemble.links import links_in
from offramp.ensemble.lock import holder
from offramp.ensemble.store import RunFolder
from offramp.errors import RunFolderError

#: What run.json says of every run.
SAID = ("offramp", "scenario", "hash", "seed", "policies", "horizon", "run_out", "worlds", "status")
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
            interrupted, and so was one that says it is complete and has lost what it had.
        done, worlds: worlds whose chunk is written, of all.
        effective: effective sample size of those; failed: index -> reason.
        spent, left: seconds, over all sessions, and to come (None where that cannot be told yet).
        reason: why it failed; by: the process that writes, as PID on HOST.
        argument: what of an argument still in work has been begun; argued: whether all of it is done.
        damage: what is missing or cannot be used, and what resuming does about it, a sentence each.
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
    damage: list[str] = field(default_factory=list)


def standing(folder: RunFolder) -> Standing:
    """Look into a run folder. Raises RunFolderError where it is none, or a chunk in it is damaged."""
    try:
        return _read(folder, folder.about)
    except (TypeError, ValueError, AttributeError) as error:
        raise RunFolderError(f"{folder.path} is no readable run folder: in run.json, {error}") from error


def _read(folder: RunFolder, about: dict[str, Any]) -> Standing:
    writer = holder(folder.path)
    if lacking := [name for name in SAID if name not in about]:
        raise unreadable(folder.path, f"it lacks {', '.join(lacking)}")
    said = str(about["status"])
    argued = about.get("argued", {})
    said = "running" if said == "complete" and argued.get("state") == "running" else said
    done, effective, failed = _worlds(folder)
    damage = [] if writer else _damage(folder, about, done)
    lost = said == "running" or (said == "complete" and damage)
    state = "running" if writer else "interrupted" if lost else said
    worlds = int(about["worlds"])
    pace, spent = about.get("pace"), float(about.get("spent", 0.0))
    if state == "running":
        spent += max(0.0, time.time() - float(about.get("noted", 0.0)))  # never negative, however the date was set
    return Standing(
        scenario=str(about["scenario"]),
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
        damage=damage,
    )


def _damage(folder: RunFolder, about: dict[str, Any], done: int) -> list[str]:
    """What the folder of a run that nobody works on has lost, or holds that it may not."""
    told = [f"{link} is a link: resuming refuses it" for link in links_in(folder.path)]
    once = int(about.get("done", 0))
    if done < once:
        told.append(
            f"run.json says {about['status']} with {once} worlds done, but {once - done} of them are missing in "
            f"{folder.path / 'chunks'}: resuming solves them again"
        )
    if wrong := wrong_with_design(folder.path, max(done, once)):
        told.append(f"{folder.path / DESIGN} {wrong}: resuming writes it anew")
    return told


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
    if not any(paths(folder.path)):
        return 0, 0.0, {}
    found = folder.worlds()
    if not len(found["world"]):
        raise RunFolderError(f"{folder.path} holds chunks without worlds")
    reasons = zip(found["world"].values, found["failure"].values, strict=True)
    log_weight = np.asarray(found["log_weight"].values, dtype=float)
    return len(log_weight), weigh_worlds(log_weight).effective, {int(w): str(why) for w, why in reasons if why}
