"""Copies of a photo are found whatever was done to them, other photos are not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageOps

from embeddings.errors import ModelError
from embeddings.evaluation.duplicates import Pair, Prints, copies, fingerprints, repeats
from embeddings.training.data import Example

Change = Callable[[Image.Image], Image.Image]
PICTURES = sorted((Path(__file__).resolve().parents[2] / "pictures").glob("look-*.jpg"))


def example(path: Path) -> Example:
    return Example(path.stem, path)


COPIES: dict[str, Change] = {
    "another compression": lambda image: image,
    "half the size": lambda image: image.resize((image.width // 2, image.height // 2), Image.Resampling.BICUBIC),
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.3),
    "cropped": lambda image: image.crop((4, 5, image.width - 5, image.height - 4)),
    "mirrored": ImageOps.mirror,
    "grey": ImageOps.grayscale,
}


@pytest.fixture(scope="module")
def pictures() -> Prints:
    return fingerprints([example(path) for path in PICTURES])


@pytest.mark.parametrize("change", COPIES.values(), ids=COPIES.keys())
def test_a_copy_is_found_to_be_nearest_its_own_original(tmp_path: Path, pictures: Prints, change: Change) -> None:
    copy = tmp_path / "copy.jpg"
    with Image.open(PICTURES[3]) as image:
        change(image).save(copy, quality=60)
    assert copies(fingerprints([example(copy)]), pictures)[0].other == PICTURES[3].stem


def test_photos_that_are_there_twice_are_told_once(tmp_path: Path) -> None:
    paths = noise(tmp_path, 4)
    with Image.open(paths[1]) as image:
        image.resize((45, 60)).save(tmp_path / "again.png")
    (pair,) = repeats(fingerprints([example(path) for path in [*paths, tmp_path / "again.png"]]))
    assert (pair.one, pair.other) == ("1", "again")


def test_noise_is_like_no_other_noise(tmp_path: Path) -> None:
    paths = noise(tmp_path, 12)
    half, other = (fingerprints([example(path) for path in part]) for part in (paths[:6], paths[6:]))
    assert copies(half, other) == repeats(half) == []


def test_no_photos_have_no_pairs(pictures: Prints) -> None:
    assert copies(fingerprints([]), pictures) == copies(pictures, fingerprints([])) == repeats(fingerprints([])) == []


def test_pairs_come_with_the_nearest_first(tmp_path: Path) -> None:
    original = noise(tmp_path, 1)[0]
    with Image.open(original) as image:
        image.save(tmp_path / "same.png")
        image.crop((1, 0, 59, 89)).save(tmp_path / "cropped.png")
    others = fingerprints([example(tmp_path / "cropped.png"), example(tmp_path / "same.png")])
    found = copies(fingerprints([example(original)]), others)
    assert found[0] == Pair("0", "same", 0)
    assert [pair.bits for pair in found] == sorted(pair.bits for pair in found)


def test_a_photo_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "torn.jpg").write_bytes(b"\xff\xd8torn")
    with pytest.raises(ModelError, match=r"torn\.jpg cannot be read"):
        fingerprints([example(tmp_path / "torn.jpg")])


def noise(folder: Path, count: int) -> list[Path]:
    """Pictures of smooth noise, none like another."""
    paths = []
    for seed in range(count):
        cells = np.random.default_rng(seed).integers(0, 256, (9, 6, 3)).astype(np.uint8)
        paths.append(folder / f"{seed}.png")
        Image.fromarray(cells).resize((60, 90), Image.Resampling.BICUBIC).save(paths[-1])
    return paths
