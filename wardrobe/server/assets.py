"""The files of Streamlit's own page, packed: a phone has three megabytes of them to fetch at its first visit.

Streamlit (1.67) sends them as they lie on the disk, each looked up anew. Their names have a hash, so what was packed
once is good for as long as this process runs.
"""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from wardrobe.house import House
from wardrobe.server.shell import STATIC

PREFIX: Final = "/static/"
FOREVER: Final = "public, immutable, max-age=31536000"
"""As Streamlit says of them."""
WORDS: Final = (".js", ".css", ".svg", ".json", ".map")
"""What packing makes smaller; pictures and fonts are packed already."""


@dataclass(frozen=True, slots=True)
class Asset:
    """What is sent of a file."""

    media_type: str
    plain: bytes
    packed: bytes | None
    """The same, gzip."""


def routes(house: House) -> APIRouter:
    """``/static/…``."""
    router = APIRouter(include_in_schema=False)

    @router.get(f"{PREFIX}{{name:path}}")
    async def static(request: Request, name: str) -> Response:
        path = files().get(name)
        if path is None:
            return Response(status_code=404)
        found = await run_in_threadpool(asset, path)
        headers = {"Cache-Control": FOREVER}
        if found.packed is None:
            return Response(found.plain, headers=headers, media_type=found.media_type)
        headers["Vary"] = "Accept-Encoding"
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(found.plain, headers=headers, media_type=found.media_type)
        headers["Content-Encoding"] = "gzip"
        return Response(found.packed, headers=headers, media_type=found.media_type)

    return router


@cache
def files() -> dict[str, Path]:
    """Every file there is, by its path below ``PREFIX``: nothing else is opened, whatever is asked for."""
    root = STATIC / "static"
    return {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}


@cache
def asset(path: Path) -> Asset:
    """Read a file, and pack it where that helps."""
    plain = path.read_bytes()
    packed = gzip.compress(plain, 6, mtime=0) if path.suffix in WORDS else None
    return Asset(mimetypes.guess_type(path.name)[0] or "application/octet-stream", plain, packed)
