"""The same picture in another encoding is recognised; other pictures are not."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from embeddings.photo import decode
from tests.conftest import ROOT, encode
from wardrobe.likeness import alike, likeness

LOOKS = sorted((ROOT / "tests" / "pictures").glob("look-*.jpg"))


def of(data: bytes) -> bytes:
    return likeness(decode(data, "look").pixels)


def again(data: bytes, **options: object) -> bytes:
    """The picture saved anew."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    if scale := options.pop("scale", None):
        image = image.resize([round(side * scale) for side in image.size], Image.Resampling.BICUBIC)  # type: ignore[operator]
    if light := options.pop("light", None):
        image = ImageEnhance.Brightness(image).enhance(light)  # type: ignore[arg-type]
    return encode(image, str(options.pop("kind", "JPEG")), **options)


@pytest.mark.parametrize("path", LOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    "options",
    [
        {"quality": 60},
        {"kind": "WEBP", "quality": 70},
        {"kind": "PNG"},
        {"scale": 0.5},
        {"scale": 0.37, "quality": 70},
        {"scale": 1.5},
        {"light": 1.03},
    ],
    ids=str,
)
def test_another_encoding_is_the_same_picture(path: Path, options: dict[str, object]) -> None:
    data = path.read_bytes()
    assert alike(of(again(data, **options)), [of(other.read_bytes()) for other in LOOKS]) == LOOKS.index(path)


def test_other_looks_are_other_pictures() -> None:
    marks = [of(path.read_bytes()) for path in LOOKS]
    for place, mark in enumerate(marks):
        assert alike(mark, marks[:place] + marks[place + 1 :]) is None


def test_real_photos_are_told_apart_and_found_again(data_folder: Path) -> None:
    paths = sorted((data_folder / "parsing" / "images").glob("*.jpg"))[:200]
    marks = [of(path.read_bytes()) for path in paths]
    mistaken = [
        place for place, mark in enumerate(marks) if alike(mark, marks[:place] + marks[place + 1 :]) is not None
    ]
    assert len(mistaken) <= 2
    missed = [
        path for place, path in enumerate(paths) if alike(of(again(path.read_bytes(), quality=70)), marks) != place
    ]
    assert len(missed) <= 2


def test_a_recoloured_copy_is_another_picture() -> None:
    pixels = decode(LOOKS[0].read_bytes(), "look").pixels
    recoloured = pixels[..., [2, 0, 1]]
    assert alike(likeness(np.ascontiguousarray(recoloured)), [likeness(pixels)]) is None


def test_nothing_is_like_nothing() -> None:
    assert alike(likeness(np.zeros((50, 50, 3), np.uint8)), []) is None
