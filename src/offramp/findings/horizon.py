"""The horizon check: some worlds solved again with a longer game, and what that does to the headlines."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from offramp.calibration.weights import weigh_worlds
from offramp.ensemble.remembering import at_horizon
from offramp.ensemble.solve_world import WorldResult, solve_world
from offramp.ensemble.store import RunFolder
from offramp.findings.outcomes import OUTCOMES
from offramp.findings.stability import VARIANTS, HorizonCheck
from offramp.game.rules import Floats
from offramp.scenario import Scenario, World


def horizon_check(
    scenario: Scenario, worlds: Sequence[World], policies: Sequence[str], folder: RunFolder, jobs: int
) -> HorizonCheck:
    """Solve some worlds again with a longer game and compare the outcomes at the horizon that is reported."""
    places = {int(world): place for place, world in enumerate(folder.worlds()["world"].values)}
    solved = folder.worlds()["log_weight"].values[[places[world.index] for world in worlds]]
    usable = [world for world, w in zip(worlds, weigh_worlds(solved).of, strict=True) if w > 0]
    if not usable:
        return HorizonCheck(0, {})
    base = outcomes_at_horizon(folder, policies)[[places[w.index] for w in usable]]
    moved: dict[str, dict[str, dict[str, float]]] = {}
    with ThreadPoolExecutor(jobs) as pool:
        for variant, changed in _longer(scenario).items():
            results = list(
                pool.map(lambda world, changed=changed: solve_world(changed, world, policies, lean=True), usable)
            )
            new = np.stack([_outcomes_of(result, policies) for result in results])
            mean = (new - base).mean(0)
            moved[variant] = {
                policy: {name: float(mean[p, i]) for i, name in enumerate(OUTCOMES)}
                for p, policy in enumerate(policies)
            }
    return HorizonCheck(len(usable), moved)


def outcomes_at_horizon(folder: RunFolder, policies: Sequence[str]) -> Floats:
    """Chances of the outcomes at the horizon, (worlds, policies, outcomes)."""
    chance = folder.variable("chance").sel(policy=list(policies)).isel(month=-1).values
    peace = folder.variable("peace").sel(policy=list(policies)).isel(month=-1).values.sum(-1)
    return np.stack([chance[..., 0], chance[..., 1], peace, chance[..., 2], chance[..., 3], chance[..., 4]], axis=-1)


def _longer(scenario: Scenario) -> dict[str, Scenario]:
    """The same war solved one and two months further, and with twice the run-out."""
    run_outs = (scenario.run_out + 1, scenario.run_out + 2, scenario.run_out * 2)
    return {name: at_horizon(scenario, scenario.horizon, n) for name, n in zip(VARIANTS, run_outs, strict=True)}


def _outcomes_of(result: WorldResult, policies: Sequence[str]) -> Floats:
    if not result.policies:
        return np.full((len(policies), len(OUTCOMES)), np.nan)
    rows = []
    for policy in policies:
        found = result.policies[policy]
        fighting, frozen, *ends = found.chance[:, -1]
        rows.append([fighting, frozen, found.peace[:, -1].sum(), *ends])
    return np.array(rows)
