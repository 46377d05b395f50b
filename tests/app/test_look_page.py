"""One look: what was decided about its garments, and every correction."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Home, shown, tiles, words
from wardrobe.schema import TurnViewRow

Visit = Callable[..., AppTest]


@pytest.mark.parametrize("query", [{}, {"look": 999}, {"look": "1; drop"}, {"look": "-1"}])
def test_a_look_that_is_not_there_leads_back(visit: Visit, query: dict[str, int | str]) -> None:
    assert "This look is not here" in words(visit("look", **query))


def test_a_look_of_the_neighbours_is_not_there(home: Home, visit: Visit) -> None:
    look = home.look(household_id=home.neighbour())
    assert "This look is not here" in words(visit("look", look=look))


def test_each_garment_shows_its_name_and_what_was_decided(home: Home, visit: Visit) -> None:
    known = home.garment()
    home.sighting(home.look(days_ago=2), known)
    look = home.look()
    home.sighting(look, known, decision="same")
    home.sighting(look, home.garment("shoes"), category="shoes", kind=None, colour="black")
    page = visit("look", look=look)
    assert "Worn 2 times" in words(page)
    assert "New in your wardrobe" in words(page)
    assert [link.label for link in page.get("page_link") if "dark" in link.label] == ["dark blue jeans"]


def test_a_look_in_work_says_so(home: Home, visit: Visit) -> None:
    page = visit("look", look=home.look(state="decoded"))
    assert "Finding garments …" in words(page)
    assert page.toggle(key="blur").disabled


def test_the_background_is_blurred_on_request(home: Home, visit: Visit) -> None:
    page = visit("look", look=home.look())
    assert "background=blurred" not in words(page)
    assert "background=blurred" in words(shown(page.toggle(key="blur").set_value(True).run()))


def test_what_was_found_in_the_photo_is_said_in_plain_words(home: Home, visit: Visit) -> None:
    page = visit("look", look=home.look(notes=["several-people", "feet-cut"]))
    assert "Several people are in this photo." in words(page)
    assert "shoes may be missing" in words(page)


def test_a_look_without_garments_says_what_works_better(home: Home, visit: Visit) -> None:
    assert "No garments here" in words(visit("look", look=home.look(notes=["no-person"])))


class TestAQuestion:
    @pytest.fixture
    def asked(self, home: Home) -> tuple[int, int, int]:
        """A look, its doubtful sighting and the garment that it may be."""
        known = home.garment()
        home.sighting(home.look(days_ago=1), known)
        look = home.look()
        return look, home.sighting(look, decision="ask", candidate=known), known

    def test_shows_both_pictures(self, home: Home, visit: Visit, asked: tuple[int, int, int]) -> None:
        look, sighting, known = asked
        page = visit("look", look=look)
        cover = home.house.garments.get(home.household, known).cover_sighting_id
        assert "Is this your dark blue jeans?" in words(page)
        assert f"/media/sightings/{sighting}/" in words(page)
        assert f"/media/sightings/{cover}/" in words(page)

    def test_yes_counts_the_wear(self, home: Home, visit: Visit, asked: tuple[int, int, int]) -> None:
        look, sighting, known = asked
        page = shown(visit("look", look=look).button(key=f"yes_{sighting}").click().run())
        assert home.house.garments.get(home.household, known).wear_count == 2
        assert "Worn 2 times" in words(page)
        page = shown(page.button(key="undo_button").click().run())
        assert home.house.garments.get(home.household, known).wear_count == 1
        assert "Is this your dark blue jeans?" in words(page)

    def test_no_makes_a_new_garment(self, home: Home, visit: Visit, asked: tuple[int, int, int]) -> None:
        look, sighting, known = asked
        shown(visit("look", look=look).button(key=f"no_{sighting}").click().run())
        assert len(home.house.garments.list(home.household)) == 2
        assert home.house.garments.get(home.household, known).wear_count == 1

    def test_not_a_garment_takes_it_away(self, home: Home, visit: Visit, asked: tuple[int, int, int]) -> None:
        look, sighting, _known = asked
        page = shown(visit("look", look=look).button(key=f"reject_{sighting}").click().run())
        assert "No garments here" in words(page)


class TestACorrection:
    @pytest.fixture
    def worn(self, home: Home) -> tuple[int, int, int]:
        """A look, its sighting and its garment."""
        look, garment = home.look(), home.garment()
        return look, home.sighting(look, garment), garment

    def test_not_a_garment_can_be_undone(self, home: Home, visit: Visit, worn: tuple[int, int, int]) -> None:
        look, sighting, garment = worn
        page = shown(visit("look", look=look).menu_button(key=f"menu_{sighting}").click("reject").run())
        assert home.house.garments.list(home.household) == []
        shown(page.button(key="undo_button").click().run())
        assert [item.id for item in home.house.garments.list(home.household)] == [garment]

    def test_it_is_another_one_of_mine_offers_the_same_category(
        self, home: Home, visit: Visit, worn: tuple[int, int, int]
    ) -> None:
        look, sighting, _garment = worn
        other, shoes = home.garment(), home.garment("shoes")
        home.sighting(home.look(days_ago=1), other)
        home.sighting(home.look(days_ago=1), shoes, category="shoes", kind=None)
        page = shown(visit("look", look=look).menu_button(key=f"menu_{sighting}").click("other").run())
        assert [tile["id"] for tile in tiles(page)] == [other]

    def test_a_name_is_shown_as_it_was_typed(self, home: Home, visit: Visit, worn: tuple[int, int, int]) -> None:
        look, _sighting, garment = worn
        home.house.garments.rename(home.household, garment, "<i>Best</i> *jeans*")
        page = visit("look", look=look)
        assert r"\<i\>Best\</i\> \*jeans\*" in [link.label for link in page.get("page_link")]
        assert "<i>" not in words(page)

    @pytest.mark.parametrize("choice", ["rename", "category"])
    def test_the_menu_opens_a_question(self, visit: Visit, worn: tuple[int, int, int], choice: str) -> None:
        look, sighting, _garment = worn
        page = shown(visit("look", look=look).menu_button(key=f"menu_{sighting}").click(choice).run())
        assert len(page.get("dialog")) == 1

    def test_the_day_can_be_changed(self, home: Home, visit: Visit, worn: tuple[int, int, int]) -> None:
        look, _sighting, _garment = worn
        yesterday = date.today() - timedelta(days=1)
        page = shown(visit("look", look=look).date_input[0].set_value(yesterday).run())
        assert home.house.looks.get(home.household, look).worn_on == yesterday
        assert page.title[0].value == "Yesterday"

    def test_a_deleted_look_leads_back_and_can_be_brought_back(
        self, home: Home, visit: Visit, worn: tuple[int, int, int]
    ) -> None:
        look, _sighting, _garment = worn
        page = shown(visit("look", look=look).button(key="look_delete").click().run())
        assert page.title[0].value == "Looks"
        assert tiles(page) == []
        shown(page.button(key="undo_button").click().run())
        assert home.house.looks.get(home.household, look).state == "ready"


def turntables(page: AppTest) -> list[dict[str, object]]:
    """What each turntable on the page shows."""
    parts = [part.proto for part in page.get("bidi_component")]
    return [json.loads(part.json) for part in parts if part.component_name == "otjang_turntable"]


def test_a_turn_is_a_turntable_that_begins_with_the_front(home: Home, visit: Visit) -> None:
    look = home.look(kind="turn")
    with home.house.database.write() as session:
        for number in (6, 0, 12):
            at = {"angle": number * 15.0, "frame": number * 10, "seconds": number / 3}
            session.add(TurnViewRow(look_id=look, number=number, sharpness=1.0, **at))
    page = visit("look", look=look)
    (shown,) = turntables(page)
    assert [view["angle"] for view in shown["views"]] == [0.0, 90.0, 180.0]
    assert shown["views"][1]["sizes"][0] == [320, f"/media/looks/{look}/turn/6/small?v=1"]
    assert [side["name"] for side in shown["sides"]] == ["Front", "Left", "Back", "Right"]
    assert shown["ratio"] == "600 / 900"
    assert not [toggle for toggle in page.toggle if toggle.key == "blur"]


def test_until_its_sides_are_found_a_turn_is_a_photo(home: Home, visit: Visit) -> None:
    look = home.look(kind="turn", state="received")
    page = visit("look", look=look)
    assert turntables(page) == []
    assert f'src="/media/looks/{look}/large"' in words(page), "it would be kept by the browser"
