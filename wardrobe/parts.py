"""Files that arrive in parts: what came stays when the connection is cut, and its size says where to go on."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wardrobe.database import RESERVE, disk_full
from wardrobe.errors import ClashError, OffsetError
from wardrobe.originals import told


class Parts:
    """The folder ``incoming``. Threads share it; the newest writer of a file wins, the one before finds out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "incoming"
        self._lock = threading.Lock()
        self._guards: dict[str, _Guard] = {}

    def path(self, name: str) -> Path:
        """Where a file is, or would be. ``name`` is ours: no name that came from outside."""
        return self._folder / f"{name}.part"

    def size(self, name: str) -> int:
        """How many bytes of it are here."""
        try:
            with told(self._folder):
                return self.path(name).stat().st_size
        except FileNotFoundError:
            return 0

    def room(self, size: int) -> None:
        """Raises ``StorageError`` where the disk has no room for so many bytes more."""
        with told(self._folder, size):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if shutil.disk_usage(self._folder).free < size + RESERVE:
                raise disk_full(self._folder, size)

    @contextmanager
    def append(self, name: str, offset: int, most: int) -> Iterator[Appending]:
        """Go on at ``offset``, up to ``most`` bytes in all. What was written is on the disk at the end.

        Raises ``OffsetError`` where another number of bytes is here, ``StorageError``.
        """
        guard = self._guard(name)
        with guard.lock:
            there = self.size(name)
            if offset != there:
                raise OffsetError(
                    "The capture goes on at byte {offset}, not at {given}.",
                    offset=there,
                    given=offset,
                    remedy="Send the bytes from there on.",
                )
            self.room(most - there)
            guard.turn += 1
            turn = guard.turn
            with told(self._folder):
                handle = os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            yield Appending(self._folder, guard, turn, handle, there, most)
            with told(self._folder):
                os.fsync(handle)
                _sync_folder(self._folder)
        finally:
            os.close(handle)

    @contextmanager
    def alone(self, name: str) -> Iterator[Path]:
        """The file, while nobody else writes to it or settles it; whoever was writing is turned away."""
        guard = self._guard(name)
        with guard.lock:
            guard.turn += 1
            yield self.path(name)

    def drop(self, name: str) -> None:
        """Remove a file; nothing happens when there is none."""
        with told(self._folder):
            self.path(name).unlink(missing_ok=True)
        with self._lock:
            self._guards.pop(name, None)

    def names(self) -> list[str]:
        """Every file that is here."""
        return sorted(path.stem for path in self._folder.glob("*.part"))

    def _guard(self, name: str) -> _Guard:
        with self._lock:
            return self._guards.setdefault(name, _Guard())


class _Guard:
    """Who may write to one file."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.turn = 0


class Appending:
    """One writer's turn at a file."""

    def __init__(self, folder: Path, guard: _Guard, turn: int, handle: int, size: int, most: int) -> None:
        self._folder = folder
        self._guard = guard
        self._turn = turn
        self._handle = handle
        self._most = most
        self.size = size
        """Bytes that are there by now."""

    def write(self, data: bytes) -> None:
        """Append. Raises ``ClashError`` for bytes too many, or where another request has gone on instead."""
        with self._guard.lock:
            if self._guard.turn != self._turn:
                raise ClashError("Another request goes on with this capture.", remedy="Ask where it stands.")
            if self.size + len(data) > self._most:
                raise ClashError(
                    "More than the {most} bytes that were announced.",
                    most=self._most,
                    remedy="Announce the capture under another id, with its right size.",
                )
            rest = memoryview(data)
            with told(self._folder, len(data)):
                while rest:  # a disk that is nearly full takes a part of it
                    done = os.write(self._handle, rest)
                    self.size += done
                    rest = rest[done:]


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
