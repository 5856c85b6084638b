"""What a run's numbers follow from besides its draws: the scenario as it stands in memory, and the solver's source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba

from offramp.ensemble import chunks
from offramp.scenario import Scenario
from offramp.scenario.numbers import AnyNumber

# what decides the numbers of a world: the game, the reading of scenarios and draws, and what strings them together
_SOURCES = ("game/*.py", "scenario/*.py", "ensemble/solve_world.py", "ensemble/world_solver.py", "ensemble/plays.py")


@cache
def solver_code() -> str:
    """Digest of the source that solves worlds, as it is installed here: two versions in the making are never mixed."""
    home = Path(__file__).parents[1]
    digest = sha256(numba.__version__.encode())
    for pattern in _SOURCES:
        for source in sorted(home.glob(pattern)):
            digest.update(source.relative_to(home).as_posix().encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:16]


def content(scenario: Scenario) -> str:
    """Digest of the scenario as it stands in memory, also where it was changed after it was read."""
    return sha256(repr(scenario).encode()).hexdigest()[:32]


def adopted(numbers: Mapping[str, AnyNumber]) -> str:
    """Digest of numbers that claims put in the place of the scenario's (see `offramp.scenario.draw_worlds`)."""
    return sha256(repr(sorted(numbers.items())).encode()).hexdigest()[:32]


def identity(scenario: Scenario, version: str) -> dict[str, Any]:
    """The part of run.json that says what the numbers were made from."""
    return {
        "offramp": version,
        "code": solver_code(),
        "scenario": scenario.name,
        "hash": scenario.hash,
        "content": content(scenario),
        "horizon": scenario.horizon,
        "run_out": scenario.run_out,
    }


_WORDS = {
    "hash": "the scenario has changed since",
    "content": "the scenario has been changed in memory",
    "offramp": "it was begun with another version of offramp ({old}; this is {new})",
    "code": "it was begun with another source of the solver",
    "seed": "it was begun with seed {old}, not {new}",
    "policies": "it was begun with other policies ({old}; now {new})",
    "horizon": "it was begun with a horizon of {old} months, not {new}",
    "run_out": "it was begun with a run-out of {old} months, not {new}",
    "adopted": "it was begun with other claims adopted",
    "lean": "it was begun with other parts of the results left out",
}


def difference(old: Mapping[str, Any], new: Mapping[str, Any], names: Sequence[str] = chunks.DECIDES) -> str:
    """The first thing that sets two runs' numbers apart, in words; empty where nothing does."""
    for name in names:
        if old.get(name) != new.get(name):
            return _WORDS[name].format(old=_shown(old.get(name)), new=_shown(new.get(name)))
    return ""


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
