"""Originals, byte for byte, by SHA-256. Written once, never changed."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wardrobe.database import RESERVE, disk_full
from wardrobe.errors import StorageError

STALE_SECONDS: Final = 3600
"""A temporary file of this age was left by a process that was killed."""


@dataclass(frozen=True, slots=True)
class Original:
    """A stored file."""

    sha256: str
    size: int
    path: Path


class Originals:
    """The folder ``originals``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "originals"
        self._incoming = self.folder / "incoming"

    def put(self, data: bytes) -> Original:
        """Store bytes; the same bytes are stored once. They are on the disk, power cut or not, on return.

        Raises ``StorageError`` when the disk is full or cannot be written.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        if not path.exists():
            with told(self.folder, len(data)):
                self._incoming.mkdir(parents=True, exist_ok=True)
                if shutil.disk_usage(self.folder).free < len(data) + RESERVE:
                    raise disk_full(self.folder, len(data))
                path.parent.mkdir(exist_ok=True)
                write_whole(path, data, self._incoming)
        return Original(sha256, len(data), path)

    def path(self, sha256: str) -> Path:
        """Where an original is, or would be."""
        return self.folder / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes:
        """The bytes of an original. Raises ``StorageError`` when it is gone, changed or cannot be read."""
        path = self.path(sha256)
        try:
            with told(self.folder):
                data = path.read_bytes()
        except FileNotFoundError:
            raise _gone(path) from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise _changed(path)
        return data

    def checked(self, sha256: str) -> Path:
        """The path of an original, for what is too large to be read at once. Raises as ``read`` does."""
        path = self.path(sha256)
        try:
            with told(self.folder), path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            raise _gone(path) from None
        if found != sha256:
            raise _changed(path)
        return path

    def delete(self, sha256: str) -> None:
        """Remove an original; nothing happens when it is gone already."""
        with told(self.folder):
            self.path(sha256).unlink(missing_ok=True)

    def stored(self) -> Iterator[str]:
        """SHA-256 of every original on the disk."""
        for path in self.folder.glob("[0-9a-f][0-9a-f]/*"):
            yield path.name

    def size(self) -> int:
        """Bytes of all originals."""
        return folder_size(self.folder)

    def clean(self, now: float) -> None:
        """Remove what killed processes left half-written before ``now`` (seconds since the epoch)."""
        for path in self._incoming.glob("*"):
            with suppress(FileNotFoundError):  # another process has just put it in its place
                if path.stat().st_mtime < now - STALE_SECONDS:
                    path.unlink()


def _gone(path: Path) -> StorageError:
    return StorageError(
        "The original {path} is gone.", path=path, remedy="Put it back from a backup, or delete the look."
    )


def _changed(path: Path) -> StorageError:
    return StorageError(
        "The original {path} has changed on the disk.",
        path=path,
        remedy="Put it back from a backup, or delete the look. Check the disk.",
    )


@contextmanager
def told(folder: Path, needed: int = 0) -> Iterator[None]:
    """Faults of the disk as ``StorageError``; a missing file stays ``FileNotFoundError``."""
    try:
        yield
    except (StorageError, FileNotFoundError):
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise disk_full(folder, needed) from error
        raise StorageError(
            "{path} cannot be used: {reason}.",
            path=error.filename or folder,
            reason=error.strerror or error,
            remedy="Check the disk, and that your user may write there.",
            temporary=True,
        ) from error


def write_whole(path: Path, data: bytes, temporary_folder: Path) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut."""
    handle, name = tempfile.mkstemp(dir=temporary_folder)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if os.name == "posix":  # the name in the folder is written by a sync of the folder
        for folder in (path.parent, path.parent.parent):
            opened = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)


def folder_size(folder: Path) -> int:
    """Bytes of every file in a folder and its folders."""
    return sum(entry.stat().st_size for entry in folder.rglob("*") if entry.is_file())
