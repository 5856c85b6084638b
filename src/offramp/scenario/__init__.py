"""Scenarios: reading, checking and drawing worlds from them.

`load` reads a file or a bundled scenario; `central_world` and `draw_worlds` give worlds, in which every number has a
value.
"""

from offramp.scenario.drawing import central_world, draw_worlds
from offramp.scenario.levers import Change
from offramp.scenario.loading import load, loads
from offramp.scenario.schema import Scenario
from offramp.scenario.world import World

__all__ = ["Change", "Scenario", "World", "central_world", "draw_worlds", "load", "loads"]
