"""How the friends' page is written: templates, headers, and faults that tell nothing of the house."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Coroutine
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response

from embeddings.errors import OtjangError
from wardrobe.days import calendar_day
from wardrobe.errors import AccountError, NotFoundError, ShareError, TooManyError
from wardrobe.i18n import LANGUAGES, Translate, translate_error, translator
from wardrobe.server.forms import TEMPLATES, YEAR
from wardrobe.server.problem import RequestError, TooLargeError
from wardrobe.server.speech import LANGUAGE_COOKIE, language_of
from wardrobe.settings import Settings
from wardrobe.sharing.friends import Shown, nothing_here
from wardrobe.sharing.shares import TITLES, Share
from wardrobe.sharing.text import COMMENT_MOST, NAME_MOST

log = logging.getLogger(__name__)

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    # Not no-referrer: with that a browser sends `Origin: null` with a form, which cannot be told from another
    # site's. To other sites the one says as little as the other.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow, noarchive, noimageindex",
}
"""Of everything about a link: nothing is kept by caches, so that the end of a link is the end."""
TOLD: Final[dict[type[OtjangError], int]] = {
    NotFoundError: 404,
    TooManyError: 429,
    AccountError: 403,
    ShareError: 400,
    RequestError: 400,
    TooLargeError: 413,
}
"""Faults that strangers are told; anything else might name a folder of this machine."""
_HOST: Final = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?", re.ASCII)


class SharePages:
    """Writes the pages in the visitor's language."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        loader = FileSystemLoader(TEMPLATES)
        self._templates = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )

    def share(
        self, request: Request, key: str, share: Share, shown: Shown, visitor: str, fault: OtjangError | None = None
    ) -> Response:
        """The page with the pictures. ``visitor``: the hash by which their own comments are known."""
        return self._page(
            request,
            "share.html",
            fault,
            key=key,
            share=share,
            shown=shown,
            visitor=visitor,
            heading=share.title or TITLES[share.kind],
            named=bool(share.title),
            site=self._site(request),
            day=calendar_day,
            name_most=NAME_MOST,
            comment_most=COMMENT_MOST,
        )

    def gate(self, request: Request, key: str, share: Share, fault: OtjangError | None = None) -> Response:
        """The page before the pictures; it tells nothing of them, not even their title."""
        return self._page(
            request, "share_gate.html", fault, key=key, protected=share.protected, site=self._site(request)
        )

    def fault(self, request: Request, error: OtjangError) -> Response:
        """The page of a link that opens nothing, or of a fault of this machine, of which nothing is said."""
        return self._page(request, "share_fault.html", error)

    def jpeg(self, data: bytes, *, elsewhere: bool = False) -> Response:
        """A shared picture; ``elsewhere``: other sites may show it, as a web page of a messenger does."""
        headers = HEADERS | ({"Cross-Origin-Resource-Policy": "cross-origin"} if elsewhere else {})
        return Response(data, media_type="image/jpeg", headers=headers)

    def card(self, path: Path) -> Response:
        """What messengers show of a link with a gate."""
        headers = HEADERS | {"Cross-Origin-Resource-Policy": "cross-origin"}
        return Response(path.read_bytes(), media_type="image/png", headers=headers)

    def _page(self, request: Request, template: str, fault: OtjangError | None, **given: object) -> Response:
        chosen = request.query_params.get("language", "")
        language = chosen if chosen in LANGUAGES else language_of(request, self._settings.language)
        _ = translator(language)
        page = self._templates.get_template(template).render(
            _=_,
            language=language,
            languages=LANGUAGES,
            style=self._style,
            fault=_told(fault, _) if fault else None,
            **given,
        )
        status = 200 if fault is None else _status(fault)
        response = HTMLResponse(page, status, HEADERS | {"Vary": "Accept-Language, Cookie"})
        if isinstance(fault, TooManyError):
            response.headers["Retry-After"] = str(fault.params.get("seconds", 3600))
        if chosen in LANGUAGES:
            secure = request.url.scheme == "https"
            response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, samesite="lax", secure=secure)
        return response

    @cached_property
    def _style(self) -> str:
        """The style sheet's address, another one after a change."""
        return "/share.css?v=" + hashlib.sha256((TEMPLATES / "share.css").read_bytes()).hexdigest()[:8]

    def _site(self, request: Request) -> str:
        """Where messengers find the preview; empty where the Host header names no host."""
        if self._settings.public_url:
            return self._settings.public_url
        host = request.headers.get("host", "")
        return f"{request.url.scheme}://{host}" if _HOST.fullmatch(host) else ""


def quiet(show: SharePages) -> type[APIRoute]:
    """Routes whose faults are pages that say nothing of ids, paths and files."""

    class Quiet(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def handled(request: Request) -> Response:
                try:
                    return await handle(request)
                except OtjangError as error:
                    return show.fault(request, error)
                except (RequestValidationError, HTTPException):
                    return show.fault(request, nothing_here())
                except ClientDisconnect:
                    raise
                except Exception:
                    log.exception("A shared page failed.")
                    return show.fault(request, OtjangError(""))

            return handled

    return Quiet


def _status(fault: OtjangError) -> int:
    return next((status for kind, status in TOLD.items() if isinstance(fault, kind)), 503)


def _told(fault: OtjangError, _: Translate) -> tuple[str, str]:
    if _status(fault) == 503:
        log.error("A shared page: %s", fault)
        return _("This does not work at the moment."), _("Try again in a few minutes.")
    return translate_error(fault, _)
