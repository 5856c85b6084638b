"""From a scenario, a world and a policy to the rules of one game: the only reader of scenarios in this folder.

Aggregation, per side i (model page, "Preferences"): weights of territory and issues are divided by their sum, so that
winning
everything is 1 a month; ``land = weight * territory(line)``; ``deal_flow = terms - audience*max(0, aim - terms)`` with
``terms = land + sum of weight*value over issues``. A month's contact is the product of both sides' willingness; what
talking
costs is taken in proportion to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from offramp.errors import UnknownNameError
from offramp.game.grid import A, B, Grid
from offramp.game.rules import Bools, Floats, Game, Ints
from offramp.scenario import Scenario, World

SIDES = ("a", "b")

#: What can be lifted to ask what stands in the way of peace (model page, "Obstacles").
OBSTACLES = ("channel", "red-lines", "optimism", "commitment", "audience")


@dataclass(frozen=True)
class Plan:
    """What both sides expect to be done: policies in turn and events, all announced.

    Attributes:
        policies: (month from which it holds, policy name), in order; the first from the first month on.
        events: names of the events that both sides see coming.
        lifted: obstacles that are lifted (names of `OBSTACLES`).
    """

    policies: tuple[tuple[int, str], ...]
    events: tuple[str, ...] = ()
    lifted: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, policy: str, *events: str) -> Plan:
        """One policy from month 0, with these events foreseen."""
        return cls(policies=((0, policy),), events=events)


def grid_of(scenario: Scenario) -> Grid:
    """The axes of a scenario's game."""
    return Grid(
        rungs=(len(scenario.ladders.a.rungs), len(scenario.ladders.b.rungs)),
        capacity_top=scenario.capacity.top,
        positions=np.array(scenario.front.cells, dtype=np.float64),
        lines_per_cell=scenario.front.lines_per_cell,
        packages=len(scenario.packages),
    )


def front_now(scenario: Scenario) -> int:
    """Index of the front cell at the start."""
    return int(np.argmin(np.abs(np.array(scenario.front.cells) - scenario.front.now)))


def start_of(scenario: Scenario, world: World) -> dict[tuple, float]:
    """The start state of a world without a record: front, capacities and rungs as the scenario gives them."""
    capacity = [round(world.value(f"capacity.now.{side}")) for side in SIDES]
    rungs = (scenario.ladders.a.start, scenario.ladders.b.start)
    return {("war", front_now(scenario), *capacity, *rungs): 1.0}


def line_of(scenario: Scenario, grid: Grid, package: str) -> int:
    """Index of the line nearest to the one that a package names, or -1 where the line is bargained over."""
    named = scenario.packages[package].line
    return -1 if named is None else int(np.argmin(np.abs(grid.line_positions() - named)))


def build_game(scenario: Scenario, world: World, plan: Plan, *, first: int = 0, months: int | None = None) -> Game:
    """The rules of the game that `plan` makes in `world`.

    Args:
        scenario: the war.
        world: one draw of its quantities.
        plan: policies and events that both sides expect.
        first: calendar month of the game's month 0 (negative in a history pass).
        months: months solved; default horizon + run-out.

    Raises:
        UnknownNameError: a policy or event that the scenario does not have.
        RulesError: later, on solving, where the numbers cannot be played.
    """
    count = scenario.horizon + scenario.run_out if months is None else months
    return _Builder(scenario, _expected(scenario, world, plan), plan, np.arange(first, first + count)).game()


def _expected(scenario: Scenario, world: World, plan: Plan) -> World:
    """The world with every change laid over it that both sides expect."""
    for start, name in plan.policies:
        if name not in scenario.policies:
            raise UnknownNameError(f"no policy {name!r}; there are {', '.join(scenario.policies)}")
        world = world.changed(scenario.policies[name].changes, start=start)
    for name in plan.events:
        event = scenario.events[name]
        world = world.changed(event.changes, start=event.month)
    return world


