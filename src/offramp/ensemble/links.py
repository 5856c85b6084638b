"""A run folder holds its own files: what a link inside it leads to is never written, whoever put the link there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from offramp.errors import RunFolderError


def links_in(folder: Path) -> Iterator[Path]:
    """Symbolic links anywhere inside a folder, which may be reached by a link itself; none is followed."""
    pending = [folder]
    while pending:
        with os.scandir(pending.pop()) as found:
            for entry in sorted(found, key=lambda entry: entry.name):
                if entry.is_symlink():
                    yield Path(entry.path)
                elif entry.is_dir(follow_symlinks=False):
                    pending.append(Path(entry.path))


def refuse_links(folder: Path) -> None:
    """Raise RunFolderError where a link lies inside the folder: writing through it would write elsewhere."""
    try:
        link = next(links_in(folder), None)
        if link is None:
            return
        leads = link.readlink()
    except OSError as error:
        raise RunFolderError(f"cannot look into {folder}: {error.strerror or error}") from error
    kind = "folders" if link.is_dir() else "files"
    raise RunFolderError(
        f"{link} is a link to {leads}: a run folder is written only where it holds {kind} of its own; "
        f"put what it leads to in its place, or remove it"
    )
