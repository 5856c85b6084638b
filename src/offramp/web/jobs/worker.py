"""One run in a process of its own: `python -m offramp.web.jobs.worker FOLDER`.

Begins or resumes what `order.json` asks for, notes each world in `progress.json`, and writes findings and report as
`offramp run` does. A request to end (SIGTERM) leaves a folder that can be resumed.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from offramp import study
from offramp.debate import debate
from offramp.ensemble.preparing import prepare
from offramp.ensemble.run import Progress
from offramp.ensemble.writing import write_whole
from offramp.errors import OfframpError
from offramp.report.left_behind import write_all
from offramp.scenario import load
from offramp.web.jobs.order import TEXT, Order, order_in

NOTES = "progress.json"
EVERY = 0.25  # seconds between notes of worlds
INTERRUPTED, FAILED = 130, 1


class Notebook:
    """Writes where the run stands, a few times a second at most."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.last = folder, 0.0
        self.note: dict[str, Any] = {"step": "reading the scenario"}

    def tick(self, progress: Progress) -> None:
        """Note worlds done, and seconds left."""
        self.note |= {"done": progress.done, "total": progress.total, "left": progress.left}
        self.note["step"] = "solving worlds"
        if time.monotonic() - self.last > EVERY or progress.done == progress.total:
            self.write()

    def tell(self, step: str) -> None:
        """Note what is being done."""
        self.note["step"] = step
        self.write()

    def write(self) -> None:
        """Write the note."""
        self.last = time.monotonic()
        with suppress(OfframpError):
            write_whole(self.folder / NOTES, json.dumps(self.note).encode())


def work(folder: Path, order: Order) -> None:
    """Do what is asked for. Raises OfframpError, KeyboardInterrupt."""
    notes = Notebook(folder)
    notes.write()
    common = {"progress": notes.tick, "tell": notes.tell}
    begun = (folder / "run.json").is_file()
    scenario = study.recalled(folder) if begun else load(folder / TEXT)
    prepare(scenario, notes.tell)
    if begun:
        found = study.resume(folder, **common)
    else:
        found = study.run(
            scenario,
            worlds=order.worlds,
            seed=order.seed,
            policies=list(order.policies) or None,
            out=folder,
            **common,  # pyright: ignore[reportArgumentType]
        )
    finish(found, order, notes)


def finish(found: study.Study, order: Order, notes: Notebook) -> None:
    """Test the argument where that was asked for, and write findings and report into the run folder."""
    tested = None
    if order.argument and found.findings.weights.usable:
        notes.tell("testing the argument")
        tested = debate(found, tell=notes.tell, progress=notes.tick)
    notes.tell("writing the report")
    write_all(found.findings, found.folder.path, tested)


def main(folder: Path) -> int:
    """Run the order in `folder`; returns the exit code, and leaves the reason of a failure in the notes."""
    signal.signal(signal.SIGTERM, _end)
    reason = ""
    try:
        order = order_in(folder)
        if order is None:
            reason = "there is no order in the folder"
        else:
            work(folder, order)
    except KeyboardInterrupt:
        return INTERRUPTED
    except OfframpError as error:
        reason = str(error)
    except Exception as error:  # noqa: BLE001  whatever went wrong, the page must be able to say so
        reason = f"{type(error).__name__}: {error}"
    write_whole(folder / NOTES, json.dumps({"step": "", "reason": reason, "over": True}).encode())
    return FAILED if reason else 0


def _end(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
