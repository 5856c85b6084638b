r"""Robustness of policies over worlds: regret, satisficing, dominated policies and the trade-off front of the parties.

``V[k, p, j]`` is what policy ``p`` is worth to party ``j`` in world ``k``, higher is better; ``w_k`` the weight of the
world, summing to 1. Each measure is a choice of three steps (McPhail et al. 2018): what performance is turned into
(T1), which worlds count (T2), how they are put together (T3). The names are those of Herman et al. (2015).

*Regret from the best* (Savage 1951; Herman's regret type II), T1: how much is lost by not having taken what would have
been best for that party in that world,

.. math:: R_{kpj} = \max_q V_{kqj} - V_{kpj} \ge 0

*Regret from a baseline* (Herman's regret type I compares a policy with its own performance in a base case; here the
base is another policy in the same world): ``V[k, base, j] - V[k, p, j]``, negative where the policy does better. Then

- maximum: T2 the worst world with weight (minimax regret);
- 90th percentile: T2 the world that 90% of the weight does not exceed (Herman's choice: not one odd world);
- mean: T2 all worlds, T3 ``sum_k w_k R_kpj``.

Herman et al. divide by the best value. That is not done here: values of parties cross zero, where a ratio means
nothing, so regret is in the party's own units and never added up over parties.

*Satisficing* (Starr's domain criterion, 1963; Herman's satisficing type I), T1: is the value at least a threshold
``c_j``; T2 all worlds; T3 the share of the weight,

.. math:: S_{pj} = \sum_k w_k [V_{kpj} \ge c_j]

and jointly ``sum_k w_k [V_kpj >= c_j for all j]``. It is a share of the assumptions tried, not a probability.

*Across readings* a policy is judged by its worst reading: the largest regret, the smallest satisficing share.

*Dominated*: ``q`` dominates ``p`` if in worlds holding at least `share` of the weight no party is worse off under
``q``, and on the mean one is better off and none worse. On the *trade-off front* (Pareto) are the policies for which no
other is as good for every party on the mean and better for one. No measure says what to do: all are there to be
compared.

References: Savage (1951), JASA 46, 55-67; Starr (1963), Product design and decision theory; Herman, Reed, Zeff &
Characklis (2015), "How should robustness be defined for water systems planning under change?", J. Water Resources
Planning and Management 141, 04015012; McPhail et al. (2018), "Robustness metrics: how are they calculated, when should
they be used and why do they give different results?", Earth's Future 6, 169-191.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from offramp.ensemble.weighted import weighted_quantiles
from offramp.game.rules import Floats

Mask = NDArray[np.bool_]
Found = TypeVar("Found")

#: The percentile of Herman et al. (2015).
PERCENTILE = 0.9

#: Values that differ by less, relative to the largest, count as equal.
TIE = 1e-12


@dataclass(frozen=True)
class Regret:
    """Regret of every policy for every party, each (policies, parties)."""

    maximum: Floats
    percentile: Floats
    mean: Floats


@dataclass(frozen=True)
class Satisficing:
    """Share of the weight on worlds where the threshold is met.

    Attributes:
        each: by policy and party, (policies, parties); jointly: for all parties at once, (policies,).
    """

    each: Floats
    jointly: Floats


@dataclass(frozen=True)
class Domination:
    """One policy dominated by another; `share`: of the weight on worlds where no party is worse off with the other."""

    policy: int
    by: int
    share: float


def regret(values: Floats, weight: Floats, *, baseline: int | None = None) -> Regret:
    """Regret from the best policy of each world, or from the policy `baseline`; values (worlds, policies, parties)."""
    values, weight = _weighed(values, weight)
    against = values.max(axis=1, keepdims=True) if baseline is None else values[:, [baseline]]
    lost = against - values
    return Regret(
        maximum=lost.max(axis=0),
        percentile=weighted_quantiles(lost, weight, (PERCENTILE,))[0],
        mean=np.tensordot(weight, lost, axes=1),
    )


def satisficing(values: Floats, weight: Floats, thresholds: Floats) -> Satisficing:
    """Domain criterion of every policy; thresholds by party, (parties,), values (worlds, policies, parties)."""
    values, weight = _weighed(values, weight)
    met = values >= np.asarray(thresholds)
    return Satisficing(np.tensordot(weight, met, axes=1), np.tensordot(weight, met.all(axis=2), axes=1))


def worst_regret(readings: Mapping[str, Regret]) -> Regret:
    """The largest regret over readings, entry by entry. Raises ValueError without any reading."""
    return Regret(
        *(
            np.max([getattr(found, kind) for found in _some(readings).values()], axis=0)
            for kind in ("maximum", "percentile", "mean")
        )
    )


def worst_satisficing(readings: Mapping[str, Satisficing]) -> Satisficing:
    """The smallest share over readings, entry by entry. Raises ValueError without any reading."""
    found = _some(readings).values()
    return Satisficing(np.min([one.each for one in found], axis=0), np.min([one.jointly for one in found], axis=0))


def dominations(values: Floats, weight: Floats, *, share: float = 1.0) -> list[Domination]:
    """Which policies are dominated and by which, in at least `share` of the weight; values (worlds, policies, parties).

    Raises ValueError unless ``0 < share <= 1``.
    """
    if not 0 < share <= 1:
        raise ValueError(f"share must be above 0 and at most 1, found {share}")
    values, weight = _weighed(values, weight)
    slack = TIE * max(1.0, float(np.abs(values).max()))
    means = np.tensordot(weight, values, axes=1)
    found = []
    for p in range(values.shape[1]):
        for q in range(values.shape[1]):
            no_worse = float(weight @ (values[:, q] >= values[:, p] - slack).all(axis=1))
            if no_worse >= share - TIE and _better(means[q], means[p], slack):
                found.append(Domination(p, q, min(no_worse, 1.0)))
    return found


def trade_off_front(means: Floats) -> Mask:
    """Which policies are on the front between the parties, (policies,); means (policies, parties)."""
    slack = TIE * max(1.0, float(np.abs(means).max(initial=0.0)))
    return np.array([not any(_better(other, own, slack) for other in means) for own in means], dtype=bool)


def mean_values(values: Floats, weight: Floats) -> Floats:
    """Weighted mean over worlds, (policies, parties)."""
    values, weight = _weighed(values, weight)
    return np.tensordot(weight, values, axes=1)


def _better(other: Floats, own: Floats, slack: float) -> bool:
    """Whether the other is as good for every party and better for one."""
    return bool((other >= own - slack).all() and (other > own + slack).any())


def _weighed(values: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """The worlds with weight, their weights summing to 1; failed worlds must have none."""
    values, weight = np.asarray(values, dtype=np.float64), np.asarray(weight, dtype=np.float64)
    if values.ndim != 3 or weight.shape != values.shape[:1]:
        raise ValueError(
            f"values (worlds, policies, parties) and weights (worlds,), found {values.shape}, {weight.shape}"
        )
    used = weight > 0
    if not used.any() or not np.isfinite(values[used]).all():
        raise ValueError("some world must have weight, and every world with weight must have finite values")
    return values[used], weight[used] / weight[used].sum()


def _some(readings: Mapping[str, Found]) -> Mapping[str, Found]:
    if not readings:
        raise ValueError("no reading to take the worst of")
    return readings
