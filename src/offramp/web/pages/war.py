"""A war: the map of its game in pictures and tables, every number with what it rests on."""

from __future__ import annotations

from threading import Thread
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from offramp.report.palette import party_colours
from offramp.scenario import Scenario
from offramp.web.desk import desk_of, page, war_context
from offramp.web.drawing.front import front_strip
from offramp.web.drawing.numbers import Shown, grounds, in_words, shown
from offramp.web.knobs import leading

router = APIRouter()
Key = Annotated[str, Field(max_length=120)]
NARROW = 340.0


@router.get("/wars/{key}", response_class=HTMLResponse)
def war(request: Request, key: Key) -> HTMLResponse:
    """The page of a war."""
    desk = desk_of(request)
    context = war_context(desk, key)
    scenario: Scenario = context["scenario"]
    Thread(target=leading, args=(desk, scenario, key), daemon=True).start()  # so that “What if” finds it known
    return page(
        request,
        "war.html",
        **context,
        front={"wide": front_strip(scenario), "narrow": front_strip(scenario, width=NARROW)},
        rungs={side: _rungs(scenario, side) for side in ("a", "b")},
        deals=_deals(scenario),
        red_lines=_red_lines(scenario),
        colours=party_colours(scenario.parties),
        unknowns=scenario.quantities(),
        numbers=_numbers(scenario),
        runs=desk.runs_of(scenario, key),
    )


def _rungs(scenario: Scenario, side: str) -> list[dict[str, Any]]:
    """A side's rungs from the lowest up, with their numbers."""
    ladder = scenario.ladders[side]
    return [
        {
            "label": rung.label or rung.name,
            "start": index == ladder.start,
            "nuclear": rung.nuclear,
            "drive": shown(scenario, f"ladders.{side}.rungs.{rung.name}.drive"),
            "cost": shown(scenario, f"ladders.{side}.rungs.{rung.name}.cost"),
        }
        for index, rung in enumerate(ladder.rungs)
    ]


def _deals(scenario: Scenario) -> list[dict[str, Any]]:
    """The deal space: each package with its answer to every issue, and who would have to cross which red line."""
    out = []
    for name, package in scenario.packages.items():
        crossed = [
            line.label or key
            for key, line in scenario.red_lines.items()
            if any(package.terms.get(issue) in options for issue, options in line.crossed_by.items())
        ]
        terms = {issue: scenario.issues[issue].options.get(option) or option for issue, option in package.terms.items()}
        out.append(
            {
                "name": name,
                "about": package.about,
                "terms": terms,
                "line": package.line,
                "crosses": crossed,
                "guarantee": {side: shown(scenario, f"packages.{name}.guarantee.{side}") for side in ("a", "b")},
            }
        )
    return out


def _numbers(scenario: Scenario) -> list[dict[str, str]]:
    """Every uncertain number: its label, range, unit and what it rests on."""
    return [
        {
            "label": info.label,
            "value": in_words(info.number),
            "unit": info.unit,
            "grounds": grounds(scenario, scenario.about(info.path.removesuffix(".drawn"))),
        }
        for info in scenario.quantities()
    ]


def _red_lines(scenario: Scenario) -> list[tuple[str, str, str, Shown]]:
    """Side, label, question and chance of every red line."""
    return [
        (line.side, line.label or key, line.question, shown(scenario, f"red_lines.{key}.real"))
        for key, line in scenario.red_lines.items()
    ]
