"""From the plain form of a model (what our YAML file says) to a GraphModel, with every fault found on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from offramp.graphmodel.model import GraphModel, GraphModelError
from offramp.graphmodel.moves import TooManyMovesError, moves_by_options
from offramp.graphmodel.option_reading import OptionReader, Place
from offramp.graphmodel.preferences import Preference
from offramp.graphmodel.ranking import preference_of
from offramp.graphmodel.states import (
    MAX_STATES,
    Maker,
    States,
    TooManyStatesError,
    coalesce,
    feasible_codes,
    is_pattern,
    pattern_condition,
    pattern_of,
)
from offramp.scenario.problems import Problem, listed, nearest, shown

KEYS = (
    "graphmodel",
    "title",
    "about",
    "decision_makers",
    "option_order",
    "infeasible",
    "feasible",
    "coalesced",
    "states",
    "status_quo",
    "coalitions",
)
MAX_OPTIONS = 62


def build(data: Any, line: Callable[[Place], int] = lambda _: 0, file: str = "the model") -> GraphModel:
    """A model from its plain form: nested dicts and lists, as documented in docs/reference/graph-model-file.md.

    Args:
        data: the plain form.
        line: line of a place in the file, 0 where unknown.
        file: name for messages.

    Raises:
        GraphModelError: all faults at once, each with its place and what to change.
    """
    builder = Builder(data if isinstance(data, dict) else {})
    if not isinstance(data, dict):
        builder.fault((), shown(data), "a mapping with `graphmodel: 1` and `decision_makers`")
    model = builder.model()
    if builder.faults or model is None:
        ordered = sorted(builder.faults, key=lambda fault: line(fault.where))
        raise GraphModelError(
            [Problem(file, line(f.where), ".".join(map(str, f.where)), f.found, f.expected, f.nearest) for f in ordered]
        )
    return model


class Builder(OptionReader):
    """Reads the parts of a model one after the other and keeps the faults."""

    def model(self) -> GraphModel | None:
        """The model, or None where faults leave none."""
        self.check_keys()
        if not self.makers_and_options():
            return None
        states = self.states()
        if states is None:
            return None
        preferences = [self.preference(maker, states) for maker in self.makers]
        status_quo = self.status_quo(states)
        coalitions = self.coalitions()
        if self.faults:
            return None
        try:
            moves = moves_by_options(states, self.options, len(self.makers))
        except TooManyMovesError as error:
            self.fault(
                ("decision_makers",), str(error), "fewer one-way options for one decision maker, or no coalesced states"
            )
            return None
        return GraphModel(
            title=str(self.data.get("title", "")),
            makers=tuple(self.makers),
            options=tuple(self.options),
            states=states,
            moves=moves,
            preferences=tuple(p for p in preferences if p is not None),
            status_quo=status_quo,
            coalitions=tuple(coalitions),
            notes=tuple(self.notes),
            data=self.data,
        )

    def check_keys(self) -> None:
        """Version and unknown keys."""
        if self.data and self.data.get("graphmodel") != 1:
            self.fault(
                ("graphmodel",), shown(self.data.get("graphmodel")), "`graphmodel: 1`, the version of this format"
            )
        for key in self.data:
            if key not in KEYS:
                self.fault((key,), f"the unknown key {key!r}", f"one of {listed(KEYS)}", nearest(key, KEYS))

    def states(self) -> States | None:
        """The feasible states."""
        count = len(self.options)
        if count > MAX_OPTIONS:
            self.fault(
                ("decision_makers",), f"{count} options", f"at most {MAX_OPTIONS}; split the conflict, or merge options"
            )
            return None
        infeasible, feasible = self.conditions("infeasible"), self.conditions("feasible")
        groups = []
        merged = self.data.get("coalesced") or {}
        if not isinstance(merged, dict):
            self.fault(("coalesced",), shown(merged), "a mapping: name of the state -> pattern or condition")
            merged = {}
        for name, text in merged.items():
            condition = self.condition(("coalesced", name), text)
            if condition is not None:
                groups.append((name, condition))
        try:
            codes = feasible_codes(count, infeasible, feasible)
        except TooManyStatesError as error:
            self.fault(
                ("decision_makers",),
                f"{count} options, with {error.states:,} states after {error.options} of them",
                _fewer(count),
            )
            return None
        if not len(codes):
            self.fault(("infeasible",), "no feasible state", "patterns that leave at least one state")
            return None
        return self.named(coalesce(count, codes, groups))

    def named(self, states: States) -> States:
        """The same states with the names that the file gives."""
        names = self.data.get("states") or {}
        if not isinstance(names, dict):
            self.fault(("states",), shown(names), "a mapping: name -> pattern of the state, or its number")
            return states
        for name, at in names.items():
            state = self.state(("states", name), at, states)
            if state is not None:
                states.names[state] = name
        return states

    def state(self, place: Place, at: Any, states: States) -> int | None:
        """A state by number from 1, pattern or name; a fault says what it is instead."""
        found, why = self.try_state(at, states)
        if found is None:
            self.fault(
                place,
                why,
                f"a feasible state: a number from 1 to {states.count}, a pattern or a name",
                self.near_name(at, states),
            )
        return found

    def near_name(self, at: Any, states: States) -> str | None:
        """The state name that looks most like `at`."""
        return nearest(at, states.names.values()) if isinstance(at, str) else None

    def try_state(self, at: Any, states: States) -> tuple[int | None, str]:
        """A state, or None and what was found instead."""
        for state, name in states.names.items():
            if name == str(at):
                return state, ""
        for state, pattern in states.patterns.items():
            if pattern == at:
                return state, ""
        text = str(at)
        if text.isdecimal() and not isinstance(at, bool):
            number = int(text)
            return (number - 1, "") if 1 <= number <= states.count else (None, f"state {number}")
        if is_pattern(text, len(self.options)) and "-" not in text:
            code = sum(1 << bit for bit, letter in enumerate(text) if letter == "Y")
            state = states.find(code)
            return (state, "") if state is not None else (None, f"the pattern {text}, which {self.ruled_out(code)}")
        if is_pattern(text, len(self.options)):
            inside = states.within(pattern_condition(text))
            return (
                (inside[0], "") if len(inside) == 1 else (None, f"the pattern {text}, which {len(inside)} states match")
            )
        return None, shown(at)

    def ruled_out(self, code: int) -> str:
        """Which infeasible pattern a state matches."""
        import numpy as np

        one = np.array([code], dtype=np.int64)
        before = len(self.faults)
        for place, condition in enumerate(self.conditions("infeasible")):
            if condition.holds(one)[0]:
                del self.faults[before:]
                return f"is infeasible by {self.data['infeasible'][place]!r}"
        del self.faults[before:]
        return "is not feasible"

    def status_quo(self, states: States) -> int | None:
        """The state at the start."""
        given = self.data.get("status_quo")
        return None if given is None else self.state(("status_quo",), given, states)

    def coalitions(self) -> list[tuple[int, ...]]:
        """Coalitions that the file names."""
        given = self.data.get("coalitions")
        if given is None:
            return []
        if not isinstance(given, list):
            self.fault(("coalitions",), shown(given), "a list of lists of decision makers")
            return []
        return [
            found for place, members in enumerate(given) if (found := self.coalition(("coalitions", place), members))
        ]

    def coalition(self, place: Place, members: Any) -> tuple[int, ...] | None:
        """One coalition."""
        names = [maker.name for maker in self.makers]
        if not isinstance(members, list) or not members:
            self.fault(place, shown(members), "a list of decision makers")
            return None
        unknown = [name for name in members if str(name) not in names]
        for name in unknown:
            self.fault(place, shown(name), f"one of {listed(names)}", nearest(name, names))
        return None if unknown else tuple(sorted({names.index(str(name)) for name in members}))

    def preference(self, maker: Maker, states: States) -> Preference | None:
        """One decision maker's preferences."""
        entry = self.data["decision_makers"][maker.name]
        given = entry.get("preferences") if isinstance(entry, dict) else None
        return preference_of(self, ("decision_makers", maker.name, "preferences"), given, states)

    def pattern(self, code: int) -> str:
        """A bit pattern as letters."""
        return pattern_of(code, len(self.options))


def _fewer(count: int) -> str:
    most = MAX_STATES.bit_length() - 1
    over = max(count - most, 1)
    return (
        f"at most {MAX_STATES:,} states ({most} free options): add `infeasible` patterns (options that exclude or"
        f" require one another), merge options, or leave out the {over} or so that matter least"
    )
