"""What can be moved by hand: a slider, a choice or a switch for every uncertain number, and which come first."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

import numpy as np

from offramp.calibration.weights import weigh_worlds
from offramp.ensemble.store import RunFolder
from offramp.errors import OfframpError
from offramp.findings.assumptions import hinges
from offramp.report.naming import capital, plain_question
from offramp.scenario import Scenario
from offramp.scenario.quantities import Discrete, LogNormal, LogUniform, YesNo
from offramp.web.desk import Desk
from offramp.web.drawing.numbers import grounds

FIRST = 6
LIKELY = "How likely"  # a question about a chance is no question about the fact
#: Where no run of the war can tell what matters: what decides the balance, what is barred, what the stakes are, and
#: whether the sides meet at all. Chosen by hand, in this order; see docs/how-to/workbench.md.
BY_HAND = (
    "beliefs.truth.drawn",
    "red_lines.*.real.drawn",
    "battlefield.theta",
    "preferences.a.territory.weight",
    "channel.a",
    "preferences.b.territory.weight",
    "capacity.attrition",
)


@dataclass(frozen=True)
class Knob:
    """One uncertain number as a control.

    Attributes:
        path, label, unit, question, grounds, basis: as a reader meets it.
        kind: "slider", "choice" or "switch"; group: the part of the war it belongs to.
        low, high, start: range from the 1% to the 99% point, and the middle; values: of a choice.
        log: whether the slider runs evenly in the logarithm.
    """

    path: str
    label: str
    unit: str
    question: str
    grounds: str
    basis: str
    kind: str
    group: str
    low: float
    high: float
    start: float
    values: tuple[float, ...] = ()
    log: bool = False


def knobs(scenario: Scenario) -> dict[str, Knob]:
    """Path -> control, in the scenario's order."""
    out = {}
    for info in scenario.quantities():
        found = info.distribution
        if found is None:
            continue
        about = scenario.about(info.path.removesuffix(".drawn"))
        low, high = (float(found.ppf(0.01)), float(found.ppf(0.99)))
        discrete = isinstance(found, Discrete)
        kind = "switch" if isinstance(found, YesNo) else "choice" if discrete else "slider"
        out[info.path] = Knob(
            path=info.path,
            label=_as_fact(info.label) if kind == "switch" else info.label,
            unit=info.unit,
            question="" if kind == "switch" and info.question.startswith(LIKELY) else plain_question(info.question),
            grounds=grounds(scenario, about),
            basis=about.rests_on.basis if about.rests_on else "judgement",
            kind=kind,
            group=info.path.split(".")[0].replace("_", " "),
            low=low,
            high=high if high > low else low + 1.0,
            start=found.centre(),
            values=tuple(sorted(set(found.values))) if discrete else (),
            log=isinstance(found, LogUniform | LogNormal) and low > 0,
        )
    return out


def _as_fact(label: str) -> str:
    """The label of a chance as that of the fact it decides."""
    return capital(label.removeprefix("Chance that ").removeprefix("Chance of "))


def leading(desk: Desk, scenario: Scenario, key: str) -> tuple[list[str], str]:
    """Paths of the numbers that come first, and why these."""
    for view in desk.runs_of(scenario, key):
        folder = desk.places.run(view.id)
        if view.report and (found := _of_run(folder, scenario, folder.stat().st_mtime)):
            return found, f"They go most with whether a deal is in force at the end, in the run {view.id}."
    known = list(knobs(scenario))
    firsts = [next((path for path in known if fnmatch(path, pattern)), None) for pattern in BY_HAND]
    picked = [path for path in (*firsts, *known) if path is not None]
    words = "Chosen by hand: the balance, red lines, stakes and contact. Once the war has been run, the run chooses."
    return list(dict.fromkeys(picked))[:FIRST], words


@lru_cache(maxsize=16)
def _ranked(folder: Path, changed: float, baseline: str) -> tuple[str, ...]:
    del changed  # only tells versions of the folder apart
    run = RunFolder.reopen(folder)
    worlds = run.worlds()
    policies = run.about["policies"]
    policy = baseline if baseline in policies else policies[0]
    peace = run.variable("peace").sel(policy=policy).isel(month=-1).sum("package", skipna=False).values
    design = run.design().sel(world=worlds["world"].values)
    from offramp.scenario import loads

    scenario = loads((folder / "scenario.yaml").read_text(encoding="utf-8"))
    weight = np.asarray(weigh_worlds(worlds["log_weight"].values).of)
    return tuple(hinge.path for hinge in hinges(scenario, design, peace, weight, most=4 * FIRST))


def _of_run(folder: Path, scenario: Scenario, changed: float) -> list[str]:
    """What a run found to matter, where it is a run of this very war."""
    try:
        if RunFolder.reopen(folder).about.get("hash") != scenario.hash:
            return []
        known = knobs(scenario)
        return [path for path in _ranked(folder, changed, scenario.baseline) if path in known][:FIRST]
    except (OfframpError, OSError, KeyError, ValueError):
        return []
