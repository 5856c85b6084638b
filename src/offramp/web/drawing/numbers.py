"""A number of a scenario as a reader meets it: its value in words, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from offramp.errors import UnknownNameError
from offramp.scenario import Scenario
from offramp.scenario.numbers import About, AnyNumber, Dated, Fixed, Uncertain, Use
from offramp.scenario.quantities import Discrete, YesNo

BASIS = {
    "read": "read: the source was opened",
    "recalled": "recalled, unverified: from memory",
    "judgement": "judgement: ours",
}


@dataclass(frozen=True)
class Shown:
    """Attributes: value: in words, with its unit; grounds: what it rests on, for hovering; basis: its first word."""

    value: str
    grounds: str
    basis: str
    label: str = ""


def shown(scenario: Scenario, path: str) -> Shown:
    """The number at `path`. Raises UnknownNameError."""
    entry = scenario.entries.get(scenario.graph.canonical(path))
    if entry is None:
        raise UnknownNameError(f"{scenario.name} has no number {path!r}")
    about, number = scenario.about(path), entry.number
    if isinstance(number, Use) and number.times == 1.0:  # the same draw as another number: tell that one
        other = scenario.graph.canonical(_target(scenario, number.name))
        about, number = scenario.about(other), scenario.entries[other].number
    if isinstance(number, Use) and number.times != 1.0:  # made of other numbers: what it comes to, and of which
        made = _made_of(scenario, number)
        words = f"{scenario.graph.central(path):.3g} at its middle"
        return Shown(words, f"made of other numbers: {made}", "made of others", about.label)
    words = in_words(number)
    return Shown(words, grounds(scenario, about), about.rests_on.basis if about.rests_on else "judgement", about.label)


def _target(scenario: Scenario, name: str) -> str:
    shared = f"quantities.{name}"
    return shared if shared in scenario.entries else name


def _made_of(scenario: Scenario, number: Use) -> str:
    """The numbers that another one is made of, by their labels."""
    parts = []
    for part in (number.name, number.times):
        if isinstance(part, str):
            path = scenario.graph.canonical(_target(scenario, part))
            inner = scenario.entries[path].number
            if isinstance(inner, Use) and inner.times != 1.0:
                parts.append(_made_of(scenario, inner))
            else:
                parts.append(scenario.about(path).label or part)
        else:
            parts.append(f"{part:g}")
    return " × ".join(parts)


def grounds(scenario: Scenario, about: About) -> str:
    """What a number rests on, in a sentence."""
    rests = about.rests_on
    if rests is None:
        return f"{BASIS['judgement']}; a shared default range" if about.label else BASIS["judgement"]
    source = scenario.sources.get(rests.source or "")
    parts = [BASIS[rests.basis], source.title if source else "", rests.note]
    return ". ".join(part for part in parts if part)


def in_words(number: AnyNumber) -> str:
    """A number as short words: `0.3`, `0.1 to 0.5`, `2, 3 or 4`."""
    if isinstance(number, Fixed):
        return f"{number.value:g}"
    if isinstance(number, Uncertain):
        found = number.distribution
        if isinstance(found, YesNo):
            return f"yes with chance {found.chance:g}"
        if isinstance(found, Discrete):
            values = [f"{value:g}" for value in found.values]
            return f"{', '.join(values[:-1])} or {values[-1]}" if len(values) > 1 else values[0]
        low, high = found.span()
        return f"{low:.3g} to {high:.3g}"
    if isinstance(number, Use):
        return f"as {number.name}" + ("" if number.times == 1.0 else f", times {number.times}")
    assert isinstance(number, Dated)  # noqa: S101  the fourth and last kind
    first, last = next(iter(number.points.values())), list(number.points.values())[-1]
    return f"{in_words(first)} at first, {in_words(last)} from month {max(number.points)}"
