"""What all pages share: the folders, the queue, the scenarios read so far, and who solves."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from jinja2 import StrictUndefined

import offramp
from offramp.report.glossary import GLOSSARY, LIMITS
from offramp.report.naming import Names, month_name
from offramp.scenario import Scenario, load
from offramp.web.drawing.numbers import grounds
from offramp.web.jobs.queue import Queue
from offramp.web.jobs.watching import Watch
from offramp.web.places import OWN, Places
from offramp.web.solver.process import Solvers

FOLDER = Path(__file__).parent
TEMPLATES = Jinja2Templates(directory=FOLDER / "templates")
TEMPLATES.env.undefined = StrictUndefined
TEMPLATES.env.trim_blocks = TEMPLATES.env.lstrip_blocks = True
TEMPLATES.env.globals |= {"glossary": GLOSSARY, "limits": LIMITS, "version": offramp.__version__, "grounds": grounds}
TEMPLATES.env.filters["month_name"] = month_name


@dataclass
class Desk:
    """The state of one server."""

    places: Places
    queue: Queue
    solvers: Solvers
    watch: Watch = field(default_factory=Watch)
    read: dict[str, tuple[float, Scenario]] = field(default_factory=dict)

    def scenario(self, key: str) -> Scenario:
        """The war called `key`, read again where its file has changed. Raises UnknownNameError, ScenarioError."""
        path = self.places.war(key)
        changed = path.stat().st_mtime
        known = self.read.get(key)
        if known is None or known[0] != changed:
            known = self.read[key] = (changed, load(path))
        return known[1]

    def runs_of(self, scenario: Scenario, key: str) -> list[Any]:
        """Views of the runs of a war, the youngest first."""
        from offramp.web.jobs.watching import seen

        found = [seen(folder) for folder in self.places.run_folders()]
        return [view for view in found if view is not None and view.war in (key, scenario.name)]


def desk_of(request: Request) -> Desk:
    """The desk of the server that answers."""
    return request.app.state.desk


def page(request: Request, template: str, /, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page from its template."""
    return TEMPLATES.TemplateResponse(request, template, context, status_code=status)


def war_context(desk: Desk, key: str) -> dict[str, Any]:
    """What every page about one war is told."""
    scenario = desk.scenario(key)
    return {"key": key, "own": key.startswith(OWN), "scenario": scenario, "names": Names(scenario)}
