"""What cameras send: announced, received in parts, checked, and taken in as looks, each exactly once.

Everything can be repeated and cut off anywhere. A capture's row says what is to come, the size of its file in
``incoming`` how much has come. Once all is there it is checked and handed to the intake, which knows the same
bytes again; then the row names the look; then the file goes. A process that ends between any two of these
leaves a capture that ``settle`` finishes.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from embeddings.errors import OtjangError, PhotoError
from wardrobe.accounts import Device, device_of
from wardrobe.camera_schema import CaptureRow
from wardrobe.database import Database
from wardrobe.errors import ClashError, DamagedError, NotFoundError, OverError, TooManyError, UnknownFormatError
from wardrobe.formats import check_picture, check_video
from wardrobe.intake import Intake
from wardrobe.looks import Looks
from wardrobe.originals import told
from wardrobe.parts import Appending, Parts
from wardrobe.schema import DeviceRow, LookRow, now

log = logging.getLogger(__name__)

MOST_OPEN: Final = 32
"""Captures that a camera may have announced and not yet sent."""
AT_ONCE: Final = 2
"""Captures that are checked and taken in at a time: each is in memory then."""
KEPT: Final = timedelta(days=30)
"""What a camera has not gone on with for so long is given up."""
EARLIEST: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""A clock that says less was never set."""
AHEAD: Final = timedelta(days=1)
"""So far ahead a clock may be; further is wrong."""

Kind = Literal["photo", "turn"]


@dataclass(frozen=True, slots=True)
class Announced:
    """What a camera says of a capture before it sends it."""

    key: str
    """A UUID in its usual form: it names files."""
    kind: Kind
    media_type: str
    name: str
    sha256: str
    size: int
    taken_at: datetime | None = None
    """By the camera's clock, where it trusts that."""
    age_seconds: float | None = None
    """Since it was taken, where the camera has been running since: it wins."""
    compare_with: str | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """Where a capture stands."""

    key: str
    state: Literal["receiving", "stored"]
    offset: int
    """Bytes that are here."""
    size: int
    sha256: str
    look_id: int | None
    """None until it is stored, and once the look has been erased."""


