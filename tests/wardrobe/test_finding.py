"""A look that is parsed again: what is found again stays the sighting that it was."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import undefer

from embeddings.parsing import Garment
from tests.wardrobe.conftest import BLUE, RED
from wardrobe.finding import keep_found
from wardrobe.house import House
from wardrobe.masks import pack
from wardrobe.schema import LookRow, SightingRow

SIZE = (160, 240)


def garment(category: str, box: tuple[int, int, int, int]) -> tuple[Garment, bytes]:
    mask = np.zeros(SIZE[::-1], np.bool_)
    mask[box[1] : box[3], box[0] : box[2]] = True
    return Garment(category, mask, box, 0.2, 0.8), pack(mask, box)


PANTS = (54, 127, 106, 206)
"""Where the drawn trousers are."""


@pytest.mark.parametrize(
    ("found", "stays"),
    [
        (("pants", PANTS), True),
        (("pants", (50, 120, 106, 206)), True),  # a little more of it
        (("pants", (54, 127, 106, 150)), False),  # less than half of it
        (("skirt", PANTS), False),  # another category is another garment
        (None, False),
    ],
)
def test_a_garment_is_the_same_where_category_and_place_are(
    house: House,
    home: int,
    add: Callable[..., int],
    found: tuple[str, tuple[int, int, int, int]] | None,
    stays: bool,
) -> None:
    look_id = add(pants=BLUE, upper_clothes=RED)
    pants, top = sorted(house.garments.list(home), key=lambda item: item.category)
    house.garments.rename(home, pants.id, "Sunday best")
    with house.database.write() as session:
        keep_found(session, session.get_one(LookRow, look_id), [garment(*found)] if found else [], SIZE)
    with house.database.read() as session:
        rows = session.scalars(select(SightingRow).options(undefer(SightingRow.mask))).all()
    assert [row.category for row in rows] == ([found[0]] if found else [])
    assert [row.garment_id for row in rows if row.garment_id] == [pants.id] * stays
    assert {item.id for item in house.garments.list(home)} == ({pants.id} if stays else set())
    if stays:
        assert rows[0].id == pants.cover_sighting_id
        assert (rows[0].left, rows[0].confidence) == (found[1][0] if found else 0, 0.8)
    assert top.id not in {item.id for item in house.garments.list(home)}


def test_another_parser_with_a_finer_grid_finds_the_same_garment(
    house: House, home: int, add: Callable[..., int]
) -> None:
    look_id = add(pants=BLUE)
    (pants,) = house.garments.list(home)
    house.garments.rename(home, pants.id, "Sunday best")
    left, top, right, bottom = (2 * side for side in PANTS)
    mask = np.zeros((2 * SIZE[1], 2 * SIZE[0]), np.bool_)
    mask[top:bottom, left:right] = True
    finer = Garment("pants", mask, (left, top, right, bottom), 0.2, 0.8)
    with house.database.write() as session:
        look = session.get_one(LookRow, look_id)
        keep_found(session, look, [(finer, pack(mask, finer.box))], (2 * SIZE[0], 2 * SIZE[1]))
    assert house.garments.get(home, pants.id).cover_sighting_id == pants.cover_sighting_id
