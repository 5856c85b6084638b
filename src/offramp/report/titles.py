"""Titles of figures: each says what there is to see, and turns round when the numbers do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from offramp.findings.collect import Findings
from offramp.report.amounts import COARSE_TIE, TIE, at, coarse, months, percent
from offramp.report.first_lines import leaders
from offramp.report.naming import Names, capital, listed
from offramp.report.verdicts import BETTER, EITHER, SAME, WORSE, verdict
from offramp.report.words import main_blocker, main_ending, most_different

#: A share of the assumptions that is most of them.
MOST = 0.5


def title_for_comparison(findings: Findings) -> str:
    """Which state is the likeliest under the baseline, and what the most different policy makes of it."""
    names, base = Names(findings.scenario), findings.baseline
    after, other = f"after {months(findings.scenario.horizon)}", most_different(findings)
    first, here = _likeliest(findings, base), f"under {names.policy(base)}"
    if other is None:
        return f"{capital(here)}, {first or 'no one state'} {'is the likeliest' if first else 'stands out'} {after}"
    second, there = _likeliest(findings, other), f"under {names.policy(other)}"
    lead = f"{capital(after)}, {f'{first} is the likeliest' if first else 'no one state stands out'} {here}"
    if first == second:
        return f"{lead}, {'and so it is' if first else 'nor does one'} {there}"
    if second is None:
        return f"{lead}, but no one state stands out {there}"
    return f"{lead}, but {second}{'' if first else ' is the likeliest'} {there}"


def title_for_outcome(findings: Findings, outcome: str) -> str:
    """Under which policy an outcome is the most and the least likely."""
    names = Names(findings.scenario)
    found = {policy: at(findings.outcomes[policy].chance[outcome])[0] for policy in findings.policies}
    return extremes(findings, capital(names.state(outcome)), found)


def extremes(findings: Findings, what: str, chances: Mapping[str, float]) -> str:
    """Under which policy something is the likeliest and under which the least likely."""
    policy = Names(findings.scenario).policy
    most, least = max(chances, key=lambda p: chances[p]), min(chances, key=lambda p: chances[p])
    if len(chances) == 1:
        return f"{what} under {policy(most)}: {told(chances[most], findings)}"
    if chances[most] - chances[least] < (TIE if findings.enough else COARSE_TIE):
        return f"{what} is about as likely under every policy: {told(chances[most], findings)}"
    return (
        f"{what} is likeliest under {policy(most)}{bracket(chances[most], findings)} and least likely under "
        f"{policy(least)}{bracket(chances[least], findings)}"
    )


def title_for_packages(findings: Findings) -> str:
    """Which package makes up more than half of the peace under each policy, if one does."""
    names = Names(findings.scenario)
    found: dict[str, list[str]] = {}
    for policy in findings.policies:
        last = {package: float(by_month[-1]) for package, by_month in findings.outcomes[policy].packages.items()}
        top = max(last, key=lambda package: np.nan_to_num(last[package]), default=None)
        if top is not None and last[top] > TIE:
            most = last[top] > sum(last.values()) / 2
            what = f"it is mostly “{names.packages[top]}”" if most else "no one package makes up most of it"
            found.setdefault(what, []).append(names.policy(policy))
    if not found:
        return "Hardly any peace comes under any policy"
    if len(found) == 1 and len(findings.policies) > 1:
        return f"Where peace comes, {next(iter(found))} under any policy"
    return f"Where peace comes, {'; '.join(f'{what} under {listed(policies)}' for what, policies in found.items())}"


def title_for_front(findings: Findings) -> str:
    """Who gains ground by the horizon if the war goes on."""
    names, front = Names(findings.scenario), findings.scenario.front
    moves: dict[str, list[str]] = {}
    for policy in findings.policies:
        median = findings.outcomes[policy].front[2]
        known = np.flatnonzero(np.isfinite(median))
        if known.size:
            moves.setdefault(_move(median[known[-1]] - front.now, front.cells), []).append(names.policy(policy))
    words = {
        "up": f"{names.side('a')} gains ground",
        "down": f"{names.side('b')} gains ground",
        "still": "the front hardly moves",
    }
    return _by_policy(f"If {names.at_war}, ", {words[key]: policies for key, policies in moves.items()}, findings)


def title_for_rungs(findings: Findings) -> str:
    """The rung on which each side spends most months of war under the baseline."""
    names = Names(findings.scenario)
    spent = findings.outcomes[findings.baseline].rungs.sum(2)
    parts = []
    for i, side in enumerate(("a", "b")):
        if np.isfinite(spent[i]).all() and spent[i].sum() > 0:
            parts.append(f"{names.side(side)} mostly on “{names.rung(side, int(spent[i].argmax()))}”")
    return f"While {names.at_war} under {names.policy(findings.baseline)}: {listed(parts) or 'not known'}"


def title_for_deals(findings: Findings) -> str:
    """Which packages have terms that suit both sides today, under the baseline."""
    names = Names(findings.scenario)
    found = {package: deal for package, deal in findings.deals[findings.baseline].items() if package != names.in_force}
    suits = [names.packages[package] for package, deal in found.items() if deal.both > 0.5]
    if not suits:
        return "For no package are there terms today that suit both sides in most of the assumptions tried"
    if len(suits) == len(found):
        return "Every package has terms today that suit both sides in most of the assumptions tried"
    return f"Terms that suit both sides today, in most of the assumptions tried: {listed([f'“{s}”' for s in suits])}"


def title_for_blocks(findings: Findings) -> str:
    """Who stands in the way in most of the assumptions, over the packages, under the baseline."""
    names, found = Names(findings.scenario), findings.deals[findings.baseline]
    blocked: dict[str, list[str]] = {}
    for package, deal in found.items():
        who = main_blocker(deal)
        if who is not None and package != names.in_force:
            kind = who if deal.blocks[who] > MOST else "unsettled"
            blocked.setdefault(kind, []).append(f"“{names.packages[package]}”")
    verbs = {
        "unsettled": "who blocks hangs on the assumptions for",
        "a": f"{names.side('a')} blocks",
        "b": f"{names.side('b')} blocks",
        "both": "no terms suit both for",
        "red line or not offered": "barred:",
        "nobody": "nobody blocks",
    }
    parts = [f"{verbs[who]} {listed(packages)}" for who, packages in blocked.items()]
    return capital("; ".join(parts)) or "Who blocks what is not known"


def title_for_first(findings: Findings) -> str:
    """The package most likely to be the war's first settlement under the baseline."""
    names, found = Names(findings.scenario), findings.deals[findings.baseline]
    first = {package: at(deal.first)[0] for package, deal in found.items()}
    top = max(first, key=lambda package: np.nan_to_num(first[package]))
    under = f"under {names.policy(findings.baseline)}"
    if not first[top] > TIE:
        return f"Hardly any {'war comes to a settlement' if names.in_force else 'settlement is reached'} {under}"
    return (
        f"U{under[1:]}, the first settlement{' of a war that comes' if names.in_force else ''} is most often "
        f"“{names.packages[top]}”{bracket(first[top], findings)}"
    )


