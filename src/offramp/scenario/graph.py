"""The numbers of a scenario compiled for evaluation: path -> how to get its value in a world.

A node is a constant, a draw, a dated number (points are nodes themselves) or a reference to another node times a
factor. The graph is shared by all worlds of a scenario; what differs between worlds are the draws and the changes laid
over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from offramp.errors import UnknownNameError
from offramp.scenario.catalogue import Entry, walk
from offramp.scenario.numbers import AnyNumber, Dated, Fixed, Uncertain
from offramp.scenario.problems import nearest


@dataclass(frozen=True)
class Constant:
    """The same in every world."""

    value: float


@dataclass(frozen=True)
class Draw:
    """Looked up among the draws of the world."""


@dataclass(frozen=True)
class Moments:
    """A dated number: its months, and the paths of its points."""

    lines: bool
    months: NDArray[np.float64]
    points: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """Another number times a factor, which may be a number too."""

    path: str
    factor: float
    times: str | None


Node = Constant | Draw | Moments | Link


@dataclass(frozen=True)
class NumberGraph:
    """Compiled numbers.

    Attributes:
        entries: path -> number where it stands.
        nodes: path -> how to evaluate it.
    """

    entries: Mapping[str, Entry]
    nodes: dict[str, Node]
    aliases: dict[str, str] = field(default_factory=dict)
    reached: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def build(cls, entries: Mapping[str, Entry]) -> NumberGraph:
        """Compile numbers. References must exist and have no cycles (validate.py sees to that)."""
        return cls(entries, {path: compile_number(entry.number, path, entries) for path, entry in entries.items()})

    def canonical(self, path: str) -> str:
        """The path under which a number is kept: `x.both` where `x` stands for both sides. Raises UnknownNameError."""
        if path in self.nodes:
            return path
        if path not in self.aliases:
            if f"{path}.both" not in self.nodes:
                raise UnknownNameError(unknown_path(path, self.nodes))
            self.aliases[path] = f"{path}.both"
        return self.aliases[path]

    def readers(self, path: str) -> frozenset[str]:
        """The paths whose value depends on that of `path`, itself among them."""
        if path not in self.reached:
            found, ahead = {path}, [path]
            while ahead:
                ahead = [reader for one in ahead for reader in self._read_by.get(one, ()) if reader not in found]
                found.update(ahead)
            self.reached[path] = frozenset(found)
        return self.reached[path]

    @cached_property
    def _read_by(self) -> dict[str, list[str]]:
        """By path, the paths that are computed from it at once."""
        out: dict[str, list[str]] = {}
        for path, node in self.nodes.items():
            used = node.points if isinstance(node, Moments) else ()
            used = tuple(p for p in (node.path, node.times) if p) if isinstance(node, Link) else used
            for one in used:
                out.setdefault(one, []).append(path)
        return out

    def central(self, path: str) -> float:
        """The number at `path` with every draw at its median, in month 0."""
        node = self.nodes[path]
        if isinstance(node, Constant):
            return node.value
        if isinstance(node, Draw):
            number = self.entries[path].number
            return number.distribution.centre() if isinstance(number, Uncertain) else 0.0
        if isinstance(node, Link):
            return self.central(node.path) * (node.factor if node.times is None else self.central(node.times))
        return float(np.interp(0.0, node.months, [self.central(point) for point in node.points]))

    def adopting(self, adopt: Mapping[str, AnyNumber]) -> NumberGraph:
        """The same numbers with some replaced; a number inside a dated one is replaced after the dated one itself."""
        entries = dict(self.entries)
        given = {self.canonical(path): number for path, number in adopt.items()}
        for path in sorted(given, key=lambda path: path.count(".")):
            old = self.entries[path]
            for stale in [p for p in entries if p.startswith((f"{path}.steps.", f"{path}.lines."))]:
                del entries[stale]
            entries.update((entry.path, entry) for entry in walk(given[path], old))
        return NumberGraph.build(entries)

    def uncertain(self) -> Iterable[Entry]:
        """Entries that are drawn from a distribution."""
        return (entry for entry in self.entries.values() if isinstance(entry.number, Uncertain))

    def yes_no(self) -> Iterable[Entry]:
        """Entries that are probabilities of a yes/no draw."""
        return (entry for entry in self.entries.values() if entry.spec.yes_no)


def compile_number(number: AnyNumber, path: str, entries: Mapping[str, Entry]) -> Node:
    """The node of one number at `path`."""
    if isinstance(number, Fixed):
        return Constant(number.value)
    if isinstance(number, Uncertain):
        return Draw()
    if isinstance(number, Dated):
        points = tuple(f"{path}.{number.kind}.{month}" for month in number.points)
        return Moments(number.kind == "lines", np.array(list(number.points), dtype=float), points)
    factor, times = (1.0, target(number.times, entries)) if isinstance(number.times, str) else (number.times, None)
    return Link(target(number.name, entries), factor, times)


def target(name: str, entries: Mapping[str, Entry]) -> str:
    """The path that `use: name` means: one of `quantities` first, else the path itself."""
    for path in (f"quantities.{name}", name, f"{name}.both"):
        if path in entries:
            return path
    raise UnknownNameError(unknown_path(name, entries))


def unknown_path(path: str, paths: Iterable[str]) -> str:
    """Text for a path that does not exist, with the nearest that does."""
    near = nearest(path, paths)
    return f"no number is called {path!r}" + (f"; did you mean {near!r}?" if near else "")
