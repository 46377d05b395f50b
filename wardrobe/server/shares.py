"""The friends' page: one or two pictures, a vote, a few words. Plain forms, no scripts, open to strangers.

Every way in asks for the key of a link that is open, and what it gives is looked up by that key alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from embeddings.errors import OtjangError
from wardrobe.errors import NotFoundError, TooManyError
from wardrobe.house import House
from wardrobe.server.body import FORM_LIMIT, limited
from wardrobe.server.forms import TEMPLATES
from wardrobe.server.problem import RequestError
from wardrobe.server.share_pages import HEADERS, SharePages, quiet
from wardrobe.sharing.friends import Friends, nothing_here
from wardrobe.sharing.passes import Pass
from wardrobe.sharing.shares import Share

COOKIE: Final = "otjang_share"
"""A visitor's pass; browsers send it to the pages of its own link alone."""
KEPT_FOR: Final = 180 * 86_400
"""Seconds that a browser keeps it: as long as somebody can change their vote."""
HASHES_AT_ONCE: Final = 2
"""Argon2 takes 64 MB for each password that is checked: strangers must not fill the memory with it."""
CARD: Final = "share-card.png"
STATIC: Final = {"share.css": "text/css", CARD: "image/png"}
"""Files that say nothing of anybody. The card is what messengers show of a link with a gate."""
SEEN: Final = ["GET", "HEAD"]

Form = Callable[[str], str]
"""Gives a field by its name; a missing one is empty."""
Deed = Callable[[Share, Pass, Form], None]


def routes(house: House) -> APIRouter:
    """``/s/KEY`` and below, and the files of ``STATIC``."""
    visits = _Visits(house)
    friends, show = visits.friends, visits.show
    router = APIRouter(include_in_schema=False, route_class=quiet(show))
    turn = asyncio.Semaphore(HASHES_AT_ONCE)

    @router.api_route("/s/{share_key}", methods=SEEN)
    def shared(request: Request, share_key: str) -> Response:
        return visits.page(request, share_key)

    @router.api_route("/s/{share_key}/", methods=SEEN)
    def with_a_slash(request: Request, share_key: str) -> Response:
        visits.found(request, share_key)
        return _back(share_key)

    @router.api_route("/s/{share_key}/picture/{number}", methods=SEEN)
    def picture(request: Request, share_key: str, number: str) -> Response:
        share, held = visits.inside(request, share_key)
        if number not in {str(one + 1) for one in range(share.pictures)}:
            raise nothing_here()
        response = show.jpeg(friends.picture(share, int(number)))
        # Whoever only makes a preview keeps no cookie; a browser has the page's by now, so this is somebody.
        if number == "1" and request.method == "GET" and held is not None and not held.counted:
            visits.count(request, response, share_key, share, held)
        return response

    @router.api_route("/s/{share_key}/preview", methods=SEEN)
    def preview(request: Request, share_key: str) -> Response:
        data = friends.preview(visits.found(request, share_key)[0])
        return show.card(TEMPLATES / CARD) if data is None else show.jpeg(data, elsewhere=True)

    @router.post("/s/{share_key}/open")
    async def enter(request: Request, share_key: str) -> Response:
        share, held = await run_in_threadpool(visits.found, request, share_key)
        form = await _form(request)
        try:
            async with turn:
                entered = await run_in_threadpool(friends.enter, share, held, form("password"), _host(request))
        except NotFoundError:
            raise
        except OtjangError as error:
            return show.gate(request, share_key, share, error)
        return visits.keep(request, _back(share_key), share_key, share, entered)

    @router.post("/s/{share_key}/vote")
    async def vote(request: Request, share_key: str) -> Response:
        def do(share: Share, held: Pass, form: Form) -> None:
            friends.vote(share, held, _host(request), form("choice"), form("name"))

        return await visits.done(request, share_key, do, "vote")

    @router.post("/s/{share_key}/comment")
    async def comment(request: Request, share_key: str) -> Response:
        def do(share: Share, held: Pass, form: Form) -> None:
            friends.comment(share, held, _host(request), form("text"), form("name"))

        return await visits.done(request, share_key, do, "comments")

    @router.post("/s/{share_key}/report")
    async def report(request: Request, share_key: str) -> Response:
        def do(share: Share, _: Pass, form: Form) -> None:
            friends.report(share, _host(request), _number(form("number")))

        return await visits.done(request, share_key, do, "comments")

    @router.post("/s/{share_key}/withdraw")
    async def withdraw(request: Request, share_key: str) -> Response:
        def do(share: Share, held: Pass, form: Form) -> None:
            friends.withdraw(share, held, _host(request), _number(form("number")))

        return await visits.done(request, share_key, do, "comments")

    for name, kind in STATIC.items():
        router.add_api_route(f"/{name}", _static(name, kind), methods=SEEN)
    return router


