"""The pages before the app: the owner's account, log in, log out. Plain forms, no scripts."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from embeddings.errors import OtjangError
from wardrobe.accounts import PASSWORD_LEAST
from wardrobe.house import House
from wardrobe.i18n import LANGUAGES, translate_error, translator
from wardrobe.server.body import FORM_LIMIT, limited
from wardrobe.server.guard import SESSION_COOKIE
from wardrobe.server.problem import RequestError, status_of
from wardrobe.server.speech import LANGUAGE_COOKIE, language_of

TEMPLATES: Final = Path(__file__).parent / "templates"
YEAR: Final = 365 * 86_400
HASHES_AT_ONCE: Final = 2
"""Argon2 takes 64 MB for each password that is checked: strangers must not fill the memory with it."""
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def routes(house: House) -> APIRouter:
    """``/login``, ``/setup``, ``/logout`` and their style sheet."""
    router = APIRouter(include_in_schema=False)
    show = _Pages(house)
    accounts, days = house.accounts, house.settings.session_days
    turn = asyncio.Semaphore(HASHES_AT_ONCE)

    @router.get("/login.css")
    def style() -> Response:
        return FileResponse(TEMPLATES / "login.css", headers={"Cache-Control": "public, max-age=3600"})

    @router.get("/login")
    async def login_page(request: Request) -> Response:
        if not await run_in_threadpool(accounts.has_owner):
            return _go("/setup")
        return show(request, "login.html")

    @router.post("/login")
    async def login(request: Request) -> Response:
        form = await _form(request)
        try:
            async with turn:
                token = await run_in_threadpool(accounts.log_in, form["name"], form["password"])
        except OtjangError as error:
            return show(request, "login.html", error, form)
        return _entered(request, token, days, _local(form["next"]))

    @router.get("/setup")
    async def setup_page(request: Request) -> Response:
        if await run_in_threadpool(accounts.has_owner):
            return _go("/login")
        return show(request, "setup.html")

    @router.post("/setup")
    async def setup(request: Request) -> Response:
        form = await _form(request)
        if await run_in_threadpool(accounts.has_owner):
            return _go("/login")
        try:
            if form["password"] != form["again"]:
                raise RequestError("The two passwords differ.", remedy="Type the same password twice.")
            async with turn:
                await run_in_threadpool(accounts.create_owner, form["name"], form["password"])
                token = await run_in_threadpool(accounts.log_in, form["name"], form["password"])
        except OtjangError as error:
            return show(request, "setup.html", error, form)
        return _entered(request, token, days, "/")

    @router.post("/logout")
    async def logout(request: Request) -> Response:
        await run_in_threadpool(accounts.log_out, request.cookies[SESSION_COOKIE])
        response = _go("/login")
        response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax", secure=_secure(request))
        # What the browser kept of the pictures goes with the session.
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    return router


class _Pages:
    """Renders one of the templates in the visitor's language."""

    def __init__(self, house: House) -> None:
        self._language = house.settings.language
        loader = FileSystemLoader(TEMPLATES)
        self._templates = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)

    def __call__(
        self, request: Request, template: str, error: OtjangError | None = None, form: dict[str, str] | None = None
    ) -> Response:
        chosen = request.query_params.get("language", "")
        language = chosen if chosen in LANGUAGES else language_of(request, self._language)
        _ = translator(language)
        setup = template == "setup.html"
        page = self._templates.get_template(template).render(
            _=_,
            language=language,
            languages=LANGUAGES,
            title=_("Welcome") if setup else _("Log in"),
            lead=_("Make the account that owns this wardrobe. Everything stays on this machine.") if setup else "",
            fault=translate_error(error, _) if error else None,
            name=(form or {}).get("name", ""),
            next=_local((form or {}).get("next") or request.query_params.get("next", "/")),
            least=PASSWORD_LEAST,
        )
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY, "Vary": "Accept-Language, Cookie"}
        response = HTMLResponse(page, status_of(error) if error else 200, headers)
        if chosen in LANGUAGES:
            response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, samesite="lax", secure=_secure(request))
        return response


async def _form(request: Request) -> dict[str, str]:
    """The text fields of a form; a missing one is empty."""
    async with limited(request, FORM_LIMIT).form(max_files=0, max_fields=8) as form:
        return {name: str(form.get(name, "")) for name in ("name", "password", "again", "next")}


def _entered(request: Request, token: str, days: int, target: str) -> Response:
    response = _go(target)
    response.set_cookie(
        SESSION_COOKIE, token, max_age=days * 86_400, httponly=True, samesite="lax", secure=_secure(request)
    )
    return response


def _local(target: str) -> str:
    """A path of this site, never another site: ``//host`` and ``/\\host`` lead elsewhere."""
    inside = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if inside else "/"


def _secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _go(target: str) -> RedirectResponse:
    return RedirectResponse(target, 303, {"Cache-Control": "no-store"})
