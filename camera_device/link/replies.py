"""What a reply of the server means: an answer, "not now", or "never"."""

from __future__ import annotations

from typing import Any, Final

import httpx

from camera_device.errors import PairingError, RefusedError, UnreachableError

TEMPORARY: Final = frozenset({408, 425, 429, 500, 502, 503, 504, 507})
LONGEST_ASKED: Final = 300.0
"""Seconds that a server may ask to wait."""


class NotNowError(UnreachableError):
    """The server answers, but not with what was asked, for a fault of its own that may pass."""

    status: int = 0
    retry_after: float = 0.0


class StatusError(RefusedError):
    """The server says no, and would again."""

    status: int = 0
    body: dict[str, Any]


def answer(reply: httpx.Response) -> dict[str, Any]:
    """The JSON object of a reply that says yes, empty where it has none.

    Raises ``PairingError`` (401: the token works no more), ``NotNowError`` or ``StatusError``.
    """
    if reply.status_code == 204:
        return {}
    body = _body(reply)
    if reply.status_code in (200, 201) and body is not None:
        return body
    if reply.status_code == 401:
        raise PairingError(
            "The server does not know this camera any more.",
            remedy="Pair it again with `otjang-camera pair`. What waits to be sent is kept.",
        )
    if reply.status_code in TEMPORARY:
        later = NotNowError("The server cannot do it now: {reason}", reason=told(reply))
        later.status, later.retry_after = reply.status_code, retry_after(reply)
        raise later
    refused = StatusError(
        "The server refused ({status}): {reason}",
        status=reply.status_code,
        reason=told(reply),
        remedy="" if is_told(reply) else "Check that the address is that of an Otjang server, and not an older one.",
    )
    refused.status, refused.body = reply.status_code, body or {}
    raise refused


def told(reply: httpx.Response) -> str:
    """The server's own words where it has some."""
    body = _body(reply)
    if body and body.get("error"):
        return f"{body['error']} {body.get('remedy') or ''}".strip()
    return f"HTTP {reply.status_code} {reply.reason_phrase}".strip()


def is_told(reply: httpx.Response) -> bool:
    """Whether the reply is an answer of Otjang, and not of something else at that address."""
    return bool((_body(reply) or {}).get("error"))


def retry_after(reply: httpx.Response) -> float:
    """Seconds that the server asks to wait, at most five minutes."""
    text = reply.headers.get("retry-after", "")
    return min(float(text), LONGEST_ASKED) if text.isdecimal() else 0.0


def _body(reply: httpx.Response) -> dict[str, Any] | None:
    try:
        body = reply.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
