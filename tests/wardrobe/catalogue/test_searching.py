"""Things on sale by words: true ones first, none that is known to be otherwise, and those that bear a name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.wardrobe.matching.shop import Shop
from wardrobe.catalogue.facts import ItemFilters
from wardrobe.house import House


@pytest.fixture
def shop(house: House, home: int) -> Shop:
    return Shop(house, home)


def find(shop: Shop, words: str, **filters: object) -> list[int]:
    found = shop.house.item_search.find(shop.household, words, ItemFilters(**filters))  # type: ignore[arg-type]
    return [item.id for item in found]


def test_a_colour_that_is_known_to_be_another_is_not_found(shop: Shop) -> None:
    red, _blue = shop.sells("dress", (1,), "red"), shop.sells("dress", (1,), "blue")
    assert find(shop, "red dress") == [red]
    assert set(find(shop, "dress")) == {red, _blue}
    assert find(shop, "dress, not red") == [_blue]


def test_a_brand_that_nobody_can_see_is_found_by_its_name(shop: Shop) -> None:
    named, other = shop.sells("pants", (0, 1), brand="Zyxwear"), shop.sells("pants", (0, 1))
    assert find(shop, "zyxwear")[0] == named
    assert find(shop, "zyxwear", most_minor=1) == []
    assert other in find(shop, "trousers")


def test_others_and_gone_items_are_not_found_by_name_either(shop: Shop) -> None:
    shop.sells("pants", brand="Zyxwear", catalogue=shop.open(shop.neighbour()))
    shop.sells("pants", brand="Zyxwear", gone_at=datetime(2026, 1, 1, tzinfo=UTC))
    kept = shop.sells("pants", brand="Zyx%wear")
    assert find(shop, "zyxwear") == [kept], "by its looks; a sign of SQL is nothing special"


def test_nothing_is_found_without_words_or_without_a_shop(shop: Shop) -> None:
    assert find(shop, "dress") == [] and find(shop, " ") == []
