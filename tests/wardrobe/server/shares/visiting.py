"""Asks an application of this process as a server would, with every path exactly as it is written."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp

from wardrobe.house import House
from wardrobe.server.application import own_routes
from wardrobe.server.guard import Guard

INSIDE = "behind the guard"
ADDRESS = "203.0.113.7"


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def header(self, name: str) -> str:
        """The one header of a name; empty where there is none."""
        found = [value for key, value in self.headers if key == name]
        assert len(found) < 2, name
        return found[0] if found else ""


@dataclass
class Visitor:
    """A browser: keeps the cookies that it is given, each for its path."""

    app: ASGIApp
    address: str = ADDRESS
    host: str = "otjang.test"
    headers: dict[str, str] = field(default_factory=dict)
    jar: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Cookies: name, and path with value."""
    keeps: bool = True

    def get(self, path: str, method: str = "GET", **headers: str) -> Reply:
        """Ask for something."""
        return self.ask(method, path, b"", headers)

    def post(self, path: str, form: Mapping[str, str] | None = None, **headers: str) -> Reply:
        """Send a form."""
        sent = {"content-type": "application/x-www-form-urlencoded", **headers}
        return self.ask("POST", path, urlencode(form or {}).encode(), sent)

    def post_at_once(self, path: str, forms: Sequence[Mapping[str, str]]) -> list[Reply]:
        """Send forms all at the same time."""
        kind = {"content-type": "application/x-www-form-urlencoded"}

        async def all_of_them() -> list[Reply]:
            asked = [_run(self.app, self._scope("POST", path, kind), urlencode(form).encode()) for form in forms]
            return await asyncio.gather(*asked)

        return asyncio.run(all_of_them())

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        """One request."""
        reply = asyncio.run(_run(self.app, self._scope(method, path, headers or {}), body))
        if self.keeps:
            self._keep(reply)
        return reply

    def _scope(self, method: str, path: str, headers: Mapping[str, str]) -> MutableMapping[str, Any]:
        written, _, query = path.partition("?")
        cookies = "; ".join(
            f"{name}={value}"
            for name, (scope, value) in self.jar.items()
            if written == scope or written.startswith(scope.rstrip("/") + "/")
        )
        named = {"host": self.host, **({"cookie": cookies} if cookies else {}), **self.headers, **headers}
        named = {name.replace("_", "-").lower(): value for name, value in named.items()}
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(written),
            "raw_path": written.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
            "client": (self.address, 50_000),
            "server": ("127.0.0.1", 8600),
        }

    def _keep(self, reply: Reply) -> None:
        for name, value in reply.headers:
            if name == "set-cookie":
                pair, *options = value.split("; ")
                path = next(option.partition("=")[2] for option in options if option.lower().startswith("path="))
                self.jar[pair.partition("=")[0]] = path, pair.partition("=")[2]


async def _run(app: ASGIApp, scope: MutableMapping[str, Any], body: bytes) -> Reply:
    sent: list[MutableMapping[str, Any]] = []
    unread = [body]

    async def receive() -> MutableMapping[str, Any]:
        if not unread:
            await asyncio.Event().wait()  # the visitor stays
        return {"type": "http.request", "body": unread.pop(), "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = sent[0]
    headers = [(name.decode().lower(), value.decode("latin-1")) for name, value in start["headers"]]
    return Reply(start["status"], headers, b"".join(message.get("body", b"") for message in sent[1:]))


def guarded(house: House) -> ASGIApp:
    """Our own routes behind the guard; in the place of Streamlit something that answers to whatever gets there."""
    app = own_routes(house)

    async def everything(scope: Any, receive: Any, send: Any) -> None:
        response: Response = PlainTextResponse(INSIDE)
        if scope["type"] == "http":
            Request(scope)
            await response(scope, receive, send)

    app.mount("/", everything)
    return Guard(app, house.accounts)
