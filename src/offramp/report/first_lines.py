"""The first three lines of an answer: what follows under the baseline, how sure that is, and what it hinges on.

No state of affairs is called the likeliest where the next one is as likely, as far as can be told: closer than `TIE`,
or than solving further ahead moves the chances of that policy.
"""

from __future__ import annotations

import math

from offramp.findings.assumptions import Hinge
from offramp.findings.collect import Findings
from offramp.findings.outcomes import OUTCOMES
from offramp.report.amounts import COARSE_TIE, TIE, at, chance_span, followed, months, percent, too_few, tried, weighed
from offramp.report.naming import Names, listed, whether
from offramp.scenario.counted import counted_only

NOTHING = "No world that was tried fits the record of the war, so nothing can be said about what follows."


def three_lines(findings: Findings) -> tuple[str, str, str]:
    """What follows under the baseline, how sure that is, and what it hinges on."""
    return what(findings), how_sure(findings), hinges_on(findings)


def what(findings: Findings) -> str:
    """The likeliest state of affairs at the horizon under the baseline, or those that are about as likely."""
    if not findings.weights.effective > 0:
        return NOTHING
    names = Names(findings.scenario)
    under, after = f"under {names.policy(findings.baseline)}", f"after {months(findings.scenario.horizon)}"
    near = leaders(findings, findings.baseline)
    if not findings.enough:
        point_to = " or ".join(names.state(state) for state in near)
        return f"A first look, without percentages: {under}, the worlds that carry weight point to {point_to} {after}."
    found = findings.outcomes[findings.baseline].chance
    if len(near) > 1:
        told = listed([f"{names.state(state)} {chance_span(found[state], enough=True)}" for state in near])
        return (
            f"U{under[1:]}, no one state stands out {after}: {told}: chances on average over the assumptions tried, "
            "with the range over the middle 80% of them."
        )
    first, second = ranked(findings, findings.baseline)[:2]
    mean, low, high = (percent(x) for x in at(found[first]))
    return (
        f"U{under[1:]}, the likeliest state {after} is {names.state(first)}: a chance of {mean} on "
        "average over the assumptions "
        f"tried ({low} to {high} in the middle 80% of them); next comes {names.state(second)}, "
        f"{percent(at(found[second])[0])}."
    )


def how_sure(findings: Findings) -> str:
    """In how many worlds that state is the likeliest, and how much the worlds count."""
    if not findings.weights.effective > 0:
        return f"{tried(findings)} sets of assumptions were tried."
    if not findings.enough:
        return f"{too_few(findings)}. More worlds are needed (--worlds)."
    names, agree = Names(findings.scenario), findings.outcomes[findings.baseline].likely
    near = leaders(findings, findings.baseline)
    shares = [percent(agree[state]) for state in near]
    record = findings.scenario.record is not None
    of = f"of the assumptions tried{weighed(findings.scenario)}"
    lead = (
        f"It is the likeliest state in {shares[0]} {of}"
        if len(near) == 1
        else "Which is the likeliest depends on what is assumed: "
        f"{listed([f'{names.state(state)} in {share}' for state, share in zip(near, shares, strict=True)])} {of}"
    )
    counting = f", which count as {math.floor(findings.weights.effective)} once weighed" if record else ""
    return f"{lead}: {tried(findings)} sets of assumptions{followed(findings)}{counting}.{_unsteady(findings)}"


def hinges_on(findings: Findings) -> str:
    """The assumptions that go most with a deal under the baseline."""
    if not findings.enough:
        return "What it hinges on cannot be told from so few worlds."
    counted = counted_only(findings.scenario)
    telling = [
        hinge for hinge in findings.hinges if hinge.path not in counted and abs(hinge.correlation) > noise(findings)
    ]
    if not telling:
        return "Whether a deal is in force hinges on no single assumption: none goes clearly with it."
    return f"Whether a deal is in force hinges most on {'; '.join(_hinge(findings, hinge) for hinge in telling)}."


def ranked(findings: Findings, policy: str) -> list[str]:
    """Outcomes by their mean chance at the horizon, likeliest first."""
    found = findings.outcomes[policy].chance
    return sorted(OUTCOMES, key=lambda outcome: -at(found[outcome])[0])


def leaders(findings: Findings, policy: str) -> list[str]:
    """The likeliest outcome, and those that cannot be told to be less likely, likeliest first."""
    found = findings.outcomes[policy].chance
    first, *others = ranked(findings, policy)
    margin = max(TIE if findings.enough else COARSE_TIE, moved(findings, policy))
    return [first, *(o for o in others if at(found[first])[0] - at(found[o])[0] < margin)]


def moved(findings: Findings, policy: str) -> float:
    """The most that solving further ahead moves a chance under a policy; 0 where that is too little to be marked."""
    check = findings.horizon_check
    return max((move for p, _, move in check.marked if p == policy), default=0.0) if check else 0.0


def noise(findings: Findings) -> float:
    """Correlations under this may be chance: about the largest that as many assumptions give when none matters."""
    count = max(len(findings.assumptions), 2)
    return math.sqrt(2.0 * math.log(count) / max(findings.weights.effective, 1.0))


def _hinge(findings: Findings, hinge: Hinge) -> str:
    label = Names(findings.scenario).quantity(hinge.path)
    more = "more" if hinge.correlation > 0 else "less"
    if hinge.path.endswith(".drawn"):
        return f"{whether(label)} (if so, a deal is {more} likely)"
    return f"{label} (the higher, the {more} likely a deal)"


def _unsteady(findings: Findings) -> str:
    most = moved(findings, findings.baseline)
    if not most:
        return ""
    return f" Solving further ahead moves these chances by up to {100 * most:.0f} points, so lean on no smaller difference."
