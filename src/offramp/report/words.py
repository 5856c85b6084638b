"""Comparisons, deals and how they hold in sentences, for the terminal and the page.

Every sentence is made from the numbers and turns round when they do. A chance is what the model gives within one world,
averaged over worlds; a share counts worlds. Where too few worlds carry weight the sentences hold no percentage.
"""

from __future__ import annotations

import math

from offramp.findings.collect import Findings
from offramp.findings.deals import Deal
from offramp.report.amounts import (
    TIE,
    at,
    chance_span,
    coarse,
    compared,
    compared_rare,
    months,
    percent,
)
from offramp.report.first_lines import NOTHING
from offramp.report.naming import Names, capital, listed
from offramp.report.verdicts import parties_sentence


def comparison(findings: Findings) -> str:
    """The policy that changes the chance of a deal most, next to the baseline."""
    other = most_different(findings)
    if other is None:
        return "Only one policy was run, so there is nothing to compare."
    return compare(findings, other, findings.baseline)


def compare(findings: Findings, policy: str, base: str) -> str:
    """One policy next to another at the horizon."""
    if not findings.weights.effective > 0:
        return NOTHING
    names, enough = Names(findings.scenario), findings.enough
    new, old = findings.outcomes[policy].chance, findings.outcomes[base].chance
    told = f" {parties_sentence(findings, policy)}" if base == findings.baseline else ""
    x, y = (at(spread["peace"])[0] for spread in (new, old))
    this, that = names.policy(policy), names.policy(base)
    verdict = compared(x, y, enough=enough)
    link = "as" if verdict.startswith("about") else "than"
    claim = f"a deal in force is {verdict} under {this} {link} under {that}"
    if not enough:
        return (
            f"In this first look, after {months(findings.scenario.horizon)} {claim}; whether that lasts "
            "needs more worlds."
        )
    return (
        f"After {months(findings.scenario.horizon)} {claim}: "
        f"{chance_span(new['peace'], enough=True)} against {chance_span(old['peace'], enough=True)}"
        f"{_agreed(findings, policy, base)}. "
        f"{capital(_other_outcomes(findings, policy, base))}.{told}"
    )


def who_blocks(findings: Findings, policy: str, package: str) -> str:
    """Who stands in the way of a package today: a few words for a cell of a table."""
    deal, names = findings.deals[policy][package], Names(findings.scenario)
    who = main_blocker(deal)
    if package == names.in_force:
        return "in force"
    if who is None:
        return "not known"
    name = names.blocker(who)
    return f"{name}, {percent(deal.blocks[who])}" if findings.enough else name


def who_blocks_sentence(findings: Findings, policy: str, package: str) -> str:
    """Who stands in the way of a package today, as a sentence."""
    names, deal = Names(findings.scenario), findings.deals[policy][package]
    label, who = names.packages[package], main_blocker(deal)
    if package == names.in_force:
        return f"{label}: in force at the start."
    if who is None:
        return f"{label}: not known."
    sign = "put it in place of the deal in force" if names.in_force else "sign it"
    share = (
        f"in {percent(deal.blocks[who])} of the assumptions tried"
        if findings.enough
        else "as far as a first look tells"
    )
    if who == "nobody":
        return f"{label}: both sides would {sign} today and may, {share}."
    if who == "both":
        return f"{label}: no terms within reach suit both sides, {share}."
    if who in ("a", "b"):
        other = names.side("b" if who == "a" else "a")
        return f"{label}: {names.side(who)} refuses while {other} would sign, {share}."
    return f"{label}: both sides would {sign}, but it is barred (a red line, or not on offer), {share}."


def holds(findings: Findings, policy: str, package: str) -> str:
    """What would end a package: a few words for a cell of a table."""
    deal = findings.deals[policy][package]
    cause = main_ending(deal)
    return "nothing ends it" if cause is None else Names(findings.scenario).ending(cause)


def holds_sentence(findings: Findings, policy: str, package: str) -> str:
    """Whether a package signed today would still hold at the horizon, and what would end it."""
    names, deal = Names(findings.scenario), findings.deals[policy][package]
    label, enough = names.packages[package], findings.enough
    after = f"after {months(findings.scenario.horizon)}"
    if not math.isfinite(at(deal.holds)[0]):
        return f"{label}: not known."
    cause = main_ending(deal)
    how = (
        f"if it ends, mostly because it is {names.ending(cause)}"
        if cause in ("a", "b")
        else "if it ends, mostly by an incident"
    )
    ending = "nothing ends it" if cause is None else how + (f" ({percent(deal.ends[cause])})" if enough else "")
    if not enough:
        return f"{label}: signed today, it would {coarse(at(deal.holds)[0])} still hold {after}; {ending}."
    return (
        f"{label}: signed today, it would still hold {after} with a chance of "
        f"{chance_span(deal.holds, enough=True)}; {ending}."
    )


def most_different(findings: Findings) -> str | None:
    """The policy whose chance of a deal at the horizon differs most from the baseline's; the first of equals."""
    others = [policy for policy in findings.policies if policy != findings.baseline]
    base = at(findings.outcomes[findings.baseline].chance["peace"])[0]
    return max(others, key=lambda policy: abs(at(findings.outcomes[policy].chance["peace"])[0] - base), default=None)


def main_blocker(deal: Deal) -> str | None:
    """What most often stands in the way of a package; None where nothing is known."""
    known = {who: share for who, share in deal.blocks.items() if math.isfinite(share)}
    return max(known, key=lambda who: known[who], default=None)


def main_ending(deal: Deal) -> str | None:
    """What most often ends a package; None where hardly anything does."""
    known = {cause: chance for cause, chance in deal.ends.items() if math.isfinite(chance) and chance > TIE / 2}
    return max(known, key=lambda cause: known[cause], default=None)


def _agreed(findings: Findings, policy: str, base: str) -> str:
    """In how many worlds the difference in deals goes the way it does on average; empty where that was not counted."""
    agree = findings.outcomes[policy].agree.get("peace", math.nan)
    if base != findings.baseline or not math.isfinite(agree):
        return ""
    new, old = (at(findings.outcomes[p].chance["peace"])[0] for p in (policy, base))
    return f"; it is {'more' if new > old else 'less'} likely in {percent(agree)} of the assumptions tried"


def _other_outcomes(findings: Findings, policy: str, base: str) -> str:
    names = Names(findings.scenario)
    new, old = findings.outcomes[policy].chance, findings.outcomes[base].chance
    parts = []
    for outcome in ("fighting", "frozen", "a-prevails", "b-prevails"):
        x, y = at(new[outcome])[0], at(old[outcome])[0]
        if abs(x - y) >= TIE:
            parts.append(f"{names.state(outcome)} is {compared(x, y)} ({percent(x)} against {percent(y)})")
    x, y = at(new["general-war"])[0], at(old["general-war"])[0]
    parts.append(f"general war is {compared_rare(x, y)} ({percent(x)} against {percent(y)})")
    return listed(parts)
