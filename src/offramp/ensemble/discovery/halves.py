"""Rules found on one half of the worlds and scored on the other.

A rule fits the worlds it was found in better than any others, the more so the more quantities it could choose from.
So the cases are split in two halves at random (cases of interest and others separately, so that both halves have
their share), rules are sought in the first, and coverage and density are taken from the second. Only these are told.

Both PRIM and CART are tried, as PRIM is greedy and can miss two regions at opposite ends of one quantity, where CART
is made for it. The rules whose union is worth more in the first half are told: those of PRIM unless CART's harmonic
mean of coverage and density is better by 5%.

A rule *carries over* if in the second half its box is denser than chance would make it: with ``n`` effective cases in
the box, density ``d`` and base rate ``b``, ``P(Binomial(n, b) >= d n) <= 0.01``. This p-value is no quasi
one: the second half had no part in the choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from offramp.ensemble.discovery.boxes import Box, Score, Side, score
from offramp.ensemble.discovery.cart import cart
from offramp.ensemble.discovery.cases import Cases
from offramp.ensemble.discovery.choosing import binomial_tail, choosing, quasi_p
from offramp.ensemble.discovery.peeling import Settings
from offramp.ensemble.discovery.prim import DEFAULT, Covered, cover
from offramp.ensemble.discovery.stability import ComesBack, comes_back
from offramp.ensemble.weighted import effective

Method = Literal["prim", "cart", "either"]

#: Fewer effective cases of interest, or of the others, in a half, and no rule is sought.
FEWEST = 15
#: CART's rules are told instead of PRIM's if their harmonic mean of coverage and density is better by more than this.
NEARLY = 1.05
#: Chance at which a rule's density in the other half passes for luck.
BY_LUCK = 0.01


@dataclass(frozen=True)
class Rule:
    """One box.

    Attributes:
        box: the rule; found, scored: its score in the half it was found in, and in the other.
        base: density of the other half without any rule; by_luck: chance of the scored density under `base`.
        quasi: quasi-p value of every restriction in the half it was found in.
        stability: how often each quantity comes back in resampled searches; empty where not asked for.
    """

    box: Box
    found: Score
    scored: Score
    base: float
    by_luck: float
    quasi: Mapping[tuple[str, Side], float]
    stability: Mapping[str, ComesBack] = field(default_factory=dict)

    @property
    def carries_over(self) -> bool:
        """Whether the other half bears the rule out."""
        return self.by_luck <= BY_LUCK


@dataclass(frozen=True)
class Rules:
    """Rules of one search.

    Attributes:
        rules: in the order found; together: score of their union in the other half.
        base: share of the cases of interest in the other half.
        method: how they were sought; cases: in all; wanted: effective number of cases of interest in all.
        reason: why there are none, else empty.
    """

    rules: tuple[Rule, ...]
    together: Score
    base: float
    method: Method
    cases: int
    wanted: float
    reason: str = ""


def discover(
    cases: Cases,
    rng: np.random.Generator,
    *,
    method: Method = "either",
    settings: Settings = DEFAULT,
    at_most: int = 3,
    least_density: float = 0.5,
    repeats: int = 0,
) -> Rules:
    """Find rules in one half and score them on the other.

    With `repeats` PRIM's rules are given the stability of their quantities in so many resampled searches.
    """
    first, second = split(cases, rng)
    reason = _too_few(first) or _too_few(second)
    covered: list[Covered] = []
    leaves: list[Box] = []
    if not reason and method != "cart":
        covered = cover(first, choosing(least_density), settings, at_most=at_most, least_density=least_density)
    if not reason and method != "prim":
        steps = cart(first, rng, at_most=at_most, least_density=least_density, least_mass=settings.least_mass)
        leaves = [step.box for step in steps]
    by_tree = _worth(leaves, first) > NEARLY * _worth([box.step.box for box in covered], first)
    found = [(box, {}) for box in leaves]
    if not by_tree:
        found = [(box.step.box, _stability(box, first, rng, repeats)) for box in covered]
    rules = tuple(_rule(box, first, second, again) for box, again in found)
    return Rules(
        rules=rules,
        together=score([rule.box for rule in rules], second),
        base=second.share_wanted,
        method="cart" if by_tree else "prim",
        cases=len(cases),
        wanted=cases.effective_wanted,
        reason=reason or ("" if rules else "no box is dense enough"),
    )


def _worth(boxes: list[Box], cases: Cases) -> float:
    return score(boxes, cases).harmonic if boxes else 0.0


def _stability(found: Covered, cases: Cases, rng: np.random.Generator, repeats: int) -> Mapping[str, ComesBack]:
    """Of a box among the cases that earlier boxes left."""
    rest = cases.part(found.left)
    told = score(found.step.box, rest)
    return comes_back(rest, told, rng, repeats=repeats, settings=found.settings) if repeats else {}


def split(cases: Cases, rng: np.random.Generator) -> tuple[Cases, Cases]:
    """Two halves at random; of the cases of interest and of the others each half gets as many (give or take one)."""
    order = rng.permutation(len(cases))
    order = order[np.argsort(cases.wanted[order], kind="stable")]
    halves = np.sort(order[::2]), np.sort(order[1::2])
    return cases.part(halves[0]), cases.part(halves[1])


def _too_few(half: Cases) -> str:
    kinds = {"of interest": half.wanted, "of the others": ~half.wanted}
    for name, which in kinds.items():
        worlds = effective(half.weight[which])
        if worlds < FEWEST:
            return f"half of the cases {name} weigh as much as {worlds:.0f} equal ones; {FEWEST} are needed"
    return ""


def _rule(box: Box, first: Cases, second: Cases, again: Mapping[str, ComesBack]) -> Rule:
    scored, base = score(box, second), second.share_wanted
    hits = scored.density * scored.effective if scored.count else 0.0
    return Rule(
        box=box,
        found=score(box, first),
        scored=scored,
        base=base,
        by_luck=binomial_tail(scored.effective, hits, base),
        quasi=quasi_p(box, first),
        stability=again,
    )
