"""One look: what was decided about its garments, and every correction."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Home, shown, tiles, words
from wardrobe.masks import pack
from wardrobe.schema import SightingRow, TurnViewRow

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


def photo(page: AppTest) -> dict[str, Any]:
    """What the photo with its regions shows."""
    (found,) = [
        json.loads(part.proto.json)
        for part in page.get("bidi_component")
        if part.proto.component_name == "otjang_regions"
    ]
    return found


def outlined(home: Home, look: int, garment: int | None = None, **columns: Any) -> int:
    """A sighting whose mask is a square in the photo's middle."""
    sighting = home.sighting(look, garment, **columns)
    mask = np.zeros((96, 64), np.bool_)
    box = 20, 30, 44, 60
    mask[30:60, 20:44] = True
    with home.house.database.write() as session:
        row = session.get_one(SightingRow, sighting)
        (row.left, row.top, row.right, row.bottom), row.mask = box, pack(mask, box)
    return sighting


def test_a_look_in_work_keeps_the_places_of_what_will_come(home: Home, visit: Visit) -> None:
    look = home.look(state="decoded")
    page = visit("look", look=look)
    assert "Finding garments …" in words(page)
    assert page.button_group(key=f"look_shown_{look}_kept_False").disabled
    working = photo(page)
    assert all(page.button(key=key).disabled for key in ("do_style_check", "do_keep_look"))
    home.change_look(look, state="ready")
    outlined(home, look, home.garment())
    ready = photo(shown(page.run()))
    assert (working["regions"], len(ready["regions"])) == ([], 1)
    assert {name: ready[name] for name in ("image", "ratio")} == {name: working[name] for name in ("image", "ratio")}


@pytest.mark.parametrize(("name", "asked"), [("blurred", "background=blurred"), ("removed", "background=removed")])
def test_what_is_behind_a_person_is_softened_or_taken_away(home: Home, visit: Visit, name: str, asked: str) -> None:
    first, second = home.look(), home.look()
    page = visit("look", look=first)
    assert "background" not in photo(page)["image"]
    page = shown(page.button_group(key=f"look_shown_{first}_kept_False").select(name).run())
    assert asked in photo(page)["image"] and asked in photo(page)["srcset"]
    page.query_params["look"] = str(second)
    assert asked in photo(shown(page.run()))["image"], "the next look is shown in the same way"


def test_each_garment_is_a_region_that_leads_to_its_page(home: Home, visit: Visit) -> None:
    look, jeans = home.look(), home.garment()
    known = outlined(home, look, jeans)
    asking = outlined(home, look, decision="ask", candidate=jeans, category="shoes", kind="boots", colour="red")
    outlined(home, look, decision="rejected")
    regions = {one["id"]: one for one in photo(visit("look", look=look))["regions"]}
    assert set(regions) == {known, asking}
    assert regions[known]["href"] == f"/garment?garment={jeans}" and not regions[known]["asks"]
    assert (regions[asking]["href"], regions[asking]["asks"], regions[asking]["name"]) == (None, True, "red boots")
    assert regions[known]["grid"] == [64, 96] and regions[known]["path"].startswith("M")
    assert regions[known]["centre"] == pytest.approx([0.5, 0.47], abs=0.03)


def test_what_was_found_in_the_photo_is_said_in_plain_words(home: Home, visit: Visit) -> None:
    page = visit("look", look=home.look(notes=["several-people", "feet-cut"]))
    assert "Several people are in this photo." in words(page)
    assert "shoes may be missing" in words(page)


def test_a_picture_that_failed_says_why_and_offers_nothing_else(home: Home, visit: Visit) -> None:
    failure = {"template": "{name} is empty.", "remedy": "", "params": {"name": "x.jpg"}}
    page = visit("look", look=home.look(state="failed", failed_in="received", failure=failure))
    assert "x.jpg is empty." in words(page)
    assert "do_style_check" not in {button.key for button in page.button}


def test_the_looks_before_and_after_are_one_tap_away(home: Home, visit: Visit) -> None:
    earlier, look = home.look(days_ago=2), home.look(days_ago=1)
    page = visit("look", look=look)
    links = {link.label: link.proto for link in page.get("page_link")}
    assert links["Earlier look"].query_string == f"look={earlier}" and not links["Earlier look"].disabled
    assert links["Later look"].disabled


