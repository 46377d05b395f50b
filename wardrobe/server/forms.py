"""Pages that are a plain form, without scripts: how they are shown, read, and left with a session or without."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from embeddings.errors import OtjangError
from wardrobe.accounts import PASSWORD_LEAST
from wardrobe.house import House
from wardrobe.i18n import LANGUAGES, Translate, translate_error, translator
from wardrobe.server.body import FORM_LIMIT, limited
from wardrobe.server.guard import SESSION_COOKIE
from wardrobe.server.problem import status_of
from wardrobe.server.speech import LANGUAGE_COOKIE, language_of

log = logging.getLogger(__name__)

TEMPLATES: Final = Path(__file__).parent / "templates"
YEAR: Final = 365 * 86_400
HASHES_AT_ONCE: Final = 2
"""Argon2 takes 64 MB for each password that is checked: strangers must not fill the memory with it."""
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
THEME_COOKIE: Final = "otjang_theme"
THEMES: Final = ("light", "dark")
"""Chosen in the app; otherwise the page looks as the device does."""
FIELDS: Final = ("name", "password", "again", "next")

Head = Callable[[Translate], tuple[str, str]]
"""Gives a page's title, and what stands below it."""
hashing: Final = asyncio.Semaphore(HASHES_AT_ONCE)
"""To be held while a password is checked or set."""


class Pages:
    """Renders one of the templates in the visitor's language."""

    def __init__(self, house: House) -> None:
        self._language = house.settings.language
        loader = FileSystemLoader(TEMPLATES)
        self._templates = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)

    def __call__(
        self,
        request: Request,
        template: str,
        head: Head,
        error: OtjangError | None = None,
        form: dict[str, str] | None = None,
        **given: Any,
    ) -> Response:
        chosen = request.query_params.get("language", "")
        language = chosen if chosen in LANGUAGES else language_of(request, self._language)
        _ = translator(language)
        title, lead = head(_)
        page = self._templates.get_template(template).render(
            _=_,
            language=language,
            languages=LANGUAGES,
            title=title,
            lead=lead,
            fault=_told(request, error, _) if error else None,
            name=(form or {}).get("name", ""),
            next=local((form or {}).get("next") or request.query_params.get("next", "/")),
            least=PASSWORD_LEAST,
            theme=theme if (theme := request.cookies.get(THEME_COOKIE)) in THEMES else None,
            **given,
        )
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY, "Vary": "Accept-Language, Cookie"}
        response = HTMLResponse(page, status_of(error) if error else 200, headers)
        if chosen in LANGUAGES:
            response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, samesite="lax", secure=_secure(request))
        return response


def _told(request: Request, error: OtjangError, _: Translate) -> tuple[str, str]:
    """A fault of this machine, which may name a folder of it, is for those who live here."""
    if status_of(error) < 500 or getattr(request.state, "person", None) is not None:
        return translate_error(error, _)
    log.error("A page before the log-in: %s", error)
    return _("This does not work at the moment."), _("Try again in a few minutes.")


async def form_of(request: Request) -> dict[str, str]:
    """The text fields of a form; a missing one is empty."""
    async with limited(request, FORM_LIMIT).form(max_files=0, max_fields=8) as form:
        return {name: str(form.get(name, "")) for name in FIELDS}


def address_of(request: Request) -> str:
    """From where it comes, as far as proxies are trusted."""
    return request.client.host if request.client else ""


def entered(request: Request, token: str, days: int, target: str) -> Response:
    """On to a page, logged in."""
    response = go(target)
    response.set_cookie(
        SESSION_COOKIE, token, max_age=days * 86_400, httponly=True, samesite="lax", secure=_secure(request)
    )
    return response


def left(request: Request, target: str) -> Response:
    """On to a page, logged out."""
    response = go(target)
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax", secure=_secure(request))
    # What the browser kept of the pictures goes with the session.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def go(target: str) -> RedirectResponse:
    """On to a page of this site."""
    return RedirectResponse(target, 303, {"Cache-Control": "no-store"})


def local(target: str) -> str:
    """A path of this site, never another site: ``//host`` and ``/\\host`` lead elsewhere."""
    inside = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if inside else "/"


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"
