"""Cross-checks: what the schema alone cannot see. All of them run; every problem is collected.

Whether the chances of a step up and a step down leave room for staying is checked when the game is built, since it
hangs on the world and the policy (see offramp.game).
"""

from __future__ import annotations

from offramp.scenario.checking import Checking
from offramp.scenario.problems import Problem
from offramp.scenario.reading import Document, Place
from offramp.scenario.schema import Scenario
from offramp.scenario.validate_argument import check_argument
from offramp.scenario.validate_levers import check_levers
from offramp.scenario.validate_numbers import check_numbers
from offramp.scenario.validate_war import check_war


def check(scenario: Scenario, document: Document, broken: set[Place]) -> list[Problem]:
    """Every problem of a structurally sound (or mended) scenario; none about `broken` places."""
    checking = Checking(scenario, document, broken)
    check_numbers(checking)  # first: the others follow references, which must not run in circles
    check_war(checking)
    check_levers(checking)
    check_argument(checking)
    if scenario.sides.a.name == scenario.sides.b.name:
        checking.add(("sides", "b", "name"), f"{scenario.sides.b.name!r} again", "two sides with different names")
    return checking.problems
