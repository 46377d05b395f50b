"""`otjang describe`: what the garments of good files are, a word about each bad one."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from embeddings.colour import FAMILIES
from embeddings.ontology import KINDS_OF
from embeddings.parsing import GARMENT_CATEGORIES
from embeddings.photo import Photo
from tests.conftest import encode
from tests.wardrobe.cli.conftest import LOOKS, Otjang
from wardrobe.cli.describe import _garment, _likeliest, _line
from wardrobe.describing import Description, Seen


def shirt(side: int = 300) -> np.ndarray:
    """A red thing on white ground."""
    pixels = np.full((side, side, 3), 250, np.uint8)
    pixels[side // 4 : -side // 4, side // 3 : -side // 3] = (190, 20, 30)
    return pixels


def test_every_garment_of_a_person_is_described_with_confidence_in_both_languages(otjang: Otjang) -> None:
    ran = otjang("describe", LOOKS[0], "--json", "-")
    assert ran.code == 0, ran.told
    (look,) = ran.json
    assert (look["people"], look["width"], len(look["garments"]) >= 3) == (1, 720, True)
    for garment in look["garments"]:
        category = garment["category"]["value"]
        assert category in GARMENT_CATEGORIES and 0 < garment["category"]["confidence"] <= 1
        assert garment["kind"]["value"] in KINDS_OF[category]
        assert ord(garment["category"]["ko"][0]) > 0x3000
        colours = garment["colours"]
        assert sum(colour["share"] for colour in colours) <= 1.001
        assert all(colour["family"] in FAMILIES and 0 < colour["confidence"] <= 1 for colour in colours)
        assert all(ord(letter) > 0x3000 or letter == " " for colour in colours for letter in colour["ko"])
        for aspect in ("kind", "pattern", "sleeve", "length", "formality", "warmth"):
            assert aspect not in garment or 0 <= garment[aspect]["confidence"] <= 1
        assert 0 <= garment["formality"]["score"] <= 1
        left, top, right, bottom = garment["box"]
        assert 0 <= left < right <= look["width"] and 0 <= top < bottom <= look["height"]
        assert ("sleeve" in garment) == (category in ("upper-clothes", "outerwear", "dress"))


@pytest.mark.parametrize("options", [(), ("--whole",)])
def test_a_product_photo_is_one_thing_whose_category_comes_from_its_kind(
    otjang: Otjang, tmp_path: Path, options: tuple[str, ...]
) -> None:
    (tmp_path / "shirt.png").write_bytes(encode(shirt(), "PNG"))
    ran = otjang("describe", tmp_path / "shirt.png", "--json", tmp_path / "out" / "found.json", *options)
    assert ran.code == 0, ran.told
    (found,) = json.loads((tmp_path / "out" / "found.json").read_text("utf-8"))
    (garment,) = found["garments"]
    assert found["people"] == 0
    assert garment["colours"][0]["family"] == "red"
    assert garment["box"] == [100, 75, 200, 225]
    kind = garment["kind"]["value"]
    category = garment["category"]
    assert category is None or kind in KINDS_OF[category["value"]]
    assert category is None or category["confidence"] >= garment["kind"]["confidence"]
    assert ran.out.startswith("shirt.png: ")


@pytest.mark.parametrize(
    ("kinds", "category", "kind"),
    [
        ({"shirt": 0.3, "dress": 0.25, "coat": 0.2}, ("upper-clothes", 0.3), ("shirt", 0.3)),
        ({"cardigan": 0.4, "jacket": 0.3, "sweater": 0.2}, ("outerwear", 0.7), ("cardigan", 0.4)),
        ({"jewellery": 0.6, "belt": 0.3}, None, ("jewellery", 0.6)),
    ],
)
def test_a_weak_guess_of_a_product_photo_stays_a_weak_guess(
    kinds: dict[str, float], category: tuple[str, float] | None, kind: tuple[str, float]
) -> None:
    known = Description((), None, {"kind": kinds}, np.zeros(1, np.float32), np.zeros(1, np.float32))
    thing = Seen(None, np.ones((4, 4), np.bool_), (0, 0, 4, 4))
    found = _garment(thing, known, Photo(shirt(40), (40, 40), None), _likeliest(known.guesses))
    assert (found["category"] and (found["category"]["value"], found["category"]["confidence"])) == category
    assert (found["kind"]["value"], found["kind"]["confidence"]) == kind


def test_bad_files_are_told_one_by_one_and_the_good_ones_are_done(otjang: Otjang, tmp_path: Path) -> None:
    sixteen = Image.fromarray((np.random.default_rng(0).random((60, 60)) * 65535).astype(np.uint16))
    bad = {
        "empty.jpg": b"",
        "eight.png": encode(np.zeros((8, 8, 3), np.uint8), "PNG"),
        "cut.jpg": LOOKS[0].read_bytes()[:9999],
    }
    good = {
        "grey.png": encode(Image.fromarray(shirt()).convert("L"), "PNG"),
        "cmyk.jpg": encode(Image.fromarray(shirt()).convert("CMYK")),
        "sixteen.png": encode(sixteen, "PNG"),
    }
    for name, data in {**bad, **good}.items():
        (tmp_path / name).write_bytes(data)
    ran = otjang("describe", *(tmp_path / name for name in {**bad, **good}), tmp_path / "gone.jpg", "--json", "-")
    assert ran.code == 1
    assert all(name in ran.err for name in [*bad, "gone.jpg"])
    assert {Path(one["file"]).name for one in ran.json if "error" in one} == {*bad, "gone.jpg"}
    assert {Path(one["file"]).name for one in ran.json if "garments" in one} == set(good)


def test_a_line_for_people_leaves_out_what_is_unsure() -> None:
    sure, unsure = ({"en": word, "confidence": p} for word, p in (("jeans", 0.9), ("striped", 0.3)))
    category = {"en": "trousers", "confidence": 0.8}
    garment = {"category": category, "kind": sure, "pattern": unsure, "colours": [{"en": "dark blue"}]}
    assert _line(garment) == "dark blue jeans"
    assert _line({**garment, "kind": unsure}) == "dark blue trousers"
    assert _line({**garment, "kind": unsure, "category": unsure}) == "dark blue something"
    assert _line({"category": None, "colours": [], "warmth": sure}) == "something (jeans)"
