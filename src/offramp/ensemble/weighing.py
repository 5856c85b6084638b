"""The history of a world, weighed once: screening asks for it first, following the world's policies asks again.

Only so many are remembered, so that memory does not grow with the number of worlds; what was forgotten is weighed again, to the
same numbers.
"""

from __future__ import annotations

import weakref
from collections import OrderedDict
from threading import Lock

from offramp.game.history import History, weigh
from offramp.scenario import Scenario, World

#: Histories remembered: about 80 kB each at the default grid.
MOST = 512


class _Memory:
    """Histories by the world and scenario objects they belong to, the oldest forgotten first; safe among threads."""

    def __init__(self) -> None:
        self.known: OrderedDict[tuple[int, int], tuple[weakref.ref[World], weakref.ref[Scenario], History]] = (
            OrderedDict()
        )
        self.lock = Lock()

    def get(self, scenario: Scenario, world: World) -> History | None:
        """The history of these very objects, if it is remembered."""
        with self.lock:
            found = self.known.get((id(scenario), id(world)))
        if found is None or found[0]() is not world or found[1]() is not scenario:
            return None
        return found[2]

    def put(self, scenario: Scenario, world: World, history: History) -> None:
        """Remember a history."""
        with self.lock:
            self.known[id(scenario), id(world)] = (weakref.ref(world), weakref.ref(scenario), history)
            while len(self.known) > MOST:
                self.known.popitem(last=False)

    def drop(self, scenario: Scenario, world: World) -> None:
        """Forget a history, if it is remembered."""
        with self.lock:
            self.known.pop((id(scenario), id(world)), None)


_MEMORY = _Memory()


def history_of(scenario: Scenario, world: World) -> History:
    """The history of `world`, weighed now or remembered. Raises RulesError where the world cannot be played."""
    found = _MEMORY.get(scenario, world)
    if found is None:
        found = weigh(scenario, world)
        _MEMORY.put(scenario, world, found)
    return found


def forget(scenario: Scenario, world: World) -> None:
    """Make room: the history of `world` is not asked for again."""
    _MEMORY.drop(scenario, world)
