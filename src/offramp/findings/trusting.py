"""How far the headlines of a run can be trusted: what each says, on which worlds, and whether there are worlds enough.

Headlines are the mean chance of every outcome at the horizon under every policy, and for every party the share of the
assumptions in which a policy is better for it than the baseline. The checks are those of `offramp.ensemble.trust`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from offramp.calibration.weights import ENOUGH
from offramp.ensemble.store import RunFolder
from offramp.ensemble.trust import Trust, draws, trusted
from offramp.findings.accounts import better_by_world
from offramp.findings.horizon import outcomes_at_horizon
from offramp.findings.outcomes import OUTCOMES
from offramp.game.rules import Floats


@dataclass(frozen=True)
class Headline:
    """A number that is told first, and how far it can be trusted.

    Attributes:
        kind: "chance" of an outcome, share in which a policy is "better" for a party; of an argument, share in which a
            "conclusion" holds, Shapley share of an "obstacle".
        policy: under which, or with which; empty for a conclusion. of: the outcome, party, conclusion or obstacle.
        trust: the checks.
    """

    kind: str
    policy: str
    of: str
    trust: Trust


def trusting(folder: RunFolder, policies: Sequence[str], baseline: str, weight: Floats, seed: int) -> list[Headline]:
    """The checks of every headline of a run: chances policy by policy, then where a policy is better for a party.

    `weight` (worlds,) is that of the run, in the order in which its worlds were drawn.
    """
    chances = outcomes_at_horizon(folder, policies).reshape(len(weight), -1)
    value = folder.variable("value").transpose("world", "policy", "party")
    others, parties = [p for p in policies if p != baseline], [str(p) for p in value.coords["party"].values]
    better = better_by_world(value, baseline).sel(policy=others).values.reshape(len(weight), -1)
    named = [("chance", policy, outcome) for policy in policies for outcome in OUTCOMES]
    named += [("better", policy, party) for policy in others for party in parties]
    checked = trusted(np.hstack([chances, better]), weight, draws(seed, "findings"), fewest=ENOUGH)
    return [Headline(*name, trust) for name, trust in zip(named, checked, strict=True)]
