"""Rows of a table on disk, a file a world, so that an interruption loses the worlds in work and no others."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from offramp.ensemble.writing import write_whole
from offramp.game.rules import Floats


@dataclass(frozen=True)
class Kept:
    """Rows in `folder` (None: nowhere), each marked with the key of what it was made from; others are not read."""

    folder: Path | None
    key: str

    def made_also_from(self, *more: bytes) -> Kept:
        """The same for rows that follow from this as well."""
        return replace(self, key=sha256(b"\n".join([self.key.encode(), *more])).hexdigest())

    def row(self, world: int) -> Floats | None:
        """The row of a world, (columns,); None where there is none of this key."""
        if self.folder is None:
            return None
        try:
            found = json.loads(self._file(world).read_text(encoding="utf-8"))
            if found["key"] != self.key or found["seal"] != _seal(self.key, found["row"]):
                return None
            return np.array([float.fromhex(number) for number in found["row"]])
        except (OSError, ValueError, KeyError, TypeError):
            return None  # half a file from a broken disk is solved again

    def keep(self, world: int, row: Floats) -> Floats:
        """Write a row (digits of floats in full) and return it. Raises RunFolderError where it cannot be written."""
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            numbers = [float(number).hex() for number in row]
            found = {"key": self.key, "row": numbers, "seal": _seal(self.key, numbers)}
            write_whole(self._file(world), (json.dumps(found) + "\n").encode())
        return row

    def _file(self, world: int) -> Path:
        assert self.folder is not None  # noqa: S101  # the callers have seen to it
        return self.folder / f"{world:07d}.json"


def _seal(key: str, content: list[str]) -> str:
    return sha256("\n".join([key, *content]).encode()).hexdigest()
