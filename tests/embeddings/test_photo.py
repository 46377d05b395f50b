"""Photos are decoded upright, in sRGB, within limits, or refused with a reason that helps."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import datetime

import numpy as np
import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from embeddings.errors import PhotoError
from embeddings.photo import Limits, decode


def quarters(width: int = 120, height: int = 160) -> Image.Image:
    """Red top left, green top right, blue bottom left, white bottom right."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2] = (220, 30, 30)
    pixels[: height // 2, width // 2 :] = (30, 200, 30)
    pixels[height // 2 :, : width // 2] = (30, 30, 220)
    pixels[height // 2 :, width // 2 :] = (250, 250, 250)
    return Image.fromarray(pixels)


def saved(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def corners(pixels: np.ndarray) -> list[tuple[int, ...]]:
    height, width = pixels.shape[:2]
    return [
        tuple(int(v) for v in pixels[y, x])
        for y, x in ((height // 4, width // 4), (height // 4, width * 3 // 4), (height * 3 // 4, width // 4))
    ]


def near(found: list[tuple[int, ...]], wanted: list[tuple[int, ...]], tolerance: int = 12) -> bool:
    return bool(np.abs(np.array(found) - np.array(wanted)).max() <= tolerance)


RED_GREEN_BLUE = [(220, 30, 30), (30, 200, 30), (30, 30, 220)]
# What has to be done to an upright picture so that the EXIF value undoes it.
TURNED = {
    1: lambda i: i,
    2: lambda i: i.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    3: lambda i: i.transpose(Image.Transpose.ROTATE_180),
    4: lambda i: i.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    5: lambda i: i.transpose(Image.Transpose.TRANSPOSE),
    6: lambda i: i.transpose(Image.Transpose.ROTATE_90),
    7: lambda i: i.transpose(Image.Transpose.TRANSVERSE),
    8: lambda i: i.transpose(Image.Transpose.ROTATE_270),
}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_exif_orientation_comes_out_upright(orientation: int, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo = decode(saved(TURNED[orientation](quarters()), kind, exif=exif, quality=95), "turned")
    assert photo.size == photo.full_size == (120, 160)
    assert near(corners(photo.pixels), RED_GREEN_BLUE)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_heic_from_an_iphone_comes_out_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    heif = pillow_heif.from_pillow(TURNED[orientation](quarters()))
    buffer = io.BytesIO()
    heif.save(buffer, exif=exif.tobytes(), quality=95)
    photo = decode(buffer.getvalue(), "IMG_0001.HEIC")
    assert photo.size == photo.full_size == (120, 160)
    assert near(corners(photo.pixels), RED_GREEN_BLUE, tolerance=20)


def test_the_date_of_the_exposure_is_read() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:05:17 08:30:00"
    assert decode(saved(quarters(), exif=exif), "a.jpg").taken_at == datetime(2026, 5, 17, 8, 30)


@pytest.mark.parametrize("text", ["", "0000:00:00 00:00:00", "yesterday", "2026:13:40 99:00:00"])
def test_a_nonsense_date_is_no_date(text: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = text
    assert decode(saved(quarters(), exif=exif), "a.jpg").taken_at is None


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "1", "I;16"])
def test_every_pixel_mode_becomes_rgb(mode: str) -> None:
    image = Image.new("I;16", (64, 64), 40000) if mode == "I;16" else quarters(64, 64).convert(mode)
    kind = "JPEG" if mode == "CMYK" else "PNG"
    photo = decode(saved(image, kind), "a")
    assert photo.pixels.dtype == np.uint8 and photo.pixels.shape == (64, 64, 3)
    if mode == "I;16":
        assert abs(int(photo.pixels[5, 5, 0]) - 40000 / 257) <= 1


def test_cmyk_keeps_its_colours() -> None:
    photo = decode(saved(quarters().convert("CMYK"), quality=95), "print.jpg")
    assert near(corners(photo.pixels), RED_GREEN_BLUE, tolerance=25)


def test_transparent_pixels_lie_on_white() -> None:
    image = quarters().convert("RGBA")
    image.putalpha(Image.new("L", image.size, 0))
    assert decode(saved(image, "PNG"), "a.png").pixels.min() == 255


def test_a_wide_gamut_profile_is_converted_to_srgb() -> None:
    linear = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    plain = decode(saved(quarters()), "a.jpg")
    tagged = decode(saved(quarters(), icc_profile=linear.tobytes()), "a.jpg")  # a profile of the wrong kind
    assert near(corners(tagged.pixels), corners(plain.pixels))


def test_an_animation_gives_its_first_frame_and_says_so() -> None:
    frames = [quarters(), Image.new("RGB", (120, 160))]
    photo = decode(saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True), "a.webp")
    assert photo.animated and near(corners(photo.pixels), RED_GREEN_BLUE)


def test_the_content_counts_and_not_the_extension() -> None:
    assert decode(saved(quarters(), "PNG"), "really-a-png.jpg").size == (120, 160)


def test_large_photos_are_reduced_but_remember_their_size() -> None:
    photo = decode(saved(Image.new("RGB", (4000, 3000), "navy")), "12mp.jpg", Limits(long_side=1000))
    assert photo.size == (1000, 750) and photo.full_size == (4000, 3000)


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises width × height pixels and has a few compressed zeros."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"", "is empty"),
        (b"just words, renamed", "not a JPEG"),
        (b"GIF89a" + b"\0" * 200, "not a JPEG"),
        (saved(quarters(600, 800))[:-4000], "cut short"),
        (saved(quarters(600, 800), "PNG")[:1500], "cut short"),
        (saved(quarters(600, 800), "WEBP")[:900], "cut short"),
        (saved(quarters())[:20], "not a JPEG"),
        (saved(Image.new("RGB", (1, 1))), "only 1 × 1"),
        (png_header(40_000, 40_000), "40000 × 40000"),
        (png_header(2**31 - 1, 2**31 - 1), "limit is 120"),
    ],
    ids=["empty", "text", "gif", "cut-jpeg", "cut-png", "cut-webp", "stub", "one-pixel", "huge", "absurd"],
)
def test_what_is_no_whole_picture_is_refused_with_name_reason_and_remedy(data: bytes, part: str) -> None:
    with pytest.raises(PhotoError) as error:
        decode(data, "beach.jpg")
    assert "beach.jpg" in error.value.message and part in error.value.message
    assert error.value.advice and error.value.advice in str(error.value)


def test_a_decompression_bomb_is_refused_before_its_pixels_are_made() -> None:
    bomb = saved(Image.new("L", (18_000, 18_000)), "PNG", optimize=True)
    assert len(bomb) < 400_000
    with pytest.raises(PhotoError, match="limit is 120 megapixels"):
        decode(bomb, "bomb.png")


def test_too_many_bytes_are_refused_before_decoding() -> None:
    with pytest.raises(PhotoError, match="limit is 0 MB"):
        decode(saved(quarters()), "a.jpg", Limits(bytes=1000))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_random_damage_never_escapes_as_another_error(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP"]))
    content = bytearray(saved(quarters(), kind))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        photo = decode(bytes(content[: data.draw(st.integers(1, len(content)))]), "a")
    except PhotoError:
        return
    assert photo.pixels.ndim == 3 and photo.pixels.dtype == np.uint8
