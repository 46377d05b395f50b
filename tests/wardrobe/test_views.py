"""A garment that was turned around is known from all sides."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sqlalchemy import select

from embeddings.encoders import garment_vector
from embeddings.photo import Photo
from tests.wardrobe.conftest import BLACK, BLUE, GREEN, RED, DrawnModels, draw, fill
from wardrobe.describing import Description, Seen
from wardrobe.errors import NotFoundError
from wardrobe.house import House
from wardrobe.recognition import Calibration, Thresholds
from wardrobe.schema import SightingRow, VectorRow
from wardrobe.sides import matched
from wardrobe.views import add_views

Add = Callable[..., int]
BACK = (24, 46, 120)
"""Blue pants have a paler back, too unlike the front to be recognised by itself."""


def turned(**worn: tuple[int, int, int]) -> Photo:
    pixels = draw(seed=7, **worn)  # type: ignore[arg-type]
    return Photo(pixels, (pixels.shape[1], pixels.shape[0]), None)


def views(house: House, look: int) -> dict[str, list[int]]:
    query = (
        select(SightingRow.category, VectorRow.view)
        .join(VectorRow, VectorRow.sighting_id == SightingRow.id)
        .where(SightingRow.look_id == look)
        .order_by(SightingRow.id, VectorRow.view)
    )
    found: dict[str, list[int]] = {}
    with house.database.read() as session:
        for category, view in session.execute(query):
            found.setdefault(category, []).append(view)
    return found


@pytest.fixture
def strict(house: House) -> None:
    assert isinstance(house.models, DrawnModels)
    house.models.measured = Thresholds(same=0.99, ask=0.5)


def test_every_garment_of_the_look_gets_the_sides_from_which_it_is_seen(house: House, add: Add, strict: None) -> None:
    look = add(seed=1, upper_clothes=RED, pants=BLUE, shoes=BLACK)
    assert add_views(house.tools, look, [turned(upper_clothes=RED, pants=BACK), turned(pants=BLUE)]) == 3
    assert views(house, look) == {"upper-clothes": [0, 1], "pants": [0, 1, 2], "shoes": [0]}


def test_a_garment_is_recognised_by_a_side_that_only_the_turn_has_shown(
    house: House, home: int, add: Add, strict: None
) -> None:
    look = add(seed=1, pants=BLUE)
    add_views(house.tools, look, [turned(pants=BACK)])
    (first,) = house.looks.get(home, look).sightings
    (later,) = house.looks.get(home, add(seed=2, pants=BACK)).sightings
    assert (later.decision, later.garment_id) == ("same", first.garment_id)


def test_without_the_turn_that_side_is_no_certainty(house: House, home: int, add: Add, strict: None) -> None:
    add(seed=1, pants=BLUE)
    (later,) = house.looks.get(home, add(seed=2, pants=BACK)).sightings
    assert later.decision != "same"


def test_what_is_no_garment_of_the_look_is_left_out(house: House, add: Add, strict: None) -> None:
    look = add(seed=1, pants=BLUE)
    assert add_views(house.tools, look, [turned(pants=GREEN), turned(upper_clothes=BLUE), turned()]) == 0
    assert views(house, look) == {"pants": [0]}


def test_a_pair_that_is_less_certain_than_one_already_excluded_is_still_found(monkeypatch: pytest.MonkeyPatch) -> None:
    chances = np.array([[0.55, 0.42], [0.0, 0.41]])  # the second comes between the two that belong together
    monkeypatch.setattr("wardrobe.sides.shares", lambda odds: chances)
    vector = np.eye(1, 8, dtype=np.float32)[0]
    seen = Seen("pants", np.ones((2, 2), np.bool_), (0, 0, 2, 2))
    found = [(seen, Description((), None, None, vector, vector))] * 2
    rows = [SightingRow(id=id, category="pants") for id in (1, 2)]
    known = {row.id: garment_vector(vector, vector)[None] for row in rows}
    pairs = matched(found, rows, known, Calibration.through(Thresholds(same=0.9, ask=0.4)))
    assert [(place, row.id) for place, row in pairs] == [(0, 1), (1, 2)]


def test_which_garment_a_sighting_is_does_not_change(house: House, home: int, add: Add, strict: None) -> None:
    look = add(seed=1, upper_clothes=RED, pants=BLUE)
    before = house.looks.get(home, look).sightings
    add_views(house.tools, look, [turned(upper_clothes=RED, pants=BACK)])
    assert house.looks.get(home, look).sightings == before
    assert len(house.garments.list(home)) == 2


def test_the_sides_go_with_their_look(house: House, home: int, add: Add, strict: None) -> None:
    look = add(seed=1, pants=BLUE)
    add_views(house.tools, look, [turned(pants=BACK)])
    house.looks.delete(home, look)
    (later,) = house.looks.get(home, add(seed=2, pants=BACK)).sightings
    assert later.decision == "new"


def test_a_look_that_is_gone_or_in_work_has_no_sides(house: House, home: int, add: Add) -> None:
    look = add(seed=1, pants=BLUE)
    house.looks.delete(home, look)
    fill(house, [["A"]])
    for missing in (look, 999):
        with pytest.raises(NotFoundError):
            add_views(house.tools, missing, [turned(pants=BLUE)])
