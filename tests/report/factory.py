"""Findings made by hand: every number that a sentence or a figure tells can be set, and no game is solved."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from offramp.calibration.weights import Informed, Weights
from offramp.ensemble.trust import Trust
from offramp.findings.accounts import Account
from offramp.findings.assumptions import Assumption, Hinge
from offramp.findings.collect import Findings
from offramp.findings.deals import Deal
from offramp.findings.outcomes import OUTCOMES, Outcomes
from offramp.findings.spread import Spread
from offramp.findings.stability import HorizonCheck
from offramp.findings.trusting import Headline
from offramp.scenario import Scenario, loads

FILE = Path(__file__).parents[1] / "scenario" / "data" / "every-feature.yaml"
POLICIES = ("sustain", "wind-down")
PEACE = {"sustain": 0.3, "wind-down": 0.6}
NOBODY = {"nobody": 0.7, "red line or not offered": 0.1, "a": 0.1, "b": 0.05, "both": 0.05}


def scenario(**replaced: str) -> Scenario:
    """The scenario with every feature, texts in it replaced (underscores for spaces in the keys)."""
    text = FILE.read_text(encoding="utf-8")
    for old, new in replaced.items():
        shown = old.replace("_", " ")
        assert shown in text, shown
        text = text.replace(shown, new)
    return loads(text)


def spread(mean, width: float = 0.1) -> Spread:
    """A spread of a chance, kept within 0 and 1."""
    mean = np.asarray(mean, dtype=float)
    return Spread(mean, np.clip(mean - width, 0, 1), np.clip(mean + width, 0, 1))


def amounts(mean: float, width: float = 1.0) -> Spread:
    """A spread of any amount."""
    return Spread(np.float64(mean), np.float64(mean - width), np.float64(mean + width))


def ramp(first: float, last: float, months: int) -> np.ndarray:
    """A straight line by month."""
    return np.linspace(first, last, months + 1)


def outcomes(of: Scenario, final: Mapping[str, float], front_moves: float = 0.0) -> Outcomes:
    """Outcomes that go in straight lines from fighting to `final`; what is left of 1 is fighting."""
    ends = {**dict.fromkeys(OUTCOMES, 0.0), **final}
    ends["fighting"] = 1.0 - sum(v for name, v in ends.items() if name != "fighting")
    months = of.horizon
    chance = {name: spread(ramp(1.0 if name == "fighting" else 0.0, end, months)) for name, end in ends.items()}
    likeliest = max(ends, key=lambda name: ends[name])
    packages = list(of.packages)
    share = ends["peace"] / max(len(packages), 1)
    middle = ramp(of.front.now, of.front.now + front_moves, months)
    fighting = chance["fighting"].mean[1:]
    longest = max(len(of.ladders[side].rungs) for side in ("a", "b"))
    rungs = np.zeros((2, longest, months))
    rungs[0, 1], rungs[1, 0] = fighting, fighting
    return Outcomes(
        chance=chance,
        likely={name: 0.8 if name == likeliest else 0.04 for name in OUTCOMES},
        packages={name: ramp(0.0, share, months) for name in packages},
        front=np.stack([middle + step for step in (-2, -1, 0, 1, 2)]),
        rungs=rungs,
    )


def deal(
    of: Scenario, *, blocks: Mapping[str, float] = NOBODY, holds: float = 0.5, ends: Mapping[str, float] | None = None
) -> Deal:
    """A deal of which some chance is left at the horizon."""
    lost = 1 - holds
    return Deal(
        a_accepts=1 - blocks["a"],
        b_accepts=1 - blocks["b"],
        both=blocks["nobody"] + blocks["red line or not offered"],
        open=0.9,
        blocks=dict(blocks),
        gain_a=amounts(0.1, 0.05),
        gain_b=amounts(0.1, 0.05),
        first=spread(0.2),
        first_line=19.0,
        holds=spread(ramp(1.0, holds, of.horizon)),
        ends=dict(ends) if ends is not None else {"a": 0.7 * lost, "b": 0.2 * lost, "incident": 0.1 * lost},
    )


def account(of: Scenario, *, gain: float = 0.0, better: float = 0.0) -> Account:
    """An account in which every party gains the same."""
    parties = list(of.parties)
    return Account(
        totals={name: amounts(10.0) for name in of.measures},
        monthly={name: np.full(of.horizon, 0.4) for name in of.measures},
        value={party: amounts(-50.0, 5.0) for party in parties},
        gain={party: amounts(gain, abs(gain) / 2) for party in parties},
        better=dict.fromkeys(parties, better),
    )


def assumption(path: str = "battlefield.theta", label: str = "Balance", shift: float = 0.5) -> Assumption:
    """An assumption that the record moves."""
    moved = 0.4 * shift
    return Assumption(
        path=path,
        label=label,
        unit="log-odds",
        question="Who is stronger?",
        basis="judgement",
        source="atlas",
        note="contested",
        before=(0.0, -0.5, 0.5),
        after=(moved, moved - 0.4, moved + 0.4),
        shift=shift,
    )


def trust(value: float = 0.5, **changed) -> Trust:
    """A headline on 96 worlds that has settled and that they are enough for; any field can be replaced."""
    counts = tuple(range(12, 97, 12))
    steady = Trust(value, 0.03, 0.06, counts, (value,) * len(counts), 24, enough=True, half_width=0.02, needed=96)
    return replace(steady, **changed)


def headlines(of: Scenario, policies, peace: Mapping[str, float], better: Mapping[str, float]) -> list[Headline]:
    """Headlines that all have settled: a deal, the war and general war by policy; each party by policy but the first."""
    found = {p: {"peace": peace[p], "fighting": 0.89 - peace[p], "general-war": 0.01} for p in policies}
    told = [Headline("chance", p, name, trust(value)) for p in policies for name, value in found[p].items()]
    return told + [Headline("better", p, party, trust(better[p])) for p in policies[1:] for party in of.parties]


def make(of: Scenario | None = None, **changed) -> Findings:
    """Findings of some policies; `peace` by policy is the quickest thing to set, any field can be replaced."""
    of = of or scenario()
    policies = changed.pop("policies", POLICIES)
    peace = changed.pop("peace", PEACE)
    effective = changed.pop("effective", 80.0)
    gains = changed.pop("gains", {"sustain": (0.0, 0.0), "wind-down": (5.0, 0.9)})
    told = {p: gains.get(p, (1.0, 0.5)) for p in policies}
    chances = {p: peace.get(p, 0.4) for p in policies}
    worlds = 96
    whole = Findings(
        scenario=of,
        version="0.0.0",
        seed=7,
        worlds=worlds,
        failed={},
        impossible=0,
        weights=Weights(np.full(worlds, 1 / worlds), effective, worlds),
        informed={"front": [Informed("battlefield.theta", 0.5)], "no deal": [Informed("channel.a", -0.4)]},
        part_effective={"front": 90.0, "no deal": 85.0},
        policies=list(policies),
        baseline=policies[0],
        outcomes={p: outcomes(of, {"peace": chances[p], "frozen": 0.1, "general-war": 0.01}) for p in policies},
        deals={p: {name: deal(of) for name in of.packages} for p in policies},
        accounts={p: account(of, gain=gain, better=better) for p, (gain, better) in told.items()},
        assumptions=[assumption(), assumption("channel.a", "Willingness to talk", -0.3)],
        hinges=[Hinge("channel.a", "Willingness to talk", 0.6)],
        horizon_check=HorizonCheck(8, {}),
        headlines=headlines(of, list(policies), chances, {p: better for p, (_, better) in told.items()}),
    )
    return replace(whole, **changed)
