"""Cross-checks on numbers: references lead somewhere and not in circles; values stay in range; dates where allowed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from offramp.scenario.catalogue import Entry
from offramp.scenario.checking import Checking
from offramp.scenario.fields import Spec
from offramp.scenario.levers import Change
from offramp.scenario.numbers import AnyNumber, Dated, Fixed, Use
from offramp.scenario.ranges import NumberTable, Range, is_dated, is_whole, names_in, product, target_of, whole_range
from offramp.scenario.reading import Place

ROUNDING = 1e-9
MAX_CHAIN = 8
LEVERS = ("policies.", "events.", "record.")


def check_numbers(checking: Checking) -> None:
    """All checks on the numbers of the world. Afterwards `checking.numbers` has no dead ends and no circles."""
    for entry in list(checking.numbers.values()):
        if not check_references(checking, entry):
            _distrust(checking, entry.path)
    _check_circles(checking)
    for entry in checking.numbers.values():
        check_number(checking, entry)
        _check_source(checking, entry.number, entry.place)


def _distrust(checking: Checking, path: str) -> None:
    """Put an unknown in the place of a number that leads nowhere, so that nothing more is said about it."""
    entry = checking.numbers[path]
    checking.broken.add(entry.place)
    checking.distrusted.add(path)
    checking.numbers[path] = replace(entry, number=Fixed(math.nan))


def check_references(checking: Checking, entry: Entry) -> bool:
    """Names in `use` and `times` exist."""
    number, sound = entry.number, True
    if not isinstance(number, Use):
        return True
    for key, name in (("use", number.name), ("times", number.times)):
        if isinstance(name, str) and target_of(name, checking.numbers) is None:
            shared = list(checking.scenario.shared)
            near = checking.nearest(name, shared) or checking.nearest(name)
            checking.add((*entry.place, key), f"{name!r}", "one of `quantities`, or the path of a number", near)
            sound = False
    return sound


def check_number(checking: Checking, entry: Entry) -> None:
    """One number against what may stand in its place: range, whole numbers, dates."""
    number, spec = entry.number, entry.spec
    if isinstance(number, Dated):
        if not spec.dated:
            expected = f"one number for all months: {spec.about} cannot change with the months"
            checking.add((*entry.place, number.kind), "a dated number", expected)
        return
    if entry.point and is_dated(number, checking.numbers):
        checking.add(entry.place, "a reference to a dated number", "no dates inside dates: a number without them")
    if not spec.dated and is_dated(number, checking.numbers):
        checking.add(entry.place, "a reference to a dated number", "a number that is the same in all months")
    _check_range(checking, entry.place, whole_range(number, checking.numbers), spec)
    if spec.whole and not is_whole(number, checking.numbers):
        checking.add(entry.place, "a number that is not whole", "whole numbers (`discrete` or `choice` if uncertain)")


def _check_range(checking: Checking, place: Place, found: Range, spec: Spec, what: str = "") -> None:
    low, high = found
    if math.isnan(low) or (low >= spec.low - ROUNDING and high <= spec.high + ROUNDING):
        return
    values = f"{low:g}" if low == high else f"values from {low:g} to {high:g}"
    checking.add(place, values + what, f"{_bounds(spec)} ({spec.about}; unit: {spec.unit or 'none'})")


def _bounds(spec: Spec) -> str:
    if math.isinf(spec.high):
        return f"at least {spec.low:g}"
    return (
        f"from {spec.low:g} to {spec.high:g}, over the whole range"
        if not math.isinf(spec.low)
        else f"at most {spec.high:g}"
    )


def _check_source(checking: Checking, number: AnyNumber, place: Place) -> None:
    grounds = number.about.rests_on
    if grounds and grounds.source:
        checking.name((*place, "rests_on", "source"), grounds.source, checking.scenario.sources, "one of `sources`")


def check_changes(checking: Checking, changes: list[Change], place: Place) -> None:
    """Changes name numbers that may change with the months, and keep them in range."""
    for index, change in enumerate(changes):
        inner = (*place, index)
        entry = checking.path((*inner, "path"), change.path)
        if entry is None:
            continue
        if not entry.spec.dated or entry.path.startswith(LEVERS):
            expected = f"a number that may change with the months; {entry.path} may not"
            checking.add((*inner, "path"), f"{change.path!r}", expected)
        elif entry.point:
            checking.add((*inner, "path"), "one date of a dated number", "the path of the dated number itself")
        else:
            _check_changed_range(checking, change, entry, inner)


def _check_changed_range(checking: Checking, change: Change, entry: Entry, place: Place) -> None:
    if change.to is not None:
        new = whole_range(change.to, checking.numbers)
        _check_range(checking, (*place, "to"), new, entry.spec)
        if entry.spec.whole and not is_whole(change.to, checking.numbers):
            checking.add((*place, "to"), "a number that is not whole", "whole numbers")
    elif change.times is not None:
        old = whole_range(entry.number, checking.numbers)
        new = product(old, whole_range(change.times, checking.numbers))
        _check_range(checking, (*place, "times"), new, entry.spec, what=" after the change")


def check_stand_in(checking: Checking, number: AnyNumber, target: Entry, place: Place) -> None:
    """A number that a claim would put at another's place is fit to stand there."""
    entry = replace(target, number=number, place=place)
    entries = [entry]
    if isinstance(number, Dated):
        for month, point in number.points.items():
            entries.append(replace(entry, number=point, place=(*place, number.kind, str(month))))
    sound = [check_references(checking, each) for each in entries]
    if all(sound) and not leads_back(checking.numbers, number, target):
        for each in entries:
            check_number(checking, each)
            _check_source(checking, each.number, each.place)
    elif all(sound):
        checking.add(place, f"a number that uses {target.path} itself", "a number of its own")
        checking.broken.add(place)


