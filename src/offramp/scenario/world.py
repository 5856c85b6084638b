"""A world: one draw of all numbers of a scenario, with dated changes laid over it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from offramp.scenario.graph import Constant, Draw, Link, Moments, NumberGraph
from offramp.scenario.levers import Change
from offramp.scenario.numbers import AnyNumber, Dated, Fixed, Uncertain

Series = NDArray[np.float64]
CENTRAL = -1
DRAWN = ".drawn"
_MISSING = object()


class World:
    """One draw of every number.

    Attributes:
        index: number of the world; -1 for the central one.
        draws: path -> value drawn; yes/no draws under ``path.drawn`` as 1.0 or 0.0.
    """

    __slots__ = ("_graph", "_layers", "_root", "_series_known", "_still", "_touched", "_uniform", "draws", "index")

    def __init__(
        self,
        index: int,
        draws: dict[str, float],
        graph: NumberGraph,
        uniform: Callable[[str, int], float],
        layers: dict[str, tuple[tuple[Change, int], ...]] | None = None,
        root: World | None = None,
    ) -> None:
        self.index = index
        self.draws = draws
        self._graph = graph
        self._uniform = uniform
        self._layers = layers or {}
        self._still: dict[str, object] = {}
        self._series_known: dict[tuple[str, bytes], Series] = {}
        # what no change touches is looked up once, for all that is laid over the same draws
        self._root = root or self
        self._touched = frozenset[str]().union(*(graph.readers(path) for path in self._layers))

    def fresh(self) -> World:
        """The same draws and changes with nothing remembered: what is worked out in it is forgotten with it."""
        return World(self.index, self.draws, self._graph, self._uniform, self._layers)

    def value(self, path: str, month: float = 0) -> float:
        """The number at `path`; of a dated or changed one, its value in `month`. Raises UnknownNameError."""
        path = self._graph.canonical(path)
        still = self._constant(path)
        return still if still is not None else float(self._moving(path, np.array([float(month)]))[0])

    def series(self, path: str, months: ArrayLike) -> Series:
        """The number at `path` in each of `months` (any months, in any order). Raises UnknownNameError."""
        return self._series(self._graph.canonical(path), np.asarray(months, dtype=float))

    def yes(self, path: str) -> bool:
        """Whether the yes/no thing whose probability stands at `path` is so in this world.

        Where the probability has been changed the same uniform draw is put against the new one (its value in month 0).
        """
        path = self._graph.canonical(path)
        name = path + DRAWN
        if path not in self._layers or name not in self.draws:
            return self.draws[name] > 0.5 if name in self.draws else self.value(path) >= 0.5
        chance = self.value(path)
        return chance >= 0.5 if self.index == CENTRAL else self._uniform(name, self.index) < chance

    def changed(self, changes: Sequence[Change], start: int = 0) -> World:
        """The same draws with changes laid over, in order, on top of those there are.

        Args:
            changes: what changes; months in them count from `start`.
            start: month in which the policy or event that makes them begins.
        """
        layers = dict(self._layers)
        for change in changes:
            path = self._graph.canonical(change.path)
            layers[path] = (*layers.get(path, ()), (change, start))
        return World(self.index, self.draws, self._graph, self._uniform, layers, self._root)

    def number(self, number: AnyNumber, path: str, months: ArrayLike) -> Series:
        """Evaluate a number that need not be part of the scenario, as if it stood at `path` (which names its draw)."""
        at = np.asarray(months, dtype=float)
        entry = self._graph.entries.get(path)
        if entry is not None and entry.number is number:
            return self._series(path, at)
        if isinstance(number, Fixed):
            return np.full(at.shape, number.value)
        if isinstance(number, Uncertain):
            central = self.index == CENTRAL
            drawn = (
                number.distribution.centre() if central else number.distribution.ppf(self._uniform(path, self.index))
            )
            return np.full(at.shape, float(drawn))
        if isinstance(number, Dated):
            points = [self.number(p, f"{path}.{number.kind}.{month}", at) for month, p in number.points.items()]
            return _dated(np.array(list(number.points), dtype=float), points, at, lines=number.kind == "lines")
        factor = self._series(self._target(number.times), at) if isinstance(number.times, str) else number.times
        return self._series(self._target(number.name), at) * factor

    def _target(self, name: str) -> str:
        shared = f"quantities.{name}"
        return shared if shared in self._graph.nodes else self._graph.canonical(name)

    def _series(self, path: str, months: Series) -> Series:
        """Its value in `months`; what no change touches is remembered, so nobody may write into it."""
        if path in self._touched:
            return self._moving(path, months)
        known, key = self._root._series_known, (path, months.tobytes())  # noqa: SLF001  # a world too
        if key not in known:
            still = self._constant(path)
            known[key] = np.full(months.shape, still) if still is not None else self._root._moving(path, months)  # noqa: SLF001
            known[key].flags.writeable = False
        return known[key]

    def _constant(self, path: str) -> float | None:
        """Its value if it is the same in all months, else None; remembered."""
        if self._root is not self and path not in self._touched:
            return self._root._constant(path)  # noqa: SLF001  # a world too
        known = self._still.get(path, _MISSING)
        if known is _MISSING:
            known = self._still[path] = None if path in self._layers else self._constant_node(path)
        return known  # pyright: ignore[reportReturnType]  # only floats and None are kept

    def _constant_node(self, path: str) -> float | None:
        node = self._graph.nodes[path]
        if isinstance(node, Constant):
            return node.value
        if isinstance(node, Draw):
            return self.draws[path]
        if isinstance(node, Moments):
            return None
        base = self._constant(node.path)
        factor = node.factor if node.times is None else self._constant(node.times)
        return None if base is None or factor is None else base * factor

    def _moving(self, path: str, months: Series) -> Series:
        values = self._unchanged(path, months)
        for change, start in self._layers.get(path, ()):
            values = self._overlaid(values, change, start, months)
        return values

    def _unchanged(self, path: str, months: Series) -> Series:
        node = self._graph.nodes[path]
        if isinstance(node, Constant):
            return np.full(months.shape, node.value)
        if isinstance(node, Draw):
            return np.full(months.shape, self.draws[path])
        if isinstance(node, Link):
            factor = node.factor if node.times is None else self._series(node.times, months)
            return self._series(node.path, months) * factor
        still = [self._constant(point) for point in node.points]
        if None not in still:
            return _dated_constant(node.months, np.array(still, dtype=float), months, lines=node.lines)
        return _dated(node.months, [self._series(p, months) for p in node.points], months, lines=node.lines)

    def _overlaid(self, old: Series, change: Change, start: int, months: Series) -> Series:
        kind, number = ("to", change.to) if change.to is not None else ("times", change.times)
        if number is None:
            return old
        own = months - start
        home = f"{change.home or change.path + '.change'}.{kind}"
        new = self.number(number, home, own)
        if kind == "times":
            new = old * new
        since = own - change.from_
        if not change.over:
            return np.where(since >= 0, new, old)
        return old + np.clip(since / change.over, 0.0, 1.0) * (new - old)


def _dated_constant(at: Series, values: Series, months: Series, *, lines: bool) -> Series:
    if lines:
        return np.interp(months, at, values)
    return values[np.maximum(np.searchsorted(at, months, side="right") - 1, 0)]


def _dated(at: Series, points: list[Series], months: Series, *, lines: bool) -> Series:
    """A dated number whose points themselves change with the months."""
    last = np.clip(np.searchsorted(at, months, side="right") - 1, 0, len(at) - 1)
    stacked, column = np.stack(points), np.arange(len(months.ravel())).reshape(months.shape)
    low = stacked[last, column]
    if not lines:
        return low
    after = np.minimum(last + 1, len(at) - 1)
    gap = np.maximum(at[after] - at[last], 1e-300)
    share = np.where(after > last, np.clip((months - at[last]) / gap, 0.0, 1.0), 0.0)
    return low + share * (stacked[after, column] - low)
