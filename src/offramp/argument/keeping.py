"""Rows of the obstacle table on disk, a file a world, so that an interruption loses the worlds in work and no others."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from offramp.ensemble.writing import write_whole
from offramp.game.rules import Floats

Row = tuple[float, Floats]


@dataclass(frozen=True)
class Kept:
    """Rows in `folder` (None: nowhere), each marked with the key of what it was made from; others are not read."""

    folder: Path | None
    key: str

    def row(self, world: int) -> Row | None:
        """The row of a world; None where there is none of this key."""
        if self.folder is None:
            return None
        try:
            found = json.loads(self._file(world).read_text(encoding="utf-8"))
            content = [found["likelihood"], *found["chances"]]
            if found["key"] != self.key or found["seal"] != _seal(self.key, content):
                return None
            likelihood, *chances = (float.fromhex(x) for x in content)
        except (OSError, ValueError, KeyError, TypeError):
            return None  # half a file from a broken disk is solved again
        return likelihood, np.array(chances)

    def keep(self, world: int, row: Row) -> Row:
        """Write a row (digits of floats in full) and return it. Raises RunFolderError where it cannot be written."""
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
            likelihood, *chances = (float(x).hex() for x in (row[0], *row[1]))
            seal = _seal(self.key, [likelihood, *chances])
            found = {"key": self.key, "likelihood": likelihood, "chances": chances, "seal": seal}
            write_whole(self._file(world), (json.dumps(found) + "\n").encode())
        return row

    def _file(self, world: int) -> Path:
        assert self.folder is not None  # noqa: S101  # the callers have seen to it
        return self.folder / f"{world:07d}.json"


def _seal(key: str, content: list[str]) -> str:
    return sha256("\n".join([key, *content]).encode()).hexdigest()
