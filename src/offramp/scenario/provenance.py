"""Where the numbers of a scenario come from: the file or the shared defaults, with their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from offramp.scenario.catalogue import Entry, QuantityInfo
from offramp.scenario.graph import Constant, NumberGraph
from offramp.scenario.numbers import NO_ABOUT, About, Uncertain
from offramp.scenario.quantities import YesNo
from offramp.scenario.reading import Place


@dataclass(frozen=True)
class Provenance:
    """Tells of each place whether the file or the shared defaults speak there.

    Attributes:
        line: place -> line in the file.
        is_default: place -> whether the number there is a shared default.
        default_about: place -> the words of the shared default for that place.
    """

    line: Callable[[Place], int]
    is_default: Callable[[Place], bool]
    default_about: Callable[[Place], About]

    @classmethod
    def none(cls) -> Provenance:
        """For a scenario that was not read from a file."""
        return cls(lambda _: 0, lambda _: False, lambda _: NO_ABOUT)

    def about(self, entry: Entry) -> About:
        """The number's own words, filled up with those of the shared default, the schema and its path."""
        own, shared = entry.number.about, self.default_about(entry.place)
        owner = _words_of_owner(entry)
        return About(
            label=own.label or shared.label or owner.label or readable(entry.path),
            unit=own.unit or shared.unit or entry.spec.unit,
            question=own.question or shared.question or owner.question or f"What is true of this: {entry.spec.about}?",
            rests_on=own.rests_on or (shared.rests_on if self.is_default(entry.place) else None),
        )

    def infos(self, entries: Mapping[str, Entry], graph: NumberGraph) -> list[QuantityInfo]:
        """One QuantityInfo per number and per unsettled yes/no draw."""
        result = []
        for entry in entries.values():
            info = self.info(entry)
            result.append(info)
            if entry.spec.yes_no:
                result += _yes_no(info, entry, graph)
        return result

    def info(self, entry: Entry) -> QuantityInfo:
        """What a reader should see of one number."""
        about, default = self.about(entry), self.is_default(entry.place)
        number = entry.number
        return QuantityInfo(
            path=entry.path,
            label=about.label,
            unit=about.unit,
            question=about.question,
            rests_on=about.rests_on,
            distribution=number.distribution if isinstance(number, Uncertain) else None,
            line=0 if default else self.line(entry.place),
            is_default=default,
            number=number,
        )


def _yes_no(info: QuantityInfo, entry: Entry, graph: NumberGraph) -> list[QuantityInfo]:
    node = graph.nodes[entry.path]
    if isinstance(node, Constant) and node.value in (0.0, 1.0):
        return []
    chance = graph.central(entry.path)
    return [replace(info, path=f"{info.path}.drawn", unit="yes or no", distribution=YesNo(chance))]


def readable(path: str) -> str:
    """A path as words, for numbers without a label."""
    return path.replace("_", " ").replace("-", " ").replace(".", " / ")


def _words_of_owner(entry: Entry) -> About:
    """Words of the enclosing part: a red line's or an event's own question is the question of its probability."""
    label, question = getattr(entry.owner, "label", ""), getattr(entry.owner, "question", "")
    if entry.spec.yes_no:
        return About(label=label, question=question)
    if entry.path.startswith("parties.") and ".weights." in entry.path:
        measure = entry.path.rsplit(".weights.", 1)[1]
        return About(label=f"Weight for {label or entry.path.split('.')[1]}: {readable(measure)}")
    return About(label=f"{label}: {entry.spec.about}" if label else "")
