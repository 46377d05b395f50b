"""`otjang embed`: one unit row for each good picture or text, in the order given."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from embeddings.encoders import OnnxEncoder
from embeddings.parsing import Garment, LabelMap, Parse
from embeddings.photo import decode
from tests.conftest import encode
from tests.wardrobe.cli.conftest import LOOKS, Otjang
from tests.wardrobe.cli.test_describe import shirt
from wardrobe.cli.embed import main_garment
from wardrobe.describing import Seen, describe
from wardrobe.models import Models
from wardrobe.settings import Settings


def test_pictures_become_unit_rows_in_the_order_given(otjang: Otjang, tmp_path: Path) -> None:
    (tmp_path / "shirt.png").write_bytes(encode(shirt(), "PNG"))
    ran = otjang(
        "embed", tmp_path / "shirt.png", LOOKS[1], tmp_path / "gone.jpg", LOOKS[0], "--out", tmp_path / "v.npz"
    )
    assert ran.code == 1 and "gone.jpg" in ran.err
    with np.load(tmp_path / "v.npz") as stored:
        names, vectors, model = stored["names"], stored["vectors"], stored["model"]
    assert list(names) == [str(tmp_path / "shirt.png"), str(LOOKS[1]), str(LOOKS[0])]
    encoder = OnnxEncoder(threads=1)
    assert str(model) == encoder.model_id
    assert vectors.dtype == np.float32 and vectors.shape == (3, encoder.dim)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert not (tmp_path / "v.npz.npz").exists()


def test_a_persons_garment_is_cut_out_and_whole_takes_the_picture_as_it_is(otjang: Otjang, tmp_path: Path) -> None:
    rows = {}
    for name, options in {"main": (), "shoes": ("--category", "shoes"), "whole": ("--whole",)}.items():
        ran = otjang("embed", LOOKS[0], "--out", tmp_path / f"{name}.npz", *options)
        assert ran.code == 0, ran.told
        rows[name] = np.load(tmp_path / f"{name}.npz")["vectors"][0]
    encoder = OnnxEncoder(threads=1)
    photo = decode(LOOKS[0].read_bytes(), "look.jpg")
    assert rows["whole"] @ encoder.encode_images([photo.pixels])[0] > 0.999
    assert rows["main"] @ rows["whole"] < 0.99 and rows["main"] @ rows["shoes"] < 0.9


def test_a_worn_garment_has_the_vector_that_the_wardrobe_gives_it(otjang: Otjang, tmp_path: Path) -> None:
    by_a_lamp = np.asarray(decode(LOOKS[0].read_bytes(), "look.jpg").pixels * [1, 0.9, 0.75], np.uint8)
    (tmp_path / "lamp.png").write_bytes(encode(by_a_lamp, "PNG"))
    assert otjang("embed", tmp_path / "lamp.png", "--out", tmp_path / "v.npz").code == 0
    models = Models(Settings(data_dir=tmp_path, threads=1))
    photo = decode((tmp_path / "lamp.png").read_bytes(), "lamp.png")
    parse = models.parser.parse(photo)
    seen = [Seen(one.category, one.mask, one.box) for one in parse.garments]
    known = describe(photo, seen, models, parse.person >= 0.5)[parse.garments.index(main_garment(parse))]
    assert np.load(tmp_path / "v.npz")["vectors"][0] @ known.embedding > 0.99


def test_a_category_that_is_not_there_is_said_and_the_row_is_that_of_another_garment(
    otjang: Otjang, tmp_path: Path
) -> None:
    ran = otjang("embed", LOOKS[0], "--category", "sunglasses", "--out", tmp_path / "v.npz")
    assert ran.code == 0
    assert "no sunglasses was found" in ran.err
    assert len(np.load(tmp_path / "v.npz")["names"]) == 1


def test_texts_become_rows_and_what_is_too_long_is_said(otjang: Otjang, tmp_path: Path) -> None:
    texts = ["dark blue jeans", "줄무늬 셔츠", "red " * 10_000]
    (tmp_path / "texts.txt").write_bytes(("\ufeff" + "\r\n".join(texts) + "\n").encode())
    ran = otjang("embed", "--texts", tmp_path / "texts.txt", "--out", tmp_path / "deep" / "v.npz")
    assert ran.code == 0, ran.told
    assert "line 3: longer than the model reads" in ran.told and "line 1" not in ran.told
    stored = np.load(tmp_path / "deep" / "v.npz")
    assert list(stored["names"]) == texts
    assert np.allclose(stored["vectors"], OnnxEncoder(threads=1).encode_texts(texts), atol=0.02)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"jeans\n\nskirt\n", "has no text in line 2"),
        (b"jeans\n  \t\n", "has no text in line 2"),
        (b"", "has no text in line 1"),
        (b"\xff\xfe\x00caf\xe9", "is not UTF-8"),
    ],
)
def test_texts_that_cannot_all_have_a_row_are_refused(
    otjang: Otjang, tmp_path: Path, data: bytes, message: str
) -> None:
    (tmp_path / "texts.txt").write_bytes(data)
    ran = otjang("embed", "--texts", tmp_path / "texts.txt", "--out", tmp_path / "v.npz")
    assert ran.code == 2
    assert message in ran.told and not (tmp_path / "v.npz").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--out", "v.npz"),
        (LOOKS[0], "--texts", "texts.txt", "--out", "v.npz"),
        (LOOKS[0],),
        (LOOKS[0], "--category", "kilt", "--out", "v.npz"),
    ],
)
def test_wrong_use_is_explained(otjang: Otjang, arguments: tuple[object, ...]) -> None:
    ran = otjang("embed", *arguments)
    assert ran.code == 2


def test_where_every_file_is_bad_there_are_no_rows(otjang: Otjang, tmp_path: Path) -> None:
    ran = otjang("embed", tmp_path / "gone.jpg", "--out", tmp_path / "v.npz")
    assert ran.code == 1
    stored = np.load(tmp_path / "v.npz")
    assert stored["names"].shape == (0,) and stored["vectors"].shape == (0, OnnxEncoder(threads=1).dim)


def garment(category: str, box: tuple[int, int, int, int], area: float, sure: float = 0.9) -> Garment:
    return Garment(category, np.zeros((100, 60), np.bool_), box, area, sure)


COAT, SHIRT, BAG = (
    garment("outerwear", (5, 20, 55, 70), 0.5),
    garment("upper-clothes", (20, 20, 40, 50), 0.2),
    garment("bag", (0, 60, 20, 90), 0.25),
)


@pytest.mark.parametrize(
    ("worn", "category", "main"),
    [
        ((SHIRT, COAT, BAG), None, COAT),
        ((SHIRT, COAT, BAG), "upper-clothes", SHIRT),
        ((SHIRT, BAG), "dress", SHIRT),  # nearer to the middle
        ((SHIRT, garment("pants", (20, 50, 40, 80), 0.3, sure=0.3)), None, SHIRT),
    ],
)
def test_the_main_garment_is_large_sure_and_near_the_middle(
    worn: tuple[Garment, ...], category: str | None, main: Garment
) -> None:
    labels = LabelMap(np.zeros((100, 60), np.uint8), np.ones((100, 60), np.float32))
    parse = Parse(labels, np.zeros((100, 60), np.float32), worn, 1, ())
    assert main_garment(parse, category) is main
