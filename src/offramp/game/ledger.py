"""What a course of the war costs whom: measures by month, and each party's account of them.

``value_j = sum_t beta_j^t * sum_m sign_m*weight[j,m]*measure_m(t)/scale_m  +  tail``, the tail being the mean month
of the last
year of the horizon, for ever. Measures are expectations under the world's true theta, broken deals included; they are
never a
side's subjective value.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from offramp.game.forward import Course
from offramp.game.rules import Floats, Game
from offramp.scenario import Scenario, World
from offramp.scenario.accounts import (
    AidDriver,
    BrokenDriver,
    EndDriver,
    EntryDriver,
    FrontDriver,
    HazardDriver,
    PeaceDriver,
    RungsDriver,
    StateDriver,
)

ENDS = ("a-prevails", "b-prevails", "general-war")
LAST_YEAR = 12


@dataclass(frozen=True)
class Months:
    """What happened in each month of a course, by probability: the marginals that measures are made of.

    Attributes:
        fought: (months, F+1, NA, NB); paid: (months, D, lines); ends: (months+1, 3); signed: (months, D); broken:
            (months,);
        entered: (months, 2, rungs); hazard: (months,) chance of general war in the month; aid: side -> donor ->
            (months,)
        amounts while the war is on; positions: cells and lines in front units.
    """

    fought: Floats
    paid: Floats
    ends: Floats
    signed: Floats
    broken: Floats
    entered: Floats
    hazard: Floats
    aid: dict[str, dict[str, Floats]]
    cells: Floats
    lines: Floats

    @cached_property
    def war(self) -> Floats:
        """Probability that the month is one of war, (months,)."""
        return self.fought.sum((1, 2, 3))

    @cached_property
    def frozen(self) -> Floats:
        """Probability that the month is one of war with both sides holding, (months,)."""
        return self.fought[:, :, 0, 0].sum(1)

    @cached_property
    def by_front(self) -> Floats:
        """Probability that the month is fought at each front cell, (months, F+1)."""
        return self.fought.sum((2, 3))

    @cached_property
    def by_rung(self) -> dict[str, Floats]:
        """Probability that the month is fought on each rung of each side's ladder, side -> (months, rungs)."""
        return {"a": self.fought.sum((1, 3)), "b": self.fought.sum((1, 2))}

    @cached_property
    def by_package(self) -> Floats:
        """Probability that the month is one of peace under each package, (months, D)."""
        return self.paid.sum(2)

    @cached_property
    def by_line(self) -> Floats:
        """Probability that the month is one of peace at each line, (months, lines)."""
        return self.paid.sum(1)


def months_of(scenario: Scenario, actual: World, game: Game, course: Course) -> Months:
    """The marginals of `course`; `actual` is the world with every change that really happens laid over it."""
    fought = course.fought
    count = len(fought)
    month = np.arange(count)
    aid = {
        side: {donor: actual.series(f"aid.{side}.{donor}", month) for donor in scenario.aid[side]}
        for side in ("a", "b")
    }
    return Months(
        fought=fought,
        paid=course.paid,
        ends=course.ends,
        signed=course.signed.sum(2),
        broken=course.broken.sum(1),
        entered=course.events.entered,
        hazard=(fought.sum(1) * game.hazard[:count]).sum((1, 2)),
        aid=aid,
        cells=game.grid.positions,
        lines=game.grid.line_positions(),
    )


def measures(scenario: Scenario, world: World, months: Months) -> Floats:
    """Every measure of the scenario by month, (measures, months), in the scenario's order."""
    count = len(months.hazard)
    out = np.zeros((len(scenario.measures), count))
    for row, (name, measure) in enumerate(scenario.measures.items()):
        for index, driver in enumerate(measure.drivers):
            out[row] += _driven(scenario, world, months, driver, f"measures.{name}.drivers.{index}", np.arange(count))
    return out


def values(scenario: Scenario, world: World, by_month: Floats) -> Floats:
    """Each party's account of the measures, (parties,), in the scenario's order; higher is better for the party."""
    count = by_month.shape[1]
    out = np.zeros(len(scenario.parties))
    names = list(scenario.measures)
    for i, (name, party) in enumerate(scenario.parties.items()):
        discount = world.value(f"parties.{name}.discount")
        flow = np.zeros(count)
        for measure in party.weights:
            spec = scenario.measures[measure]
            sign = -1.0 if spec.bad else 1.0
            weight = world.value(f"parties.{name}.weights.{measure}")
            with np.errstate(over="ignore"):  # a world refuses what is no finite number
                flow += sign * weight * by_month[names.index(measure)] / spec.scale
        out[i] = present_value(flow, discount)
    return out


def present_value(flow: Floats, discount: float) -> float:
    """Discounted sum of a flow by month, its last year's mean month going on for ever."""
    ahead = discount ** np.arange(len(flow))
    tail = flow[-LAST_YEAR:].mean() * discount ** len(flow) / (1.0 - discount)
    return float((ahead * flow).sum() + tail)


def _driven(scenario: Scenario, world: World, months: Months, driver: object, path: str, month: np.ndarray) -> Floats:
    if isinstance(driver, RungsDriver):
        rates = [world.series(f"{path}.values.{i}", month) for i in range(len(driver.values))]
        return (months.by_rung[driver.side] * np.stack(rates, axis=1)).sum(1)
    if isinstance(driver, PeaceDriver):
        chance = months.by_package if driver.of == "peace" else months.signed
        return _by_package(scenario, world, driver, path, month, chance)
    rate = world.series(f"{path}.value", month)
    if isinstance(driver, StateDriver):
        chances = {"war": months.war, "frozen": months.frozen, "fighting": months.war - months.frozen}
        return rate * chances[driver.of]
    if isinstance(driver, FrontDriver):
        held = np.zeros(len(month))
        if "war" in driver.in_:
            held += months.by_front @ np.maximum(months.cells - driver.above, 0.0)
        if "peace" in driver.in_:
            held += months.by_line @ np.maximum(months.lines - driver.above, 0.0)
        return rate * held
    if isinstance(driver, AidDriver):
        paid = months.aid[driver.side]
        amount = sum(paid.values()) if driver.donor is None else paid[driver.donor]
        return rate * amount * months.war
    if isinstance(driver, HazardDriver):
        return rate * months.hazard
    if isinstance(driver, EntryDriver):
        rungs = [rung.name for rung in scenario.ladders[driver.side].rungs]
        return rate * months.entered[:, 0 if driver.side == "a" else 1, rungs.index(driver.rung)]
    if isinstance(driver, EndDriver):
        reached = months.ends[:, ENDS.index(driver.end)]
        return rate * (np.diff(reached) if driver.of == "end" else reached[:-1])
    if isinstance(driver, BrokenDriver):
        return rate * months.broken
    raise TypeError(f"no account for driver {driver!r}")


def _by_package(
    scenario: Scenario, world: World, driver: PeaceDriver, path: str, month: np.ndarray, chance: Floats
) -> Floats:
    if not isinstance(driver.value, dict):
        return world.series(f"{path}.value", month) * chance.sum(1)
    out = np.zeros(len(month))
    names = list(scenario.packages)
    for package in driver.value:
        out += world.series(f"{path}.value.{package}", month) * chance[:, names.index(package)]
    return out
