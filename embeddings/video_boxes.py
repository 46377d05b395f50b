"""The two things about an MP4 or MOV file that are read by hand: that it is one, and when it was made.

Both lie in boxes of a size and four letters (ISO/IEC 14496-12).
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final

VIDEO_BRANDS: Final = (b"iso", b"mp4", b"avc", b"qt", b"M4V", b"3g", b"MSNV", b"dash", b"mmp4", b"f4v")
"""How the brands of videos begin; HEIC and AVIF pictures are files of the same make with other brands."""
EPOCH: Final = datetime(1904, 1, 1, tzinfo=UTC)
BOXES: Final = 1000
"""More at the top of a file are none that a camera wrote."""


def is_video(start: bytes) -> bool:
    """Whether the first 12 bytes of a file are those of an MP4 or MOV video."""
    return start[4:8] == b"ftyp" and start[8:12].startswith(VIDEO_BRANDS)


def made_at(path: Path) -> datetime | None:
    """When the camera says that the video was made, in UTC; None where it does not say."""
    with path.open("rb") as file:
        moov = _find(file, b"moov", path.stat().st_size)
        header = None if moov is None else _find(file, b"mvhd", moov)
        if header is None:
            return None
        version = file.read(4)[:1]
        raw = file.read(8 if version == b"\x01" else 4)
    if len(raw) not in (4, 8):
        return None
    (seconds,) = struct.unpack(">Q" if len(raw) == 8 else ">I", raw)
    try:
        return EPOCH + timedelta(seconds=seconds) if seconds else None
    except OverflowError:
        return None


def _find(file: BinaryIO, kind: bytes, end: int) -> int | None:
    """Go to the inside of the next box of a kind before ``end``; gives where that box ends."""
    for _ in range(BOXES):
        begin = file.tell()
        head = file.read(8)
        if begin >= end or len(head) < 8:
            return None
        size, inside = int.from_bytes(head[:4], "big"), 8
        if size == 1:
            size, inside = int.from_bytes(file.read(8), "big"), 16
        size = size or end - begin
        if size < inside:
            return None
        if head[4:] == kind:
            return min(begin + size, end)
        if begin + size >= end:  # also where a size is no place in any file
            return None
        file.seek(begin + size)
    return None
