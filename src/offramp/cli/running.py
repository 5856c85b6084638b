"""`offramp run SCENARIO`."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from offramp import study
from offramp.cli.console import INTERRUPTED, OK, PARTIAL, say
from offramp.ensemble.run import Progress
from offramp.findings.collect import Findings
from offramp.scenario import load

EVERY = 5.0  # seconds between progress lines where stderr is no terminal


@dataclass(frozen=True)
class Options:
    """What the command line said."""

    worlds: int
    seed: int
    policies: list[str] | None
    horizon: int | None
    out: Path | None
    jobs: int | None
    as_json: bool
    quiet: bool


def show(name: str, options: Options) -> int:
    """Run, print, write the report; returns the exit code."""
    scenario = load(name)
    study.checked_policies(scenario, options.policies or [])
    out = options.out or Path("runs") / f"{scenario.name}-{time.strftime('%Y%m%d-%H%M%S')}"
    ticker = _Ticker(quiet=options.quiet)
    study.prepare(scenario, ticker.say)
    try:
        found = study.run(
            scenario,
            worlds=options.worlds,
            seed=options.seed,
            policies=options.policies,
            horizon=options.horizon,
            out=out,
            jobs=options.jobs,
            progress=ticker.tick,
            first_answer=lambda findings: _first(findings, options),
            tell=ticker.say,
        )
    except KeyboardInterrupt:
        say(f"\ninterrupted; what was finished is in {out}")
        return INTERRUPTED
    ticker.say("writing the report")
    return _tell(found, options)


def _first(findings: Findings, options: Options) -> None:
    """A first answer from a few worlds, marked provisional."""
    from offramp.report.tables import provisional

    if not options.quiet:
        print(provisional(findings), file=sys.stderr if options.as_json else sys.stdout, flush=True)


def _tell(found: study.Study, options: Options) -> int:
    from offramp.report import machine, tables
    from offramp.report.page import write_report

    document = machine.document(found.findings)
    (found.folder.path / "findings.json").write_text(json.dumps(document, ensure_ascii=False) + "\n", encoding="utf-8")
    page = write_report(found.findings, found.folder.path)
    if options.as_json:
        print(json.dumps(document, indent=1, ensure_ascii=False))
    else:
        tables.show(found.findings)
        print(f"\nReport:     {page}\nRun folder: {found.folder.path}")
    if found.findings.failed:
        count = len(found.findings.failed)
        reason = next(iter(found.findings.failed.values()))
        say(f"{count} of {found.findings.worlds} worlds could not be played (kept and flagged); the first: {reason}")
        return PARTIAL
    return OK


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
        gone, left = _clock(progress.elapsed), _clock(progress.left)
        line = f"{progress.done}/{progress.total} worlds, {gone} gone, about {left} left"
        end = "\n" if over or not self.moving else ""
        print(f"\r\x1b[K{line}" if self.moving else line, end=end, file=sys.stderr, flush=True)

    def say(self, text: str) -> None:
        if not self.quiet:
            say(text)


def _clock(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.1f} min"