def leads_back(numbers: NumberTable, number: AnyNumber, target: Entry) -> bool:
    """Whether a number that is to stand in for another one refers to it."""
    pending, seen = [number], set()
    while pending:
        for name in names_in(pending.pop()):
            needed = target_of(name, numbers)
            if needed is not None and needed.path not in seen:
                seen.add(needed.path)
                pending.append(needed.number)
    return target.path in seen


def _check_circles(checking: Checking) -> None:
    """No number depends on itself, also not by way of a change that some policy or event makes."""
    edges = {path: list(_needs(checking, entry)) for path, entry in checking.numbers.items()}
    for change in all_changes(checking):
        target = checking.number_at(change.path)
        if target is not None:
            homes = (f"{change.home}.to", f"{change.home}.times")
            edges[target.path] += [home for home in homes if home in checking.numbers]
    done: set[str] = set()
    for path in edges:
        circle = _circle(path, edges, done)
        if circle:
            blamed = next((each for each in circle if each.startswith(LEVERS)), circle[0])
            found, expected = f"a circle: {' -> '.join(circle)}", "numbers that do not depend on themselves"
            checking.add(checking.numbers[blamed].place, found, expected)
            for each in circle:
                _distrust(checking, each)
    _check_chains(checking, edges)


def _check_chains(checking: Checking, edges: dict[str, list[str]]) -> None:
    """References follow each other over a few steps only, so that a world is quick to evaluate."""
    left = {path: needed for path, needed in edges.items() if path not in checking.distrusted}
    for _ in range(MAX_CHAIN):
        left = {path: needed for path, needed in left.items() if any(each in left for each in needed)}
    for path in left:
        expected = f"at most {MAX_CHAIN} references one after the other"
        checking.add(checking.numbers[path].place, "a longer chain of references", expected)
        _distrust(checking, path)


def _circle(start: str, edges: dict[str, list[str]], done: set[str]) -> list[str]:
    """A circle that can be reached from `start`, or nothing; without recursion, since chains may be long."""
    way: list[str] = []
    pending: list[tuple[str, int]] = [(start, 0)]
    while pending:
        path, depth = pending.pop()
        done.update(way[depth:])
        del way[depth:]
        if path in way:
            done.update(way)
            return [*way[way.index(path) :], path]
        if path in done:
            continue
        way.append(path)
        pending += [(needed, depth + 1) for needed in edges.get(path, ())]
    done.update(way)
    return []


def _needs(checking: Checking, entry: Entry) -> Iterator[str]:
    if isinstance(entry.number, Dated):
        yield from (f"{entry.path}.{entry.number.kind}.{month}" for month in entry.number.points)
        return
    for name in names_in(entry.number):
        target = target_of(name, checking.numbers)
        if target is not None:
            yield target.path


def all_changes(checking: Checking) -> Iterator[Change]:
    """The changes of all policies, events and the record."""
    scenario = checking.scenario
    for part in (*scenario.policies.values(), *scenario.events.values()):
        yield from part.changes
    if scenario.record is not None:
        yield from scenario.record.changes
