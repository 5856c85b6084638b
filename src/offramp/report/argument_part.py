"""The "Argument" part of the report: what the template shows, conclusion by conclusion and claim by claim."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from offramp.argument.argue import Argument
from offramp.argument.conclusions import Verdict
from offramp.argument.timing import Timing
from offramp.argument.whole import ReadingRun
from offramp.calibration.weights import ENOUGH
from offramp.findings.collect import Findings
from offramp.report import argued, argued_peace, argued_record, claims_part, listings, put_in_words, trusting
from offramp.report.amounts import TIE, amount, chance, counted, percent
from offramp.report.figures.figure import DataTable
from offramp.report.naming import Names, capital, listed
from offramp.scenario import Scenario
from offramp.scenario.argued import OPEN

DEFINITIONS = (
    (
        "Regret: what a party loses by a policy against the best policy for it in that same world; given is the amount that "
        "90% of the weight does not exceed (Herman and others 2015; Savage 1951)."
    ),
    (
        "Good enough (satisficing): the party's account is at least its middle value under the baseline; given is the share "
        "of the assumptions in which it is (Starr 1963; McPhail and others 2018)."
    ),
    "Dominated: in 95% of the weight no party is worse off under another policy, and on average some party is better off.",
    "Trade-off front: policies for which no other is on average as good for every party and better for one.",
)

FRONT_AND_DOMINATED = (
    "The front compares averages, domination asks nearly every set of assumptions: a policy can be off the front and "
    "dominated by none."
)


def context(argument: Argument, findings: Findings) -> dict[str, Any]:
    """Everything the template shows of an argument, apart from the figures."""
    scenario = argument.scenario
    return {
        "readings": readings_table(argument),
        "favours": argued_record.favours_sentences(argument),
        "favours_table": DataTable(
            argued_record.favours_headings(argument), argued_record.favours_rows(argument), argued_record.TITLE
        ),
        "conclusions": [conclusion(argument, findings, key) for key in scenario.conclusions],
        "claims": claims_part.claims_table(argument),
        "obstacles": [] if argument.obstacles is None else argued_peace.obstacles_sentences(argument.obstacles),
        "interactions": interactions_table(argument),
        "timing": [
            (f"timing-{t.policy}", argued_peace.timing_sentences(scenario, t), signed_table(scenario, t))
            for t in argument.timing
        ],
        "lessons": lessons_table(argument),
        "put_in": [put_in_words.put_in_sentence(scenario, one) for one in argument.put_in] if enough(argument) else [],
        "robustness": robustness_tables(argument),
        "robust_sentences": robust_sentences(argument),
        "definitions": DEFINITIONS,
        "trusting": trusting.argument_sentences(argument),
        "trusting_table": trusting.argument_table(argument),
        "worlds": argument.budget,
    }


def enough(argument: Argument) -> bool:
    """Whether the worlds of the run are enough for percentages."""
    return all(v.enough for by in argument.verdicts.values() if (v := by.get(OPEN)) is not None and _whole(v, argument))


def _whole(verdict: Verdict, argument: Argument) -> bool:
    """Whether a verdict rests on all worlds of the run, not on those of the later starts only."""
    return len(verdict.worlds) >= len(argument.readings[OPEN].worlds)


def _adopted(run: ReadingRun) -> str:
    """`20 claims: 24 numbers moved, 5 claims are no numbers here`."""
    if not run.claims:
        return "none"
    moved, untested = len(run.adopted.moved_by), len(run.adopted.untested)
    said = f"{counted(len(run.claims), 'claim')}: {counted(moved, 'number')} moved"
    return (
        f"{said}, {counted(untested, 'claim')} {'is no number' if untested == 1 else 'are no numbers'} here"
        if untested
        else said
    )


def readings_table(argument: Argument) -> DataTable:
    """The readings, their claims, and how many worlds they rest on."""
    rows = []
    for name, run in argument.readings.items():
        about = argument.scenario.readings[name].about if name in argument.scenario.readings else ""
        rows.append([run.label, about, _adopted(run), f"{math.floor(run.effective)}"])
    return DataTable(["reading", "what it is", "claims adopted", "effective worlds"], rows)


def conclusion(argument: Argument, findings: Findings, key: str) -> dict[str, Any]:
    """One conclusion: what it says, whether it follows, what it rests on, what flips it, what speaks against it."""
    told = argument.scenario.conclusions[key]
    by = argument.verdicts[key]
    restated = [put_in_words.put_in_sentence(argument.scenario, one) for one in argument.put_in if one.of == key]
    return {
        "key": key,
        "says": told.says,
        "comparison": listings.comparison_words(findings, told),
        "readings": [(run.label, argued.holds_in(by.get(name))) for name, run in argument.readings.items()],
        "verdict": argued.verdict_sentence(argument, key),
        "size": argued.by_how_much_sentence(argument, key),
        "weights": argued.weights_sentence(argument, key),
        "free": argued.talking_free_sentence(argument, key),
        "rests_on": _claims_sentence(argument, key),
        "flips": argued.flips_sentence(argument, key),
        "against": argued.against_sentence(argument, key),
        "rules": argument.flips[key].sentences if key in argument.flips else [],
        "sobol": _sobol_sentence(argument, key),
        "put_in": restated,
    }


def _claims_sentence(argument: Argument, key: str) -> str:
    more, less = (
        [
            f"{claim} (“{argument.scenario.claims[claim].says.rstrip('.')}”)"
            for claim in argued.claims_for(argument, key, turn)
        ]
        for turn in ("more often", "less often")
    )
    parts = [f"holds more often near {listed(more)}"] if more else []
    parts += [f"less often near {listed(less)}"] if less else []
    return (
        f"Of the claims, it {', and '.join(parts) if more else f'holds {parts[0]}'}."
        if parts
        else ("No claim turns it clearly by itself.")
    )


def _sobol_sentence(argument: Argument, key: str) -> str:
    names = Names(argument.scenario)
    told = [index for index in argument.sobol.get(key, []) if index.total > index.total_within][:3]
    if not told:
        return ""
    shares = [
        f"{names.quantity(index.name)} {percent(min(index.total, 1.0))} (alone {percent(float(np.clip(index.first, 0.0, 1.0)))})"
        for index in told
    ]
    return f"Of the variance of the difference, with everything else at its middle: {'; '.join(shares)}."


def interactions_table(argument: Argument) -> DataTable:
    """What lifting two obstacles adds beyond what lifting each adds."""
    rows = [] if argument.obstacles is None else argued_peace.interactions_rows(argument.obstacles)
    return DataTable(["lifted together", "adds to what each adds (middle 80%)"], rows, "Pairs of obstacles")


def signed_table(scenario: Scenario, timing: Timing) -> DataTable:
    """What the first settlement is, by start of the policy: the chance of any, and of each package."""
    names, enough = Names(scenario), timing.effective >= ENOUGH
    kept = [d for d in names.packages if any(start.packages.get(d, 0.0) >= TIE for start in timing.starts)]
    rows = [
        [
            capital(argued_peace.start_name(start)),
            chance(float(start.signed.mean), enough=enough),
            *(chance(start.packages.get(d, 0.0), enough=enough) for d in kept),
        ]
        for start in timing.starts
    ]
    headings = ["start", "any settlement", *(names.packages[d] for d in kept)]
    return DataTable(headings, rows, f"What is signed first within {scenario.horizon} months, by start: average chance")


def lessons_table(argument: Argument) -> DataTable:
    """What months of talks without a deal would teach."""
    headings = [
        "policy",
        "months",
        "comes to that",
        "red lines taken for real: before → after",
        "assumptions that shift",
        "what stands in the way",
    ]
    return DataTable(headings, argued_peace.lessons_rows(argument))


def robustness_tables(argument: Argument) -> list[DataTable]:
    """Regret, and how often each policy is good enough for all at once."""
    found = argument.stances
    if found is None:
        return []
    names, enough = Names(argument.scenario), all(found.enough.values())
    regret = found.regret[OPEN].percentile
    cells = [
        [names.policies[p], *(amount(float(x)) if enough else "not told" for x in row)]
        for p, row in zip(found.policies, regret, strict=True)
    ]
    worst = [
        [names.policies[p], *(amount(float(x)) if enough else "not told" for x in row)]
        for p, row in zip(found.policies, found.worst_regret.percentile, strict=True)
    ]
    shares = [
        [
            names.policies[p],
            *(chance(float(one.jointly[i]), enough=found.enough[name]) for name, one in found.satisficing.items()),
            chance(float(found.worst_satisficing.jointly[i]), enough=enough),
        ]
        for i, p in enumerate(found.policies)
    ]
    parties = [names.parties[party] for party in found.parties]
    labels = [argument.readings[name].label for name in found.satisficing]
    return [
        DataTable(
            ["policy", *parties], cells, "Regret, no claim adopted (each party's own units; smaller is less lost)"
        ),
        DataTable(["policy", *parties], worst, "Regret in the reading where it is largest"),
        DataTable(["policy", *labels, "worst"], shares, "Good enough for all parties at once, by reading"),
    ]


def robust_sentences(argument: Argument) -> list[str]:
    """Which policies are dominated and which lie on the trade-off front."""
    found = argument.stances
    if found is None:
        return []
    names, out = Names(argument.scenario), []
    for name, front in found.front.items():
        label = argument.readings[name].label
        beaten = [
            f"{names.policy(found.policies[d.policy])} by {names.policy(found.policies[d.by])}"
            for d in found.dominated[name]
        ]
        dominated = f"dominated: {listed(beaten)}" if beaten else "none is dominated"
        lie = "lies" if len(front) == 1 else "lie"
        out.append(f"{label}: on the trade-off front {lie} {listed([names.policy(p) for p in front])}; {dominated}.")
    return [*out, FRONT_AND_DOMINATED] if out else out
