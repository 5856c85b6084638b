"""A scenario text that is being edited: its faults, its numbers as a form, one number changed in place, a difference.

The text is the truth; the form changes exactly the characters of the number that was changed, so comments and layout
stay as they are.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from ruamel.yaml import YAML, events
from ruamel.yaml.error import YAMLError

from offramp.errors import ScenarioError, UnknownNameError
from offramp.scenario import Scenario, loads
from offramp.scenario.numbers import Fixed, Uncertain
from offramp.scenario.quantities import LogUniform, Pert, Triangular, Uniform
from offramp.scenario.reading import Place
from offramp.scenario.writing import flow

WORDS = ("title", "question", "start", "horizon", "run_out")
KINDS = {Uniform: "uniform", LogUniform: "loguniform", Triangular: "triangular", Pert: "pert"}
MOST_DIFFERENCE = 4000  # lines of a difference that are told


def checked(text: str, name: str) -> dict[str, Any]:
    """Faults of a draft as `offramp check` tells them, or its fields where it has none. JSON-ready."""
    try:
        scenario = loads(text, f"{name}.yaml")
    except ScenarioError as error:
        problems = [asdict(problem) | {"text": str(problem)} for problem in error.problems]
        return {"valid": False, "problems": problems, "fields": []}
    return {"valid": True, "problems": [], "title": scenario.title, "hash": scenario.hash, "fields": fields(scenario)}


def fields(scenario: Scenario) -> list[dict[str, Any]]:
    """What the form offers: the first words of the file, and every number in it that has a plain form."""
    found = []
    for key in WORDS:
        if key in scenario.raw:
            value = scenario.raw[key]
            found.append(
                {"place": [key], "label": key.replace("_", " "), "values": [value], "of": ["value"], "unit": ""}
            )
    for info in scenario.all_numbers():
        entry = scenario.entries.get(info.path)
        if entry is None or not info.line:
            continue
        row = {"label": info.label, "unit": info.unit, "question": info.question, "line": info.line}
        if isinstance(entry.number, Fixed):
            found.append(row | {"place": _plain(entry.place), "values": [entry.number.value], "of": ["value"]})
        elif isinstance(entry.number, Uncertain) and type(entry.number.distribution) in KINDS:
            values = list(vars(entry.number.distribution).values())
            names = ["from", "likeliest", "to"] if len(values) == 3 else ["from", "to"]
            place = [*_plain(entry.place), KINDS[type(entry.number.distribution)]]
            found.append(row | {"place": place, "values": values, "of": names})
    return found


def changed(text: str, place: list[str | int], values: list[float | str]) -> str:
    """The text with one value put in. Raises UnknownNameError where there is no such place, or it cannot be written."""
    new = flow(values[0] if len(values) == 1 else list(values))
    here = tuple(place)
    # a value is told before the mapping that holds it: the first hit is the inner one, and ends the reading
    span = next((span for found, span in _spans(text) if found in ((*here, "value"), here)), None)
    if span is None:
        raise UnknownNameError(f"the text has nothing at {'.'.join(map(str, place))[:100]!r}")
    start, end = span
    return text[:start] + new + text[end:]


def difference(old: str, new: str, old_name: str, new_name: str) -> list[str]:
    """What sets two texts apart, line by line as `diff -u` tells it."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), old_name, new_name, lineterm="", n=2)
    return [line for _, line in zip(range(MOST_DIFFERENCE), lines, strict=False)]


def _plain(place: Place) -> list[str | int]:
    return list(place)


def _spans(text: str) -> Iterator[tuple[Place, tuple[int, int]]]:
    """Where each value stands in the text, by its place. Ends quietly where the text cannot be read further."""
    source = YAML(typ="safe", pure=True).parse(text)
    try:
        for event in source:
            if isinstance(event, events.DocumentStartEvent):
                yield from _value(next(source), source, ())
    except (YAMLError, ValueError, StopIteration, RecursionError):
        return


def _value(event: Any, source: Iterator[Any], place: Place) -> Iterator[tuple[Place, tuple[int, int]]]:
    start = event.start_mark.index
    end = event.end_mark.index
    if isinstance(event, events.MappingStartEvent):
        while not isinstance(key := next(source), events.MappingEndEvent):
            yield from _value(next(source), source, (*place, str(getattr(key, "value", ""))))
        end = key.end_mark.index
    elif isinstance(event, events.SequenceStartEvent):
        index = 0
        while not isinstance(item := next(source), events.SequenceEndEvent):
            yield from _value(item, source, (*place, index))
            index += 1
        end = item.end_mark.index
    yield place, (start, end)
