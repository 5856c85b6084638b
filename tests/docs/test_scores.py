"""What docs/explanation/wars.md shows of `offramp score` is what the command prints."""

from __future__ import annotations

import pytest

from crosscheck import scores
from crosscheck.agreement import section
from offramp.scenario import library


@pytest.mark.long
@pytest.mark.parametrize("name", ["scores", "scores by seed"])
def test_what_the_page_shows_is_what_a_fresh_run_prints(name: str) -> None:
    """Written anew by `PYTHONPATH=tests python tests/crosscheck/scores.py`."""
    kept, now = section(scores.PAGE.read_text(encoding="utf-8"), name), scores.blocks()[name]
    assert scores.fresh(kept, now), f"{name} is stale; now:\n{now}"


def test_every_bundled_war_is_on_the_page() -> None:
    text = scores.PAGE.read_text(encoding="utf-8")
    for name in library.names():
        assert f"\n{name}, under " in section(text, "scores")
        assert f"| {name} |" in section(text, "scores by seed")


@pytest.mark.parametrize(
    ("kept", "now", "same"),
    [("7.4%  -2.60", "7.5%  -2.61", True), ("7.4%", "7.6%", False), ("12%", "12.0%", False), ("12% x", "12% y", False)],
)
def test_a_stale_block_is_told_from_one_that_was_rounded_otherwise(kept: str, now: str, same: bool) -> None:
    assert scores.fresh(kept, now) is same
