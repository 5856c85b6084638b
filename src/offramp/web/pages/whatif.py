"""What if: sliders and switches over one set of assumptions, answered live, with the spread behind."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from offramp import study
from offramp.errors import OfframpError, UnknownNameError
from offramp.findings.outcomes import OUTCOMES
from offramp.report.palette import OUTCOME
from offramp.web.desk import Desk, desk_of, page, war_context
from offramp.web.drawing.course import band_path
from offramp.web.knobs import knobs, leading
from offramp.web.run_of_war import RunOfWar, latest, spread_of
from offramp.web.solver.process import OvertakenError
from offramp.web.solver.spread import band

router = APIRouter()
Key = Annotated[str, Field(max_length=120)]
Path_ = Annotated[str, Field(max_length=300)]
PART = 8  # sets of assumptions between two looks whether the tab still wants them


class Asked(BaseModel):
    """What a page has set: pinned numbers by path, claims adopted, the policy and the one it is compared with."""

    tab: Key = Field(default="tab", description="name of the tab; only its latest question is answered")
    pins: dict[Path_, Annotated[float, Field(allow_inf_nan=False)]] = Field(default_factory=dict, max_length=400)
    claims: list[Key] = Field(default_factory=list, max_length=200)
    policy: Key
    base: Key


@router.get("/wars/{key}/what-if", response_class=HTMLResponse)
def what_if(request: Request, key: Key) -> HTMLResponse:
    """The page."""
    desk = desk_of(request)
    context = war_context(desk, key)
    scenario = context["scenario"]
    desk.solvers.warm(str(desk.places.war(key)))
    first, why = leading(desk, scenario, key)
    every = knobs(scenario)
    return page(
        request,
        "what-if.html",
        **context,
        first=[every[path] for path in first],
        more=[knob for path, knob in every.items() if path not in first],
        why=why,
        outcomes=[(o, context["names"].outcomes[o], OUTCOME[o]) for o in OUTCOMES],
    )


@router.post("/api/wars/{key}/what-if", response_model=None)
async def answer(request: Request, key: Key, asked: Asked) -> Response:
    """One set of assumptions, solved and drawn; 204 where a newer question of the same tab came first."""
    desk = desk_of(request)
    where = _where(desk, key, asked)
    try:
        found = await desk.solvers.quick.ask(
            asked.tab, "whatif.answer", *where, asked.claims, asked.pins, asked.policy, asked.base
        )
    except OvertakenError:
        return Response(status_code=204)
    return JSONResponse(found)


@router.post("/api/wars/{key}/spread", response_class=StreamingResponse)
async def spread(request: Request, key: Key, asked: Asked) -> StreamingResponse:
    """The spread over sets of assumptions: lines of JSON that tell how far it is, the last one with the bands."""
    desk = desk_of(request)
    where = _where(desk, key, asked)
    run = await run_in_threadpool(latest, desk, desk.scenario(key), key)
    if run is not None and asked.policy not in run.policies:
        run = None
    return StreamingResponse(_told(desk, where, run, asked), media_type="application/x-ndjson")


async def _told(desk: Desk, where: tuple[str, float], run: RunOfWar | None, asked: Asked) -> AsyncIterator[str]:
    """Where nothing was moved, the worlds of a finished run tell the spread; else 48 sets are solved."""
    line, parts = desk.solvers.patient, []
    folder = "" if run is None else str(run.folder)
    try:
        if run is not None and not asked.pins and not asked.claims:
            yield _bands(await run_in_threadpool(spread_of, run, asked.policy), run.folder.name)
            return
        size = await line.ask(asked.tab, "spread.size", *where, folder)
        for first in range(0, size, PART):
            yield json.dumps({"done": first, "of": size}) + "\n"
            question = (*where, folder, asked.claims, asked.pins, asked.policy, first, PART)
            parts += await line.ask(asked.tab, "spread.part", *question)
    except OvertakenError:
        return
    except OfframpError as error:
        yield json.dumps({"error": str(error)}) + "\n"
        return
    yield _bands(band(parts), "")


def _bands(found: dict[str, Any], run: str) -> str:
    """The last line: paths of the bands by outcome, over how many sets, how many they count as, and of which run."""
    bands: dict[str, Any] = {}
    if found["band"] is not None:
        bands = {outcome: band_path(found["band"][i, 0], found["band"][i, 2]) for i, outcome in enumerate(OUTCOMES)}
    told = {"bands": bands, "effective": round(found["effective"], 1), "of": found["sets"], "run": run}
    return json.dumps(told) + "\n"


def _where(desk: Desk, key: str, asked: Asked) -> tuple[str, float]:
    """File and time of the war, once everything that was named is known to exist."""
    scenario = desk.scenario(key)
    study.checked_policies(scenario, [asked.policy, asked.base])
    for claim in asked.claims:
        if claim not in scenario.claims:
            raise UnknownNameError(f"{scenario.name} has no claim {claim[:60]!r}")
    path = desk.places.war(key)
    return str(path), path.stat().st_mtime
