"""What a share shows, to the people who share it: the very bytes that leave, and the same laid out for posting."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter
from fastapi import Path as PathParameter
from starlette.requests import Request
from starlette.responses import Response

from wardrobe.accounts import Person
from wardrobe.errors import NotFoundError
from wardrobe.house import House
from wardrobe.sharing.layouts import Form, layout
from wardrobe.sharing.shares import Share

Id = Annotated[int, PathParameter(ge=1, lt=2**63)]
Number = Annotated[int, PathParameter(ge=1, le=2)]
HEADERS: Final = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}


def routes(house: House) -> APIRouter:
    """``/media/shares/{id}/{number}`` and ``/media/shares/{id}/story`` or ``/square``, all JPEG.

    With ``?save=1`` the browser keeps it, by a name that tells nothing; with ``?day=1`` a layout of a look
    says the day it was worn. Another household's share, and one that has ended, is unknown (404).
    """
    router = APIRouter(prefix="/media/shares")

    @router.get("/{share_id}/{number}")
    def picture(
        request: Request, share_id: Id, number: Number | Form, save: bool = False, day: bool = False
    ) -> Response:
        household_id = _person(request).household_id
        share = house.sharing.get(household_id, share_id)
        if share.state == "ended":
            raise NotFoundError("This link has ended.")
        if isinstance(number, int):
            data, name = house.sharing.picture(household_id, share_id, number), f"{share.kind}-{number}"
        else:
            worn = _worn_on(house, share) if day else None
            data = layout(house.tools, household_id, share.subject, share.treatment, number, day=worn)
            name = f"{share.kind}-{number}"
        kept = {"Content-Disposition": f'attachment; filename="{name}.jpg"'} if save else {}
        return Response(data, media_type="image/jpeg", headers=HEADERS | kept)

    return router


def _person(request: Request) -> Person:
    person: Person = request.state.person
    return person


def _worn_on(house: House, share: Share) -> date | None:
    if share.kind != "look":
        return None
    return house.looks.get(share.household_id, share.subject.look_ids[0]).worn_on
