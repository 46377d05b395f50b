"""Pictures made from originals: reduced, blurred behind the person, garments cut out. A cache.

Names come from content (the original's SHA-256, or of original and mask), so a file is never out of
date; the whole folder can be deleted at any time. Written as WebP without any metadata.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Kind = Literal["look", "blurred", "removed", "cut-out", "turn", "item"]
Size = Literal["small", "medium", "large"]
SIDES: Final[dict[Size, int]] = {"small": 320, "medium": 800, "large": 1600}
"""Long sides in pixels."""
QUALITY: Final = 82


@dataclass(frozen=True, slots=True)
class Key:
    """Names one rendition."""

    kind: Kind
    content: str
    """SHA-256 of what it is made of: the original, or original and mask."""
    size: Size
    model: str = ""
    """What else it depends on: which parser drew the person's mask, which frame of a video it is."""


class Renditions:
    """The folder ``cache/pictures``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "cache" / "pictures"

    def path(self, key: Key) -> Path:
        """Where a rendition is, or would be."""
        suffix = f"-{key.model}" if key.model else ""
        return self.folder / key.content[:2] / f"{key.content}-{key.kind}{suffix}-{key.size}.webp"

    def get(self, key: Key, make: Callable[[], NDArray[np.uint8]]) -> Path:
        """The file; made by ``make`` (H×W×3 or H×W×4 uint8) and reduced to the size if it is not there."""
        path = self.path(key)
        if not path.exists():
            self._write(path, fit(make(), SIDES[key.size]))
        return path

    def drop(self, content: str) -> None:
        """Remove every rendition of an original, or of a sighting by its content hash."""
        for path in (self.folder / content[:2]).glob(f"{content}-*"):
            path.unlink(missing_ok=True)

    def clear(self) -> int:
        """Remove every rendition; gives how many there were."""
        count = sum(1 for _ in self.folder.glob("*/*.webp"))
        shutil.rmtree(self.folder, ignore_errors=True)
        return count

    def _write(self, path: Path, pixels: NDArray[np.uint8]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Renamed when whole, so that nobody is served half a file; no sync: it can be made again.
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                Image.fromarray(pixels).save(file, "WEBP", quality=QUALITY, method=2)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def fit(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """The picture with its long side at most ``side``."""
    image = Image.fromarray(pixels)
    image.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return np.asarray(image)
