"""One capture's way to the server: told, sent from where it broke off, and done when its hash is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from camera_device.capture import Moment
from camera_device.clock import age_seconds, taken_at
from camera_device.errors import CameraError, RefusedError, UnreachableError
from camera_device.link.client import Client, Held, not_otjang
from camera_device.link.replies import NotNowError, StatusError
from camera_device.spool import Entry
from camera_device.spool.records import digest

CHUNK: Final = 65_536
MOST: Final = 4 << 20
LEAST: Final = 16_384
"""Bytes of a request."""
FOR_GOOD: Final = frozenset({400, 409, 410, 413, 415, 422})
"""Said of a capture that the server will never take. Every other refusal is about the server or the way to it."""


class PartSize:
    """How much to send in one request: less after each failure, for what a server or a proxy before it has only in
    memory is lost when the connection breaks; more again while all goes well."""

    bytes = MOST

    def worked(self) -> None:
        """A request came through."""
        self.bytes = min(MOST, 2 * self.bytes)

    def failed(self) -> None:
        """It did not."""
        self.bytes = max(LEAST, self.bytes // 4)


class DroppedError(CameraError):
    """The capture is not to be sent any more: it was taken back, or the camera is stopping."""


class UnfitError(RefusedError):
    """This capture cannot be sent, whatever the server does."""


def deliver(
    client: Client,
    entry: Entry,
    at: Moment,
    wanted: Callable[[], bool],
    got_on: Callable[[], None] = lambda: None,
    parts: PartSize | None = None,
) -> Held:
    """Send a capture; when this returns, the server has it byte for byte.

    ``wanted`` is asked between pieces of ``CHUNK`` bytes, ``got_on`` is called when the server has more. Raises
    ``UnfitError`` (set it aside), ``DroppedError``, and what ``Client.call`` raises for the rest; sending it again goes
    on where it broke off.
    """
    parts = parts or PartSize()
    try:
        held = client.announce(entry.capture.id, described(entry, at))
        while not held.stored:
            held = _append(client, entry, held, wanted, parts)
            got_on()
    except StatusError as error:
        if error.status in FOR_GOOD:
            raise _unfit(entry, str(error)) from error
        raise
    except OSError as error:
        if isinstance(error, CameraError):
            raise
        raise _unfit(entry, f"its file cannot be read: {error.strerror or error}") from error
    if held.sha256 != entry.sha256:
        raise _unfit(entry, "the server has other bytes under its id")
    return held


def described(entry: Entry, at: Moment) -> dict[str, Any]:
    """What is told of a capture before its bytes."""
    taken = taken_at(entry.capture.taken, at)
    return {
        "kind": entry.capture.kind.value,
        "sha256": entry.sha256,
        "size": entry.size,
        "media_type": entry.capture.media_type,
        "name": entry.name,
        "taken_at": taken.isoformat() if taken else None,
        "age_seconds": age_seconds(entry.capture.taken, at),
        "compare_with": entry.capture.compare_with,
    }


def _append(client: Client, entry: Entry, held: Held, wanted: Callable[[], bool], parts: PartSize) -> Held:
    if not 0 <= held.offset <= entry.size:
        raise not_otjang(client.server)
    size = min(entry.size - held.offset, parts.bytes)
    try:
        after = client.append(entry.capture.id, held.offset, size, _pieces(entry, held.offset, size, wanted))
    except UnreachableError:
        parts.failed()
        raise
    except StatusError as error:
        if error.status != 422:
            raise
        if digest(entry.path) != (entry.sha256, entry.size):
            raise _unfit(entry, "its file is damaged") from error
        raise NotNowError("The bytes of {name} changed on the way.", name=entry.name) from error
    if not after.stored and after.offset == held.offset:
        raise NotNowError("The server took nothing of {name}.", name=entry.name)
    parts.worked()
    return after


def _pieces(entry: Entry, offset: int, left: int, wanted: Callable[[], bool]) -> Iterator[bytes]:
    with entry.path.open("rb") as file:
        file.seek(offset)
        while left:
            if not wanted():
                raise DroppedError("{name} is not to be sent any more.", name=entry.name)
            piece = file.read(min(CHUNK, left))
            if not piece:
                raise _unfit(entry, "its file is shorter than it was")
            left -= len(piece)
            yield piece


def _unfit(entry: Entry, reason: str) -> UnfitError:
    return UnfitError("{name} cannot be sent: {reason}.", name=entry.name, reason=reason.rstrip("."))
