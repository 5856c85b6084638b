"""Simple baselines to hold a forecast against: a constant hazard from the record of interstate wars, and no change.

A war that is fought ends in a month with a constant chance ``h``; how it ends is drawn from the shares of recorded
endings. ``h`` is the line through the origin that lies nearest (least squares) to the logarithms of the shares of
interstate wars longer than 1, 2, 3 and 4.5 years; a second baseline takes the highest hazard that is recorded for wars
past a year. A crisis, which is not yet fought, becomes a full war with the recorded share, at the pace of the recorded
median. The figures and where they come from are data: `base-rates.yaml`. They disagree (see
`docs/explanation/wars.md`), which is why there are two.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FILE = Path(__file__).parent / "base-rates.yaml"
ENDS = ("a-prevails", "b-prevails", "deal", "frozen")


@dataclass(frozen=True)
class Baseline:
    """A forecast that knows nothing of the war: its name, what it is, and the chance that it gives to what happened.

    Attributes:
        state: chance of the state by the end of that month; in_month: chance of that ending in that very month, None
            where what happened is not an ending.
    """

    name: str
    about: str
    state: float
    in_month: float | None


@cache
def base_rates() -> dict[str, Any]:
    """The figures of `base-rates.yaml`."""
    return YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))


def constant_hazard(longer_than: dict[int, float]) -> float:
    """Chance a month of ending that lies nearest to shares of wars longer than so many months."""
    above = sum(month * -math.log(share) for month, share in longer_than.items())
    return 1 - math.exp(-above / sum(month**2 for month in longer_than))


def baselines(kind: str, months: int, *, begins: str) -> list[Baseline]:
    """What the baselines give to `kind` at the end of month `months - 1`.

    Args:
        kind: how it went: deal, a-prevails, b-prevails, general-war, war-goes-on, frozen or fighting.
        months: months from the start to the end of the one in question.
        begins: how the scenario starts: "fighting", or in a crisis before a war: "frozen", along a still front, or "deal",
            in peace.
    """
    if begins != "fighting":
        return [_crisis(kind, months, begins), _no_change(kind, begins)]
    known = base_rates()
    rates = [
        ("constant hazard, all wars", constant_hazard(known["durations"]["longer_than"])),
        ("constant hazard, long wars", float(known["long_wars"]["hazard"])),
    ]
    return [*(_ending(name, rate, kind, months) for name, rate in rates), _no_change(kind, begins)]


def _ending(name: str, hazard: float, kind: str, months: int) -> Baseline:
    lasting = (1 - hazard) ** months
    about = f"{100 * hazard:.1f}% a month"
    if kind in ("war-goes-on", "fighting"):
        return Baseline(name, about, lasting, None)
    share = _share(kind)
    return Baseline(name, about, (1 - lasting) * share, hazard * (1 - hazard) ** (months - 1) * share)


def _share(kind: str) -> float:
    """Share of recorded endings; a victory is either side's with even chances, general war is not in the record."""
    shares = base_rates()["endings"]["shares"]
    if kind in ("a-prevails", "b-prevails"):
        return shares["victory"] / 2
    return float(shares.get(kind, 0.0))


def _crisis(kind: str, months: int, begins: str) -> Baseline:
    crises = base_rates()["crises"]
    full, pace = crises["full_war"], math.log(2) / crises["median_months"]
    begun = full * (1 - math.exp(-pace * months))
    this = full * (math.exp(-pace * (months - 1)) - math.exp(-pace * months))
    about = f"{100 * full:.0f}% of crises become a full war"
    if kind == "fighting":
        return Baseline("record of crises", about, begun, this)
    return Baseline("record of crises", about, 1 - begun if kind in _as_it_was(begins) else 0.0, None)


def _no_change(kind: str, begins: str) -> Baseline:
    return Baseline("no change", "things stay as they are", 1.0 if kind in _as_it_was(begins) else 0.0, None)


def _as_it_was(begins: str) -> tuple[str, ...]:
    """Outcomes that mean that things stayed as they were."""
    return (begins,) if begins == "deal" else (begins, "war-goes-on")
