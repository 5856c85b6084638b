"""What came out of a run: policies side by side, and the argument; read from the findings that lie in its folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from offramp.errors import RunFolderError
from offramp.findings.outcomes import OUTCOMES
from offramp.report.naming import Names
from offramp.report.palette import OUTCOME, party_colours
from offramp.scenario import Scenario, loads
from offramp.web.debating import conclusions, obstacles, readings
from offramp.web.desk import Desk, desk_of, page
from offramp.web.drawing import comparing

router = APIRouter()
Key = Annotated[str, Field(max_length=120)]


@router.get("/runs/{run}/policies", response_class=HTMLResponse)
def policies(request: Request, run: Key) -> HTMLResponse:
    """Policies side by side."""
    found = _Found(desk_of(request), run)
    names, document = found.names, found.document
    return page(
        request,
        "policies.html",
        **found.context,
        line_key=lambda policy: comparing.line_key(document, policy),
        bars=comparing.bars(names, document),
        panels=comparing.panels(names, document),
        outcomes=[(o, names.outcomes[o], OUTCOME[o]) for o in OUTCOMES],
        rows=comparing.rows(names, document),
        title=comparing.title(names, document),
        parties=comparing.parties(names, document),
        colours=party_colours(found.scenario.parties),
        figures=sorted(path.name for path in (found.folder / "figures").glob("*.png")),
    )


@router.get("/runs/{run}/argument", response_class=HTMLResponse)
def argument(request: Request, run: Key) -> HTMLResponse:
    """The argument: conclusions by reading, what flips them, and what stands in the way."""
    found = _Found(desk_of(request), run)
    return page(
        request,
        "argument.html",
        **found.context,
        tested="conclusions" in found.document,
        readings=readings(found.document),
        conclusions=conclusions(found.scenario, found.document),
        obstacles=obstacles(found.document),
    )


class _Found:
    """A finished run as its folder tells it. Raises UnknownNameError, RunFolderError where it is not finished."""

    def __init__(self, desk: Desk, run: str) -> None:
        self.folder: Path = desk.places.run(run)
        try:
            self.document: dict[str, Any] = json.loads((self.folder / "findings.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise RunFolderError("this run has no results yet") from None
        self.scenario: Scenario = loads((self.folder / "scenario.yaml").read_text(encoding="utf-8"))
        self.names = Names(self.scenario)
        self.context = {
            "run": desk.watch.view(self.folder).plain(),
            "scenario": self.scenario,
            "names": self.names,
            "document": self.document,
        }