class _Builder:
    """Reads one world's numbers into arrays. One object, because nearly every array needs scenario.

    World and months.
    """

    def __init__(self, scenario: Scenario, world: World, plan: Plan, months: Ints) -> None:
        self.scenario, self.world, self.plan, self.months = scenario, world, plan, months
        self.grid = grid_of(scenario)
        self.contact = self.series("channel.a") * self.series("channel.b")
        if "channel" in plan.lifted:
            self.contact = np.ones(len(months))

    def series(self, path: str) -> Floats:
        return np.asarray(self.world.series(path, self.months), dtype=np.float64)

    def both(self, pattern: str) -> Floats:
        """(2, T) of a number that each side has; `pattern` has `{}` where the side goes."""
        return np.stack([self.series(pattern.format(side)) for side in SIDES])

    def pair(self, pattern: str) -> Floats:
        return np.array([self.world.value(pattern.format(side)) for side in SIDES])

    def game(self) -> Game:
        scenario, world = self.scenario, self.world
        land, deal_flow = self.preferences()
        truth = float(world.yes("beliefs.truth"))
        aid, recovery, signal = self.talking()
        capacity = [round(world.value(f"capacity.now.{side}")) for side in SIDES]
        return Game(
            grid=self.grid,
            beta=self.pair("preferences.{}.discount"),
            mover_a=self.series("mover"),
            channel=self.contact,
            channel_peace=self.series("channel.peace"),
            terminal="flow",
            offered=self.offered(),
            own_line=np.array([line_of(scenario, self.grid, name) for name in scenario.packages], dtype=np.int64),
            reach=float(scenario.front.reach),
            deal_flow=deal_flow,
            **self.commitment(),
            **self.ladders(),
            land=land,
            politics=self.both("preferences.{}.politics"),
            weariness=self.both("preferences.{}.weariness"),
            theta=self.series("battlefield.theta"),
            slope=world.value("battlefield.slope"),
            delta=world.value("beliefs.delta"),
            prior=np.array([truth, truth]) if "optimism" in self.plan.lifted else self.pair("beliefs.prior.{}"),
            signal=signal,
            truth=truth,
            clock=int(self.months[0]),
            aid=aid,
            aid_edge=world.value("battlefield.aid_edge"),
            aid_recovery=world.value("battlefield.aid_recovery"),
            recovery=recovery,
            mobility=self.series("battlefield.mobility"),
            attrition=self.series("capacity.attrition"),
            exposure=self.series("capacity.exposure"),
            front_now=front_now(scenario),
            capacity_now=(capacity[A], capacity[B]),
            victory=self.pair("preferences.{}.victory"),
            defeat=self.pair("preferences.{}.defeat"),
            catastrophe=self.pair("preferences.{}.catastrophe"),
        )

    def talking(self) -> tuple[Floats, Floats, Floats]:
        """Aid and own recovery after what talking costs, and what it signals to the enemy: three (2, T)."""
        lost_aid, lost_morale = self.both("talking.aid.{}"), self.both("talking.morale.{}")
        aid = aid_by_side(self.scenario, self.world, self.months) * (1 - lost_aid * self.contact)
        recovery = self.both("capacity.recovery.{}") * (1 - lost_morale * self.contact)
        shown = self.pair("talking.signal.{}")[:, None] * self.contact[None, :]
        # B's talking makes A think better of A's chances (the high hypothesis); A's talking makes B think better of
        # B's.
        return aid, recovery, np.stack([shown[B], -shown[A]])

    def offered(self) -> Bools:
        """(T, D) packages that the policy in force offers and that cross no red line which is real in this world."""
        scenario = self.scenario
        out = np.zeros((len(self.months), self.grid.packages), dtype=np.bool_)
        barred = set() if "red-lines" in self.plan.lifted else crossing(scenario, self.world)
        before, row = None, out[:0]
        for t, month in enumerate(self.months):
            start, name = self.in_force(int(month))
            offers = scenario.policies[name].offered(int(month) - start)
            if offers is not before:  # the same list in many months
                before, row = offers, np.array([d in offers and d not in barred for d in scenario.packages], np.bool_)
            out[t] = row
        return out

    def in_force(self, month: int) -> tuple[int, str]:
        """Start and name of the policy in force in a calendar month."""
        begun = [entry for entry in self.plan.policies if entry[0] <= month]
        return begun[-1] if begun else self.plan.policies[0]

    def preferences(self) -> tuple[Floats, Floats]:
        """Flow from the land at each line, (2, lines), and of each deal, (2, T, D, lines)."""
        positions = self.grid.line_positions()
        months, lines = len(self.months), self.grid.lines
        land = np.zeros((2, lines))
        flow = np.zeros((2, months, self.grid.packages, lines))
        for i, side in enumerate(SIDES):
            weights = {issue: self.world.value(f"preferences.{side}.weights.{issue}") for issue in self.scenario.issues}
            on_land = self.world.value(f"preferences.{side}.territory.weight")
            total = on_land + sum(weights.values())
            land[i] = on_land / total * territory(self.scenario, self.world, side, positions)
            aim = self.series(f"preferences.{side}.aim")
            audience = self.series(f"preferences.{side}.audience")
            if "audience" in self.plan.lifted:
                audience = np.zeros(months)
            for d, name in enumerate(self.scenario.packages):
                settled = sum(
                    weights[issue] / total * self.world.value(f"preferences.{side}.values.{issue}.{option}")
                    for issue, option in self.scenario.packages[name].terms.items()
                )
                terms = land[i] + settled
                short = np.maximum(0.0, aim[:, None] - terms[None, :])
                flow[i, :, d] = terms[None, :] - audience[:, None] * short
        return land, flow

    def commitment(self) -> dict:
        """Fields on how deals are kept and broken."""
        names = list(self.scenario.packages)
        terms = self.scenario.commitment
        blank = np.zeros((2, len(self.months), 0))

        def by_package(key: str) -> Floats:
            each = [self.both(f"packages.{name}.{key}.{{}}") for name in names]
            return np.stack(each, axis=2) if each else blank

        incident = [self.series(f"packages.{name}.incident") for name in names]
        return {
            "penalty": by_package("penalty"),
            "guarantee": by_package("guarantee"),
            "rearm": by_package("rearm"),
            "incident": np.stack(incident, axis=1) if incident else blank[0],
            "support": int(terms.support),
            "other_rung": int(terms.other_rung),
            "incident_rung": int(terms.incident_rung),
            "breaking": "commitment" not in self.plan.lifted,
        }

    def ladders(self) -> dict:
        """Fields on rungs: their drive, edge and cost, the bounds of the policies in force, the hazard."""
        scenario, months = self.scenario, len(self.months)
        drive: list[Floats] = []
        edge: list[Floats] = []
        cost: list[Floats] = []
        for side in SIDES:
            paths = [f"ladders.{side}.rungs.{rung.name}" for rung in scenario.ladders[side].rungs]
            drive.append(np.array([self.world.value(f"{path}.drive") for path in paths]))
            edge.append(np.array([self.world.value(f"{path}.edge") for path in paths]))
            cost.append(np.stack([self.series(f"{path}.cost") for path in paths], axis=1))
        shared = self.series("ladders.interaction")[:, None, None]
        own_a, own_b = cost[A][:, :, None], cost[B][:, None, :]
        return {
            "drive": (drive[A], drive[B]),
            "edge": (edge[A], edge[B]),
            "cost": np.stack([own_a + shared * own_b, own_b + shared * own_a]),
            "floor": self.bounds("floor"),
            "cap": self.bounds("cap"),
            "hazard": self.hazard(months),
        }

    def bounds(self, kind: str) -> Ints:
        """(2, T) floor or cap of each side's rung under the policies in force."""
        out = np.zeros((2, len(self.months)), dtype=np.int64)
        for i, side in enumerate(SIDES):
            starts = [start for start, _ in self.plan.policies]
            for (start, name), stop in zip(self.plan.policies, [*starts[1:], np.inf], strict=True):
                held = (self.months < stop) & ((self.months >= start) | (start == starts[0]))
                values = self.world.series(f"policies.{name}.{kind}.{side}", self.months[held] - start)
                out[i, held] = np.round(values).astype(np.int64)
        return out

    def hazard(self, months: int) -> Floats:
        """(T, NA, NB) monthly probability of general war."""
        rung_a, rung_b = (np.arange(n) for n in self.grid.rungs)
        base, growth = self.series("hazard.base"), self.series("hazard.growth")
        out = base[:, None, None] * growth[:, None, None] ** (rung_a[None, :, None] + rung_b[None, None, :])
        for i, row in enumerate(self.scenario.hazard.table or []):
            for j, entry in enumerate(row):
                if entry is not None:
                    out[:, i, j] = self.series(f"hazard.table.{i}.{j}")
        return out.reshape(months, *self.grid.rungs)


