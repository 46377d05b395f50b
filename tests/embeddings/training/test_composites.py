"""Pictures made of other pictures: their label maps say what is to be seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("torch", reason="training needs the extra `torch`")

from embeddings.parsing.labels import CLASS_ID, CLASSES
from embeddings.training.data import Example
from embeddings.training.parser import composites, mannequins
from embeddings.training.parser.composites import Picture

SEEDS = range(12)


def person(**more: tuple[int, int, int, int]) -> Picture:
    """A figure of flat colours, one for each class; ``more`` are boxes (left, top, right, bottom) by class."""
    labels = np.zeros((200, 120), np.uint8)
    for name, box in {
        "hair": (50, 10, 70, 20),
        "face": (52, 18, 68, 40),
        "upper-clothes": (40, 40, 80, 100),
        "arms": (34, 45, 40, 110),
        "pants": (42, 100, 78, 180),
        "shoes": (40, 180, 80, 190),
        **more,
    }.items():
        left, top, right, bottom = box
        labels[top:bottom, left:right] = CLASS_ID[name]
    colours = np.random.default_rng(1).integers(30, 220, (256, 3))
    return Picture(colours[labels].astype(np.uint8), labels)


@pytest.mark.parametrize("seed", SEEDS)
def test_indoors_keeps_garments_where_they_were_and_changes_the_ground(seed: int) -> None:
    picture = person()
    inside = composites.indoors(picture, np.random.default_rng(seed))
    assert inside.pixels.shape == picture.pixels.shape and inside.pixels.dtype == np.uint8
    assert set(np.unique(inside.labels).tolist()) <= {*range(len(CLASSES)), 255}
    clothes = np.isin(inside.labels, composites.CLOTHES)
    assert (inside.labels[clothes] == picture.labels[clothes]).all(), "no garment appears or changes its kind"
    assert (inside.labels[picture.labels == 0] == 0).all()
    corner = np.abs(inside.pixels[:8, :8].astype(int) - picture.pixels[:8, :8]).mean()
    assert corner > 2


def test_bare_skin_takes_the_place_of_clothes_above_or_below() -> None:
    seen = set()
    for seed in SEEDS:
        picture = person()
        pixels, labels = composites.bared(picture.pixels, picture.labels, np.random.default_rng(seed))
        gone = [name for name in ("upper-clothes", "pants") if not (labels == CLASS_ID[name]).any()]
        assert len(gone) == 1
        seen |= set(gone)
        bare = picture.labels == CLASS_ID[gone[0]]
        skin = np.median(picture.pixels[np.isin(picture.labels, composites.SKIN)], 0)
        assert np.abs(np.median(pixels[bare], 0) - skin).max() < 60
        assert (pixels[~bare] == picture.pixels[~bare]).all()
    assert seen == {"upper-clothes", "pants"}


def test_under_a_coat_nobody_is_bared() -> None:
    picture = person(outerwear=(40, 40, 50, 150))
    _, labels = composites.bared(picture.pixels, picture.labels, np.random.default_rng(0))
    assert (labels == picture.labels).all()


def test_a_mannequin_has_one_paint_and_often_no_head() -> None:
    heads = []
    for seed in SEEDS:
        picture = person()
        pixels, labels, gone = composites.as_mannequin(picture.pixels, picture.labels, np.random.default_rng(seed))
        assert not (labels == CLASS_ID["hair"]).any()
        assert (labels[picture.labels == CLASS_ID["pants"]] == CLASS_ID["pants"]).all()
        assert pixels[picture.labels == CLASS_ID["arms"]].std() < 40
        heads.append(bool(gone.any()))
    assert any(heads) and not all(heads)


def test_an_accessory_is_lent_to_the_same_place_of_the_body() -> None:
    donor, taker = person(belt=(40, 96, 80, 102), bag=(82, 110, 110, 150)), person()
    lent = composites.with_accessories(taker, donor, np.random.default_rng(0))
    rows = np.flatnonzero((lent.labels == CLASS_ID["belt"]).any(1))
    assert 90 < rows.mean() < 108
    assert (lent.labels == CLASS_ID["bag"]).sum() > 600
    assert (lent.labels == CLASS_ID["shoes"]).sum() == (taker.labels == CLASS_ID["shoes"]).sum()


def test_what_somebody_has_already_is_not_lent() -> None:
    donor, taker = person(belt=(40, 96, 80, 102)), person(belt=(40, 99, 80, 103))
    assert composites.with_accessories(taker, donor, np.random.default_rng(0)) is taker


@pytest.fixture
def products(tmp_path: Path) -> dict[str, list[Example]]:
    """A red garment of each class on light ground."""
    pixels = np.full((234, 167, 3), 236, np.uint8)
    pixels[30:200, 40:130] = (170, 30, 40)
    Image.fromarray(pixels).save(tmp_path / "p.png")
    return {kind: [Example("p", tmp_path / "p.png", tags=frozenset({kind}))] for kind in mannequins.KINDS}


def test_a_product_is_cut_from_its_plain_ground(products: dict[str, list[Example]]) -> None:
    found = mannequins.product(products["dress"][0])
    assert found is not None
    pixels, mask = found
    assert mask.shape == pixels.shape[:2]
    assert np.abs(pixels[mask].astype(int) - (170, 30, 40)).max() < 40
    assert 0.95 < mask.mean() <= 1


def test_a_product_that_fills_its_picture_is_not_taken(tmp_path: Path) -> None:
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (80, 60, 3)).astype(np.uint8)).save(tmp_path / "x.png")
    assert mannequins.product(Example("x", tmp_path / "x.png")) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mannequin_wears_what_its_label_map_says(products: dict[str, list[Example]], seed: int) -> None:
    picture = mannequins.mannequin(products, np.random.default_rng(seed))
    worn = {CLASSES[number] for number in np.unique(picture.labels)} & set(mannequins.KINDS)
    assert worn
    red = (picture.pixels[..., 0] > 1.8 * picture.pixels[..., 1].astype(float) + 20) & (picture.pixels[..., 0] > 90)
    clothes = np.isin(picture.labels, [CLASS_ID[name] for name in worn])
    assert (red & clothes).sum() > 0.85 * clothes.sum()
    assert (picture.labels == CLASS_ID["arms"]).any() or (picture.labels == CLASS_ID["legs"]).any()
