"""The numbers of the games that are played in one world under the same policies, with whatever obstacles are lifted.

Aggregation, per side i (model page, "Preferences"): weights of territory and issues are divided by their sum, so that
winning everything is 1 a month; ``land = weight * territory(line)``; ``deal_flow = terms - audience*max(0, aim - terms)`` with
``terms = land + sum of weight*value over issues``. A month's contact is the product of both sides' willingness; what talking
costs is taken in proportion to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from offramp.errors import UnknownNameError
from offramp.game.given import SIDES, aid_by_side, crossing, front_now, grid_of, line_of, start_in_peace, territory
from offramp.game.grid import A, B
from offramp.game.rules import Bools, Floats, Game, Ints
from offramp.scenario import Scenario, World

#: What can be lifted to ask what stands in the way of peace (model page, "Obstacles").
OBSTACLES = ("channel", "red-lines", "optimism", "commitment", "audience")
Policies = Sequence[tuple[int, str]]


class Rulebook:
    """Reads one world's numbers into games. One object, because nearly every array needs scenario, world and months.

    Args:
        scenario: the war.
        world: one draw of its quantities.
        policies, events: what both sides expect (see `offramp.game.spec.Plan`).
        months: (T,) calendar months of the game.

    Raises:
        UnknownNameError: a policy or event that the scenario does not have.
    """

    def __init__(
        self, scenario: Scenario, world: World, policies: Policies, events: Sequence[str], months: Ints
    ) -> None:
        self.scenario, self.policies, self.months = scenario, policies, months
        self.world = _expected(scenario, world, policies, events)
        self.dates = months.astype(np.float64)
        self.grid = grid_of(scenario)
        self.truth = float(world.yes("beliefs.truth"))
        self._lifts: dict[str, dict[str, Any]] = {}

    def game(self, lifted: Iterable[str] = ()) -> Game:
        """The game with these `OBSTACLES` lifted; what they do not touch is read once."""
        fields: dict[str, Any] = {}
        for obstacle in lifted:
            if obstacle not in self._lifts:
                self._lifts[obstacle] = self._lift(obstacle)
            fields |= self._lifts[obstacle]
        return replace(self.as_it_is, **fields) if fields else self.as_it_is

    def _lift(self, obstacle: str) -> dict[str, Any]:
        """Fields of the game that change where an obstacle is lifted: no two obstacles share one."""
        if obstacle == "channel":
            return self.talks(np.ones(len(self.months)))
        if obstacle == "red-lines":
            return {"offered": self.offered(set())}
        if obstacle == "optimism":
            return {"prior": np.array([self.truth, self.truth])}
        if obstacle == "commitment":
            return {"breaking": False}
        return {"deal_flow": self.deal_flow(audience=False)}

    def series(self, path: str) -> Floats:
        """(T,) of the number at `path`."""
        return self.world.series(path, self.dates)

    def both(self, pattern: str) -> Floats:
        """(2, T) of a number that each side has; `pattern` has `{}` where the side goes."""
        return np.array([self.series(pattern.format(side)) for side in SIDES])

    def pair(self, pattern: str) -> Floats:
        """(2,) of an undated number that each side has; `pattern` as for `both`."""
        return np.array([self.world.value(pattern.format(side)) for side in SIDES])

    @cached_property
    def as_it_is(self) -> Game:
        """The game with every obstacle in place."""
        scenario, world = self.scenario, self.world
        capacity = [round(world.value(f"capacity.now.{side}")) for side in SIDES]
        return Game(
            grid=self.grid,
            beta=self.pair("preferences.{}.discount"),
            mover_a=self.series("mover"),
            **self.talks(self.series("channel.a") * self.series("channel.b")),
            channel_peace=self.series("channel.peace"),
            terminal="flow",
            offered=self.offered(crossing(scenario, world)),
            own_line=np.array([line_of(scenario, self.grid, name) for name in scenario.packages], dtype=np.int64),
            reach=world.value("front.reach"),
            deal_flow=self.deal_flow(audience=True),
            **self.commitment(),
            **self.ladders(),
            land=self.land,
            politics=self.both("preferences.{}.politics"),
            weariness=self.both("preferences.{}.weariness"),
            theta=self.series("battlefield.theta"),
            slope=world.value("battlefield.slope"),
            delta=world.value("beliefs.delta"),
            prior=self.pair("beliefs.prior.{}"),
            truth=self.truth,
            clock=int(self.months[0]),
            aid_edge=world.value("battlefield.aid_edge"),
            aid_recovery=world.value("battlefield.aid_recovery"),
            mobility=self.series("battlefield.mobility"),
            attrition=self.series("capacity.attrition"),
            exposure=self.series("capacity.exposure"),
            front_now=front_now(scenario),
            capacity_now=(capacity[A], capacity[B]),
            victory=self.pair("preferences.{}.victory"),
            defeat=self.pair("preferences.{}.defeat"),
            catastrophe=self.pair("preferences.{}.catastrophe"),
            in_force=-1 if (begins := start_in_peace(scenario)) is None else begins[0],
        )

    def talks(self, contact: Floats) -> dict[str, Any]:
        """The channel; aid and own recovery after what talking costs, and what it signals to the enemy, each (2, T)."""
        lost_aid, lost_morale = self.both("talking.aid.{}"), self.both("talking.morale.{}")
        shown = self.pair("talking.signal.{}")[:, None] * contact[None, :]
        return {
            "channel": contact,
            "aid": aid_by_side(self.scenario, self.world, self.dates) * (1 - lost_aid * contact),
            "recovery": self.both("capacity.recovery.{}") * (1 - lost_morale * contact),
            # B's talking makes A think better of A's chances (the high hypothesis); A's talking makes B think better of B's.
            "signal": np.array([shown[B], -shown[A]]),
        }

    def offered(self, barred: set[str]) -> Bools:
        """(T, D) packages that the policy in force offers and that are not barred."""
        out = np.zeros((len(self.months), self.grid.packages), dtype=np.bool_)
        for name, held, since in self.in_force():
            offers = self.scenario.policies[name].offers
            for start in (None, *offers):  # later lists overwrite earlier ones; the first holds before its date too
                listed = offers[next(iter(offers)) if start is None else start]
                row = np.array([d in listed and d not in barred for d in self.scenario.packages], np.bool_)
                out[held if start is None else held & (since >= start)] = row
        return out

    def in_force(self) -> list[tuple[str, Bools, Ints]]:
        """Each policy with the months in which it is in force, (T,), and months counted from its start, (T,)."""
        starts = [start for start, _ in self.policies]
        return [
            (name, (self.months < stop) & ((self.months >= start) | (place == 0)), self.months - start)
            for place, ((start, name), stop) in enumerate(zip(self.policies, [*starts[1:], np.inf], strict=True))
        ]

    @cached_property
    def weights(self) -> dict[str, dict[str, float]]:
        """By side what each issue weighs, and under the empty name the land, all divided by their sum."""
        out: dict[str, dict[str, float]] = {}
        for side in SIDES:
            on_land = self.world.value(f"preferences.{side}.territory.weight")
            each = {issue: self.world.value(f"preferences.{side}.weights.{issue}") for issue in self.scenario.issues}
            total = on_land + sum(each.values())
            out[side] = {issue: weight / total for issue, weight in ({"": on_land} | each).items()}
        return out

    @cached_property
    def land(self) -> Floats:
        """Flow from the land at each line, (2, lines)."""
        positions = self.grid.line_positions()
        return np.array([self.weights[s][""] * territory(self.scenario, self.world, s, positions) for s in SIDES])

    @cached_property
    def terms(self) -> Floats:
        """Flow of each deal by line before what it costs at home, (2, D, lines)."""
        out = np.zeros((2, self.grid.packages, self.grid.lines))
        for i, side in enumerate(SIDES):
            for d, package in enumerate(self.scenario.packages.values()):
                out[i, d] = self.land[i] + sum(
                    self.weights[side][issue] * self.world.value(f"preferences.{side}.values.{issue}.{option}")
                    for issue, option in package.terms.items()
                )
        return out

    def deal_flow(self, *, audience: bool) -> Floats:
        """Flow of each deal, (2, T, D, lines), with what conceding costs at home or without."""
        if not audience:
            return np.repeat(self.terms[:, None], len(self.months), axis=1)
        aim, cost = self.both("preferences.{}.aim"), self.both("preferences.{}.audience")
        short = np.maximum(0.0, aim[:, :, None, None] - self.terms[:, None])
        return self.terms[:, None] - cost[:, :, None, None] * short

    def commitment(self) -> dict[str, Any]:
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
            "breaking": True,
        }

    def ladders(self) -> dict[str, Any]:
        """Fields on rungs: their drive, edge and cost, the bounds of the policies in force, the hazard."""
        drive: list[Floats] = []
        edge: list[Floats] = []
        cost: list[Floats] = []
        for side in SIDES:
            paths = [f"ladders.{side}.rungs.{rung.name}" for rung in self.scenario.ladders[side].rungs]
            drive.append(np.array([self.world.value(f"{path}.drive") for path in paths]))
            edge.append(np.array([self.world.value(f"{path}.edge") for path in paths]))
            cost.append(np.stack([self.series(f"{path}.cost") for path in paths], axis=1))
        shared = self.series("ladders.interaction")[:, None, None]
        own_a, own_b = cost[A][:, :, None], cost[B][:, None, :]
        return {
            "drive": (drive[A], drive[B]),
            "edge": (edge[A], edge[B]),
            "cost": np.array([own_a + shared * own_b, own_b + shared * own_a]),
            "floor": self.bounds("floor"),
            "cap": self.bounds("cap"),
            "hazard": self.hazard(),
        }

    def bounds(self, kind: str) -> Ints:
        """(2, T) floor or cap of each side's rung under the policies in force."""
        out = np.zeros((2, len(self.months)), dtype=np.int64)
        for name, held, since in self.in_force():
            for i, side in enumerate(SIDES):
                values = self.world.series(f"policies.{name}.{kind}.{side}", since[held])
                out[i, held] = np.round(values).astype(np.int64)
        return out

    def hazard(self) -> Floats:
        """(T, NA, NB) monthly probability of general war."""
        rung_a, rung_b = (np.arange(n) for n in self.grid.rungs)
        base, growth = self.series("hazard.base"), self.series("hazard.growth")
        out = base[:, None, None] * growth[:, None, None] ** (rung_a[None, :, None] + rung_b[None, None, :])
        for i, row in enumerate(self.scenario.hazard.table or []):
            for j, entry in enumerate(row):
                if entry is not None:
                    out[:, i, j] = self.series(f"hazard.table.{i}.{j}")
        return out


def _expected(scenario: Scenario, world: World, policies: Policies, events: Sequence[str]) -> World:
    """The world with every change laid over it that both sides expect."""
    for start, name in policies:
        if name not in scenario.policies:
            raise UnknownNameError(f"no policy {name!r}; there are {', '.join(scenario.policies)}")
        world = world.changed(scenario.policies[name].changes, start=start)
    for name in events:
        event = scenario.events[name]
        world = world.changed(event.changes, start=event.month)
    return world
