"""Writing files that are there in full or not at all."""

from __future__ import annotations

import os
import secrets
import socket
from contextlib import suppress
from pathlib import Path

from offramp.errors import RunFolderError


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that after a crash it is there in full or not at all. Raises RunFolderError.

    A folder that stands in its place is set aside.
    """
    partial = path.with_name(f".{path.name}.{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.is_dir():
            set_aside(path)
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise RunFolderError(f"cannot write {path}: {error.strerror or error}") from error


def set_aside(path: Path) -> Path:
    """Rename what cannot be used to NAME.bad (NAME.bad.1, ... where that is taken); nothing is deleted."""
    aside, count = path.with_name(f"{path.name}.bad"), 0
    while aside.exists():
        count += 1
        aside = path.with_name(f"{path.name}.bad.{count}")
    return path.rename(aside)
