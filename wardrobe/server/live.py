"""What a camera sees, for the people of its household: a picture that moves while somebody looks at it."""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter
from fastapi import Path as PathParameter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from wardrobe.accounts import Person
from wardrobe.cameras import SILENT
from wardrobe.errors import NotFoundError
from wardrobe.house import House
from wardrobe.server.guard import SESSION_COOKIE

Id = Annotated[int, PathParameter(ge=1, lt=2**63)]
LOOK_AGAIN: Final = 5.0
"""Seconds between looks whether the session still holds and the camera is still ours."""
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Cookie",
    "X-Accel-Buffering": "no",  # a proxy that collects frames would show the past
}


def routes(house: House) -> APIRouter:
    """``/media/cameras/{id}/live`` (multipart/x-mixed-replace) and ``/media/cameras/{id}/frame``."""
    router = APIRouter(prefix="/media/cameras/{device_id}")

    @router.get("/frame")
    def frame(request: Request, device_id: Id) -> Response:
        person: Person = request.state.person
        found = house.cameras.frame(person.household_id, device_id)
        if found is None:
            return Response(status_code=204, headers=HEADERS)
        return Response(found.jpeg, media_type="image/jpeg", headers=HEADERS)

    @router.get("/live")
    async def live(request: Request, device_id: Id) -> Response:
        person: Person = request.state.person
        await run_in_threadpool(house.accounts.device, person.household_id, device_id)
        return _Live(house, person, request.cookies[SESSION_COOKIE], device_id)

    return router


class _Live(StreamingResponse):
    """Frames as they come, while the session lasts and the camera is there."""

    def __init__(self, house: House, person: Person, token: str, device_id: int) -> None:
        self._house = house
        self._person = person
        self._token = token
        self._device_id = device_id
        # No camera can guess it, and so none can put a part of its own, such as a page, among the pictures.
        self._boundary = secrets.token_hex(16)
        kind = f"multipart/x-mixed-replace; boundary={self._boundary}"
        super().__init__(self._frames(), media_type=kind, headers=HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._house.cameras.seat(self._device_id):
            await super().__call__(scope, receive, send)

    async def _frames(self) -> AsyncIterator[bytes]:
        cameras, number = self._house.cameras, 0
        seen, looked = time.monotonic(), float("-inf")
        yield f"--{self._boundary}\r\n".encode()
        while not cameras.closing and time.monotonic() - seen < SILENT:
            if time.monotonic() - looked >= LOOK_AGAIN:
                if not await run_in_threadpool(self._may_look):
                    return
                looked = time.monotonic()
            cameras.watch(self._device_id)
            frame = await cameras.next_frame(self._device_id, number, 1.0)
            if frame is not None:
                number, seen = frame.number, time.monotonic()
                # The boundary goes along: a browser shows a part once it knows that it has ended.
                head = f"Content-Type: image/jpeg\r\nContent-Length: {len(frame.jpeg)}\r\n\r\n"
                yield head.encode() + frame.jpeg + f"\r\n--{self._boundary}\r\n".encode()

    def _may_look(self) -> bool:
        if self._house.accounts.person_for(self._token) is None:
            return False
        try:
            self._house.accounts.device(self._person.household_id, self._device_id)
        except NotFoundError:
            return False
        return True
