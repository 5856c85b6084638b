"""Claims as a reader meets them: what each rests on, who disputes it, what it would make of which number, what follows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from offramp.argument.argue import Argument
from offramp.report import argued
from offramp.report.amounts import amount
from offramp.report.figures.figure import DataTable
from offramp.report.machine import plain
from offramp.report.naming import Names
from offramp.scenario import Scenario
from offramp.scenario.argued import Claim
from offramp.scenario.numbers import AnyNumber, Fixed, Uncertain, to_raw


def claims_table(argument: Argument) -> DataTable:
    """Claim by claim, with the reason of those that are no number here."""
    scenario, rows = argument.scenario, []
    for key, claim in scenario.claims.items():
        moves = "; ".join(_moves(scenario, path, number) for path, number in claim.would_make.items())
        follows = " ".join(argued.follows_from(argument, key)) or "too few worlds are near it"
        if claim.not_testable:
            moves, follows = "no number here", claim.not_testable
        rows.append(
            [f"{key} {claim.says}", _rests_on(scenario, claim), claim.disputed_by or "nobody named", moves, follows]
        )
    headings = ["claim", "rests on", "disputed by", "would make", "what follows where it is near to true"]
    return DataTable(headings, rows)


def claims_document(argument: Argument) -> dict[str, Any]:
    """JSON-ready: claim -> what it says, where it comes from, what it would make of which number, what follows near it."""
    return {
        key: {
            "says": claim.says,
            "source": claim.source,
            "where": claim.where,
            "disputed_by": claim.disputed_by,
            "speaks_of": list(claim.speaks_of),
            "would_make": {path: to_raw(number) for path, number in claim.would_make.items()},
            "not_testable": claim.not_testable,
            "near": {name: plain(asdict(told)) for name, told in argument.following.get(key, {}).items()},
        }
        for key, claim in argument.scenario.claims.items()
    }


def number_words(number: AnyNumber) -> str:
    """A number in words: its value, the range that holds nine draws of ten, or that it depends on something else."""
    if isinstance(number, Fixed):
        return amount(number.value)
    if isinstance(number, Uncertain):
        low, high = number.distribution.span()
        return amount(low) if low == high else f"{amount(low)} to {amount(high)}"
    return "another course over time" if hasattr(number, "points") else "what another number is"


def _moves(scenario: Scenario, path: str, number: AnyNumber) -> str:
    """`Growth of the hazard by step: 1.6 to 2.7 factor (without the claim 1.3 to 3.8)`."""
    known = scenario.entries.get(path) or scenario.entries.get(f"{path}.both")
    label = Names(scenario).quantity(path)
    if known is None:
        return f"{label}: {number_words(number)}"
    about = scenario.about(known.path)
    unit = f" {about.unit}" if about.unit and not known.spec.yes_no else ""
    return f"{about.label or label}: {number_words(number)}{unit} (without the claim {number_words(known.number)})"


def _rests_on(scenario: Scenario, claim: Claim) -> str:
    source = scenario.sources.get(claim.source or "")
    where = claim.where or (source.note if source else "")
    return ", ".join(part for part in (source.title if source else "", where) if part) or "no source"
