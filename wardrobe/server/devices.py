"""The API by which a camera says how it is and hears what people want of it, and sends what it sees."""

from __future__ import annotations

from typing import Any, Final, get_args

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from wardrobe.cameras import Phase, Report, Trouble
from wardrobe.errors import UnknownFormatError
from wardrobe.house import House
from wardrobe.schema import now
from wardrobe.server.api import NO_STORE, device_of
from wardrobe.server.body import json_of, limited
from wardrobe.server.problem import RequestError

STATE_BYTES: Final = 16_384
FRAME_BYTES: Final = 300_000
LONGEST_WAIT: Final = 25.0
"""Seconds: less than what proxies and routers allow a silent connection."""
LONGEST: Final = 300
"""Characters of a text that a camera reports."""
MOST_FAULTS: Final = 20
MOST_DONE: Final = 100
JPEG: Final = b"\xff\xd8\xff"


def routes(house: House) -> APIRouter:
    """``/api/v1/devices/me`` and below."""
    router = APIRouter(prefix="/api/v1/devices/me")
    cameras = house.cameras

    @router.delete("")
    async def leave(request: Request) -> Response:
        device = await device_of(house, request)
        await run_in_threadpool(house.accounts.revoke_device, device.household_id, device.id)
        cameras.forget(device.id)
        return Response(status_code=204, headers=NO_STORE)

    @router.post("/poll")
    async def poll(request: Request) -> Response:
        device = await device_of(house, request)
        asked = await json_of(request, STATE_BYTES)
        cameras.reported(device, _report(asked.get("state")), _ids(asked.get("done", [])))
        wanted = await cameras.commands(device, _seconds(asked.get("wait", 0)))
        answer = {
            "commands": [{"id": one.id, "kind": one.kind, "params": dict(one.params)} for one in wanted],
            "time": now().isoformat(),
        }
        return JSONResponse(answer, headers=NO_STORE)

    @router.put("/frame")
    async def frame(request: Request) -> Response:
        device = await device_of(house, request)
        jpeg = await limited(request, FRAME_BYTES).body()
        if not jpeg.startswith(JPEG):
            raise UnknownFormatError("The frame is not a JPEG.", remedy="Send it as JPEG.")
        return JSONResponse({"watching": cameras.show(device, jpeg)}, headers=NO_STORE)

    return router


def _report(given: Any) -> Report:
    """What a camera says of itself, held to its measure: it is shown to people. Raises ``RequestError``."""
    if not isinstance(given, dict):
        raise _wrong("state")
    phase, faults = given.get("phase", "idle"), given.get("faults", [])
    if phase not in get_args(Phase):
        raise _wrong("phase")
    if not isinstance(faults, list) or not all(isinstance(one, dict) for one in faults):
        raise _wrong("faults")
    return Report(
        version=_text(given, "version"),
        phase=phase,
        listening=given.get("listening") is True,
        camera=_text(given, "camera"),
        captures_waiting=int(_number(given, "captures_waiting", 1e9)),
        bytes_waiting=int(_number(given, "bytes_waiting", 1e15)),
        spool_share=_number(given, "spool_share", 1.0),
        hint=_text(given, "hint") or None,
        faults=tuple(Trouble(_text(one, "error"), _text(one, "remedy")) for one in faults[:MOST_FAULTS]),
    )


def _text(given: dict[str, Any], field: str) -> str:
    text = given.get(field)
    if text is None:
        return ""
    if not isinstance(text, str):
        raise _wrong(field)
    return "".join(letter for letter in text[:LONGEST] if letter.isprintable())


def _number(given: dict[str, Any], field: str, most: float) -> float:
    number = given.get(field, 0)
    if isinstance(number, bool) or not isinstance(number, int | float) or not number >= 0:
        raise _wrong(field)
    return float(min(number, most))


def _ids(given: Any) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise _wrong("done")
    return given[:MOST_DONE]


def _seconds(given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not given >= 0:
        raise _wrong("wait")
    return float(min(given, LONGEST_WAIT))


def _wrong(field: str) -> RequestError:
    return RequestError(
        "The field {field} is missing or wrong.", field=field, remedy="See docs/device-api.md for what it is to be."
    )
