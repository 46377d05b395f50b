"""The API by which a camera comes to its token: by code or by QR code. Open to strangers, hence limited."""

from __future__ import annotations

import re
from typing import Any, Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from wardrobe.house import House
from wardrobe.pairings import MisfitError, Paired
from wardrobe.server.api import NO_STORE, bearer
from wardrobe.server.body import json_of
from wardrobe.server.problem import RequestError, TokenError

MOST_BYTES: Final = 1024
"""Of a request."""
LONGEST_NAME: Final = 60
NAMELESS: Final = "camera"


def routes(house: House) -> APIRouter:
    """``/api/v1/pairings`` and below."""
    router = APIRouter(prefix="/api/v1/pairings")
    pairings = house.pairings

    @router.post("")
    async def begin(request: Request) -> Response:
        asked = await json_of(request, MOST_BYTES)
        address = request.client.host if request.client else ""
        fingerprint: str = request.app.state.fingerprint
        opened = await run_in_threadpool(
            pairings.open, _name(asked), _number(asked, "commitment"), address, fingerprint
        )
        answer = {
            "pairing_id": opened.id,
            "nonce": opened.nonce,
            "secret": opened.secret,
            "expires_in": opened.expires_in,
        }
        return JSONResponse(answer, 201, NO_STORE)

    @router.put("/{pairing_id}/nonce")
    async def reveal(request: Request, pairing_id: str) -> Response:
        nonce = _number(await json_of(request, MOST_BYTES), "nonce")
        await run_in_threadpool(pairings.reveal, pairing_id, nonce)
        return Response(status_code=204, headers=NO_STORE)

    @router.get("/{pairing_id}")
    async def ask(request: Request, pairing_id: str) -> Response:
        try:
            paired = await run_in_threadpool(pairings.ask, pairing_id, bearer(request))
        except MisfitError as error:
            raise TokenError(error.template, remedy=error.remedy) from error
        return JSONResponse(
            {"state": "waiting"} if paired is None else {"state": "paired", **_told(paired)}, 200, NO_STORE
        )

    @router.post("/claim")
    async def claim(request: Request) -> Response:
        asked = await json_of(request, MOST_BYTES)
        key = asked.get("key")
        if not isinstance(key, str) or not key or not key.isascii():
            raise RequestError("There is no `key`.", remedy="Send the one of the QR code.")
        nonce = "" if asked.get("nonce") is None else _number(asked, "nonce")
        paired = await run_in_threadpool(pairings.claim, key, _name(asked), nonce)
        return JSONResponse(_told(paired), 201, NO_STORE)

    return router


def _told(paired: Paired) -> dict[str, object]:
    return {"token": paired.token, "device_id": paired.device.id, "household": paired.household}


def _name(asked: dict[str, Any]) -> str:
    """What the camera calls itself, fit to be shown."""
    given = asked.get("name")
    kept = "".join(letter if letter.isprintable() else " " for letter in given) if isinstance(given, str) else ""
    return " ".join(kept.split())[:LONGEST_NAME].strip() or NAMELESS


def _number(asked: dict[str, Any], field: str) -> str:
    given = asked.get(field)
    if not isinstance(given, str) or not re.fullmatch(r"[0-9a-fA-F]{64}", given):
        raise RequestError("`{field}` is not 32 bytes in hex.", field=field, remedy="Send 64 hexadecimal digits.")
    return given.lower()
