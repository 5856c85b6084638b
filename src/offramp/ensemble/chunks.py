"""Chunks: which worlds go into which file, the key of what a chunk was made from, and the seal over its bytes.

A run's worlds are cut into chunks of `CHUNK` in the order of their index; chunk n lies in ``chunks/NNNNN.parquet``. Two
entries of the file's own metadata say whether it may be used:

- the *key*, a hash of everything the numbers follow from: scenario, version and source of the solver, seed, policies,
  horizon, run-out, and the worlds with what was drawn for them. Nothing else enters the file, no time and no name of a
  machine, so the same key means the same bytes;
- the *seal*, a SHA-256 over the whole file with the seal's own digits set to zero: one flipped bit or a missing tail
  shows.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from offramp.scenario import World

CHUNK = 16

#: What run.json says of a run that decides its numbers; `adopted` is absent where no claims are, `lean` where nothing is left out.
DECIDES = ("offramp", "code", "hash", "seed", "policies", "horizon", "run_out", "content", "adopted", "lean")

KEY, WORLDS, SHAPES, SEAL = "offramp.key", "offramp.worlds", "offramp.shapes", "offramp.seal"
_MARK = b"offramp-seal:"
_OPEN = _MARK + b"0" * 64


@dataclass(frozen=True)
class Chunk:
    """Worlds that are solved together, and the key of what their results follow from."""

    number: int
    worlds: Sequence[World]
    key: str


def plan(about: Mapping[str, Any], worlds: Sequence[World]) -> list[Chunk]:
    """The chunks of a run; `about` is what run.json says of it."""
    cut = [worlds[i : i + CHUNK] for i in range(0, len(worlds), CHUNK)]
    return [Chunk(number, part, key_of(about, part)) for number, part in enumerate(cut)]


def key_of(about: Mapping[str, Any], worlds: Sequence[World]) -> str:
    """SHA-256, in hex, of all that the results of `worlds` follow from."""
    inputs = {name: about.get(name) for name in DECIDES}
    drawn = [[world.index, sorted((path, float(x).hex()) for path, x in world.draws.items())] for world in worlds]
    return sha256(json.dumps([inputs, drawn], sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def sealed_bytes(table: pa.Table, chunk: Chunk, shapes: Mapping[str, Sequence[int]] | None) -> bytes:
    """The whole content of a chunk's file."""
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, table.schema, compression="zstd", write_page_checksum=True) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata(
            {
                KEY: chunk.key,
                WORLDS: str(len(chunk.worlds)),
                SHAPES: json.dumps(shapes),
                SEAL: _OPEN.decode(),
            }
        )
    content = sink.getvalue().to_pybytes()
    return content.replace(_OPEN, _MARK + sha256(content).hexdigest().encode())


def is_sealed(content: bytes) -> bool:
    """Whether not a byte of a chunk's file has changed since it was written."""
    place = content.rfind(_MARK)
    end = place + len(_OPEN)
    if place < 0 or end > len(content):
        return False
    opened = content[:place] + _OPEN + content[end:]
    return sha256(opened).hexdigest().encode() == content[place + len(_MARK) : end]


def labels(file: Path | io.BytesIO) -> dict[str, str]:
    """What a chunk's file says of itself: `KEY`, `WORLDS`, `SHAPES`."""
    found = pq.read_metadata(file).metadata or {}
    return {name.decode(): value.decode() for name, value in found.items() if name.startswith(b"offramp.")}


def paths(folder: Path) -> Iterator[Path]:
    """Files of finished chunks, in order."""
    yield from sorted((folder / "chunks").glob("[0-9]*.parquet"))


def path_of(folder: Path, number: int) -> Path:
    """The file of chunk `number`."""
    return folder / "chunks" / f"{number:05d}.parquet"


def fits(path: Path, chunk: Chunk) -> bool:
    """Whether a file holds this very chunk, undamaged. Raises OSError."""
    content = path.read_bytes()
    return is_sealed(content) and labels(io.BytesIO(content)).get(KEY) == chunk.key


@dataclass
class Survey:
    """What the files of a run folder are worth to a plan.

    Attributes:
        good: chunks that need not be solved again.
        bad: file -> why it cannot be used. Files that only end before the plan does (a run that is made longer) are
            neither: their chunk is solved again and they are written over.
    """

    good: list[Chunk] = field(default_factory=list)
    bad: dict[Path, str] = field(default_factory=dict)


def survey(folder: Path, about: Mapping[str, Any], chunks: Iterable[Chunk]) -> Survey:
    """Look at every chunk file there is. Raises OSError where one cannot be read."""
    planned = {path_of(folder, chunk.number): chunk for chunk in chunks}
    found = Survey()
    for path in paths(folder):
        if not path.is_file():
            found.bad[path] = "is no file"
            continue
        chunk, content = planned.get(path), path.read_bytes()
        if not is_sealed(content):
            found.bad[path] = "is damaged: its checksum does not fit its content"
            continue
        said = labels(io.BytesIO(content))
        if chunk is not None and said.get(KEY) == chunk.key:
            found.good.append(chunk)
        elif chunk is None or said.get(KEY) != _shorter(about, chunk, said):
            found.bad[path] = "does not belong to this run: it was made from other inputs"
    return found


def _shorter(about: Mapping[str, Any], chunk: Chunk, said: Mapping[str, str]) -> str | None:
    """The key of the chunk's first worlds, as many as a file says it holds."""
    count = int(said.get(WORLDS, "0"))
    return key_of(about, chunk.worlds[:count]) if 0 < count < len(chunk.worlds) else None
