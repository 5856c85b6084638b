"""What is put in and what comes out: how much of a headline was assumed, and how much the game adds.

Three kinds of headline have something put in that is of the same kind as what comes out, world by world:

- *general war*: put in is a monthly hazard by rung; in full, the chance it would come to by the horizon if the war were
  fought all that time on today's rungs;
- *how much likelier general war is* under one policy than another (conclusions on that chance): put in is the ratio of
  the same chances with each side whose highest allowed rung differs between the policies on that rung, the other on
  today's;
- *a deal that ends*: put in is the monthly chance of an incident; in full, the chance that one happens by the horizon.

What comes out is compared with it in direction (share of the weight in which both lie on the same side of "no
difference") and spread (the share of the variance of what comes out, over worlds, that goes with what was put in: the
squared weighted correlation, of logs for chances and ratios). A headline that agrees in direction in 95% of the weight
and has more than half of its spread from what was put in *restates* it: the game adds little, and one quoted factor
would be the assumption come back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from offramp.argument.conclusions import play_name, term_by_world
from offramp.argument.results import Results
from offramp.findings.spread import Spread, share
from offramp.game.rules import Floats
from offramp.game.spec import Plan, rulebook
from offramp.scenario import Scenario, World
from offramp.scenario.argued import Conclusion, Term

Kind = Literal["general-war", "ratio", "deal-ends"]
SAME_DIRECTION, MOST = 0.95, 0.5
#: Chances below this are taken for it, so that a logarithm exists.
TINY = 1e-9


@dataclass(frozen=True)
class PutIn:
    """A headline.

    Attributes:
        kind; of: the policy, conclusion or package that it speaks of.
        put_in, comes_out: Spread over worlds, chances or ratios.
        explained: share of the spread of what comes out that goes with what was put in; NaN where nothing varies.
        same_direction: share of the weight in which both lie on the same side of 1 (ratios only, else NaN).
    """

    kind: Kind
    of: str
    put_in: Spread
    comes_out: Spread
    explained: float
    same_direction: float

    @property
    def restates(self) -> bool:
        """Whether the headline merely says again what was put in."""
        agrees = np.isnan(self.same_direction) or self.same_direction >= SAME_DIRECTION
        return bool(agrees and self.explained > MOST)


def put_in(scenario: Scenario, results: Results, worlds: Mapping[int, World]) -> list[PutIn]:
    """Every headline of the three kinds, under the open reading."""
    folder = results.folders[0]
    policies = [play for play in folder.about["policies"] if play in scenario.policies]
    index = np.array([k for k in folder.worlds()["world"].values if int(k) in worlds])
    weight = results.weights(index).of
    drawn = [worlds[int(k)] for k in index]
    if not policies or not (weight > 0).any():
        return []
    hazard = np.array([fought_on(scenario, world) for world in drawn])
    out = [
        _compared("general-war", policy, hazard, _at_end(results, policy, "general-war", index), weight)
        for policy in policies
    ]
    for key, conclusion in scenario.conclusions.items():
        if (found := _ratio(scenario, results, conclusion, drawn, index)) is not None:
            out.append(_compared("ratio", key, *found, weight))
    base = scenario.baseline if scenario.baseline in policies else policies[0]
    holds = results.of("holds", base).sel(world=index).isel(month=-1)
    months = np.arange(scenario.horizon)
    for package in scenario.packages:
        by_month = [world.series(f"packages.{package}.incident", months) for world in drawn]
        incidents = 1.0 - np.prod(1.0 - np.array(by_month), axis=1)
        out.append(_compared("deal-ends", package, incidents, 1.0 - holds.sel(package=package).values, weight))
    return out


def fought_on(scenario: Scenario, world: World, rungs: tuple[int, int] | None = None) -> float:
    """Chance of general war by the horizon if the war were fought all that time on these rungs (default: today's)."""
    a, b = rungs or (scenario.ladders.a.start, scenario.ladders.b.start)
    months, table = np.arange(scenario.horizon), scenario.hazard.table
    if table is not None and a < len(table) and b < len(table[a]) and table[a][b] is not None:
        monthly = world.series(f"hazard.table.{a}.{b}", months)
    else:
        monthly = world.series("hazard.base", months) * world.series("hazard.growth", months) ** (a + b)
    return float(1.0 - np.prod(1.0 - monthly))


def ratio_put_in(scenario: Scenario, world: World, above: str, below: str) -> float:
    """Chance of general war by the horizon under one policy over that under another, as it was put in.

    Each side whose cap differs between the policies fights on it, the other on today's rung. 1 where no cap differs.
    """
    world = world.fresh()  # an ensemble's worlds are many and stay
    books = [rulebook(scenario, world, Plan.of(policy)) for policy in (above, below)]
    caps, hazards = [book.bounds("cap") for book in books], [book.hazard() for book in books]
    months, starts = np.arange(scenario.horizon), (scenario.ladders.a.start, scenario.ladders.b.start)
    differs = [bool((caps[0][side, months] != caps[1][side, months]).any()) for side in (0, 1)]
    chances = []
    for cap, hazard in zip(caps, hazards, strict=True):
        rungs = [
            np.minimum(cap[side, months], hazard.shape[1 + side] - 1)
            if differs[side]
            else np.full(len(months), starts[side])
            for side in (0, 1)
        ]
        chances.append(1.0 - np.prod(1.0 - hazard[months, rungs[0], rungs[1]]))
    return float(chances[0] / chances[1]) if chances[1] > 0 else float("nan")


def _ratio(
    scenario: Scenario, results: Results, conclusion: Conclusion, drawn: list[World], index: np.ndarray
) -> tuple[Floats, Floats] | None:
    """Put-in and come-out ratio of a conclusion on the chance of general war under two policies; None for others."""
    left, right = conclusion.left, conclusion.right
    if not isinstance(right, Term) or {left.chance_of, right.chance_of} != {"general-war"}:
        return None
    if not all(play_name(term) in scenario.policies and results.has(play_name(term)) for term in (left, right)):
        return None
    before = np.array([ratio_put_in(scenario, world, left.policy, right.policy) for world in drawn])
    over, under = (term_by_world(scenario, results, term).sel(world=index).values for term in (left, right))
    with np.errstate(divide="ignore", invalid="ignore"):
        return before, over / under


def _at_end(results: Results, policy: str, state: str, index: np.ndarray) -> Floats:
    return results.of("chance", policy).sel(world=index, state=state).isel(month=-1).values


def _compared(kind: Kind, of: str, before: Floats, after: Floats, weight: Floats) -> PutIn:
    used = np.where(np.isfinite(before) & np.isfinite(after), weight, 0.0)
    before, after = np.nan_to_num(before), np.nan_to_num(after)
    same = np.nan if kind != "ratio" else share((before > 1) == (after > 1), used)
    logs = [np.log(np.maximum(values, TINY)) for values in (before, after)]
    return PutIn(
        kind, of, Spread.over(before, used), Spread.over(after, used), explained(logs[0], logs[1], used), float(same)
    )


def explained(x: Floats, y: Floats, weight: Floats) -> float:
    """Squared weighted correlation; NaN where either does not vary."""
    if not (weight > 0).any():
        return float("nan")
    weight = weight / weight.sum()
    x, y = x - weight @ x, y - weight @ y
    spread = (weight @ x**2) * (weight @ y**2)
    return float((weight @ (x * y)) ** 2 / spread) if spread > 1e-18 else float("nan")
