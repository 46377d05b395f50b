"""The spool: captures that wait for the server, kept through power cuts.

A capture is two files: its bytes, and a record beside them whose appearing under its final name is the moment at which
the capture is in the spool. There is no database: a folder and three fsyncs say everything that a queue of a few
thousand entries needs, leave nothing that can be damaged as a whole, and are looked into and rescued with ``ls`` and
``cp`` (SQLite's write-ahead log would hold the order and the files would still have to be kept in step with it).

    0000000012-UUID.jpg     the bytes: written, fsynced
    0000000012-UUID.json    the record: written as .new, fsynced, renamed; then the folder is fsynced
    recording/              videos that are being recorded; emptied at opening
    aside/                  what cannot be sent, each with a .txt that says why; never removed but by people
    withdrawn/              names of captures that were taken back, until the server knows

Files of bytes without a record are what a power cut left, and are removed at opening.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import re
import shutil
import threading
from pathlib import Path
from typing import Final

from camera_device.capture import Capture
from camera_device.errors import CameraError, SpoolFullError
from camera_device.spool.files import Disk, told, unusable
from camera_device.spool.records import DamagedError, Entry, digest, name_for, packed, stem, suffix, unpacked
from camera_device.spool.status import RECORDS, RESERVE, Aside, SpoolStatus, folders, measured, read_aside, size_of

__all__ = ["Aside", "Entry", "Spool", "SpoolStatus"]

OURS: Final = re.compile(r"\d{10}-[0-9a-f-]{36}\.(jpg|mp4|bin|new)")
NAMED: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Spool:
    """The queue in a folder, made where it is not there. One process at a time has it open; its methods may be called
    from any thread.

    New captures are refused once ``limit_bytes`` are waiting or the disk has less than ``reserve`` left: the oldest are
    kept. Opening raises ``CameraError`` when another process has the spool, or the folder cannot be used.
    """

    def __init__(self, folder: Path, limit_bytes: int, *, reserve: int = RESERVE, disk: Disk | None = None) -> None:
        self.folder = folder
        self._limit, self._reserve, self._disk = limit_bytes, reserve, disk or Disk()
        self._lock = threading.RLock()
        self._recording, self._aside, self._withdrawn = folders(folder)
        with told(folder):
            for each in (folder, self._recording, self._aside, self._withdrawn):
                each.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._held = folder.joinpath(".lock").open("w")
        self._entries: dict[str, Entry] = {}
        try:
            with told(folder):
                self._take()
                self._open()
        except BaseException:
            self._held.close()
            raise
        self._number = max((int(entry.path.name[:10]) for entry in self._entries.values()), default=0)
        self._kept_aside = size_of(self._aside)

    def close(self) -> None:
        """Let another process open it. Everything is on the disk already."""
        self._held.close()

    def add(self, capture: Capture, media: bytes | Path) -> Entry:
        """Keep a capture: when this returns, a power cut does not take it.

        A ``Path`` is moved in; it stays where it is when this raises. The same capture again gives the entry that is
        there. Raises ``SpoolFullError``, or ``FileError`` when the disk fails.
        """
        if not NAMED.fullmatch(capture.id):
            raise CameraError("{id} is no id of a capture.", id=capture.id, remedy="Make it with uuid.uuid4().")
        with self._lock:
            if capture.id in self._entries:
                return self._entries[capture.id]
            if capture.id in self.withdrawn():
                raise CameraError("The capture {id} was taken back.", id=capture.id, remedy="Take another one.")
            try:
                if isinstance(media, Path):
                    sha256, size = digest(media)
                else:
                    sha256, size = hashlib.sha256(media).hexdigest(), len(media)
                self._require_room(size)
                self._number += 1
                path = self.folder / f"{stem(self._number, capture.id)}{suffix(capture)}"
                entry = Entry(capture, sha256, size, path, name_for(capture))
                self._keep(entry, media)
            except OSError as error:
                if isinstance(error, CameraError):
                    raise
                if error.errno in (errno.ENOSPC, errno.EDQUOT):
                    raise self._full() from error
                raise unusable(self.folder, error) from error
            self._entries[capture.id] = entry
            return entry

    def pending(self) -> list[Entry]:
        """What waits, oldest first."""
        with self._lock:
            return list(self._entries.values())

    def __contains__(self, capture_id: str) -> bool:
        with self._lock:
            return capture_id in self._entries

    def confirm(self, capture_id: str, sha256: str) -> None:
        """Remove a capture that the server holds with this SHA-256. Does nothing when it is gone already.

        Not synced: an entry that a power cut brings back is sent again, and the server knows it. Raises ``CameraError``
        for another SHA-256.
        """
        with self._lock:
            entry = self._entries.get(capture_id)
            if entry is None:
                return
            if sha256 != entry.sha256:
                raise CameraError(
                    "The server confirmed other bytes than those of {name}.",
                    name=entry.name,
                    remedy="The capture is kept; look at the server's log.",
                )
            self._drop(entry)

    def withdraw(self, capture_id: str) -> bool:
        """Take a capture back, sent or not, for good: the server is told as soon as it can be reached.

        True when it was still here.
        """
        with self._lock, told(self.folder):
            if not NAMED.fullmatch(capture_id):
                return False
            if capture_id not in self.withdrawn():
                self._disk.write(self._withdrawn / capture_id, b"")
                self._disk.sync_folder(self._withdrawn)
            self._remove_aside(capture_id)
            self._kept_aside = size_of(self._aside)
            entry = self._entries.get(capture_id)
            if entry is not None:
                self._drop(entry)
                self._disk.sync_folder(self.folder)
            return entry is not None

    def withdrawn(self) -> list[str]:
        """Ids of captures of which the server is to be told that they were taken back."""
        return sorted(path.name for path in self._withdrawn.iterdir() if NAMED.fullmatch(path.name))

    def forget(self, capture_id: str) -> None:
        """The server has been told that it was taken back."""
        with self._lock, told(self.folder):
            self._disk.remove(self._withdrawn / capture_id)

    def set_aside(self, capture_id: str, reason: str) -> None:
        """Keep a capture without sending it any more. Does nothing when it is gone."""
        with self._lock, told(self.folder):
            entry = self._entries.get(capture_id)
            if entry is not None:
                self._move_aside(entry.path.stem, reason)
                del self._entries[capture_id]
                self._kept_aside = size_of(self._aside)

    def aside(self) -> list[Aside]:
        """What was set aside and why, oldest first."""
        with self._lock:
            return [read_aside(note) for note in sorted(self._aside.glob("*.txt"))]

    def status(self) -> SpoolStatus:
        """How full it is."""
        with self._lock:
            used = sum(entry.size for entry in self._entries.values()) + self._kept_aside
            aside = sum(1 for _ in self._aside.glob("*.txt"))
            return measured(len(self._entries), used, aside, self._limit, self._disk.free(self.folder) - self._reserve)

    def recording_path(self, capture_id: str) -> Path:
        """Where to record the video of a capture, so that ``add`` need not copy it. Nothing is there yet."""
        path = self._recording / f"{capture_id}.mp4"
        path.unlink(missing_ok=True)
        return path

    def wipe(self) -> None:
        """Remove everything, also what was set aside."""
        with self._lock, told(self.folder):
            self._entries.clear()
            # Records first: what a power cut leaves of an entry is a file without one, which opening removes.
            for record in sorted(self.folder.glob(RECORDS)):
                self._disk.remove(record)
            for each in (self.folder, self._recording, self._aside, self._withdrawn):
                for path in each.iterdir():
                    if path.is_file() and path.name != ".lock":
                        self._disk.remove(path)
                self._disk.sync_folder(each)
            self._kept_aside = 0

    def _take(self) -> None:
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CameraError(
                "The spool {folder} is in use by another otjang-camera.",
                folder=self.folder,
                remedy="Stop it by `sudo systemctl stop otjang-camera`, do this again, and start it after that.",
            ) from error

    def _open(self) -> None:
        """Clean up what a power cut left, and read what is there."""
        for path in self._recording.iterdir():
            self._disk.remove(path)
        withdrawn = {*self.withdrawn()}
        for capture_id in withdrawn:
            self._remove_aside(capture_id)
        for note in self._aside.glob("*.txt"):
            if read_aside(note).path == note:
                self._disk.remove(note)
        for record in sorted(self.folder.glob(RECORDS)):
            if record.stem[11:] in withdrawn:
                self._disk.remove(record)
                continue
            try:
                entry = unpacked(record)
            except DamagedError as error:
                self._move_aside(record.stem, f"{record.stem}: {error}")
            else:
                self._entries[entry.capture.id] = entry
        for path in self.folder.iterdir():
            if OURS.fullmatch(path.name) and not path.with_suffix(".json").exists():
                self._disk.remove(path)
        self._disk.sync_folder(self.folder)

    def _keep(self, entry: Entry, media: bytes | Path) -> None:
        written, record = entry.path.with_suffix(".new"), entry.path.with_suffix(".json")
        source = None
        try:
            if isinstance(media, Path):
                source = self._near(media)
                self._disk.sync(source)
                self._disk.rename(source, entry.path)
            else:
                self._disk.write(entry.path, media)
            self._disk.write(written, packed(entry))
            self._disk.rename(written, record)
            self._disk.sync_folder(self.folder)
        except OSError:
            for path in (record, written):
                path.unlink(missing_ok=True)
            if source is not None and entry.path.exists():
                entry.path.rename(source)
            entry.path.unlink(missing_ok=True)
            raise
        if isinstance(media, Path) and source != media:
            media.unlink()

    def _near(self, media: Path) -> Path:
        """The file itself, or a copy of it on the spool's file system."""
        if media.stat().st_dev == self.folder.stat().st_dev:
            return media
        copy = self._recording / media.name
        shutil.copyfile(media, copy)
        return copy

    def _drop(self, entry: Entry) -> None:
        """Record first: bytes without one are removed at the next opening, a record without bytes is a fault."""
        self._entries.pop(entry.capture.id, None)
        with told(self.folder):
            self._disk.remove(entry.path.with_suffix(".json"))
            self._disk.remove(entry.path)

    def _move_aside(self, name: str, reason: str) -> None:
        """Note, bytes, record: while the record is in its place, opening does this again, or forgets the note."""
        note = self._aside / f"{name}.txt"
        if not note.exists():
            self._disk.write(note, reason.encode())
        for path in sorted(self.folder.glob(f"{name}.*"), key=lambda path: path.suffix == ".json"):
            self._disk.rename(path, self._aside / path.name)
        self._disk.sync_folder(self._aside)
        self._disk.sync_folder(self.folder)

    def _remove_aside(self, capture_id: str) -> None:
        if paths := list(self._aside.glob(f"*-{capture_id}.*")):
            for path in paths:
                self._disk.remove(path)
            self._disk.sync_folder(self._aside)

    def _require_room(self, size: int) -> None:
        now = self.status()
        if now.bytes + size > now.limit:
            raise self._full()

    def _full(self) -> SpoolFullError:
        return SpoolFullError(
            "There is no room for another capture: {count} wait for the server.",
            count=len(self._entries),
            remedy="They are kept. Bring the network back so that they are sent, or free space on the disk.",
        )
