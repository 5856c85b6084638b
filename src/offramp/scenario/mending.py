"""Checks the structure of a file against the schema, and mends a copy so that the cross-checks can still run.

pydantic reports every structural fault at once but then hands back nothing. So each faulty place is taken out or filled
with something harmless and the rest is read again; the places are remembered and later checks keep quiet about them.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from offramp.scenario.messages import problems_of
from offramp.scenario.problems import MOST, Problem
from offramp.scenario.reading import Document, Place
from offramp.scenario.schema import Scenario
from offramp.scenario.structure import harmless

ROUNDS = 8


@dataclass
class Built:
    """What came of a check.

    Attributes:
        scenario: mended if there are problems; None if beyond mending.
        problems: what was found.
        broken: places that hold stand-ins.
    """

    scenario: Scenario | None = None
    problems: list[Problem] = field(default_factory=list)
    broken: set[Place] = field(default_factory=set)

    def distrusts(self, place: Place) -> bool:
        """Whether what stands at `place` stands in for something faulty."""
        return any(place[:length] in self.broken for length in range(len(place) + 1))


def build(data: Any, document: Document) -> Built:
    """Check filled content against the schema. The data are not changed."""
    built = Built(broken=set(document.broken))
    if not isinstance(data, dict):
        built.problems.append(document.problem((), "no mapping", "a scenario: a mapping with name, sides, front, ..."))
        return built
    content = copy.deepcopy(data)
    for _ in range(ROUNDS):
        try:
            built.scenario = Scenario.model_validate(content)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                _take(detail, content, built, document)
        else:
            break
    return built


def _take(detail: Any, content: dict[str, Any], built: Built, document: Document) -> None:
    """Note one fault, and mend it; where a mended place is faulty still, what encloses it is mended."""
    place = place_of(detail["loc"])
    if not built.distrusts(place) and len(built.problems) < MOST:
        built.problems += problems_of(detail, place, document)
    while built.distrusts(place) and place in built.broken and len(place) > 1:
        place = place[:-1]
    built.broken.add(place)
    _mend(content, place, drop=detail["type"] == "extra_forbidden")


def place_of(loc: tuple[int | str, ...]) -> Place:
    """A pydantic location without the marks that tell the members of a union apart."""
    return tuple(key for key in loc if not (isinstance(key, str) and key.startswith("<")))


def _mend(content: Any, place: Place, *, drop: bool) -> None:
    node = content
    for key in place[:-1]:
        node = _step(node, key)
    if not place:
        return
    last = place[-1]
    if isinstance(node, dict):
        if drop:
            node.pop(last, None)
        else:
            node[last] = harmless(place)
    elif isinstance(node, list) and isinstance(last, int) and last < len(node):
        node[last] = harmless(place)


def _step(node: Any, key: str | int) -> Any:
    if isinstance(node, dict):
        return node.get(key)
    return node[key] if isinstance(node, list) and isinstance(key, int) and key < len(node) else None
