"""A folder of label maps is read as it is laid out, and what is wrong with it is said by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from embeddings.errors import ModelError, OtjangError, PhotoError
from embeddings.evaluation.folder import listed, read_pair, read_split
from embeddings.parsing.labels import CLASSES
from tests.embeddings.evaluation.drawn_folder import add, striped


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two photos to be scored and one to train on."""
    add(tmp_path, "a", striped("background", "dress"))
    add(tmp_path, "b", striped("background", "pants"))
    add(tmp_path, "c", striped("background", "hat"), split="train")
    return tmp_path


def test_id_and_split_are_all_that_the_table_must_have(data: Path) -> None:
    split = read_split(data, "val")
    assert [example.name for example in split.examples] == ["a", "b"]
    assert split.sources == {}
    photo, labels = read_pair(split.examples[0])
    assert photo.full_size == (80, 120) and labels.shape == (120, 80)


def test_sources_and_classes_are_read_where_the_table_has_them(tmp_path: Path) -> None:
    add(tmp_path, "a", striped("dress"), source="ccp", classes="dress|hat")
    split = read_split(tmp_path, "val")
    assert split.sources == {"a": "ccp"}
    assert split.examples[0].tags == {"dress", "hat"}


def test_a_label_map_lies_on_the_upright_photos_grid(data: Path) -> None:
    path = data / "parsing" / "images" / "a.png"
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter: 120×80 in the file, 80×120 to the eye
    with Image.open(path) as image:
        image.rotate(90, expand=True).convert("RGB").save(path.with_suffix(".jpg"), exif=exif)
    path.unlink()
    assert read_pair(read_split(data, "val").examples[0])[0].size == (80, 120)


def rewrite(data: Path, text: str) -> None:
    (data / "parsing" / "split.csv").write_text(text, encoding="utf-8")


def save(data: Path, labels: np.ndarray) -> None:
    Image.fromarray(labels).save(data / "parsing" / "labels" / "a.png")


def with_number(number: int) -> np.ndarray:
    labels = striped("background", "dress")
    labels[0, 0] = number
    return labels


FAULTS: list[tuple[str, Callable[[Path], object], type[OtjangError], str, str]] = [
    ("no table", lambda d: (d / "parsing/split.csv").unlink(), ModelError, "split.csv is missing", "--data"),
    ("a table without rows", lambda d: rewrite(d, "id,split\n"), ModelError, "no photo of the split val", "docs/data"),
    ("no such split", lambda d: rewrite(d, "id,split\na,test\n"), ModelError, "no photo of the split val", "test (1)"),
    ("no column split", lambda d: rewrite(d, "id,part\na,val\n"), ModelError, "no column split", "at least id and"),
    ("a photo listed twice", lambda d: rewrite(d, "id,split\na,val\na,val\n"), ModelError, "lists a twice", "one row"),
    ("no photo", lambda d: (d / "parsing/images/a.png").unlink(), ModelError, "a.jpg is missing", "take a out"),
    ("no label map", lambda d: (d / "parsing/labels/a.png").unlink(), ModelError, "labels/a.png is missing", "take a"),
    ("another size", lambda d: save(d, striped("hat", width=79)), ModelError, "a.png has 79 × 120 pixels", "upright"),
    ("class 17", lambda d: save(d, with_number(17)), ModelError, "a.png has the class number 17", "0 to 16"),
    ("class 254", lambda d: save(d, with_number(254)), ModelError, "a.png has the class number 254", "255 for"),
    ("colours", lambda d: save(d, np.zeros((120, 80, 3), np.uint8)), ModelError, "a.png is a picture of kind RGB", "L"),
    ("16 bits", lambda d: save(d, np.zeros((120, 80), np.uint16)), ModelError, "a.png is a picture of kind I", "L or"),
    (
        "half a label map",
        lambda d: cut(d / "parsing/labels/a.png"),
        ModelError,
        "a.png cannot be read",
        "Save it again",
    ),
    ("half a photo", lambda d: cut(d / "parsing/images/a.png"), PhotoError, "a.png is damaged", "Copy it again"),
    ("other classes", lambda d: classes(d, ["sky"]), ModelError, "labels.json lists other classes", "background, hat"),
    ("no classes", lambda d: classes(d, None), ModelError, "labels.json does not say", '{"classes"'),
]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:60])


def classes(data: Path, names: list[str] | None) -> None:
    (data / "parsing" / "labels.json").write_text(json.dumps({"classes": names} if names else {}), encoding="utf-8")


@pytest.mark.parametrize(("spoil", "error", "message", "remedy"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_what_is_wrong_is_said_with_the_files_name_and_a_remedy(
    data: Path, spoil: Callable[[Path], object], error: type[OtjangError], message: str, remedy: str
) -> None:
    spoil(data)
    with pytest.raises(error) as caught:
        for example in read_split(data, "val").examples:
            read_pair(example)
    assert message in caught.value.message
    assert remedy in caught.value.advice


def test_classes_in_the_right_order_and_unknown_pixels_are_taken(data: Path) -> None:
    classes(data, list(CLASSES))
    save(data, with_number(255))
    assert read_pair(read_split(data, "val").examples[0])[1][0, 0] == 255


def test_a_split_may_be_listed_without_its_files(data: Path) -> None:
    (data / "parsing" / "images" / "c.png").unlink()
    assert [example.name for example in listed(data, "train").examples] == ["c"]
    assert listed(data, "test").examples == []
