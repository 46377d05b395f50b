"""The page on which an owner deletes everything of their household."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from embeddings.errors import OtjangError
from wardrobe.accounts import Person
from wardrobe.errors import AccountError
from wardrobe.house import House
from wardrobe.i18n import Translate
from wardrobe.people import require_owner
from wardrobe.server.forms import Pages, form_of, hashing, left

PAGE: Final = "erase.html"


def routes(house: House) -> APIRouter:
    """``/erase``: a form that asks for name and password, then leads to where one begins anew."""
    router = APIRouter(include_in_schema=False)
    show = Pages(house)

    @router.get("/erase")
    async def page(request: Request) -> Response:
        person: Person = request.state.person
        try:
            require_owner(person)
        except AccountError as error:
            return show(request, PAGE, _head, error, person=None)
        return show(request, PAGE, _head, person=person.name)

    @router.post("/erase")
    async def erase(request: Request) -> Response:
        person: Person = request.state.person
        form = await form_of(request)
        try:
            async with hashing:
                await run_in_threadpool(house.erasing.everything, person, form["name"], form["password"])
        except OtjangError as error:
            return show(request, PAGE, _head, error, form, person=person.name if person.role == "owner" else None)
        others = await run_in_threadpool(house.accounts.has_owner)
        return left(request, "/login" if others else "/setup")

    return router


def _head(_: Translate) -> tuple[str, str]:
    return _("Delete everything"), _(
        "Every look, photo and garment, all shared links, catalogues, cameras and people of this household go for good."
    )
