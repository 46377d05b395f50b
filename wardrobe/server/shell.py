"""Makes the page that Streamlit serves for every address ours, before any script of it has run.

Its language, name and icons, the manifest, a quiet picture of the page while it loads, and a line that says when
the connection is gone. Streamlit (1.67) has no setting for these: its ``index.html`` is edited on the way out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import Final

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wardrobe.i18n import translator
from wardrobe.server.install import MANIFEST, THEME
from wardrobe.server.sheets import sheet
from wardrobe.server.speech import language_of

TEMPLATES: Final = Path(__file__).parent / "templates"
STATIC: Final = Path(streamlit.__file__).parent / "static"
LONGEST: Final = 262_144
"""Bytes of a page that is edited; Streamlit's has eight thousand."""
_VIEWPORT: Final = '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">'
HOST: Final = """window.__streamlit = {
  BACKEND_BASE_URL: location.origin,
  HOST_CONFIG: {allowedOrigins: [location.origin], useExternalAuthToken: false, blockErrorDialogs: true},
};"""
"""What Streamlit's script reads before it asks the server. Where it is, so that it neither looks for it below the
page's address first nor waits for what it would say of itself; and no dialogs of its own about the connection."""
ASKED_WHOLE: Final = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
"""Not handed on: the page has to come whole and as text."""


class Shell:
    """ASGI middleware around Streamlit."""

    def __init__(self, app: ASGIApp, language: str | None = None) -> None:
        self._app = app
        self._language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self._app(scope, receive, send)
            return
        language = language_of(HTTPConnection(scope), self._language)
        headers = [(name, value) for name, value in scope["headers"] if name not in ASKED_WHOLE]
        await self._app({**scope, "headers": headers}, receive, _Edited(send, lambda page: ours(page, language)))


class _Edited:
    """Sends on; a page of HTML is kept until it is whole, and then edited."""

    def __init__(self, send: Send, edit: Callable[[str], str]) -> None:
        self._send = send
        self._edit = edit
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._whole(self._start)

    async def _whole(self, start: Message) -> None:
        body = bytes(self._body)
        if len(body) <= LONGEST:
            body = self._edit(body.decode("utf-8", "replace")).encode()
        headers = MutableHeaders(raw=list(start["headers"]))
        for name in ("etag", "last-modified", "accept-ranges"):
            del headers[name]
        headers["content-length"] = str(len(body))
        headers["cache-control"] = "no-cache"
        headers.add_vary_header("Accept-Language, Cookie")
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})


def _is_page(start: Message) -> bool:
    headers = Headers(raw=list(start["headers"]))
    encoded = headers.get("content-encoding", "identity")
    return start["status"] == 200 and headers.get("content-type", "").startswith("text/html") and encoded == "identity"


def ours(page: str, language: str) -> str:
    """Streamlit's ``index.html`` in our words; what is not found in it stays as it is."""
    _ = translator(language)
    without = _("Otjang needs JavaScript. Turn it on in your browser's settings.")
    for pattern, instead in (
        (r'<html lang="[^"]*">', f'<html lang="{language}">'),
        (r"<title>.*?</title>", "<title>Otjang</title>"),
        (r'<meta\s+name="viewport"[^>]*>', _VIEWPORT),
        (r'<link rel="shortcut icon"[^>]*>', ""),
        (r'<link\s+rel="preload"[^>]*as="font"[^>]*>', ""),  # a font that no page uses
        (r'<link rel="service-desc"[^>]*>', ""),
        (r"<noscript>.*?</noscript>", f"<noscript><p>{escape(without)}</p></noscript>"),
        (r"</head>", f"{_head(language)}</head>"),
        # In the body, so that it comes after the sheets that Streamlit makes in the head.
        (r'<div id="root">', f'<link rel="stylesheet" href="{sheet().address}">{_file("loading.html")}<div id="root">'),
    ):
        page = re.sub(pattern, partial(_put, instead), page, flags=re.DOTALL)
    return page


def _put(text: str, _found: re.Match[str]) -> str:
    return text  # as it is: a backslash in it means nothing


@cache
def _head(language: str) -> str:
    _ = translator(language)
    words = {"--offline": _("Not connected – trying again"), "--loading": _("Loading …")}
    spoken = "".join(f"{name}:{css_string(text)};" for name, text in words.items())
    fonts = sorted((STATIC / "static" / "media").glob("MaterialSymbols-Rounded*.woff2"))
    icons = [
        f'<link rel="preload" href="/static/media/{font.name}" as="font" type="font/woff2" crossorigin>'
        for font in fonts
    ]
    return "\n".join(
        [
            '<meta name="color-scheme" content="light dark">',
            *(
                f'<meta name="theme-color" content="{colour}" media="(prefers-color-scheme: {scheme})">'
                for scheme, colour in THEME.items()
            ),
            '<meta name="apple-mobile-web-app-title" content="Otjang">',
            '<meta name="mobile-web-app-capable" content="yes">',
            f'<link rel="manifest" href="{MANIFEST}">',
            '<link rel="icon" href="/icons/icon.svg" type="image/svg+xml">',
            '<link rel="apple-touch-icon" href="/icons/touch-180.png">',
            *icons,
            f"<script>{HOST}</script>",
            f"<style>:root{{{spoken}}}{_file('shell.css')}</style>",
        ]
    )


@cache
def _file(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def css_string(text: str) -> str:
    """A text as CSS writes it; whatever is in it, it ends nothing around it."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text) + '"'
