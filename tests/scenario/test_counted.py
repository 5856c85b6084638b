"""What the game never sees can decide nothing but an account."""

from __future__ import annotations

from offramp.scenario import load
from offramp.scenario.counted import counted_only


def test_quantities_that_only_measures_use_only_count() -> None:
    counted = counted_only(load("ukraine-2024"))
    assert {"quantities.follow-on-deal", "quantities.alignment-frozen", "quantities.near-victory"} <= counted
    assert "parties.Ukraine.weights.land" in counted
    assert "measures.civilian-dead.drivers.0.values.1" in counted


def test_what_the_game_uses_does_not_only_count() -> None:
    counted = counted_only(load("ukraine-2024"))
    for path in (
        "quantities.us-aid",
        "quantities.incident-truce",
        "battlefield.theta",
        "red_lines.neutrality.real.drawn",
    ):
        assert path not in counted, path
