"""How far the headlines of an argument can be trusted: in what share conclusions hold, what obstacles make up.

The checks are those of `offramp.ensemble.trust`. Each conclusion has worlds of its own (those its plays were run in), and
must lie clear of a half; its interval is the one its verdict tells.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from offramp.argument.conclusions import HALF, Verdict
from offramp.argument.obstacles import ObstacleFindings
from offramp.calibration.weights import ENOUGH
from offramp.ensemble.trust import Interval, draws, trusted
from offramp.findings.trusting import Headline


def trusting(at_open: Mapping[str, Verdict | None], obstacles: ObstacleFindings | None, seed: int) -> list[Headline]:
    """The checks of every conclusion under the open reading and of every obstacle's share, with draws from the run's seed."""
    found = [_conclusion(key, verdict, seed) for key, verdict in at_open.items() if verdict is not None]
    return found + ([] if obstacles is None else _obstacles(obstacles, seed))


def _conclusion(key: str, verdict: Verdict, seed: int) -> Headline:
    ends = Interval(*(np.array([x]) for x in (verdict.holds, verdict.low, verdict.high)))
    holds, rng = verdict.holds_by_world[:, None], draws(seed, f"conclusion {key}")
    (trust,) = trusted(holds, verdict.weight, rng, fewest=ENOUGH, threshold=HALF, known=ends)
    return Headline("conclusion", "", key, trust)


def _obstacles(found: ObstacleFindings, seed: int) -> list[Headline]:
    checked = trusted(found.shapley_by_world, found.weight, draws(seed, "obstacles"), fewest=ENOUGH)
    return [Headline("obstacle", found.policy, name, trust) for name, trust in zip(found.shapley, checked, strict=True)]
