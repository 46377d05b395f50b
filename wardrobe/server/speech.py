"""Which language a request wants, and errors told in it."""

from __future__ import annotations

from typing import Final

from starlette.requests import HTTPConnection

from wardrobe.i18n import Translate, pick_language, translator

LANGUAGE_COOKIE: Final = "otjang_language"


def language_of(connection: HTTPConnection, house_language: str | None = None) -> str:
    """The person's choice in this browser, else the house's, else what the browser prefers."""
    chosen = connection.cookies.get(LANGUAGE_COOKIE)
    return pick_language(connection.headers.get("accept-language"), chosen or house_language)


def listener(connection: HTTPConnection, house_language: str | None = None) -> Translate:
    """Texts in the language of whoever sent the request."""
    return translator(language_of(connection, house_language))
