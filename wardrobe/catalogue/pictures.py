"""The pictures of items that are kept: reduced, by the content hash of what the shop has.

From them items are made anew when a model changes, without asking the shop again.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from embeddings.errors import PhotoError
from embeddings.photo import Limits, Photo, decode
from wardrobe.errors import NotFoundError
from wardrobe.originals import told
from wardrobe.renditions import Key, Renditions, Size

SIDE: Final = 640
"""Long side in pixels: twice what the encoder sees of a garment; about 20 KB."""
QUALITY: Final = 85


class ItemPictures:
    """The folder ``items`` of the data folder."""

    def __init__(self, folder: Path, renditions: Renditions) -> None:
        self.folder = folder / "items"
        self._renditions = renditions

    def path(self, sha256: str) -> Path:
        """Where a picture is, or would be."""
        return self.folder / sha256[:2] / f"{sha256}.webp"

    def keep(self, photo: Photo, sha256: str) -> None:
        """Write the reduced picture; one that is there stays. Raises ``StorageError``."""
        path = self.path(sha256)
        if path.exists():
            return
        with told(self.folder):
            path.parent.mkdir(parents=True, exist_ok=True)
            image = Image.fromarray(photo.pixels)
            image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
            handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
            try:
                with os.fdopen(handle, "wb") as file:  # renamed when whole; no sync, for it can be fetched again
                    image.save(file, "WEBP", quality=QUALITY, method=2)
                Path(name).replace(path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise

    def read(self, sha256: str) -> Photo | None:
        """The kept picture; None where it is not there any more, or cannot be read."""
        try:
            return decode(self.path(sha256).read_bytes(), sha256, Limits(long_side=SIDE))
        except (OSError, PhotoError):
            return None

    def rendition(self, sha256: str | None, size: Size) -> Path:
        """A WebP file: 320 pixels for ``small``, what is kept for the others. Raises ``NotFoundError``."""
        if sha256 is not None and self.path(sha256).exists():
            with told(self.folder):
                if size != "small":
                    return self.path(sha256)
                return self._renditions.get(Key("item", sha256, size), lambda: self._pixels(sha256))
        raise NotFoundError("There is no picture of this item yet.", remedy="It is fetched in the background.")

    def drop(self, hashes: Iterable[str]) -> None:
        """Remove pictures that no item has any more."""
        with told(self.folder):
            for sha256 in hashes:
                self.path(sha256).unlink(missing_ok=True)
                self._renditions.drop(sha256)

    def _pixels(self, sha256: str) -> np.ndarray:
        photo = self.read(sha256)
        if photo is None:
            raise NotFoundError("There is no picture of this item yet.", remedy="It is fetched in the background.")
        return photo.pixels
