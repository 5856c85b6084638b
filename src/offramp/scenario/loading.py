"""A file or a library name -> a checked Scenario, or one error that lists every fault."""

from __future__ import annotations

from pathlib import Path

from offramp.errors import ScenarioError
from offramp.scenario.defaults import fill
from offramp.scenario.library import find
from offramp.scenario.mending import build
from offramp.scenario.problems import MOST
from offramp.scenario.provenance import Provenance
from offramp.scenario.reading import Document, read_file, read_text
from offramp.scenario.schema import Scenario
from offramp.scenario.validate import check


def load(name_or_path: str | Path) -> Scenario:
    """Read a scenario: a name from the library, or a path to a YAML file.

    Raises:
        UnknownNameError: no such name and no such file; the text names the nearest.
        ScenarioError: the file has faults; `problems` lists all of them with their lines.
    """
    return _scenario(read_file(find(name_or_path)))


def loads(text: str, file: str = "<text>") -> Scenario:
    """Read a scenario from YAML text. Raises ScenarioError."""
    return _scenario(read_text(text, file))


def _scenario(document: Document) -> Scenario:
    filled = fill(document.data)
    built = build(filled.data, document)
    problems = [*document.problems, *built.problems]
    scenario = built.scenario
    if scenario is not None:
        place_changes(scenario)
        problems += check(scenario, document, built.broken)
    if problems or scenario is None:
        ordered = sorted(set(problems), key=lambda problem: (problem.line, problem.path, problem.found))
        raise ScenarioError(ordered[:MOST])
    scenario.settle(filled.data, document.file, Provenance(document.line, filled.is_default, filled.about))
    return scenario


def place_changes(scenario: Scenario) -> None:
    """Tell every change its own path, which names the draws of its numbers."""
    lists = [(f"policies.{name}.changes", policy.changes) for name, policy in scenario.policies.items()]
    lists += [(f"events.{name}.changes", event.changes) for name, event in scenario.events.items()]
    if scenario.record is not None:
        lists.append(("record.changes", scenario.record.changes))
    for path, changes in lists:
        for index, change in enumerate(changes):
            change.settle(f"{path}.{change.name or index}")
