"""Which one thing would open the most new outfits."""

from __future__ import annotations

import numpy as np
import pytest

from tests.wardrobe.matching.shop import TODAY, Shop
from wardrobe.catalogue.facts import ItemFilters
from wardrobe.house import House
from wardrobe.matching import offering
from wardrobe.matching.gaps import NONE, Missing, opens

WARM = (1.0, 0.1)


@pytest.fixture
def shop(house: House, home: int) -> Shop:
    return Shop(house, home)


@pytest.fixture
def tops(shop: Shop) -> Shop:
    """Many tops, one pair of trousers that few of them go with, one pair of shoes."""
    for place in range(6):
        shop.owns("upper-clothes", (1, 0.01 * place), "blue")
    shop.owns("pants", (0.3, 0, 1), "red")
    shop.owns("shoes", (1, 0.02), "white")
    return shop


def missing(shop: Shop, **filters: object) -> Missing:
    return shop.house.gaps.find(shop.household, filters=ItemFilters(**filters), today=TODAY)  # type: ignore[arg-type]


def test_trousers_are_what_many_tops_lack(tops: Shop) -> None:
    trousers = tops.sells("pants", (1, 0.03), "beige", kind="trousers", price=3000)
    dearer = tops.sells("pants", (1, 0.03), "beige", kind="trousers", price=9000)
    top = tops.sells("upper-clothes", (1, 0.02), "green", kind="shirt")
    gaps = missing(tops).gaps
    first = gaps[0]
    assert (first.type, first.kind, first.colours[0].family) == ("pants", "trousers", "beige")
    assert [item.id for item, _ in first.items] == [trousers, dearer]
    assert first.opens == 6 and str(first.reason) == "would open 6 new outfits"
    assert top not in [item.id for gap in gaps for item, _ in gap.items], "there is nothing to wear it with"


def test_what_looks_like_something_owned_closes_no_gap(tops: Shop) -> None:
    tops.sells("pants", (0.3, 0, 1), "red", kind="trousers")
    assert all(gap.type != "pants" for gap in missing(tops).gaps)


def test_sorts_are_various(tops: Shop) -> None:
    for colour in ("beige", "white", "green", "brown", "pink"):
        tops.sells("pants", (1, 0.03), colour, kind="trousers")
    assert len(missing(tops).gaps) == 2


def test_types_can_be_chosen(tops: Shop) -> None:
    tops.sells("pants", (1, 0.03), "beige")
    tops.sells("skirt", (1, 0.03), "beige")
    assert {gap.type for gap in missing(tops, types=["skirt"]).gaps} == {"skirt"}


@pytest.mark.parametrize(
    ("type_", "wanted"),
    [("top", 2), ("pants", 1), ("skirt", 1), ("dress", 1), ("shoes", 3), ("outerwear", 1), ("bag", 3)],
)
def test_outfits_are_counted_by_pieces_that_all_go_together(shop: Shop, type_: str, wanted: int) -> None:
    """Top 0 goes with trousers 1 and 2, not 3; all with shoes 5; top, trousers 1 and dress 4 with coat 6."""
    for category in ("upper-clothes", "pants", "pants", "pants", "dress", "shoes", "outerwear"):
        shop.owns(category)
    owned = shop.house.suggestions.owned(shop.household, None, TODAY)
    assert owned is not None and owned.rack.types == ("top", "pants", "pants", "pants", "dress", "shoes", "outerwear")
    good = np.zeros((7, 7), np.bool_)
    for one, other in ((0, 1), (0, 2), (0, 5), (1, 5), (2, 5), (3, 5), (4, 5), (0, 6), (1, 6), (4, 6)):
        good[one, other] = good[other, one] = True
    counted = owned.__class__(owned.rack, owned.codes, owned.vectors, owned.measure, good, owned.spending)
    thing = np.array([[True, True, True, False, True, True, True]])
    assert opens(thing, type_, counted).tolist() == [wanted]


def test_without_shoes_two_pieces_are_an_outfit(shop: Shop) -> None:
    for category in ("upper-clothes", "pants", "pants"):
        shop.owns(category)
    owned = shop.house.suggestions.owned(shop.household, None, TODAY)
    assert owned is not None
    assert opens(np.array([[False, True, True]]), "top", owned).tolist() == [2]
    assert opens(np.array([[True, True, True]]), "dress", owned).tolist() == [1]


def test_dismissed_gone_and_others_items_are_left_out(tops: Shop) -> None:
    mina = tops.person()
    item = tops.sells("pants", (1, 0.03), "beige")
    tops.sells("pants", (1, 0.03), "white", catalogue=tops.open(tops.neighbour()))
    tops.house.wishes.dismiss(tops.household, mina, item)
    found = tops.house.gaps.find(tops.household, mina, today=TODAY)
    assert found.gaps == () and found.nothing and found.nothing.template == NONE
    assert len(missing(tops).gaps) == 0


def test_an_empty_wardrobe_and_an_empty_shop_say_so(shop: Shop) -> None:
    assert str(missing(shop).nothing) == offering.EMPTY
    shop.owns("pants")
    assert str(missing(shop).nothing) == offering.NO_ITEMS
