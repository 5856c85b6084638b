"""Rules as sentences.

"Fails when X exceeds a and Y is below b: covers 81% of the failures, 92% of the box are failures".

The figures are those of the half of the worlds that had no part in finding the rule. Numbers have as many digits as
tell them apart from their neighbours (three significant ones); percentages are whole, and 0% and 100% are said only
where they are exact.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from offramp.ensemble.discovery.boxes import Box, Limit
from offramp.ensemble.discovery.cases import YES_NO
from offramp.ensemble.discovery.halves import Rule


@dataclass(frozen=True)
class Wording:
    """What the cases of interest do, and what they are called."""

    verb: str = "fails"
    cases: str = "failures"


FAILURES = Wording()


def say(rule: Rule, labels: Mapping[str, str], units: Mapping[str, str], wording: Wording = FAILURES) -> str:
    """A rule as a sentence; what has no label is called by its name, what has no unit is given as a bare number."""
    head = f"{wording.verb} when {conditions(rule.box, labels, units)}"
    if not rule.scored.count:
        return f"{head}: no world of the other half is in the box"
    covers, dense = percent(rule.scored.coverage), percent(rule.scored.density)
    said = f"{head}: covers {covers} of the {wording.cases}, {dense} of the box are {wording.cases}"
    return said if rule.carries_over else f"{said}, which may be luck ({percent(rule.base)} without the rule)"


def conditions(box: Box, labels: Mapping[str, str], units: Mapping[str, str]) -> str:
    """The limits of a box, joined by "and"."""
    if not box.limits:
        return "anything holds"
    said = [_condition(limit, _label(limit.name, labels), units.get(limit.name, "")) for limit in box.limits]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def percent(share: float) -> str:
    """A share in whole percent; "under 1%" and "over 99%" instead of a rounded 0% or 100%."""
    if math.isnan(share):
        return "an unknown share"
    rounded = round(100 * share)
    if rounded <= 0 < share:
        return "under 1%"
    return "over 99%" if rounded >= 100 and share < 1 else f"{rounded}%"


def number(value: float, unit: str = "") -> str:
    """Three significant digits, without an exponent where that is short, and the unit."""
    digits = f"{value:.3g}"
    if "e" in digits and 1e-4 <= abs(value) < 1e9:
        digits = f"{value:,.0f}" if abs(value) >= 1 else f"{value:.6f}".rstrip("0")
    return f"{digits.replace('-', '−')}{'' if unit == '%' else ' '}{unit}".rstrip()


def _condition(limit: Limit, label: str, unit: str) -> str:
    if limit.allowed is not None:
        return _fact(label, limit.allowed) or _level(limit.allowed, label)
    if limit.lower is None and limit.upper is not None:
        return f"{label} is below {number(limit.upper, unit)}"
    if limit.lower is not None and limit.upper is None:
        return f"{label} exceeds {number(limit.lower, unit)}"
    return f"{label} is between {number(limit.lower or 0.0)} and {number(limit.upper or 0.0, unit)}"


def _fact(label: str, allowed: tuple[Hashable, ...]) -> str:
    """What is so where a draw with this label is yes, or no; empty for a label that names no chance, and for any other level."""
    if allowed not in ((0,), (1,)) or (said := facts(label)) is None:
        return ""
    return said[0] if allowed[0] else said[1]


def facts(label: str) -> tuple[str, str] | None:
    """What is so where a draw labelled "Chance that ..." or "Chance of a ..." is yes, and where it is no; None for any other label."""
    kind, _, fact = label.partition("hance ")
    if kind == "C" and fact.startswith("that "):
        so = fact.removeprefix("that ")
        return so, _denied(so)
    if kind == "C" and fact.startswith("of a "):
        return f"there is a {fact.removeprefix('of a ')}", f"there is no {fact.removeprefix('of a ')}"
    return None


def _denied(fact: str) -> str:
    """The opposite of a fact: `the red line is not real`; said at length where the words do not show what to deny."""
    plain = fact.count(" is ") == 1 and not fact.startswith("no ")
    return fact.replace(" is ", " is not ") if plain else f"it is not so that {fact}"


def _level(allowed: tuple[Hashable, ...], label: str) -> str:
    words = [_word(level) for level in allowed]
    return f"{label} is {words[0] if len(words) == 1 else ', '.join(words[:-1]) + ' or ' + words[-1]}"


def _word(level: Hashable) -> str:
    """Yes and no are told from 1 and 0, as the run's design has them."""
    return {0: "no", 1: "yes"}.get(level, str(level))  # type: ignore[call-overload]


def _label(name: str, labels: Mapping[str, str]) -> str:
    """A yes/no draw goes by the label of its quantity where it has none of its own."""
    return labels.get(name) or labels.get(name.removesuffix(YES_NO)) or name.removesuffix(YES_NO)
