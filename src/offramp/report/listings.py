"""Plain tables of the report: what was assumed on what grounds, claims, the horizon check, how it all came about."""

from __future__ import annotations

import math
from collections.abc import Sequence

from offramp.calibration.weights import ENOUGH
from offramp.findings.assumptions import Assumption
from offramp.findings.collect import Findings
from offramp.findings.stability import LIMIT
from offramp.report.amounts import amount, months, tried
from offramp.report.figures.figure import DataTable
from offramp.report.naming import Names, month_name, plain_question
from offramp.report.verdicts import better_in
from offramp.scenario.argued import Conclusion, Term

BASIS = {"read": "read", "recalled": "recalled, unverified", "judgement": "judgement"}


def assumptions(findings: Findings) -> DataTable:
    """Every uncertain number: the question, what was tried, what is left of it, and its grounds."""
    weighed = findings.scenario.record is not None and findings.enough
    after = ["after the record"] if weighed else []
    headings = ["assumption", "question", "tried", *after, "rests on", "source", "note"]
    rows = []
    for a in findings.assumptions:
        ranges = [_range(a, a.before), *([_range(a, a.after)] if weighed else [])]
        grounds = [BASIS.get(a.basis, a.basis), _source(findings, a.source), a.note]
        rows.append([a.label, plain_question(a.question), *ranges, *grounds])
    return DataTable(
        headings, rows, "Middle value, and the range without the lowest and highest tenth of what was tried"
    )


def sources(findings: Findings) -> DataTable:
    """The scenario's sources."""
    rows = [[s.title, BASIS.get(s.basis, s.basis), s.where, s.note] for s in findings.scenario.sources.values()]
    return DataTable(["source", "how it was used", "where", "note"], rows)


def departures(findings: Findings) -> DataTable:
    """Where this war leaves the ranges shared by all."""
    names = Names(findings.scenario)
    return DataTable(
        ["assumption", "why this war is different"],
        [[names.quantity(d.path), d.reason] for d in findings.scenario.departures],
    )


def policies(findings: Findings) -> DataTable:
    """What each policy is."""
    names, scenario = Names(findings.scenario), findings.scenario
    rows = []
    for policy in findings.policies:
        offered = dict.fromkeys(
            package for packages in scenario.policies[policy].offers.values() for package in packages
        )
        about = scenario.policies[policy].about
        rows.append([names.policies[policy], about, ", ".join(names.packages.get(p, p) for p in offered) or "none"])
    return DataTable(["policy", "what it is", "packages on offer at some time"], rows)


def packages(findings: Findings) -> DataTable:
    """What each package says on each issue."""
    names, scenario = Names(findings.scenario), findings.scenario
    issues = {key: issue.label or key for key, issue in scenario.issues.items()}
    rows = []
    for key, package in scenario.packages.items():
        terms = [
            scenario.issues[i].options.get(package.terms.get(i, ""), "") or package.terms.get(i, "") for i in issues
        ]
        line = f"{package.line:g}" if package.line is not None else "bargained over"
        rows.append([names.packages[key], package.about, *terms, line])
    return DataTable(["package", "what it is", *issues.values(), f"line, {names.front_axis}"], rows)


def better(findings: Findings) -> DataTable:
    """Share of worlds in which a policy is better for a party than the baseline: parties down, policies across."""
    names = Names(findings.scenario)
    others = [p for p in findings.policies if p != findings.baseline]
    rows = [[label, *(better_in(findings, p, party) for p in others)] for party, label in names.parties.items()]
    return DataTable(["party", *(names.policies[p] for p in others)], rows if others else [])


def claims(findings: Findings) -> DataTable:
    """What the sources claim, in the scenario's words."""
    names, rows = Names(findings.scenario), []
    for key, claim in findings.scenario.claims.items():
        speaks = ", ".join(names.quantity(path) for path in dict.fromkeys([*claim.speaks_of, *claim.would_make]))
        source = _source(findings, claim.source or "")
        place = ", ".join(part for part in (source, claim.where) if part)
        rows.append(
            [key, claim.says, place, claim.disputed_by, speaks or f"moves no number here: {claim.not_testable}"]
        )
    return DataTable(["claim", "says", "source", "disputed by", "speaks of"], rows)


def readings(findings: Findings) -> DataTable:
    """Sets of claims."""
    rows = [[r.label or key, r.about, ", ".join(r.claims)] for key, r in findings.scenario.readings.items()]
    return DataTable(["reading", "what it is", "claims"], rows)


