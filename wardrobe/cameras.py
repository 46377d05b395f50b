"""Cameras as they are now: what each does, what people want of it, and what it sees while somebody watches.

All of it is in memory: it is true for seconds. Cameras ask again and again (``commands``), each question staying
open until there is an answer; they, the pages and the background work are on different threads and event loops.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, get_args

from wardrobe.accounts import Accounts, Device
from wardrobe.bell import Bell, within
from wardrobe.errors import ChangeError, TooManyError
from wardrobe.schema import now

Phase = Literal["idle", "framing", "countdown", "exposing", "stored", "off"]
Command = Literal["photo", "turn", "cancel", "undo", "listen", "deaf", "live", "say"]

LIFETIME: Final = 60.0
"""Seconds for which a command is sent: later nobody stands there any more."""
REMEMBERED: Final = 600.0
"""Seconds for which it is known what has become of a command: a turn takes longer than ``LIFETIME``."""
AGAIN: Final = 5.0
"""Seconds after which it is sent again, unless the camera has said that it is done."""
MOST_COMMANDS: Final = 20
"""Of a camera that does not take them; the oldest goes."""
SILENT: Final = 40.0
"""Seconds after which a camera that has not asked again is not there."""
LIVE: Final = 20.0
"""Seconds of frames that are asked for at a time."""
WATCHED: Final = 10.0
"""Seconds for which a look at a frame counts as watching. A frame of that age is shown no more."""
SEATS: Final = 4
"""People who may watch one camera at a time."""
ALL_SEATS: Final = 16


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault that a camera reports, in its own words."""

    error: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a camera says of itself."""

    version: str = ""
    phase: Phase = "idle"
    listening: bool = False
    camera: str = ""
    """What takes the pictures."""
    captures_waiting: int = 0
    bytes_waiting: int = 0
    spool_share: float = 0.0
    """How full its memory is, 0 to 1."""
    hint: str | None = None
    """What whoever stands before it should do."""
    faults: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True)
class CameraState(Report):
    """The last report, and whether it still holds."""

    seen_at: datetime = field(kw_only=True)
    online: bool = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that a camera is to do."""

    id: str
    kind: Command
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a camera sees."""

    jpeg: bytes
    number: int
    """Higher for a later one."""
    at: datetime


@dataclass(slots=True)
class _Waiting:
    wanted: Wanted
    since: float
    sent: float | None = None


@dataclass(slots=True)
class _Camera:
    """All that is known of one camera. Handled under the lock of ``Cameras``."""

    report: Report | None = None
    seen_at: datetime | None = None
    seen: float = 0.0
    commands: list[_Waiting] = field(default_factory=list)
    asked: dict[str, float] = field(default_factory=dict)
    """Ids of commands, done or not."""
    question: int = 0
    frame: Frame | None = None
    shown: int = 0
    frame_at: float = 0.0
    watched_until: float = float("-inf")
    live_until: float = float("-inf")
    seats: int = 0
    bell: Bell = field(default_factory=Bell)
    """Rings for commands."""
    frames: Bell = field(default_factory=Bell)
    """Rings for frames."""


class Cameras:
    """The cameras of every household. ``clock`` gives UTC, ``ticks`` seconds that never jump."""

    def __init__(
        self,
        accounts: Accounts,
        clock: Callable[[], datetime] = now,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._accounts = accounts
        self._clock = clock
        self._ticks = ticks
        self._lock = threading.Lock()
        self._cameras: dict[int, _Camera] = {}
        self._done: dict[str, float] = {}
        self._closing = False

    def state(self, household_id: int, device_id: int) -> CameraState | None:
        """What a camera does; None where it was not heard of since the start. Raises ``NotFoundError``."""
        self._accounts.device(household_id, device_id)
        with self._lock:
            camera = self._cameras.get(device_id)
            if camera is None or camera.report is None or camera.seen_at is None:
                return None
            said = {name: getattr(camera.report, name) for name in Report.__dataclass_fields__}
            online = self._ticks() - camera.seen < SILENT
            return CameraState(**said, seen_at=camera.seen_at, online=online)

    def ask(self, household_id: int, device_id: int, kind: Command, **params: object) -> str:
        """Want something of a camera; gives the command's id. Raises ``NotFoundError`` and ``ChangeError``."""
        if kind not in get_args(Command):
            raise ChangeError(
                "A camera cannot {kind}.",
                kind=str(kind)[:40],
                allowed=", ".join(get_args(Command)),
                remedy="It can: {allowed}.",
            )
        self._accounts.device(household_id, device_id)
        with self._lock:
            return self._ask(self._camera(device_id), kind, params)

    def done(self, command_id: str) -> bool:
        """Whether the camera has said that it did it, or gave it up: remembered for ten minutes."""
        with self._lock:
            return command_id in self._done

    def frame(self, household_id: int, device_id: int) -> Frame | None:
        """What a camera sees, where it is fresh. Asking counts as watching. Raises ``NotFoundError``."""
        self._accounts.device(household_id, device_id)
        self.watch(device_id)
        return self.newest(device_id)

    def watch(self, device_id: int) -> None:
        """Somebody looks: the camera is asked for frames, before those run out that it was asked for last."""
        with self._lock:
            camera, at = self._camera(device_id), self._ticks()
            camera.watched_until = at + WATCHED
            if camera.live_until - at < LIVE / 2:
                camera.live_until = at + LIVE
                self._ask(camera, "live", {"seconds": LIVE})

    def newest(self, device_id: int) -> Frame | None:
        """The newest frame, where it is fresh."""
        with self._lock:
            camera = self._camera(device_id)
            if camera.frame is not None and self._ticks() - camera.frame_at > WATCHED:
                camera.frame = None
            return camera.frame

    @contextmanager
    def seat(self, device_id: int) -> Iterator[None]:
        """A place among those who watch. Raises ``TooManyError``."""
        with self._lock:
            camera = self._camera(device_id)
            if camera.seats >= SEATS or sum(one.seats for one in self._cameras.values()) >= ALL_SEATS:
                raise TooManyError("Too many are watching.", remedy="Close the live view in another window.")
            camera.seats += 1
        try:
            yield
        finally:
            with self._lock:
                camera.seats -= 1

    async def next_frame(self, device_id: int, after: int, seconds: float) -> Frame | None:
        """A frame with a higher number than ``after``; None where there is none within so many seconds."""
        with self._lock:
            frames = self._camera(device_id).frames
        with frames.listen() as rung:
            found = self.newest(device_id)
            if (found is None or found.number <= after) and not self._closing:
                await within(rung, seconds)
                found = self.newest(device_id)
        return found if found is not None and found.number > after else None

    def reported(self, device: Device, report: Report, done: Sequence[str]) -> None:
        """A camera says how it is, and which commands it has done."""
        with self._lock:
            camera, at = self._camera(device.id), self._ticks()
            camera.report, camera.seen, camera.seen_at = report, at, self._clock()
            if camera.watched_until < at:
                camera.frame = None
            camera.commands = [one for one in camera.commands if one.wanted.id not in done]
            self._done = {id: when for id, when in self._done.items() if when > at - REMEMBERED}
            self._done |= {id: at for id in done if id in camera.asked}

    async def commands(self, device: Device, seconds: float) -> list[Wanted]:
        """What it is to do, as soon as there is something; empty after so many seconds.

        A camera has one question open: an older one, whose connection it may have lost, is answered by nothing.
        One that does not wait leaves the open one as it is.
        """
        until = self._ticks() + seconds
        with self._lock:
            camera = self._camera(device.id)
            if seconds > 0:
                camera.question += 1
            mine = camera.question
        if seconds > 0:
            camera.bell.ring()
        while True:
            with camera.bell.listen() as rung:
                with self._lock:
                    at = self._ticks()
                    camera.seen, camera.seen_at = at, self._clock()
                    over = camera.question != mine or self._closing
                    due = [] if over else self._due(camera, at)
                if due or over or at >= until:
                    return due
                await within(rung, min(until - at, AGAIN))

    def show(self, device: Device, jpeg: bytes) -> bool:
        """A camera's newest frame, kept while somebody watches; gives whether anybody does."""
        with self._lock:
            camera, at = self._camera(device.id), self._ticks()
            watched = camera.watched_until >= at
            camera.shown += 1
            camera.frame = Frame(jpeg, camera.shown, self._clock()) if watched else None
            camera.frame_at = at
        camera.frames.ring()
        return watched

    def forget(self, device_id: int) -> None:
        """A camera is no longer of this house."""
        with self._lock:
            camera = self._cameras.pop(device_id, None)
        if camera is not None:
            camera.question += 1
            camera.bell.ring()

    def close(self) -> None:
        """Answer every open question now: the process ends."""
        with self._lock:
            self._closing = True
            cameras = list(self._cameras.values())
        for camera in cameras:
            camera.bell.ring()
            camera.frames.ring()

    @property
    def closing(self) -> bool:
        """Whether nothing more comes."""
        return self._closing

    def _camera(self, device_id: int) -> _Camera:
        return self._cameras.setdefault(device_id, _Camera())

    def _ask(self, camera: _Camera, kind: Command, params: Mapping[str, object]) -> str:
        wanted, at = Wanted(str(uuid.uuid4()), kind, params), self._ticks()
        camera.commands = [*camera.commands[1 - MOST_COMMANDS :], _Waiting(wanted, at)]
        camera.asked = {id: when for id, when in camera.asked.items() if when > at - REMEMBERED} | {wanted.id: at}
        camera.bell.ring()
        return wanted.id

    def _due(self, camera: _Camera, at: float) -> list[Wanted]:
        camera.commands = [one for one in camera.commands if at - one.since < LIFETIME]
        due = [one for one in camera.commands if one.sent is None or at - one.sent >= AGAIN]
        for one in due:
            one.sent = at
        return [one.wanted for one in due]
