"""A signed message to the owner's own server, by Standard Webhooks 1.0.0 (https://www.standardwebhooks.com).

The specification: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
Used of it is the symmetric scheme, ``v1``: HMAC-SHA256 of ``{id}.{timestamp}.{body}``, base64.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx

from wardrobe.bounded import within
from wardrobe.errors import OrderError

PREFIX: Final = "whsec_"
KEY_BYTES: Final = 32
"""Of a secret; the specification allows 24 to 64."""
PATIENCE: Final = 20.0
"""Seconds for an answer; the specification recommends 15 to 30."""
WHOLE: Final = 30.0
"""Seconds that a try may take in all, however slowly the answer drips in."""


class UndeliveredError(OrderError):
    """The webhook has not taken a message. ``again``: it may take the same one later."""

    def __init__(
        self, template: str, /, *, remedy: str = "", again: bool = False, asked: float = 0, **params: object
    ) -> None:
        super().__init__(template, remedy=remedy, **params)
        self.again = again
        self.asked = asked
        """Seconds that the server wants to be left alone, from ``Retry-After``."""


def new_secret() -> str:
    """A secret as the specification serialises it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The value of ``webhook-signature``."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def post(url: str, secret: str, message_id: str, message: Mapping[str, Any], at: datetime) -> None:
    """Deliver a message once. Raises ``UndeliveredError``.

    ``message_id`` stays the same over every try of the same message: the receiver knows it again by that. The
    address may be a private one, for the owner has set it; redirects are not followed.
    """
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    timestamp = int(at.timestamp())
    headers = {
        "content-type": "application/json",
        "user-agent": "Otjang",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, message_id, timestamp, body),
    }
    try:
        answer = within(WHOLE, lambda: _answer(url, body, headers))
    except (httpx.TimeoutException, TimeoutError):
        raise UndeliveredError(
            "The webhook did not answer in time.", remedy="Look whether your server is well.", again=True
        ) from None
    except httpx.TransportError as error:
        raise UndeliveredError(
            "The webhook cannot be reached: {reason}.",
            reason=_reason(error),
            remedy="Look whether your server runs and its address is right.",
            again=True,
        ) from error
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise UndeliveredError("The webhook's address cannot be used.", remedy="Correct it in the settings.") from error
    _check(answer, at)


def _answer(url: str, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
    """The answer's head; what it says beyond is not read."""
    # trust_env off: it goes where the owner said, not through a proxy that some variable names.
    with (
        httpx.Client(timeout=PATIENCE, follow_redirects=False, trust_env=False) as client,
        client.stream("POST", url, content=body, headers=dict(headers)) as answer,
    ):
        return answer


def _check(answer: httpx.Response, at: datetime) -> None:
    status = answer.status_code
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise UndeliveredError(
            "The webhook points elsewhere ({status}), and redirects are not followed.",
            status=status,
            remedy="Set the address that it points to in the settings.",
        )
    if status == 429 or status >= 500:
        raise UndeliveredError(
            "The webhook answered {status}.",
            status=status,
            remedy="Look what your server's log says.",
            again=True,
            asked=retry_after(answer.headers.get("retry-after"), at),
        )
    raise UndeliveredError(
        "The webhook refused the order: it answered {status}.",
        status=status,
        remedy="Look what your server's log says, then confirm the order again.",
    )


def retry_after(value: str | None, at: datetime) -> float:
    """Seconds by the header ``Retry-After``, a number or a date (RFC 9110, 10.2.3); 0 where it says nothing."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return 0.0
    return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - at).total_seconds())


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