class _Visits:
    """What the routes have in common: who is it, which share is it, and what do they see."""

    def __init__(self, house: House) -> None:
        self.friends: Friends = house.sharing.friends
        self.show = SharePages(house.settings)

    def found(self, request: Request, key: str) -> tuple[Share, Pass | None]:
        """The share of a key, and the visitor's pass for it."""
        share = self.friends.find(key, _host(request))
        return share, self.friends.passes.read(share.id, request.cookies.get(COOKIE, ""))

    def inside(self, request: Request, key: str) -> tuple[Share, Pass | None]:
        """The same behind the gate, where there is one. Raises ``NotFoundError`` before it."""
        share, held = self.found(request, key)
        if not self.friends.let_in(share, held):
            raise nothing_here()
        return share, held

    def page(self, request: Request, key: str, fault: OtjangError | None = None) -> Response:
        """The gate or the pictures."""
        share, held = self.found(request, key)
        if not self.friends.let_in(share, held):
            return self.show.gate(request, key, share, fault)
        visitor = self.friends.passes.hashed(share.id, held) if held else ""
        response = self.show.share(request, key, share, self.friends.shown(share, held), visitor, fault)
        if held is None and request.method != "HEAD":
            self.keep(request, response, key, share, self.friends.passes.new())
        return response

    async def done(self, request: Request, key: str, do: Deed, anchor: str) -> Response:
        """Do what a form asks for; then lead to the page, or show it with what was wrong."""
        share, held = await run_in_threadpool(self.inside, request, key)
        form = await _form(request)
        try:
            if held is None:
                raise RequestError(
                    "Your browser has not kept the cookie of this page, by which your vote is known as yours.",
                    remedy="Allow cookies, or open the link in another browser; then try again.",
                )
            await run_in_threadpool(do, share, held, form)
        except OtjangError as error:
            return await run_in_threadpool(self.page, request, key, error)
        return _back(key, anchor)

    def count(self, request: Request, response: Response, key: str, share: Share, held: Pass) -> None:
        """Count a view, unless very many come from there: then it is shown and not counted."""
        try:
            self.friends.may_do(_host(request))
        except TooManyError:
            return
        self.friends.count_view(share)
        self.keep(request, response, key, share, self.friends.passes.counted(held))

    def keep(self, request: Request, response: Response, key: str, share: Share, held: Pass) -> Response:
        """Give the visitor their pass."""
        response.set_cookie(
            COOKIE,
            self.friends.passes.write(share.id, held),
            max_age=KEPT_FOR,
            path=f"/s/{key}",
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return response


def _static(name: str, kind: str) -> Callable[[], Response]:
    def file() -> Response:
        return FileResponse(TEMPLATES / name, media_type=kind, headers={"Cache-Control": "public, max-age=3600"})

    return file


def _back(key: str, anchor: str = "") -> Response:
    """To the page by a GET, so that going back or reloading sends nothing twice. The key was found, so it is plain."""
    return RedirectResponse(f"/s/{key}" + (f"#{anchor}" if anchor else ""), 303, HEADERS)


def _host(request: Request) -> str:
    return request.client.host if request.client else ""


def _number(text: str) -> int:
    """A comment's number; 0, which none has, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


async def _form(request: Request) -> Form:
    async with limited(request, FORM_LIMIT).form(max_files=0, max_fields=8) as form:
        fields = {name: str(value) for name, value in form.items()}
    return lambda name: fields.get(name, "")
