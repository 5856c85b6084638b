"""What a run prints: three lines, one comparison, then the tables."""

from __future__ import annotations

import math
import shutil

from rich.console import Console
from rich.table import Table

from offramp.argument.argue import Argument
from offramp.findings.collect import Findings
from offramp.findings.outcomes import OUTCOMES
from offramp.findings.spread import Spread
from offramp.report import (
    argued_peace,
    argued_record,
    argued_tables,
    argument_part,
    first_lines,
    put_in_words,
    trusting,
    words,
)
from offramp.report.amounts import tried
from offramp.report.machine import caption
from offramp.scenario import Scenario

WIDEST = 140
#: Months of talks of which the screen tells what they would teach; the report has all.
LESSON = 6


def provisional(findings: Findings) -> str:
    """A first answer from a few worlds."""
    lines = "\n".join(first_lines.three_lines(findings))
    return f"PROVISIONAL, from the first {findings.worlds} worlds\n{lines}\n"


def _console() -> Console:
    width = min(max(shutil.get_terminal_size((100, 24)).columns, 80), WIDEST)
    return Console(width=width, highlight=False, emoji=False, markup=False)


def show(findings: Findings) -> None:
    """Print the findings on stdout."""
    console = _console()
    for line in first_lines.three_lines(findings):
        console.print(line)
    console.print()
    console.print(words.comparison(findings))
    console.print()
    tables = [outcomes(findings), deals(findings), holding(findings)]
    tables += [accounts(findings)] if len(findings.policies) > 1 and findings.scenario.parties else []
    for table in [*tables, *([put_in(findings)] if findings.scenario.record is not None else [])]:
        console.print(table)
        console.print()
    console.print(evidence(findings))
    if told := trusting.screen_sentence(findings):
        console.print(told)
    console.print(caption(findings.scenario))


def show_argument(argument: Argument) -> None:
    """Print how the conclusions fare under every reading, what flips them, the obstacles, the timing."""
    console, scenario = _console(), argument.scenario
    parts: list[Table | str] = []
    if scenario.conclusions:
        parts += [argued_tables.conclusions_table(argument), argued_tables.flips_table(argument)]
    if favours := argued_record.favours_sentences(argument):
        parts += [argued_tables.favours_table(argument), "\n".join(favours)]
    if argument.obstacles is not None:
        parts.append(argued_tables.obstacles_table(argument.obstacles))
        parts.append("\n".join(argued_peace.obstacles_sentences(argument.obstacles)))
    for timing in argument.timing:
        parts.append(argued_tables.timing_table(scenario, timing))
        parts.append("\n".join(argued_peace.timing_sentences(scenario, timing)))
    if argument.lessons:
        rows = [row for row in argued_peace.lessons_rows(argument) if row[1] == str(LESSON)]
        parts.append(argued_tables.talking_table(rows))
    told = [found for found in argument.put_in if found.kind == "ratio" or found.of == scenario.baseline]
    told = told if argument_part.enough(argument) else []
    parts += [put_in_words.put_in_sentence(scenario, found) for found in told]
    for part in parts:
        console.print(part)
        console.print()


def outcome_name(scenario: Scenario, outcome: str) -> str:
    """An outcome in words, with the side's name."""
    if outcome.endswith("-prevails"):
        return f"{scenario.sides[outcome[0]].name} prevails"
    return {"general-war": "general war", "frozen": "front frozen", "peace": "peace", "fighting": "fighting"}[outcome]


def percent(spread: Spread, *, enough: bool) -> str:
    """Mean with its range over worlds in percent, of the last entry of a spread.

    Dots where too few worlds carry weight.
    """
    if not enough:
        return "·"
    mean, low, high = (
        float(x[-1]) if getattr(x, "ndim", 0) else float(x) for x in (spread.mean, spread.low, spread.high)
    )
    return f"{_points(mean)} ({_points(low)}-{_points(high)})"


def _points(value: float) -> str:
    points = 100 * value
    return f"{points:.1f}" if 0 < points < 1 else f"{points:.0f}"


def _share(value: float, *, enough: bool) -> str:
    return _points(value) if enough else "·"


def outcomes(findings: Findings) -> Table:
    """Where the war stands at the horizon, by policy."""
    scenario = findings.scenario
    table = _table(f"In month {scenario.horizon}: chance in % (range over the middle 80% of worlds)", "policy")
    for outcome in OUTCOMES:
        table.add_column(outcome_name(scenario, outcome), justify="right")
    for policy in findings.policies:
        found = findings.outcomes[policy]
        table.add_row(policy, *(percent(found.chance[o], enough=findings.enough) for o in OUTCOMES))
    return table


