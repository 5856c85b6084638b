"""`offramp run SCENARIO`."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offramp import study
from offramp.argument.argue import Argument
from offramp.cli.console import INTERRUPTED, OK, PARTIAL, say
from offramp.debate import debate
from offramp.ensemble.preparing import prepare
from offramp.ensemble.run import Progress
from offramp.errors import RunFolderError, UnknownNameError
from offramp.findings.collect import Findings
from offramp.findings.convergence import Round, Until
from offramp.scenario import Scenario, load

EVERY = 5.0  # seconds between progress lines where stderr is no terminal


@dataclass(frozen=True)
class Options:
    """What the command line said."""

    worlds: int | None
    seed: int | None
    policies: list[str] | None
    horizon: int | None
    out: Path | None
    jobs: int | None
    as_json: bool
    quiet: bool
    resume: Path | None = None
    until: tuple[float, int] | None = None
    cluster: str | None = None
    argument: bool | None = None  # None: as the run that is resumed has it, else yes
    full: bool = False

    @property
    def given(self) -> dict[str, Any]:
        """What was said of the run itself; the rest is as usual, or as the run that is resumed has it."""
        found = {"worlds": self.worlds, "seed": self.seed, "policies": self.policies, "horizon": self.horizon}
        found["until"] = Until(*self.until) if self.until else None
        return {name: value for name, value in found.items() if value is not None}


def show(name: str | None, options: Options) -> int:
    """Run or resume, print, write the report; returns the exit code."""
    if options.resume is not None and options.out is not None:
        raise UnknownNameError("--resume continues in the run's own folder: leave out --out")
    if name is None and options.resume is None:
        raise UnknownNameError("name a scenario (`offramp list` shows those that come along), or --resume a run")
    scenario = load(name) if name else None
    if scenario:
        study.checked_policies(scenario, options.policies or [])
    out = options.resume or options.out or _new_folder(scenario)
    ticker = _Ticker(quiet=options.quiet)
    try:
        with _terminable():
            found = _run(scenario, out, options, ticker)
            return _tell(found, _argue(found, options, ticker), options, ticker)
    except KeyboardInterrupt:
        say(f"\ninterrupted; what was finished is in {out}; continue with: offramp run --resume {out}")
        return INTERRUPTED
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise RunFolderError(f"cannot write into {out}: {error.strerror or error}; its chunks are kept") from error


def _run(scenario: Scenario | None, out: Path, options: Options, ticker: _Ticker) -> study.Study:
    common: dict[str, Any] = {
        **options.given,
        "jobs": options.jobs,
        "cluster": options.cluster,
        "progress": ticker.tick,
        "first_answer": lambda findings: _first(findings, options),
        "tell": ticker.say,
        "warn": say,
    }
    if (said := _said_of_argument(options)) is not None:
        common["also"] = {"argument": said}
    if options.resume is not None:
        known = study.recalled(out)
        if scenario is not None and scenario.name != known.name:
            raise RunFolderError(f"{out} holds a run of {known.name}, not of {scenario.name}: resume it without a name")
        prepare(known, ticker.say)
        return study.resume(out, scenario=scenario, **common)
    assert scenario is not None  # noqa: S101  # show has seen to it
    prepare(scenario, ticker.say)
    return study.run(scenario, out=out, **common)


def _said_of_argument(options: Options) -> str | None:
    """What run.json is to say of the argument; None where a resumed run keeps what it says."""
    if options.argument is False:
        return "none"
    if options.full:
        return "full"
    return "default" if options.argument or options.resume is None else None


def _argue(found: study.Study, options: Options, ticker: _Ticker) -> Argument | None:
    """The second stage: the argument, where it is wanted; the first answer is printed before."""
    wanted = found.folder.about.get("argument", "none")
    if wanted == "none" or not found.findings.weights.usable:
        return None
    if not options.as_json:
        from offramp.report import tables

        tables.show(found.findings)
        print(flush=True)
    ticker.say("testing the argument (--no-argument leaves it out)")
    return debate(
        found,
        full=wanted == "full",
        jobs=options.jobs,
        cluster=options.cluster,
        tell=ticker.say,
        progress=ticker.tick,
        warn=say,
    )


def _new_folder(scenario: Scenario | None) -> Path:
    return Path("runs") / f"{scenario.name if scenario else ''}-{time.strftime('%Y%m%d-%H%M%S')}"


@contextmanager
def _terminable() -> Iterator[None]:
    """Meet a request to end (SIGTERM) like Ctrl-C: the folder says so and can be resumed."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _first(findings: Findings, options: Options) -> None:
    """A first answer from a few worlds, marked provisional."""
    from offramp.report.tables import provisional

    if not options.quiet:
        print(provisional(findings), file=sys.stderr if options.as_json else sys.stdout, flush=True)


def _tell(found: study.Study, argument: Argument | None, options: Options, ticker: _Ticker) -> int:
    from offramp.report import tables
    from offramp.report.left_behind import write_all

    ticker.say("writing the report")
    document, page = write_all(found.findings, found.folder.path, argument, found.convergence)
    if options.as_json:
        print(json.dumps(document, indent=1, ensure_ascii=False))
    else:
        if argument is None:
            tables.show(found.findings)
        else:
            tables.show_argument(argument)
        _show_convergence(found.convergence)
        print(f"\nReport:     {page}\nRun folder: {found.folder.path}")
    if found.findings.failed:
        count = len(found.findings.failed)
        reason = next(iter(found.findings.failed.values()))
        say(f"{count} of {found.findings.worlds} worlds could not be played (kept and flagged); the first: {reason}")
        return PARTIAL
    return OK


def _show_convergence(rows: list[Round]) -> None:
    """How the headlines settled as worlds were added."""
    if not rows:
        return
    print("\nWorlds   effective   halves differ by up to")
    for row in rows:
        headline = f"{row.outcome} under {row.policy}"
        print(f"{row.worlds:6d}   {row.effective:9.0f}   {100 * row.difference:5.1f} points ({headline})")
    last = rows[-1]
    print(
        f"Stable with {last.worlds} worlds."
        if last.stable
        else f"Not stable with {last.worlds} worlds, the most allowed: take differences of that size for noise."
    )


class _Ticker:
    """Progress with time left: one moving line on a terminal, a line every few seconds elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet, self.last, self.moving = quiet, 0.0, sys.stderr.isatty()

    def tick(self, progress: Progress) -> None:
        now = time.monotonic()
        over = progress.done == progress.total
        if self.quiet or (now - self.last < (0.2 if self.moving else EVERY) and not over):
            return
        self.last = now
        line = f"{progress.done}/{progress.total} worlds"
        if progress.elapsed > 0:
            line += f", {_clock(progress.elapsed)} gone, about {_clock(progress.left)} left"
        end = "\n" if over or not self.moving else ""
        print(f"\r\x1b[K{line}" if self.moving else line, end=end, file=sys.stderr, flush=True)

    def say(self, text: str) -> None:
        if not self.quiet:
            say(text)


def _clock(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.1f} min"
