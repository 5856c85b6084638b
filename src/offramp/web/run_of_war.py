"""What a finished run of a war knows that its pages can use: which numbers decide most, and the spread of its worlds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from offramp.calibration.weights import weigh_worlds
from offramp.ensemble.discovery.cases import Cases, gather_cases
from offramp.ensemble.forests import tree_importance
from offramp.ensemble.sensitivity import pawn
from offramp.ensemble.store import RunFolder
from offramp.ensemble.weighted import weighted_quantiles
from offramp.errors import OfframpError
from offramp.game.rules import Floats
from offramp.scenario import Scenario
from offramp.scenario.counted import counted_only
from offramp.web.desk import Desk
from offramp.web.solver.spread import BAND

SEED = 1  # of the random parts of the importance: the same run gives the same order
FORESTS, TREES = 5, 40  # forests, each on another half of the worlds; trees in each
IN_INTERVAL, DEALT = 12, 20  # effective worlds in an interval of PAWN; times the outcomes are dealt out at random
_one_at_a_time = Lock()


@dataclass(frozen=True)
class RunOfWar:
    """A complete run of a war as its file stands.

    Attributes: folder; stamp: time of its run.json; policies: in it; counted: numbers of the war that only count.
    """

    folder: Path
    stamp: float
    policies: tuple[str, ...]
    counted: frozenset[str] = frozenset()


def latest(desk: Desk, scenario: Scenario, key: str) -> RunOfWar | None:
    """The youngest complete run of this very war; None where there is none, or the file has changed since."""
    for view in desk.runs_of(scenario, key):
        if not view.report:
            continue
        folder = desk.places.run(view.id)
        try:
            about = RunFolder.reopen(folder).about
            if about.get("hash") == scenario.hash:
                stamp = (folder / "run.json").stat().st_mtime
                return RunOfWar(folder, stamp, tuple(about["policies"]), counted_only(scenario))
        except (OfframpError, OSError, KeyError):
            continue
    return None


def deciders(run: RunOfWar, baseline: str) -> tuple[tuple[str, bool], ...]:
    """Path of every number that varied, what decides most first, and whether it stands out from chance.

    The outcome is the chance of a deal in force at the end under the baseline. What stands out by PAWN or by
    extra-trees comes first, then what the trees lose most by, on average over several halves of the worlds (see
    `offramp.ensemble.sensitivity`). Empty where nothing varied.
    """
    with _one_at_a_time:  # many browsers may ask at once; it takes some seconds
        return _deciders(run, baseline if baseline in run.policies else run.policies[0])


@lru_cache(maxsize=16)
def _deciders(run: RunOfWar, policy: str) -> tuple[tuple[str, bool], ...]:
    try:
        cases, effective = _cases(run, policy)
    except (OfframpError, OSError, KeyError, ValueError):
        return ()
    if not cases.names or np.ptp(cases.y) == 0:
        return ()
    rng = np.random.default_rng(SEED)
    forests = [tree_importance(cases, rng, trees=TREES, repeats=1) for _ in range(FORESTS)]
    lost = dict.fromkeys(cases.names, 0.0)
    for found in (each for forest in forests for each in forest):
        lost[found.name] += found.index / FORESTS
    noise = max(forest[0].noise for forest in forests)
    by_pawn = pawn(cases, rng, intervals=int(np.clip(effective // IN_INTERVAL, 2, 10)), dealt=DEALT)
    stands_out = {found.name: found.decisive or lost[found.name] > noise for found in by_pawn}
    order = sorted(by_pawn, key=lambda found: (not stands_out[found.name], -lost[found.name], -found.index))
    return tuple((found.name, stands_out[found.name]) for found in order)


def _cases(run: RunOfWar, policy: str) -> tuple[Cases, float]:
    """Worlds of the run with the chance of a deal at the end, weighed by the record, and how many they count as."""
    folder = RunFolder.reopen(run.folder)
    worlds = folder.worlds()
    weight = weigh_worlds(worlds["log_weight"].values)
    peace = folder.variable("peace").sel(policy=policy).isel(month=-1).sum("package", skipna=False).values
    drawn = folder.design().sel(world=worlds["world"].values).to_dataframe()
    varied = [
        name for name in drawn.columns if str(name) not in run.counted and np.ptp(drawn[name].to_numpy(dtype=float)) > 0
    ]
    used = np.where(np.isfinite(peace), weight.of, 0.0)
    return gather_cases(drawn[varied], np.nan_to_num(peace), used), weight.effective


@lru_cache(maxsize=32)
def spread_of(run: RunOfWar, policy: str) -> dict[str, Any]:
    """The middle 80% of the chances by month over the run's weighed worlds, as `solver.spread.band` tells it."""
    folder = RunFolder.reopen(run.folder)
    weights = weigh_worlds(folder.worlds()["log_weight"].values)
    chance = _chances(folder, policy)
    used = (weights.of > 0) & np.isfinite(chance).all((1, 2))
    if not used.any():
        return {"band": None, "effective": 0.0, "sets": len(used)}
    found = weighted_quantiles(chance[used], weights.of[used], BAND)
    return {"band": found.transpose(1, 0, 2), "effective": weights.effective, "sets": len(used)}


def _chances(folder: RunFolder, policy: str) -> Floats:
    """(worlds, 6, months+1), in the order of `findings.outcomes.OUTCOMES`."""
    by_state = folder.variable("chance").sel(policy=policy).transpose("world", "state", "month").values
    peace = folder.variable("peace").sel(policy=policy).sum("package", skipna=False).transpose("world", "month").values
    return np.concatenate([by_state[:, :2], peace[:, None], by_state[:, 2:]], axis=1)
