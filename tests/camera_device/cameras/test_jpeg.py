"""JPEGs turned and made whole without decoding a pixel."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from camera_device.cameras.jpeg import is_complete, turned, upright_size, whole
from camera_device.errors import FileError
from tests.camera_device.cameras.contract import decoded, scene
from tests.conftest import encode

ORIENTATIONS = {1: 0, 6: 90, 3: 180, 8: 270}


def exif(orientation: int, **more: str) -> Image.Exif:
    made = Image.Exif()
    made[0x0112] = orientation
    if "make" in more:
        made[0x010F] = more["make"]
    return made


@pytest.mark.parametrize("stored", ORIENTATIONS)
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_turning_adds_to_what_the_file_says_already(stored: int, rotation: int) -> None:
    jpeg = encode(scene(40, 30), exif=exif(stored))
    turn = turned(jpeg, rotation)
    assert np.array_equal(decoded(turn), np.rot90(decoded(jpeg), -rotation // 90))
    assert upright_size(turn) == decoded(turn).shape[1::-1]


def test_a_file_without_exif_gets_one() -> None:
    jpeg = encode(scene(40, 30))
    assert np.array_equal(decoded(turned(jpeg, 90)), np.rot90(decoded(jpeg), -1))


def test_turning_by_nothing_gives_the_same_bytes() -> None:
    jpeg = encode(scene(40, 30))
    assert turned(jpeg, 0) is jpeg


def test_what_else_the_exif_says_is_kept_and_said_once() -> None:
    turn = turned(encode(scene(40, 30), exif=exif(1, make="Raspberry Pi")), 270)
    with Image.open(io.BytesIO(turn)) as image:
        assert image.getexif()[0x010F] == "Raspberry Pi"
    assert turn.count(b"Exif\x00\x00") == 1


def test_no_pixel_is_encoded_again() -> None:
    jpeg = encode(scene(40, 30))
    scan = jpeg[jpeg.index(b"\xff\xda") :]
    assert turned(jpeg, 90).endswith(scan)


def test_a_frame_of_a_webcam_without_its_tables_becomes_whole() -> None:
    jpeg = encode(scene(40, 30))
    bare = without_tables(jpeg)
    assert b"\xff\xc4" not in bare
    assert np.array_equal(decoded(whole(bare)), decoded(jpeg))
    assert whole(jpeg) == jpeg


def test_a_picture_that_was_cut_off_is_known() -> None:
    jpeg = encode(scene(40, 30))
    assert is_complete(jpeg)
    assert is_complete(jpeg + bytes(64)), "webcams fill up their buffers"
    assert not is_complete(jpeg[:-10])
    assert not is_complete(b"")


@pytest.mark.parametrize("content", [b"", b"no picture", b"\xff\xd8\xff\xe0\x00\x10JFIF"])
@pytest.mark.parametrize("work", [lambda content: turned(content, 90), whole, upright_size])
def test_what_is_no_jpeg_is_an_error(content: bytes, work) -> None:
    with pytest.raises(FileError, match="JPEG"):
        work(content)


def test_a_mirrored_picture_is_an_error() -> None:
    with pytest.raises(FileError, match="mirrored"):
        turned(encode(scene(40, 30), exif=exif(2)), 90)


def without_tables(jpeg: bytes) -> bytes:
    """As webcams send them: every DHT segment left out."""
    kept, place = jpeg[:2], 2
    while jpeg[place + 1] != 0xDA:
        end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        kept += b"" if jpeg[place + 1] == 0xC4 else jpeg[place:end]
        place = end
    return kept + jpeg[place:]
