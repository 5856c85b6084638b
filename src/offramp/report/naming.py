"""The names a reader meets: sides, policies, packages, parties and outcomes as the scenario calls them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

from offramp.ensemble.discovery.saying import facts
from offramp.findings.outcomes import OUTCOMES
from offramp.scenario import Scenario

_OUTCOME = {
    "fighting": "fighting on",
    "frozen": "front frozen",
    "peace": "peace by a deal",
    "general-war": "general war",
}
_STATE = {
    "fighting": "the war still being fought",
    "frozen": "a frozen front without a deal",
    "peace": "a deal in force",
    "general-war": "general war",
}
_PART = {
    "no deal": "that no deal was signed",
    "front": "how the front moved",
    "rungs": "how far each side was seen to go",
}
_NO_QUESTION = "What is true of this: "


class Names:
    """Names of one scenario; labels that occur twice get their key added."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    @property
    def in_force(self) -> str | None:
        """Key of the package in force at the start; None where the war begins in war."""
        begins = self.scenario.start_in
        return None if begins is None else begins.package

    @property
    def line_today(self) -> str:
        """What a deal that names no line of its own is signed at today."""
        return "the line in force" if self.in_force else "today's front"

    @property
    def at_war(self) -> str:
        """In what case there is a front: the war goes on, or one has come."""
        return "there is war" if self.in_force else "the war goes on"

    @property
    def rungs_today(self) -> str:
        """The rungs on which the war stands, or would begin."""
        return "the rungs a war would begin on" if self.in_force else "today's rungs"

    def part_of_record(self, part: str) -> str:
        """A part of the record in words."""
        return "that the deal in force held" if part == "no deal" and self.in_force else part_of_record(part)

    def side(self, side: str) -> str:
        """The name of side "a" or "b"."""
        return self.scenario.sides[side].name

    def outcome(self, outcome: str) -> str:
        """An outcome as a short label."""
        if outcome.endswith("-prevails"):
            return f"{self.side(outcome[0])} prevails"
        return "fighting" if outcome == "fighting" and self.in_force else _OUTCOME[outcome]

    def state(self, outcome: str) -> str:
        """An outcome as the state of affairs it leads to."""
        if outcome.endswith("-prevails"):
            return f"{self.side(outcome[0])} prevailing"
        return "a war being fought" if outcome == "fighting" and self.in_force else _STATE[outcome]

    @cached_property
    def outcomes(self) -> dict[str, str]:
        """Every outcome's label."""
        return {outcome: self.outcome(outcome) for outcome in OUTCOMES}

    @cached_property
    def policies(self) -> dict[str, str]:
        """Every policy's label."""
        return unique({key: policy.label for key, policy in self.scenario.policies.items()})

    def policy(self, key: str) -> str:
        """A policy's label as a sentence names it: in quotation marks, since it may be made of any words."""
        return f"“{self.policies[key]}”"

    @cached_property
    def packages(self) -> dict[str, str]:
        """Every package's label."""
        return unique({key: package.label for key, package in self.scenario.packages.items()})

    @cached_property
    def parties(self) -> dict[str, str]:
        """Every party's label."""
        return unique({key: party.label for key, party in self.scenario.parties.items()})

    @cached_property
    def measures(self) -> dict[str, str]:
        """Every measure's label."""
        return unique({key: measure.label for key, measure in self.scenario.measures.items()})

    @cached_property
    def quantities(self) -> dict[str, str]:
        """Path -> label of every uncertain quantity."""
        return {info.path: info.label or info.path for info in self.scenario.quantities()}

    def quantity(self, path: str) -> str:
        """Label of an uncertain quantity; of a yes/no draw, that of what it decides."""
        return self.quantities.get(path) or self.quantities.get(path.removesuffix(".drawn")) or path

    def rung(self, side: str, rung: int) -> str:
        """Label of a rung of a side's ladder."""
        found = self.scenario.ladders[side].rungs[rung]
        return found.label or found.name

    def blocker(self, who: str) -> str:
        """Who stands in the way of a deal."""
        if who in ("a", "b"):
            return f"{self.side(who)} refuses"
        return {
            "nobody": "nobody",
            "red line or not offered": "barred (a red line, or not offered)",
            "both": "no terms suit both",
        }[who]

    def ending(self, cause: str) -> str:
        """What ends a deal."""
        return "an incident" if cause == "incident" else f"broken by {self.side(cause)}"

    @property
    def front_axis(self) -> str:
        """What the front measures, with its unit."""
        front = self.scenario.front
        return f"{front.measure} ({front.unit})" if front.unit else front.measure


def part_of_record(part: str) -> str:
    """A part of the record of a war in words."""
    return _PART.get(part, part)


def plain_question(question: str) -> str:
    """A question without the stand-in words of numbers that bring none of their own."""
    return question.removeprefix(_NO_QUESTION)


def unique(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels, the key where one is missing, and the key added where two are the same."""
    filled = {key: label or key for key, label in labels.items()}
    count = Counter(filled.values())
    return {key: label if count[label] == 1 else f"{label} ({key})" for key, label in filled.items()}


def listed(items: list[str]) -> str:
    """Items as a list in a sentence."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def whether(label: str) -> str:
    """A yes/no draw as a question: what its label names the chance of; any other label as it is."""
    said = facts(label)
    return label if said is None else f"whether {said[0]}"


def capital(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def month_name(text: str) -> str:
    """A `YYYY-MM` as words."""
    year, month = text.split("-")
    return f"{_MONTHS[int(month) - 1]} {year}"
