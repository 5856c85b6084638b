"""Cross-checks on conclusions: names, months, and that both sides are numbers that can be compared.

Comparable are two accounts of one party, two chances, two numbers of deals, and two measures of one unit; and any of
them with a plain number that it could reach.
"""

from __future__ import annotations

from offramp.scenario.argued import OUTCOMES, Conclusion, Term
from offramp.scenario.checking import Checking
from offramp.scenario.reading import Place


def check_conclusion(checking: Checking, conclusion: Conclusion, place: Place) -> None:
    """All checks on one conclusion."""
    right, known = conclusion.right, [_term(checking, conclusion.left, (*place, "left"))]
    if isinstance(right, Term):
        known.append(_term(checking, right, (*place, "right")))
    if conclusion.party is not None:
        parties = checking.scenario.parties
        checking.name((*place, "party"), conclusion.party, parties, "one of `parties`", [("parties",)])
    if not all(known):
        return
    left, relies = _kind(checking, conclusion.left), ((*place, "left"), (*place, "right"))
    if isinstance(right, Term):
        if (other := _kind(checking, right)) != left:
            checking.add((*place, "right"), other, f"{left}, as on the left", relies=relies)
    elif not _reachable(conclusion.left, right):
        expected = "a number of deals, 0 or more" if conclusion.left.chance_of == "broken" else "a chance from 0 to 1"
        checking.add((*place, "right"), f"{right:g}", expected, relies=relies)
    if conclusion.factor is not None and conclusion.left.value_of is not None:
        expected = "`margin`: an account can be negative, and has no size to take a multiple of"
        checking.add((*place, "factor"), "a factor between accounts", expected, relies=relies)


def _kind(checking: Checking, term: Term) -> str:
    """What kind of number a term is, in words."""
    if term.value_of is not None:
        return f"the account of {term.value_of}"
    if term.measure is not None:
        unit = checking.scenario.measures[term.measure].unit
        return f"a measure in {unit}" if unit else "a measure without a unit"
    return "a number of deals (`broken`)" if term.chance_of == "broken" else "a chance"


def _reachable(term: Term, number: float) -> bool:
    if term.chance_of is None:
        return True
    return number >= 0 and (term.chance_of == "broken" or number <= 1)


def _term(checking: Checking, term: Term, place: Place) -> bool:
    """Check one side; whether its names are known, so that more can be asked of it."""
    scenario = checking.scenario
    relies: list[Place] = [("policies",), ("switches",)]
    policies = [*scenario.policies, *scenario.switches]
    known = [checking.name((*place, "policy"), term.policy, policies, "a policy or a switch", relies)]
    if term.value_of is not None:
        known.append(
            checking.name((*place, "value_of"), term.value_of, scenario.parties, "one of `parties`", [("parties",)])
        )
    if term.measure is not None:
        known.append(
            checking.name((*place, "measure"), term.measure, scenario.measures, "one of `measures`", [("measures",)])
        )
    if term.chance_of is not None:
        outcomes = [*OUTCOMES, *(f"deal:{package}" for package in scenario.packages)]
        known.append(checking.name((*place, "chance_of"), term.chance_of, outcomes, "an outcome", [("packages",)]))
    _months(checking, term, place)
    return all(known)


def _months(checking: Checking, term: Term, place: Place) -> None:
    horizon = checking.scenario.horizon
    if term.by_month is not None and term.by_month > horizon:
        where: Place = (*place, "by_month")
        checking.add(where, str(term.by_month), f"at most the horizon, {horizon}", relies=[("horizon",)])
    if term.by_month is not None and term.value_of is not None:
        expected = "no `by_month` with `value_of`: an account covers the whole horizon and what follows"
        checking.add((*place, "by_month"), str(term.by_month), expected)
    if term.from_ >= horizon:
        checking.add((*place, "from"), str(term.from_), f"a month before the horizon, {horizon}", relies=[("horizon",)])
    elif term.from_ and term.policy in checking.scenario.switches:
        expected = f"no `from` with the switch {term.policy}, which has months of its own"
        checking.add((*place, "from"), str(term.from_), expected, relies=[("switches",)])
    if not term.announced and term.policy in checking.scenario.switches:
        expected = f"no `announced` with the switch {term.policy}, which says itself whether it is"
        checking.add((*place, "announced"), "false", expected, relies=[("switches",)])
    elif not term.announced and not term.from_:
        checking.add((*place, "announced"), "false", "a later start as well (`from`), which may be announced or not")
