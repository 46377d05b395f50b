"""Wish lists and what is not for somebody: kept by person, undone, and told when a price drops or a thing is gone."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.wardrobe.matching.shop import TODAY, Shop
from wardrobe.errors import NotFoundError
from wardrobe.house import House
from wardrobe.matching.wishes import WHYS, Wishes

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def shop(house: House, home: int) -> Shop:
    return Shop(house, home)


@pytest.fixture
def wishes(house: House) -> Wishes:
    return house.wishes


def test_a_wish_is_on_the_list_of_who_made_it(shop: Shop, home: int, wishes: Wishes) -> None:
    mina, joon, coat, hat = shop.person(), shop.person("Joon"), shop.sells("outerwear"), shop.sells("hat")
    wishes.wish(home, mina, coat, AT)
    wishes.wish(home, mina, hat, AT + timedelta(hours=1))
    assert [wish.item.id for wish in wishes.wished(home, mina)] == [hat, coat]
    assert wishes.wished(home, joon) == [] and len(wishes.wished(home)) == 2
    assert wishes.state(home, mina, coat) == "wished" and wishes.state(home, joon, coat) is None


def test_wishing_twice_is_wishing_once_and_keeps_its_day(shop: Shop, home: int, wishes: Wishes) -> None:
    mina, coat = shop.person(), shop.sells("outerwear")
    wishes.wish(home, mina, coat, AT)
    wishes.wish(home, mina, coat, AT + timedelta(days=3))
    (wish,) = wishes.wished(home, mina)
    assert wish.since == AT


@pytest.mark.parametrize("why", WHYS)
def test_a_dismissal_keeps_its_reason_and_takes_the_item_off_the_list(
    shop: Shop, home: int, wishes: Wishes, why: str
) -> None:
    mina, coat = shop.person(), shop.sells("outerwear")
    wishes.wish(home, mina, coat)
    change = wishes.dismiss(home, mina, coat, why, AT)  # type: ignore[arg-type]
    (gone,) = wishes.dismissed(home, mina)
    assert (gone.item.id, gone.why, gone.at, gone.person_id) == (coat, why, AT, mina)
    assert wishes.wished(home, mina) == []
    shop.house.journal.undo(home, change)
    assert [wish.item.id for wish in wishes.wished(home, mina)] == [coat] and wishes.dismissed(home, mina) == []


def test_a_reason_that_is_none_is_refused(shop: Shop, home: int, wishes: Wishes) -> None:
    mina, coat = shop.person(), shop.sells("outerwear")
    with pytest.raises(ValueError, match="colour, style, price, have, other"):
        wishes.dismiss(home, mina, coat, "ugly")  # type: ignore[arg-type]


def test_a_wish_can_be_taken_back_and_brought_back(shop: Shop, home: int, wishes: Wishes) -> None:
    mina, coat = shop.person(), shop.sells("outerwear")
    first = wishes.wish(home, mina, coat)
    change = wishes.forget(home, mina, coat)
    assert wishes.state(home, mina, coat) is None
    with pytest.raises(NotFoundError):
        wishes.forget(home, mina, coat)
    shop.house.journal.undo(home, change)
    assert wishes.state(home, mina, coat) == "wished"
    shop.house.journal.undo(home, first)
    assert wishes.state(home, mina, coat) is None


def test_every_change_is_seen_by_pages(shop: Shop, home: int, wishes: Wishes) -> None:
    mina, coat = shop.person(), shop.sells("outerwear")
    wishes.wish(home, mina, coat)
    assert [change.kind for change in shop.house.journal.latest(home)] == ["wished-item"]


def test_a_drop_of_the_price_is_told_with_what_it_was(shop: Shop, home: int, wishes: Wishes) -> None:
    mina = shop.person()
    coat, hat, bag = (shop.sells(name, price=8000) for name in ("outerwear", "hat", "bag"))
    for item in (coat, hat, bag):
        wishes.wish(home, mina, item, AT)
    shop.costs(coat, 6000, TODAY + timedelta(days=9))
    shop.costs(hat, 2000, TODAY + timedelta(days=9))
    shop.costs(bag, 9000, TODAY + timedelta(days=9))
    dropped = wishes.dropped(home, mina)
    assert [(wish.item.id, wish.price_then_minor, wish.cheaper_by_minor) for wish in dropped] == [
        (hat, 8000, 6000),
        (coat, 8000, 2000),
    ]


def test_a_price_of_the_same_morning_is_what_it_cost_then(
    shop: Shop, home: int, wishes: Wishes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Seoul")
    time.tzset()
    try:
        mina, coat = shop.person(), shop.sells("outerwear", price=8000)
        shop.costs(coat, 6000, TODAY + timedelta(days=1))
        wishes.wish(home, mina, coat, AT.replace(hour=23))  # eight in the morning of the next day
        (wish,) = wishes.wished(home, mina)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert wish.price_then_minor == 6000 and not wish.cheaper_by_minor


def test_what_is_gone_stays_on_the_list_as_gone_and_is_no_bargain(shop: Shop, home: int, wishes: Wishes) -> None:
    mina, coat = shop.person(), shop.sells("outerwear", price=8000)
    wishes.wish(home, mina, coat, AT)
    shop.costs(coat, 10, TODAY + timedelta(days=1))
    shop.change(coat, gone_at=AT)
    (wish,) = wishes.wished(home, mina)
    assert wish.item.gone and wish.cheaper_by_minor == 0 and wishes.dropped(home, mina) == []


def test_a_price_that_was_never_known_is_not_made_up(shop: Shop, home: int, wishes: Wishes) -> None:
    mina, coat = shop.person(), shop.sells("outerwear", price=None)
    wishes.wish(home, mina, coat, AT)
    assert wishes.wished(home, mina)[0].price_then_minor is None


def test_another_household_sees_and_changes_nothing(shop: Shop, home: int, wishes: Wishes) -> None:
    next_door = shop.neighbour()
    mina, other, coat = shop.person(), shop.person("Joon", next_door), shop.sells("outerwear")
    wishes.wish(home, mina, coat)
    assert wishes.wished(next_door) == [] and wishes.wished(next_door, mina) == []
    for household, person, item in ((next_door, mina, coat), (next_door, other, coat), (home, other, coat)):
        for act in (wishes.wish, wishes.dismiss):
            with pytest.raises(NotFoundError):
                act(household, person, item)
    with pytest.raises(NotFoundError):
        wishes.forget(next_door, mina, coat)
    with pytest.raises(NotFoundError):
        wishes.wish(home, mina, 999)
    assert wishes.state(home, mina, coat) == "wished"
    everybodys = shop.sells("hat", catalogue=shop.open(None))
    wishes.wish(next_door, other, everybodys)
    assert [wish.item.id for wish in wishes.wished(next_door)] == [everybodys]