def aid_by_side(scenario: Scenario, world: World, months: Ints) -> Floats:
    """Aid to each side by month in model units, all its donors together, (2, T)."""
    out = np.zeros((2, len(months)))
    for i, side in enumerate(SIDES):
        for donor in scenario.aid[side]:
            out[i] += world.series(f"aid.{side}.{donor}", months)
        out[i] /= scenario.aid_scale[side]
    return out


def crossing(scenario: Scenario, world: World) -> set[str]:
    """Packages that cross a red line which is real in this world."""
    out: set[str] = set()
    for name in scenario.red_lines:
        if world.yes(f"red_lines.{name}.real"):
            out |= crossed_by(scenario, name)
    return out


def crossed_by(scenario: Scenario, red_line: str) -> set[str]:
    """Packages that cross a red line, real or not."""
    options = scenario.red_lines[red_line].crossed_by
    return {
        name
        for name, package in scenario.packages.items()
        if any(package.terms.get(issue) in barred for issue, barred in options.items())
    }


def territory(scenario: Scenario, world: World, side: str, positions: Sequence[float] | Floats) -> Floats:
    """What side a or b makes of holding each position, between 0 (nothing) and 1 (all)."""
    values = scenario.preferences[side].territory.values
    if values is None:
        first, last = scenario.front.cells[0], scenario.front.cells[-1]
        share = (np.asarray(positions) - first) / (last - first)
        return share if side == "a" else 1.0 - share
    known = sorted((float(key), world.value(f"preferences.{side}.territory.values.{key}")) for key in values)
    return np.asarray(np.interp(positions, [p for p, _ in known], [v for _, v in known]))
