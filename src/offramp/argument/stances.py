"""Robustness of policies: regret, satisficing, dominated policies and the trade-off front, by party and across readings.

The measures and their definitions are those of `offramp.ensemble.robustness` (Herman et al. 2015; McPhail et al. 2018).
What is chosen here: `V` is the party's account; the threshold of a party is its median account under the baseline in the
open reading, so that a policy satisfices in a world where it does at least as well as the baseline does in the middle;
one policy dominates another where in 95% of the weight no party is worse off. Every measure is given for each reading
and for the worst of them. They are there to be compared; none says what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from offramp.argument.results import Results
from offramp.calibration.weights import ENOUGH
from offramp.ensemble.robustness import (
    Domination,
    Regret,
    Satisficing,
    dominations,
    mean_values,
    regret,
    satisficing,
    trade_off_front,
    worst_regret,
    worst_satisficing,
)
from offramp.ensemble.weighted import effective, weighted_quantiles
from offramp.game.rules import Floats
from offramp.scenario import Scenario
from offramp.scenario.argued import OPEN

#: Share of the weight in which no party may be worse off for a policy to dominate another.
DOMINATES_IN = 0.95


@dataclass(frozen=True)
class Stances:
    """Policies compared over worlds.

    Attributes:
        policies, parties: names, the axes of every table.
        enough: reading -> whether its worlds are enough for percentages.
        thresholds: (parties,) account that counts as good enough.
        regret, satisficing, dominated, front: by reading (front: the policies on it).
        worst_regret, worst_satisficing: of all readings, entry by entry.
    """

    policies: list[str]
    parties: list[str]
    enough: dict[str, bool]
    thresholds: Floats
    regret: dict[str, Regret]
    satisficing: dict[str, Satisficing]
    dominated: dict[str, list[Domination]]
    front: dict[str, list[str]]
    worst_regret: Regret
    worst_satisficing: Satisficing


def stances(scenario: Scenario, readings: Mapping[str, Results]) -> Stances | None:
    """Policies compared; None without parties, or where fewer than two policies were run under every reading."""
    run = [play for play in readings[OPEN].folders[0].about["policies"] if play in scenario.policies]
    policies = [play for play in run if all(results.has(play) for results in readings.values())]
    parties = list(scenario.parties)
    if len(policies) < 2 or not parties:
        return None
    found = {name: _accounts(results, policies, parties) for name, results in readings.items()}
    found = {name: (values, weight) for name, (values, weight, _) in found.items() if (weight > 0).any()}
    if OPEN not in found:
        return None
    thresholds = _thresholds(scenario, policies, *found[OPEN])
    regrets = {name: regret(*pair) for name, pair in found.items()}
    enough = {name: satisficing(*pair, thresholds) for name, pair in found.items()}
    fronts = {name: trade_off_front(mean_values(*pair)) for name, pair in found.items()}
    return Stances(
        policies=policies,
        parties=parties,
        enough={name: effective(weight) >= ENOUGH for name, (_, weight) in found.items()},
        thresholds=thresholds,
        regret=regrets,
        satisficing=enough,
        dominated={name: dominations(*pair, share=DOMINATES_IN) for name, pair in found.items()},
        front={name: [p for p, on in zip(policies, front, strict=True) if on] for name, front in fronts.items()},
        worst_regret=worst_regret(regrets),
        worst_satisficing=worst_satisficing(enough),
    )


def _accounts(results: Results, policies: list[str], parties: list[str]) -> tuple[Floats, Floats, np.ndarray]:
    """Accounts (worlds, policies, parties), the weights of the worlds, and their indices."""
    by_policy = [results.of("value", policy).sel(party=parties) for policy in policies]
    values = np.stack([one.transpose("world", "party").values for one in by_policy], axis=1)
    index = by_policy[0].coords["world"].values
    weight = np.where(np.isfinite(values).all((1, 2)), results.weights(index).of, 0.0)
    return values, weight, index


def _thresholds(scenario: Scenario, policies: list[str], values: Floats, weight: Floats) -> Floats:
    base = policies.index(scenario.baseline) if scenario.baseline in policies else 0
    used = weight > 0
    return weighted_quantiles(values[used, base], weight[used], (0.5,))[0]
