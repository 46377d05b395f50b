"""What the kernel says of a video device: its name, its modes, its controls, and who uses it.

Numbers and structures are those of ``linux/videodev2.h`` and ``linux/v4l2-controls.h``.
"""

from __future__ import annotations

import errno
import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

QUERYCAP: Final = 0x80685600
ENUM_FMT: Final = 0xC0405602
ENUM_FRAMESIZES: Final = 0xC02C564A
ENUM_FRAMEINTERVALS: Final = 0xC034564B
G_CTRL: Final = 0xC008561B
S_CTRL: Final = 0xC008561C

CAPABILITY: Final = struct.Struct("=16s32s32s3I12x")
"""driver, card, bus, version, capabilities of the hardware, capabilities of this node"""
FORMAT: Final = struct.Struct("=3I32sI16x")
"""index, kind of buffer, flags, description, pixel format"""
FRAME_SIZE: Final = struct.Struct("=5I24x")
"""index, pixel format, kind, width, height"""
FRAME_INTERVAL: Final = struct.Struct("=7I24x")
"""index, pixel format, width, height, kind, numerator, denominator: seconds of a frame"""
CONTROL: Final = struct.Struct("=Ii")
"""id, value"""

CAPTURE: Final = 0x0000_0001
STREAMING: Final = 0x0400_0000
MJPEG: Final = b"MJPG"
YUYV: Final = b"YUYV"
_DISCRETE: Final = 1
_NO_WEBCAM: Final = "platform:"
"""Bus of what belongs to the board: a Pi's own camera interface, its image processor and its decoders."""
_BUT: Final = ("v4l2 loopback", "vivid")
"""Drivers of devices that are made of software, on the same bus."""


class Setting(IntEnum):
    """Controls that matter here; a camera has some of them."""

    AUTO_WHITE_BALANCE = 0x0098_090C
    WHITE_BALANCE_TEMPERATURE = 0x0098_091A
    EXPOSURE_AUTO = 0x009A_0901
    EXPOSURE_ABSOLUTE = 0x009A_0902
    EXPOSURE_AUTO_PRIORITY = 0x009A_0903
    """1: may lower the frame rate in the dark."""
    FOCUS_ABSOLUTE = 0x009A_090A
    FOCUS_AUTO = 0x009A_090C


EXPOSURE_MANUAL: Final = 1
EXPOSURE_APERTURE_PRIORITY: Final = 3
"""What webcams call automatic: they have no aperture to move."""


@dataclass(frozen=True, slots=True)
class Device:
    """A node that gives pictures."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Mode:
    """A way in which a device gives pictures."""

    pixel_format: bytes
    width: int
    height: int
    rate: float
    """Most frames a second; 0: not said."""


def devices(folder: Path = Path("/dev")) -> list[Device]:
    """Cameras that are plugged in, in the kernel's order; nodes for metadata and a board's own parts are left out."""
    nodes = (node for node in folder.glob("video*") if node.name.removeprefix("video").isdecimal())
    found = (_camera(node) for node in sorted(nodes, key=lambda node: int(node.name.removeprefix("video"))))
    return [device for device in found if device is not None]


def modes(path: Path) -> list[Mode]:
    """Every MJPEG and YUYV mode of discrete size."""
    with _opened(path) as handle:
        return [
            Mode(pixel_format, width, height, _rate(handle, pixel_format, width, height))
            for pixel_format in _formats(handle)
            if pixel_format in (MJPEG, YUYV)
            for width, height in _sizes(handle, pixel_format)
        ]


def value(path: Path, setting: Setting) -> int | None:
    """What a control is set to; None where the camera has no such control."""
    try:
        with _opened(path) as handle:
            answer = _ask(handle, G_CTRL, CONTROL, setting, 0)
    except OSError:
        return None
    return int(answer[1]) if answer else None


def change(path: Path, setting: Setting, to: int) -> bool:
    """Set a control; False where the camera has none, or will not."""
    try:
        with _opened(path) as handle:
            return _ask(handle, S_CTRL, CONTROL, setting, to) is not None
    except OSError:
        return False


def holder(path: Path, processes: Path = Path("/proc")) -> str | None:
    """Name and number of another program that has the device open; None if it cannot be seen, being someone else's."""
    for process in processes.glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        try:
            if any(link.readlink() == path for link in (process / "fd").iterdir()):
                return f"{(process / 'comm').read_text().strip()} ({process.name})"
        except OSError:  # not ours to see, or just ended
            continue
    return None


def _camera(path: Path) -> Device | None:
    try:
        with _opened(path) as handle:
            answer = _ask(handle, QUERYCAP, CAPABILITY, b"", b"", b"", 0, 0, 0)
    except OSError:
        return None
    if answer is None:
        return None
    driver, card, bus = (text.split(b"\0")[0].decode(errors="replace") for text in answer[:3])
    of_board = bus.startswith(_NO_WEBCAM) and driver not in _BUT
    of_node = answer[5]
    return Device(path, card or path.name) if of_node & CAPTURE and of_node & STREAMING and not of_board else None


def _formats(handle: int) -> Iterator[bytes]:
    index = 0
    while answer := _ask(handle, ENUM_FMT, FORMAT, index, CAPTURE, 0, b"", 0):
        yield int(answer[4]).to_bytes(4, "little")
        index += 1


def _sizes(handle: int, pixel_format: bytes) -> Iterator[tuple[int, int]]:
    index, code = 0, int.from_bytes(pixel_format, "little")
    while (answer := _ask(handle, ENUM_FRAMESIZES, FRAME_SIZE, index, code, 0, 0, 0)) and answer[2] == _DISCRETE:
        yield answer[3], answer[4]
        index += 1


def _rate(handle: int, pixel_format: bytes, width: int, height: int) -> float:
    """The first interval is the shortest, by convention of the drivers; all are looked at all the same."""
    index, code, best = 0, int.from_bytes(pixel_format, "little"), 0.0
    while answer := _ask(handle, ENUM_FRAMEINTERVALS, FRAME_INTERVAL, index, code, width, height, 0, 0, 0):
        if answer[4] != _DISCRETE or not answer[5]:
            break
        best = max(best, answer[6] / answer[5])
        index += 1
    return best


def _ask(handle: int, request: int, layout: struct.Struct, *given: int | bytes) -> tuple[Any, ...] | None:
    """The structure as the kernel filled it in; None where there is no such thing, or not that many of it."""
    buffer = bytearray(layout.pack(*given))
    try:
        fcntl.ioctl(handle, request, buffer, True)
    except OSError as error:
        if error.errno in (errno.EINVAL, errno.ENOTTY, errno.EACCES, errno.ERANGE):
            return None
        raise
    return layout.unpack(buffer)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        yield handle
    finally:
        os.close(handle)
