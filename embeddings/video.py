"""Decode a video file safely: upright RGB frames with their times, within limits.

Frames are read in order, which costs the same for every file and never lands between key frames.
A file whose end is missing or damaged gives the frames before it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.errors import VideoError
from embeddings.video_boxes import is_video

FEWEST: Final = 2
"""Frames that a video has at least."""


@dataclass(frozen=True, slots=True)
class VideoLimits:
    """Caps that keep one file from filling memory or an evening."""

    bytes: int = 200_000_000
    seconds: float = 60.0
    pixels: int = 9_000_000
    """Of one frame: 3840 × 2160 are 8.3 million."""
    frames: int = 7200
    long_side: int = 2048
    """Frames are reduced to this long side."""
    short_side: int = 32


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a video."""

    index: int
    """Its place in the video, from 0."""
    seconds: float
    """Its time from the first frame on."""
    pixels: NDArray[np.uint8]
    """H×W×3 RGB, upright, long side at most what was asked for."""
    full_size: tuple[int, int]
    """Width and height of the video, upright."""


def sampled(
    path: Path, name: str, rate: float = 10.0, long_side: int | None = None, limits: VideoLimits = VideoLimits()
) -> Iterator[Frame]:
    """At most ``rate`` frames a second, evenly in time, from the first one on.

    ``name`` is used in messages. Raises ``VideoError`` for a file that is no MP4 or MOV video, is
    damaged from the start on, or is beyond the limits; the length is known when it has been read.
    """
    side = limits.long_side if long_side is None else min(long_side, limits.long_side)
    due = 0.0
    count = 0
    for index, seconds, capture in _grabbed(path, name, limits):
        if seconds + 1e-6 < due:
            continue
        pixels = _retrieved(capture)
        if pixels is None:
            break
        due = max(due + 1 / rate, seconds)
        count += 1
        yield Frame(index, seconds, reduced(pixels, side), (pixels.shape[1], pixels.shape[0]))
    if count < FEWEST:
        raise _damaged(name)


def chosen(
    path: Path, name: str, indexes: Collection[int], long_side: int | None = None, limits: VideoLimits = VideoLimits()
) -> Iterator[Frame]:
    """The frames with these places, in their order; those behind a damage are missing.

    Raises ``VideoError`` as ``sampled`` does.
    """
    side = limits.long_side if long_side is None else min(long_side, limits.long_side)
    wanted = set(indexes)
    for index, seconds, capture in _grabbed(path, name, limits):
        if index in wanted:
            pixels = _retrieved(capture)
            if pixels is None:
                return
            yield Frame(index, seconds, reduced(pixels, side), (pixels.shape[1], pixels.shape[0]))
            wanted.discard(index)
        if not wanted:
            return


def reduced(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """H×W×3 pixels with the long side at most ``side``."""
    height, width = pixels.shape[:2]
    scale = side / max(width, height)
    if scale >= 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def _grabbed(path: Path, name: str, limits: VideoLimits) -> Iterator[tuple[int, float, Any]]:
    """Place and time of each frame, and the capture that stands at it."""
    _check_file(path, name, limits)
    # FFmpeg alone: other back-ends of OpenCV read lists of pictures, and know no rotation.
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    try:
        if not capture.isOpened():
            raise _damaged(name)
        capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
        _check_size(capture, name, limits)
        first = 0.0
        last = -math.inf
        for index in range(limits.frames + 1):
            if not capture.grab():
                return
            seconds = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
            first = seconds if index == 0 else first
            seconds = max(seconds - first, last)  # a file may say nonsense about a frame
            last = seconds
            if seconds > limits.seconds or index == limits.frames:
                raise VideoError(
                    "{name} is longer than {limit:.0f} seconds.",
                    name=name,
                    limit=limits.seconds,
                    remedy="Cut it to the turn itself.",
                )
            yield index, seconds, capture
    finally:
        capture.release()


def _check_file(path: Path, name: str, limits: VideoLimits) -> None:
    size = path.stat().st_size
    if size > limits.bytes:
        raise too_many_bytes(name, size, limits)
    with path.open("rb") as file:
        start = file.read(12)
    if not is_video(start):
        raise VideoError(
            "{name} is not an MP4 or MOV video.", name=name, remedy="Export it as MP4 (H.264) and add it again."
        )


def too_many_bytes(name: str, size: int, limits: VideoLimits) -> VideoError:
    """What is said of a file that is too large."""
    return VideoError(
        "{name} has {mb:.0f} MB; the limit is {limit:.0f} MB.",
        name=name,
        mb=size / 1e6,
        limit=limits.bytes / 1e6,
        remedy="Export it smaller, or raise OTJANG_MAX_VIDEO_BYTES.",
    )


def _check_size(capture: Any, name: str, limits: VideoLimits) -> None:
    width, height = (int(capture.get(side)) for side in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
    if width * height > limits.pixels:
        raise VideoError(
            "{name} has {width} × {height} pixels; the limit is {limit:.0f} megapixels.",
            name=name,
            width=width,
            height=height,
            limit=limits.pixels / 1e6,
            remedy="Export it in 4K or smaller.",
        )
    if min(width, height) < limits.short_side:
        raise VideoError(
            "{name} has only {width} × {height} pixels.",
            name=name,
            width=width,
            height=height,
            remedy="Add a video of at least {least} pixels on its short side.",
            least=limits.short_side,
        )


def _retrieved(capture: Any) -> NDArray[np.uint8] | None:
    done, pixels = capture.retrieve()
    return cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False) if done else None


def _damaged(name: str) -> VideoError:
    return VideoError("{name} is damaged or cut short.", name=name, remedy="Copy it again from the camera or phone.")
