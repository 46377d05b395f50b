"""The board, the planner and the kept outfits, as parts of the page of outfits."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.components.canvas import Kept
from tests.app.conftest import Home, shown, words
from wardrobe.matching.arranging import Laid
from wardrobe.matching.forecasts import Forecasts, Place
from wardrobe.matching.weather import Weather

Visit = Callable[..., AppTest]
TODAY = date.today()
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def owned(home: Home) -> list[int]:
    """A top, trousers and shoes."""
    ids = []
    for category in ("upper-clothes", "pants", "shoes"):
        garment = home.garment(category, name="Mum's <b>top</b>" if category == "upper-clothes" else None)
        home.sighting(home.look(days_ago=7), garment, category=category, kind=None)
        ids.append(garment)
    return ids


def component(page: AppTest, name: str) -> dict[str, Any]:
    """What a component was given."""
    (found,) = (one for one in page.get("bidi_component") if one.proto.component_name == name)
    data: dict[str, Any] = json.loads(found.proto.json)
    return data


def board(page: AppTest) -> dict[str, Any]:
    return component(page, "otjang_canvas")


def days(page: AppTest) -> dict[str, dict[str, Any]]:
    return {day["day"]: day for day in component(page, "otjang_planner")["days"]}


def press(page: AppTest, key: str) -> AppTest:
    return shown(page.button(key=key).click().run())


def test_without_garments_the_board_says_how_to_begin(visit: Visit) -> None:
    assert "Nothing to lay out yet" in words(visit("outfits", part="make"))


def test_an_empty_board_has_a_tray_with_every_category_that_is_owned(visit: Visit, owned: list[int]) -> None:
    data = board(visit("outfits", part="make"))
    assert data["pieces"] == [] and {tile["id"] for tile in data["tray"]["tiles"]} == {*owned}
    assert [chip["code"] for chip in data["tray"]["chips"]] == ["upper-clothes", "pants", "shoes"]
    assert not data["tray"]["more"]
    assert "Mum's <b>top</b>" in {tile["name"] for tile in data["tray"]["tiles"]}  # the component sets it as text


def test_the_tray_is_paged(home: Home, visit: Visit, monkeypatch: pytest.MonkeyPatch, owned: list[int]) -> None:
    monkeypatch.setattr("app.components.outfits.making.PAGE", 2)
    data = board(visit("outfits", part="make"))
    assert len(data["tray"]["tiles"]) == 2 and data["tray"]["more"]


def test_the_board_begins_with_the_garments_of_the_address_arranged(visit: Visit, owned: list[int]) -> None:
    data = board(visit("outfits", part="make", garments=f"{owned[1]},{owned[0]},999,x"))
    places = {piece["id"]: piece for piece in data["pieces"]}
    assert {*places} == {*owned[:2]} and places[owned[0]]["y"] < places[owned[1]]["y"]


def test_a_kept_outfit_lies_as_it_was_laid_out(home: Home, visit: Visit, owned: list[int]) -> None:
    made = home.house.plans.lay_out(home.household, [Laid(owned[1], 0.25, 0.5, 0.6, 10)])
    (piece,) = board(visit("outfits", part="make", outfit=made.outfit_id))["pieces"]
    assert (piece["id"], piece["x"], piece["y"], piece["size"], piece["turn"]) == (owned[1], 0.25, 0.5, 0.6, 10)


def test_an_outfit_that_is_gone_says_so(visit: Visit, owned: list[int]) -> None:
    page = visit("outfits", part="make", outfit=999)
    assert "This outfit is not here" in words(page)
    assert board(press(page, "make_new"))["pieces"] == []


def test_a_layout_is_kept_with_its_name_changed_and_undone(
    home: Home, visit: Visit, owned: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = Kept([{"garment_id": owned[0], "x": 0.5, "y": 0.2, "size": 0.5, "turn": 0}])
    monkeypatch.setattr("app.components.outfits.making.canvas", lambda *_, **__: given)
    page = visit("outfits", part="make")
    page.text_input(key="keep_name").set_value("Sunday")
    page.button_group(key="keep_occasion").set_value("casual")
    page = press(page, "keep_go")
    (kept,) = home.house.plans.list(home.household)
    assert (kept.name, kept.occasion, kept.by_hand) == ("Sunday", "casual", (Laid(owned[0], 0.5, 0.2, 0.5),))
    assert page.query_params["outfit"] in (str(kept.id), [str(kept.id)]) and "Outfit kept." in words(page)
    press(page, "undo_button")
    assert home.house.plans.list(home.household) == []


def test_a_layout_that_is_none_is_refused_in_words(
    home: Home, visit: Visit, owned: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = Kept([{"garment_id": "<script>"}])
    monkeypatch.setattr("app.components.outfits.making.canvas", lambda *_, **__: given)
    page = press(visit("outfits", part="make"), "keep_go")
    assert "This layout cannot be read." in words(page)
    assert home.house.plans.list(home.household) == []


def test_a_card_shows_the_layout_of_the_person(home: Home, visit: Visit, owned: list[int]) -> None:
    home.house.plans.lay_out(home.household, [Laid(owned[1], 0.25, 0.5, 0.6, -10)], name="<i>mine</i>")
    page = words(visit("outfits", part="kept"))
    assert "left: 25.00%; top: 50.00%; width: 60.00%; transform: translate(-50%, -50%) rotate(-10" in page
    assert "&lt;i&gt;mine" in page and "<i>mine" not in page


def test_without_kept_outfits_there_are_two_ways_to_have_one(visit: Visit, owned: list[int]) -> None:
    page = visit("outfits", part="kept")
    assert "No outfit is kept yet" in words(page)
    assert board(press(page, "kept_make"))["pieces"] == []


def test_kept_outfits_are_chosen_by_occasion(home: Home, visit: Visit, owned: list[int]) -> None:
    home.house.plans.save(home.household, owned[:2], name="Desk", occasion="office")
    home.house.plans.save(home.household, owned, name="Any")
    assert "Desk" in words(visit("outfits", part="kept")) and "Any" in words(visit("outfits", part="kept"))
    page = words(visit("outfits", part="kept", **{"for": "office"}))
    assert "Desk" in page and "Any" not in page


def test_the_planner_has_two_weeks_with_outfits_and_inviting_empty_days(
    home: Home, visit: Visit, owned: list[int]
) -> None:
    kept = home.house.plans.save(home.household, owned, name="Monday best")
    home.house.plans.plan(home.household, kept.id, TODAY)
    page = visit("outfits", part="planner")
    shown_days = days(page)
    assert len(shown_days) == 14 and date.fromisoformat(next(iter(shown_days))).weekday() == 0
    today = shown_days[TODAY.isoformat()]
    assert today["chosen"] and today["laid"] and len(today["pieces"]) == 3
    assert "Monday best" in words(page)
    page = visit("outfits", part="planner", day=TOMORROW.isoformat())
    assert "Nothing is planned for this day yet." in words(page)
    page = press(page, "planner_choose")
    assert f"choose_go_{kept.id}" in {button.key for button in page.button}


def choosing() -> None:
    """A page that is nothing but the dialog in which an outfit is chosen."""
    from datetime import date

    from app.components.outfits.choosing import choose_outfit
    from app.session import me

    who = me()
    choose_outfit(who, lambda outfit_id: who.house.plans.plan(who.household, outfit_id, date.today()))


@pytest.mark.usefixtures("visit")
def test_an_outfit_is_chosen_among_a_page_of_them(home: Home, owned: list[int]) -> None:
    page = shown(AppTest.from_function(choosing, default_timeout=90).run())
    assert "choose_make" in {button.key for button in page.button}
    kept = [home.house.plans.lay_out(home.household, [Laid(owned[0], 0.5, 0.5, 0.5)]).outfit_id for _ in range(8)]
    page = shown(AppTest.from_function(choosing, default_timeout=90).run())
    offered = [button.key for button in page.button if str(button.key).startswith("choose_go_")]
    assert offered == [f"choose_go_{id}" for id in reversed(kept[2:])]
    press(page, f"choose_go_{kept[-1]}")
    assert [plan.outfit.id for plan in home.house.plans.between(home.household, TODAY, TODAY)] == [kept[-1]]


def test_a_month_is_shown_in_whole_weeks_and_turned(visit: Visit) -> None:
    page = visit("outfits", part="planner", span="month", day="2026-02-10")
    shown_days = days(page)
    assert (*shown_days,)[0] == "2026-01-26" and (*shown_days,)[-1] == "2026-03-01"
    assert shown_days["2026-01-31"]["outside"] and not shown_days["2026-02-01"]["outside"]
    assert "February 2026" in words(page)
    assert "March 2026" in words(press(page, "planner_on"))
    page = visit("outfits", part="planner", span="month", day="2026-01-31")
    assert "December 2025" in words(press(page, "planner_back"))


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", ""])
def test_a_day_that_is_none_is_today(visit: Visit, day: str) -> None:
    assert days(visit("outfits", part="planner", day=day))[TODAY.isoformat()]["chosen"]


def test_the_weather_stands_with_its_days(
    home: Home, visit: Visit, owned: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    home.house.forecasts.turn_on(home.household, Place("Bern", 46.95, 7.45))

    def during(_self: Forecasts, _household: int, _place: Place, first: date, last: date) -> tuple[Weather, ...]:
        return tuple(
            Weather(first + timedelta(days=ahead), 3, 9, rain_mm=5) for ahead in range((last - first).days + 1)
        )

    monkeypatch.setattr(Forecasts, "during", during)
    page = visit("outfits", part="planner")
    today = days(page)[TODAY.isoformat()]
    assert (today["weather"], today["wet"]) == ("3–9°", True)
    assert "3 to 9 °C, rain" in words(page)


def test_what_was_worn_without_a_look_is_said_and_counts(home: Home, visit: Visit, owned: list[int]) -> None:
    kept = home.house.plans.save(home.household, owned)
    plan = home.house.plans.plan(home.household, kept.id, TODAY)
    later = home.house.plans.plan(home.household, kept.id, TOMORROW)
    page = press(visit("outfits", part="planner"), f"worn_{plan.id}")
    assert {one.wear_count for one in home.house.garments.list(home.household)} == {2}
    assert days(page)[TODAY.isoformat()]["worn"] and "It counts as worn." in words(page)
    press(page, f"worn_{plan.id}")
    assert {one.wear_count for one in home.house.garments.list(home.household)} == {1}
    page = visit("outfits", part="planner", day=TOMORROW.isoformat())
    assert f"worn_{later.id}" not in {button.key for button in page.button}
