"""Today: the look that came last, what waits for an answer, what the day brings."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Home, shown, tiles, words
from wardrobe.matching.forecasts import Place, Told
from wardrobe.matching.weather import Weather

Visit = Callable[..., AppTest]
CUT = {"template": "{name} is damaged or cut short.", "remedy": "Copy it again.", "params": {"name": "<b>cut</b>.jpg"}}


def newest(page: AppTest) -> dict[str, Any]:
    """What the large picture shows."""
    parts = [part.proto for part in page.get("bidi_component")]
    (one,) = [json.loads(part.json) for part in parts if part.component_name == "otjang_newest_look"]
    return dict(one)


def links(page: AppTest) -> dict[str, str]:
    """Label and query of the links to pages."""
    return {link.label: link.proto.query_string for link in page.get("page_link")}


def test_the_look_that_came_last_is_large_whatever_day_it_was_worn(home: Home, visit: Visit) -> None:
    home.look(days_ago=0)
    look = home.look(days_ago=400)
    named, unnamed = home.garment(name="Sunday <b>best</b>"), home.garment()
    home.sighting(look, named)
    home.sighting(look, unnamed)
    home.sighting(look, decision="rejected")
    page = visit()
    large = newest(page)
    assert large["href"] == f"/look?look={look}"
    assert large["image"].startswith(f"/media/looks/{look}/medium?v=")
    assert [one["name"] for one in large["garments"]] == ["Sunday <b>best</b>", "dark blue jeans"]
    assert [one["href"] for one in large["garments"]] == [f"/garment?garment={id}" for id in (named, unnamed)]
    assert (large["state"], large["subtitle"]) == ("", "2 garments")
    assert tiles(page) == [], "nothing is shown twice"


def test_a_look_is_there_at_once_and_its_garments_as_they_are_found(home: Home, visit: Visit) -> None:
    home.look(days_ago=1)
    page = visit()
    look = home.look(state="received")
    page = shown(page.run())
    assert (newest(page)["state"], newest(page)["garments"]) == ("working", [])
    home.change_look(look, state="ready")
    home.sighting(look, home.garment())
    page = shown(page.run())
    assert (newest(page)["state"], len(newest(page)["garments"])) == ("", 1)


def test_several_that_are_in_work_stand_below(home: Home, visit: Visit) -> None:
    waiting = [home.look(state="parsed"), home.look(state="received")]
    last = home.look(state="received")
    page = visit()
    assert newest(page)["href"] == f"/look?look={last}"
    assert [tile["id"] for tile in tiles(page)] == waiting[::-1]


def test_a_turn_is_marked_and_its_picture_is_not_kept_before_the_front_is_known(home: Home, visit: Visit) -> None:
    look = home.look(kind="turn", state="received")
    page = visit()
    assert (newest(page)["mark"], "v=" in newest(page)["image"]) == ("360°", False)
    home.change_look(look, state="ready")
    assert "v=" in newest(shown(page.run()))["image"]


def test_a_question_is_told_and_leads_to_its_look(home: Home, visit: Visit) -> None:
    asking = [home.look(days_ago=1), home.look()]
    for look in asking:
        home.sighting(look, decision="ask", candidate=home.garment())
    page = visit()
    assert newest(page)["garments"][0] | {"image": ""} == {
        "id": 2, "image": "", "name": "Is it the same?", "href": f"/look?look={asking[1]}", "asks": True,
    }  # fmt: skip
    assert links(page)["2 looks ask: is it the same garment?"] == f"look={asking[1]}"


def test_what_failed_can_be_tried_again_or_deleted_and_brought_back_without_leaving(home: Home, visit: Visit) -> None:
    home.look(days_ago=3)
    look = home.look(state="failed", failed_in="received", failure=CUT)
    page = visit()
    assert newest(page)["href"] != f"/look?look={look}"
    assert "&lt;b&gt;cut&lt;/b&gt;.jpg is damaged or cut short. Copy it again." in words(page)
    page = shown(page.button(key=f"delete_{look}").click().run())
    assert "Look deleted." in words(page) and "Today" in words(page)
    page = shown(page.button(key="undo_button").click().run())
    page = shown(page.button(key=f"retry_{look}").click().run())
    assert home.house.looks.get(home.household, look).state == "received"


def test_only_failed_pictures_are_no_first_visit(home: Home, visit: Visit) -> None:
    home.look(state="failed", failed_in="received", failure=CUT)
    assert "is damaged or cut short" in words(visit())


def test_the_same_picture_twice_is_asked_about(home: Home, visit: Visit) -> None:
    first = home.look(days_ago=1)
    second = home.look(twin_id=first)
    page = shown(visit().button(key=f"keep_{second}").click().run())
    assert "Is this the same picture?" not in words(page)


def test_what_was_just_added_stays_beside_the_newest(home: Home, visit: Visit) -> None:
    home.look(days_ago=2)
    page = visit()
    page.file_uploader[0].set_value([(f"{n}.jpg", f"{n}".encode(), "image/jpeg") for n in (1, 2)])
    page = shown(page.run())
    added = [look.id for look in home.house.looks.page(home.household) if look.state == "received"]
    assert "2 looks added." in words(page)
    for look in added:
        home.change_look(look, state="ready")
    page = shown(page.run())
    assert newest(page)["href"] == f"/look?look={max(added)}"
    assert [tile["id"] for tile in tiles(page)] == [min(added)]


def test_an_outfit_planned_for_today_is_shown_until_it_is_worn(home: Home, visit: Visit) -> None:
    garment = home.garment()
    home.sighting(home.look(days_ago=3), garment)
    kept = home.house.plans.save(home.household, [garment], name="Monday")
    plan = home.house.plans.plan(home.household, kept.id, date.today())
    assert "Planned for today" in words(visit()) and "Monday" in words(visit())
    home.house.plans.say_worn(home.household, plan.id, date.today())
    assert "Planned for today" not in words(visit())


def test_the_weather_is_a_line_where_it_is_turned_on(home: Home, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    home.look()
    assert "weather-line" not in words(visit()).partition("</style>")[2]
    home.house.forecasts.turn_on(home.household, Place("Seoul <b>", 37.57, 126.98))
    told = Told(Weather(date.today(), 3.6, 11.2))
    monkeypatch.setattr(home.house.forecasts, "of", lambda household, day: told)
    assert "Seoul &lt;b&gt; · 4 to 11 °C" in words(visit())


def test_the_neighbours_looks_are_not_here(home: Home, visit: Visit) -> None:
    home.look(household_id=home.neighbour())
    assert "Welcome, Mina" in words(visit())
