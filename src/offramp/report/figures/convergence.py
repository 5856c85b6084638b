"""How the chance of a deal settles as worlds are added: one panel per policy, with the margin round where it ends."""

from __future__ import annotations

import math

import numpy as np

from offramp.ensemble.trust import MARGIN
from offramp.findings.collect import Findings
from offramp.findings.trusting import Headline
from offramp.report.amounts import chance, months, weighed
from offramp.report.figures.figure import DataTable, Figure, Panel
from offramp.report.figures.marks import by_worlds, chance_axis
from offramp.report.naming import Names, listed
from offramp.report.palette import OUTCOME
from offramp.report.trusting import WITHIN

#: More policies than this are counted in a title instead of being named.
NAMED = 2


def convergence(findings: Findings) -> Figure | None:
    """The chance of a deal in force at the horizon on the first n worlds."""
    names, enough, found = Names(findings.scenario), findings.enough, deals_of(findings)
    if not found:
        return None
    title, axis = title_for_convergence(findings), chance_axis(enough=enough)
    panels, rows = [], []
    for one in found:
        counts, values = one.trust.counts, one.trust.by_count
        spec = by_worlds(counts, np.array(values), MARGIN, OUTCOME["peace"], y_axis=axis)
        told = [chance(value, enough=enough) for value in values]
        alt = ", ".join(f"{cell} on the first {count}" for count, cell in zip(counts, told, strict=True))
        panels.append(Panel(names.policies[one.policy], spec, alt))
        rows.append([names.policies[one.policy], *told])
    return Figure(
        name="convergence",
        title=title,
        how=(
            f"Line: average chance of a deal in force after {months(findings.scenario.horizon)}{weighed(findings.scenario)}, on "
            f"the first worlds in the order in which they were drawn. Grey band: within {WITHIN} of its value on all of them."
        ),
        panels=panels,
        table=DataTable(
            ["policy", *(f"first {count} worlds" for count in found[0].trust.counts)],
            rows,
            "Average chance of a deal in force" if enough else "In words",
        ),
        provisional=not enough,
    )


def deals_of(findings: Findings) -> list[Headline]:
    """The headlines "chance of a deal in force", by policy."""
    return [one for one in findings.headlines if (one.kind, one.of) == ("chance", "peace")]


def title_for_convergence(findings: Findings) -> str:
    """Under which policies the chance of a deal has settled, and under which it still moves."""
    found, policy = deals_of(findings), Names(findings.scenario).policy
    what = "The chance of a deal in force"
    if not all(math.isfinite(one.trust.value) and len(one.trust.counts) > 1 for one in found):
        return f"{what}: too few worlds to see whether it settles"
    moving = [policy(one.policy) for one in found if not one.trust.has_settled]
    if not moving:
        latest, every = max(one.trust.settled for one in found), found[0].trust.counts[-1]
        return f"{what} stays within {WITHIN} from {latest} of {every} worlds on, under {_under(len(found), found, findings)}"
    where = listed(moving) if len(moving) <= NAMED else _under(len(moving), found, findings)
    return f"{what} still moves by more than {WITHIN} over the second half of the worlds, under {where}"


def _under(some: int, found: list[Headline], findings: Findings) -> str:
    """So many of the policies."""
    if len(found) == 1:
        return Names(findings.scenario).policy(found[0].policy)
    return "every policy" if some == len(found) else f"{some} of {len(found)} policies"
