"""Cross-checks on policies, events, switches, measures, parties and the record."""

from __future__ import annotations

from offramp.scenario.accounts import AidDriver, EntryDriver, PeaceDriver, Record, RungsDriver
from offramp.scenario.checking import Checking
from offramp.scenario.fields import SIDES
from offramp.scenario.ranges import whole_range
from offramp.scenario.reading import Place
from offramp.scenario.schema import month_index
from offramp.scenario.validate_numbers import check_changes


def check_levers(checking: Checking) -> None:
    """All checks on what patrons do, what may happen, and what is counted."""
    _policies(checking)
    _events_and_switches(checking)
    for name, measure in checking.scenario.measures.items():
        for index, driver in enumerate(measure.drivers):
            _driver(checking, driver, ("measures", name, "drivers", index))
    for name, party in checking.scenario.parties.items():
        for measure in party.weights:
            place: Place = ("parties", name, "weights", measure)
            checking.name(place, measure, checking.scenario.measures, "one of `measures`", [("measures",)])
    if checking.scenario.record is not None:
        _record(checking, checking.scenario.record)


def _policies(checking: Checking) -> None:
    scenario = checking.scenario
    for name, policy in scenario.policies.items():
        place: Place = ("policies", name)
        for month, packages in policy.offers.items():
            for index, package in enumerate(packages):
                where = _offer_place(checking, place, month, index)
                checking.name(
                    where, package, scenario.packages, "one of `packages`", [("packages",), (*place, "offers")]
                )
        for side in SIDES:
            top = len(scenario.ladders[side].rungs) - 1
            for key in ("floor", "cap"):
                high = whole_range(getattr(policy, key)[side], checking.numbers)[1]
                if high > top:
                    relies = [("ladders", side)]
                    checking.add((*place, key, side), f"{high:g}", f"a rung of the ladder, 0 to {top}", relies=relies)
        check_changes(checking, policy.changes, (*place, "changes"))
    checking.name(("baseline",), scenario.baseline, scenario.policies, "one of `policies`", [("policies",)])


def _offer_place(checking: Checking, place: Place, month: int, index: int) -> Place:
    for way in (("steps", str(month)), (str(month),), ()):
        where = (*place, "offers", *way, index)
        if where in checking.document.lines:
            return where
    return (*place, "offers")


def _events_and_switches(checking: Checking) -> None:
    scenario = checking.scenario
    for name, event in scenario.events.items():
        place: Place = ("events", name)
        check_changes(checking, event.changes, (*place, "changes"))
        for index, policy in enumerate(event.policies or ()):
            checking.name((*place, "policies", index), policy, scenario.policies, "one of `policies`", [("policies",)])
    for name, switch in scenario.switches.items():
        for key in ("first", "then"):
            policy = getattr(switch, key)
            checking.name(("switches", name, key), policy, scenario.policies, "one of `policies`", [("policies",)])
        if name in scenario.policies:
            checking.add(("switches", name), f"the name of a policy, {name!r}", "a name of its own")
        if switch.at >= scenario.horizon:
            expected = f"a month before the horizon ({scenario.horizon})"
            checking.add(("switches", name, "at"), str(switch.at), expected, relies=[("horizon",)])


def _driver(checking: Checking, driver: object, place: Place) -> None:
    scenario = checking.scenario
    if isinstance(driver, RungsDriver):
        count = len(scenario.ladders[driver.side].rungs)
        if len(driver.values) != count:
            relies = [("ladders", driver.side, "rungs")]
            checking.add((*place, "values"), f"{len(driver.values)} values", f"{count}: one per rung", relies=relies)
    elif isinstance(driver, PeaceDriver) and isinstance(driver.value, dict):
        for package in driver.value:
            where: Place = (*place, "value", package)
            checking.name(where, package, scenario.packages, "one of `packages`", [("packages",)])
    elif isinstance(driver, AidDriver) and driver.donor is not None:
        donors = scenario.aid[driver.side]
        checking.name((*place, "donor"), driver.donor, donors, f"a donor to side {driver.side}", [("aid",)])
    elif isinstance(driver, EntryDriver):
        rungs = [rung.name for rung in scenario.ladders[driver.side].rungs]
        relies = [("ladders", driver.side, "rungs")]
        checking.name((*place, "rung"), driver.rung, rungs, f"a rung of side {driver.side}", relies)


def _record(checking: Checking, record: Record) -> None:
    scenario, cells = checking.scenario, checking.scenario.front.cells
    checking.name(("record", "policy"), record.policy, scenario.policies, "one of `policies`", [("policies",)])
    check_changes(checking, record.changes, ("record", "changes"))
    _record_length(checking, record)
    if scenario.start_in is not None:
        _record_of_peace(checking, record)
    elif record.error is None and any(position is not None for position in record.front):
        checking.add(("record",), "no 'error'", "`error`, the standard deviation of the fronts observed")
    for index, position in enumerate(record.front):
        if position is not None and not cells[0] <= position <= cells[-1]:
            expected = f"a position on the front, {cells[0]:g} to {cells[-1]:g}, or null"
            checking.add(("record", "front", index), f"{position:g}", expected, relies=[("front", "cells")])
    for side, rung in (record.rungs or {}).items():
        top = len(scenario.ladders[side].rungs) - 1
        if not 0 <= rung <= top:
            checking.add(
                ("record", "rungs", side), str(rung), f"a rung of the ladder, 0 to {top}", relies=[("ladders",)]
            )
    for index, seen in enumerate(record.seen):
        place: Place = ("record", "seen", index)
        if seen.month <= -len(record.front):
            expected = f"a month of the record, {1 - len(record.front)} to 0"
            checking.add((*place, "month"), str(seen.month), expected, relies=[("record", "front")])
        rungs = [rung.name for rung in scenario.ladders[seen.side].rungs]
        for item, rung in enumerate(seen.rungs):
            checking.name((*place, "rungs", item), rung, rungs, f"a rung of side {seen.side}", [("ladders", seen.side)])


def _record_of_peace(checking: Checking, record: Record) -> None:
    """Where the war begins in peace nothing but that the deal held can be on record."""
    relies = [("start_in",)]
    for index, position in enumerate(record.front):
        if position is not None:
            expected = "null: the months before a start in peace had no front"
            checking.add(("record", "front", index), f"{position:g}", expected, relies=relies)
    for key in ("seen", "rungs"):
        if getattr(record, key):
            checking.add(("record", key), "rungs", "nothing: nobody is on a rung in peace", relies=relies)
    if not record.no_deal:
        expected = "true, or no record: with `start_in` it says that the deal held"
        checking.add(("record", "no_deal"), "false", expected, relies=relies)


def _record_length(checking: Checking, record: Record) -> None:
    try:
        months = month_index(checking.scenario.start) - month_index(record.from_) + 1
    except ValueError:
        checking.add(("record", "from"), f"{record.from_!r}", "a month, YYYY-MM")
        return
    if months != len(record.front):
        found = f"{len(record.front)} months"
        expected = f"{months}: one per month from {record.from_} to the start, {checking.scenario.start}"
        checking.add(("record", "front"), found, expected, relies=[("start",), ("record", "from")])
