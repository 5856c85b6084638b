"""The deal space: who would sign what today, who stands in the way, what is signed first, and how a deal holds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from offramp.findings.collect import Findings
from offramp.findings.deals import Deal
from offramp.report import titles, words
from offramp.report.amounts import at, chance, chance_span, range_words, share_words, weighed
from offramp.report.figures.courses import shown_months
from offramp.report.figures.figure import DataTable, Figure, Key, Panel
from offramp.report.figures.marks import Series, by_month, chance_axis
from offramp.report.figures.rows import Row, in_rows
from offramp.report.naming import Names, capital
from offramp.report.palette import BLOCKER, GREEN, SIDE

TODAY = "Today: at the start, with a line within reach of the front or the package's own."
TODAY_IN_PEACE = "Today: at the start, at the line in force; a package that names another line cannot be had in peace."


def acceptance(findings: Findings) -> Figure:
    """In how many worlds each side would sign a package today."""
    names, enough = Names(findings.scenario), findings.enough
    rather = "have it than the deal in force" if names.in_force else "sign than go on, at some line within reach"

    def row(deal: Deal, package: str) -> Row:
        a, b = deal.a_accepts, deal.b_accepts
        note = f"both: {chance(deal.both, enough=enough)}"
        return Row(names.packages[package], note, ranges=[(a, a, a, SIDE["a"]), (b, b, b, SIDE["b"])])

    def cells(deal: Deal) -> list[str]:
        return [chance(x, enough=enough) for x in (deal.a_accepts, deal.b_accepts, deal.both, deal.open)]

    return Figure(
        name="acceptance",
        title=titles.title_for_deals(findings),
        how=f"Dots: {share_words(findings)}, in which a side would rather {rather}, whether or not "
        "the package is on offer. At the right: terms that suit both.",
        panels=_by_policy(findings, row, shares=True, alt=titles.title_for_deals(findings)),
        table=_table(
            findings,
            [
                f"{names.side('a')} would sign",
                f"{names.side('b')} would sign",
                "terms that suit both",
                "may be proposed",
            ],
            cells,
        ),
        legend=[Key(f"{names.side(s)} would sign", SIDE[s]) for s in ("a", "b")],
        caption=f"{capital(share_words(findings))}. {TODAY_IN_PEACE if names.in_force else TODAY}",
        provisional=not enough,
    )


def blocks(findings: Findings) -> Figure:
    """Who stands in the way of each package today."""
    names, enough = Names(findings.scenario), findings.enough
    kinds = ("nobody", "red line or not offered", "both", "a", "b")

    def row(deal: Deal, package: str) -> Row:
        edges = np.concatenate([[0.0], np.cumsum([np.nan_to_num(deal.blocks[kind]) for kind in kinds])])
        bars = [
            (edges[i], edges[i + 1], BLOCKER[kind]) for i, kind in enumerate(kinds) if edges[i + 1] - edges[i] > 0.001
        ]
        main = words.main_blocker(deal)
        note = (
            ""
            if main is None
            else _short(names, main) + (f", {chance(deal.blocks[main], enough=True)}" if enough else "")
        )
        return Row(names.packages[package], note, bars=bars)

    def cells(deal: Deal) -> list[str]:
        return [chance(deal.blocks[kind], enough=enough) for kind in kinds]

    return Figure(
        name="blocks",
        title=titles.title_for_blocks(findings),
        how=(
            f"Each bar: {share_words(findings)}, by what stands in the way of the package today. At the "
            "right: what does most often."
        ),
        panels=_by_policy(findings, row, shares=True, alt=titles.title_for_blocks(findings)),
        table=_table(findings, [names.blocker(kind) for kind in kinds], cells),
        legend=[
            Key(names.blocker(kind) if kind != "nobody" else "nobody: both would sign and may", BLOCKER[kind])
            for kind in kinds
        ],
        caption=f"{capital(share_words(findings))}. {TODAY_IN_PEACE if names.in_force else TODAY}",
        provisional=not enough,
    )


def first_settlement(findings: Findings) -> Figure:
    """Which package ends the fighting first, and where."""
    names, enough = Names(findings.scenario), findings.enough

    def row(deal: Deal, package: str) -> Row:
        mean, low, high = at(deal.first)
        return Row(names.packages[package], chance_span(deal.first, enough=enough), ranges=[(low, mean, high, GREEN)])

    def cells(deal: Deal) -> list[str]:
        where = f"{deal.first_line:.3g}" if np.isfinite(deal.first_line) else "hardly ever signed"
        return [chance_span(deal.first, enough=enough), where]

    return Figure(
        name="first-settlement",
        title=titles.title_for_first(findings),
        how=(
            "Dot: average chance that the package is the first to be signed, within "
            f"{words.months(findings.scenario.horizon)}. Bar: {range_words(findings)}."
        ),
        panels=_by_policy(findings, row, shares=False, alt=titles.title_for_first(findings)),
        table=_table(findings, ["chance to be signed first", f"line at which it is, {names.front_axis}"], cells),
        caption=f"Average chance over the assumptions tried{weighed(findings.scenario)}.",
        provisional=not enough,
    )


def survival(findings: Findings) -> Figure:
    """How long each package would hold if signed today, under the baseline."""
    names, enough, policy = Names(findings.scenario), findings.enough, findings.baseline
    panels, rows = [], []
    for package, deal in findings.deals[policy].items():
        series = [Series(GREEN, deal.holds.mean, deal.holds.low, deal.holds.high)]
        spec = by_month(series, y_axis=chance_axis(enough=enough), domain=[0, 1])
        sentence = words.holds_sentence(findings, policy, package)
        panels.append(Panel(names.packages[package], spec, sentence, note=_what_ends_it(findings, package)))
        months = shown_months(findings.scenario.horizon)
        rows.append([names.packages[package], *(chance_span(deal.holds, month, enough=enough) for month in months)])
    return Figure(
        name="survival",
        title=titles.title_for_survival(findings),
        how=(
            f"Average chance that the deal still holds, by month since it was signed; band: {range_words(findings)}. "
            f"Under {names.policy(policy)}."
        ),
        panels=panels,
        table=DataTable(
            ["package", *(f"month {m}" for m in shown_months(findings.scenario.horizon))], rows, "Still in force"
        ),
        caption=(
            f"As if signed today at {names.line_today} or its own line, whether or not both sides would. "
            "Changing it for a better deal counts as holding."
        ),
        provisional=not enough,
    )


def endings(findings: Findings) -> Figure:
    """What ends each package if it was signed today, by policy."""
    names, enough = Names(findings.scenario), findings.enough
    kinds = ("nobody", "incident", "a", "b")

    def row(deal: Deal, package: str) -> Row:
        edges = np.concatenate([[0.0], np.cumsum(np.nan_to_num(_fates(deal)))])
        bars = [
            (edges[i], edges[i + 1], BLOCKER[kind]) for i, kind in enumerate(kinds) if edges[i + 1] - edges[i] > 0.001
        ]
        return Row(names.packages[package], f"holds: {chance(_fates(deal)[0], enough=enough)}", bars=bars)

    def cells(deal: Deal) -> list[str]:
        return [chance(x, enough=enough) for x in _fates(deal)]

    labels = ["still holds", "ended by an incident", *(names.ending(side) for side in ("a", "b"))]
    return Figure(
        name="endings",
        title=titles.title_for_endings(findings),
        how=(
            f"What has become of each deal {words.months(findings.scenario.horizon)} after it was signed: "
            "average chances."
        ),
        panels=_by_policy(findings, row, shares=False, alt=titles.title_for_endings(findings)),
        table=_table(findings, labels, cells),
        legend=[Key(label, BLOCKER[kind]) for label, kind in zip(labels, kinds, strict=True)],
        caption=(
            "As if signed today, whether or not both sides would. Average chance over the assumptions "
            f"tried{weighed(findings.scenario)}."
        ),
        provisional=not enough,
    )


def _fates(deal: Deal) -> list[float]:
    """Chances at the horizon: holds, ended by an incident, by side a, by side b."""
    return [at(deal.holds)[0], deal.ends["incident"], deal.ends["a"], deal.ends["b"]]


def _what_ends_it(findings: Findings, package: str) -> str:
    told = words.holds(findings, findings.baseline, package)
    return (
        capital(told)
        if words.main_ending(findings.deals[findings.baseline][package]) is None
        else f"If it ends: mostly {told}"
    )


def _short(names: Names, who: str) -> str:
    return {"nobody": "nobody", "red line or not offered": "barred", "both": "no terms suit both"}.get(
        who
    ) or names.blocker(who)


def _by_policy(findings: Findings, row: Callable[[Deal, str], Row], *, shares: bool, alt: str) -> list[Panel]:
    """A panel per policy with a row per package."""
    names, axis = Names(findings.scenario), chance_axis(enough=findings.enough, shares=shares)
    panels = []
    for policy in findings.policies:
        rows = [row(deal, package) for package, deal in findings.deals[policy].items()]
        seen = "; ".join(f"{r.label}: {r.note}" for r in rows)
        panels.append(Panel(names.policies[policy], in_rows(rows, x_axis=axis, domain=[0, 1]), seen or alt))
    return panels


def _table(findings: Findings, headings: list[str], cells: Callable[[Deal], list[str]]) -> DataTable:
    names = Names(findings.scenario)
    rows = [
        [names.policies[policy], names.packages[package], *cells(deal)]
        for policy in findings.policies
        for package, deal in findings.deals[policy].items()
    ]
    return DataTable(["policy", "package", *headings], rows)
