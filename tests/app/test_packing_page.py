"""Trips, their lists, and ticking off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Home, shown, words
from wardrobe.matching.schema import TripThingRow

Visit = Callable[..., AppTest]
FIRST = date(2026, 5, 1)


@pytest.fixture
def trip(home: Home) -> int:
    """Three days, with jeans on the list that the person put there."""
    garment = home.garment(name="Best <b>jeans</b>")
    home.sighting(home.look(), garment)
    made = home.house.packing.make(home.household, "Busan *now*", FIRST, FIRST + timedelta(days=2))
    home.house.packing.add_garment(home.household, made, garment)
    return made


def labels(page: AppTest) -> list[str]:
    return [box.label.replace("\\", "") for box in page.checkbox if (box.key or "").startswith("packed_")]


def test_without_a_trip_there_is_the_form_and_what_it_is_for(visit: Visit) -> None:
    page = visit("packing")
    assert "No trip yet" in words(page)
    assert page.text_input(key="trip_name").value == ""


def test_a_trip_is_planned_and_its_list_is_shown(home: Home, visit: Visit) -> None:
    page = visit("packing")
    page.text_input(key="trip_name").set_value("Jeju")
    page.date_input(key="trip_days").set_value((FIRST, FIRST + timedelta(days=3)))
    page.button_group(key="trip_weather").set_value("hot")
    page.checkbox(key="trip_laundry").check()
    page.multiselect(key="trip_occasions").set_value(["casual", "party"])
    page.number_input(key="trip_kilos").set_value(8.0)
    page = shown(page.button(key="FormSubmitter:trip-Make the list").click().run())
    (made,) = home.house.packing.trips(home.household)
    assert (made.name, made.days, made.wishes.laundry, made.wishes.most_grams) == ("Jeju", 4, True, 8000)
    assert (made.wishes.occasions, made.wishes.warmth) == (("casual", "party"), 0.05)
    page = visit("packing", trip=made.id)
    assert page.title[0].value == "Jeju"
    assert {"5 × underwear", "5 pairs of socks", "Swimwear"} <= set(labels(page))


def test_a_trip_that_cannot_be_is_said_and_not_made(home: Home, visit: Visit) -> None:
    page = visit("packing")
    page = shown(page.button(key="FormSubmitter:trip-Make the list").click().run())
    assert "A trip needs a name" in words(page)
    assert home.house.packing.trips(home.household) == []


def test_the_list_names_garments_as_typed_and_counts_what_is_packed(home: Home, visit: Visit, trip: int) -> None:
    page = visit("packing", trip=trip)
    assert labels(page)[0] == "Best <b>jeans</b>"
    assert page.title[0].value == "Busan \\*now\\*"
    assert "0 of 5 packed" in words(page) and "about" in words(page)
    assert "The wardrobe is still empty." in words(page), "nothing in it has been looked at yet"


def test_a_tick_is_kept_and_a_line_is_taken_off(home: Home, visit: Visit, trip: int) -> None:
    things = home.house.packing.get(home.household, trip).things
    page = visit("packing", trip=trip)
    page = shown(page.checkbox(key=f"packed_{things[0].id}").check().run())
    assert "1 of 5 packed" in words(page)
    page = shown(page.button(key=f"off_{things[1].id}").click().run())
    assert "1 of 4 packed" in words(page)
    kept = home.house.packing.get(home.household, trip).things
    assert things[1].id not in [thing.id for thing in kept] and kept[0].packed


def test_a_line_says_what_must_be_done_before(home: Home, visit: Visit, trip: int) -> None:
    garment = home.house.packing.get(home.household, trip).garments[0].id
    home.house.belongings.to_wash(home.household, [garment])
    assert "in the wash" in labels(visit("packing", trip=trip))[0]
    home.house.belongings.put_away(home.household, [garment])
    assert "put away" in labels(visit("packing", trip=trip))[0]


def test_an_own_line_is_added_and_stays_when_it_is_chosen_anew(home: Home, visit: Visit, trip: int) -> None:
    page = visit("packing", trip=trip)
    page.text_input(key="own_line_text").set_value("Charger")
    page = shown(page.button(key="FormSubmitter:own_line-Add").click().run())
    assert "Charger" in labels(page)
    page = shown(page.button(key="trip_anew").click().run())
    assert "Charger" in labels(page) and "Best <b>jeans</b>" in labels(page)


def test_trips_are_listed_with_their_days_and_can_be_deleted(home: Home, visit: Visit, trip: int) -> None:
    page = visit("packing")
    assert "0 of 5 packed" in words(page)
    assert any(link.label == "Busan \\*now\\*" for link in page.get("page_link"))
    page = visit("packing", trip=trip)
    page = shown(page.button(key="trip_delete").click().run())
    assert "No trip yet" in words(page)
    assert home.house.packing.trips(home.household) == []
    with home.house.database.read() as session:
        assert session.query(TripThingRow).count() == 0


@pytest.mark.parametrize("number", [999, "x"])
def test_a_trip_of_nobody_and_another_household_are_not_here(home: Home, visit: Visit, number: int | str) -> None:
    page = visit("packing", trip=number)
    assert ("This trip is not here" in words(page)) is (number == 999)


def test_another_households_trip_is_not_here(home: Home, visit: Visit) -> None:
    other = home.house.packing.make(home.neighbour(), "Secret", FIRST, FIRST)
    page = visit("packing", trip=other)
    assert "This trip is not here" in words(page) and "Secret" not in words(page)


def script(trip: int) -> None:
    """A page that is nothing but the form to plan a trip otherwise."""
    from datetime import date

    from app.components.trip_form import change_trip
    from app.session import me

    who = me()
    change_trip(who, who.house.packing.get(who.household, trip), date(2026, 1, 1))


@pytest.mark.usefixtures("visit")
def test_a_trip_is_planned_otherwise(home: Home, trip: int) -> None:
    page = shown(AppTest.from_function(script, kwargs={"trip": trip}, default_timeout=90).run())
    assert page.text_input(key="trip_name").value == "Busan *now*"
    page.text_input(key="trip_name").set_value("Busan")
    page.date_input(key="trip_days").set_value((FIRST, FIRST + timedelta(days=6)))
    shown(page.button(key="FormSubmitter:trip-Make the list").click().run())
    changed = home.house.packing.get(home.household, trip)
    assert (changed.name, changed.days, len(changed.garments)) == ("Busan", 7, 1)
