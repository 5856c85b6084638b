"""YAML 1.2 text -> plain values with the line of every key. Nothing in a file is ever executed.

Only the plain part of YAML is read: mappings, lists, text, numbers, true, false, null. Tags, anchors, aliases and merge
keys are refused, since a scenario needs none of them and each has been used to make small files blow up. Limits on size
are checked before or while parsing, so a hostile file costs little time and memory.
"""

from __future__ import annotations

import math
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML, events
from ruamel.yaml.error import YAMLError

from offramp.errors import ScenarioError
from offramp.scenario.problems import MOST, Problem

MAX_BYTES = 1_000_000
MAX_LINES = 8_000
MAX_LINE = 2_000
MAX_DEPTH = 20
MAX_VALUES = 15_000
MAX_NUMBER = 40

Place = tuple[str | int, ...]

_WHOLE = re.compile(r"[-+]?[0-9]+")
_REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NOTHING = {"", "~", "null", "Null", "NULL"}


@dataclass
class Document:
    """A file that was read: plain values, the line of each place, and the faults met on the way.

    Attributes:
        file: name of the file as the user gave it.
        data: nested dicts (keys are always text), lists and scalars.
        lines: place (keys and list indices from the top) -> line, counted from 1.
        problems: faults that did not stop the reading (a key given twice, a number that is not finite).
        broken: places whose value stands in for one that could not be read.
    """

    file: str
    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: set[Place] = field(default_factory=set)

    def line(self, place: Place) -> int:
        """Line of `place`, or of the nearest enclosing place that is written in the file (0: none)."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return 0

    def problem(self, place: Place, found: str, expected: str, near: str | None = None) -> Problem:
        """A Problem at `place` of this file."""
        return Problem(self.file, self.line(place), ".".join(map(str, place)), found, expected, near)


class _StopError(Exception):
    """Reading cannot go on; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def read_file(path: Path) -> Document:
    """Read a scenario file. Raises ScenarioError where the file cannot be read at all."""
    name = str(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ScenarioError([Problem(name, 0, "", "something that is not a file", "a YAML file")])
        if status.st_size > MAX_BYTES:
            raise ScenarioError([_too_large(name, status.st_size)])
        content = path.read_bytes()
    except OSError as error:
        found = (error.strerror or "an unreadable file").lower()
        raise ScenarioError([Problem(name, 0, "", found, "a YAML file")]) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ScenarioError([Problem(name, line, "", "bytes that are not UTF-8", "a text file in UTF-8")]) from error
    return read_text(text, name)


def read_text(text: str, file: str = "<text>") -> Document:
    """Read YAML text. Raises ScenarioError with one problem where reading cannot go on."""
    document = Document(file)
    _check_size(text, file)
    try:
        reader = _Reader(document, YAML(typ="safe", pure=True).parse(text))
        document.data = reader.whole()
    except _StopError as stop:
        raise ScenarioError([*document.problems, stop.problem]) from None
    except YAMLError as error:
        raise ScenarioError([*document.problems, _syntax(error, file)]) from None
    except (ValueError, RecursionError, OverflowError) as error:
        found = f"something that is not YAML ({error})"[:200]
        raise ScenarioError([Problem(file, 0, "", found, "YAML 1.2")]) from None
    return document


class _Reader:
    """Turns the parser's events into values, keeping to the limits."""

    def __init__(self, document: Document, source: Iterator[Any]) -> None:
        self.document = document
        self.source = source
        self.values = 0

    def whole(self) -> Any:
        """The one document of the file."""
        data, seen = None, False
        for event in self.source:
            if isinstance(event, events.DocumentStartEvent):
                if seen:
                    self.stop((), event, "a second document", "one document per file")
                if event.version not in (None, (1, 2)):
                    self.stop((), event, "another version of YAML", "YAML 1.2")
                seen = True
                self.document.lines[()] = 1
                data = self.value(next(self.source), ())
        return data

    def value(self, event: Any, place: Place) -> Any:
        """The value that starts with `event`, read to its end."""
        self.count(event, place)
        if isinstance(event, events.AliasEvent):
            self.stop(place, event, "an alias (*)", "the value itself: aliases are not read")
        if getattr(event, "anchor", None):
            self.stop(place, event, "an anchor (&)", "no anchor: shared numbers go under `quantities`")
        if getattr(event, "tag", None):
            self.stop(place, event, "a tag (!)", "plain values without tags")
        if isinstance(event, events.MappingStartEvent):
            return self.mapping(place)
        if isinstance(event, events.SequenceStartEvent):
            return self.items(place)
        return self.scalar(event, place)

    def count(self, event: Any, place: Place) -> None:
        self.values += 1
        if self.values > MAX_VALUES:
            self.stop(place, event, f"more than {MAX_VALUES} values", "a smaller scenario")
        if len(place) > MAX_DEPTH:
            self.stop(place[:3], event, f"more than {MAX_DEPTH} levels of nesting", "a flatter file")
        if len(self.document.problems) > MOST:
            self.stop(place, event, "too many faults to list", "a scenario file")

    def mapping(self, place: Place) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(event := next(self.source), events.MappingEndEvent):
            key = self.key(event, place)
            inner = (*place, key)
            if key in result:
                fresh = self.document.problem(place, f"the key {key!r} a second time", "each key once")
                self.document.problems.append(_moved(fresh, _line(event)))
                self.skip(next(self.source), inner)
                continue
            self.document.lines[inner] = _line(event)
            result[key] = self.value(next(self.source), inner)
        return result

    def key(self, event: Any, place: Place) -> str:
        self.count(event, place)
        if not isinstance(event, events.ScalarEvent) or event.anchor or event.tag:
            self.stop(place, event, "a key that is not plain text", "a name or a number as key")
        if event.value == "<<":
            self.stop(place, event, "a merge key (<<)", "the keys themselves: merge keys are not read")
        if not event.value.strip():
            self.stop(place, event, "an empty key", "a name before the colon")
        return event.value

    def items(self, place: Place) -> list[Any]:
        result: list[Any] = []
        while not isinstance(event := next(self.source), events.SequenceEndEvent):
            inner = (*place, len(result))
            self.document.lines[inner] = _line(event)
            result.append(self.value(event, inner))
        return result

    def skip(self, event: Any, place: Place) -> None:
        """Read past a value without keeping it or its lines."""
        kept = self.document.lines
        self.document.lines = dict(kept)
        self.value(event, place)
        self.document.lines = kept

    def scalar(self, event: Any, place: Place) -> Any:
        text = event.value
        if event.style is not None:
            return text
        if text in _NOTHING:
            return None
        if text in _WORDS:
            return _WORDS[text]
        if _NOT_FINITE.fullmatch(text):
            return self.broken(event, place)
        if len(text) > MAX_NUMBER or not _REAL.fullmatch(text):
            return text
        number = int(text) if _WHOLE.fullmatch(text) else float(text)
        return number if math.isfinite(number) else self.broken(event, place)

    def broken(self, event: Any, place: Place) -> float:
        self.document.problems.append(self.document.problem(place, event.value, "a finite number"))
        self.document.broken.add(place)
        return 0.5

    def stop(self, place: Place, event: Any, found: str, expected: str) -> None:
        raise _StopError(_moved(self.document.problem(place, found, expected), _line(event)))


def _line(event: Any) -> int:
    return event.start_mark.line + 1


def _moved(problem: Problem, line: int) -> Problem:
    return Problem(problem.file, line, problem.path, problem.found, problem.expected, problem.nearest)


def _too_large(file: str, size: int) -> Problem:
    return Problem(file, 0, "", f"{size:,} bytes", f"a file of at most {MAX_BYTES:,} bytes")


def _check_size(text: str, file: str) -> None:
    """Refuse at once what would be slow to parse."""
    if len(text) > MAX_BYTES:
        raise ScenarioError([_too_large(file, len(text))])
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        raise ScenarioError([Problem(file, MAX_LINES, "", f"{len(lines)} lines", f"at most {MAX_LINES} lines")])
    for number, line in enumerate(lines, start=1):
        if len(line) > MAX_LINE:
            found, expected = f"a line of {len(line)} characters", f"lines of at most {MAX_LINE} characters"
            raise ScenarioError([Problem(file, number, "", found, expected)])
    if text.count(",") + text.count(":") + text.count("\n-") > 2 * MAX_VALUES:
        raise ScenarioError([Problem(file, 0, "", f"more than {MAX_VALUES} values", "a smaller scenario")])


def _syntax(error: YAMLError, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark else 0
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    return Problem(file, line, "", f"YAML that does not parse ({what})"[:200], "YAML 1.2; check indentation and quotes")
