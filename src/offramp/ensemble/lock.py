"""One process at a time writes into a run folder.

The file ``lock`` names the process and its machine, and the process holds the kernel's lock on it (`flock`), which ends
with the process however it ends. So a lock left behind by a killed run is taken over; a live one is refused. The file
of another machine cannot be checked from here and is respected until a person removes it.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from offramp.ensemble.links import refuse_links
from offramp.errors import RunFolderError

NAME = "lock"


@dataclass(frozen=True)
class Holder:
    """A process: its number, its machine, and when it began by the machine's own count (0 where that is not told)."""

    pid: int
    host: str
    begun: int = 0

    @classmethod
    def here(cls) -> Holder:
        """The process that asks."""
        return cls(os.getpid(), socket.gethostname(), _begun(os.getpid()))

    @property
    def elsewhere(self) -> bool:
        """Whether it is a process of another machine."""
        return self.host != socket.gethostname()

    @property
    def alive(self) -> bool:
        """Whether it still runs; one of another machine is taken to."""
        if self.elsewhere:
            return True
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return _begun(self.pid) == self.begun


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. Raises RunFolderError where another process holds it, it cannot be made, or links lie inside."""
    refuse_links(folder)
    path = folder / NAME
    try:
        handle = _open(path)
    except OSError as error:
        raise RunFolderError(f"cannot lock {folder}: {error.strerror or error}") from error
    try:
        _refuse_elsewhere(path, folder)
        try:
            os.ftruncate(handle, 0)
            os.write(handle, json.dumps(asdict(Holder.here())).encode())
        except OSError as error:
            raise RunFolderError(f"cannot lock {folder}: {error.strerror or error}") from error
        try:
            yield
        finally:
            with suppress(OSError):
                path.unlink()
    finally:
        os.close(handle)


def holder(folder: Path) -> Holder | None:
    """Who holds the folder, if it is a process that still runs."""
    found = _read(folder / NAME)
    return found if found is not None and found.alive else None


def _open(path: Path) -> int:
    """A handle with the kernel's lock on the file that bears the name now."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _same(handle, path):
                return handle
        except BlockingIOError:
            os.close(handle)
            raise RunFolderError(_busy(path)) from None
        except OSError:
            os.close(handle)
            raise
        os.close(handle)  # its last holder removed it between our opening and our locking


def _same(handle: int, path: Path) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(handle), path.stat())
    return False


def _busy(path: Path) -> str:
    found = _read(path)
    who = f"process {found.pid} on {found.host}" if found else "another process"
    return f"{path.parent} is being written by {who}; wait for it or stop it first"


def _refuse_elsewhere(path: Path, folder: Path) -> None:
    found = _read(path)
    if found is not None and found.elsewhere:
        raise RunFolderError(
            f"{folder} was last written by process {found.pid} on {found.host}, which cannot be seen from here; "
            f"if it no longer runs, remove {path}"
        )


def _read(path: Path) -> Holder | None:
    try:
        return Holder(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _begun(pid: int) -> int:
    """When a process began, in ticks since the machine did; tells a process from a later one with its number."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19])
    except (OSError, ValueError, IndexError):
        return 0
