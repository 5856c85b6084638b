"""Every number of a bundled war that differs from its shared default range is listed under `departures`, with its reason.

The shared default of a number is what `defaults.yaml` has at its path; of a package's guarantee, penalty, incident and
rearming it is the number of that name under `commitment`, which every package uses that gives none of its own. Rungs are
compared with the shared rung of the same name. What a war is made of is no range and has no default: its cells, lines,
issues, weights, policies and the rungs on which it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from offramp.scenario import Scenario, library, load
from offramp.scenario.catalogue import Entry
from offramp.scenario.defaults import COMMITTED, template
from offramp.scenario.numbers import NO_ABOUT, AnyNumber, Use, to_raw
from offramp.scenario.parsing import parse_number
from offramp.scenario.schema import Scenario as Schema

#: Keys of a package's terms that have a shared number under `commitment`.
OWN = (*COMMITTED, "incident")
#: Settings beside the numbers: the shared default is the schema's or the file's of defaults.
SETTINGS = {"commitment": ("support", "other_rung", "incident_rung"), "capacity": ("top",)}


@pytest.fixture(scope="module", params=library.names())
def war(request: pytest.FixtureRequest) -> Scenario:
    return load(request.param)


def shared(entry: Entry) -> AnyNumber | None:
    """The shared default of a number, None where it has none."""
    path = entry.path.split(".")
    if path[0] == "packages" and path[2] in OWN:
        path = ["commitment", *path[2:]]
    node: Any = template()
    for key in path:
        if isinstance(node, list):
            node = next((rung for rung in node if rung["name"] == key), None)
        elif isinstance(node, dict):
            node = node.get(key, node.get("side", node.get("each")) if key in ("a", "b", "both") else None)
    if node is None or (isinstance(node, dict) and not set(node) & {"uniform", "loguniform", "value"}):
        return None
    return parse_number(node) if isinstance(node, (dict, int, float)) else None


def differs(scenario: Scenario, number: AnyNumber, default: AnyNumber) -> bool:
    """Whether a number differs from its shared default; one that only names another is that other."""
    if isinstance(number, Use) and number.times == 1.0:
        names = (f"quantities.{number.name}", number.name, f"{number.name}.both")
        entry = next(scenario.entries[name] for name in names if name in scenario.entries)
        return entry.path.split(".")[0] != "commitment" and differs(scenario, entry.number, default)
    return bare(number) != bare(default)


def bare(number: AnyNumber) -> Any:
    """The number without its words."""
    return to_raw(replace(number, about=NO_ABOUT))


def departing(scenario: Scenario) -> Iterator[str]:
    """Paths of the numbers that differ from their shared default."""
    for path, entry in scenario.entries.items():
        default = shared(entry)
        if default is not None and not entry.point and differs(scenario, entry.number, default):
            yield path


def test_every_departure_from_a_shared_default_is_listed(war: Scenario) -> None:
    listed = [departure.path for departure in war.departures]
    missing = [path for path in departing(war) if not any(f"{path}.".startswith(f"{known}.") for known in listed)]
    assert not missing


def test_settings_are_the_shared_ones_or_listed(war: Scenario) -> None:
    listed = [departure.path for departure in war.departures]
    for part, keys in SETTINGS.items():
        fields = Schema.model_fields[part].annotation.model_fields  # type: ignore[union-attr]
        for key in keys:
            given = template().get(part, {}).get(key, fields[key].default)
            assert getattr(getattr(war, part), key) == given or f"{part}.{key}" in listed, (part, key)
