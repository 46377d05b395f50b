"""Pictures of the own household: looks and garment cut-outs, in three sizes, kept by the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from fastapi import APIRouter
from fastapi import Path as PathParameter
from starlette.requests import Request
from starlette.responses import Response

from embeddings.turning import VIEWS
from wardrobe.accounts import Person
from wardrobe.errors import NotFoundError
from wardrobe.house import House

Id = Annotated[int, PathParameter(ge=1, lt=2**63)]
Number = Annotated[int, PathParameter(ge=0, lt=VIEWS)]
Size = Literal["small", "medium", "large"]
FOREVER: Final = "private, max-age=31536000, immutable"
ASK_AGAIN: Final = "private, no-cache"


def routes(house: House) -> APIRouter:
    """``/media/looks/{id}/{size}``, ``/media/looks/{id}/turn/{number}/{size}``, and of ``sightings`` and ``items``.

    An id of another household is as unknown as one that does not exist (404).
    """
    router = APIRouter(prefix="/media")

    @router.get("/looks/{look_id}/{size}")
    def look(
        request: Request, look_id: Id, size: Size, background: Literal["blurred", "removed"] | None = None
    ) -> Response:
        house.looks.check(_person(request).household_id, look_id)
        return _picture(request, house.media.rendition(background or "look", look_id, size))

    @router.get("/looks/{look_id}/turn/{number}/{size}")
    def turn(request: Request, look_id: Id, number: Number, size: Size) -> Response:
        return _picture(request, house.turns.picture(_person(request).household_id, look_id, number, size))

    @router.get("/sightings/{sighting_id}/{size}")
    def sighting(request: Request, sighting_id: Id, size: Size) -> Response:
        house.garments.check_sighting(_person(request).household_id, sighting_id)
        return _picture(request, house.media.rendition("cut-out", sighting_id, size))

    @router.get("/items/{item_id}/{size}")
    def item(request: Request, item_id: Id, size: Size) -> Response:
        found = house.catalogues.item(_person(request).household_id, item_id)
        return _picture(request, house.catalogues.pictures.rendition(found.picture, size))

    return router


def _person(request: Request) -> Person:
    person: Person = request.state.person
    return person


def _picture(request: Request, path: Path) -> Response:
    """A rendition, or 304 where the browser has it. Addresses with ``?v=`` never change their picture."""
    headers = {
        "Cache-Control": FOREVER if "v" in request.query_params else ASK_AGAIN,
        "Cross-Origin-Resource-Policy": "same-origin",
        "ETag": f'"{path.stem}"',  # renditions are named by content
        "Vary": "Cookie",
    }
    known = (tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(","))
    if headers["ETag"] in known:
        return Response(status_code=304, headers=headers)
    try:
        # Read at once: another process may put its own rendition in the place of this one while it is sent.
        return Response(path.read_bytes(), media_type="image/webp", headers=headers)
    except FileNotFoundError:
        raise NotFoundError("There is no such look.", remedy="It may have been deleted.") from None