class TestWhatIsSaidOfIt:
    @pytest.fixture
    def look(self, home: Home) -> int:
        look = home.look()
        home.sighting(look, home.garment())
        return look

    def test_a_note_is_kept_shown_as_typed_and_undone(self, home: Home, visit: Visit, look: int) -> None:
        page = shown(visit("look", look=look).text_area[0].set_value("<b>Too</b> warm").run())
        assert home.house.looks.get(home.household, look).remark == "<b>Too</b> warm"
        assert page.text_area[0].value == "<b>Too</b> warm" and "<b>Too</b>" not in words(page)
        page = shown(page.button(key="undo_button").click().run())
        assert page.text_area[0].value == "" and home.house.looks.get(home.household, look).remark == ""

    def test_the_occasion_is_one_tap_and_another_takes_it_back(self, home: Home, visit: Visit, look: int) -> None:
        page = shown(visit("look", look=look).button_group(key=f"occasion_{look}_None").select("office").run())
        assert home.house.looks.get(home.household, look).occasion == "office"
        shown(page.button_group(key=f"occasion_{look}_office").unselect("office").run())
        assert home.house.looks.get(home.household, look).occasion is None

    def test_who_wears_it_is_asked_where_several_live(self, home: Home, visit: Visit, look: int) -> None:
        keys = {group.key for group in visit("look", look=look).button_group}
        assert f"person_{look}_None" not in keys
        jun = home.house.people.add(home.household, "[Jun](//evil.test)").id
        asked = visit("look", look=look).button_group(key=f"person_{look}_None")
        assert "[Jun]" not in repr(asked.proto) and "Jun" in repr(asked.proto), "a name is no link"
        shown(asked.select(jun).run())
        assert home.house.looks.get(home.household, look).person_id == jun

    def test_it_is_planned_again_and_the_plan_undone(self, home: Home, visit: Visit, look: int) -> None:
        tomorrow = date.today() + timedelta(days=1)
        page = shown(visit("look", look=look).menu_button(key="wear_again").click("1").run())
        (plan,) = home.house.plans.between(home.household, tomorrow, tomorrow)
        assert plan.outfit.made == "look" and "Planned: Tomorrow." in words(page)
        shown(page.button(key="undo_button").click().run())
        assert home.house.plans.list(home.household) == []

    def test_it_is_shared_by_a_button(self, visit: Visit, look: int) -> None:
        assert not visit("look", look=look).button(key="share_look").disabled


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


def day_dialog(look: int) -> None:
    """A page that is nothing but the question when a look is worn again."""
    from datetime import date

    from app.components.look_actions import ask_day
    from app.session import me

    who = me()
    ask_day(who, who.house.looks.get(who.household, look), date.today())


def what_dialog(look: int) -> None:
    """One that is nothing but the question what the first garment of a look is."""
    import streamlit as st

    from app.components.corrections import ask_what_it_is, go_on, known_garments
    from app.session import me

    who = me()
    found = who.house.looks.get(who.household, look)
    known = known_garments(who, found)
    if "next_correction" in st.session_state:
        go_on(who, found, known)
    else:
        ask_what_it_is(who, found.sightings[0], known)


def opened(script: Callable[[int], None], look: int) -> AppTest:
    return shown(AppTest.from_function(script, kwargs={"look": look}, default_timeout=90).run())


@pytest.mark.usefixtures("visit")
class TestADialog:
    def test_plans_any_day_to_come(self, home: Home) -> None:
        look = home.look()
        home.sighting(look, home.garment())
        page = opened(day_dialog, look)
        page.date_input(key="wear_again_on").set_value(date.today() + timedelta(days=9))
        shown(page.button(key="wear_again_go").click().run())
        ahead = home.house.plans.between(home.household, date.today(), date.today() + timedelta(days=20))
        assert [(plan.day - date.today()).days for plan in ahead] == [9]

    def test_of_a_garment_on_the_photo_says_all_that_its_card_does(self, home: Home) -> None:
        known, look = home.garment(), home.look()
        home.sighting(home.look(days_ago=1), known)
        home.sighting(look, decision="ask", candidate=known)
        page = opened(what_dialog, look)
        assert [button.key for button in page.button] == [
            f"correct_{way}" for way in ("same", "other", "new", "reject")
        ]
        shown(page.button(key="correct_same").click().run())
        assert home.house.garments.get(home.household, known).wear_count == 2

    def test_leads_on_to_another_one(self, home: Home) -> None:
        look = home.look()
        home.sighting(look, home.garment())
        page = shown(opened(what_dialog, look).button(key="correct_rename").click().run())
        assert page.text_input(key="rename_name").label == "Name"


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
    (table,) = turntables(page)
    assert [view["angle"] for view in table["views"]] == [0.0, 90.0, 180.0]
    assert table["views"][1]["sizes"][0] == [320, f"/media/looks/{look}/turn/6/small?v=1"]
    assert [side["name"] for side in table["sides"]] == ["Front", "Left", "Back", "Right"]
    assert table["ratio"] == "600 / 900"
    assert page.button_group(key=f"look_shown_{look}_turn_True").options[0] == "360°"
    page = shown(page.button_group(key=f"look_shown_{look}_turn_True").select("kept").run())
    assert turntables(page) == [] and f"/media/looks/{look}/" in photo(page)["image"]


def test_until_its_sides_are_found_a_turn_is_a_photo(home: Home, visit: Visit) -> None:
    look = home.look(kind="turn", state="received")
    page = visit("look", look=look)
    assert turntables(page) == []
    assert photo(page)["image"] == f"/media/looks/{look}/large", "another would be kept by the browser"
