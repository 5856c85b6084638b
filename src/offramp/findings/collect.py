"""Everything a run found, in one object: what the screen, the report and the JSON are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from offramp.calibration.weights import ENOUGH, Informed, Weights, informs, weigh_worlds
from offramp.ensemble.store import RunFolder
from offramp.findings.accounts import Account, accounts
from offramp.findings.assumptions import Assumption, Hinge, assumptions, hinges
from offramp.findings.deals import Deal, deals
from offramp.findings.outcomes import Outcomes, outcomes
from offramp.findings.stability import HorizonCheck
from offramp.findings.trusting import Headline, trusting
from offramp.scenario import Scenario


@dataclass(frozen=True)
class Findings:
    """What a run found.

    Attributes:
        scenario: the war; version, seed, hash: what makes the run repeatable.
        worlds: followed under every policy; candidates: drawn and weighed by the record.
        failed: index -> reason; impossible: worlds in which the record could not have happened.
            happened.
        weights: weights by world; enough: whether percentages may be given (effective worlds of at least 50).
        informed: part of the record ("no deal", "front", "rungs") -> what it says about which quantity.
        part_effective: the same part -> effective number of worlds left by that part alone.
        outcomes, deals, accounts: by policy. policies: names in the order run; baseline: the one others are compared
            with.
        assumptions: every uncertain quantity before and after the record.
        hinges: what the baseline's chance of peace at the horizon hinges on.
        horizon_check: how headlines move with the horizon solved; None where it was not made.
        provisional: whether more worlds are still to come.
        headlines: the numbers told first, each with how far it can be trusted.
    """

    scenario: Scenario
    version: str
    seed: int
    worlds: int
    failed: dict[int, str]
    impossible: int
    weights: Weights
    informed: dict[str, list[Informed]]
    part_effective: dict[str, float]
    policies: list[str]
    baseline: str
    outcomes: dict[str, Outcomes]
    deals: dict[str, dict[str, Deal]]
    accounts: dict[str, Account]
    assumptions: list[Assumption]
    hinges: list[Hinge]
    candidates: int = 0
    horizon_check: HorizonCheck | None = None
    provisional: bool = False
    headlines: list[Headline] = field(default_factory=list)

    @property
    def enough(self) -> bool:
        """Whether enough worlds carry weight for percentages to be given."""
        return self.weights.effective >= ENOUGH


PARTS = {"no deal": "log_alive", "front": "log_front", "rungs": "log_rungs"}


def collect(
    scenario: Scenario,
    folder: RunFolder,
    policies: Sequence[str],
    *,
    version: str,
    seed: int,
    horizon_check: HorizonCheck | None = None,
    provisional: bool = False,
) -> Findings:
    """Findings of the worlds that the run folder holds so far."""
    worlds = folder.worlds()
    failure = worlds["failure"].values
    failed = {int(w): str(why) for w, why in zip(worlds["world"].values, failure, strict=True) if why}
    likelihood = worlds["log_likelihood"].values
    weights = weigh_worlds(worlds["log_weight"].values)
    design = folder.design().sel(world=worlds["world"].values)
    weighed, drawn = folder.candidates(), folder.candidate_design()
    before = (design, weights)
    if weighed is not None and drawn is not None:
        before = (drawn, weigh_worlds(weighed["log_likelihood"].values))
    informed, effective = ({}, {}) if weighed is None or drawn is None else _informed(weighed, drawn)
    baseline = scenario.baseline if scenario.baseline in policies else policies[0]
    at_peace = folder.variable("peace").sel(policy=baseline).isel(month=-1).sum("package", skipna=False).values
    return Findings(
        scenario=scenario,
        version=version,
        seed=seed,
        worlds=len(failure),
        failed=failed,
        impossible=int((~np.isfinite(likelihood)).sum()) - len(failed),
        weights=weights,
        informed=informed,
        part_effective=effective,
        policies=list(policies),
        baseline=baseline,
        outcomes=outcomes(folder, weights.of, baseline),
        deals=deals(folder, weights.of),
        accounts=accounts(folder, weights.of, baseline),
        assumptions=assumptions(scenario, *before),
        candidates=len(likelihood) if weighed is None else weighed.sizes["world"],
        hinges=hinges(scenario, design, at_peace, weights.of),
        horizon_check=horizon_check,
        provisional=provisional,
        headlines=trusting(folder, policies, baseline, weights.of, seed),
    )


def _informed(weighed: xr.Dataset, drawn: xr.Dataset) -> tuple[dict[str, list[Informed]], dict[str, float]]:
    """What each part of the record says, and how many effective worlds it leaves of the candidates."""
    informed, effective = {}, {}
    known = np.isfinite(weighed["log_likelihood"].values)
    for part, name in PARTS.items():
        values = np.where(known, weighed[name].values, -np.inf)
        if known.any() and np.ptp(values[known]) > 0:
            informed[part] = informs(drawn, values)
            effective[part] = weigh_worlds(values).effective
    return informed, effective
