"""The app's style sheets as one file, which a browser fetches once and keeps.

Its address has the hash of what is in it: after an update there is another one.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from wardrobe.house import House

FOLDER: Final = Path(__file__).resolve().parents[2] / "app" / "styles"
"""``base.css``, which comes first by name, has the colours and what all pages share; the others one part each."""
FOREVER: Final = "private, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is sent."""

    address: str
    plain: bytes
    packed: bytes
    """The same, gzip."""


@cache
def sheet() -> Sheet:
    """All of them, read once."""
    plain = b"\n".join(path.read_bytes() for path in sorted(FOLDER.glob("*.css")))
    address = f"/styles/{hashlib.sha256(plain).hexdigest()[:16]}.css"
    return Sheet(address, plain, gzip.compress(plain, mtime=0))


def routes(house: House) -> APIRouter:
    """``/styles/<hash>.css``."""
    router = APIRouter(include_in_schema=False)

    @router.get("/styles/{name}")
    async def styles(request: Request, name: str) -> Response:
        found = sheet()
        if found.address != f"/styles/{name}":
            return Response(status_code=404)
        headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(found.plain, headers=headers, media_type="text/css")
        return Response(found.packed, headers=headers | {"Content-Encoding": "gzip"}, media_type="text/css")

    return router
