"""Pictures and videos as something that is shown: what a virtual camera sees at a given moment."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from PIL import Image, ImageOps

from camera_device.cameras import drawn
from camera_device.cameras.base import Frame
from camera_device.cameras.pixels import FILM_SIDE, LONG_SIDE, encoded, reduced, upright
from camera_device.errors import FileError, MissingError, NoCameraError

PICTURE_SECONDS: Final = 4.0
"""How long a folder shows each picture."""
PICTURES: Final = frozenset((".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".bmp", ".tif", ".tiff"))
VIDEOS: Final = frozenset((".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi"))


class Shown(Protocol):
    """One picture or video. ``at`` is in seconds since it began; past its end it stays at its last picture."""

    seconds: float
    moves: bool
    """Whether it is a video."""

    def frame(self, at: float) -> Frame:
        """Small: its long side is at most ``LONG_SIDE``."""

    def film(self, at: float) -> Frame:
        """For a video: its long side is at most ``FILM_SIDE``."""

    def jpeg(self, at: float) -> bytes:
        """A photo of it; the file's own bytes where it is a JPEG."""


class Picture:
    """A picture file, or one from memory. ``name`` is for errors.

    ``version`` changes when a file is replaced by another one: that is shown from then on.
    """

    seconds = PICTURE_SECONDS
    moves = False

    def __init__(self, name: str, read: Callable[[], bytes], version: Callable[[], int] = lambda: 0) -> None:
        self._name = name
        self._read = read
        self._version = version

    def frame(self, at: float) -> Frame:
        return _decoded(self, self._version(), LONG_SIDE)

    def film(self, at: float) -> Frame:
        return _decoded(self, self._version(), FILM_SIDE)

    def jpeg(self, at: float) -> bytes:
        image = self.open()
        return self._read() if image.format == "JPEG" else encoded(_pixels(image))

    def open(self) -> Image.Image:
        if self._name.lower().endswith((".heic", ".heif")):
            _read_heif()
        try:
            return Image.open(io.BytesIO(self._read()))
        except (OSError, Image.DecompressionBombError) as error:
            raise FileError("{file} cannot be shown: {reason}.", file=self._name, reason=error) from error


class Clip:
    """A video file. Going on is cheap; going back starts it anew."""

    moves = True

    def __init__(self, path: Path) -> None:
        from camera_device.cameras.encoding import video

        self.path = path
        self.seconds = video(path).seconds
        self._frames: Iterator[Any] = iter(())
        self._now: Any = None
        self._next: Any = None

    def frame(self, at: float) -> Frame:
        return reduced(self._full(at), LONG_SIDE)

    def film(self, at: float) -> Frame:
        return reduced(self._full(at), FILM_SIDE)

    def jpeg(self, at: float) -> bytes:
        return encoded(self._full(at))

    def _full(self, at: float) -> Frame:
        self._go_to(at)
        return upright(self._now.to_ndarray(format="rgb24"), -self._now.rotation % 360)

    def _go_to(self, at: float) -> None:
        if self._now is None or self._now.time > at:
            self._frames = self._decoded()
            self._now, self._next = next(self._frames), next(self._frames, None)
        while self._next is not None and self._next.time <= at:
            self._now, self._next = self._next, next(self._frames, None)

    def _decoded(self) -> Iterator[Any]:
        import av

        try:
            with av.open(str(self.path)) as container:
                yield from container.decode(video=0)
        except av.FFmpegError as error:
            raise FileError("{file} cannot be shown: {reason}.", file=self.path, reason=error.strerror) from error


class Playlist:
    """Several of them, one after the other, and again from the beginning."""

    def __init__(self, shown: list[Shown]) -> None:
        self.shown = shown
        self.seconds = sum(one.seconds for one in shown)

    def at(self, seconds: float) -> tuple[Shown, float]:
        """What is shown at a moment, and for how long already."""
        if len(self.shown) == 1 and not self.shown[0].moves:
            return self.shown[0], 0.0
        left = seconds % self.seconds
        for one in self.shown[:-1]:
            if left < one.seconds:
                return one, left
            left -= one.seconds
        return self.shown[-1], left

    def next_clip(self, seconds: float) -> float:
        """From a moment on: when the next video begins, or that moment if there is none."""
        begins = seconds // self.seconds * self.seconds
        for one in (*self.shown, *self.shown):
            if one.moves and begins >= seconds:
                return begins
            begins += one.seconds
        return seconds


def playlist(play: Path | None) -> Playlist:
    """A picture, a video, or those in a folder by name; None: a drawn figure.

    Raises ``NoCameraError`` where there is nothing of the kind, ``FileError`` for a file that cannot be read.
    """
    if play is None:
        return Playlist([Picture("the drawn figure", drawn.card)])
    files = sorted(play.iterdir()) if play.is_dir() else [play]
    shown = [_shown(file) for file in files if file.suffix.lower() in PICTURES | VIDEOS and file.is_file()]
    if not shown:
        raise NoCameraError(
            "The virtual camera has nothing to show: {play} is neither a picture nor a video, nor a folder with some.",
            play=play,
            remedy="Give another file to play (OTJANG_CAMERA_PLAY), or none for a drawn figure.",
        )
    return Playlist(shown)


def _shown(file: Path) -> Shown:
    if file.suffix.lower() in VIDEOS:
        return Clip(file)
    return Picture(str(file), file.read_bytes, lambda: file.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _decoded(picture: Picture, _version: int, long_side: int) -> Frame:
    """The last picture stays decoded, small and for a video, so that a video of it runs at full speed."""
    image = picture.open()
    scale = long_side / max(image.size)
    image.draft("RGB", (int(image.width * scale), int(image.height * scale)))
    return reduced(_pixels(image), long_side)


def _pixels(image: Image.Image) -> Frame:
    return np.asarray(ImageOps.exif_transpose(image).convert("RGB"), np.uint8)


def _read_heif() -> None:
    try:
        from pillow_heif import register_heif_opener
    except ImportError as error:
        raise MissingError("HEIC pictures need pillow-heif.", remedy="Install it: pip install pillow-heif.") from error
    register_heif_opener()
