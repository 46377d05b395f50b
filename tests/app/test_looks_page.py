"""Looks as a timeline and as a calendar: empty, at work, finished, failed, the same picture twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Home, shown, tiles, words

Visit = Callable[..., AppTest]


def test_an_empty_home_says_what_to_do(visit: Visit) -> None:
    page = visit("looks")
    assert "No looks yet" in words(page)
    assert tiles(page) == []


def test_the_newest_look_is_first_and_says_how_many_garments_it_has(home: Home, visit: Visit) -> None:
    older = home.look(days_ago=3)
    newer = home.look(days_ago=0)
    home.sighting(newer, home.garment())
    home.sighting(newer, home.garment())
    home.sighting(newer, decision="rejected")
    page = visit("looks")
    assert [tile["id"] for tile in tiles(page)] == [newer, older]
    first = tiles(page)[0]
    assert (first["title"], first["subtitle"], first["state"]) == ("Today", "2 garments", "")
    assert first["href"] == f"/look?look={newer}"
    assert first["image"].startswith(f"/media/looks/{newer}/small?v=")


@pytest.mark.parametrize("state", ["received", "decoded", "parsed", "recognised"])
def test_a_look_in_work_is_on_the_page_at_once(home: Home, visit: Visit, state: str) -> None:
    home.look(state=state)
    (tile,) = tiles(visit("looks"))
    assert (tile["state"], tile["subtitle"]) == ("working", "Finding garments …")


def test_a_finished_look_appears_without_a_new_visit(home: Home, visit: Visit) -> None:
    look = home.look(state="parsed")
    page = visit("looks")
    home.sighting(look, home.garment())
    home.change_look(look, state="ready")
    (tile,) = tiles(shown(page.run()))
    assert (tile["state"], tile["subtitle"]) == ("", "1 garment")


def test_a_look_with_an_open_question_shows_it(home: Home, visit: Visit) -> None:
    look = home.look()
    home.sighting(look, decision="ask", candidate=home.garment())
    (tile,) = tiles(visit("looks"))
    assert (tile["state"], tile["badge"]) == ("ask", "Question")


def test_a_failed_picture_says_why_and_what_to_do_and_can_be_tried_again(home: Home, visit: Visit) -> None:
    failure = {
        "template": "{name} is damaged or cut short.",
        "remedy": "Copy it again from the camera or phone.",
        "params": {"name": "<b>cut</b>.jpg"},
    }
    look = home.look(state="failed", failed_in="received", failure=failure)
    page = visit("looks")
    assert tiles(page) == []
    assert "&lt;b&gt;cut&lt;/b&gt;.jpg is damaged or cut short. Copy it again from the camera or phone." in words(page)
    assert "<b>cut</b>" not in words(page)
    page = shown(page.button(key=f"retry_{look}").click().run())
    assert home.house.looks.get(home.household, look).state == "received"


def test_a_failed_picture_can_be_deleted_and_brought_back(home: Home, visit: Visit) -> None:
    failure = {"template": "{name} is empty.", "remedy": "", "params": {"name": "x.jpg"}}
    look = home.look(state="failed", failed_in="received", failure=failure)
    page = shown(visit("looks").button(key=f"delete_{look}").click().run())
    assert "Look deleted." in words(page)
    assert home.house.looks.page(home.household) == []
    page = shown(page.button(key="undo_button").click().run())
    assert [found.id for found in home.house.looks.page(home.household)] == [look]
    assert "x.jpg is empty." in words(page)


def test_a_picture_like_another_is_asked_about(home: Home, visit: Visit) -> None:
    first = home.look(days_ago=1)
    second = home.look(twin_id=first)
    page = visit("looks")
    assert "Is this the same picture?" in words(page)
    page = shown(page.button(key=f"keep_{second}").click().run())
    assert "Is this the same picture?" not in words(page)
    assert len(tiles(page)) == 2


def test_a_long_history_comes_in_parts(home: Home, visit: Visit) -> None:
    for number in range(35):
        home.look(days_ago=number)
    page = visit("looks")
    assert len(tiles(page)) == 30
    page = shown(page.button(key="looks_more").click().run())
    assert len(tiles(page)) == 35


def test_uploaded_pictures_become_looks_and_what_was_there_is_said(home: Home, visit: Visit, tmp_path) -> None:
    page = visit("looks")
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
    page = visit("looks")
    assert not page.get("camera_input")
    page = shown(page.button(key="add_camera").click().run())
    assert page.get("camera_input")


def test_another_households_looks_are_not_shown(home: Home, visit: Visit) -> None:
    home.look(household_id=home.neighbour())
    assert tiles(visit("looks")) == []


def months(page: AppTest) -> list[dict[str, Any]]:
    """What each calendar on the page shows."""
    parts = [part.proto for part in page.get("bidi_component")]
    return [json.loads(part.json) for part in parts if part.component_name == "otjang_month"]


def days(page: AppTest) -> dict[int, dict[str, Any]]:
    """The days of the month on the page that have anything to show, by number."""
    (shown_month,) = months(page)
    cells = [cell for week in shown_month["weeks"] for cell in week if cell]
    return {cell["number"]: cell for cell in cells if cell["looks"] or cell["planned"]}


def person(home: Home) -> int:
    """Whose household it is."""
    return home.house.accounts.people(home.household)[0].id


def test_months_are_headings_with_how_many_looks_they_have(home: Home, visit: Visit) -> None:
    for when in (date(2025, 3, 1), date(2025, 3, 31), date(2024, 12, 24)):
        home.change_look(home.look(), worn_on=when)
    text = words(visit("looks"))
    assert text.index("March 2025") < text.index("2 looks") < text.index("December 2024") < text.index("1 look<")


def test_occasion_and_stars_are_told(home: Home, visit: Visit) -> None:
    look = home.look(occasion="office")
    home.house.ratings.rate(home.household, look, person(home), 4)
    (tile,) = tiles(visit("looks"))
    assert (tile["subtitle"], tile["mark"]) == ("Office · 0 garments", "★ 4")


def test_the_timeline_can_begin_at_a_month(home: Home, visit: Visit) -> None:
    looks = [home.look() for _ in range(3)]
    for look, when in zip(looks, (date(2025, 5, 9), date(2025, 3, 31), date(2025, 3, 1)), strict=True):
        home.change_look(look, worn_on=when)
    page = visit("looks")
    page = shown(page.selectbox[0].select("2025-03-01").run())
    assert [tile["id"] for tile in tiles(page)] == looks[1:]
    page = shown(page.selectbox[0].select("").run())
    assert [tile["id"] for tile in tiles(page)] == looks


def test_after_the_most_that_a_page_has_it_goes_on_from_there(
    home: Home, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.components.timeline.MOST", 40)
    for number in range(70):
        home.look(days_ago=number * 3)
    page = shown(visit("looks").button(key="looks_more").click().run())
    seen = [tile["id"] for tile in tiles(page)]
    assert len(seen) == 40
    page = shown(page.button(key="looks_further").click().run())
    further = [tile["id"] for tile in tiles(page)]
    assert seen[-1] in further and further[-1] not in seen


def test_nothing_is_read_again_while_nothing_changes(home: Home, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    home.look()
    page = visit("looks")
    read: list[int] = []
    really = home.house.looks.page
    monkeypatch.setattr(home.house.looks, "page", lambda *given, **more: read.append(1) or really(*given, **more))
    shown(page.run())
    assert not read
    home.house.looks.set_remark(home.household, tiles(page)[0]["id"], "new")
    shown(page.run())
    assert read


class TestAPerson:
    @pytest.fixture
    def jun(self, home: Home) -> int:
        return home.house.people.add(home.household, "Jun").id

    def test_is_chosen_where_several_live(self, home: Home, visit: Visit, jun: int) -> None:
        hers, his = home.look(person_id=person(home)), home.look(person_id=jun, days_ago=1)
        page = visit("looks")
        assert {tile["id"]: tile["subtitle"] for tile in tiles(page)} == {
            hers: "Mina · 0 garments",
            his: "Jun · 0 garments",
        }
        page = shown(page.button_group(key="looks_of").select(jun).run())
        assert [tile["id"] for tile in tiles(page)] == [his]

    def test_without_looks_is_told_how_to_get_some(self, home: Home, visit: Visit, jun: int) -> None:
        home.look()
        page = shown(visit("looks").button_group(key="looks_of").select(jun).run())
        assert "No looks of Jun yet" in words(page) and tiles(page) == []

    def test_alone_is_not_asked_about(self, home: Home, visit: Visit) -> None:
        home.look()
        assert "looks_of" not in {group.key for group in visit("looks").button_group}


class TestTheCalendar:
    def test_shows_this_month_with_its_looks_and_marks_today(self, home: Home, visit: Visit) -> None:
        today = date.today()
        first, second = home.look(), home.look(kind="turn")
        home.look(state="failed", failed_in="received", failure={"template": "x", "remedy": "", "params": {}})
        page = visit("looks", view="calendar")
        cell = days(page)[today.day]
        assert [look["href"] for look in cell["looks"]] == [f"/look?look={second}", f"/look?look={first}"]
        assert [look["mark"] for look in cell["looks"]] == ["360°", ""]
        assert cell["today"] and cell["label"] == "Today, 2 looks"
        assert months(page)[0]["month"] == today.replace(day=1).isoformat()

    def test_what_is_planned_is_there_for_days_to_come_alone(self, home: Home, visit: Visit) -> None:
        home.sighting(home.look(days_ago=400), home.garment())
        today = date.today()
        outfit = home.house.plans.save(home.household, [item.id for item in home.house.garments.list(home.household)])
        for when in (today - timedelta(days=1), today):
            home.house.plans.plan(home.household, outfit.id, when)
        found = days(visit("looks", view="calendar"))
        assert list(found) == [today.day]
        assert len(found[today.day]["planned"]) == 1 and "planned" in found[today.day]["label"]

    def test_goes_back_to_the_first_month_with_looks_and_some_months_ahead(self, home: Home, visit: Visit) -> None:
        home.change_look(home.look(), worn_on=date(2025, 11, 5))
        (month,) = months(visit("looks", view="calendar"))
        firsts = [one["first"] for one in month["months"]]
        assert firsts[0] == "2025-11-01" and month["months"][0]["count"] == 1
        assert firsts == sorted(firsts) and month["later"] in firsts and month["earlier"] in firsts
        assert date.fromisoformat(firsts[-1]) > date.today()

    def test_is_in_the_address(self, home: Home, visit: Visit) -> None:
        home.look()
        page = visit("looks", view="nonsense")
        assert months(page) == []
        page = shown(page.button_group(key="looks_view_timeline").select("calendar").run())
        assert months(page) and page.query_params["view"] == "calendar"

    def test_of_nobodys_looks_is_an_invitation(self, visit: Visit) -> None:
        page = visit("looks", view="calendar")
        assert "No looks yet" in words(page) and months(page) == []
