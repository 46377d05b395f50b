"""The exact bytes that are shared: ``shared/<id of the share>/<number>.jpg``, from the draft to the end."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from wardrobe.errors import NotFoundError
from wardrobe.originals import told, write_whole

FOLDER: Final = "shared"
PREVIEW: Final = "preview"


class SharedFiles:
    """A folder for each share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def put(self, share_id: int, jpegs: Sequence[bytes]) -> None:
        """Keep a share's pictures, numbered from 1. Raises ``StorageError``."""
        for number, data in enumerate(jpegs, start=1):
            self._write(share_id, str(number), data)

    def put_preview(self, share_id: int, jpeg: bytes) -> None:
        """Keep what messengers show of it. Raises ``StorageError``."""
        self._write(share_id, PREVIEW, jpeg)

    def read(self, share_id: int, number: int) -> bytes:
        """One of the pictures. Raises ``NotFoundError``, ``StorageError``."""
        return self._read(share_id, str(number))

    def read_preview(self, share_id: int) -> bytes:
        """What messengers show. Raises ``NotFoundError``, ``StorageError``."""
        return self._read(share_id, PREVIEW)

    def drop(self, share_id: int) -> None:
        """Remove all that is there of a share. Raises ``StorageError``."""
        with told(self._folder), suppress(FileNotFoundError):
            shutil.rmtree(self._of(share_id))

    def ids(self) -> set[int]:
        """Shares of which there is something."""
        with told(self._folder):
            return {int(entry.name) for entry in self._folder.glob("*") if entry.name.isdecimal()}

    def _of(self, share_id: int) -> Path:
        return self._folder / str(int(share_id))

    def _write(self, share_id: int, name: str, data: bytes) -> None:
        folder = self._of(share_id)
        with told(self._folder, len(data)):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(folder / f"{name}.jpg", data, folder)

    def _read(self, share_id: int, name: str) -> bytes:
        try:
            with told(self._folder):
                return (self._of(share_id) / f"{name}.jpg").read_bytes()
        except FileNotFoundError:
            raise NotFoundError("There is no such picture.") from None
