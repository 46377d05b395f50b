"""The simulated month: what is worn, what is drawn, and how the wardrobe that comes out is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select

from embeddings.parsing import GARMENT_CATEGORIES
from tests.benchmarks.month import live_summary
from tests.benchmarks.month_outfits import NAMES, WARDROBE, outfits
from tests.benchmarks.month_person import NOTHING, Owner
from tests.benchmarks.month_pictures import Day
from tests.pictures.raster import Layer, render
from tests.wardrobe.conftest import empty, fill, open_house  # noqa: F401  (fixtures)
from wardrobe.house import House
from wardrobe.schema import SightingRow


def test_the_wardrobe_has_25_garments_of_categories_that_the_parser_knows() -> None:
    assert len(WARDROBE) == len(set(NAMES)) == 25
    assert {garment.category for garment in WARDROBE} <= set(GARMENT_CATEGORIES)


@pytest.mark.parametrize("seed", range(5))
def test_every_day_somebody_could_go_out_like_that(seed: int) -> None:
    for worn in outfits(30, np.random.default_rng(seed)):
        counts = Counter(WARDROBE[number].category for number in worn)
        assert counts["shoes"] == 1 and counts["outerwear"] <= 1
        assert counts["dress"] == 1 or (counts["upper-clothes"] == 1 and counts["pants"] + counts["skirt"] == 1)
        assert counts["dress"] + counts["upper-clothes"] == 1


def test_a_month_is_the_same_each_time_and_most_garments_are_worn_again() -> None:
    month = outfits(30, np.random.default_rng(3))
    assert month == outfits(30, np.random.default_rng(3)) != outfits(30, np.random.default_rng(4))
    times = Counter(number for worn in month for number in worn)
    assert sum(count >= 2 for count in times.values()) >= 20


def test_the_nearer_surface_is_drawn_and_the_picture_says_which_it_is() -> None:
    corners = np.array([[-1, 0, 0], [1, 0, 0], [1, 2, 0], [-1, 2, 0]], float)

    def layer(depth: float, colour: float) -> Layer:
        points = corners + np.array([0, 0, depth])
        everywhere = lambda bind, arm: np.ones(len(bind), np.bool_)  # noqa: E731
        triangles = np.array([[0, 1, 2], [0, 2, 3]])
        return Layer(points, points, np.zeros(4), triangles, everywhere, lambda bind: np.full((len(bind), 3), colour))

    scene = np.zeros((60, 40, 3))
    picture, shown = render([layer(1, 0.9), layer(0, 0.2)], scene, 8.0, 50.0, np.array([0.0, 0.0, 1.0]), 0)
    assert shown[40, 20] == 0 and shown[5, 5] == -1
    assert picture[40, 20].mean() > 0.5 and picture[5, 5].sum() == 0
    swapped = render([layer(1, 0.9), layer(2, 0.2)], scene, 8.0, 50.0, np.array([0.0, 0.0, 1.0]), 0)[1]
    assert swapped[40, 20] == 1


@pytest.fixture
def owner(open_house: Callable[..., House]) -> Callable[[list[list[str]], list[list[int]]], Owner]:  # noqa: F811
    """A house whose sightings truly are what is given, look by look."""

    def make(looks: list[list[str]], truths: list[list[int]]) -> Owner:
        house = open_house()
        owner = Owner(house, fill(house, looks))
        with house.database.read() as session:
            ids = list(session.scalars(select(SightingRow.id).order_by(SightingRow.id)))
        owner.truth = dict(zip(ids, [truth for look in truths for truth in look], strict=True))
        return owner

    return make


@pytest.mark.parametrize(
    ("looks", "truths", "expected"),
    [
        ([["A", "B"], ["A", "B"]], [[0, 1], [0, 1]], {"right": 2, "duplicates": 0, "wrong_merges": 0}),
        ([["A"], ["B"]], [[0], [0]], {"right": 0, "duplicates": 1, "wrong_merges": 0}),
        ([["A"], ["A"], ["A"]], [[0], [0], [1]], {"right": 0, "duplicates": 0, "wrong_merges": 1}),
        ([["A", "B"], ["A"]], [[0, NOTHING], [0]], {"right": 1, "not_garments": 1}),
        ([["A"], ["A?"]], [[0], [0]], {"right": 1, "open": 1, "duplicates": 0}),
    ],
)
def test_the_wardrobe_is_counted_against_what_was_worn(
    owner: Callable[..., Owner], looks: list[list[str]], truths: list[list[int]], expected: dict[str, int]
) -> None:
    days = [Day(Path(), Path(), tuple(number for number in look if number >= 0)) for look in truths]
    found = live_summary(owner(looks, truths), days)
    assert {name: found[name] for name in expected} == expected


def test_what_is_asked_is_answered_as_it_truly_is(owner: Callable[..., Owner]) -> None:
    looks = [["A", "B"], ["A?", "A?", "A?", "A?"]]
    person = owner(looks, [[0, 1], [0, 1, 2, NOTHING]])
    with person.house.database.read() as session:
        look = session.scalars(select(SightingRow.look_id).order_by(SightingRow.id.desc())).first()
    assert look is not None
    person.count_questions(look)
    assert person.asked == {"yes": 1, "another": 1, "new": 1, "nothing": 1}
    person.answer(look)
    shown = sorted(sorted(truths) for truths in person.garments().values())
    assert shown == [[0, 0], [1, 1], [2]]
