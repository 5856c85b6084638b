"""A new scenario in the style of a given one: short, commented, valid."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

from offramp.scenario.fields import SIDES
from offramp.scenario.loading import load
from offramp.scenario.schema import Scenario

MOST_ISSUES = 3
MOST_PACKAGES = 3
MOST_OPTIONS = 4
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _-]*")
RESERVED = {"true", "false", "null"}


def new_like(name_or_path: str | Path) -> str:
    """The text of a new scenario in the style of a named one: its sides, front, issues and packages, under 60 lines.

    Everything else is left to the shared defaults, with a comment where one would go on. Raises UnknownNameError.
    """
    model = load(name_or_path)
    issues = list(model.issues)[:MOST_ISSUES]
    packages = _packages(model, issues)
    parts = (_head(model), _war(model), _bargain(model, issues, packages), _wants(model, issues), _levers(packages))
    return "\n".join(line for part in parts for line in part) + "\n"


def _head(model: Scenario) -> list[str]:
    return [
        f"# A new scenario in the style of {model.name}. `offramp check FILE` lists every fault with its line.",
        "offramp: 1",
        f"name: new-{model.name}"[:66],
        "title: What this war is about, in a line",
        "question: What would you like to know?",
        f"start: {model.start}          # month 0; other months count from it",
        f"horizon: {model.horizon}            # months reported",
        "",
    ]


def _war(model: Scenario) -> list[str]:
    front = model.front
    # a tenth to a half of the narrowest cell: no step of the front can then be certain
    narrowest = min(right - left for left, right in pairwise(front.cells))
    mobility = [round(narrowest / 10, 6), round(narrowest / 2, 6)]
    return [
        "sides:                  # larger front values are good for a",
        *(f"  {side}: {flow({'name': model.sides[side].name, 'people': model.sides[side].people})}" for side in SIDES),
        "",
        "front:                  # positions, fine around today's line and wide far from it; the ends are decisive",
        f"  measure: {flow(front.measure)}",
        f"  unit: {flow(front.unit)}",
        f"  cells: {flow(front.cells)}",
        f"  now: {flow(front.now)}",
        "",
        "battlefield:            # how far a fully successful attack moves the front in a month, in its unit",
        f"  mobility: {flow({'uniform': mobility})}",
        "  # theta: {uniform: [-0.5, 0.5], rests_on: {basis: judgement, note: why}}   # above 0 favours a",
        "",
    ]


def _bargain(model: Scenario, issues: list[str], packages: dict[str, dict[str, str]]) -> list[str]:
    lines = ["issues:                 # what a deal must settle, each with its options"]
    lines += [f"  {flow(issue)}: {{options: {flow(_options(model, issue))}}}" for issue in issues]
    lines += ["", "packages:               # deals that may be on the table: an option for every issue"]
    lines += [f"  {flow(name)}: {{terms: {flow(terms)}}}" for name, terms in packages.items()]
    return [*lines, ""]


def _wants(model: Scenario, issues: list[str]) -> list[str]:
    lines = ["preferences:            # worth of each option to each side, 0 to 1"]
    for side in SIDES:
        worth = {
            issue: {option: _worth(model, side, issue, option) for option in _options(model, issue)} for issue in issues
        }
        lines.append(f"  {side}:")
        lines.append("    values:")
        lines += [f"      {flow(issue)}: {flow(values)}" for issue, values in worth.items()]
    example = "crossed_by: {ISSUE: [OPTION]}, real: 0.5"
    return [*lines, f"# red_lines: {{name: {{side: a, {example}}}}}   # what a side would never sign", ""]


def _levers(packages: dict[str, dict[str, str]]) -> list[str]:
    return [
        "policies:               # what patrons may do; the first one is what the others are compared with",
        f"  sustain: {{label: Go on as before, offers: {flow(list(packages))}}}",
        f"  talks: {{label: Talks, offers: {flow(list(packages))}, changes: [{{path: channel.a, to: 1}}]}}",
        "# every other number has a shared default range: docs/reference/scenario-file.md",
    ]


def _packages(model: Scenario, issues: list[str]) -> dict[str, dict[str, str]]:
    """The first packages, cut down to the issues and options that are kept."""
    result = {}
    for name, package in list(model.packages.items())[:MOST_PACKAGES]:
        terms = {}
        for issue in issues:
            known = _options(model, issue)
            terms[issue] = package.terms[issue] if package.terms[issue] in known else next(iter(known))
        result[name] = terms
    return result or {"ceasefire": {}}


def _options(model: Scenario, issue: str) -> dict[str, str]:
    return dict(list(model.issues[issue].options.items())[:MOST_OPTIONS])


def _worth(model: Scenario, side: str, issue: str, option: str) -> float:
    return round(model.graph.central(f"preferences.{side}.values.{issue}.{option}"), 3)


def flow(value: Any) -> str:
    """A value as YAML on one line. Text is quoted wherever a reader of YAML could take it for something else."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    if isinstance(value, str):
        plain = PLAIN.fullmatch(value) and value.lower() not in RESERVED and not value.endswith(" ")
        return value if plain else json.dumps(value, ensure_ascii=False)
    return f"{value:.10g}" if isinstance(value, float) else json.dumps(value)
