"""The API for cameras that lose the network: captures in parts, each exactly once, from wherever it stopped."""

from __future__ import annotations

import math
import re
import uuid
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from wardrobe.captures import Announced, Capture
from wardrobe.errors import UnknownFormatError
from wardrobe.house import House
from wardrobe.server.ahead import Ahead
from wardrobe.server.api import NO_STORE, device_of, file_name
from wardrobe.server.body import json_of
from wardrobe.server.problem import RequestError, TooLargeError
from wardrobe.settings import Settings

ANNOUNCEMENT: Final = 4096
"""Bytes of an announcement."""
OLDEST: Final = 1e12
"""Seconds of an age: more is not believed anyway, and may be more than a float holds."""
MEDIA: Final = {"photo": ("image/jpeg",), "turn": ("video/mp4",)}
"""What a capture of each kind may be."""


def routes(house: House) -> APIRouter:
    """``/api/v1/captures/{id}``: PUT announces, PATCH sends, GET asks, DELETE takes back."""
    router = APIRouter(prefix="/api/v1/captures/{key}")
    captures = house.captures

    @router.put("")
    async def announce(request: Request, key: str) -> Response:
        device = await device_of(house, request)
        announced = _announced(_uuid(key), await json_of(request, ANNOUNCEMENT), house.settings)
        capture, new = await run_in_threadpool(captures.announce, device, announced)
        return _told(capture, 201 if new else 200)

    @router.get("")
    async def where(request: Request, key: str) -> Response:
        device = await device_of(house, request)
        return _told(await run_in_threadpool(captures.get, device, _uuid(key)))

    @router.patch("")
    async def send(request: Request, key: str) -> Response:
        async with Ahead(request) as body:
            device = await device_of(house, request)
            key, offset = _uuid(key), _offset(request)
            known = await run_in_threadpool(captures.get, device, key)
            if known.state == "receiving" and offset < known.size:
                receiving = captures.receive(device, key, offset)
                part = await run_in_threadpool(receiving.__enter__)
                try:
                    async for chunk in body:
                        await run_in_threadpool(part.write, chunk)
                except BaseException as error:
                    await run_in_threadpool(receiving.__exit__, type(error), error, error.__traceback__)
                    raise
                await run_in_threadpool(receiving.__exit__, None, None, None)
        return _told(await run_in_threadpool(captures.settle, device, key))

    @router.delete("")
    async def withdraw(request: Request, key: str) -> Response:
        device = await device_of(house, request)
        await run_in_threadpool(captures.withdraw, device, _uuid(key))
        return Response(status_code=204, headers=NO_STORE)

    return router


def _told(capture: Capture, status: int = 200) -> Response:
    answer = {
        "id": capture.key,
        "state": capture.state,
        "offset": capture.offset,
        "size": capture.size,
        "sha256": capture.sha256,
        "look_id": capture.look_id,
    }
    return JSONResponse(answer, status, NO_STORE)


def _uuid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise RequestError("{id} is no UUID.", id=text[:40], remedy="Name captures by random UUIDs.") from None


def _offset(request: Request) -> int:
    given = request.headers.get("upload-offset", "")
    if not re.fullmatch(r"[0-9]{1,12}", given):
        raise RequestError(
            "`Upload-Offset` is missing or no number.", remedy="Send where the bytes go on, such as 0 at first."
        )
    return int(given)


def _announced(key: str, given: dict[str, Any], settings: Settings) -> Announced:
    """What the camera says, looked through. Raises ``RequestError``, ``TooLargeError``, ``UnknownFormatError``."""
    kind, media_type = given.get("kind"), given.get("media_type")
    if kind not in (*MEDIA,):  # a list or an object is no key to look up
        raise _wrong("kind")
    if media_type not in MEDIA[kind]:
        raise UnknownFormatError(
            "A capture of the kind {kind} cannot be {type}.",
            kind=kind,
            type=str(media_type)[:40],
            allowed=", ".join(MEDIA[kind]),
            remedy="Send it as {allowed}.",
        )
    sha256, size, name = given.get("sha256"), given.get("size"), given.get("name", "")
    if not isinstance(sha256, str) or not re.fullmatch(r"[0-9a-fA-F]{64}", sha256):
        raise _wrong("sha256")
    if not isinstance(size, int) or isinstance(size, bool) or size < 1:
        raise _wrong("size")
    most = settings.max_video_bytes if kind == "turn" else settings.max_bytes
    if size > most:
        raise TooLargeError(
            "The upload is larger than {limit:.0f} MB.",
            limit=most / 1e6,
            remedy="Make it smaller, or raise OTJANG_MAX_BYTES or OTJANG_MAX_VIDEO_BYTES on the server.",
        )
    if not isinstance(name, str):
        raise _wrong("name")
    other = given.get("compare_with")
    if other is not None and not isinstance(other, str):
        raise _wrong("compare_with")
    return Announced(
        key,
        kind,
        str(media_type),
        file_name(name) or f"capture.{'mp4' if kind == 'turn' else 'jpg'}",
        sha256.lower(),
        size,
        _moment(given.get("taken_at")),
        _age(given.get("age_seconds")),
        None if other is None else _uuid(other),
    )


def _moment(given: object) -> datetime | None:
    if given is None:
        return None
    try:
        at = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise _wrong("taken_at")
    return at


def _age(given: object) -> float | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given < math.inf:
        raise _wrong("age_seconds")
    return float(min(given, OLDEST))


def _wrong(field: str) -> RequestError:
    return RequestError(
        "The field {field} is missing or wrong.", field=field, remedy="See docs/device-api.md for what it is to be."
    )
