"""The workbench as an ASGI application, and its server on this machine's own address."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

import offramp
from offramp.errors import OfframpError, ScenarioError, UnknownNameError
from offramp.web.desk import Desk, page
from offramp.web.guard import Guard
from offramp.web.jobs.queue import Queue
from offramp.web.pages import ROUTERS
from offramp.web.places import Places
from offramp.web.solver.process import Solvers

ADDRESS = "127.0.0.1"


def create_app(places: Places, port: int) -> FastAPI:
    """The application for these folders, answering to `127.0.0.1:port` and `localhost:port` only."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.desk.queue.start()
        yield
        app.state.desk.solvers.close()
        app.state.desk.queue.close()

    app = FastAPI(
        title="offramp workbench",
        version=offramp.__version__,
        description="The local web page of offramp; see docs/how-to/workbench.md.",
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.desk = Desk(places, Queue(places), Solvers())
    app.add_middleware(Guard, hosts=[f"{name}:{port}" for name in (ADDRESS, "localhost")])
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(OfframpError, _mistake)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _not_served)
    return app


def _mistake(request: Request, error: Exception) -> Response:
    """Something the user can mend, as a page or as JSON."""
    status = 404 if isinstance(error, UnknownNameError) else 422 if isinstance(error, ScenarioError) else 409
    return _told(request, status, str(error))


def _malformed(_: Request, error: Exception) -> Response:
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    detail = [{"loc": list(fault["loc"]), "msg": fault["msg"], "type": fault["type"]} for fault in faults]
    return JSONResponse({"detail": detail}, 422)


def _not_served(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = {404: "There is no such page.", 405: "That cannot be asked of this address."}
    headers = error.headers if isinstance(error, HTTPException) else None
    told = _told(request, status, words.get(status, "That did not work."))
    if headers:
        told.headers.update(headers)
    return told


def _told(request: Request, status: int, words: str) -> Response:
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        return page(request, "mistake.html", status=status, words=words)
    return JSONResponse({"detail": words}, status)
