"""What a run folder keeps so that it can be continued without the library or the file it was begun from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offramp.ensemble.identity import content, difference, solver_code
from offramp.ensemble.lock import held
from offramp.ensemble.store import RunFolder
from offramp.ensemble.writing import write_whole
from offramp.errors import RunFolderError, ScenarioError
from offramp.scenario import Scenario, loads

FILE = "scenario.yaml"


@dataclass(frozen=True)
class Remembered:
    """An earlier run: its scenario at its horizon, and what run.json says of it."""

    scenario: Scenario
    about: dict[str, Any]


@contextmanager
def opened(path: Path, scenario: Scenario, about: dict[str, Any], *, resume: bool = False) -> Iterator[RunFolder]:
    """The folder of a run, held by this process alone: a new one, or with `resume` that of the same run begun earlier.

    Raises RunFolderError where it cannot be made or written, holds another run, or is held by another process.
    """
    folder = RunFolder.reopen(path) if resume else RunFolder.create(path)
    with held(path):
        folder.clear_remnants()
        if resume:
            refuse_difference(folder, about)
            folder.make_room()
        else:
            RunFolder.create(path)  # another process may have been quicker
            keep_scenario(folder, scenario)
        yield folder


def keep_scenario(folder: RunFolder, scenario: Scenario) -> None:
    """Put the scenario's text into the folder: the file as it was read, or its content where there is no such file."""
    write_whole(folder.path / FILE, scenario_text(scenario).encode())


def scenario_text(scenario: Scenario) -> str:
    """Text that reads as this scenario (but for what was changed in memory)."""
    try:
        text = Path(scenario.file).read_text(encoding="utf-8")
        if loads(text).hash == scenario.hash:
            return text
    except (OSError, UnicodeDecodeError, ScenarioError):
        pass
    return json.dumps(scenario.raw, indent=1, ensure_ascii=False) + "\n"


def at_horizon(scenario: Scenario, horizon: int, run_out: int) -> Scenario:
    """The scenario reported over `horizon` months and solved for `run_out` more."""
    if (scenario.horizon, scenario.run_out) == (horizon, run_out):
        return scenario
    return scenario.model_copy(update={"horizon": horizon, "run_out": run_out})


def recall(folder: RunFolder, version: str) -> Remembered:
    """The run that lies in a folder, to be continued. Raises RunFolderError where its scenario is not the same."""
    about, path = folder.about, folder.path / FILE
    if found := difference(about, here := {"offramp": version, "code": solver_code()}, list(here)):
        raise RunFolderError(f"{folder.path} cannot be resumed: {found}; start a new run in another folder")
    try:
        scenario = loads(path.read_text(encoding="utf-8"), str(path))
        scenario = at_horizon(scenario, int(about["horizon"]), int(about["run_out"]))
    except (OSError, UnicodeDecodeError, ScenarioError) as error:
        raise RunFolderError(f"{folder.path} cannot be resumed, its scenario.yaml cannot be read: {error}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise RunFolderError(f"{folder.path} cannot be resumed, its run.json lacks {error}") from error
    if scenario.hash != about.get("hash"):
        raise RunFolderError(f"{folder.path} cannot be resumed: {path} has changed since the run was begun")
    if content(scenario) != about.get("content"):
        raise RunFolderError(
            f"{folder.path} cannot be resumed from the folder alone: its scenario was changed in memory after it was "
            f"read, or the reading of scenarios has changed; resume it from the program that began it"
        )
    return Remembered(scenario, about)


def refuse_difference(folder: RunFolder, about: dict[str, Any]) -> None:
    """Raises RunFolderError where the run that lies in the folder is not the one that `about` describes."""
    old = folder.about
    if found := difference(old, about):
        hint = "start a new run in another folder"
        if found.startswith("the scenario has changed"):
            hint = f"its own copy is {folder.path / FILE}: resume without naming a scenario, or {hint}"
        raise RunFolderError(f"{folder.path} cannot be resumed as asked: {found}; {hint}")
    if int(old.get("worlds", 0)) > about["worlds"]:
        raise RunFolderError(
            f"{folder.path} holds a run of {old['worlds']} worlds, which cannot be resumed with {about['worlds']}"
        )
