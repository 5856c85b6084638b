"""Play: one side by hand against the equilibrium, or a patron who chooses the policy.

The match is its setup and choices, which the page sends each time.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from offramp import study
from offramp.play.patron import patrons
from offramp.play.table import MOST_CHOICES
from offramp.web.desk import desk_of, page, war_context

router = APIRouter()
Key = Annotated[str, Field(max_length=120)]
Choice = Annotated[str, Field(max_length=140)]


class Sitting(BaseModel):
    """A match as its page knows it."""

    policy: Key
    side: Key = Field(description="a, b, or the key of a party that plays as a patron and chooses the policy")
    seed: int = Field(default=1, ge=0, le=2**31)
    months: int = Field(default=24, ge=1, le=600)
    every: int = Field(default=6, ge=1, le=120, description="months between two decisions of a patron")
    choices: list[Choice] = Field(default_factory=list, max_length=MOST_CHOICES)


@router.get("/wars/{key}/play", response_class=HTMLResponse)
def play(request: Request, key: Key) -> HTMLResponse:
    """The page."""
    desk = desk_of(request)
    context = war_context(desk, key)
    desk.solvers.warm(str(desk.places.war(key)))
    return page(request, "play.html", **context, patrons=patrons(context["scenario"]))


@router.post("/api/wars/{key}/play")
async def sit(request: Request, key: Key, sitting: Sitting) -> dict[str, Any]:
    """Where the match stands after the choices so far: what happened, what is asked, and the debriefing once over."""
    desk = desk_of(request)
    study.checked_policies(desk.scenario(key), [sitting.policy])
    path = desk.places.war(key)
    where = (str(path), path.stat().st_mtime)
    asked = (sitting.policy, sitting.side, sitting.seed, sitting.months, sitting.every, sitting.choices)
    return await desk.solvers.patient.ask(f"play {id(sitting)}", "matches.told", *where, *asked)
