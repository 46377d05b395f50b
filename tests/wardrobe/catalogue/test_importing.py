"""Imports: what is new, changed, gone and back; nothing is done twice, and nothing is dropped without being asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select

from tests.wardrobe.catalogue.feeds_made import HEAD, item, rss
from tests.wardrobe.catalogue.serving import shop
from tests.wardrobe.conftest import fill
from wardrobe.catalogue import importing
from wardrobe.catalogue.imports import Import
from wardrobe.catalogue.schema import ImportFaultRow, ImportRow, ItemPriceRow, ItemRow
from wardrobe.errors import ChangeError, NotFoundError
from wardrobe.house import House

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)


def price(text: str) -> str:
    return f"<g:price>{text}</g:price>"


class Feed:
    """A feed on the disk, and the catalogue that reads it."""

    def __init__(self, house: House, home: int, path: Path) -> None:
        self.house, self.home, self.path = house, home, path
        path.write_text(rss(item(1)))
        self.id = house.catalogues.create(home, "Shop", str(path))

    def read(self, *items: str, days: int = 0, text: str | None = None) -> Import:
        self.path.write_text(rss(*items) if text is None else text)
        return self.house.catalogues.import_feed(self.home, self.id, now=NOW + timedelta(days=days))

    def rows(self) -> dict[str, ItemRow]:
        with self.house.database.read() as session:
            query = select(ItemRow).where(ItemRow.catalogue_id == self.id).order_by(ItemRow.id)
            return {row.key: row for row in session.scalars(query)}

    def there(self) -> list[str]:
        return [key for key, row in self.rows().items() if row.gone_at is None]


@pytest.fixture
def feed(house: House, home: int, tmp_path: Path) -> Feed:
    return Feed(house, home, tmp_path / "feed.xml")


def numbers(done: Import) -> dict[str, int]:
    names = ("new", "changed", "unchanged", "back", "gone", "failed")
    return {name: done.count(name) for name in names if done.count(name)}


def test_a_second_reading_of_the_same_feed_repeats_nothing(feed: Feed) -> None:
    items = [item(n, f"Dress {n}", price("40 EUR")) for n in range(20)]
    assert numbers(feed.read(*items)) == {"new": 20}
    before = {key: (row.id, row.state, row.row_hash) for key, row in feed.rows().items()}
    assert numbers(feed.read(*items, days=1)) == {"unchanged": 20}
    assert {key: (row.id, row.state, row.row_hash) for key, row in feed.rows().items()} == before
    with feed.house.database.read() as session:
        assert len(session.scalars(select(ItemPriceRow)).all()) == 20


def test_prices_change_with_their_history_and_nothing_else_is_looked_at_again(feed: Feed) -> None:
    feed.read(item(1, "Dress", price("40 EUR")), item(2))
    _ready(feed)
    done = feed.read(item(1, "Dress", price("30 EUR")), item(2), days=3)
    assert numbers(done) == {"changed": 1, "unchanged": 1}
    row = feed.rows()["1"]
    assert (row.price_minor, row.state) == (3000, "ready")
    with feed.house.database.read() as session:
        history = session.execute(select(ItemPriceRow.since, ItemPriceRow.price_minor).order_by(ItemPriceRow.since))
        assert [(str(since), minor) for since, minor in history] == [("2026-05-04", 4000), ("2026-05-07", 3000)]


@pytest.mark.parametrize(
    ("after", "waits", "fetched"),
    [
        (item(1, "Dress").replace("1.jpg", "other.jpg"), True, True),
        (item(1, "Skirt"), True, False),
        (item(1, "Dress", "<g:color>red</g:color>"), True, False),
        (item(1, "Dress", "<description>Soft</description>"), False, False),
        (item(1, "Dress", "<g:availability>out of stock</g:availability>"), False, False),
    ],
)
def test_another_picture_or_other_words_are_looked_at_again(feed: Feed, after: str, waits: bool, fetched: bool) -> None:
    feed.read(item(1, "Dress"))
    _ready(feed)
    feed.read(after)
    row = feed.rows()["1"]
    assert (row.state == "waiting") is waits
    assert (row.picture_sha256 is None) is fetched


def test_what_is_no_longer_in_the_feed_is_gone_and_comes_back(feed: Feed) -> None:
    items = [item(n) for n in range(10)]
    feed.read(*items)
    assert numbers(feed.read(*items[:9])) == {"unchanged": 9, "gone": 1}
    assert feed.rows()["9"].gone_at is not None
    assert not feed.house.catalogues.item(feed.home, feed.rows()["9"].id).available
    assert numbers(feed.read(*items)) == {"unchanged": 9, "back": 1}
    assert feed.rows()["9"].gone_at is None


@pytest.mark.parametrize(("left", "asks"), [(9, False), (7, False), (6, True), (1, True)])
def test_a_feed_that_shrinks_much_asks_before_anything_is_dropped(feed: Feed, left: int, asks: bool) -> None:
    items = [item(n) for n in range(10)]
    feed.read(*items)
    done = feed.read(*items[:left])
    assert (done.state == "asking") is asks
    assert len(feed.there()) == (10 if asks else left)
    if asks:
        assert done.count("missing") == 10 - left
        assert feed.house.catalogues.confirm(feed.home, feed.id, NOW) == 10 - left
        assert len(feed.there()) == left
        with pytest.raises(ChangeError, match="Nothing is asked"):
            feed.house.catalogues.confirm(feed.home, feed.id, NOW)


def test_what_is_asked_about_can_be_kept_and_a_later_whole_feed_answers_by_itself(feed: Feed) -> None:
    items = [item(n) for n in range(10)]
    feed.read(*items)
    feed.read(*items[:1])
    assert feed.house.catalogues.confirm(feed.home, feed.id, NOW, drop=False) == 0
    assert len(feed.there()) == 10
    assert feed.read(*items[:1]).state == "asking"
    assert feed.read(*items).state == "done"
    with feed.house.database.read() as session:
        assert not session.scalars(select(ImportRow).where(ImportRow.state == "asking")).all()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + item(1), "ends in the middle"),
        ("", "empty"),
        (rss("<item><title>no id</title></item>"), "no row"),
        ("<html>maintenance</html>", "web page"),
    ],
)
def test_a_failed_reading_drops_nothing_and_keeps_its_reason(feed: Feed, text: str, said: str) -> None:
    feed.read(*(item(n) for n in range(10)))
    done = feed.read(text=text)
    assert done.state == "failed" and done.failure is not None and said in done.failure.message
    assert len(feed.there()) == 10


def test_a_file_that_is_gone_is_a_failed_import(feed: Feed) -> None:
    feed.read(item(1))
    feed.path.unlink()
    done = feed.house.catalogues.import_feed(feed.home, feed.id, now=NOW)
    assert done.state == "failed" and feed.there() == ["1"]


def test_rows_that_fail_are_listed_and_an_item_whose_row_is_broken_today_does_not_go(feed: Feed) -> None:
    feed.read(*(item(n) for n in range(5)))
    broken = "<item><g:id>2</g:id><title>open</item>\n"
    done = feed.read(item(0), item(1), broken, item(3, ""), item(4), item(4))
    assert done.state == "done" and done.count("failed") == 3
    found = feed.house.catalogues.faults(feed.home, feed.id)
    assert [(one.line, one.key, one.field, one.taken) for one in found] == [
        (5, "2", None, False),
        (6, "3", "title", False),
        (8, "4", "id", False),
    ]
    assert all(one.failure.message and one.failure.advice for one in found)
    assert feed.there() == ["0", "1", "2", "3", "4"]


def test_a_repeated_id_keeps_the_first_row(feed: Feed) -> None:
    done = feed.read(item(1, "First"), item(1, "Second"), item(2))
    assert (done.count("new"), done.count("failed")) == (2, 1)
    assert feed.rows()["1"].title == "First"


def test_sizes_of_one_thing_are_joined_also_when_they_stand_apart(feed: Feed) -> None:
    def size(key: str, size: str) -> str:
        return item(key, "Dress", f"<g:item_group_id>G</g:item_group_id><g:size>{size}</g:size>")

    done = feed.read(size("a", "S"), item(1), size("b", "M"))
    assert done.count("failed") == 0
    assert feed.rows()["G"].sizes == ["S", "M"]


def test_faults_are_kept_up_to_a_bound_and_all_counted(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "DETAILED", 5)
    done = feed.read(item(1), *(item(n, "") for n in range(10, 30)))
    assert done.count("failed") == 20
    assert len(feed.house.catalogues.faults(feed.home, feed.id)) == 5


def test_a_killed_import_goes_on_and_the_next_one_says_what_was_cut(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    feed.path.write_text(rss(*(item(n) for n in range(100))))
    batches = iter([False, False, False])

    def die() -> bool:
        if next(batches, True):
            raise KeyboardInterrupt
        return False

    with pytest.raises(KeyboardInterrupt):
        feed.house.catalogues.import_feed(feed.home, feed.id, now=NOW, pause=die)
    assert len(feed.there()) == 30
    done = feed.house.catalogues.import_feed(feed.home, feed.id, now=NOW)
    assert (done.count("new"), done.count("unchanged"), done.count("gone")) == (70, 30, 0)
    with feed.house.database.read() as session:
        states = session.scalars(select(ImportRow.state).order_by(ImportRow.id)).all()
    assert list(states) == ["failed", "done"]


def test_old_imports_give_up_their_faults(feed: Feed) -> None:
    for _ in range(6):
        feed.read(item(1), item(2, ""))
    with feed.house.database.read() as session:
        assert len(session.scalars(select(ImportFaultRow)).all()) <= 4


def test_an_unchanged_row_costs_no_write_but_its_mark(feed: Feed) -> None:
    items = [item(n, more=price("40 EUR")) for n in range(50)]
    feed.read(*items)
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(("INSERT INTO item ", "INSERT INTO item_price", "UPDATE item SET title")):
            written.append(statement)

    event.listen(feed.house.database.engine, "before_cursor_execute", note)
    feed.read(*items)
    assert not written


def test_a_feed_behind_a_link_is_read_once_while_it_stays_the_same(open_house: object, tmp_path: Path) -> None:
    house = open_house(fetch_private=True)  # type: ignore[operator]
    home = fill(house, [])
    with shop() as served:
        served.files["tagged"] = rss(item(1), item(2)).encode()
        id = house.catalogues.create(home, "Shop", served.address.replace("//", "//me:secret@") + "/tagged?key=7")
        first = house.catalogues.import_feed(home, id, now=NOW)
        again = house.catalogues.import_feed(home, id, now=NOW)
        assert (first.count("new"), again.count("new"), again.count("unchanged")) == (2, 0, 2)
        served.files["tagged"] = b""
    shown = house.catalogues.get(home, id)
    assert shown.from_link and "secret" not in shown.source and "key" not in shown.source
    after = house.catalogues.import_feed(home, id, now=NOW)  # the server is dead
    assert after.state == "failed" and after.failure is not None and "secret" not in after.failure.message
    assert house.catalogues.get(home, id).items == 2


def _ready(feed: Feed) -> None:
    with feed.house.database.write() as session:
        for row in session.scalars(select(ItemRow)):
            row.state, row.picture_sha256 = "ready", "a" * 64


def test_an_import_that_was_stopped_goes_on_and_takes_nothing_for_repeated(
    feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    feed.path.write_text(rss(*(item(n) for n in range(5))))
    answers = iter([False, True])
    with pytest.raises(importing.StoppedError):
        feed.house.catalogues.import_feed(feed.home, feed.id, now=NOW, pause=lambda: next(answers))
    done = feed.house.catalogues.import_feed(feed.home, feed.id, now=NOW)
    assert (done.state, numbers(done)) == ("done", {"new": 3, "unchanged": 2})


def test_a_feed_that_breaks_the_reader_fails_alone(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("something nobody thought of")

    monkeypatch.setattr(importing, "products", breaks)
    done = feed.read(item(1))
    assert done.state == "failed" and done.failure is not None and "nobody thought of" in done.failure.message


def test_a_catalogue_that_is_removed_while_it_is_read_is_gone_without_a_word(feed: Feed) -> None:
    def removed() -> bool:
        feed.house.catalogues.remove(feed.home, feed.id)
        return False

    with pytest.raises(NotFoundError):
        feed.house.catalogues.import_feed(feed.home, feed.id, now=NOW, pause=removed)
    assert feed.house.catalogue_work.work(NOW) == 0


def test_what_a_killed_import_has_fetched_is_written_over_and_goes(open_house: object) -> None:
    house = open_house(fetch_private=True)  # type: ignore[operator]
    home = fill(house, [])
    feeds = house.settings.data_dir / "feeds"
    with shop() as served:
        served.files["/feed.xml"] = rss(item(1)).encode()
        id = house.catalogues.create(home, "Shop", f"{served.address}/feed.xml")
        feeds.mkdir(exist_ok=True)
        (feeds / f"catalogue-{id}.part").write_text("a part of it")
        assert house.catalogues.import_feed(home, id, now=NOW).count("new") == 1
    assert not [*feeds.iterdir()]