def title_for_survival(findings: Findings) -> str:
    """The packages that hold longest and shortest, under the baseline."""
    names, found = Names(findings.scenario), findings.deals[findings.baseline]
    left = {package: at(deal.holds)[0] for package, deal in found.items() if np.isfinite(at(deal.holds)[0])}
    if not left:
        return "Whether a deal would hold is not known"
    best, worst = max(left, key=lambda p: left[p]), min(left, key=lambda p: left[p])
    if left[best] - left[worst] < (TIE if findings.enough else COARSE_TIE):
        return (
            f"All deals hold about as long: still in force after {months(findings.scenario.horizon)}, "
            f"{told(left[best], findings)}"
        )
    return (
        f"Signed today, “{names.packages[best]}” holds best{bracket(left[best], findings)} and "
        f"“{names.packages[worst]}” "
        f"worst{bracket(left[worst], findings)}"
    )


def title_for_endings(findings: Findings) -> str:
    """Who or what most often ends a deal, under the baseline."""
    names, found = Names(findings.scenario), findings.deals[findings.baseline]
    ended: dict[str, list[str]] = {}
    for package, deal in found.items():
        cause = main_ending(deal)
        ended.setdefault("nothing" if cause is None else cause, []).append(f"“{names.packages[package]}”")
    words = {
        "a": f"{names.side('a')} breaks",
        "b": f"{names.side('b')} breaks",
        "incident": "incidents end",
        "nothing": "nothing ends",
    }
    return (
        capital("; ".join(f"{words[cause]} {listed(packages)}" for cause, packages in ended.items()))
        + ", where they end at all"
    )


