"""`otjang parse`: label maps and overlays of good files, a word about each bad one."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from embeddings.parsing.labels import CLASSES
from tests.conftest import encode
from tests.wardrobe.cli.conftest import LOOKS, Otjang


def bomb() -> bytes:
    """A PNG of a few KB that stands for 40,000 × 40,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def test_label_maps_have_the_photos_own_upright_size_and_class_ids(otjang: Otjang, tmp_path: Path) -> None:
    picture = Image.open(LOOKS[0])
    turned = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.rotate(90, expand=True).save(turned, exif=exif, quality=92)
    ran = otjang("parse", LOOKS[0], turned, "--labels", tmp_path / "labels", "--overlay", tmp_path / "seen")
    assert ran.code == 0, ran.told
    for name in (LOOKS[0].stem, "turned"):
        labels = Image.open(tmp_path / "labels" / f"{name}.png")
        assert (labels.mode, labels.size) == ("L", picture.size)
        values = set(np.unique(labels).tolist())
        assert values <= set(range(len(CLASSES))) and len(values) > 3
        seen = Image.open(tmp_path / "seen" / f"{name}.jpg")
        assert seen.width == picture.width and seen.height > picture.height, "the legend is below the photo"


def test_bad_files_are_told_one_by_one_and_the_good_ones_are_done(otjang: Otjang, tmp_path: Path) -> None:
    whole = LOOKS[1].read_bytes()
    bad = {
        "empty.jpg": b"",
        "cut.jpg": whole[: len(whole) // 2],
        "text.jpg": b"Dear diary, today I wore a hat.",
        "pixel.png": encode(np.zeros((1, 1, 3), np.uint8), "PNG"),
        "bomb.png": bomb(),
    }
    for name, data in bad.items():
        (tmp_path / name).write_bytes(data)
    labels = tmp_path / "labels"
    ran = otjang("parse", *(tmp_path / name for name in bad), tmp_path / "gone.jpg", LOOKS[1], "--labels", labels)
    assert ran.code == 1
    assert all(name in ran.err for name in [*bad, "gone.jpg"])
    assert [path.name for path in labels.iterdir()] == [f"{LOOKS[1].stem}.png"]


def test_a_folder_is_parsed_through_and_results_of_like_names_do_not_overwrite_each_other(
    otjang: Otjang, tmp_path: Path
) -> None:
    for name in ("a/1.jpg", "b/1.jpg"):
        (tmp_path / "in" / name).parent.mkdir(parents=True)
        (tmp_path / "in" / name).write_bytes(LOOKS[2].read_bytes())
    ran = otjang("parse", tmp_path / "in", "--labels", tmp_path / "out", "--json", "-")
    assert ran.code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["1-2.png", "1.png"]
    first, second = ran.json
    assert first["garments"] == second["garments"] and first["people"] == 1


def test_what_was_found_is_written_to_a_file_with_boxes_in_the_photos_pixels(otjang: Otjang, tmp_path: Path) -> None:
    target = tmp_path / "deep" / "found.json"
    ran = otjang("parse", LOOKS[0], tmp_path / "gone.jpg", "--json", target)
    assert ran.code == 1 and LOOKS[0].name in ran.out
    seen, gone = json.loads(target.read_text())
    assert "cannot be read" in gone["error"] and gone["remedy"]
    assert seen["garments"]
    for garment in seen["garments"]:
        left, top, right, bottom = garment["box"]
        assert 0 <= left < right <= seen["width"] and 0 <= top < bottom <= seen["height"]
        assert 0 < garment["confidence"] < 1


def test_a_result_folder_that_cannot_be_is_told_once(otjang: Otjang, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = otjang("parse", *LOOKS[:2], "--labels", tmp_path / "file" / "labels")
    assert ran.code == 2 and ran.err.count("cannot be written") == 1


def test_a_damaged_model_is_told_with_its_remedy(
    otjang: Otjang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from embeddings.parsing import parser

    folder = tmp_path / "parser"
    folder.mkdir()
    for path in parser.WEIGHTS.iterdir():
        (folder / path.name).write_bytes(path.read_bytes()[: 1_000_000 if path.suffix == ".onnx" else None])
    monkeypatch.setattr(parser, "WEIGHTS", folder)
    ran = otjang("parse", *LOOKS[:2])
    assert ran.code == 2 and "damaged" in ran.told and "otjang doctor" in ran.told
    assert "Traceback" not in ran.told
