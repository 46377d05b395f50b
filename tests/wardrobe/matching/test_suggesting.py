"""New items that match: what goes with what is owned, adds to it and is unlike it; and what cannot be said."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import numpy as np
import pytest

from tests.wardrobe.matching.shop import TODAY, Shop
from wardrobe.catalogue.facts import ItemFilters
from wardrobe.errors import NotFoundError
from wardrobe.house import House
from wardrobe.matching import offering
from wardrobe.matching.diversity import likeness, various
from wardrobe.matching.suggesting import Sought, Suggested, Suggestion

WARM, COLD = (1.0, 0.1), (0.0, 0.0, 1.0)
"""Two manners of dressing that do not go together."""


@pytest.fixture
def shop(house: House, home: int) -> Shop:
    return Shop(house, home)


@pytest.fixture
def dressed(shop: Shop) -> Shop:
    """Ten garments of one manner, three of another."""
    for place in range(4):
        shop.owns("upper-clothes", (1, 0.05 * place), "blue", wears=10)
        shop.owns("pants", (1, 0.02 * place), "black", wears=20)
    shop.owns("shoes", (1, 0.2), "white", wears=30)
    shop.owns("outerwear", (1, 0.1), "beige", wears=5)
    for category in ("upper-clothes", "pants", "shoes"):
        shop.owns(category, COLD, "red")
    return shop


def for_you(shop: Shop, person: int | None = None, limit: int = 24, **filters: object) -> Suggested:
    sought = Sought(filters=ItemFilters(**filters), limit=limit)  # type: ignore[arg-type]
    return shop.house.suggestions.for_you(shop.household, person, sought, today=TODAY)


def ids(found: Suggested) -> list[int]:
    return [one.item.id for one in found.suggestions]


def one(shop: Shop, item: int, person: int | None = None) -> Suggestion:
    return shop.house.suggestions.about(shop.household, item, person, today=TODAY).suggestion


def said(found: Suggestion) -> list[str]:
    return [str(reason) for reason in found.reasons]


def test_what_goes_with_more_of_the_wardrobe_comes_first(dressed: Shop) -> None:
    rare, fits = dressed.sells("dress", COLD, "green"), dressed.sells("dress", WARM, "green")
    nothings = dressed.sells("dress", (0, 0, 0, 1), "green")
    found = for_you(dressed)
    assert ids(found) == [fits, rare, nothings]
    assert len(found.suggestions[0].goes_with) > len(found.suggestions[1].goes_with)
    assert len(found.suggestions[0].goes_with) == 2 and "goes with 2 things you own" in said(found.suggestions[0])
    assert said(found.suggestions[2])[0] == "goes with nothing you own so far"


def test_goes_with_counts_only_types_that_are_worn_together(dressed: Shop) -> None:
    top = one(dressed, dressed.sells("upper-clothes", WARM, "green"))
    types = {garment.id: garment.category for garment in dressed.house.garments.list(dressed.household)}
    assert top.goes_with and {types[id] for id in top.goes_with} <= {"pants", "shoes", "outerwear"}


def test_it_is_said_what_is_owned_that_is_like_it(dressed: Shop) -> None:
    first, second = dressed.owns("bag", WARM, "brown"), dressed.owns("bag", WARM, "brown")
    twin, other = dressed.sells("bag", WARM, "brown"), dressed.sells("bag", WARM, "green")
    found = one(dressed, twin)
    assert set(found.like_it) == {first, second} and "you already have 2 like it" in said(found)
    assert found.parts.novelty == 0 and one(dressed, other).parts.novelty > 0
    assert ids(for_you(dressed))[0] == other


def test_the_first_of_a_type_that_goes_with_something_is_said(dressed: Shop) -> None:
    bag = one(dressed, dressed.sells("bag", WARM, "green"))
    assert bag.firsts == len(bag.goes_with) > 1
    assert f"the first of its kind to go with {bag.firsts} of your garments" in said(bag)


def test_not_ten_black_dresses(dressed: Shop) -> None:
    for place in range(30):
        dressed.sells("dress", (1, 0.1, *(0.0 if at != place % 5 else 0.35 for at in range(5))), "black", kind="dress")
    colours = ("green", "red", "blue", "white", "beige")
    others = [("skirt", "skirt"), ("pants", "trousers"), ("upper-clothes", "shirt"), ("bag", "bag")]
    for category, kind in others:
        for colour in colours:
            dressed.sells(category, (1, 0.15), colour, kind=kind)
    found = for_you(dressed, limit=10)
    dresses = [one for one in found.suggestions if one.item.type == "dress"]
    assert len(found.suggestions) == 10 and 1 <= len(dresses) <= 3
    sorts = Counter((one.item.type, one.item.colours[0].family) for one in found.suggestions)
    assert max(sorts.values()) <= 3


def test_the_same_thing_of_two_shops_is_shown_once(dressed: Shop) -> None:
    for _ in range(3):
        dressed.sells("dress", WARM, "green")
    assert len(ids(for_you(dressed))) == 1


def test_various_takes_the_best_first_and_leaves_twins_out() -> None:
    like = np.array([[1, 0.9, 0], [0.9, 1, 0], [0, 0, 1]], np.float32)
    assert various(np.array([0.9, 0.89, 0.7]), like, 3) == [0, 2, 1]
    assert various(np.array([0.9, 0.89, 0.7]), like, 3, like > 0.8) == [0, 2]
    assert various(np.zeros(0), np.zeros((0, 0), np.float32), 3) == []


def test_a_thing_is_wholly_like_itself(dressed: Shop) -> None:
    items = [one(dressed, dressed.sells("dress", WARM, "green", kind="dress")).item] * 2
    assert likeness(items, np.eye(1, 8, dtype=np.float32).repeat(2, 0)) == pytest.approx(np.ones((2, 2)))


def test_price_per_wear_follows_how_often_the_type_is_worn(dressed: Shop) -> None:
    trousers = one(dressed, dressed.sells("pants", WARM, "green", price=8000))
    coat = one(dressed, dressed.sells("outerwear", WARM, "green", price=8000))
    assert trousers.per_wear_minor and coat.per_wear_minor
    assert trousers.per_wear_minor < coat.per_wear_minor < 8000
    assert one(dressed, dressed.sells("pants", WARM, "white", price=None)).per_wear_minor is None


def test_sizes_sales_and_usual_prices_are_said_where_they_are_known(dressed: Shop) -> None:
    dressed.owns("dress", WARM, "white", size="M", price_minor=5000, currency="EUR")
    fits = one(dressed, dressed.sells("dress", WARM, "green", price=2400, regular_minor=4000, sizes=["S", "m"]))
    assert {"comes in your size, M", "reduced from 40.00 EUR", "less than what you usually pay for it"} <= {*said(fits)}
    dear = one(dressed, dressed.sells("dress", WARM, "red", price=20000, sizes=["XL"]))
    assert {"not in your size, M", "dearer than what you usually pay for it"} <= {*said(dear)}
    unsaid = said(one(dressed, dressed.sells("bag", WARM, "red")))
    assert not any("size" in reason or "pay" in reason or "reduced" in reason for reason in unsaid)


def test_outfits_show_what_it_goes_with(dressed: Shop) -> None:
    shown = dressed.house.suggestions.about(dressed.household, dressed.sells("upper-clothes", WARM), today=TODAY)
    assert shown.no_outfit is None and 1 <= len(shown.outfits) <= 6
    types = {garment.id: garment.category for garment in dressed.house.garments.list(dressed.household)}
    for outfit in shown.outfits:
        worn = [types[id] for id in outfit]
        assert "pants" in worn and "shoes" in worn and "upper-clothes" not in worn
        assert set(outfit) <= set(shown.suggestion.goes_with)
    assert len({outfit for outfit in shown.outfits}) == len(shown.outfits)


def test_an_empty_wardrobe_says_so_before_anything_else(shop: Shop) -> None:
    item = shop.sells("dress")
    found = for_you(shop)
    assert not found.suggestions and found.nothing and found.nothing.template == offering.EMPTY
    shown = shop.house.suggestions.about(shop.household, item, today=TODAY)
    assert shown.no_outfit and shown.no_outfit.template == offering.EMPTY and shown.suggestion.goes_with == ()


def test_no_catalogue_one_in_work_and_filters_that_let_nothing_pass_are_told_apart(shop: Shop) -> None:
    shop.owns("pants", WARM)
    assert str(for_you(shop).nothing) == "There is nothing on sale here yet."
    shop.sells("dress", WARM, state="waiting")
    assert str(for_you(shop).nothing) == "The catalogue is being prepared: 1 items are still to be looked at."
    shop.sells("upper-clothes", WARM, "white", price=5000)
    assert for_you(shop).nothing is None
    assert str(for_you(shop, most_minor=10).nothing) == "Nothing on sale passes the filters."


def test_one_garment_says_what_goes_with_it_and_what_cannot_be_said(shop: Shop) -> None:
    garment = shop.owns("pants", WARM)
    top, _ = shop.sells("upper-clothes", WARM, "white"), shop.sells("pants", WARM, "white")
    for place in range(20):
        shop.sells("upper-clothes", (0, 0, 0, 1, place / 10), "red")
    found = for_you(shop)
    assert found.suggestions[0].item.id == top and found.suggestions[0].goes_with == (garment,)
    assert {one.item.type for one in found.suggestions} == {"top"}, "nothing that is owned is worn with more trousers"
    assert found.notes[0].template == offering.ONE_GARMENT


def test_only_shoes_get_something_to_wear_with_them_and_no_outfit(shop: Shop) -> None:
    shop.owns("shoes", WARM, "white"), shop.owns("shoes", WARM, "black")
    top = shop.sells("upper-clothes", WARM, "white")
    found = for_you(shop)
    assert ids(found) == [top] and "There are only shoes here." in str(found.notes[0])
    shown = shop.house.suggestions.about(shop.household, top, today=TODAY)
    assert shown.outfits == () and shown.no_outfit is not None


def test_what_is_gone_unavailable_or_anothers_is_not_suggested(dressed: Shop) -> None:
    kept = dressed.sells("dress", WARM, "green")
    gone = dressed.sells("dress", WARM, "red", gone_at=datetime(2026, 1, 1, tzinfo=UTC))
    sold = dressed.sells("dress", WARM, "blue", available=False)
    others = dressed.sells("dress", WARM, "white", catalogue=dressed.open(dressed.neighbour()))
    assert ids(for_you(dressed)) == [kept]
    assert one(dressed, gone).item.gone and one(dressed, sold).goes_with
    with pytest.raises(NotFoundError):
        one(dressed, others)


def test_another_household_is_not_suggested_by_this_wardrobe(dressed: Shop) -> None:
    next_door = dressed.neighbour()
    dressed.sells("dress", WARM, catalogue=dressed.open(None))
    found = dressed.house.suggestions.for_you(next_door, today=TODAY)
    assert found.nothing and found.nothing.template == offering.EMPTY


def test_a_person_is_suggested_by_what_others_do_not_wear(shop: Shop) -> None:
    mina, joon = shop.person("Mina"), shop.person("Joon")
    hers = shop.owns("pants", WARM, person=mina)
    his, whose = shop.owns("pants", COLD, person=joon), shop.owns("shoes", WARM)
    item = shop.sells("upper-clothes", WARM)
    assert set(one(shop, item, mina).goes_with) <= {hers, whose}
    assert his not in one(shop, item, mina).goes_with and hers not in one(shop, item, joon).goes_with


def test_a_new_garment_and_a_new_item_are_seen_at_once(dressed: Shop) -> None:
    item = dressed.sells("dress", WARM, "green")
    before = for_you(dressed).suggestions[0]
    new = dressed.owns("shoes", WARM, "brown")
    after = for_you(dressed).suggestions[0]
    assert after.item.id == item and set(after.goes_with) == {*before.goes_with, new}
    other = dressed.sells("skirt", WARM, "white")
    assert other in ids(for_you(dressed))


def test_what_was_dismissed_does_not_come_again_nor_what_is_nearly_the_same(dressed: Shop) -> None:
    mina, joon = dressed.person(), dressed.person("Joon")
    black, twin = dressed.sells("dress", WARM, "black"), dressed.sells("dress", (1.0, 0.12), "black")
    white = dressed.sells("dress", WARM, "white")
    dressed.house.wishes.dismiss(dressed.household, mina, black, "other")
    assert ids(for_you(dressed, mina)) == [white]
    assert set(ids(for_you(dressed, joon))) & {black, twin}, "it was not Joon who said so"
    assert ids(for_you(dressed)) == [white], "for the household what anybody dismissed is left out"
    change = dressed.house.journal.latest(dressed.household)[0]
    dressed.house.journal.undo(dressed.household, change.id)
    assert set(ids(for_you(dressed, mina))) & {black, twin}


@pytest.mark.parametrize("why", ["colour", "style", "price", "have"])
def test_a_reason_weighs_down_what_is_like_it(dressed: Shop, why: str) -> None:
    mina = dressed.person()
    no = dressed.sells("dress", (1, 0, 0, 0, 1), "black", price=9000)
    like = dressed.sells("dress", (1, 0, 0, 0, -0.1), "black", price=9500)
    other = dressed.sells("dress", (1, 0, 0, 0, -1.5), "white", price=2000)
    before = {one.item.id: one.score for one in for_you(dressed, mina).suggestions}
    assert {no, like, other} == {*before}
    dressed.house.wishes.dismiss(dressed.household, mina, no, why)  # type: ignore[arg-type]
    after = {one.item.id: one.score for one in for_you(dressed, mina).suggestions}
    assert after[like] < before[like] and after[other] == pytest.approx(before[other])


def test_what_is_on_the_wish_list_is_not_suggested_again(dressed: Shop) -> None:
    mina = dressed.person()
    green, white = dressed.sells("dress", WARM, "green"), dressed.sells("dress", WARM, "white")
    dressed.house.wishes.wish(dressed.household, mina, green)
    assert ids(for_you(dressed, mina)) == [white]


def test_the_pick_of_the_day_is_chosen_from_suggestions(dressed: Shop) -> None:
    item = dressed.sells("outerwear", WARM, "green")
    (candidate,) = dressed.house.suggestions.for_the_day(dressed.household, TODAY)
    found = for_you(dressed).suggestions[0]
    assert (candidate.item.id, candidate.goes_with, candidate.firsts) == (item, len(found.goes_with), found.firsts)


def test_an_answer_is_kept_until_something_changes(dressed: Shop) -> None:
    dressed.sells("dress", WARM, "green")
    assert for_you(dressed) is for_you(dressed)
    assert for_you(dressed, limit=3) is not for_you(dressed)


def test_a_catalogue_that_is_being_opened_is_waited_for(dressed: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    item = dressed.sells("dress", WARM, "green")
    with monkeypatch.context() as patch:
        patch.setattr(type(dressed.house.shelves), "opening", property(lambda _self: True))
        found = for_you(dressed)
        assert not found.suggestions and found.nothing and found.nothing.template == offering.OPENING
    assert ids(for_you(dressed)) == [item]
