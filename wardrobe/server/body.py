"""No request body is read past its limit, whatever its headers say."""

from __future__ import annotations

import json
from typing import Any, Final

from starlette.requests import Request
from starlette.types import Message

from wardrobe.server.problem import RequestError, TooLargeError

FORM_LIMIT: Final = 16_384
"""Bytes of a form of the log-in pages."""
FRAMING: Final = 65_536
"""Bytes that multipart boundaries and headers may add to a file."""


def limited(request: Request, limit: int) -> Request:
    """The same request; reading its body raises ``TooLargeError`` at the first chunk past ``limit`` bytes.

    Raises it at once where Content-Length already says so.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise _too_large(limit)
    taken = 0

    async def receive() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise _too_large(limit)
        return message

    return Request(request.scope, receive)


async def json_of(request: Request, limit: int) -> dict[str, Any]:
    """The JSON object that is the body. Raises ``RequestError``, ``TooLargeError``."""
    body = await limited(request, limit).body()
    try:
        found = json.loads(body)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair can be neither kept nor told
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise RequestError("The body is no JSON object.", remedy="See docs/device-api.md for what is sent here.")
    return found


def _too_large(limit: int) -> TooLargeError:
    return TooLargeError(
        "The upload is larger than {limit:.0f} MB.",
        remedy="Export the picture smaller, or raise OTJANG_MAX_BYTES on the server.",
        limit=limit / 1e6,
    )
