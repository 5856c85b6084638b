"""Runs: asking for one, watching it live, stopping and resuming it, and opening its report."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse, StreamingResponse
from pydantic import BaseModel, Field

from offramp import study
from offramp.ensemble.remembering import scenario_text
from offramp.errors import UnknownNameError
from offramp.web.desk import Desk, desk_of, page
from offramp.web.jobs.order import Order, place

router = APIRouter()
LOOK = 0.3  # seconds between looks of a watching page
BEAT = 15.0  # seconds after which a quiet stream says that it is alive
REPORT_POLICY = (
    "sandbox allow-scripts allow-popups; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
Key = Annotated[str, Field(max_length=120)]


class RunAsked(BaseModel):
    """A run that a page asks for."""

    war: Key
    worlds: int = Field(default=64, ge=1, le=20_000)
    seed: int = Field(default=1, ge=0, le=2**31)
    policies: list[Key] = Field(default_factory=list, max_length=40)
    argument: bool = False


@router.post("/api/runs", status_code=201)
def ask(request: Request, asked: RunAsked) -> dict[str, str]:
    """Queue a run; the answer names its page."""
    desk = desk_of(request)
    scenario = desk.scenario(asked.war)
    study.checked_policies(scenario, asked.policies)
    if len(asked.policies) == 1:
        raise UnknownNameError("choose two policies or more to compare, or none for all of them")
    folder = desk.places.new_run(scenario.name, time.strftime("%Y%m%d-%H%M%S"))
    order = Order(asked.war, asked.worlds, asked.seed, tuple(asked.policies), asked.argument)
    place(folder, order, scenario_text(scenario))
    desk.queue.wake.set()
    return {"id": folder.name, "page": f"/runs/{folder.name}"}


@router.get("/api/runs/{run}")
def standing(request: Request, run: Key) -> dict[str, Any]:
    """Where a run stands."""
    return _told(desk_of(request), desk_of(request).places.run(run))


@router.post("/api/runs/{run}/stop")
def stop(request: Request, run: Key) -> dict[str, Any]:
    """Stop a run; what is finished is kept."""
    desk = desk_of(request)
    folder = desk.places.run(run)
    desk.queue.stop(folder)
    desk.watch.forget(folder)
    return _told(desk, folder)


@router.post("/api/runs/{run}/resume")
def resume(request: Request, run: Key) -> dict[str, Any]:
    """Queue a stopped run again."""
    desk = desk_of(request)
    folder = desk.places.run(run)
    desk.queue.resume(folder)
    desk.watch.forget(folder)
    return _told(desk, folder)


@router.get("/api/runs/{run}/events", response_class=StreamingResponse)
async def events(request: Request, run: Key) -> StreamingResponse:
    """Where a run stands, told again whenever it changes (server-sent events), until it stands still."""
    desk = desk_of(request)
    folder = desk.places.run(run)
    return StreamingResponse(_stream(request, desk, folder), media_type="text/event-stream")


@router.get("/runs/{run}", response_class=HTMLResponse)
def show(request: Request, run: Key) -> HTMLResponse:
    """The page of a run."""
    desk = desk_of(request)
    return page(request, "run.html", run=_told(desk, desk.places.run(run)))


@router.get("/runs/{run}/report", response_class=FileResponse)
def report(request: Request, run: Key, *, download: bool = False) -> FileResponse:
    """The run's report, shut off from the workbench, or as a file to hand on."""
    path = desk_of(request).places.report(run)
    name = f"{run}.html" if download else None
    return FileResponse(path, media_type="text/html", filename=name, headers={"Content-Security-Policy": REPORT_POLICY})


@router.get("/runs/{run}/figures/{name}", response_class=FileResponse)
def picture(request: Request, run: Key, name: Key) -> FileResponse:
    """A figure of the report as PNG or SVG, to be saved."""
    path = desk_of(request).places.picture(run, name)
    return FileResponse(path, filename=f"{run}-{path.name}", headers={"Content-Security-Policy": "sandbox"})


def _told(desk: Desk, folder: Path) -> dict[str, Any]:
    view = desk.watch.view(folder).plain()
    waiting = desk.queue.waiting() if view["state"] == "queued" else []
    ahead = waiting.index(folder) if folder in waiting else 0
    return view | {"ahead": ahead}


async def _stream(request: Request, desk: Desk, folder: Path) -> AsyncIterator[str]:
    last, told = "", time.monotonic()
    while not await request.is_disconnected():
        view = await run_in_threadpool(_told, desk, folder)
        now = json.dumps(view)
        if now != last:
            yield f"data: {now}\n\n"
            last, told = now, time.monotonic()
        elif time.monotonic() - told > BEAT:
            yield ": still here\n\n"
            told = time.monotonic()
        if not view["live"]:
            return
        await asyncio.sleep(LOOK)
