"""What flips a conclusion: which assumptions decide whether it holds, and in which worlds it does not.

The outcome looked at is whether the conclusion holds in a world (1 or 0), so that a quantity which only makes a
difference larger without turning it round decides nothing here. Three answers are given, on the worlds of the open
reading as they are weighed by the record:

- **importance** (see `offramp.ensemble.sensitivity` and `forests`): PAWN, which for a yes-or-no outcome is how far the share in which
  the conclusion holds moves once the quantity is known, and extra-trees permutation importance, which sees interactions;
  a quantity *stands out* where either exceeds what quantities made of random numbers reach;
- **halves**: the share in which the conclusion holds where the quantity lies below and above its middle;
- **rules** (see `offramp.ensemble.discovery`) from 1,000 worlds up: PRIM and CART, found on one half of the worlds and
  scored on the other.

What a party counts enters only conclusions on that party's account, and what a measure costs only conclusions on it.
None of this is a cause: it says what goes with a conclusion over the assumptions tried.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event

import numpy as np
import pandas as pd
import xarray as xr

from offramp.argument.budget import FOR_RULES
from offramp.argument.conclusions import HALF, Verdict
from offramp.ensemble.discovery import Cases, Rules, Wording, discover, gather_cases, say
from offramp.ensemble.discovery.cases import YES_NO
from offramp.ensemble.forests import tree_importance
from offramp.ensemble.sensitivity import Importance, pawn
from offramp.ensemble.weighted import effective, weighted_quantiles
from offramp.findings.spread import share
from offramp.game.rules import Floats
from offramp.scenario import Scenario
from offramp.scenario.argued import Conclusion
from offramp.scenario.catalogue import QuantityInfo
from offramp.scenario.counted import counted_only

#: Quantities told by conclusion.
TOLD = 8
#: Below this effective number of worlds nothing is told, and below this share on one side there is nothing to tell apart.
FEWEST, RAREST = 40, 0.02
#: PAWN's intervals: at least this many effective worlds in each, and at most ten.
IN_INTERVAL = 15
#: How often PAWN and trees are tried on outcomes dealt out at random: what exceeds all of them is luck in one conclusion of
#: twenty, or of ten. More would cost minutes where two dozen conclusions are tried.
DEALT, TREES_DEALT = 19, 9
#: Trees of a forest, and worlds that it is asked about.
TREES, ASKED = 16, 100


@dataclass(frozen=True)
class Decider:
    """A quantity that a conclusion turns on.

    Attributes:
        path; label; unit.
        pawn, trees: importance, with the noise below which a quantity that decides nothing may lie.
        middle: weighted median over the worlds (of a yes/no draw: NaN).
        below, above: share of the weight in which the conclusion holds where the quantity lies below, or at least at,
            its middle (of a yes/no draw: where no, and where yes).
        effective: effective number of worlds on the side with fewer.
    """

    path: str
    label: str
    unit: str
    pawn: Importance
    trees: Importance | None
    middle: float
    below: float
    above: float
    effective: float

    @property
    def stands_out(self) -> bool:
        """Whether it decides more than random numbers do, by either measure."""
        return self.pawn.decisive or (self.trees is not None and self.trees.decisive)

    @property
    def flips(self) -> bool:
        """Whether the conclusion holds in most of the weight on one side of its middle and fails in most on the other."""
        return min(self.below, self.above) < HALF < max(self.below, self.above)

    @property
    def against(self) -> float:
        """The smaller of both shares: how far the conclusion falls on its bad side."""
        return min(self.below, self.above)


@dataclass(frozen=True)
class Flip:
    """What flips one conclusion.

    Attributes:
        deciders: the most important quantities, the most important first; empty where nothing can be told.
        reason: why nothing can be told, else empty.
        rules: where worlds are enough; sentences: the rules in words, or why there is none.
    """

    deciders: list[Decider] = field(default_factory=list)
    reason: str = ""
    rules: Rules | None = None
    sentences: list[str] = field(default_factory=list)

    @property
    def standing_out(self) -> list[Decider]:
        """Those that decide more than random numbers do, the one first that moves the share in which it holds most."""
        telling = [decider for decider in self.deciders if decider.stands_out]
        return sorted(telling, key=lambda decider: -abs(decider.above - decider.below))

    @property
    def strongest_against(self) -> Decider | None:
        """The assumption under which the conclusion holds least, of those that stand out; None without any."""
        return min(self.standing_out, key=lambda decider: decider.against, default=None)


def flips(
    scenario: Scenario,
    verdicts: Mapping[str, Verdict | None],
    design: xr.Dataset,
    stop: Event | None = None,
    *,
    rules: bool,
    jobs: int = 1,
    seed: int = 0,
) -> dict[str, Flip]:
    """What flips each conclusion, from its verdict under the open reading and what was drawn (along world).

    Once `stop` is set, nothing more is begun, and what is left says so.
    """
    drawn = design.to_dataframe()
    known = {key: found for key, found in verdicts.items() if found is not None}

    def one(place: int, key: str) -> Flip:
        if stop is not None and stop.is_set():
            return Flip(reason="interrupted")
        rng = np.random.default_rng([seed, place])
        return flip(scenario, scenario.conclusions[key], known[key], drawn, rules=rules, rng=rng)

    with ThreadPoolExecutor(jobs) as pool:
        return dict(zip(known, pool.map(one, range(len(known)), known), strict=True))


def flip(
    scenario: Scenario,
    conclusion: Conclusion,
    verdict: Verdict,
    drawn: pd.DataFrame,
    *,
    rules: bool,
    rng: np.random.Generator,
) -> Flip:
    """What flips one conclusion."""
    if verdict.effective < FEWEST:
        return Flip(reason=f"too few worlds carry weight ({verdict.effective:.0f}; {FEWEST} are needed)")
    if not RAREST <= verdict.holds <= 1 - RAREST:
        return Flip(
            reason=f"it {'holds' if verdict.holds > 0.5 else 'fails'} nearly everywhere, so nothing tells it apart"
        )
    table = drawn.loc[verdict.worlds, columns_for(scenario, conclusion, drawn)]
    cases = gather_cases(table, np.nan_to_num(verdict.holds_by_world), verdict.weight)
    infos = {info.path: info for info in scenario.quantities()}
    deciders = _deciders(infos, cases, verdict.effective, rng)
    if not rules or len(verdict.worlds) < FOR_RULES:
        return Flip(deciders)
    found, wording = _rules(cases, verdict, rng)
    return Flip(deciders, rules=found, sentences=_sentences(infos, found, wording))


def columns_for(scenario: Scenario, conclusion: Conclusion, drawn: pd.DataFrame) -> list[str]:
    """Columns that may bear on a conclusion and that vary at all."""
    terms = conclusion.terms
    parties = tuple(f"parties.{t.value_of}." for t in terms if t.value_of is not None)
    measures = ("measures.",) if parties else tuple(f"measures.{t.measure}." for t in terms if t.measure is not None)
    asked = (*parties, *measures, *(("quantities.",) if measures else ()))
    counted = counted_only(scenario)
    kept = [str(name) for name in drawn.columns if str(name) not in counted or str(name).startswith(asked)]
    return [name for name in kept if np.ptp(drawn[name].to_numpy(dtype=float)) > 0]


def _deciders(
    infos: Mapping[str, QuantityInfo], cases: Cases, worlds: float, rng: np.random.Generator
) -> list[Decider]:
    intervals = int(np.clip(worlds // IN_INTERVAL, 2, 10))
    by_pawn = pawn(cases, rng, intervals=intervals, dealt=DEALT)
    by_trees = {
        found.name: found
        for found in tree_importance(cases, rng, trees=TREES, repeats=1, at_most=ASKED, dealt=TREES_DEALT)
    }
    first = sorted(by_pawn, key=lambda found: (not _decisive(found, by_trees), -found.index))[:TOLD]
    return [_decider(infos, cases, found, by_trees.get(found.name)) for found in first]


def _decisive(found: Importance, by_trees: Mapping[str, Importance]) -> bool:
    trees = by_trees.get(found.name)
    return found.decisive or (trees is not None and trees.decisive)


def _decider(infos: Mapping[str, QuantityInfo], cases: Cases, found: Importance, trees: Importance | None) -> Decider:
    values, yes_no = cases.column(found.name), found.name.endswith(YES_NO)
    middle = 0.5 if yes_no else float(weighted_quantiles(values, cases.weight, (0.5,))[0])
    high = values >= middle
    info = infos.get(found.name) or infos.get(found.name.removesuffix(YES_NO))
    return Decider(
        path=found.name,
        label=(info.label if info else "") or found.name,
        unit=info.unit if info else "",
        pawn=found,
        trees=trees,
        middle=float("nan") if yes_no else middle,
        below=_share_in(cases, ~high),
        above=_share_in(cases, high),
        effective=min(effective(np.where(side, cases.weight, 0.0)) for side in (high, ~high)),
    )


def _share_in(cases: Cases, which: np.ndarray) -> float:
    weight: Floats = np.where(which, cases.weight, 0.0)
    return share(cases.wanted, weight)


def _rules(cases: Cases, verdict: Verdict, rng: np.random.Generator) -> tuple[Rules, Wording]:
    """Rules for the rarer of holding and failing, since a rule for what is usual says little."""
    if verdict.holds <= 0.5:
        return discover(cases, rng, repeats=10), Wording("holds", "cases in which it holds")
    failing = Cases(cases.names, cases.values, cases.levels, 1.0 - cases.y, cases.weight, cases.interest)
    return discover(failing, rng, repeats=10), Wording()


def _sentences(infos: Mapping[str, QuantityInfo], rules: Rules, wording: Wording) -> list[str]:
    labels = {path: info.label for path, info in infos.items() if info.label}
    units = {path: info.unit for path, info in infos.items()}
    said = [f"It {say(rule, labels, units, wording)}." for rule in rules.rules]
    return said or [f"No rule tells where it {wording.verb}: {rules.reason or 'none was found'}."]
