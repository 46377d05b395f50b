"""Catalogues on the settings page: add, read, what is asked, what failed, remove."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Home, shown, words
from tests.wardrobe.catalogue.feeds_made import item, rss
from wardrobe.catalogue.catalogues import Catalogue

Visit = Callable[..., AppTest]
NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.xml"
    path.write_text(rss(*(item(n) for n in range(10)), item("bad", "")))
    return path


@pytest.fixture
def shop(home: Home, feed: Path) -> int:
    """A catalogue whose pictures all failed, so that nothing is at work."""
    id = home.house.catalogues.create(home.household, "Shop <b>", str(feed))
    home.house.catalogues.import_feed(home.household, id, now=NOW)
    return id


def known(home: Home) -> list[Catalogue]:
    return home.house.catalogues.list(home.household)


def test_a_catalogue_is_added_by_its_link_and_read_in_the_background(home: Home, visit: Visit) -> None:
    page = visit("settings", part="shops")
    page.text_input(key="catalogue_name").set_value("Shop")
    page.text_input(key="catalogue_link").set_value("https://me:secret@shop.example/feed.xml")
    page.text_input(key="catalogue_currency").set_value("eur")
    page = shown(page.button(key="FormSubmitter:catalogue-Add").click().run())
    (found,) = known(home)
    assert found.from_link and found.currency == "EUR" and found.last is not None and found.last.state == "waiting"
    assert "It is read now" in words(page) and "is being read" in words(page)
    assert "me:secret" not in words(page)


@pytest.mark.parametrize("link", ["", "/etc/passwd", "file:///etc/passwd", "ftp://shop.example/feed"])
def test_only_links_are_taken_never_files_of_the_server(home: Home, visit: Visit, link: str) -> None:
    page = visit("settings", part="shops")
    page.text_input(key="catalogue_name").set_value("Shop")
    page.text_input(key="catalogue_link").set_value(link)
    page = shown(page.button(key="FormSubmitter:catalogue-Add").click().run())
    assert not known(home)
    assert any("link" in toast.value for toast in page.toast)


def test_counts_and_what_failed_are_said_in_plain_words(home: Home, visit: Visit, shop: int) -> None:
    page = visit("settings", part="shops")
    text = words(page)
    assert "Shop &lt;b&gt;" in text and "Items: 10" in text and "Rows not taken: 1" in text
    page = shown(page.button(key=f"catalogue_faults_{shop}").click().run())
    assert "The row has no title." in words(page) and "Line 13 · bad" in words(page)


def test_a_feed_that_shrank_asks_and_is_answered(home: Home, visit: Visit, shop: int, feed: Path) -> None:
    feed.write_text(rss(item(1)))
    home.house.catalogues.import_feed(home.household, shop, now=NOW)
    page = visit("settings", part="shops")
    assert any("9 of 10 items" in one.value.replace("\\", "") for one in page.warning)
    assert known(home)[0].items == 10
    shown(page.button(key=f"catalogue_drop_{shop}").click().run())
    assert known(home)[0].items == 1


def test_a_failed_reading_says_why(home: Home, visit: Visit, shop: int, feed: Path) -> None:
    feed.write_text("<html>")
    home.house.catalogues.import_feed(home.household, shop, now=NOW)
    page = visit("settings", part="shops")
    assert any("web page" in one.value for one in page.warning)


def test_it_is_read_again_and_removed_when_asked(home: Home, visit: Visit, shop: int) -> None:
    page = visit("settings", part="shops")
    page = shown(page.button(key=f"catalogue_read_{shop}").click().run())
    last = known(home)[0].last
    assert last is not None and last.state == "waiting"
    page = shown(page.button(key=f"catalogue_remove_{shop}").click().run())
    assert "cannot be undone" in words(page)


def removing(catalogue: int) -> None:
    """A page that is nothing but the question before a catalogue is removed."""
    from app.components.catalogues import remove_catalogue
    from app.session import me

    who = me()
    found = [one for one in who.house.catalogues.list(who.household) if one.id == catalogue]
    if found:
        remove_catalogue(who, found[0])


@pytest.mark.usefixtures("visit")
def test_it_is_removed_when_the_question_is_answered(home: Home, shop: int) -> None:
    page = shown(AppTest.from_function(removing, kwargs={"catalogue": shop}, default_timeout=90).run())
    shown(page.button(key="catalogue_remove_sure").click().run())
    assert not known(home)


def test_what_the_server_offers_cannot_be_changed_here(home: Home, visit: Visit, feed: Path) -> None:
    id = home.house.catalogues.create(None, "For all", str(feed))
    home.house.catalogues.import_feed(None, id, now=NOW)
    page = visit("settings", part="shops")
    assert "Offered by this server" in words(page)
    keys = {button.key for button in page.button}
    assert f"catalogue_remove_{id}" not in keys and f"catalogue_read_{id}" not in keys
