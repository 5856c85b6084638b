"""The run folder: `run.json`, `scenario.yaml`, `design.parquet` and `chunks/NNNNN.parquet`.

One chunk is one file (see `offramp.ensemble.chunks`), written under a temporary name, flushed to the disk and renamed,
so a reader never meets half a chunk. A row is one world under one policy; arrays are flattened, their axes and
coordinates stand in `run.json`, their shapes in the chunk's metadata. A world that failed keeps a row with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import xarray as xr

from offramp.ensemble import chunks
from offramp.ensemble.chunks import Chunk
from offramp.ensemble.damage import DESIGN, RUN, unreadable
from offramp.ensemble.solve_world import PolicyResult, WorldResult
from offramp.ensemble.tables import by_world, drawn, labels_of, parquet, read
from offramp.ensemble.writing import write_whole
from offramp.errors import RunFolderError
from offramp.scenario import Scenario, World

STATES = ("fighting", "frozen", "a-prevails", "b-prevails", "general-war")
CANDIDATES, DRAWN = "candidates.parquet", "candidate-design.parquet"
LIKELIHOODS = ("log_likelihood", "log_alive", "log_front", "log_rungs")

#: Axes of every array of `PolicyResult`, in order.
AXES: dict[str, tuple[str, ...]] = {
    "chance": ("state", "month"),
    "peace": ("package", "month"),
    "front": ("month", "cell"),
    "rungs": ("step", "side", "rung"),
    "measures": ("measure", "step"),
    "value": ("party",),
    "ripe": ("step",),
    "first_signed": ("step", "package"),
    "first_line": ("package", "line"),
    "signed": ("step", "package"),
    "broken": ("step", "side", "package"),
    "capitulated": ("step", "side"),
    "gain": ("side", "package", "near"),
    "lines": ("package", "near"),
    "open": ("package",),
    "holds": ("package", "month"),
    "ended": ("package", "cause"),
}


def coordinates(scenario: Scenario) -> dict[str, list[Any]]:
    """Labels of every axis for a scenario."""
    grid_lines = (len(scenario.front.cells) - 1) * scenario.front.lines_per_cell + 1
    lines = np.interp(
        np.arange(grid_lines) / scenario.front.lines_per_cell,
        np.arange(len(scenario.front.cells)),
        scenario.front.cells,
    )
    longest = max(len(scenario.ladders.a.rungs), len(scenario.ladders.b.rungs))
    return {
        "state": list(STATES),
        "month": list(range(scenario.horizon + 1)),
        "step": list(range(scenario.horizon)),
        "package": list(scenario.packages),
        "cell": [float(x) for x in scenario.front.cells],
        "line": [float(x) for x in lines],
        "side": ["a", "b"],
        "rung": list(range(longest)),
        "measure": list(scenario.measures),
        "party": list(scenario.parties),
        "cause": ["a", "b", "incident"],
    }


@dataclass(frozen=True)
class RunFolder:
    """A folder that holds one run; `only`: the numbers of the chunks to look at, None for all there are."""

    path: Path
    only: tuple[int, ...] | None = None

    @classmethod
    def create(cls, path: Path) -> RunFolder:
        """Make the folder. Raises RunFolderError where it cannot be written or already holds a run."""
        cls(path).make_room()
        if (path / RUN).exists():
            raise RunFolderError(f"{path} already holds a run; resume it, or choose another folder with --out")
        return cls(path)

    def make_room(self) -> None:
        """Make the folder of chunks where it is missing. Raises RunFolderError."""
        try:
            (self.path / "chunks").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunFolderError(f"cannot make the run folder {self.path}: {error.strerror or error}") from error

    @classmethod
    def reopen(cls, path: Path) -> RunFolder:
        """The folder of an earlier run. Raises RunFolderError where there is none."""
        if not (path / RUN).is_file():
            raise RunFolderError(f"{path} holds no run: there is no run.json in it")
        return cls(path)

    def looking_at(self, numbers: Iterable[int]) -> RunFolder:
        """The same folder as if it held these chunks only, while others are still being written."""
        return replace(self, only=tuple(numbers))

    @property
    def about(self) -> dict[str, Any]:
        """What run.json says. Raises RunFolderError."""
        try:
            found = json.loads((self.path / RUN).read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            raise unreadable(self.path, f"line {error.lineno}: {error.msg}") from error
        except (OSError, ValueError) as error:
            raise unreadable(self.path, f"{error}") from error
        if not isinstance(found, dict):
            raise unreadable(self.path, "line 1: no object in braces")
        return found

    def note(self, about: dict[str, Any]) -> None:
        """Write run.json."""
        write_whole(self.path / RUN, (json.dumps(about, indent=1, ensure_ascii=False) + "\n").encode())

    def write_design(self, worlds: Sequence[World]) -> None:
        """Write what was drawn for every world."""
        write_whole(self.path / DESIGN, drawn(worlds))

    def write_chunk(self, chunk: Chunk, results: Sequence[WorldResult]) -> None:
        """Write one chunk of worlds."""
        write_whole(
            chunks.path_of(self.path, chunk.number), chunks.sealed_bytes(_table(results), chunk, _shapes(results))
        )

    def clear_remnants(self) -> None:
        """Remove what killed writers left half written. Only for who holds the folder's lock."""
        for folder in (self.path, self.path / "chunks"):
            for path in folder.glob(".*.tmp"):
                with suppress(OSError):
                    path.unlink()

    def design(self) -> xr.Dataset:
        """What was drawn, one variable per quantity along `world`."""
        return by_world(self.path / DESIGN)

    def worlds(self) -> xr.Dataset:
        """Log-likelihoods, log-weights and failures by world; a world screened counts by what the screening left of it."""
        columns = ["world", "failure", *LIKELIHOODS]
        frame = self._table(columns).to_pandas().drop_duplicates("world").set_index("world").sort_index()
        found = xr.Dataset.from_dataframe(frame)
        log_weight = found["log_likelihood"].values - self.log_keep(found["world"].values)
        return found.assign(log_weight=("world", log_weight))

    def note_picked(self, worlds: Sequence[int] | np.ndarray, log_keep: np.ndarray) -> None:
        """Take down with what probability (its log) each world came to be here, where another run screened them."""
        write_whole(self.path / CANDIDATES, parquet(pa.table({"world": list(worlds), "keep": np.exp(log_keep)})))

    def candidates(self) -> xr.Dataset | None:
        """Every world that screening weighed, with its likelihoods; None for a run without a record."""
        path = self.path / CANDIDATES
        return by_world(path) if path.exists() else None

    def candidate_design(self) -> xr.Dataset | None:
        """What was drawn for every candidate, as `design`; None for a run without a record."""
        path = self.path / DRAWN
        return by_world(path) if path.exists() else None

    def log_keep(self, worlds: Sequence[int] | np.ndarray) -> np.ndarray:
        """Log of the probability with which screening kept each of these worlds; 0 where nothing was screened."""
        found = self.candidates()
        if found is None:
            return np.zeros(len(worlds))
        try:
            return np.log(found["keep"].sel(world=np.asarray(worlds)).values)
        except KeyError as error:
            raise RunFolderError(
                f"{self.path / CANDIDATES} is damaged: {error.args[0]}; resuming the run writes it anew"
            ) from error

    def variable(self, name: str) -> xr.DataArray:
        """One array of the results, along world and policy; NaN for worlds that have none. See `AXES`."""
        about = self.about
        axes, labels = AXES[name], dict(about["coordinates"])
        policies = about["policies"]
        table = self._table(["world", "policy", name])
        worlds = np.unique(np.asarray(table["world"]))
        shape = self._shape(name, labels)
        out = np.full((len(worlds), len(policies), int(np.prod(shape))), np.nan)
        place = {world: i for i, world in enumerate(worlds)}
        rows = zip(table["world"].to_pylist(), table["policy"].to_pylist(), table[name], strict=True)
        for world, policy, values in rows:
            if policy:
                out[place[world], policies.index(policy)] = values.values.to_numpy()
        labels = {axis: labels.get(axis, list(range(size))) for axis, size in zip(axes, shape, strict=True)}
        return xr.DataArray(
            out.reshape(len(worlds), len(policies), *shape),
            dims=("world", "policy", *axes),
            coords={"world": worlds, "policy": policies, **labels},
            name=name,
        )

    def dataset(self, names: Sequence[str] = tuple(AXES)) -> xr.Dataset:
        """Several arrays of the results together."""
        return xr.Dataset({name: self.variable(name) for name in names})

    def _table(self, columns: list[str]) -> pa.Table:
        return pa.concat_tables([read(path, columns) for path in self._paths()])

    def _paths(self) -> list[Path]:
        found = [path for path in chunks.paths(self.path) if self.only is None or int(path.stem) in self.only]
        if not found:
            raise RunFolderError(f"{self.path} holds no finished worlds yet")
        return found

    def _shape(self, name: str, labels: dict[str, list[Any]]) -> list[int]:
        """Shape of an array, as the first chunk with any result says; without results as the labels have it."""
        for path in self._paths():
            if shapes := json.loads(labels_of(path).get(chunks.SHAPES, "null")):
                return shapes[name]
        return [len(labels.get(axis, [0])) for axis in AXES[name]]


def _shapes(results: Iterable[WorldResult]) -> dict[str, list[int]] | None:
    """Shape of every array of a result; None where no world has any."""
    for result in results:
        for found in result.policies.values():
            return {field.name: list(getattr(found, field.name).shape) for field in fields(PolicyResult)}
    return None


def _table(results: Iterable[WorldResult]) -> pa.Table:
    columns: dict[str, list[Any]] = {name: [] for name in ("world", "policy", "failure", *LIKELIHOODS, *AXES)}
    for result in results:
        for policy, found in result.policies.items() or [("", None)]:
            columns["world"].append(result.index)
            columns["policy"].append(policy)
            columns["failure"].append(result.failure)
            for name, value in zip(LIKELIHOODS, result.log_likelihood, strict=True):
                columns[name].append(float(value))
            for name in AXES:
                columns[name].append(None if found is None else getattr(found, name).ravel())
    types = {name: pa.list_(pa.float64()) for name in AXES} | {
        "world": pa.int64(),
        "policy": pa.string(),
        "failure": pa.string(),
    }
    types |= {name: pa.float64() for name in LIKELIHOODS}
    return pa.table({name: pa.array(values, type=types[name]) for name, values in columns.items()})
