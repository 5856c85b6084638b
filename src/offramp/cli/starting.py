"""`offramp new`."""

from __future__ import annotations

from pathlib import Path

from offramp.errors import RunFolderError
from offramp.scenario.writing import new_like


def show(out: Path | None, like: str) -> None:
    """Print or write a short scenario in the manner of `like`; an existing file is left alone."""
    text = new_like(like)
    if out is None:
        print(text, end="" if text.endswith("\n") else "\n")
        return
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise RunFolderError(f"{out} exists already; nothing was written") from None
    except OSError as error:
        raise RunFolderError(f"cannot write {out}: {error.strerror}") from None
    print(f"{out} written; next: offramp check {out}")