def title_for_ledger(findings: Findings, policy: str) -> str:
    """For whom a policy is clearly better or worse than the baseline."""
    names = Names(findings.scenario)
    groups: dict[str, list[str]] = {BETTER: [], WORSE: [], EITHER: [], SAME: []}
    for party, label in names.parties.items():
        groups[verdict(findings, policy, party)].append(label)
    leads = {BETTER: "better for", WORSE: "worse for", EITHER: "it can go either way for", SAME: "no different for"}
    parts = [f"{leads[kind]} {listed(parties)}" for kind, parties in groups.items() if parties]
    return f"{names.policy(policy)} against {names.policy(findings.baseline)}: {'; '.join(parts)}"


def title_for_general_war(findings: Findings) -> str:
    """Under which policy general war is the likeliest, as a factor of where it is least likely."""
    policy = Names(findings.scenario).policy
    found = {policy: at(findings.outcomes[policy].chance["general-war"])[0] for policy in findings.policies}
    most, least = max(found, key=lambda p: found[p]), min(found, key=lambda p: found[p])
    if len(found) == 1 or not found[least] > 0 or found[most] / found[least] < 1.25:
        return f"General war is about as likely under every policy{bracket(found[most], findings)}"
    if not findings.enough:
        return f"General war is likelier under {policy(most)} than under {policy(least)}"
    return (
        f"General war is {found[most] / found[least]:.1f} times as likely under "
        f"{policy(most)}{bracket(found[most], findings)} as under "
        f"{policy(least)}{bracket(found[least], findings)}"
    )


def title_for_record(findings: Findings) -> str:
    """The assumption that the record moves most."""
    if not findings.enough:
        return "What the record of the war says about the assumptions: a sketch"
    top = max(findings.assumptions, key=lambda a: abs(a.shift), default=None)
    if top is None or abs(top.shift) < COARSE_TIE:
        return "The record of the war hardly moves any assumption"
    return f"The record of the war moves “{top.label}” most: {'up' if top.shift > 0 else 'down'}"


def told(value: float, findings: Findings) -> str:
    """A chance in a title."""
    return percent(value) if findings.enough else coarse(value)


def bracket(value: float, findings: Findings) -> str:
    """A chance in brackets, where it may be given."""
    return f" ({percent(value)})" if findings.enough else ""


def _likeliest(findings: Findings, policy: str) -> str | None:
    """The likeliest state of affairs in words; None where no one stands out."""
    first, *near = leaders(findings, policy)
    return None if near else Names(findings.scenario).state(first)


def _move(change: float, cells: Sequence[float]) -> str:
    """Whether a median front has moved by more than a fiftieth of the whole axis."""
    limit = (cells[-1] - cells[0]) / 50
    return "still" if abs(change) < limit else "up" if change > 0 else "down"


def _by_policy(lead: str, groups: dict[str, list[str]], findings: Findings) -> str:
    if not groups:
        return f"{lead}what becomes of the front is not known"
    if len(groups) == 1 and len(findings.policies) > 1:
        return f"{lead}{next(iter(groups))} under every policy"
    return lead + "; ".join(f"{what} under {listed(policies)}" for what, policies in groups.items())
