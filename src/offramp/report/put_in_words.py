"""What was put in for a headline and what comes out, in sentences and in few words."""

from __future__ import annotations

import math

from offramp.argument.put_in import PutIn
from offramp.findings.spread import Spread
from offramp.report.amounts import at, percent
from offramp.report.naming import Names, capital
from offramp.scenario import Scenario

#: What else than what was put in makes a headline of each kind.
_ADDED = {
    "general-war": "how far the sides climb, and how the war goes on, changes it",
    "ratio": "how far the sides climb, and how the war goes on, changes it",
    "deal": "what both would sign, and whether it holds, changes it",
    "a-prevails": "deals, and how far the sides climb, change it",
    "b-prevails": "deals, and how far the sides climb, change it",
    "deal-ends": "whether it pays a side to break it changes it",
}
#: What was put in, where that is another thing than the headline itself.
_OTHER = {"deal": "contact in a month, "}


def put_in_sentence(scenario: Scenario, found: PutIn) -> str:
    """What was put in, what comes out, and whether the headline merely restates its prior."""
    put_in, comes_out = (_span(found, spread) for spread in (found.put_in, found.comes_out))
    lead = f"{_headline(scenario, found)}: put in {_OTHER.get(found.kind, '')}{put_in}, comes out {comes_out}."
    if math.isnan(found.explained):
        return f"{lead} How much of that was put in cannot be told."
    if not found.restates:
        verdict = f"It does not merely restate what was put in: {_ADDED[found.kind]}"
    elif found.as_high or found.kind == "deal":
        verdict = "It mostly restates what was put in"
    else:
        verdict = f"How it varies mostly restates what was put in, how high it is does not: {_ADDED[found.kind]}"
    explained = capital(percent(found.explained))
    return f"{lead} {explained} of its spread over the assumptions goes with what was put in. {verdict}."


def put_in_label(scenario: Scenario, found: PutIn) -> str:
    """The headline in few words."""
    names = Names(scenario)
    if found.kind == "deal-ends":
        return f"{names.packages[found.of]} ends"
    what = "A deal in force" if found.kind == "deal" else capital(names.outcome(found.kind))
    return f"{what}, {names.policies[found.of]}"


def _span(found: PutIn, spread: Spread) -> str:
    mean, low, high = at(spread)
    if found.kind == "ratio":
        return f"a factor of {low:.2g} to {high:.2g}"
    return f"{percent(mean)} ({percent(low)} to {percent(high)})"


def _headline(scenario: Scenario, found: PutIn) -> str:
    names = Names(scenario)
    if found.kind == "ratio":
        return f"{found.of}, how much likelier general war is"
    if found.kind == "deal-ends":
        return f"“{names.packages[found.of]}” signed today and ended within {scenario.horizon} months"
    what = names.state("peace") if found.kind == "deal" else names.state(found.kind)
    when = "within" if found.kind == "general-war" else "after"
    return f"{capital(what)} {when} {scenario.horizon} months under {names.policy(found.of)}"
