"""What every cross-check needs: the scenario, a way to note problems, and which places not to trust."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from offramp.scenario.catalogue import Entry, entries
from offramp.scenario.problems import MOST, Problem, listed, nearest
from offramp.scenario.ranges import NumberTable
from offramp.scenario.reading import Document, Place
from offramp.scenario.schema import Scenario

#: Missing names that are compared with those there are: a file with more has lost a part, and comparing takes long.
LOOKED_FOR = 30


@dataclass
class Checking:
    """One run of the cross-checks over one scenario.

    Attributes:
        scenario: what is checked; where the file was faulty it holds stand-ins.
        document: the file, for lines.
        broken: places that hold stand-ins; nothing is reported about them, or about what relies on them.
        problems: what was found.
    """

    scenario: Scenario
    document: Document
    broken: set[Place]
    problems: list[Problem] = field(default_factory=list)
    numbers: NumberTable = field(default_factory=NumberTable)

    distrusted: set[str] = field(default_factory=set)
    _alike: dict[tuple[str, tuple[str, ...]], str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in entries(self.scenario):
            if entry.path in self.numbers:
                self.add(entry.place, f"a second number called {entry.path}", "names that differ, without dots")
            self.numbers[entry.path] = entry

    def add(
        self, place: Place, found: str, expected: str, near: str | None = None, relies: Iterable[Place] = ()
    ) -> None:
        """Note a problem, unless its place or a place it relies on holds a stand-in."""
        if not self.full and not any(self.distrusts(each) for each in (place, *relies)):
            self.problems.append(self.document.problem(place, found, expected, near))

    @property
    def full(self) -> bool:
        """Whether as many problems as are listed were found already."""
        return len(self.problems) >= MOST

    def nearest(self, name: object, known: Iterable[str] | None = None) -> str | None:
        """The one of `known` (default: paths of numbers) most like `name`; None from the `LOOKED_FOR`th missing name on."""
        key = (str(name), () if known is None else tuple(known))
        if known is not None and not key[1]:
            return None
        if key not in self._alike and not self.full and len(self._alike) < LOOKED_FOR:
            self._alike[key] = nearest(name, key[1] or self.numbers)
        return self._alike.get(key)

    def distrusts(self, place: Place) -> bool:
        """Whether `place` is, or lies in, something that holds a stand-in."""
        return any(place[:length] in self.broken for length in range(len(place) + 1))

    def name(self, place: Place, name: object, known: Iterable[str], what: str, relies: Iterable[Place] = ()) -> bool:
        """Note a problem unless `name` is one of `known`; say which it is nearest to."""
        known = list(known)
        if name in known:
            return True
        near = self.nearest(name, known)
        self.add(place, f"{name!r}", f"{what}: {listed(known)}", near, relies)
        return False

    def number_at(self, path: str) -> Entry | None:
        """The number at a path as a file may write it (`x` for `x.both`), or None."""
        return self.numbers.get(path) or self.numbers.get(f"{path}.both")

    def path(self, place: Place, path: str) -> Entry | None:
        """The number that `path` names; a problem if there is none."""
        entry = self.number_at(path)
        if entry is None and not self.full:
            near = self.nearest(path)
            expected = (
                "the path of a number, or one side of it (.a or .b)" if self._split(path) else "the path of a number"
            )
            self.add(place, f"{path!r}", expected, f"{path}.a" if self._split(path) else near)
        return entry

    def scenario_has(self, path: str) -> bool:
        """Whether `path` names a number or a group of numbers."""
        return self.number_at(path) is not None or any(known.startswith(f"{path}.") for known in self.numbers)

    def _split(self, path: str) -> bool:
        return f"{path}.a" in self.numbers and f"{path}.b" in self.numbers
