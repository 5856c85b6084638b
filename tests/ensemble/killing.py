"""A run in a process of its own that is killed at a moment named on its command line: OUT JOBS MOMENT.

Moments: `world:N` after N worlds (this process waits there to be killed from outside), `before:N` with chunk N written
under its temporary name and not yet renamed, `after:N` with chunk N in place and run.json not yet told.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import offramp
from offramp.ensemble.run import Progress
from offramp.scenario import loads

SHORTEST = Path(__file__).parents[1] / "scenario" / "data" / "shortest.yaml"
TEXT = SHORTEST.read_text() + "horizon: 12\nrun_out: 6\n"
WORLDS = 80


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(out: str, jobs: str, moment: str) -> None:
    kind, _, number = moment.partition(":")
    rename = Path.replace

    def replace(self: Path, target: Path) -> Path:
        chosen = kind in ("before", "after") and target.name == f"{int(number):05d}.parquet"
        if chosen and kind == "before":
            die()
        found = rename(self, target)
        if chosen:
            die()
        return found

    def tick(progress: Progress) -> None:
        if kind == "world" and progress.done == int(number):
            print("here", flush=True)
            sys.stdin.read()  # until the test has looked and kills

    Path.replace = replace
    offramp.run(loads(TEXT), worlds=WORLDS, jobs=int(jobs), out=out, check_horizon=False, progress=tick)


if __name__ == "__main__":
    main(*sys.argv[1:])
