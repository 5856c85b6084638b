"""What each policy costs whom: the parties' accounts against the baseline, and what is counted."""

from __future__ import annotations

import numpy as np

from offramp.findings.accounts import ROUNDING
from offramp.findings.collect import Findings
from offramp.findings.spread import Spread
from offramp.report import titles
from offramp.report.amounts import amount_span, at, months, range_words, share_words, weighed
from offramp.report.figures.figure import DataTable, Figure, Key, Panel
from offramp.report.figures.rows import Row, in_rows
from offramp.report.naming import Names
from offramp.report.palette import BLUE, party_colours
from offramp.report.verdicts import SAME, better_in, verdict

ASSUMED = "assumed, not derived"


def ledger(findings: Findings) -> Figure | None:
    """Differences of the parties' accounts from the baseline, by policy; None where there is no other policy."""
    names, enough, base = Names(findings.scenario), findings.enough, findings.baseline
    others, colours = [p for p in findings.policies if p != base], party_colours(findings.scenario.parties)
    if not others or not findings.scenario.parties:
        return None
    limits = _limits(findings, others)
    panels, rows = [], []
    for policy in others:
        marks = []
        for party, gain in findings.accounts[policy].gain.items():
            mean, low, high = (x / limits[party] for x in at(gain))
            told = better_in(findings, policy, party)
            note = told if told == SAME else f"better in {told}" if enough else verdict(findings, policy, party)
            marks.append(Row(names.parties[party], note, ranges=[(low, mean, high, colours[party])]))
            rows.append([names.policies[policy], names.parties[party], amount_span(gain, enough=enough), told])
        axis = {"values": [-1, 0, 1], "labelExpr": "datum.value < 0 ? 'worse' : datum.value > 0 ? 'better' : 'same'"}
        panels.append(
            Panel(
                names.policies[policy],
                in_rows(marks, x_axis=axis, domain=[-1, 1], zero=0.0),
                titles.title_for_ledger(findings, policy),
            )
        )
    return Figure(
        name="ledger",
        title=titles.title_for_ledger(findings, others[0])
        if len(others) == 1
        else f"For whom each policy is better than {names.policy(base)}, and how surely",
        how=f"Each party's account under the policy less that under {names.policy(base)}, in the same "
        f"world. Dot: average; bar: {range_words(findings)}. "
        "Each party has its own scale, so compare policies, not parties.",
        panels=panels,
        table=DataTable(["policy", "party", "difference (in the party's own units)", "better in"], rows),
        caption=(
            f"“Better in”: {share_words(findings)}, in which the party's account is better than under "
            f"{names.policy(base)}."
        ),
        provisional=not enough,
    )


def measures(findings: Findings) -> Figure | None:
    """Totals of everything counted, by policy."""
    names, enough, scenario = Names(findings.scenario), findings.enough, findings.scenario
    if not scenario.measures:
        return None
    panels, rows = [], []
    for key, measure in scenario.measures.items():
        totals = {policy: findings.accounts[policy].totals[key] for policy in findings.policies}
        marks = [
            Row(names.policies[p], amount_span(t, enough=enough), ranges=[(*_low_first(t), BLUE)])
            for p, t in totals.items()
        ]
        heading = f"{names.measures[key]}{f', {measure.unit}' if measure.unit else ''}"
        note = ASSUMED if measure.assumed else ""
        seen = "; ".join(f"{mark.label}: {mark.note}" for mark in marks)
        panels.append(
            Panel(
                heading, in_rows(marks, x_axis={}, domain=_domain(list(totals.values()))), f"{seen} {note}", note=note
            )
        )
        rows += [[f"{heading}{f' ({ASSUMED})' if note else ''}", mark.label, mark.note] for mark in marks]
    return Figure(
        name="measures",
        title=f"What is counted over {months(scenario.horizon)}, by policy",
        how=(
            f"Totals with their units. Dot: average; bar: {range_words(findings)}. Some are {ASSUMED}: they say what was "
            "put in, and are marked."
        ),
        panels=panels,
        table=DataTable(["measure", "policy", f"total over {months(scenario.horizon)}"], rows),
        legend=[Key("total under the policy", BLUE)],
        caption=f"Averages and ranges over the assumptions tried{weighed(scenario)}.",
        provisional=not enough,
    )


def _low_first(spread: Spread) -> tuple[float, float, float]:
    mean, low, high = at(spread)
    return low, mean, high


def _limits(findings: Findings, others: list[str]) -> dict[str, float]:
    """The largest reach of a party's difference under any policy; 1 where there is none but rounding."""
    out = {}
    for party in findings.scenario.parties:
        reach = max(abs(x) for policy in others for x in at(findings.accounts[policy].gain[party]))
        size = max(abs(x) for policy in others for x in at(findings.accounts[policy].value[party]))
        out[party] = reach if reach > ROUNDING * size else 1.0
    return out


def _domain(spreads: list[Spread]) -> list[float]:
    """Range that holds every mean and bar, from zero."""
    values = [x for spread in spreads for x in at(spread) if np.isfinite(x)] or [0.0]
    low, high = min(0.0, *values), max(0.0, *values)
    return [low, high if high > low else low + 1.0]
