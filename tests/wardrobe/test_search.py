"""Garments are found by words of both languages and by pictures, and nothing is found where nothing fits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from embeddings.errors import PhotoError
from tests.conftest import encode
from tests.wardrobe.conftest import BLACK, BLUE, GREEN, RED, draw, photo
from wardrobe.foreground import foreground
from wardrobe.house import House

Find = Callable[[str], list[str]]


@pytest.fixture
def names(house: House, home: int, add: Callable[..., int]) -> dict[int, str]:
    """A small wardrobe: what each garment is."""
    add(seed=1, upper_clothes=RED, pants=BLUE, shoes=BLACK)
    add(seed=2, upper_clothes=GREEN, pants=BLACK)
    return {item.id: f"{item.colours[0].family} {item.category}" for item in house.garments.list(home)}


@pytest.fixture
def find(house: House, home: int, names: dict[int, str]) -> Find:
    return lambda text: [names[hit.garment_id] for hit in house.search.words(home, text)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("blue jeans", "blue pants"),
        ("jeans, blue", "blue pants"),
        ("파란 청바지", "blue pants"),
        ("청바지 파란색", "blue pants"),
        ("red shirt", "red upper-clothes"),
        ("빨간셔츠", "red upper-clothes"),
        ("black shoes", "black shoes"),
        ("green", "green upper-clothes"),
    ],
)
def test_the_garment_that_is_meant_comes_first(find: Find, text: str, first: str) -> None:
    assert find(text)[0] == first


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pants", {"blue pants", "black pants"}),
        ("red shoes", set()),
        ("green pants", set()),
        ("shoes", {"black shoes"}),
        ("purple dress", set()),
        ("yellow", set()),
        ("umbrella", set()),
        ("  ", set()),
    ],
)
def test_what_does_not_fit_is_left_out(find: Find, text: str, found: set[str]) -> None:
    assert set(find(text)) == found


def test_a_given_name_is_found(house: House, home: int, names: dict[int, str]) -> None:
    garment = next(iter(names))
    house.garments.rename(home, garment, "Grandma's 스웨터")
    for text in ("grandma", "스웨터"):
        hit = house.search.words(home, text)[0]
        assert (hit.garment_id, hit.reasons[0]) == (garment, "name: Grandma's 스웨터")


def test_each_hit_says_why(house: House, home: int, names: dict[int, str]) -> None:
    hit = house.search.words(home, "파란 청바지")[0]
    assert {"colour: blue", "kind: jeans"} <= set(hit.reasons)


def test_a_picture_of_a_worn_garment_finds_the_same_category(house: House, home: int, names: dict[int, str]) -> None:
    hits = house.search.picture(home, photo(seed=7, pants=BLUE), "query.jpg")
    assert [names[hit.garment_id] for hit in hits][:1] == ["blue pants"]
    assert all(names[hit.garment_id].endswith("pants") for hit in hits)
    assert hits[0].reasons == ("looks like the picture",)


def test_a_picture_of_a_thing_on_plain_ground_finds_any_category(
    house: House, home: int, names: dict[int, str]
) -> None:
    pixels = np.full((300, 300, 3), 255, np.uint8)
    pixels[80:220, 100:200] = RED
    hits = house.search.picture(home, encode(pixels, "PNG"), "query.png")
    assert [names[hit.garment_id] for hit in hits] == ["red upper-clothes"]


def test_a_picture_that_nothing_is_like_finds_nothing(house: House, home: int, names: dict[int, str]) -> None:
    assert house.search.picture(home, photo(pants=(240, 200, 40)), "query.jpg") == []


def test_a_picture_that_is_none_is_told(house: House, home: int) -> None:
    with pytest.raises(PhotoError, match=r"query\.jpg"):
        house.search.picture(home, b"words", "query.jpg")


def test_an_empty_wardrobe_has_nothing(house: House, home: int) -> None:
    assert house.search.words(home, "blue jeans") == []
    assert house.search.picture(home, photo(pants=BLUE), "query.jpg") == []


def test_deleted_and_rejected_garments_are_not_found(house: House, home: int, names: dict[int, str]) -> None:
    shoes = next(id for id, name in names.items() if name == "black shoes")
    house.garments.delete(home, shoes)
    assert house.search.words(home, "black shoes") == []


def test_the_foreground_is_what_differs_from_plain_ground() -> None:
    pixels = np.full((200, 100, 3), 240, np.uint8)
    pixels[50:150, 20:80] = (20, 60, 120)
    mask, box = foreground(pixels)
    assert box == (20, 50, 80, 150)
    assert mask.sum() == 100 * 60


@pytest.mark.parametrize("busy", [True, False])
def test_without_plain_ground_or_thing_the_whole_picture_is_taken(busy: bool) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (60, 40, 3), np.uint8) if busy else draw(person=False)
    mask, box = foreground(pixels)
    assert mask.all()
    assert box == (0, 0, *mask.shape[::-1])
