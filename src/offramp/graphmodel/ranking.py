"""From what a file says of one decision maker's preferences to ranks, with every fault found on the way."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from offramp.graphmodel.preferences import CycleError, Preference, by_comparisons, by_groups, by_statements, by_worth
from offramp.graphmodel.states import States
from offramp.scenario.problems import listed, nearest, shown

if TYPE_CHECKING:
    from offramp.graphmodel.build import Builder, Place

FORMS = ("ranking", "statements", "payoffs", "comparisons")
OTHERS = "others"
_NAMED = 8


def preference_of(builder: Builder, place: Place, given: Any, states: States) -> Preference | None:
    """Read `preferences`; faults go to the builder. None where there are some."""
    if not isinstance(given, dict) or not given:
        builder.fault(place, shown(given), f"preferences: a mapping with one of {listed(FORMS)}")
        return None
    forms = [key for key in given if key in FORMS]
    for key in given:
        if key not in (*FORMS, "ties"):
            builder.fault(
                (*place, key), f"the unknown key {key!r}", f"one of {listed(FORMS)}, ties", nearest(key, FORMS)
            )
    if len(forms) != 1:
        found = " and ".join(forms) if forms else "none of the forms"
        builder.fault(place, found, f"exactly one of {listed(FORMS)}: two might contradict each other")
        return None
    ties = given.get("ties", "equal")
    if ties not in ("equal", "unknown"):
        builder.fault((*place, "ties"), shown(ties), "equal (no preference) or unknown (the order is not known)")
    read = {"ranking": _ranking, "statements": _statements, "payoffs": _payoffs, "comparisons": _comparisons}[forms[0]]
    found = read(builder, (*place, forms[0]), given[forms[0]], states)
    if found is not None and ties == "unknown" and found.below is None:
        return Preference(found.form, found.rank, found.statements, open_ties=True)
    return found


def _ranking(builder: Builder, place: Place, given: Any, states: States) -> Preference | None:
    """A list from best to worst: states, lists of equal ones, conditions for all not yet placed, or `others`."""
    if not isinstance(given, list) or not given:
        builder.fault(place, shown(given), "a list of states from the best to the worst; a list inside it is a tie")
        return None
    before = len(builder.faults)
    groups: list[list[int]] = []
    placed: dict[int, int] = {}
    for index, entry in enumerate(given):
        groups.append([])
        members = entry if isinstance(entry, list) else [entry]
        for inner, member in enumerate(members):
            at = (*place, index, inner) if isinstance(entry, list) else (*place, index)
            groups[-1] += _place(builder, at, member, states, placed, index)
    if len(builder.faults) > before:
        return None
    missing = [state for state in range(states.count) if state not in placed]
    if missing:
        builder.fault(
            place, f"no place for {_states(states, missing)}", "every feasible state once; append the missing ones"
        )
        return None
    return Preference("ranking", by_groups([group for group in groups if group], states.count))


def _place(builder: Builder, place: Place, entry: Any, states: States, placed: dict[int, int], index: int) -> list[int]:
    """The states that one entry of a ranking stands for, noted in `placed`."""
    state, why = builder.try_state(entry, states)
    if state is not None:
        if state in placed:
            builder.fault(
                place,
                f"state {states.label(state)} a second time (it is also entry {placed[state] + 1})",
                "each state once: these two contradict",
            )
            return []
        placed[state] = index
        return [state]
    if entry == OTHERS:
        free = [other for other in range(states.count) if other not in placed]
        placed.update(dict.fromkeys(free, index))
        return free
    if not isinstance(entry, str) or entry.isdecimal() or (why.startswith("the pattern") and "-" not in entry):
        builder.fault(
            place, why, f"a feasible state: a number from 1 to {states.count}, a pattern, a name, or a condition"
        )
        return []
    condition = builder.condition(place, entry)
    if condition is None:
        return []
    free = [state for state in states.within(condition) if state not in placed]
    if not free:
        builder.fault(
            place,
            f"{entry!r}, which no state fulfils that is not ranked above",
            "a condition that places some state; or drop it",
        )
    placed.update(dict.fromkeys(free, index))
    return free


def _statements(builder: Builder, place: Place, given: Any, states: States) -> Preference | None:
    """Prioritised statements, the most important first."""
    if not isinstance(given, list) or not given:
        builder.fault(place, shown(given), "a list of conditions over options, the most important first")
        return None
    found = [builder.condition((*place, index), text) for index, text in enumerate(given)]
    statements = [condition for condition in found if condition is not None]
    if len(statements) < len(found):
        return None
    for index, statement in enumerate(statements):
        holds = statement.holds(states.codes)
        if states.coalesced:
            yes = np.bincount(states.of, weights=holds, minlength=states.count)
            mixed = np.flatnonzero((yes > 0) & (yes < np.bincount(states.of, minlength=states.count)))
            if len(mixed):
                found_at = (
                    f"{given[index]!r}, true in some patterns of {states.label(int(mixed[0]))} and false in others"
                )
                builder.fault(
                    (*place, index),
                    found_at,
                    "statements that hold in all or none of a coalesced state; or a `ranking`",
                )
        if holds.all() or not holds.any():
            word = "every" if holds.all() else "no"
            builder.notes.append(
                f"{place[1]}: statement {index + 1} ({given[index]}) is true in {word} state and says nothing"
            )
    return Preference("statements", by_statements(statements, states.first), tuple(statements))


def _payoffs(builder: Builder, place: Place, given: Any, states: States) -> Preference | None:
    """A number per state: a list in the order of the states, or a mapping."""
    before = len(builder.faults)
    worth: dict[int, float] = {}
    pairs = (
        list(enumerate(given)) if isinstance(given, list) else list(given.items()) if isinstance(given, dict) else None
    )
    if pairs is None:
        builder.fault(
            place, shown(given), "a list with a number per state, or a mapping of states to numbers; higher is better"
        )
        return None
    for key, value in pairs:
        state = key if isinstance(given, list) else builder.state((*place, key), key, states)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            builder.fault((*place, key), shown(value), "a number; higher is better")
        elif state is not None and state in worth:
            builder.fault(
                (*place, key), f"state {states.label(state)} a second time", "each state once: two numbers contradict"
            )
        elif state is not None:
            worth[state] = float(value)
    if len(builder.faults) > before:
        return None
    missing = [state for state in range(states.count) if state not in worth]
    if missing or len(worth) > states.count:
        found = f"no number for {_states(states, missing)}" if missing else f"{len(worth)} numbers"
        builder.fault(place, found, f"{states.count} numbers, one per feasible state")
        return None
    return Preference("payoffs", by_worth([worth[state] for state in range(states.count)]))


def _comparisons(builder: Builder, place: Place, given: Any, states: States) -> Preference | None:
    """Lists of states, each better than the next; the rest is not known."""
    if not isinstance(given, list):
        builder.fault(place, shown(given), "a list of lists of states, in each the better before the worse")
        return None
    before = len(builder.faults)
    pairs = []
    for index, chain in enumerate(given):
        if not isinstance(chain, list) or len(chain) < 2:
            builder.fault((*place, index), shown(chain), "at least two states, the better before the worse")
            continue
        found = [builder.state((*place, index, inner), entry, states) for inner, entry in enumerate(chain)]
        pairs += [(worse, better) for better, worse in pairwise(found)]
    if len(builder.faults) > before:
        return None
    below = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    try:
        rank = by_comparisons(below, states.count)
    except CycleError as error:
        circle = " over ".join(states.label(state) for state in error.states)
        builder.fault(
            place, f"a contradiction: {circle}", "comparisons that do not go round in a circle; drop one of these"
        )
        return None
    return Preference("comparisons", rank, below=below)


def _states(states: States, some: list[int]) -> str:
    more = f" and {len(some) - _NAMED} more" if len(some) > _NAMED else ""
    return "state " + ", ".join(states.label(state) for state in some[:_NAMED]) + more
