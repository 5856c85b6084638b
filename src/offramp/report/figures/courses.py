"""What becomes of the war: policies side by side, chances by month with their spread, and all outcomes stacked."""

from __future__ import annotations

import numpy as np

from offramp.findings.collect import Findings
from offramp.findings.outcomes import OUTCOMES, Outcomes
from offramp.game.rules import Floats
from offramp.report import titles
from offramp.report.amounts import at, chance, chance_span, months, range_words, weighed
from offramp.report.figures.figure import NARROW, WIDE, DataTable, Figure, Key, Panel
from offramp.report.figures.marks import Series, by_month, chance_axis, stacked_by_month
from offramp.report.figures.rows import Row, in_rows
from offramp.report.first_lines import leaders, ranked
from offramp.report.naming import Names, month_name
from offramp.report.palette import OUTCOME, shades

#: An outcome is drawn as a fan where its mean chance reaches this under some policy.
SHOWN = 0.03


def comparison(findings: Findings) -> Figure:
    """Every outcome at the horizon, policies side by side."""
    names, enough = Names(findings.scenario), findings.enough
    rows = []
    for policy in findings.policies:
        means = [at(findings.outcomes[policy].chance[outcome])[0] for outcome in OUTCOMES]
        edges = np.concatenate([[0.0], np.cumsum(np.nan_to_num(means))])
        bars = [(edges[i], edges[i + 1], OUTCOME[o]) for i, o in enumerate(OUTCOMES) if means[i] > 0.001]
        first, *near = leaders(findings, policy)
        note = (
            "no one stands out"
            if near
            else f"{names.outcome(first)}, {chance(max(means), enough=True)}"
            if enough
            else f"most: {names.outcome(first)}"
        )
        rows.append(Row(names.policies[policy], note, bars=bars))
    specs = [in_rows(rows, x_axis=chance_axis(enough=enough), domain=[0, 1], width=width) for width in (NARROW, WIDE)]
    return Figure(
        name="comparison",
        title=titles.title_for_comparison(findings),
        how=(
            "Each bar is one policy; its parts are the chances of each state of affairs after "
            f"{months(findings.scenario.horizon)}."
        ),
        panels=[Panel("", specs[0], titles.title_for_comparison(findings), wide=specs[1])],
        table=DataTable(
            ["policy", *names.outcomes.values()],
            [
                [names.policies[p], *(chance_span(findings.outcomes[p].chance[o], enough=enough) for o in OUTCOMES)]
                for p in findings.policies
            ],
            f"After {months(findings.scenario.horizon)}: average chance"
            + (f" and {range_words(findings)}" if enough else ", in words"),
        ),
        legend=[Key(names.outcomes[o], OUTCOME[o]) for o in OUTCOMES],
        caption=_average(findings),
        provisional=not enough,
    )


def fans(findings: Findings) -> Figure:
    """Chances by month under each policy with their spread over worlds."""
    names, enough = Names(findings.scenario), findings.enough
    shown = [o for o in OUTCOMES if _highest(findings, o) >= SHOWN]
    panels, rows = [], []
    for policy in findings.policies:
        found = findings.outcomes[policy].chance
        series = [Series(OUTCOME[o], found[o].mean, found[o].low, found[o].high) for o in shown]
        spec = by_month(series, y_axis=chance_axis(enough=enough), domain=[0, 1])
        ends = ", ".join(f"{names.outcomes[o]} {chance_span(found[o], enough=enough)}" for o in shown)
        panels.append(Panel(names.policies[policy], spec, f"In the last month: {ends}"))
        for month in shown_months(findings.scenario.horizon):
            rows.append(
                [names.policies[policy], str(month), *(chance_span(found[o], month, enough=enough) for o in shown)]
            )
    return Figure(
        name="fans",
        title=titles.title_for_outcome(findings, "peace"),
        how=(
            f"Lines: average chance by month, from {month_name(findings.scenario.start)}. Bands: {range_words(findings)}; "
            "the wider, the less is known."
        ),
        panels=panels,
        table=DataTable(
            ["policy", "month", *(names.outcomes[o] for o in shown)],
            rows,
            "Average chance, and its range" if enough else "In words",
        ),
        legend=[Key(names.outcomes[o], OUTCOME[o]) for o in shown],
        caption=_average(findings),
        provisional=not enough,
    )


def areas(findings: Findings) -> Figure:
    """Every outcome by month, stacked, peace by package."""
    names, enough = Names(findings.scenario), findings.enough
    packages = list(findings.scenario.packages)
    greens = dict(zip(packages, shades(OUTCOME["peace"], len(packages)), strict=True))
    panels, rows, parts = [], [], []
    for policy in findings.policies:
        found = findings.outcomes[policy]
        parts = _stack(found, greens)
        spec = stacked_by_month([(colour, values) for _, colour, values in parts], y_axis=chance_axis(enough=enough))
        first, second = ranked(findings, policy)[:2]
        panels.append(
            Panel(
                names.policies[policy],
                spec,
                f"In the last month mostly {names.outcomes[first]}, then {names.outcomes[second]}",
            )
        )
        for month in shown_months(findings.scenario.horizon):
            rows.append(
                [
                    names.policies[policy],
                    str(month),
                    *(chance(float(values[month]), enough=enough) for _, _, values in parts),
                ]
            )
    labels = [names.packages[key] if key in greens else names.outcomes[key] for key, _, _ in parts]
    colours = [colour for _, colour, _ in parts]
    return Figure(
        name="outcomes",
        title=titles.title_for_packages(findings),
        how="Everything that may be the case in a month adds up to certainty; months from "
        f"{month_name(findings.scenario.start)}. "
        "Greens are peace, by the package in force.",
        panels=panels,
        table=DataTable(["policy", "month", *labels], rows, "Average chance" if enough else "In words"),
        legend=[Key(label, colour) for label, colour in zip(labels, colours, strict=True)],
        caption=_average(findings),
        provisional=not enough,
    )


def shown_months(horizon: int) -> list[int]:
    """Months that stand in a table: about ten, and the last."""
    step = next(step for step in (1, 3, 6, 12, 24, 60, 120) if horizon / step <= 11)
    return sorted({*range(0, horizon + 1, step), horizon})


def _average(findings: Findings) -> str:
    return (
        "Average chances: what the model gives within one set of assumptions, over the sets tried"
        f"{weighed(findings.scenario)}."
    )


def _stack(found: Outcomes, greens: dict[str, str]) -> list[tuple[str, str, Floats]]:
    """(key, colour, chance by month) from the bottom up: deals, victories, general war, frozen, fighting."""
    deals = [(package, greens[package], found.packages[package]) for package in greens]
    order = ("frozen", "fighting", "a-prevails", "b-prevails", "general-war")
    return [*deals, *((o, OUTCOME[o], found.chance[o].mean) for o in order)]


def _highest(findings: Findings, outcome: str) -> float:
    return max(float(np.nan_to_num(findings.outcomes[p].chance[outcome].mean).max()) for p in findings.policies)
