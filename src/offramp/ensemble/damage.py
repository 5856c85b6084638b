"""What has become of the files of a run that are not chunks, and what a person can do about it."""

from __future__ import annotations

from pathlib import Path

from offramp.ensemble import chunks
from offramp.ensemble.tables import by_world
from offramp.errors import RunFolderError

RUN, DESIGN = "run.json", "design.parquet"


def unreadable(folder: Path, why: str) -> RunFolderError:
    """What to say of a run.json that cannot be used; the chunks know by themselves what they were made from."""
    solved = sum(1 for _ in chunks.paths(folder))
    return RunFolderError(
        f"{folder / RUN} cannot be read, {why}; expected what `offramp run` wrote there. The {solved} chunks of solved "
        f"worlds in {folder / 'chunks'} are untouched: move {RUN} out of the folder and give the command that began the "
        f"run once more, with --out {folder}; chunks that fit it are not solved again"
    )


def wrong_with_design(folder: Path, solved: int) -> str:
    """What is wrong with the table of what was drawn, where `solved` worlds have a chunk; empty where nothing is."""
    if not (folder / DESIGN).exists():
        return "is missing" if solved else ""
    try:
        count = by_world(folder / DESIGN).sizes["world"]
    except RunFolderError:
        return "is damaged"
    return f"holds {count} of {solved} worlds" if count < solved else ""
