"""The first part of building a model: decision makers, options, and conditions over them."""

from __future__ import annotations

from typing import Any

from offramp.graphmodel.logic import Condition, LogicError, parse
from offramp.graphmodel.states import DIRECTIONS, Maker, Option, is_pattern, pattern_condition
from offramp.scenario.problems import Fault, listed, nearest, shown

Place = tuple[str | int, ...]
MAX_MAKERS = 60


class OptionReader:
    """Reads decision makers and options from the plain form of a model, and conditions; keeps the faults."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.faults: list[Fault] = []
        self.notes: list[str] = []
        self.options: list[Option] = []
        self.makers: list[Maker] = []

    def fault(self, where: Place, found: str, expected: str, near: str | None = None) -> None:
        """Keep a fault."""
        self.faults.append(Fault(where, found, expected, near))

    def makers_and_options(self) -> bool:
        """Fill `makers` and `options`; whether there are any."""
        makers = self.data.get("decision_makers")
        if not isinstance(makers, dict) or not makers or len(makers) > MAX_MAKERS:
            self.fault(
                ("decision_makers",),
                shown(makers),
                f"a mapping of 1 to {MAX_MAKERS} decision makers, each with `options`",
            )
            return False
        entries = [entry for index, name in enumerate(makers) for entry in self.options_of(index, name, makers[name])]
        order = self.order(entries)
        self.options = [entries[place] for place in order]
        for index, name in enumerate(makers):
            own = tuple(bit for bit, option in enumerate(self.options) if option.owner == index)
            label = makers[name].get("label", "") if isinstance(makers[name], dict) else ""
            self.makers.append(Maker(name, own, str(label)))
        if not self.options:
            self.fault(("decision_makers",), "no options", "at least one option: without one nobody can move")
        return bool(self.options)

    def options_of(self, index: int, name: str, entry: Any) -> list[Option]:
        """The options of one decision maker."""
        place: Place = ("decision_makers", name)
        if not isinstance(entry, dict):
            self.fault(place, shown(entry), "a mapping with `options` and `preferences`")
            return []
        for key in entry:
            if key not in ("label", "options", "preferences"):
                self.fault((*place, key), f"the unknown key {key!r}", "one of label, options, preferences")
        options = entry.get("options")
        if options is None:
            options = {}
        if isinstance(options, list):
            options = dict.fromkeys(map(str, options))
        if not isinstance(options, dict):
            self.fault((*place, "options"), shown(options), "a mapping: option -> both, forward or backward")
            return []
        return [self.option(index, (*place, "options", key), key, value) for key, value in options.items()]

    def option(self, owner: int, place: Place, name: str, entry: Any) -> Option:
        """One option."""
        fields = entry if isinstance(entry, dict) else {"direction": entry}
        direction = fields.get("direction") or "both"
        if direction not in DIRECTIONS:
            near = nearest(direction, DIRECTIONS)
            self.fault(
                place,
                shown(direction),
                "both, forward (once taken, for good) or backward (once dropped, for good)",
                near,
            )
            direction = "both"
        for key in fields:
            if key not in ("direction", "label"):
                self.fault((*place, key), f"the unknown key {key!r}", "direction or label")
        return Option(name, owner, direction, str(fields.get("label", "")))

    def order(self, entries: list[Option]) -> list[int]:
        """Which option is which bit: as they stand, or as `option_order` says."""
        wanted = self.data.get("option_order")
        every = list(range(len(entries)))
        if wanted is None:
            return every
        self.options = entries
        makers = list(self.data["decision_makers"])
        self.makers = [Maker(name, ()) for name in makers]
        found = [self.find_option(str(name)) for name in wanted] if isinstance(wanted, list) else []
        self.makers = []
        if sorted(place for place in found if place is not None) != every:
            self.fault(("option_order",), shown(wanted), "a list that names every option once")
            return every
        return [place for place in found if place is not None]

    def find_option(self, name: str) -> int | None:
        """Bit of an option: by name, DECISION MAKER.OPTION, or number from 1."""
        by_name = [bit for bit, option in enumerate(self.options) if option.name == name]
        if len(by_name) == 1:
            return by_name[0]
        for bit, option in enumerate(self.options):
            if f"{self.makers[option.owner].name}.{option.name}" == name:
                return bit
        if name.isdecimal() and not by_name and 1 <= int(name) <= len(self.options):
            return int(name) - 1
        return None

    def condition(self, place: Place, text: Any) -> Condition | None:
        """A pattern or a condition over options."""
        if isinstance(text, dict) and text and all(value in ("Y", "N", True, False) for value in text.values()):
            text = " AND ".join(f'{"" if value in ("Y", True) else "NOT "}"{key}"' for key, value in text.items())
        if isinstance(text, int) and not isinstance(text, bool):
            text = str(text)
        if not isinstance(text, str):
            self.fault(place, shown(text), "a pattern like YN-, or a condition over options")
            return None
        if is_pattern(text, len(self.options)):
            return pattern_condition(text)
        if len(text) > 1 and set(text) <= set("YN-"):
            self.fault(
                place,
                f"the pattern {text} of {len(text)} letters",
                f"{len(self.options)} letters, one per option, not all dashes",
            )
            return None
        try:
            return parse(text, self.find_option)
        except LogicError as error:
            names = [option.name for option in self.options]
            known = [*names, *(f"{self.makers[o.owner].name}.{o.name}" for o in self.options)]
            many = error.name is not None and names.count(error.name) > 1
            expected = (
                f"DECISION MAKER.{error.name}: several have this option"
                if many
                else f"options ({listed(names)}) with AND, OR, NOT, IF, IFF"
            )
            self.fault(place, str(error), expected, nearest(error.name, known) if error.name and not many else None)
            return None

    def conditions(self, key: str) -> list[Condition]:
        """The conditions of a list at the top level."""
        entries = self.data.get(key)
        if entries is None:
            return []
        if not isinstance(entries, list):
            self.fault((key,), shown(entries), "a list of patterns or conditions")
            return []
        found = [self.condition((key, place), entry) for place, entry in enumerate(entries)]
        return [condition for condition in found if condition is not None]
