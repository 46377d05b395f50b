"""Catalogues belong to a household or to all; another household sees and changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.wardrobe.catalogue.feeds_made import item, rss
from tests.wardrobe.conftest import fill
from tests.wardrobe.goods import sell
from wardrobe.catalogue import catalogues
from wardrobe.catalogue.schema import ItemRow
from wardrobe.errors import ChangeError, FeedError, NotFoundError, OrderError
from wardrobe.house import House
from wardrobe.matching.schema import OrderRow
from wardrobe.schema import HouseholdRow

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.xml"
    path.write_text(rss(item(1), item(2)))
    return path


def ids(house: House) -> list[int]:
    with house.database.read() as session:
        return list(session.scalars(select(ItemRow.id)))


def test_a_catalogue_of_its_own_is_seen_and_changed_by_its_household_alone(house: House, home: int, feed: Path) -> None:
    other = fill(house, [])
    id = house.catalogues.create(home, "Shop", str(feed))
    house.catalogues.import_feed(home, id, now=NOW)
    items = ids(house)
    assert [one.title for one in house.catalogues.items(home, items)] == ["T-shirt", "T-shirt"]
    assert house.catalogues.items(other, items) == [] and house.catalogues.list(other) == []
    refused = [
        lambda: house.catalogues.item(other, items[0]),
        lambda: house.catalogues.get(other, id),
        lambda: house.catalogues.faults(other, id),
        lambda: house.catalogues.rename(other, id, "Mine"),
        lambda: house.catalogues.remove(other, id),
        lambda: house.catalogues.ask_import(other, id, NOW),
        lambda: house.catalogues.import_feed(other, id, now=NOW),
        lambda: house.catalogues.confirm(other, id, NOW),
        lambda: house.catalogues.retry(other, id),
        lambda: house.catalogues.rename(None, id, "Host's"),
    ]
    for call in refused:
        with pytest.raises(NotFoundError):
            call()
    assert house.catalogues.get(home, id).name == "Shop"


def test_a_shared_catalogue_is_offered_to_all_and_changed_by_the_host_alone(
    house: House, home: int, feed: Path
) -> None:
    other = fill(house, [])
    id = house.catalogues.create(None, "For all", str(feed))
    house.catalogues.import_feed(None, id, now=NOW)
    for household in (home, other):
        assert house.catalogues.get(household, id).shared
        assert len(house.catalogues.items(household, ids(house))) == 2
        with pytest.raises(NotFoundError):
            house.catalogues.remove(household, id)
    house.catalogues.rename(None, id, "Everybody's")
    assert [one.name for one in house.catalogues.list(other)] == ["Everybody's"]


def test_items_come_in_the_order_asked_for_each_once(house: House, home: int, feed: Path) -> None:
    house.catalogues.import_feed(home, house.catalogues.create(home, "Shop", str(feed)), now=NOW)
    one, two = ids(house)
    assert [found.id for found in house.catalogues.items(home, [two, 999, one, two])] == [two, one]


def test_pages_are_told_of_every_change(house: House, home: int, feed: Path) -> None:
    def version() -> int:
        with house.database.read() as session:
            return session.get_one(HouseholdRow, home).version

    seen = [version()]
    id = house.catalogues.create(home, "Shop", str(feed))
    for change in (
        lambda: None,
        lambda: house.catalogues.ask_import(home, id, NOW),
        lambda: house.catalogues.import_feed(home, id, now=NOW),
        lambda: house.catalogues.rename(home, id, "New"),
        lambda: house.catalogues.remove(home, id),
    ):
        change()
        seen.append(version())
    assert seen == sorted(set(seen))


@pytest.mark.parametrize(
    ("name", "source", "more", "error"),
    [
        (" ", "FEED", {}, ChangeError),
        ("Shop", "ftp://shop.example/feed", {}, ChangeError),
        ("Shop", "/nowhere/feed.xml", {}, FeedError),
        ("Shop", "FEED", {"currency": "XYZ"}, ChangeError),
        ("Shop", "FEED", {"pictures": "/nowhere"}, FeedError),
        ("Shop", "FEED", {"mapping": {"nonsense": "x"}}, ChangeError),
        ("Shop", "https://shop.example/" + "x" * 2000, {}, ChangeError),
    ],
)
def test_what_cannot_be_a_catalogue_is_refused(
    house: House, home: int, feed: Path, name: str, source: str, more: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        house.catalogues.create(home, name, source.replace("FEED", str(feed)), **more)  # type: ignore[arg-type]
    assert house.catalogues.list(home) == []


def test_an_uploaded_feed_is_kept_until_its_catalogue_is_removed(house: House, home: int) -> None:
    id = house.catalogues.upload(home, "Mine", rss(item(1)).encode())
    assert house.catalogues.import_feed(home, id, now=NOW).count("new") == 1
    folder = house.settings.data_dir / "feeds"
    assert len([*folder.iterdir()]) == 1
    house.catalogues.remove(home, id)
    assert not [*folder.iterdir()] and ids(house) == []


def test_a_large_catalogue_goes_in_portions_and_leaves_the_pictures_of_others(
    house: House, home: int, feed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogues, "PORTION", 2)
    monkeypatch.setattr(catalogues, "ASKED", 2)
    feed.write_text(rss(*(item(n) for n in range(5))))
    first, second = (house.catalogues.create(home, name, str(feed)) for name in ("One", "Two"))
    for id in (first, second):
        house.catalogues.import_feed(home, id, now=NOW)
    with house.database.write() as session:
        for row in session.scalars(select(ItemRow)):
            row.picture_sha256 = f"{row.key if row.key == '0' else row.id:>064}"
    dropped: list[str] = []
    monkeypatch.setattr(house.catalogues.pictures, "drop", dropped.extend)
    house.catalogues.remove(home, first)
    assert len(dropped) == 4 and f"{0:>064}" not in dropped, "another catalogue has that picture too"
    assert [one.id for one in house.catalogues.list(home)] == [second] and len(ids(house)) == 5


def test_a_catalogue_is_not_removed_while_an_order_from_it_is_being_sent(house: House, home: int) -> None:
    item_id = sell(house, home)
    order_id = house.orders.add(home, None, item_id)
    with house.database.write() as session:
        session.get_one(OrderRow, order_id).state = "sending"
    (catalogue,) = house.catalogues.list(home)
    with pytest.raises(OrderError, match="being sent"):
        house.catalogues.remove(home, catalogue.id)
    assert house.catalogues.item(home, item_id)
