"""What every request must pass and every answer carries, so that only this machine's own browser page is served.

- *Host* must be a name of this machine with our port: a foreign name that was made to point here (DNS rebinding) is
  refused.
- *Origin*, where a browser sends it, must be ours; and what changes anything must be JSON, which no form of another
  site can send without asking first.
- Bodies are small; a longer one is refused before it is read.
- Answers forbid everything but our own scripts, styles and pictures, also to be framed, sniffed or read by other sites.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 1_000_000
SAFE = ("GET", "HEAD", "OPTIONS")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """ASGI middleware; `hosts` are the Host headers that are served, as `127.0.0.1:8765`."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self.app, self.hosts = app, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or hand it on with its body counted and its answer marked."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        body = _Counted(receive)
        marked = _marking(send, body)
        refusal = self._refusal(scope["method"], Headers(scope=scope))
        if refusal is not None:
            await refusal(scope, receive, marked)
            return
        try:
            await self.app(scope, body, marked)
        except _TooLongError:
            await _too_long()(scope, receive, marked)

    def _refusal(self, method: str, headers: Headers) -> PlainTextResponse | None:
        if headers.get("host", "").lower() not in self.hosts:
            return PlainTextResponse("This workbench answers to its own address only.", 421)
        origin = headers.get("origin")
        if origin is not None and origin.lower().removeprefix("http://") not in self.hosts:
            return PlainTextResponse("Requests from other sites are refused.", 403)
        if headers.get("sec-fetch-site") in ("cross-site", "same-site") and headers.get("sec-fetch-mode") != "navigate":
            return PlainTextResponse("Requests from other sites are refused.", 403)
        if method not in SAFE and not _is_json(headers):
            return PlainTextResponse("Send JSON.", 415)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return _too_long()
        return None


class _TooLongError(Exception):
    """A body that went on beyond what is read."""


class _Counted:
    """`receive` that stops at a body that is too long, also where its length was not told."""

    def __init__(self, receive: Receive) -> None:
        self.receive, self.seen = receive, 0

    @property
    def too_long(self) -> bool:
        """Whether more came than is read."""
        return self.seen > MOST_BYTES

    async def __call__(self) -> Message:
        message = await self.receive()
        self.seen += len(message.get("body", b""))
        if self.too_long:
            raise _TooLongError
        return message


def _is_json(headers: Headers) -> bool:
    return headers.get("content-type", "").split(";")[0].strip().lower() == "application/json"


def _too_long() -> PlainTextResponse:
    return PlainTextResponse(f"At most {MOST_BYTES // 1000} kB can be sent.", 413)


def _marking(send: Send, body: _Counted) -> Send:
    """`send` that adds our headers, except where an answer brings its own, and says so where the body was too long."""

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            if body.too_long:  # the framework takes a body that broke off for a malformed one
                message["status"] = 413
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return marked
