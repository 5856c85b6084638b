"""The editor: form and YAML side by side, checked as one types, compared with the bundled file, saved as a new one."""

from __future__ import annotations

import hashlib
import os
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, Field

from offramp.ensemble.writing import write_whole
from offramp.errors import OfframpError, RunFolderError
from offramp.scenario import library, loads
from offramp.web import drafts
from offramp.web.desk import Desk, desk_of, page
from offramp.web.places import OWN
from offramp.web.solver.process import OvertakenError

router = APIRouter()
Key = Annotated[str, Field(max_length=120)]
Text = Annotated[str, Field(max_length=900_000)]


class Draft(BaseModel):
    """A text that is being edited, and the tab it is edited in."""

    text: Text
    name: Key = "draft"
    tab: Key = "tab"


class Change(BaseModel):
    """A value of the form that was changed: its place in the text, and the new number or numbers."""

    text: Text
    place: list[Annotated[str, Field(max_length=200)] | int] = Field(min_length=1, max_length=20)
    values: list[Annotated[float, Field(allow_inf_nan=False)] | Annotated[str, Field(max_length=500)]] = Field(
        min_length=1, max_length=3
    )


class Compared(BaseModel):
    """A text, and the key of the war it is compared with."""

    text: Text
    like: Key


class Kept(BaseModel):
    """A text to be saved under a name; `over` is the fingerprint of the file that may be replaced, if any."""

    text: Text
    name: Key
    over: Annotated[str, Field(max_length=64)] | None = None


@router.get("/wars/{key}/edit", response_class=HTMLResponse)
def edit(request: Request, key: Key) -> HTMLResponse:
    """The page."""
    desk = desk_of(request)
    text = desk.places.war(key).read_text(encoding="utf-8", errors="replace")
    own = key.startswith(OWN)
    name = key[1:] if own else _free_name(desk, key)
    try:
        title = desk.scenario(key).title
    except OfframpError:
        title = key
    print_of = fingerprint(text) if own else ""
    like = (
        key
        if not own
        else next((n for n in library.names() if key[1:].startswith(n.split("-")[0])), library.names()[0])
    )
    return page(
        request, "edit.html", key=key, own=own, title=title, text=text, name=name, over=print_of, like=like,
        bundled=library.names(),
    )  # fmt: skip


@router.post("/api/drafts/check", response_model=None)
async def check(request: Request, draft: Draft) -> Response:
    """Faults with their lines, as `offramp check` tells them; 204 where a newer draft of the same tab came first."""
    try:
        found = await desk_of(request).solvers.quick.ask(
            f"draft {draft.tab}", "drafting.checked", draft.text, _file_name(draft.name)
        )
    except OvertakenError:
        return Response(status_code=204)
    return JSONResponse(found)


@router.post("/api/drafts/change")
def change(changed: Change) -> dict[str, str]:
    """The text with one value of the form put in."""
    return {"text": drafts.changed(changed.text, changed.place, changed.values)}


@router.post("/api/drafts/difference")
def difference(request: Request, compared: Compared) -> dict[str, list[str]]:
    """What sets the text apart from a war on the shelf."""
    path = desk_of(request).places.war(compared.like)
    old = path.read_text(encoding="utf-8", errors="replace")
    return {"lines": drafts.difference(old, compared.text, compared.like, "your draft")}


@router.post("/api/drafts/save", status_code=201)
def save(request: Request, kept: Kept) -> dict[str, Any]:
    """Save a draft without faults as an own file; one that is there is replaced only where its fingerprint is named."""
    desk = desk_of(request)
    path = desk.places.new_war(kept.name)
    loads(kept.text, path.name)
    content = kept.text.encode()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if kept.over is None or not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
        elif path.is_symlink() or fingerprint(path.read_text(encoding="utf-8")) != kept.over:
            raise RunFolderError(f"{path.name} has been changed elsewhere since you opened it; save under another name")
        else:
            write_whole(path, content)
    except FileExistsError:
        raise RunFolderError(f"there is a file {path.name} already; choose another name") from None
    except OSError as error:
        raise RunFolderError(f"cannot write {path.name}: {error.strerror or error}") from error
    return {"key": OWN + kept.name, "page": f"/wars/{OWN}{kept.name}", "over": fingerprint(kept.text)}


def fingerprint(text: str) -> str:
    """SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _free_name(desk: Desk, key: str) -> str:
    """A name for a copy of a bundled war that no own file bears yet."""
    taken = set(desk.places.wars())
    stem = f"my-{key}"[:50]
    return next(name for name in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if OWN + name not in taken)


def _file_name(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum() or letter in "-_")[:60] or "draft"
