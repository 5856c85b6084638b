"""Whether the worlds drawn are enough: how far every headline differs between two halves of them.

A headline is the chance of an outcome at the horizon under a policy. The worlds are split in two at random `SPLITS`
times; the half-sample difference is the mean absolute difference of the weighted means of the two halves, about twice
the standard error of the whole. One split alone could agree by luck, and a run that stops on it would stop on luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator, Philox

from offramp.calibration.weights import ENOUGH, weigh_worlds
from offramp.ensemble.trust import half_means
from offramp.findings.outcomes import OUTCOMES
from offramp.game.rules import Floats

SPLITS = 64


@dataclass(frozen=True)
class Until:
    """When to stop drawing more worlds: every headline within `within` (a fraction), or `most` worlds."""

    within: float = 0.02
    most: int = 8192


@dataclass(frozen=True)
class Round:
    """What a number of worlds gives.

    Attributes:
        worlds, effective: drawn, and left once weighed by the record.
        difference: the largest half-sample difference; policy, outcome: of which headline.
        stable: whether it is small enough and enough worlds carry weight.
    """

    worlds: int
    effective: float
    difference: float
    policy: str
    outcome: str
    stable: bool


def measure(chances: Floats, log_weight: Floats, policies: Sequence[str], until: Until) -> Round:
    """How stable the headlines are.

    Args:
        chances: (worlds, policies, outcomes) at the horizon; NaN in worlds without weight.
        log_weight: (worlds,) by the record; minus infinity for worlds without weight.
        policies: their names.
        until: what counts as stable.
    """
    effective = weigh_worlds(log_weight).effective
    apart = half_sample_differences(chances, log_weight)
    p, o = np.unravel_index(int(apart.argmax()), apart.shape)
    largest = float(apart[p, o])
    stable = largest < until.within and effective >= ENOUGH
    return Round(len(log_weight), effective, largest, policies[int(p)], OUTCOMES[int(o)], stable)


def half_sample_differences(values: Floats, log_weight: Floats, splits: int = SPLITS) -> Floats:
    """Mean absolute difference of the weighted means of random halves, shape `values.shape[1:]`; 1 without weight.

    The splits follow from the number of worlds alone.
    """
    weight = weigh_worlds(log_weight).of
    halves = half_means(values.reshape(len(weight), -1), weight, Generator(Philox(key=len(weight))), splits)
    if not len(halves):
        return np.ones(values.shape[1:])
    return np.abs(halves[:, 0] - halves[:, 1]).mean(0).reshape(values.shape[1:])
