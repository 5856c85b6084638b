"""Damaged scenario files and run folders met by the commands, in a process of its own that says what became of them.

    python fuzzed.py scenarios NAME,... FIRST LAST     damages FIRST..LAST-1 of bundled scenarios, written into this folder in turn
    python fuzzed.py folders RUN FIRST LAST            damages FIRST..LAST-1 of a copy of a run folder, made in this folder

The working folder is empty at the start and must be empty at the end. What is printed last is a `Tally` as JSON.
"""

from __future__ import annotations

import contextlib
import io
import json
import random
import re
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.resources import files
from pathlib import Path

import numpy as np

from offramp import study
from offramp.cli import checking, status
from offramp.cli.console import INTERNAL, guarded
from offramp.ensemble.solve_world import solve_world
from offramp.errors import ScenarioError
from offramp.scenario import catalogue, draw_worlds, loads

#: Of the files that are still read, every so many is also solved; of the folders, every so many is resumed.
SOLVED, RESUMED = 4, 8
JUNK = ("1e999", "-1", "0", ".nan", "!!python/object:os.system", "*x", "&x", "[", "{", "}", "]", ": :", "\t", "\x00", "é" * 50,
        "9" * 400, "uniform: [1, 0]", "{uniform: [0, 1]}", "null", "yes", "- - - -", "<<: {}", "'", '"', "#", "|", "a: 1")  # fmt: skip


@dataclass
class Tally:
    """What became of a batch: how many were tried, read and gone on with, the slowest in seconds of CPU, the peak in MB, faults."""

    tried: int = 0
    read: int = 0
    further: int = 0
    slowest: float = 0.0
    peak: float = 0.0
    faults: list[str] = field(default_factory=list)


def damaged(text: str, draw: random.Random) -> str:
    """The text with one to three faults of the kinds that editors, disks and people make."""
    lines = text.split("\n")
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(len(lines))
        kind = draw.randrange(8)
        if kind == 0:
            del lines[at : at + draw.randint(1, 5)]
        elif kind == 1:
            lines.insert(at, lines[draw.randrange(len(lines))])
        elif kind == 2:
            lines[at] = " " * draw.randint(0, 8) + lines[at].lstrip()
        elif kind == 3:
            key, colon, _ = lines[at].partition(":")
            lines[at] = f"{key}{colon} {draw.choice(JUNK)}"
        elif kind == 4:
            lines[at] = "".join(c if draw.random() > 0.1 else chr(draw.randrange(32, 0x250)) for c in lines[at])
        elif kind == 5:
            lines[at] = lines[at] + draw.choice(JUNK)
        elif kind == 6:
            lines = lines[:at] or [""]
        else:
            other = draw.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        lines = lines or [""]
    return "\n".join(lines)


def quietly(work: Callable[[], object]) -> tuple[int, str]:
    """The exit code of a command and all that it printed."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = guarded(work)
    return code, printed.getvalue()


def seconds_of(work: Callable[[], object]) -> float:
    """CPU seconds of a piece of work; of the best of three where it takes long, since other work slows a machine down."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
        if best < 0.5:
            break
    return best


def scenarios(tally: Tally, names: str, first: int, last: int) -> None:
    """The same of each bundled scenario named."""
    for name in names.split(","):
        of_scenario(tally, name, first, last)


def of_scenario(tally: Tally, name: str, first: int, last: int) -> None:
    """`check` on every damaged file; some of those that are still read are solved for a month, under every policy."""
    text = files(catalogue.__package__).joinpath("library", name).read_text(encoding="utf-8")
    file = Path("damaged.yaml")
    for number in range(first, last):
        hurt = damaged(text, random.Random(f"{name} {number}"))
        file.write_text(hurt, encoding="utf-8")
        told: list[tuple[int, str]] = []
        spent = seconds_of(lambda: told.append(quietly(lambda: checking.show(str(file), as_json=True))))  # noqa: B023 - called at once
        tally.tried, tally.slowest = tally.tried + 1, max(tally.slowest, spent)
        code, said = told[-1]
        if code not in (0, 3) or "Traceback" in said:
            tally.faults.append(f"{name} {number}: exit code {code}, {said[-300:]}")
        if code == 0:
            tally.read += 1
            if tally.read % SOLVED == 1:
                tally.further += 1
                tally.faults += [f"{name} {number}: {fault}" for fault in solved(hurt)]
    file.unlink()


