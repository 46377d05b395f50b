"""Outlines lie on the mask's edge, are short, and are given for the garments of the own household's look alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.parsing import Mask
from tests.wardrobe.conftest import BLUE, GREEN, RED, fill
from wardrobe.house import House
from wardrobe.outlines import Ring, outline

HEIGHT, WIDTH = 240, 160


def disc(x: float, y: float, radius: float) -> Mask:
    down, across = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    return np.hypot(across - x, down - y) < radius


def filled(rings: Iterable[Ring]) -> Mask:
    """What an odd number of rings encloses, four times finer."""
    plane = np.zeros((HEIGHT * 4, WIDTH * 4), np.uint8)
    cv2.fillPoly(plane, [np.round(np.array(ring) * 4).astype(np.int32) for ring in rings], 1)
    return plane.astype(np.bool_)


def agreement(rings: Iterable[Ring], mask: Mask) -> float:
    """Intersection over union."""
    drawn, finer = filled(rings), mask.repeat(4, 0).repeat(4, 1)
    return float((drawn & finer).sum() / (drawn | finer).sum())


TROUSERS = disc(60, 80, 30) | np.pad(np.ones((140, 14), bool), ((80, 20), (40, 106)))
BAG = disc(80, 120, 40) & ~disc(80, 110, 15)
SHOES = disc(40, 220, 12) | disc(90, 222, 12)


@pytest.mark.parametrize(
    ("mask", "rings"), [(disc(80, 120, 50), 1), (TROUSERS, 1), (BAG, 2), (SHOES, 2), (disc(0, 0, 60), 1)]
)
def test_the_line_runs_where_the_mask_ends_and_has_few_points(mask: Mask, rings: int) -> None:
    found, centre = outline(mask)
    assert len(found) == rings
    assert agreement(found, mask) > 0.93
    assert sum(map(len, found)) < 120
    assert mask[int(centre[1]), int(centre[0])]


def test_the_stairs_of_pixels_are_gone() -> None:
    slope = np.arange(HEIGHT)[:, None] * 0.5 < np.arange(WIDTH)[None]
    (ring,), _centre = outline(slope)
    assert len(ring) < 14


def test_the_centre_is_as_deep_inside_as_can_be() -> None:
    _rings, centre = outline(disc(70, 90, 40))
    assert np.hypot(centre[0] - 70, centre[1] - 90) < 1.5


def test_specks_and_pinholes_are_not_drawn() -> None:
    mask = disc(80, 120, 40)
    mask[120, 80] = False
    mask[5:7, 5:7] = True
    rings, _centre = outline(mask)
    assert len(rings) == 1


@pytest.mark.parametrize("mask", [np.zeros((HEIGHT, WIDTH), bool), np.eye(3, dtype=bool)], ids=["nothing", "specks"])
def test_where_there_is_nothing_there_is_no_line(mask: Mask) -> None:
    assert outline(mask)[0] == ()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_points_stay_on_the_photo_whatever_the_mask(seed: int) -> None:
    noise = np.random.default_rng(seed).random((30, 20)).astype(np.float32)
    mask = cv2.resize(noise, (WIDTH, HEIGHT)) > 0.6
    rings, (x, y) = outline(mask)
    points = np.array([point for ring in rings for point in ring]).reshape(-1, 2)
    assert ((points >= 0) & (points <= (WIDTH, HEIGHT))).all()
    assert 0 <= x <= WIDTH and 0 <= y <= HEIGHT


def test_a_look_has_an_outline_of_each_garment_that_was_not_rejected(
    house: House, home: int, add: Callable[..., int]
) -> None:
    look = add(pants=BLUE, upper_clothes=RED, shoes=GREEN)
    sightings = {one.category: one for one in house.looks.get(home, look).sightings}
    house.garments.reject(home, sightings["shoes"].id)
    found = {one.sighting_id: one for one in house.outlines.of_look(home, look)}
    assert set(found) == {sightings["pants"].id, sightings["upper-clothes"].id}
    for category in ("pants", "upper-clothes"):
        one, box = found[sightings[category].id], sightings[category].box
        points = np.array(one.rings[0])
        assert np.abs(np.array([*points.min(0), *points.max(0)]) - box).max() <= 1
        assert (one.width, one.height) == (160, 240)
    assert found[sightings["upper-clothes"].id].area > 0.1
    assert house.outlines.of_look(home, look) == list(found.values()), "those remembered are the same"


def test_the_neighbours_and_the_deleted_have_none(house: House, home: int, add: Callable[..., int]) -> None:
    look = add(pants=BLUE)
    assert house.outlines.of_look(fill(house, []), look) == []
    house.looks.delete(home, look)
    assert house.outlines.of_look(home, look) == []
