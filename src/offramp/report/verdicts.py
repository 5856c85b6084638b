"""For whom a policy is better: told only where the accounts differ at all."""

from __future__ import annotations

from offramp.findings.accounts import ROUNDING
from offramp.findings.collect import Findings
from offramp.report.amounts import at, chance, share_words
from offramp.report.naming import Names

#: Share of worlds from which on a policy is told as better (or, at its mirror image, worse) for a party.
CLEAR = 2 / 3
SAME, BETTER, WORSE, EITHER = "no different", "better", "worse", "either way"


def verdict(findings: Findings, policy: str, party: str) -> str:
    """Whether a policy is better or worse than the baseline for a party in most worlds, either way, or no different."""
    account = findings.accounts[policy]
    size = max(abs(x) for x in at(account.value[party]))
    if not max(abs(x) for x in at(account.gain[party])) > ROUNDING * size:
        return SAME
    share = account.better[party]
    return BETTER if share >= CLEAR else WORSE if share <= 1 - CLEAR else EITHER


def better_in(findings: Findings, policy: str, party: str) -> str:
    """In how many worlds a policy is better for a party than the baseline."""
    if verdict(findings, policy, party) == SAME:
        return SAME
    return chance(findings.accounts[policy].better[party], enough=findings.enough)


def parties_sentence(findings: Findings, policy: str) -> str:
    """For whom a policy is better than the baseline, and in how many worlds; empty without parties."""
    names, base = Names(findings.scenario), findings.baseline
    told = [
        f"for {label} it is no different"
        if verdict(findings, policy, party) == SAME
        else f"for {label} in {better_in(findings, policy, party)}"
        for party, label in names.parties.items()
    ]
    if not told:
        return ""
    return (
        f"By what each party counts, {names.policy(policy)} comes out better than "
        f"{names.policy(base)} {'; '.join(told)} "
        f"({share_words(findings)})."
    )
