"""What each side and patron expects of a scenario's war if nobody changed anything: what an ordinal model is made from.

With rungs and aid held fixed, the front and both capacities follow their expected monthly steps (the rules of
docs/explanation/model.md, each step by its mean); every month pays its flow; general war takes its share of what is
still to come; where the front or a capacity runs out, one side has prevailed. The value is the discounted average per
month. A deal pays its terms for ever. Only the order of these values is used (`offramp.graphmodel.derive`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offramp.scenario import Scenario, World

SIDES = ("a", "b")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Course:
    """A war fought with rungs and aid held fixed, month by month.

    Attributes:
        rungs: rung of each side. paid: donors that pay, by side.
        front: (T,) position at the start of each month; capacity: (2, T) levels.
        on: (T,) chance that general war has not come; hazard: (T,) chance of it in the month.
        ended: month in which a side has prevailed, T if none; winner: that side, 0 or 1, or -1.
    """

    rungs: tuple[int, int]
    paid: dict[str, set[str]]
    front: Floats
    capacity: Floats
    on: Floats
    hazard: Floats
    ended: int
    winner: int


@dataclass
class FixedCourses:
    """Reads one world of a scenario; months are 0 to the horizon."""

    scenario: Scenario
    world: World
    months: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.months = np.arange(self.scenario.horizon + 1, dtype=float)

    def series(self, path: str) -> Floats:
        """A number month by month, (T,)."""
        return np.asarray(self.world.series(path, self.months), dtype=float)

    def aid(self, paid: dict[str, set[str]]) -> Floats:
        """(2, T) aid of the donors that pay, in model units."""
        out = np.zeros((2, len(self.months)))
        for i, side in enumerate(SIDES):
            for donor in sorted(paid[side]):
                out[i] += self.series(f"aid.{side}.{donor}") / self.scenario.aid_scale[side]
        return out

    def course(self, rungs: tuple[int, int], paid: dict[str, set[str]], believer: int | None = None) -> Course:
        """The war as `believer` (0 or 1) expects it, or as this world's truth has it."""
        scenario, value = self.scenario, self.world.value
        aid, theta = self.aid(paid), self.series("battlefield.theta") + self._lean(believer)
        drive, edge = (
            [
                value(f"ladders.{s}.rungs.{scenario.ladders[s].rungs[r].name}.{key}")
                for s, r in zip(SIDES, rungs, strict=True)
            ]
            for key in ("drive", "edge")
        )
        odds = theta + edge[0] - edge[1] + value("battlefield.aid_edge") * (aid[0] - aid[1])
        gain = (
            np.stack([self.series(f"capacity.recovery.{s}") for s in SIDES]) + value("battlefield.aid_recovery") * aid
        )
        wear, mobility, exposure = (
            self.series(key) for key in ("capacity.attrition", "battlefield.mobility", "capacity.exposure")
        )
        slope, top = value("battlefield.slope"), float(scenario.capacity.top)
        low, high = scenario.front.cells[0], scenario.front.cells[-1]
        count = len(self.months)
        front, capacity = np.empty(count), np.empty((2, count))
        f, c = float(scenario.front.now), np.array([round(value(f"capacity.now.{s}")) for s in SIDES], dtype=float)
        ended, winner = count, -1
        for t in range(count):
            front[t], capacity[:, t] = f, c
            if winner < 0 and (f >= high or f <= low or c.min() <= 0):
                ended, winner = t, 0 if f >= high or (f > low and c[1] <= c[0]) else 1
            q = 1 / (1 + np.exp(-slope * (odds[t] + np.log((c[0] + 1) / (c[1] + 1)))))
            f = float(np.clip(f + mobility[t] * (drive[0] * q - drive[1] * (1 - q)), low, high))
            lost = (
                2
                * wear[t]
                * np.array([drive[1] * (1 - q) + exposure[t] * drive[0], drive[0] * q + exposure[t] * drive[1]])
            )
            c = np.clip(c + gain[:, t] - lost, 0.0, top)
        hazard = self._hazard(rungs)
        return Course(
            rungs, paid, front, capacity, np.concatenate([[1.0], np.cumprod(1 - hazard)[:-1]]), hazard, ended, winner
        )

    def _lean(self, believer: int | None) -> float:
        """What is added to theta: a side's own expectation, or this world's truth."""
        chance = (
            float(self.world.yes("beliefs.truth"))
            if believer is None
            else self.world.value(f"beliefs.prior.{SIDES[believer]}")
        )
        return self.world.value("beliefs.delta") * (2 * chance - 1)

    def _hazard(self, rungs: tuple[int, int]) -> Floats:
        table = self.scenario.hazard.table
        if table and table[rungs[0]][rungs[1]] is not None:
            return self.series(f"hazard.table.{rungs[0]}.{rungs[1]}")
        return self.series("hazard.base") * self.series("hazard.growth") ** sum(rungs)

    def side_in_war(self, side: int, course: Course) -> float:
        """What one side makes of a course, per month of the stakes."""
        me, world, scenario = SIDES[side], self.world, self.scenario
        costs = [
            self.series(f"ladders.{s}.rungs.{scenario.ladders[s].rungs[r].name}.cost")
            for s, r in zip(SIDES, course.rungs, strict=True)
        ]
        bare = costs[side] + self.series("ladders.interaction") * costs[1 - side]
        worn = 1 - course.capacity[side] / scenario.capacity.top
        cost = bare * (1 + self.series(f"preferences.{me}.weariness") * worn)
        flow = self._land(me, course.front) + self.series(f"preferences.{me}.politics") - cost
        end = world.value(f"preferences.{me}.{'victory' if course.winner == side else 'defeat'}")
        flow = np.where(self.months < course.ended, flow, end)
        over = world.value(f"preferences.{me}.catastrophe")
        return self._average(flow, course, over, world.value(f"preferences.{me}.discount"))

    def side_in_deal(self, side: int, package: str) -> float:
        """What a deal pays one side a month: land and issues, less what falling short of its aim costs at home."""
        me, deal = SIDES[side], self.scenario.packages[package]
        line = self._line(package)
        weights, total = self._weights(me)
        settled = sum(
            weights[issue] / total * self.world.value(f"preferences.{me}.values.{issue}.{option}")
            for issue, option in deal.terms.items()
        )
        terms = float(self._land(me, np.array([line]))[0]) + settled
        short = max(0.0, self.world.value(f"preferences.{me}.aim") - terms)
        return terms - self.world.value(f"preferences.{me}.audience") * short

    def _line(self, package: str) -> float:
        """The line at which a deal is signed today: its own, else that of the peace in force, else the front."""
        own = self.scenario.packages[package].line
        return self.scenario.line_today if own is None else own

    def party_in_war(self, party: str, course: Course) -> float:
        """What a party makes of a course, per month."""
        return self._party(party, course, None)

    def party_in_deal(self, party: str, package: str, course: Course) -> float:
        """What a party makes of a deal signed at once and kept; `course` gives the rungs before it."""
        return self._party(party, course, package)

    def _weights(self, me: str) -> tuple[dict[str, float], float]:
        weights = {issue: self.world.value(f"preferences.{me}.weights.{issue}") for issue in self.scenario.issues}
        return weights, self.world.value(f"preferences.{me}.territory.weight") + sum(weights.values())

    def _land(self, me: str, positions: Floats) -> Floats:
        """What land is worth to a side at each position, as a share of all stakes."""
        values, cells = self.scenario.preferences[me].territory.values, self.scenario.front.cells
        if values is None:
            share = (positions - cells[0]) / (cells[-1] - cells[0])
            share = share if me == "a" else 1 - share
        else:
            known = sorted((float(key), self.world.value(f"preferences.{me}.territory.values.{key}")) for key in values)
            share = np.interp(positions, [p for p, _ in known], [v for _, v in known])
        return share * self.world.value(f"preferences.{me}.territory.weight") / self._weights(me)[1]

    def _average(self, flow: Floats, course: Course, over: float, beta: float) -> float:
        """Discounted average of a flow that general war may end; the last month's flow goes on for ever."""
        weight = beta ** np.arange(len(flow))
        weight[-1] /= 1 - beta
        return float(np.sum(weight * (course.on * flow + (1 - course.on) * over)) * (1 - beta))

    def _party(self, party: str, course: Course, package: str | None) -> float:
        beta = self.world.value(f"parties.{party}.discount")
        total = np.zeros(len(self.months))
        for name in self.scenario.parties[party].weights:
            measure = self.scenario.measures[name]
            sign = -1.0 if measure.bad else 1.0
            amount = sum(
                self._driven(f"measures.{name}.drivers.{k}", d, course, package) for k, d in enumerate(measure.drivers)
            )
            total += sign * self.world.value(f"parties.{party}.weights.{name}") * np.asarray(amount) / measure.scale
        weight = beta ** np.arange(len(total))
        weight[-1] /= 1 - beta
        return float(np.sum(weight * total) * (1 - beta))

    def _driven(self, path: str, driver: Any, course: Course, package: str | None) -> Floats:
        """What one driver adds in each month, (T,)."""
        at_war = (self.months < course.ended) * course.on if package is None else np.zeros(len(self.months))
        kind, once = driver.of, (self.months == 0).astype(float)
        if kind == "rungs":
            return self.series(f"{path}.values.{course.rungs[SIDES.index(driver.side)]}") * at_war
        if kind in ("fighting", "frozen", "war"):
            counts = kind == "war" or (course.rungs == (0, 0)) == (kind == "frozen")
            return self.series(f"{path}.value") * at_war * counts
        if kind in ("peace", "signed"):
            return self._in_peace(path, driver, package) * (once if kind == "signed" else 1.0)
        if kind == "front":
            return self._by_front(path, driver, course, package, at_war)
        if kind == "aid":
            donors = course.paid[driver.side] if driver.donor is None else course.paid[driver.side] & {driver.donor}
            return (
                sum((self.series(f"aid.{driver.side}.{d}") for d in sorted(donors)), np.zeros(len(at_war)))
                * self.series(f"{path}.value")
                * at_war
            )
        if kind == "hazard":
            return self.series(f"{path}.value") * course.hazard * at_war
        if kind == "entry":
            rung = [r.name for r in self.scenario.ladders[driver.side].rungs].index(driver.rung)
            entered = course.rungs[SIDES.index(driver.side)] == rung != self.scenario.ladders[driver.side].start
            return self.series(f"{path}.value") * once * (entered and package is None)
        return self._at_end(path, driver, course, package)

    def _in_peace(self, path: str, driver: Any, package: str | None) -> Floats:
        if package is None or (isinstance(driver.value, dict) and package not in driver.value):
            return np.zeros(len(self.months))
        return self.series(f"{path}.value.{package}" if isinstance(driver.value, dict) else f"{path}.value")

    def _by_front(self, path: str, driver: Any, course: Course, package: str | None, at_war: Floats) -> Floats:
        front = course.front if package is None else np.full(len(self.months), self._line(package))
        counts = at_war if package is None else np.ones(len(self.months))
        phase = "war" if package is None else "peace"
        return self.series(f"{path}.value") * np.maximum(front - driver.above, 0.0) * counts * (phase in driver.in_)

    def _at_end(self, path: str, driver: Any, course: Course, package: str | None) -> Floats:
        """Drivers of ends: general war by its chance, victory where the course has one; deals are not broken here."""
        none = np.zeros(len(self.months))
        if package is not None or driver.of == "broken":
            return none
        if driver.end == "general-war":
            begins = course.on * course.hazard * (self.months < course.ended)
        else:
            begins = (
                (self.months == course.ended) & (course.winner == ("a-prevails", "b-prevails").index(driver.end))
            ) * course.on
        share = np.cumsum(begins) if driver.of == "ended" else begins
        return self.series(f"{path}.value") * share


def everyone_pays(scenario: Scenario) -> dict[str, set[str]]:
    """All donors of both sides."""
    return {side: set(scenario.aid[side]) for side in SIDES}


def without(paid: dict[str, set[str]], donors: Sequence[tuple[str, str]]) -> dict[str, set[str]]:
    """The same but for some (side, donor) pairs that do not pay."""
    return {side: given - {donor for s, donor in donors if s == side} for side, given in paid.items()}
