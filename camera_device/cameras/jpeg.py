"""JPEG files as they came from the camera: turned, and made whole, without decoding a pixel.

A camera that lies on its side is turned in the file's EXIF orientation, as phones do it: nothing is encoded twice, and
twelve megapixels cost no time. Segments are as ISO/IEC 10918-1 (T.81) annex B has them, tags as in EXIF 2.32 (4.6.4).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from typing import Final

from PIL import Image

from camera_device.errors import FileError

ORIENTATION: Final = 0x0112
"""EXIF's tag: how to turn what is stored so that it stands upright."""
_START, _END = b"\xff\xd8", b"\xff\xd9"
_MARKER, _SCAN, _HUFFMAN, _EXIF = 0xFF, 0xDA, 0xC4, 0xE1
_EXIF_HEADER: Final = b"Exif\x00\x00"
_CLOCKWISE: Final = {0: 1, 90: 6, 180: 3, 270: 8}
"""Degrees clockwise and the orientation that asks for them."""
_DEGREES: Final = {orientation: degrees for degrees, orientation in _CLOCKWISE.items()}


def turned(jpeg: bytes, rotation: int) -> bytes:
    """The same picture, to be shown ``rotation`` degrees further clockwise; the same bytes for 0.

    What else the file's EXIF says is kept. Raises ``FileError`` for bytes that are no JPEG, and for mirrored pictures,
    which no camera makes.
    """
    if not rotation:
        return jpeg
    exif = _opened(jpeg).getexif()
    stored = exif.get(ORIENTATION, 1)
    if stored not in _DEGREES:
        raise FileError("The picture is mirrored (EXIF orientation {orientation}).", orientation=stored)
    exif[ORIENTATION] = _CLOCKWISE[(_DEGREES[stored] + rotation) % 360]
    content = exif.tobytes()
    content = content if content.startswith(_EXIF_HEADER) else _EXIF_HEADER + content
    segment = bytes((_MARKER, _EXIF)) + (len(content) + 2).to_bytes(2, "big") + content
    kept = [
        jpeg[start:end]
        for marker, start, end in _segments(jpeg)
        if not (marker == _EXIF and jpeg[start + 4 : start + 10] == _EXIF_HEADER)
    ]
    return b"".join([_START, segment, *kept])


def whole(jpeg: bytes) -> bytes:
    """A JPEG that every program reads, of one frame of a webcam's MJPEG.

    Webcams leave out the Huffman tables, since all of them use the standard's own (T.81 annex K.3).
    """
    segments = list(_segments(jpeg))
    if any(marker == _HUFFMAN for marker, _, _ in segments):
        return jpeg
    scan = next(start for marker, start, _ in segments if marker == _SCAN)
    return jpeg[:scan] + _standard_tables() + jpeg[scan:]


def is_complete(jpeg: bytes) -> bool:
    """Whether it ends as it should: USB loses the rest of a picture now and then."""
    return jpeg.startswith(_START) and jpeg.rstrip(b"\x00").endswith(_END)


def upright_size(jpeg: bytes) -> tuple[int, int]:
    """Width and height as people see it, of the header alone."""
    image = _opened(jpeg)
    width, height = image.size
    return (height, width) if image.getexif().get(ORIENTATION, 1) in (5, 6, 7, 8) else (width, height)


def _opened(jpeg: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(jpeg), formats=("JPEG",))
    except OSError as error:
        raise FileError("The camera gave a picture that is no JPEG: {reason}.", reason=error) from error
    return image


def _segments(jpeg: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of every segment after the first two bytes; the scan goes to the end of the file."""
    if not jpeg.startswith(_START):
        raise FileError("The camera gave a picture that is no JPEG.")
    start = len(_START)
    while start + 4 <= len(jpeg) and jpeg[start] == _MARKER:
        marker = jpeg[start + 1]
        if marker == _SCAN:
            yield marker, start, len(jpeg)
            return
        end = start + 2 + int.from_bytes(jpeg[start + 2 : start + 4], "big")
        yield marker, start, end
        start = end
    raise FileError("The camera gave a broken JPEG: it ends before the picture begins.")


@cache
def _standard_tables() -> bytes:
    """The tables of T.81 annex K.3, as libjpeg writes them into every file that it does not optimise."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "JPEG")
    jpeg = buffer.getvalue()
    return b"".join(jpeg[start:end] for marker, start, end in _segments(jpeg) if marker == _HUFFMAN)
