"""What is put in and what comes out: how much of a headline was assumed, and how much the game adds.

Set beside what comes out, world by world, is what was put in of the same kind (`offramp.argument.fought_on`):

- *general war*, and *how much likelier it is* under one policy than another (conclusions on that chance): a monthly hazard
  by rung, in full the chance it would come to on today's rungs, or with each side whose highest allowed rung differs
  between the policies on that rung;
- *a side prevails*, under the baseline: the war fought on today's rungs, with no deal and nothing left to decide;
- *a deal in force*, where the war has begun: how often the sides are in contact, without which none is signed;
- *a deal that ends*: the monthly chance of an incident, in full the chance that one happens by the horizon.

What comes out is compared with it in direction (share of the weight in which both lie on the same side of "no
difference") and spread (the share of the variance of what comes out, over worlds, that goes with what was put in: the
squared weighted correlation, of logs for chances and ratios). A headline that agrees in direction in 95% of the weight
and has more than half of its spread from what was put in *restates* it: the game adds little, and one quoted factor
would be the assumption come back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np

from offramp.argument import fought_on
from offramp.argument.conclusions import play_name, term_by_world
from offramp.argument.results import Results
from offramp.findings.spread import Spread, share
from offramp.game.rules import Floats
from offramp.scenario import Scenario, World
from offramp.scenario.argued import Conclusion, Term

Kind = Literal["general-war", "deal", "a-prevails", "b-prevails", "ratio", "deal-ends"]
PREVAILS: tuple[Kind, Kind] = ("a-prevails", "b-prevails")
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

    @property
    def as_high(self) -> bool:
        """Whether what comes out is on average within a factor of two of what was put in."""
        before, after = float(self.put_in.mean), float(self.comes_out.mean)
        return before / 2 <= after <= 2 * before


def put_in(scenario: Scenario, results: Results, worlds: Mapping[int, World], jobs: int = 1) -> list[PutIn]:
    """Every headline of these kinds, under the open reading."""
    folder = results.folders[0]
    policies = [play for play in folder.about["policies"] if play in scenario.policies]
    index = np.array([k for k in folder.worlds()["world"].values if int(k) in worlds])
    weight = results.weights(index).of
    drawn = [worlds[int(k)] for k in index]
    if not policies or not (weight > 0).any():
        return []
    base = scenario.baseline if scenario.baseline in policies else policies[0]
    hazard = np.array([fought_on.general_war(scenario, world) for world in drawn])
    out = [
        _compared("general-war", policy, hazard, _at_end(results, policy, "general-war", index), weight)
        for policy in policies
    ]
    for policy in policies if scenario.start_in is None else []:
        contact = np.array([fought_on.contact(scenario, world, policy) for world in drawn])
        deal = results.of("peace", policy).sel(world=index).isel(month=-1).sum("package").values
        out.append(_compared("deal", policy, contact, deal, weight))
    for side, before in zip(PREVAILS, _prevail(scenario, drawn, weight, base, jobs), strict=True):
        out.append(_compared(side, base, before, _at_end(results, base, side, index), weight))
    for key, conclusion in scenario.conclusions.items():
        if (found := _ratio(scenario, results, conclusion, drawn, index)) is not None:
            out.append(_compared("ratio", key, *found, weight))
    return [*out, *_deals_that_end(scenario, results, base, drawn, index, weight)]


def _prevail(scenario: Scenario, drawn: Sequence[World], weight: Floats, policy: str, jobs: int) -> Floats:
    """(2, worlds) chance that each side prevails where the war is fought on; NaN in worlds without weight."""
    out = np.full((2, len(drawn)), np.nan)
    used = np.flatnonzero(weight > 0)
    with ThreadPoolExecutor(jobs) as pool:
        for k, found in zip(
            used, pool.map(lambda k: fought_on.prevails(scenario, drawn[k], policy), used), strict=True
        ):
            out[:, k] = found
    return out


def _deals_that_end(
    scenario: Scenario, results: Results, base: str, drawn: Sequence[World], index: np.ndarray, weight: Floats
) -> list[PutIn]:
    holds = results.of("holds", base).sel(world=index).isel(month=-1)
    months, out = np.arange(scenario.horizon), []
    for package in scenario.packages:
        by_month = [world.series(f"packages.{package}.incident", months) for world in drawn]
        incidents = 1.0 - np.prod(1.0 - np.array(by_month), axis=1)
        out.append(_compared("deal-ends", package, incidents, 1.0 - holds.sel(package=package).values, weight))
    return out


def _ratio(
    scenario: Scenario, results: Results, conclusion: Conclusion, drawn: list[World], index: np.ndarray
) -> tuple[Floats, Floats] | None:
    """Put-in and come-out ratio of a conclusion on the chance of general war under two policies; None for others."""
    left, right = conclusion.left, conclusion.right
    if not isinstance(right, Term) or {left.chance_of, right.chance_of} != {"general-war"}:
        return None
    if not all(play_name(term) in scenario.policies and results.has(play_name(term)) for term in (left, right)):
        return None
    before = np.array([fought_on.general_war_ratio(scenario, world, left.policy, right.policy) for world in drawn])
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
