"""The shelf: every war, bundled and own, and the runs so far."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from offramp.errors import OfframpError
from offramp.web.desk import Desk, desk_of, page
from offramp.web.drawing.front import front_strip
from offramp.web.jobs.watching import seen
from offramp.web.places import OWN

router = APIRouter()
SHOWN = 12


@router.get("/", response_class=HTMLResponse)
def shelf(request: Request) -> HTMLResponse:
    """The first page."""
    desk = desk_of(request)
    runs = [view for folder in desk.places.run_folders()[:SHOWN] if (view := seen(folder)) is not None]
    return page(request, "shelf.html", wars=[_card(desk, key) for key in desk.places.wars()], runs=runs)


def _card(desk: Desk, key: str) -> dict[str, Any]:
    """A war as its card shows it, also one whose file has faults."""
    card: dict[str, Any] = {
        "key": key,
        "own": key.startswith(OWN),
        "file": f"{key.removeprefix(OWN)}.yaml",
        "faults": 0,
    }
    try:
        scenario = desk.scenario(key)
    except OfframpError as error:
        return card | {"title": key, "faults": len(getattr(error, "problems", [])) or 1}
    return card | {
        "title": scenario.title,
        "question": scenario.question,
        "start": scenario.start,
        "sides": [scenario.sides[side].name for side in ("a", "b")],
        "packages": len(scenario.packages),
        "policies": len(scenario.policies),
        "unknowns": len(scenario.quantities()),
        "front": front_strip(scenario, small=True),
    }
