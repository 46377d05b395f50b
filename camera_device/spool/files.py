"""The few things that a spool does to a disk, one method each: the seam at which tests cut the power."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from camera_device.errors import CameraError, FileError


class Disk:
    """A file system whose changes are there for good once they are synced, and not before.

    All methods raise ``OSError``.
    """

    def write(self, path: Path, content: bytes) -> None:
        """A new file, on the disk when it returns; its name is not, before ``sync_folder``."""
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def sync(self, path: Path) -> None:
        """Bring the bytes of a file that somebody else has written to the disk."""
        with path.open("rb") as file:
            os.fsync(file.fileno())

    def rename(self, old: Path, new: Path) -> None:
        """Give a file another name on the same file system, at once or not at all."""
        old.rename(new)

    def remove(self, path: Path) -> None:
        """Remove a file. Does nothing when it is gone already."""
        path.unlink(missing_ok=True)

    def sync_folder(self, folder: Path) -> None:
        """Bring the names in a folder to the disk."""
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def free(self, folder: Path) -> int:
        """Bytes that may still be written there."""
        return shutil.disk_usage(folder).free


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turns errors of the disk into a ``FileError`` that names the spool."""
    try:
        yield
    except CameraError:
        raise
    except OSError as error:
        raise unusable(folder, error) from error


def unusable(folder: Path, error: OSError) -> FileError:
    """What to say when the disk fails."""
    return FileError(
        "The spool {folder} cannot be used: {reason}.",
        folder=folder,
        reason=error.strerror or str(error) or type(error).__name__,
        remedy="Check that the disk is sound and not full, and that this user may write there.",
    )
