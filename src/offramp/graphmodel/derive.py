"""From a scenario to a graph model in option form, with preferences in the order of the scenario's central values.

Decision makers are the two sides and up to two patrons. A side may climb one rung of its ladder (if the policy allows
it) and accept one package of those that the policy puts on the table and that cross no red line which is real in the
central world. A patron, a donor whose aid some party pays for, may withhold its aid. Once both sides accept the same
package there is peace by it, one state whatever else was going on. What each makes of every state is worked out with
rungs and aid held fixed (`offramp.graphmodel.fixed_course`); only the order is kept, as a ranking by conditions that
can be read and edited.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from offramp.errors import UnknownNameError
from offramp.graphmodel.fixed_course import SIDES, Course, FixedCourses, everyone_pays, without
from offramp.graphmodel.logic import quoted
from offramp.scenario import Scenario, central_world
from offramp.scenario.problems import listed, nearest

MOST_PATRONS = 2
SAME = 1e-9


@dataclass(frozen=True)
class Patron:
    """A donor that may withhold its aid, and the party that pays for it."""

    side: str
    donor: str
    party: str


@dataclass(frozen=True)
class Derived:
    """A model in plain form, and what it was made from.

    Attributes:
        data: the plain form, for `build`; comment: what a reader of the file should know, with the values.
        policy: whose offers and bounds hold.
        packages: package -> name of its state of peace, for those on the table; barred: package -> red line that it
            crosses.
        values: decision maker -> what it makes of each outcome (name of a peace, or condition on a war).
        in_force: the package of the peace that the war begins in, None where it begins in war.
    """

    data: dict[str, Any]
    comment: str
    policy: str
    packages: dict[str, str]
    barred: dict[str, str]
    values: dict[str, dict[str, float]]
    in_force: str | None = None


def derive(scenario: Scenario, policy: str | None = None) -> Derived:
    """An option-form model of a scenario under one policy (default: its baseline). Raises UnknownNameError."""
    name = policy or scenario.baseline
    if name not in scenario.policies:
        near = nearest(name, scenario.policies)
        hint = f"; did you mean {near!r}?" if near else ""
        raise UnknownNameError(f"{scenario.name} has no policy {name!r}{hint} (it has: {listed(scenario.policies)})")
    return _Maker(scenario, name).derived()


class _Maker:
    """One scenario under one policy."""

    def __init__(self, scenario: Scenario, policy: str) -> None:
        self.scenario, self.policy = scenario, policy
        self.world = central_world(scenario).changed(scenario.policies[policy].changes)
        self.courses = FixedCourses(scenario, self.world)
        self.names = [scenario.sides.a.name, scenario.sides.b.name]
        self.barred = {p: line for p in scenario.packages for line in scenario.red_lines if self.crosses(p, line)}
        offered = scenario.policies[policy].offered(0)
        self.in_force = scenario.start_in.package if scenario.start_in is not None else None
        self.packages = {
            p: f"peace by {p}"
            for p in scenario.packages
            if p == self.in_force or (p in offered and p not in self.barred)
        }
        self.climbers = [i for i, side in enumerate(SIDES) if self.may_climb(side)]
        self.patrons = self.find_patrons()

    def crosses(self, package: str, red_line: str) -> bool:
        """Whether a package crosses a red line that is real in the central world."""
        terms = self.scenario.packages[package].terms
        crossed = any(
            terms.get(issue) in barred for issue, barred in self.scenario.red_lines[red_line].crossed_by.items()
        )
        return crossed and self.world.yes(f"red_lines.{red_line}.real")

    @property
    def nobody_acts(self) -> str:
        """The state in which no option is taken: the status quo, unless there is peace at the start."""
        return "status quo" if self.in_force is None else "war on the lowest rungs"

    def start(self, side: str) -> int:
        return min(self.scenario.ladders[side].start, len(self.scenario.ladders[side].rungs) - 1)

    def may_climb(self, side: str) -> bool:
        """Whether there is a rung above the present one, within the policy's cap."""
        cap = round(self.world.value(f"policies.{self.policy}.cap.{side}", 0))
        return self.start(side) + 1 <= min(cap, len(self.scenario.ladders[side].rungs) - 1)

    def find_patrons(self) -> list[Patron]:
        """Donors in order of what they give, each with a party of its own that counts the aid as a cost."""
        given = {(s, d): float(self.world.value(f"aid.{s}.{d}")) for s in SIDES for d in self.scenario.aid[s]}
        found: list[Patron] = []
        for (side, donor), amount in sorted(given.items(), key=lambda entry: -entry[1]):
            payers = [p for p in self.scenario.parties if p not in self.names and self.pays(p, side, donor)]
            free = [p for p in payers if p not in {patron.party for patron in found}]
            if amount > 0 and free and len(found) < MOST_PATRONS:
                found.append(Patron(side, donor, donor if donor in free else free[0]))
        return found

    def pays(self, party: str, side: str, donor: str) -> bool:
        """Whether a party weighs a measure that this donor's aid drives."""
        drivers = [d for m in self.scenario.parties[party].weights for d in self.scenario.measures[m].drivers]
        return any(d.of == "aid" and d.side == side and d.donor in (None, donor) for d in drivers)

    def derived(self) -> Derived:
        values = self.values()
        makers = {name: {"label": "", "options": options} for name, options in self.options().items()}
        for name, own in makers.items():
            own["preferences"] = {"ranking": _ranked(values[name])}
            if not own["label"]:
                del own["label"]
        data: dict[str, Any] = {
            "graphmodel": 1,
            "title": f"{self.scenario.title}, as an ordinal model under the policy {self.policy}",
            "decision_makers": makers,
            "infeasible": self.infeasible(),
            "coalesced": {
                state: " AND ".join(self.accepts(i, p) for i in (0, 1)) for p, state in self.packages.items()
            },
            "states": {self.nobody_acts: "N" * sum(len(own["options"]) for own in makers.values())},
            "status_quo": self.nobody_acts if self.in_force is None else self.packages[self.in_force],
            "coalitions": [self.names],
        }
        return Derived(data, self.comment(values), self.policy, self.packages, self.barred, values, self.in_force)

    def options(self) -> dict[str, dict[str, Any]]:
        """Decision maker -> option -> what it is."""
        out: dict[str, dict[str, Any]] = {}
        for i, side in enumerate(SIDES):
            own: dict[str, Any] = {}
            if i in self.climbers:
                rung = self.scenario.ladders[side].rungs[self.start(side) + 1]
                own["climb"] = {"direction": "both", "label": rung.label or rung.name}
            for package in self.packages:
                own[f"accept-{package}"] = {
                    "direction": "both",
                    "label": self.scenario.packages[package].label or package,
                }
            out[self.names[i]] = own
        for patron in self.patrons:
            out[self.patron_name(patron)] = {
                "withhold": {"direction": "both", "label": f"no more aid of {patron.donor}"}
            }
        return out

    def patron_name(self, patron: Patron) -> str:
        return patron.donor if patron.donor not in self.names else f"{patron.donor} (patron)"

    def accepts(self, side: int, package: str) -> str:
        return quoted(f"{self.names[side]}.accept-{package}")

    def infeasible(self) -> list[str]:
        """Nobody accepts two packages at once."""
        every = list(self.packages)
        pairs = [(one, two) for place, one in enumerate(every) for two in every[place + 1 :]]
        return [f"{self.accepts(i, one)} AND {self.accepts(i, two)}" for i in (0, 1) for one, two in pairs]

    def wars(self) -> list[tuple[str, tuple[int, int], list[tuple[str, str]]]]:
        """Every kind of war: its condition, the rungs, and the (side, donor) pairs that do not pay."""
        free = [quoted(f"{self.names[i]}.climb") for i in self.climbers]
        free += [quoted(f"{self.patron_name(patron)}.withhold") for patron in self.patrons]
        out = []
        for taken in product((False, True), repeat=len(free)):
            words = [option if yes else f"NOT {option}" for option, yes in zip(free, taken, strict=True)]
            climbed = {i for i, yes in zip(self.climbers, taken, strict=False) if yes}
            held = [(p.side, p.donor) for p, yes in zip(self.patrons, taken[len(self.climbers) :], strict=True) if yes]
            rungs = (self.start("a") + (0 in climbed), self.start("b") + (1 in climbed))
            out.append((" AND ".join(words) or "others", rungs, held))
        return out

    def values(self) -> dict[str, dict[str, float]]:
        """What every decision maker makes of every outcome."""
        courses = self.courses
        before = courses.course((self.start("a"), self.start("b")), everyone_pays(self.scenario))
        out: dict[str, dict[str, float]] = {}
        for i in (0, 1):
            peace = {state: courses.side_in_deal(i, p) for p, state in self.packages.items()}
            out[self.names[i]] = {
                **peace,
                **{text: courses.side_in_war(i, self.war(rungs, held, i)) for text, rungs, held in self.wars()},
            }
        for patron in self.patrons:
            peace = {state: courses.party_in_deal(patron.party, p, before) for p, state in self.packages.items()}
            war = {
                text: courses.party_in_war(patron.party, self.war(rungs, held, None))
                for text, rungs, held in self.wars()
            }
            out[self.patron_name(patron)] = {**peace, **war}
        return out

    def war(self, rungs: tuple[int, int], held: Sequence[tuple[str, str]], believer: int | None) -> Course:
        return self.courses.course(rungs, without(everyone_pays(self.scenario), held), believer)

    def comment(self, values: dict[str, dict[str, float]]) -> str:
        """What stands at the top of the file."""
        lines = [
            f"Derived from the scenario {self.scenario.name} (hash {self.scenario.short_hash}), policy {self.policy}.",
            "Rankings: best first; a list is a tie; a condition stands for all that fulfil it and are not yet ranked.",
            "They are the order of these values at the scenario's central numbers, rungs and aid held fixed:",
        ]
        for name, own in values.items():
            lines.append(f"  {name}:")
            lines += [
                f"    {value:+.4f}  {outcome}" for outcome, value in sorted(own.items(), key=lambda pair: -pair[1])
            ]
        lines += [
            f"Not on the table: {package} crosses the red line {line}."
            for package, line in self.barred.items()
            if package not in self.packages
        ]
        if self.in_force is not None:
            lines.append(f"The war begins in peace: {self.in_force} is in force.")
        lines += [
            f"{patron.donor} decides as the party {patron.party} would."
            for patron in self.patrons
            if patron.party != patron.donor
        ]
        return "\n".join(lines)


def _ranked(values: dict[str, float]) -> list[Any]:
    """Outcomes from the best to the worst; those within a billionth of each other are a tie."""
    out: list[list[str]] = []
    last = float("inf")
    for outcome, value in sorted(values.items(), key=lambda pair: -pair[1]):
        if last - value > SAME:
            out.append([])
            last = value
        out[-1].append(outcome)
    return [group[0] if len(group) == 1 else group for group in out]
