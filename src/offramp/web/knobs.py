"""What can be moved by hand: a slider, a choice or a switch for every uncertain number, and which come first."""

from __future__ import annotations

from dataclasses import dataclass

from offramp.report.naming import capital, plain_question
from offramp.scenario import Scenario
from offramp.scenario.quantities import Discrete, LogNormal, LogUniform, YesNo
from offramp.web.desk import Desk
from offramp.web.drawing.numbers import grounds
from offramp.web.run_of_war import deciders, latest

FIRST = 6
LIKELY = "How likely"  # a question about a chance is no question about the fact


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
    known = list(knobs(scenario))
    run = latest(desk, scenario, key)
    found = [] if run is None else [each for each in deciders(run, scenario.baseline) if each[0] in known][:FIRST]
    if run is None or not found:
        words = (
            "These come first in the war's file. Once the war has been run here, the six that decide most come first."
        )
        return known[:FIRST], words
    clear = sum(stands_out for _, stands_out in found)
    words = (
        f"In the run {run.folder.name} these decide most whether a deal is in force at the end (PAWN and extra-trees); "
        f"{_count(clear, len(found))} out from chance."
    )
    return [path for path, _ in found], words


def _count(clear: int, of: int) -> str:
    return "all of them stand" if clear == of else "none of them stands" if not clear else f"{clear} of the {of} stand"
