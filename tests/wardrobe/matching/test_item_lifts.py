"""What on sale would lift an outfit: other parts than the own wardrobe lifts, right for it, and not dismissed."""

from __future__ import annotations

import pytest

from tests.wardrobe.matching.dressed import Judge, judged
from tests.wardrobe.matching.shop import Shop
from wardrobe.catalogue.facts import ItemFilters
from wardrobe.house import House
from wardrobe.matching.item_lifts import MOST

GOOD, BAD = (1.0,), (0.0, 0.0, 0.0, 1.0)


@pytest.fixture
def judge(house: House, monkeypatch: pytest.MonkeyPatch) -> Judge:
    return judged(house, monkeypatch)


@pytest.fixture
def shop(house: House, home: int, judge: Judge) -> Shop:
    return Shop(house, home)


@pytest.fixture
def odd(shop: Shop) -> list[int]:
    """A top and trousers that go together, and shoes that go with neither."""
    return [shop.owns("upper-clothes", GOOD), shop.owns("pants", GOOD), shop.owns("shoes", BAD)]


def lifted(shop: Shop, ids: list[int], **given: object) -> list[tuple[int, int | None]]:
    found = shop.house.item_lifts.of(shop.household, None, ids, **given)  # type: ignore[arg-type]
    return [(one.item.id, one.instead_of) for one in found]


def test_an_item_takes_the_place_of_what_pulls_the_outfit_down(shop: Shop, odd: list[int]) -> None:
    fits = shop.sells("shoes", GOOD, "white")
    shop.sells("shoes", BAD, "red")
    found = shop.house.item_lifts.of(shop.household, None, odd)
    assert [(one.item.id, one.instead_of) for one in found] == [(fits, odd[2])]
    assert found[0].better > 0.9 and found[0].gain > 0
    assert str(found[0].reason) == "neutral colours, light and dark"


def test_what_is_missing_is_added(shop: Shop) -> None:
    ids = [shop.owns("upper-clothes", GOOD), shop.owns("pants", (0.5, 1))]
    shoes = shop.sells("shoes", (1, 1))
    found = shop.house.item_lifts.of(shop.household, None, ids)
    assert [(one.item.id, one.instead_of) for one in found] == [(shoes, None)]
    assert str(found[0].reason) == "adds the shoes that are missing"


def test_parts_that_the_own_wardrobe_lifts_are_left_alone(shop: Shop, odd: list[int]) -> None:
    shop.sells("shoes", GOOD)
    assert lifted(shop, odd, taken=[odd[2]]) == []


def test_there_are_two_at_most_each_for_another_part(shop: Shop, odd: list[int]) -> None:
    for category in ("shoes", "shoes", "bag", "scarf", "hat"):
        shop.sells(category, GOOD)
    found = shop.house.item_lifts.of(shop.household, None, odd)
    assert len(found) == MOST == 2 and len({one.item.type for one in found}) == 2


@pytest.mark.parametrize(
    "columns",
    [{"available": False}, {"audience": "kids"}, {"price": 90_000}, {"state": "waiting"}],
    ids=["sold out", "for children", "dearer than was chosen", "not looked at yet"],
)
def test_what_cannot_be_had_is_not_offered(shop: Shop, odd: list[int], columns: dict[str, object]) -> None:
    shop.sells("shoes", GOOD, **columns)  # type: ignore[arg-type]
    assert lifted(shop, odd, filters=ItemFilters(most_minor=50_000, currency="EUR")) == []


def test_what_was_dismissed_and_what_is_nearly_the_same_is_not_offered(shop: Shop, odd: list[int]) -> None:
    first = shop.sells("shoes", GOOD, "red")
    shop.sells("shoes", GOOD, "red")
    mina = shop.person()
    shop.house.wishes.dismiss(shop.household, mina, first)
    assert shop.house.item_lifts.of(shop.household, mina, odd) == []


@pytest.mark.parametrize(("occasion", "offered"), [("casual", True), ("formal", False), (None, True)])
def test_it_suits_the_occasion(shop: Shop, odd: list[int], occasion: str | None, offered: bool) -> None:
    shop.sells("shoes", GOOD, attributes={"formality": 0.1})
    assert bool(lifted(shop, odd, occasion=occasion)) == offered


def test_what_already_goes_together_and_what_nobody_knows_gets_no_offer(shop: Shop, odd: list[int]) -> None:
    shop.sells("shoes", GOOD)
    good = [*odd[:2], shop.owns("shoes", GOOD)]
    assert lifted(shop, good) == []
    assert lifted(shop, odd[:1]) == lifted(shop, []) == lifted(shop, [999]) == []


def test_without_anything_on_sale_there_is_no_offer(shop: Shop, odd: list[int]) -> None:
    assert lifted(shop, odd) == []


def test_the_catalogue_of_another_household_is_not_offered(shop: Shop, odd: list[int]) -> None:
    shop.sells("shoes", GOOD, catalogue=shop.open(shop.neighbour()))
    assert lifted(shop, odd) == []
