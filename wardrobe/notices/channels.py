"""Channels by which notices are sent, each an address of Apprise (https://appriseit.com).

An address holds passwords and keys: it is never logged, and shown again only with most of it left out.
"""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from wardrobe.bounded import within
from wardrobe.errors import NoticeError

LONGEST: Final = 2000
MOST: Final = 5
"""Channels of a household: so that all can be tried within a lease, see ``queueing``."""
PATIENCE: Final = 30.0
"""Seconds for one channel."""

# Apprise tells its log of every address that it cannot use: no key may get from there into ours.
_log = logging.getLogger("apprise")
_log.propagate = False
_log.addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to reach somebody."""

    id: str
    """Made of the address; does not give it away."""
    service: str
    """Its name, such as ntfy or E-Mail."""
    masked: str
    """The address with most of it left out."""


class UnsentError(NoticeError):
    """A channel has not taken a notice. ``again``: it may take it later."""

    def __init__(self, template: str, /, *, remedy: str = "", again: bool = False, **params: object) -> None:
        super().__init__(template, remedy=remedy, **params)
        self.again = again


def checked(url: str) -> str:
    """An address that Apprise can use. Raises ``NoticeError``."""
    url = url.strip()
    if not url.isprintable() or len(url) > LONGEST or "://" not in url:
        raise NoticeError(
            "This is no address of a channel.",
            remedy="Write it as ntfy://TOPIC or mailto://USER:PASSWORD@example.org; https://appriseit.com lists all.",
        )
    if not url.split("://")[1].strip("/?") or _service(url) is None:
        raise NoticeError(
            "{scheme}: there is no such channel, or its address lacks something.",
            scheme=url.split("://")[0][:20] + "://",
            remedy="See at https://appriseit.com how the address of this service is written.",
        )
    return url


def channel_of(url: str) -> Channel:
    """How a channel is shown."""
    service = _service(url)
    return Channel(
        id=hashlib.sha256(url.encode()).hexdigest()[:12],
        service=str(service.service_name) if service is not None else "?",
        masked=masked(url),
    )


def masked(url: str) -> str:
    """Kind and a few letters of an address: enough to know it again, not enough to use it."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest[:3]}…{rest[-2:]}" if len(rest) >= 16 else f"{scheme}://…"


def send(url: str, title: str, body: str) -> None:
    """Send a message, and wait for it no longer than ``PATIENCE``. Raises ``UnsentError``."""
    try:
        sent, reason = within(PATIENCE, lambda: _send(url, title, body))
    except TimeoutError:
        raise UnsentError(
            "{channel} did not answer in time; the notice may have arrived.",
            channel=masked(url),
            remedy="Look whether the service is well.",
        ) from None
    if not sent:
        raise UnsentError(
            "{channel} did not take the notice. {reason}",
            channel=masked(url),
            reason=reason,
            remedy="Look whether the address and the service are right.",
            again=True,
        )


def _send(url: str, title: str, body: str) -> tuple[bool, str]:
    """Whether it was sent, and what Apprise says of it."""
    from apprise import Apprise, LogCapture, NotifyFormat

    service = _service(url)
    if service is None:
        return False, ""
    apprise = Apprise(service)
    with LogCapture(level=logging.WARNING, fmt="%(message)s") as log:  # type: ignore[no-untyped-call]
        sent = bool(apprise.notify(body=body, title=title, body_format=NotifyFormat.TEXT))
        said = log.getvalue()
    return sent, _without_secrets(said, url)


def _service(url: str):  # type: ignore[no-untyped-def] # Apprise has no types
    from apprise import Apprise, AppriseAsset  # a tenth of a second that no other page needs

    # No pictures from elsewhere, and our name in place of Apprise's.
    asset = AppriseAsset(app_id="Otjang", app_desc="Otjang", app_url="", image_url_mask="", image_url_logo="")
    return Apprise.instantiate(url, asset=asset)


def _without_secrets(text: str, url: str) -> str:
    """What was said, in a line, without any part of the address that may be a key."""
    lines = " ".join(text.split())
    parts = re.split(r"[/:@?&=,+]+", url)
    for part in sorted({*parts, *map(unquote, parts)}, key=len, reverse=True):
        if len(part) >= 4 and part.lower() not in _HARMLESS:
            lines = lines.replace(part, "…")
    return lines[:200]


_HARMLESS: Final = {"json", "ntfy", "mailto", "mailtos", "localhost", "https", "http", "jsons", "ntfys", "xml", "form"}