def conclusions(findings: Findings) -> DataTable:
    """Statements to test, with the comparison that each makes."""
    rows = []
    for key, c in findings.scenario.conclusions.items():
        rows.append([key, c.says, comparison_words(findings, c), "not tested in this run"])
    return DataTable(["conclusion", "says", "as a comparison", "result"], rows)


def horizon(findings: Findings) -> DataTable:
    """Headlines that move with the horizon solved by more than the limit."""
    check, names = findings.horizon_check, Names(findings.scenario)
    if check is None or not findings.enough:
        return DataTable([], [])
    rows = [[names.policies.get(p, p), names.outcome(o), f"{100 * move:.1f} points"] for p, o, move in check.marked]
    return DataTable(
        ["policy", "outcome", "moves by up to"], rows, f"Headlines that move by more than {100 * LIMIT:.0f} points"
    )


def record_parts(findings: Findings) -> DataTable:
    """How many worlds each part of the record leaves."""
    names = Names(findings.scenario)
    rows = [
        [names.part_of_record(part), f"{left:.0f} of {tried(findings)}"]
        for part, left in findings.part_effective.items()
    ]
    return DataTable(["part of the record", "by itself it leaves the worlds counting as"], rows)


def provenance(findings: Findings) -> Sequence[tuple[str, str]]:
    """How the numbers came about."""
    scenario = findings.scenario
    return (
        ("Scenario", f"{scenario.title} ({scenario.name})"),
        ("Fingerprint of the scenario", scenario.hash),
        ("Program", f"offramp {findings.version}"),
        ("Seed of the draws", str(findings.seed)),
        ("Policies", str(len(findings.policies))),
        ("Sets of assumptions weighed by the record", str(tried(findings))),
        ("Sets followed under every policy", str(findings.worlds)),
        ("of which could not be played", str(len(findings.failed))),
        ("of which the record rules out", str(findings.impossible)),
        ("Effective sample size", f"{math.floor(findings.weights.effective)} (percentages are given from {ENOUGH})"),
        ("Month 0", month_name(scenario.start)),
        ("Horizon", months(scenario.horizon)),
        ("Run-out", months(scenario.run_out)),
        (
            "Record of the war from",
            month_name(scenario.record.from_) if scenario.record else "none given: all sets count alike",
        ),
        ("Complete", "no: more sets are still to come" if findings.provisional else "yes"),
    )


def _range(assumption: Assumption, values: tuple[float, float, float]) -> str:
    if assumption.path.endswith(".drawn"):
        return "yes or no"
    return f"{amount(values[0])} ({amount(values[1])} to {amount(values[2])}) {assumption.unit}".rstrip()


def _source(findings: Findings, key: str) -> str:
    found = findings.scenario.sources.get(key)
    return found.title if found else key


def comparison_words(findings: Findings, conclusion: Conclusion) -> str:
    """A conclusion as a comparison: what is greater or less than what, and by how much."""
    right, factor = conclusion.right, conclusion.factor
    told = term_words(findings, right) if isinstance(right, Term) else f"{right:g}"
    if factor is not None:
        told = f"{factor if conclusion.is_ == 'greater' else 1 / factor:.3g} times {told}"
    margin = f", by {conclusion.margin:g} or more" if conclusion.margin else ""
    return f"{term_words(findings, conclusion.left)} is {conclusion.is_} than {told}{margin}"


def term_words(findings: Findings, term: Term) -> str:
    """One side of a conclusion in words."""
    names, scenario = Names(findings.scenario), findings.scenario
    switch = scenario.switches.get(term.policy)
    policy = names.policies.get(term.policy) or (switch.label if switch else "") or term.policy
    month = scenario.horizon if term.by_month is None else term.by_month
    when = f" up to month {month}" if term.by_month is not None else ""
    if term.value_of is not None:
        what, when = f"the account of {names.parties.get(term.value_of, term.value_of)}", ""
    elif term.measure is not None:
        what = names.measures.get(term.measure, term.measure)
    elif term.chance_of == "broken":
        what, when = "the number of deals broken", f" up to month {month}"
    else:
        what, when = f"the chance {_chance_of(names, term.chance_of or '')}", f" in month {month}"
    later = f" from month {term.from_}{'' if term.announced else ', unannounced'}" if term.from_ else ""
    return f"{what}{when} under “{policy}”{later}"


def _chance_of(names: Names, outcome: str) -> str:
    kind, _, package = outcome.partition(":")
    if package:
        return f"that “{names.packages.get(package, package)}” is in force"
    if kind.endswith("-prevails"):
        return f"that {names.outcome(kind)}"
    told = {"deal": "that a deal is in force", "war-goes-on": "that the war goes on", "frozen": "of a frozen front"}
    return told.get(kind, "of general war")
