"""The API for cameras: captures in, each exactly once, and a sign of life."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import tempfile
from importlib.metadata import version
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final
from urllib.parse import unquote

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from embeddings.video_boxes import is_video
from wardrobe.accounts import Device
from wardrobe.errors import StorageError
from wardrobe.formats import check_picture
from wardrobe.house import House
from wardrobe.originals import told
from wardrobe.schema import now
from wardrobe.server.body import FRAMING, limited
from wardrobe.server.problem import RequestError, TokenError

log = logging.getLogger(__name__)

IN_MEMORY: Final = 1_048_576
"""Bytes of an upload that stay in memory while it arrives; the rest goes to a temporary file."""
AT_ONCE: Final = 2
"""Captures that are taken in at a time; more wait, on disk."""


def routes(house: House) -> APIRouter:
    """``POST /api/v1/captures`` and ``GET /api/v1/health``."""
    router = APIRouter(prefix="/api/v1")
    turn = asyncio.Semaphore(AT_ONCE)

    @router.get("/health")
    async def health() -> Response:
        await run_in_threadpool(house.accounts.has_owner)  # the database answers
        return JSONResponse({"app": "otjang", "ok": True, "version": version("otjang")}, headers=NO_STORE)

    @router.post("/captures")
    async def capture(request: Request) -> Response:
        device = await device_of(house, request)
        with told(Path(tempfile.gettempdir())):
            upload, name = await _upload(request, house.settings.max_bytes)
        try:
            async with turn:
                data = await upload.read()
                sha256 = await run_in_threadpool(_checked, data, name, request.headers.get("x-content-sha256"))
                received = await run_in_threadpool(
                    house.intake.receive, data, name, household_id=device.household_id, source="device"
                )
        finally:
            await upload.close()
        answer = {"look_id": received.look_id, "sha256": sha256, "duplicate": received.duplicate}
        return JSONResponse(answer, 200 if received.duplicate else 201, NO_STORE)

    return router


NO_STORE: Final = {"Cache-Control": "no-store"}


def bearer(request: Request) -> str:
    """What stands in ``Authorization: Bearer …``; empty where nothing does."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def device_of(house: House, request: Request) -> Device:
    """The device that sent a request. Raises ``TokenError``."""
    token = bearer(request)
    device = await run_in_threadpool(house.accounts.device_for, token) if token else None
    if device is None:
        raise TokenError(
            "The device token is missing, wrong or revoked.",
            remedy="Make one with `otjang device add NAME` and send it as `Authorization: Bearer TOKEN`.",
        )
    try:
        await run_in_threadpool(house.accounts.saw, device, now())
    except StorageError as error:  # what it has come for matters more
        log.warning("%s", error)
    return device


async def _upload(request: Request, most: int) -> tuple[UploadFile, str]:
    """The picture, spooled, and its file name: the multipart field ``file``, or the body itself."""
    named = file_name(unquote(request.headers.get("x-filename", "")))
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        form = await limited(request, most + FRAMING).form(max_files=1, max_fields=8)
        upload = form.get("file")
        if not isinstance(upload, UploadFile):
            raise RequestError("There is no field `file` in the form.", remedy="Send the picture as the field `file`.")
        return upload, named or file_name(upload.filename or "") or "capture"
    spool = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by the caller
    upload = UploadFile(file=spool, size=0)  # type: ignore[arg-type]
    try:
        async for chunk in limited(request, most).stream():
            await upload.write(chunk)
        await upload.seek(0)
    except BaseException:
        await upload.close()
        raise
    return upload, named or "capture"


def _checked(data: bytes, name: str, expected: str | None) -> str:
    """The SHA-256 of a picture that arrived whole."""
    if not data:
        raise RequestError("{name} is empty.", name=name, remedy="Send the bytes of a picture as the body.")
    sha256 = hashlib.sha256(data).hexdigest()
    if expected is not None and expected.strip().lower() != sha256:
        raise RequestError(
            "{name} arrived damaged: its SHA-256 is {actual}, not {expected}.",
            name=name,
            actual=sha256,
            expected=expected[:64],
            remedy="Send it again.",
        )
    if not is_video(data[:12]):
        check_picture(data, name)
    return sha256


def file_name(text: str) -> str:
    """The last part of a path of either kind, without control characters."""
    name = PureWindowsPath(PurePosixPath(text).name).name
    return "".join(letter for letter in name if letter.isprintable())[:200]
