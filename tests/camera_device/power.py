"""A disk whose power can be cut before any of its steps, and which then forgets what was not synced."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from camera_device.spool.files import Disk


class PowerCut(BaseException):
    """The power is gone."""


class FragileDisk(Disk):
    """Names are kept in order but late, as a journaling file system (ext4, F2FS) keeps them: a cut takes any number of
    the newest ones that no ``sync_folder`` has reached. Bytes of a file that is being written are there in part.

    What is synced is only noted: the real disk underneath need not be waited for.
    """

    def __init__(self) -> None:
        self.steps = 0
        self.cut_before: int | None = None
        """The step that is not made any more."""
        self.free_bytes = 10**12
        self._unsynced: list[Callable[[], None]] = []

    def write(self, path: Path, content: bytes) -> None:
        if self._is_last():
            path.write_bytes(content[: len(content) // 2])
            self._unsynced.append(path.unlink)
            raise PowerCut
        with path.open("xb") as file:
            file.write(content)
        self._unsynced.append(path.unlink)

    def sync(self, path: Path) -> None:
        self._step()

    def rename(self, old: Path, new: Path) -> None:
        self._step()
        super().rename(old, new)
        self._unsynced.append(lambda: new.rename(old))

    def remove(self, path: Path) -> None:
        self._step()
        content = path.read_bytes() if path.exists() else None
        super().remove(path)
        if content is not None:
            self._unsynced.append(lambda: _put_back(path, content))

    def sync_folder(self, folder: Path) -> None:
        self._step()
        self._unsynced.clear()

    def free(self, folder: Path) -> int:
        return self.free_bytes

    def forget(self, newest: int) -> None:
        """The power is gone: so many of the newest names that were not synced are as before."""
        for _ in range(min(newest, len(self._unsynced))):
            self._unsynced.pop()()

    def _step(self) -> None:
        if self._is_last():
            raise PowerCut

    def _is_last(self) -> bool:
        self.steps += 1
        return self.steps == self.cut_before


def _put_back(path: Path, content: bytes) -> None:
    path.write_bytes(content)
