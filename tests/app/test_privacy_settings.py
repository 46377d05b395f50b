"""Privacy in the settings: what is stored, what leaves, who is logged in, and the way to delete it all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import PASSWORD, Home, words
from wardrobe.matching.forecasts import Place

Visit = Callable[..., AppTest]


def test_it_says_what_is_stored_how_much_and_where(home: Home, visit: Visit) -> None:
    look = home.look()
    home.sighting(look, home.garment())
    page = visit("settings", part="privacy")
    text = words(page)
    assert "Looks: 1" in text and "Cut-outs: 1, garments: 1" in text and 'class="much"' in text
    assert str(home.house.settings.data_dir) in text


def test_sizes_of_a_host_of_several_households_are_not_told(home: Home, visit: Visit) -> None:
    home.neighbour()
    text = words(visit("settings", part="privacy"))
    assert "Looks: 0" in text and 'class="much"' not in text


def test_it_says_for_each_thing_whether_it_leaves_the_house(home: Home, visit: Visit) -> None:
    assert 'class="state on"' not in words(visit("settings", part="privacy"))
    home.house.forecasts.turn_on(home.household, Place("Seoul <b>", 37.57, 126.98))
    home.house.catalogues.create_from_link(home.household, "Shop", "https://shop.example/feed.xml")
    text = words(visit("settings", part="privacy"))
    assert "Seoul &lt;b&gt;" in text and "Feeds: 1" in text and text.count('class="state on"') == 2


def test_the_owner_finds_the_way_to_delete_everything(home: Home, visit: Visit) -> None:
    text = words(visit("settings", part="privacy"))
    assert 'href="/erase"' in text and 'action="/logout/everywhere"' in text
    assert "here and nowhere else" in text


def test_a_member_does_not(home: Home, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    key = home.house.people.invite(home.household, home.house.people.add(home.household, "Jun").id)
    token = home.house.people.join(key, "Jun", PASSWORD, "192.0.2.1")
    home.house.accounts.log_in("Jun", PASSWORD)
    monkeypatch.setattr("app.session.session_token", lambda: token)
    text = words(visit("settings", part="privacy"))
    assert 'href="/erase"' not in text and "Only the owner" in text
    assert "logged in in 2 browsers" in text
