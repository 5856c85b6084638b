"""All figures of a report, in the order of its sections."""

from __future__ import annotations

from collections.abc import Callable

from offramp.findings.collect import Findings
from offramp.report.figures import convergence, costs, courses, deals, ground, inputs
from offramp.report.figures.figure import Figure

Builder = Callable[[Findings], Figure | None]

_ALWAYS: tuple[Builder, ...] = (courses.comparison, courses.fans, courses.areas, ground.front, ground.rungs)
_WITH_PACKAGES: tuple[Builder, ...] = (
    deals.acceptance,
    deals.blocks,
    deals.first_settlement,
    deals.survival,
    deals.endings,
)
_LAST: tuple[Builder, ...] = (
    costs.ledger,
    costs.measures,
    inputs.general_war,
    inputs.record,
    inputs.informed,
    convergence.convergence,
)


def figures(findings: Findings) -> dict[str, Figure]:
    """Name -> figure; those that have nothing to show are left out."""
    builders = (*_ALWAYS, *(_WITH_PACKAGES if findings.scenario.packages else ()), *_LAST)
    made = [builder(findings) for builder in builders]
    return {figure.name: figure for figure in made if figure is not None}
