"""A backup of everything as a download, for the owner of the only household of the host."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from wardrobe.house import House
from wardrobe.schema import now


def routes(house: House) -> APIRouter:
    """``POST /backup``: never a link that another site could have a browser follow."""
    router = APIRouter(include_in_schema=False)

    @router.post("/backup")
    def backup(request: Request) -> Response:
        house.backup.check(request.state.person)
        at = now()
        some = house.backup.stream(at)
        # The first bytes come before the answer begins: what cannot be done is told as such.
        return StreamingResponse(_all(next(some), some), media_type="application/zip", headers=_headers(at))

    return router


def _all(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield from chain((first,), rest)


def _headers(at: datetime) -> dict[str, str]:
    name = f"otjang-{at.astimezone():%Y-%m-%d-%H%M}.zip"
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
