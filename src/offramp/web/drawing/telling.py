"""A what-if in words, drawings and a table: what the page shows when a slider has moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from offramp.findings.outcomes import OUTCOMES
from offramp.report.naming import Names, capital
from offramp.scenario import Scenario
from offramp.web.drawing import bargain, course

if TYPE_CHECKING:
    from offramp.web.solver.whatif import Answer

SAME = 0.005  # chances closer than this are told as equal


def told(scenario: Scenario, policy: str, base: str, chosen: Answer, other: Answer) -> dict[str, Any]:
    """JSON-ready: `title`, `lead`, `panels` by outcome, `bargain` (drawing), `blocks` (rows), `course` (table)."""
    names = Names(scenario)
    found, before = (bargain.deals(names, each.today) for each in (chosen, other))
    last = {outcome: float(chosen.chance[i, -1]) for i, outcome in enumerate(OUTCOMES)}
    drawn = course.panels(names, chosen.chance, other.chance)
    return {
        "title": _title(names, last, scenario.horizon),
        "lead": _lead(names, chosen, other, policy, base),
        "panels": {key: str(svg) for key, svg in drawn.items()},
        "bargain": str(bargain.bargaining_range(names, found, chosen.lines, scenario.line_today)),
        "bargain_title": _deal_title(found),
        "blocks": [
            [deal.name, deal.words, base_deal.words, _gain(deal, 0), _gain(deal, 1)]
            for deal, base_deal in zip(found, before, strict=True)
        ],
        "course": [
            [capital(names.outcome(o)), *(f"{value:.0%}" for value in _at(chosen, i)), f"{other.chance[i, -1]:.0%}"]
            for i, o in enumerate(OUTCOMES)
        ],
    }


def _title(names: Names, last: dict[str, float], horizon: int) -> str:
    first = max(last, key=lambda outcome: last[outcome])
    return f"After {horizon} months the likeliest state is {names.state(first)}: {last[first]:.0%}"


def _lead(names: Names, chosen: Answer, other: Answer, policy: str, base: str) -> str:
    if policy == base:
        return f"One set of assumptions under {names.policy(base)}; choose another policy to compare it with."
    moved = sorted(range(len(OUTCOMES)), key=lambda i: -abs(chosen.chance[i, -1] - other.chance[i, -1]))
    told = [
        f"{names.state(OUTCOMES[i])} {chosen.chance[i, -1]:.0%} against {other.chance[i, -1]:.0%}"
        for i in moved[:2]
        if abs(chosen.chance[i, -1] - other.chance[i, -1]) >= SAME
    ]
    versus = f"{names.policy(policy)} against {names.policy(base)}"
    return f"{versus}: {', '.join(told)}." if told else f"{versus}: no outcome differs by a point."


def _deal_title(found: list[bargain.Deal]) -> str:
    both = [deal.name for deal in found if deal.blocker == "nobody" and deal.words != "in force"]
    if both:
        return f"Both sides would sign today: {', '.join(both)}"
    return "No deal could be signed today" if found else "No deals are on the table"


def _gain(deal: bargain.Deal, side: int) -> str:
    value = float(deal.best[side])
    return f"{100 * value:+.1f}" if value == value else "no line"  # noqa: PLR0124  a number that is none


def _at(answer: Answer, outcome: int) -> list[float]:
    months = answer.chance.shape[1] - 1
    return [float(answer.chance[outcome, month]) for month in (min(12, months), min(36, months), months)]
