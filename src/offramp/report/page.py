"""The report: one self-contained page that fetches nothing, and its figures as files."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from offramp.argument.argue import Argument
from offramp.ensemble.writing import write_whole
from offramp.errors import RunFolderError
from offramp.findings.collect import Findings
from offramp.findings.stability import LIMIT
from offramp.report import argument_part, first_lines, listings, trusting, words
from offramp.report.amounts import followed, months, percent, share_words, too_few, tried
from offramp.report.figures.argued import figures_of
from offramp.report.figures.compose import write_drawing
from offramp.report.figures.figure import Figure
from offramp.report.figures.gallery import figures
from offramp.report.figures.inputs import hazard_put_in
from offramp.report.figures.pictures import write_pictures
from offramp.report.glossary import GLOSSARY, LIMITS
from offramp.report.naming import Names, listed, month_name

TEMPLATES = Path(__file__).parent / "templates"


def write_report(findings: Findings, folder: Path, argument: Argument | None = None) -> Path:
    """Write `folder`/report.html and `folder`/figures/NAME.svg and .png; returns the page. Raises RunFolderError."""
    drawn = all_figures(findings, argument)
    pictures = Path(folder) / "figures"
    try:
        pictures.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunFolderError(f"cannot make {pictures}: {error.strerror or error}") from error
    write_pictures((write_drawing(figure, pictures) for figure in drawn.values()), len(drawn))
    page = Path(folder) / "report.html"
    write_whole(page, render(findings, drawn, argument).encode())
    return page


def render(findings: Findings, drawn: dict[str, Figure] | None = None, argument: Argument | None = None) -> str:
    """The page as text."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["drawing"] = _drawing
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return environment.get_template("report.html").render(
        **_context(findings),
        arg=argument_part.context(argument, findings) if argument is not None else None,
        figures=drawn if drawn is not None else all_figures(findings, argument),
        style=Markup((TEMPLATES / "report.css").read_text(encoding="utf-8")),  # noqa: S704  ours, no input in it
        script=Markup(script),  # noqa: S704  ours, no input in it
        script_hash=digest,
    )


def all_figures(findings: Findings, argument: Argument | None = None) -> dict[str, Figure]:
    """Name -> figure, those of the argument last."""
    return figures(findings) | (figures_of(argument) if argument is not None else {})


def _context(findings: Findings) -> dict[str, Any]:
    """Everything the template shows, apart from the figures."""
    names, scenario, base = Names(findings.scenario), findings.scenario, findings.baseline
    return {
        "scenario": scenario,
        "findings": findings,
        "names": names,
        "start": month_name(scenario.start),
        "lines": first_lines.three_lines(findings),
        "comparison": words.comparison(findings),
        "others": _others(findings),
        "too_few": "" if findings.enough else too_few(findings),
        "share_words": share_words(findings),
        "tried": tried(findings),
        "followed": followed(findings),
        "base": names.policy(base),
        "blocking": [words.who_blocks_sentence(findings, base, package) for package in scenario.packages],
        "holding": [words.holds_sentence(findings, base, package) for package in scenario.packages],
        "general_war": _general_war(findings),
        "assumed_measures": listed([names.measures[key] for key, m in scenario.measures.items() if m.assumed]),
        "limit": round(100 * LIMIT),
        "trusting": trusting.page_sentences(findings),
        "tables": _tables(findings),
        "provenance": listings.provenance(findings),
        "glossary": GLOSSARY,
        "limits": LIMITS,
    }


def _tables(findings: Findings) -> dict[str, Any]:
    makers = (
        listings.assumptions,
        listings.sources,
        listings.departures,
        listings.policies,
        listings.packages,
        listings.better,
        listings.claims,
        listings.readings,
        listings.conclusions,
        listings.horizon,
        listings.record_parts,
    )
    return {make.__name__: make(findings) for make in makers} | {"headlines": trusting.table(findings)}


def _others(findings: Findings) -> list[str]:
    """Every policy but the one told first, next to the baseline."""
    first = words.most_different(findings)
    left = [policy for policy in findings.policies if policy not in (findings.baseline, first)]
    return [words.compare(findings, policy, findings.baseline) for policy in left]


def _general_war(findings: Findings) -> str:
    """What is put in for general war, in a sentence."""
    names, scenario = Names(findings.scenario), findings.scenario
    rungs = listed(
        [f"“{names.rung(side, scenario.ladders[side].start)}” for {names.side(side)}" for side in ("a", "b")]
    )
    put_in = hazard_put_in(findings)
    size = (
        f" comes to {percent(put_in)} over {months(scenario.horizon)}" if findings.enough else " is drawn in the figure"
    )
    return (
        f"Put in is a hazard for every pair of rungs. With the sides on {names.rungs_today} ({rungs}), at "
        "the middle of every assumption, "
        f"it{size} if the war were fought all that time. How far the sides climb, and when the war ends, is worked out."
    )


def _drawing(svg: str, label: str) -> Markup:
    """A drawing of vl-convert (which escapes its text) with its words for who cannot see it."""
    return Markup(svg.replace("<svg ", str(Markup('<svg role="img" aria-label="{}" ').format(label)), 1))  # noqa: S704
