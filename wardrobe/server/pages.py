"""The pages before the app: the owner's account, log in, log out."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from embeddings.errors import OtjangError
from wardrobe.attempts import network
from wardrobe.house import House
from wardrobe.i18n import Translate
from wardrobe.server.forms import TEMPLATES, Pages, address_of, entered, form_of, go, hashing, left, local
from wardrobe.server.guard import SESSION_COOKIE
from wardrobe.server.problem import RequestError
from wardrobe.sharing.limits import Bucket

TRIES: Final = (40, 5.0)
"""Log-ins from one address, whatever the names: so many at once, then one every so many seconds. The right ones are
given back. A stranger must neither fill the table of attempts with names nor have everybody wait for a turn to hash."""


def routes(house: House) -> APIRouter:
    """``/login``, ``/setup``, ``/logout`` and their style sheet."""
    router = APIRouter(include_in_schema=False)
    show = Pages(house)
    accounts, days = house.accounts, house.settings.session_days
    tries = Bucket(*TRIES)

    @router.get("/login.css")
    def style() -> Response:
        return FileResponse(TEMPLATES / "login.css", headers={"Cache-Control": "public, max-age=3600"})

    @router.get("/login")
    async def login_page(request: Request) -> Response:
        if not await run_in_threadpool(accounts.has_owner):
            return go("/setup")
        return show(request, "login.html", _log_in)

    @router.post("/login")
    async def login(request: Request) -> Response:
        form, address = await form_of(request), address_of(request)
        try:
            tries.charge(network(address))
            async with hashing:
                token = await run_in_threadpool(accounts.log_in, form["name"], form["password"], address)
        except OtjangError as error:
            return show(request, "login.html", _log_in, error, form)
        tries.refund(network(address))
        return entered(request, token, days, local(form["next"]))

    @router.get("/setup")
    async def setup_page(request: Request) -> Response:
        if await run_in_threadpool(accounts.has_owner):
            return go("/login")
        return show(request, "setup.html", _welcome)

    @router.post("/setup")
    async def setup(request: Request) -> Response:
        form = await form_of(request)
        if await run_in_threadpool(accounts.has_owner):
            return go("/login")
        try:
            if form["password"] != form["again"]:
                raise RequestError("The two passwords differ.", remedy="Type the same password twice.")
            async with hashing:
                await run_in_threadpool(accounts.create_owner, form["name"], form["password"])
                token = await run_in_threadpool(accounts.log_in, form["name"], form["password"])
        except OtjangError as error:
            return show(request, "setup.html", _welcome, error, form)
        return entered(request, token, days, "/")

    @router.post("/logout")
    async def logout(request: Request) -> Response:
        await run_in_threadpool(accounts.log_out, request.cookies[SESSION_COOKIE])
        return left(request, "/login")

    @router.post("/logout/everywhere")
    async def logout_everywhere(request: Request) -> Response:
        await run_in_threadpool(accounts.log_out_everywhere, request.state.person.id)
        return left(request, "/login")

    return router


def _log_in(_: Translate) -> tuple[str, str]:
    return _("Log in"), ""


def _welcome(_: Translate) -> tuple[str, str]:
    return _("Welcome"), _("Make the account that owns this wardrobe. Everything stays on this machine.")