class Captures:
    """The captures of every camera; each camera sees its own alone. ``clock`` gives UTC."""

    def __init__(
        self, database: Database, intake: Intake, looks: Looks, folder: Path, clock: Callable[[], datetime] = now
    ) -> None:
        self._database = database
        self._intake = intake
        self._looks = looks
        self._clock = clock
        self._parts = Parts(folder)
        self._few = threading.BoundedSemaphore(AT_ONCE)

    def announce(self, device: Device, it: Announced) -> tuple[Capture, bool]:
        """What is to come; also whether it is new. Announced again, it is finished where all is there.

        Raises ``ClashError`` where the id is known with other bytes, ``OverError`` where it was withdrawn,
        ``TooManyError``, ``StorageError`` where the disk has no room.
        """
        with self._database.read() as session:
            known = _row(session, device, it.key)
        if known is None:
            self._parts.room(it.size)
        with self._database.write() as session:
            row = _row(session, device, it.key)
            new = row is None
            if row is None:
                row = self._new(session, device, it)
            elif (row.sha256, row.size) != (it.sha256, it.size):
                raise ClashError(
                    "The capture {id} is known with other bytes.",
                    id=it.key,
                    remedy="Give every capture an id of its own (a random UUID).",
                )
        return (self._capture(row), True) if new else (self.settle(device, it.key), False)

    def get(self, device: Device, key: str) -> Capture:
        """Where it stands. Raises ``NotFoundError``, ``OverError``."""
        return self._capture(self._known(device, key))

    @contextmanager
    def receive(self, device: Device, key: str, offset: int) -> Iterator[Appending]:
        """Go on with the bytes from ``offset``; ``settle`` it afterwards.

        Raises ``OffsetError`` where ``offset`` is not where it stands, ``NotFoundError``, ``StorageError``.
        """
        row = self._known(device, key)
        if row.state != "receiving":
            raise ClashError("The capture {id} is here already.", id=key, remedy="Nothing is to be sent.")
        with self._parts.append(_part(row), offset, row.size) as part:
            yield part
        with self._database.write() as session:
            session.execute(update(CaptureRow).where(CaptureRow.id == row.id).values(touched_at=self._clock()))

    def settle(self, device: Device, key: str) -> Capture:
        """Finish it where all is there; gives where it stands then. Can be repeated after a fault at any point.

        Raises ``DamagedError`` where the bytes are others than announced (they are thrown away then),
        ``UnknownFormatError`` and ``PhotoError`` where they can never be a look (the capture is forgotten then),
        ``StorageError``: the bytes stay, to be settled later.
        """
        row = self._known(device, key)
        if row.state == "receiving" and self._parts.size(_part(row)) >= row.size:
            with self._few, self._parts.alone(_part(row)) as path:
                row = self._known(device, key)
                if row.state == "receiving":
                    row = self._take_in(device.household_id, row, path)
        if row.state != "receiving":
            self._parts.drop(_part(row))
        return self._capture(row)

    def withdraw(self, device: Device, key: str) -> None:
        """Take it back: its look is deleted, which can be undone in the app; bytes of an unfinished one go.

        Done again it does nothing. Raises ``NotFoundError`` for a capture that was never announced.
        """
        row = self._find(device, key)
        with self._parts.alone(_part(row)):
            row = self._find(device, key)
            if row.look_id is not None and row.state != "withdrawn":
                with suppress(NotFoundError):  # deleted in the app meanwhile, or by this call before it was cut off
                    self._looks.delete(device.household_id, row.look_id)
            with self._database.write() as session:
                session.get_one(CaptureRow, row.id).state = "withdrawn"
        self._parts.drop(_part(row))

    def compared(self, household_id: int) -> tuple[int, int] | None:
        """The looks that were compared last at a camera: the first that it took, then the second."""
        pair = select(CaptureRow.compared_look_id, CaptureRow.look_id)
        pair = pair.join(DeviceRow, DeviceRow.id == CaptureRow.device_id)
        for look in (CaptureRow.compared_look_id, CaptureRow.look_id):
            there = select(LookRow.id).where(LookRow.id == look, LookRow.hidden_at.is_(None))
            pair = pair.where(there.exists())
        newest = pair.where(DeviceRow.household_id == household_id, CaptureRow.compared_at.is_not(None))
        with self._database.read() as session:
            found = session.execute(
                newest.order_by(CaptureRow.compared_at.desc(), CaptureRow.id.desc()).limit(1)
            ).first()
        return None if found is None or None in found else (int(found[0] or 0), int(found[1] or 0))

    def tidy(self) -> None:
        """Finish what a process left unfinished, give up what is long untouched, remove files of nobody."""
        with self._database.read() as session:
            receiving = session.execute(
                select(CaptureRow, DeviceRow)
                .join(DeviceRow, DeviceRow.id == CaptureRow.device_id)
                .where(CaptureRow.state == "receiving")
            ).all()
        for row, device in receiving:
            if self._parts.size(_part(row)) >= row.size:
                self._settle_late(device_of(device), row.key)
            elif row.touched_at < self._clock() - KEPT:
                self._give_up(row)
        self._drop_left_over()

    def _give_up(self, row: CaptureRow) -> None:
        with self._database.write() as session:
            session.execute(delete(CaptureRow).where(CaptureRow.id == row.id))
        self._parts.drop(_part(row))

    def _settle_late(self, device: Device, key: str) -> None:
        try:
            self.settle(device, key)
        except OtjangError as error:
            log.warning("Capture %s of %s: %s", key, device.name, error)

    def _drop_left_over(self) -> None:
        files = self._parts.names()  # before the rows: a file whose row comes meanwhile is not among them
        with self._database.read() as session:
            rows = session.scalars(select(CaptureRow).where(CaptureRow.state == "receiving"))
            expected = {_part(row) for row in rows}
        for name in files:
            if name not in expected:
                self._parts.drop(name)

    def _new(self, session: Session, device: Device, it: Announced) -> CaptureRow:
        waiting = select(func.count()).where(CaptureRow.device_id == device.id, CaptureRow.state == "receiving")
        if (session.scalar(waiting) or 0) >= MOST_OPEN:
            raise TooManyError(
                "{count} captures were announced and not sent.",
                count=MOST_OPEN,
                remedy="Send those first, or take them back.",
            )
        at = self._clock()
        row = CaptureRow(
            device_id=device.id,
            key=it.key,
            kind=it.kind,
            media_type=it.media_type,
            name=it.name,
            sha256=it.sha256,
            size=it.size,
            taken_at=taken(it.taken_at, it.age_seconds, at),
            announced_at=at,
            touched_at=at,
            state="receiving",
            compare_with=it.compare_with,
        )
        session.add(row)
        session.flush()
        return row

    def _take_in(self, household_id: int, row: CaptureRow, path: Path) -> CaptureRow:
        with told(path.parent):
            data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != row.sha256:
            with told(path.parent):
                path.unlink()
            raise DamagedError(
                "{name} arrived damaged: its SHA-256 is another than announced.",
                name=row.name,
                offset=0,
                remedy="Send it again, from the beginning.",
            )
        try:
            (check_video if row.kind == "turn" else check_picture)(data, row.name)
            received = self._intake.receive(
                data, row.name, household_id=household_id, source="device", received_at=row.taken_at, dated=True
            )
        except (UnknownFormatError, PhotoError):  # it never will be a look: it must not stand in the way of others
            self._give_up(row)
            raise
        with self._database.write() as session:
            row = session.get_one(CaptureRow, row.id)
            row.state, row.look_id, row.touched_at = "stored", received.look_id, self._clock()
        return row

    def _known(self, device: Device, key: str) -> CaptureRow:
        row = self._find(device, key)
        if row.state == "withdrawn":
            raise OverError("The capture {id} was taken back.", id=key, remedy="Take another one.")
        return row

    def _find(self, device: Device, key: str) -> CaptureRow:
        with self._database.read() as session:
            row = _row(session, device, key)
        if row is None:
            raise NotFoundError("There is no capture {id}.", id=key, remedy="Announce it first.")
        return row

    def _capture(self, row: CaptureRow) -> Capture:
        stored = row.state == "stored"
        offset = row.size if stored else self._parts.size(_part(row))
        return Capture(row.key, "stored" if stored else "receiving", offset, row.size, row.sha256, row.look_id)


def taken(at: datetime | None, age_seconds: float | None, received: datetime) -> datetime:
    """When it was taken, by what the camera says: its age, else its clock, else that it came just now.

    What cannot be is not believed: before 2020, or more than a day ahead of the server.
    """
    if age_seconds is not None and 0 <= age_seconds <= (received - EARLIEST).total_seconds():
        return received - timedelta(seconds=age_seconds)
    if at is not None and EARLIEST <= at <= received + AHEAD:
        return min(at, received)
    return received


def _row(session: Session, device: Device, key: str) -> CaptureRow | None:
    return session.scalar(select(CaptureRow).where(CaptureRow.device_id == device.id, CaptureRow.key == key))


def _part(row: CaptureRow) -> str:
    return f"{row.device_id}-{row.key}"
