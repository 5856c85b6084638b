"""`offramp new`."""

from __future__ import annotations

from pathlib import Path

from offramp.cli.console import write_new
from offramp.scenario.writing import new_like


def show(out: Path | None, like: str) -> None:
    """Print or write a short scenario in the manner of `like`; an existing file is left alone."""
    text = new_like(like)
    if out is None:
        print(text, end="" if text.endswith("\n") else "\n")
        return
    write_new(out, text)
    print(f"{out} written; next: offramp check {out}")
