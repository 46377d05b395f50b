"""A second opinion on JPEG files: their segments, read by hand from the standard (ITU-T T.81, annex B)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

SCAN, END = 0xDA, 0xD9
NEEDED = {0xE0: "JFIF", 0xDB: "DQT", 0xC0: "baseline frame", 0xC4: "DHT", SCAN: "scan"}
"""What a decoder needs, and all that may leave the house."""


def segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and payload of every segment up to the scan; the scan must go on to the very end of the bytes."""
    assert data[:2] == b"\xff\xd8", "no start of image"
    at = 2
    while True:
        assert data[at] == 0xFF, f"no marker at {at}"
        marker, length = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])[0]
        yield marker, data[at + 4 : at + 2 + length]
        at += 2 + length
        if marker == SCAN:
            break
    while data[at : at + 2] != bytes((0xFF, END)):
        at += 1 if data[at] != 0xFF else 2  # a stuffed byte, never another marker: nothing is restarted
        assert at < len(data), "no end of image"
        assert data[at - 2] != 0xFF or data[at - 1] in (0, *range(0xD0, 0xD8)), "another segment after the scan"
    assert at + 2 == len(data), f"{len(data) - at - 2} bytes after the end of the image"


def assert_bare(data: bytes) -> None:
    """Only the segments that are needed, the JFIF header without a thumbnail, one frame, one scan, no more."""
    found = list(segments(data))
    assert {marker for marker, _ in found} == set(NEEDED), [hex(marker) for marker, _ in found]
    header = [payload for marker, payload in found if marker == 0xE0]
    assert [len(payload) for payload in header] == [14]
    assert header[0][:5] == b"JFIF\0" and header[0][-2:] == b"\0\0", "a thumbnail in the header"
    assert [marker for marker, _ in found].count(0xC0) == 1