def deals(findings: Findings) -> Table:
    """Which packages could be signed today under the baseline, and who blocks them."""
    scenario, policy = findings.scenario, findings.baseline
    a, b = scenario.sides.a.name, scenario.sides.b.name
    table = _table(f"Deals today under {policy}: % of the assumptions tried", "package")
    for heading in (f"{a} would sign", f"{b} would sign", "both", "barred (red line, not offered)", "blocked by"):
        table.add_column(heading, justify="right")
    table.add_column("first settlement, %", justify="right")
    for package, deal in findings.deals[policy].items():
        table.add_row(
            package,
            *(_share(x, enough=findings.enough) for x in (deal.a_accepts, deal.b_accepts, deal.both, 1 - deal.open)),
            words.who_blocks(findings, policy, package),
            percent(deal.first, enough=findings.enough),
        )
    return table


def holding(findings: Findings) -> Table:
    """Whether a deal signed today would hold under the baseline, and who would break it."""
    scenario, policy = findings.scenario, findings.baseline
    months = [m for m in (12, 36, scenario.horizon) if m <= scenario.horizon]
    table = _table(f"If signed today under {policy}, still holding: chance in %", "package")
    for month in dict.fromkeys(months):
        table.add_column(f"month {month}", justify="right")
    table.add_column("ended mostly by", justify="right")
    for package, deal in findings.deals[policy].items():
        at = [
            Spread(deal.holds.mean[: m + 1], deal.holds.low[: m + 1], deal.holds.high[: m + 1])
            for m in dict.fromkeys(months)
        ]
        table.add_row(
            package, *(percent(x, enough=findings.enough) for x in at), words.holds(findings, policy, package)
        )
    return table


def accounts(findings: Findings) -> Table:
    """Share of the assumptions in which each policy is better for each party than the baseline."""
    scenario = findings.scenario
    table = _table(f"Better than {findings.baseline} for: % of the assumptions tried", "policy")
    for party in scenario.parties:
        table.add_column(scenario.parties[party].label or party, justify="right")
    for policy in findings.policies:
        if policy != findings.baseline:
            better = findings.accounts[policy].better
            table.add_row(policy, *(_share(better[party], enough=findings.enough) for party in scenario.parties))
    return table


def put_in(findings: Findings) -> Table:
    """The assumptions that the record moved most: what was put in, what came out."""
    moved = sorted(findings.assumptions, key=lambda a: -abs(a.shift))[:8]
    table = _table("What the record says about the assumptions: median (middle 80%)", "assumption")
    for heading in ("put in", "weighed by the record", "unit"):
        table.add_column(heading, justify="right")
    for assumption in moved:
        table.add_row(
            assumption.label or assumption.path, _range(assumption.before), _range(assumption.after), assumption.unit
        )
    return table


def evidence(findings: Findings) -> str:
    """How much the record says, and how firm the horizon is."""
    counted = math.floor(findings.weights.effective)
    weighing = "once weighed by the record" if findings.scenario.record is not None else "(no record weighs them)"
    lines = [f"{findings.worlds} worlds, {counted} effective {weighing}."]
    for part, left in findings.part_effective.items():
        spoken = ", ".join(_label(findings, i.path) for i in findings.informed[part][:3])
        told = "deal held" if part == "no deal" and findings.scenario.start_in else part
        leaves = f"{left:.0f} of the {tried(findings)} tried effective"
        lines.append(f"  The record's part '{told}' alone leaves {leaves}; it speaks most about: {spoken}.")
    check = findings.horizon_check
    if check is not None and findings.enough:
        marked = check.marked
        moved = ", ".join(
            f"{p}: {outcome_name(findings.scenario, o)} by {100 * m:.1f} points" for p, o, m in marked[:4]
        )
        lines.append(
            f"  Solving {check.worlds} worlds with longer horizons moves "
            + (
                f"some headlines by more than 2 points ({moved}); read those with care."
                if marked
                else "no headline by over 2 points."
            )
        )
    return "\n".join(lines)


def _label(findings: Findings, path: str) -> str:
    names = {a.path: a.label for a in findings.assumptions}
    return names.get(path) or names.get(path.removesuffix(".drawn")) or path


def _range(values: tuple[float, float, float]) -> str:
    return f"{values[0]:.3g} ({values[1]:.3g} to {values[2]:.3g})"


def _table(title: str, first: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="", box=None, pad_edge=False)
    table.add_column(first)
    return table
