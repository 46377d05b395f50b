"""Closed by default: stands before every route and every WebSocket, pictures and Streamlit included."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wardrobe.accounts import Accounts, Person
from wardrobe.server.install import PATHS
from wardrobe.server.origin import SAFE_METHODS, same_origin
from wardrobe.server.speech import listener

SESSION_COOKIE: Final = "otjang_session"
OPEN: Final = frozenset(
    {
        ("GET", "/login"),
        ("POST", "/login"),
        ("GET", "/setup"),
        ("POST", "/setup"),
        ("GET", "/login.css"),
        *(("GET", path) for path in PATHS),  # the icon of the home screen
        *((method, f"/share{name}") for method in ("GET", "HEAD") for name in (".css", "-card.png")),
        ("GET", "/api/v1/health"),
        ("POST", "/api/v1/captures"),  # asks for a device token itself
        ("POST", "/api/v1/intents"),  # so does this
        ("DELETE", "/api/v1/devices/me"),  # and these
        ("POST", "/api/v1/devices/me/poll"),
        ("PUT", "/api/v1/devices/me/frame"),
        ("POST", "/api/v1/pairings"),  # gives nothing until a person types a code
        ("POST", "/api/v1/pairings/claim"),  # asks for the key of a QR code
    }
)
"""All that is answered without a session. Compared whole: with any other method the path is Streamlit's."""
_UUID: Final = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_SHARE: Final = r"/s/[^/\x00-\x1f\x7f]{1,200}"
OPEN_BELOW: Final = (
    (frozenset({"PUT", "PATCH", "GET", "DELETE"}), re.compile(f"/api/v1/captures/{_UUID}")),
    (frozenset({"PUT"}), re.compile(r"/api/v1/pairings/[0-9a-f]{32}/nonce")),
    (frozenset({"GET"}), re.compile(r"/api/v1/pairings/[0-9a-f]{32}")),
    (frozenset({"GET", "POST"}), re.compile(r"/join/[A-Za-z0-9_-]{43}")),  # asks for the key of an invitation
    # Shared links ask for their keys. Whatever else stands for one gets the same answer as a wrong key.
    (frozenset({"GET", "HEAD"}), re.compile(f"{_SHARE}/?")),
    (frozenset({"GET", "HEAD"}), re.compile(f"{_SHARE}/(preview|picture/[12])")),
    (frozenset({"POST"}), re.compile(f"{_SHARE}/(open|vote|comment|report|withdraw)")),
)
"""The same with ids in their paths: methods, and what the whole path must be."""
SAME_FOR_ALL: Final = ("/static/", "/styles/")
"""Below these are the files of the program itself, a hundred for the first page: nothing in them is anybody's."""
BRIEFLY: Final = 5.0
"""Seconds for which whoever was logged in is given those without the database being asked again."""
HEADERS: Final = {
    "Content-Security-Policy": "frame-ancestors 'self'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def is_open(method: str, path: str) -> bool:
    """Whether a request is answered without a session: by itself it asks for a token, or opens nothing."""
    return (method, path) in OPEN or any(
        method in methods and whole.fullmatch(path) is not None for methods, whole in OPEN_BELOW
    )


class Guard:
    """ASGI middleware that lets through whoever is logged in and nobody else.

    The person is handed on as ``scope["state"]["person"]``.
    """

    def __init__(
        self,
        app: ASGIApp,
        accounts: Accounts,
        language: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._accounts = accounts
        self._language = language
        self._clock = clock
        self._lately: tuple[str, float] = "", 0.0
        """The token that was good last, and when."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, _hardened(send))
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        changes = scope["method"] not in SAFE_METHODS
        if changes and not same_origin(connection.headers):
            await self._foreign(connection)(scope, receive, send)
            return
        if not is_open(scope["method"], scope["path"]) and not self._still_good(connection):
            person = await self._person(connection)
            if person is None:
                await (await self._turned_away(connection))(scope, receive, send)
                return
            scope.setdefault("state", {})["person"] = person
        await self._app(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        if not same_origin(connection.headers) or await self._person(connection) is None:
            await send({"type": "websocket.close", "code": 4401})
            return

        async def while_logged_in() -> Message:
            # A page stays connected for days: what it asks for after a log-out elsewhere is not heard.
            message = await receive()
            if message["type"] == "websocket.receive" and await self._person(connection) is None:
                await send({"type": "websocket.close", "code": 4401})
                return {"type": "websocket.disconnect", "code": 4401}
            return message

        await self._app(scope, while_logged_in, send)

    async def _person(self, connection: HTTPConnection) -> Person | None:
        token = connection.cookies.get(SESSION_COOKIE)
        person = await run_in_threadpool(self._accounts.person_for, token) if token else None
        if token and person is not None:
            self._lately = token, self._clock()
        return person

    def _still_good(self, connection: HTTPConnection) -> bool:
        """Whether this is a file of the program, for somebody who was logged in a moment ago."""
        token, at = self._lately
        return (
            connection.scope["path"].startswith(SAME_FOR_ALL)
            and connection.cookies.get(SESSION_COOKIE) == token != ""
            and self._clock() - at < BRIEFLY
        )

    async def _turned_away(self, connection: HTTPConnection) -> Response:
        """A page is sent to the log-in; anything else is told what it lacks."""
        if connection.scope["method"] in SAFE_METHODS and "text/html" in connection.headers.get("accept", ""):
            if not await run_in_threadpool(self._accounts.has_owner):
                return RedirectResponse("/setup", 303)
            wanted = connection.url.path + (f"?{connection.url.query}" if connection.url.query else "")
            return RedirectResponse("/login" if wanted == "/" else f"/login?next={quote(wanted, safe='')}", 303)
        _ = listener(connection, self._language)
        fault = {"error": _("Nobody is logged in."), "remedy": _("Log in at /login first.")}
        return JSONResponse(fault, 401, {"Cache-Control": "no-store"})

    def _foreign(self, connection: HTTPConnection) -> Response:
        _ = listener(connection, self._language)
        fault = {
            "error": _("The request came from another site."),
            "remedy": _("Open Otjang by its own address; a proxy in front must pass on the Host header."),
        }
        return JSONResponse(fault, 403)


def _hardened(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return with_headers
