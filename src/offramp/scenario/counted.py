"""Which numbers only count what happens and cannot change it.

Rates of measures, what parties make of them, and quantities that nothing else uses.
"""

from __future__ import annotations

from offramp.scenario.numbers import Use
from offramp.scenario.schema import Scenario

#: Parts of a scenario that the game never sees.
LEDGER = ("parties.", "measures.")
OWN = "quantities."


def counted_only(scenario: Scenario) -> frozenset[str]:
    """Paths of the numbers that bear on accounts and measures only, as draws name them (yes/no draws with their `.drawn`)."""
    users: dict[str, set[str]] = {}
    for path, entry in scenario.entries.items():
        if isinstance(entry.number, Use):
            for name in (entry.number.name, entry.number.times):
                if isinstance(name, str) and f"{OWN}{name}" in scenario.entries:
                    users.setdefault(f"{OWN}{name}", set()).add(_root(path))
    known = {path for path in scenario.entries if path.startswith(LEDGER)}
    while more := {q for q, used_by in users.items() if q not in known and all(_counts(u, known) for u in used_by)}:
        known |= more
    points = {path for path in scenario.entries if _root(path) in known}
    return frozenset(known | points | {f"{path}.drawn" for path in known})


def _root(path: str) -> str:
    """The quantity that a date of it belongs to; any other path as it is."""
    return ".".join(path.split(".")[:2]) if path.startswith(OWN) else path


def _counts(path: str, known: set[str]) -> bool:
    return path in known or path.startswith(LEDGER)
