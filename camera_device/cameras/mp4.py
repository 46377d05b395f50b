"""Turns a finished MP4 file by its header: a hardware encoder cannot turn pixels, and players need not have it so.

The matrix of the track header says how the pictures are shown: ISO/IEC 14496-12, 8.3.2 (tkhd) and 6.2.2 (matrices).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from camera_device.errors import FileError

_ONE: Final = 1 << 16
_MATRIX_AT: Final = {0: 48, 1: 60}
"""Where the matrix begins in a ``tkhd`` box, by its version."""
_SIZE_AFTER: Final = 36
"""Width and height follow the matrix, as 16.16."""
_PARENTS: Final = (b"moov", b"trak")


def turn(path: Path, rotation: int) -> None:
    """Have every track shown ``rotation`` degrees clockwise of how it is stored; the file is changed in place.

    Raises ``FileError`` for a file that has no track.
    """
    if not rotation:
        return
    with path.open("r+b") as file:
        end = file.seek(0, 2)
        headers = list(_track_headers(file, 0, end))
        if not headers:
            raise FileError("{file} is no MP4 video.", file=path)
        for start in headers:
            file.seek(start + 8)
            matrix_at = start + _MATRIX_AT[file.read(1)[0]]
            file.seek(matrix_at + _SIZE_AFTER)
            width, height = struct.unpack(">2i", file.read(8))
            file.seek(matrix_at)
            file.write(_matrix(rotation, width, height))


def _matrix(rotation: int, width: int, height: int) -> bytes:
    """Rows a b u, c d v, x y w: a point goes to (a·x + c·y + tx, b·x + d·y + ty), and y points down."""
    a, b, c, d, x, y = {
        90: (0, _ONE, -_ONE, 0, height, 0),
        180: (-_ONE, 0, 0, -_ONE, width, height),
        270: (0, -_ONE, _ONE, 0, 0, width),
    }[rotation]
    return struct.pack(">9i", a, b, 0, c, d, 0, x, y, 1 << 30)


def _track_headers(file: BinaryIO, start: int, end: int) -> Iterator[int]:
    """Where each ``tkhd`` box begins."""
    while start + 8 <= end:
        file.seek(start)
        size, kind = struct.unpack(">I4s", file.read(8))
        head = 8
        if size == 1:
            head, size = 16, int.from_bytes(file.read(8), "big")
        elif size == 0:
            size = end - start
        if size < head:
            return
        if kind in _PARENTS:
            yield from _track_headers(file, start + head, start + size)
        elif kind == b"tkhd":
            yield start
        start += size