def solved(text: str) -> list[str]:
    """Faults of solving a month of one world: anything but finite numbers or a reason why there are none."""
    try:
        short = study.with_horizon(loads(text), 1, run_out=1)
        if any(switch.at >= 1 for switch in short.switches.values()) or short.record is not None:
            short = short.model_copy(update={"switches": {}, "record": None})
        found = solve_world(short, draw_worlds(short, 1, seed=3)[0], list(short.policies))
    except ScenarioError as error:
        return [] if str(error) else ["refused without a word"]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault
        return [f"{type(error).__name__}: {error}"]
    results = found.policies.values()
    finite = all(np.isfinite(part).all() for r in results for part in (r.chance, r.measures, r.value))
    return [] if finite and (found.failure or results) else ["neither numbers nor a reason"]


def hurt_file(path: Path, draw: random.Random) -> None:
    """Cut off, empty, flip bytes in, replace or remove one file, or put a folder in its place."""
    content = bytearray(path.read_bytes())
    kind = draw.randrange(6)
    if kind == 0:
        path.write_bytes(content[: draw.randrange(len(content) + 1)])
    elif kind == 1:
        path.write_bytes(b"")
    elif kind == 2:
        for _ in range(draw.randint(1, 20)):
            content[draw.randrange(len(content))] = draw.randrange(256)
        path.write_bytes(content)
    elif kind == 3:
        path.write_bytes(draw.choice([b"{}", b"[]", b"null", b"\xff\xfe", b"{", b'{"worlds": -1}']))
    else:
        path.unlink()
        if kind == 4:
            path.mkdir()


def inside(folder: Path) -> dict[str, bytes | None]:
    """What lies in a folder: name -> content, None for folders."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def folders(tally: Tally, run: str, first: int, last: int) -> None:
    """`status` on every damaged folder, which only reads; `run --resume` on some, after which nothing is amiss or it says why."""
    for number in range(first, last):
        draw, copy = random.Random(number), Path(shutil.copytree(run, Path("run")))
        hurt_file(draw.choice(sorted(path for path in copy.rglob("*") if path.is_file() and path.stat().st_size)), draw)
        before = inside(copy)
        code, said = quietly(partial(status.show, copy, as_json=bool(number % 2)))
        tally.tried += 1
        if code == INTERNAL or "Traceback" in said or inside(copy) != before:
            tally.faults.append(f"status {number}: exit code {code}, {said[-300:]}")
        tally.read += code == 0
        if number % RESUMED == 0:
            tally.further += 1
            code, said = quietly(partial(resume, copy))
            if code not in (0, 2) or "Traceback" in said:
                tally.faults.append(f"resume {number}: exit code {code}, {said[-300:]}")
            code, state = (
                quietly(partial(status.show, copy, as_json=True)) if code == 0 else (0, '{"state": "complete"}')
            )
            if code or json.loads(state)["state"] != "complete":
                tally.faults.append(f"status after resume {number}: exit code {code}, {state[-300:]}")
        shutil.rmtree(copy)


def resume(folder: Path) -> None:
    """`run --resume`, up to its report."""
    study.resume(folder, check_horizon=False, jobs=1)


def peak() -> float:
    """Most memory this process ever held, in MB; not getrusage's, which counts what held the memory before it began."""
    kilobytes = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert kilobytes is not None
    return int(kilobytes[1]) / 1024


def main() -> None:
    kind, what, first, last = sys.argv[1:]
    tally = Tally()
    {"scenarios": scenarios, "folders": folders}[kind](tally, what, int(first), int(last))
    tally.peak = peak()
    print(json.dumps(asdict(tally)))


if __name__ == "__main__":
    main()
