"""Policies side by side, from the findings of a run: bars of outcomes, courses with bands, and tables."""

from __future__ import annotations

import math
from typing import Any

from markupsafe import Markup

from offramp.findings.outcomes import OUTCOMES
from offramp.report.figures.marks import month_axis
from offramp.report.machine import outcome_keys
from offramp.report.naming import Names, capital
from offramp.report.palette import OUTCOME
from offramp.web.drawing.svg import Scale, area, drawing, element, line, rule, shortened, text

WIDTH, ROW, LEFT, RIGHT = 340.0, 46.0, 8.0, 8.0
HEIGHT, FOOT, TOP, MARGIN = 150.0, 24.0, 8.0, 44.0
Document = dict[str, Any]


def title(names: Names, document: Document) -> str:
    """What there is to see: how far policies differ in the chance of a deal."""
    at = {policy: _last(names, document, policy, "peace")[0] for policy in document["policies"]}
    if not document["enough_worlds"] or len(at) < 2:
        return f"What becomes of the war in month {document['horizon']}"
    high, low = max(at, key=lambda p: at[p]), min(at, key=lambda p: at[p])
    return (
        f"A deal is in force in month {document['horizon']} most often under {names.policy(high)} ({at[high]:.0%} on "
        f"average), least under {names.policy(low)} ({at[low]:.0%})"
    )


def bars(names: Names, document: Document) -> Markup:
    """A bar per policy, its parts the average chances at the horizon."""
    across = Scale(0, 1, LEFT, WIDTH - RIGHT)
    parts, told = [], []
    for row, policy in enumerate(document["policies"]):
        top, begun = row * ROW, 0.0
        parts.append(text(LEFT, top + 14, shortened(names.policies[policy], WIDTH - 20), font_weight="bold"))
        words = []
        for outcome in OUTCOMES:
            mean = _last(names, document, policy, outcome)[0]
            wide = across(begun + mean) - across(begun)
            parts.append(
                element(
                    "rect", "", x=across(begun), y=top + 20, width=max(wide - 0.6, 0), height=18, fill=OUTCOME[outcome]
                )
            )
            begun += mean
            words.append(f"{names.outcome(outcome)} {_chance(document, mean)}")
        told.append(f"{names.policies[policy]}: {', '.join(words)}")
    bottom = len(document["policies"]) * ROW
    for level in (0, 0.5, 1):
        anchor = "start" if level == 0 else "end" if level == 1 else "middle"
        words = f"{level:.0%}" if document["enough_worlds"] else {0: "never", 0.5: "", 1: "certain"}[level]
        parts.append(text(across(level), bottom + 14, words, anchor, cls="muted"))
    return drawing(parts, WIDTH, bottom + 20, ". ".join(told))


def panels(names: Names, document: Document) -> dict[str, Markup]:
    """Outcome -> its course by month under every policy; the baseline is dashed, and has the band."""
    return {outcome: _panel(names, document, outcome) for outcome in OUTCOMES}


def styles(document: Document, colour: str) -> dict[str, tuple[str, str | None, float]]:
    """Policy -> colour, dash and width of its line."""
    others = [policy for policy in document["policies"] if policy != document["baseline"]]
    dashes = ("8 3", "2 3", "11 3 2 3", "5 2", "1 4", None)
    found = {policy: (colour, dashes[i % len(dashes)], 2.0) for i, policy in enumerate(others)}
    return {document["baseline"]: ("currentColor", None, 2.6)} | found


def line_key(document: Document, policy: str) -> Markup:
    """The line of a policy, for the legend."""
    _, dash, width = styles(document, OUTCOME["fighting"])[policy]
    stroke = element("path", "", d="M0 5H34", stroke="currentColor", stroke_width=width, stroke_dasharray=dash)
    return element("svg", stroke, width=34, height=10, aria_hidden="true")


def rows(names: Names, document: Document) -> list[list[str]]:
    """A row per policy: mean chance and range of every outcome at the horizon."""
    return [
        [names.policies[policy], *(_span(document, *_last(names, document, policy, outcome)) for outcome in OUTCOMES)]
        for policy in document["policies"]
    ]


def parties(names: Names, document: Document) -> list[tuple[str, str, list[str]]]:
    """Key, name, and in what share of the assumptions tried each other policy is better for the party."""
    others = [policy for policy in document["policies"] if policy != document["baseline"]]
    out = []
    for key, label in names.parties.items():
        shares = [_better(document, policy, key) for policy in others]
        out.append((key, label, [_chance(document, s) if s is not None else "not told" for s in shares]))
    return out


def _better(document: Document, policy: str, party: str) -> float | None:
    found = document["policies"][policy]["value"].get(party) or {}
    share = found.get("better_in")
    return float(share) if share is not None else None


def _panel(names: Names, document: Document, outcome: str) -> Markup:
    horizon = document["horizon"]
    across, up = Scale(0, horizon, MARGIN, WIDTH - RIGHT), Scale(0, 1, HEIGHT - FOOT, TOP)
    parts: list[Markup] = []
    for level in (0, 0.5, 1):
        parts.append(rule(MARGIN, up(level), WIDTH - RIGHT, up(level)))
        words = f"{level:.0%}" if document["enough_worlds"] else {0: "never", 0.5: "", 1: "always"}[level]
        parts.append(text(MARGIN - 5, up(level) + 4, words, "end", cls="muted", font_size=11))
    for month in month_axis(0, horizon)["values"]:
        parts.append(text(across(month), HEIGHT - 8, f"{month}", "middle", cls="muted"))
    base = _chances(names, document, document["baseline"], outcome)
    low, high = ([(across(m), up(v)) for m, v in enumerate(base[end])] for end in ("low", "high"))
    parts.append(area(high, low, cls="band"))
    for policy, (colour, dash, width) in styles(document, OUTCOME[outcome]).items():
        mean = _chances(names, document, policy, outcome)["mean"]
        points = [(across(m), up(v)) for m, v in enumerate(mean) if v is not None and math.isfinite(v)]
        parts.append(line(points, colour, width, dash))
    told = [
        f"{names.policies[p]} {_chance(document, _last(names, document, p, outcome)[0])}" for p in document["policies"]
    ]
    return drawing(parts, WIDTH, HEIGHT, f"{capital(names.outcome(outcome))} in the last month: {', '.join(told)}.")


def _chances(names: Names, document: Document, policy: str, outcome: str) -> Document:
    return document["policies"][policy]["chance"][outcome_keys(names.scenario)[outcome]]


def _last(names: Names, document: Document, policy: str, outcome: str) -> tuple[float, float, float]:
    found = _chances(names, document, policy, outcome)
    mean, low, high = (found[part][-1] for part in ("mean", "low", "high"))
    return mean or 0.0, low or 0.0, high or 0.0


def _chance(document: Document, value: float) -> str:
    """A chance in %, in words where too few worlds carry weight."""
    if document["enough_worlds"]:
        return f"{value:.0%}"
    return "hardly" if value < 0.1 else "seldom" if value < 0.35 else "about even" if value < 0.65 else "mostly"


def _span(document: Document, mean: float, low: float, high: float) -> str:
    if document["enough_worlds"]:
        return f"{mean:.0%} ({low:.0%} to {high:.0%})"
    return _chance(document, mean)
