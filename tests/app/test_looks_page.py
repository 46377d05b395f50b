"""Home: empty, at work, finished, failed, the same picture twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Home, shown, tiles, words

Visit = Callable[..., AppTest]


def test_an_empty_home_says_what_to_do(visit: Visit) -> None:
    page = visit()
    assert "No looks yet" in words(page)
    assert tiles(page) == []


def test_the_newest_look_is_first_and_says_how_many_garments_it_has(home: Home, visit: Visit) -> None:
    older = home.look(days_ago=3)
    newer = home.look(days_ago=0)
    home.sighting(newer, home.garment())
    home.sighting(newer, home.garment())
    home.sighting(newer, decision="rejected")
    page = visit()
    assert [tile["id"] for tile in tiles(page)] == [newer, older]
    first = tiles(page)[0]
    assert (first["title"], first["subtitle"], first["state"]) == ("Today", "2 garments", "")
    assert first["href"] == f"/look?look={newer}"
    assert first["image"].startswith(f"/media/looks/{newer}/small?v=")


@pytest.mark.parametrize("state", ["received", "decoded", "parsed", "recognised"])
def test_a_look_in_work_is_on_the_page_at_once(home: Home, visit: Visit, state: str) -> None:
    home.look(state=state)
    (tile,) = tiles(visit())
    assert (tile["state"], tile["subtitle"]) == ("working", "Finding garments …")


def test_a_finished_look_appears_without_a_new_visit(home: Home, visit: Visit) -> None:
    look = home.look(state="parsed")
    page = visit()
    home.change_look(look, state="ready")
    home.sighting(look, home.garment())
    (tile,) = tiles(shown(page.run()))
    assert (tile["state"], tile["subtitle"]) == ("", "1 garment")


def test_a_look_with_an_open_question_shows_it(home: Home, visit: Visit) -> None:
    look = home.look()
    home.sighting(look, decision="ask", candidate=home.garment())
    (tile,) = tiles(visit())
    assert (tile["state"], tile["badge"]) == ("ask", "Question")


def test_a_failed_picture_says_why_and_what_to_do_and_can_be_tried_again(home: Home, visit: Visit) -> None:
    failure = {
        "template": "{name} is damaged or cut short.",
        "remedy": "Copy it again from the camera or phone.",
        "params": {"name": "<b>cut</b>.jpg"},
    }
    look = home.look(state="failed", failed_in="received", failure=failure)
    page = visit()
    assert tiles(page) == []
    assert "&lt;b&gt;cut&lt;/b&gt;.jpg is damaged or cut short. Copy it again from the camera or phone." in words(page)
    assert "<b>cut</b>" not in words(page)
    page = shown(page.button(key=f"retry_{look}").click().run())
    assert home.house.looks.get(home.household, look).state == "received"


def test_a_failed_picture_can_be_deleted_and_brought_back(home: Home, visit: Visit) -> None:
    failure = {"template": "{name} is empty.", "remedy": "", "params": {"name": "x.jpg"}}
    look = home.look(state="failed", failed_in="received", failure=failure)
    page = shown(visit().button(key=f"delete_{look}").click().run())
    assert "Look deleted." in words(page)
    assert home.house.looks.page(home.household) == []
    page = shown(page.button(key="undo_button").click().run())
    assert [found.id for found in home.house.looks.page(home.household)] == [look]
    assert "x.jpg is empty." in words(page)


def test_a_picture_like_another_is_asked_about(home: Home, visit: Visit) -> None:
    first = home.look(days_ago=1)
    second = home.look(twin_id=first)
    page = visit()
    assert "Is this the same picture?" in words(page)
    page = shown(page.button(key=f"keep_{second}").click().run())
    assert "Is this the same picture?" not in words(page)
    assert len(tiles(page)) == 2


def test_a_long_history_comes_in_parts(home: Home, visit: Visit) -> None:
    for number in range(35):
        home.look(days_ago=number)
    page = visit()
    assert len(tiles(page)) == 30
    page = shown(page.button(key="looks_more").click().run())
    assert len(tiles(page)) == 35


def test_uploaded_pictures_become_looks_and_what_was_there_is_said(home: Home, visit: Visit, tmp_path) -> None:
    page = visit()
    page.file_uploader[0].set_value([("one.jpg", b"one", "image/jpeg"), ("two.jpg", b"two", "image/jpeg")])
    page = shown(page.run())
    assert len(home.house.looks.page(home.household)) == 2
    assert "2 looks added." in words(page)
    page.file_uploader[0].set_value([("again.jpg", b"one", "image/jpeg")])
    page = shown(page.run())
    assert len(home.house.looks.page(home.household)) == 2
    assert "This photo is already here." in words(page)
    page = shown(page.button(key="add_trouble_ok").click().run())
    assert "This photo is already here." not in words(page)


def test_the_camera_is_asked_for_only_when_it_is_wanted(visit: Visit) -> None:
    page = visit()
    assert not page.get("camera_input")
    page = shown(page.button(key="add_camera").click().run())
    assert page.get("camera_input")


def test_another_households_looks_are_not_shown(home: Home, visit: Visit) -> None:
    home.look(household_id=home.neighbour())
    assert tiles(visit()) == []
