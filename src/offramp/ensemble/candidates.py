"""The worlds that screening weighed, as the run folder keeps them: what a resumed run need not weigh again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from offramp.ensemble import identity
from offramp.ensemble.screening import Screening, Weighed, record_in
from offramp.ensemble.store import CANDIDATES, DRAWN, LIKELIHOODS, RunFolder
from offramp.ensemble.tables import drawn, parquet
from offramp.ensemble.writing import write_whole
from offramp.scenario import Scenario, World
from offramp.scenario.numbers import AnyNumber

MARK = b"offramp.mark"


def mark(scenario: Scenario, seed: int, adopted: Mapping[str, AnyNumber] | None = None) -> str:
    """Digest of what the likelihoods of a scenario's worlds follow from, but for the policies that are followed later."""
    made_from = identity.identity(scenario, "") | {"seed": seed, "adopted": identity.adopted(adopted or {})}
    return sha256(repr(sorted(made_from.items())).encode()).hexdigest()


def write_candidates(folder: RunFolder, screening: Screening, made_from: str) -> None:
    """Write what screening weighed, kept or not, under the `mark` of what it was made from. Raises RunFolderError."""
    indices = [world.index for world in screening.candidates]
    columns: dict[str, Any] = {"world": indices}
    columns |= {name: screening.likelihood[:, i] for i, name in enumerate(LIKELIHOODS)}
    columns |= {"keep": screening.keep, "kept": screening.kept}
    columns["failure"] = [screening.failures.get(index, "") for index in indices]
    write_whole(folder.path / CANDIDATES, parquet(pa.table(columns).replace_schema_metadata({MARK: made_from})))
    write_whole(folder.path / DRAWN, drawn(screening.candidates))


def weighing(
    scenario: Scenario, folder: RunFolder, before: dict[int, Weighed], made_from: str
) -> Callable[[World], Weighed]:
    """Weighs a world by the record unless that was done: in `before`, which is used up, or earlier in the same run's folder.

    Of the latter only the likelihood is known: whoever follows the world solves its history anew.
    """
    earlier = {} if before else _weighed_earlier(folder.path / CANDIDATES, made_from)

    def weigh(world: World) -> Weighed:
        return before.pop(world.index, None) or earlier.get(world.index) or record_in(scenario, world)

    return weigh


def _weighed_earlier(path: Path, made_from: str) -> dict[int, Weighed]:
    """By world what screening found; nothing where the file is missing, damaged or of other numbers: it is written anew."""
    try:
        table = pq.read_table(path, page_checksum_verification=True)
        if (table.schema.metadata or {}).get(MARK) != made_from.encode():
            return {}
        worlds, failures, *parts = (table[name].to_pylist() for name in ("world", "failure", *LIKELIHOODS))
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return {}
    return {
        world: (found, why, None) for world, why, found in zip(worlds, failures, zip(*parts, strict=True), strict=True)
    }
