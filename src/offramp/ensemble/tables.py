"""Tables of worlds as files, whose pages carry checksums: a damaged one is told from a whole one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xarray as xr

from offramp.ensemble import chunks
from offramp.errors import RunFolderError
from offramp.scenario import World


def parquet(table: pa.Table) -> bytes:
    """A table as the content of a file whose pages carry checksums."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return sink.getvalue().to_pybytes()


def drawn(worlds: Sequence[World]) -> bytes:
    """What was drawn for every world as the content of a file: a row for each."""
    names = sorted(worlds[0].draws) if worlds else []
    by_name = {name: [float(world.draws[name]) for world in worlds] for name in names}
    return parquet(pa.table({"world": [world.index for world in worlds], **by_name}))


def by_world(path: Path) -> xr.Dataset:
    """A table that has one row for each world. Raises RunFolderError."""
    try:
        _refuse_other_than_file(path)
        frame = pq.read_table(path, page_checksum_verification=True).to_pandas().set_index("world")
    except (OSError, KeyError, ValueError, pa.ArrowException) as error:
        raise RunFolderError(f"{path} is damaged ({error}); resuming the run writes it anew") from error
    if not frame.index.is_unique:
        raise RunFolderError(f"{path} is damaged (it has a world twice); resuming the run writes it anew")
    # column by column: Dataset.from_dataframe takes time that grows with the square of the number of columns
    return xr.Dataset(
        {name: ("world", frame[name].to_numpy()) for name in frame}, coords={"world": frame.index.to_numpy()}
    )


def read(path: Path, columns: list[str]) -> pa.Table:
    """Some columns of a chunk. Raises RunFolderError."""
    try:
        _refuse_other_than_file(path)
        return pq.read_table(path, columns=columns, page_checksum_verification=True)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise _damaged(path, error) from error


def labels_of(path: Path) -> dict[str, str]:
    """What a chunk says of itself. Raises RunFolderError."""
    try:
        _refuse_other_than_file(path)
        return chunks.labels(path)
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, error) from error


def _refuse_other_than_file(path: Path) -> None:
    """Raise OSError for a folder, which would be read as a table in parts, and for a pipe, which would be waited for."""
    if path.exists() and not path.is_file():
        raise OSError("it is no file")


def _damaged(path: Path, error: Exception) -> RunFolderError:
    return RunFolderError(f"{path} is damaged ({error}); resuming the run sets it aside and solves its worlds again")
