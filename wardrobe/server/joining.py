"""The page of a link with which a person of a household sets their password."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from embeddings.errors import OtjangError
from wardrobe.house import House
from wardrobe.i18n import Translate
from wardrobe.people import Invited
from wardrobe.server.forms import Head, Pages, address_of, entered, form_of, hashing
from wardrobe.server.problem import RequestError

PAGE: Final = "join.html"


def routes(house: House) -> APIRouter:
    """``/join/KEY``. Looking at it uses nothing up: messengers open links before people do."""
    router = APIRouter(include_in_schema=False)
    show = Pages(house)
    people, days = house.people, house.settings.session_days

    @router.get("/join/{join_key}")
    async def page(request: Request, join_key: str) -> Response:
        try:
            invited = await run_in_threadpool(people.invitation, join_key, address_of(request))
        except OtjangError as error:
            return show(request, PAGE, _head(None), error, invited=None)
        return show(request, PAGE, _head(invited), form={"name": invited.name}, invited=invited)

    @router.post("/join/{join_key}")
    async def join(request: Request, join_key: str) -> Response:
        form, address = await form_of(request), address_of(request)
        invited: Invited | None = None
        try:
            invited = await run_in_threadpool(people.invitation, join_key, address)
            if form["password"] != form["again"]:
                raise RequestError("The two passwords differ.", remedy="Type the same password twice.")
            async with hashing:
                token = await run_in_threadpool(people.join, join_key, form["name"], form["password"], address)
        except OtjangError as error:
            return show(request, PAGE, _head(invited), error, form, invited=invited)
        return entered(request, token, days, "/")

    return router


def _head(invited: Invited | None) -> Head:
    def head(_: Translate) -> tuple[str, str]:
        if invited is None:
            return _("Join a household"), ""
        title = _("Welcome, {name}").format(name=invited.name)
        if invited.can_log_in:
            return title, _("Choose a new password. You are logged out everywhere else.")
        lead = _("You are invited to the wardrobe of {household}. Choose a password to log in with.")
        return title, lead.format(household=invited.household)

    return head
