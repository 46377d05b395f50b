"""The page of insights: numbers, colours, preferences, trends, a capsule; and what it says with too little."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Home, shown, tiles, words
from tests.wardrobe.matching.insights.made import move_in, person
from wardrobe.matching.insights.groups import contribution, release

Visit = Callable[..., AppTest]
TODAY = date.today()
GARMENTS: dict[str, dict[str, Any]] = {
    "A": {"kind": "shirt", "colour": "blue", "formality": 0.0, "price_minor": 6000, "currency": "EUR"},
    "B": {"kind": "jeans", "category": "pants", "colour": "black", "formality": 0.0},
    "C": {"kind": "sneakers", "category": "shoes", "colour": "white", "formality": 0.0},
    "D": {"kind": "blouse", "colour": "red", "formality": 0.0},
}


def fill(home: Home, looks: int, letters: str = "ABC", who: int | None = None, start: int = 0) -> dict[str, int]:
    given = () if who is None else (who,)
    days = [(TODAY - timedelta(days=start + n), letters, *given) for n in range(looks)]
    return move_in(home.house, home.household, GARMENTS, days)


def charts(page: AppTest) -> list[dict[str, Any]]:
    """The specifications of every chart."""
    return [json.loads(chart.proto.spec) for chart in page.get("vega_lite_chart")]


def captions(page: AppTest) -> str:
    return "\n".join(one.value.replace("\\", "") for one in page.caption)


def test_an_empty_wardrobe_has_nothing_to_count(visit: Visit) -> None:
    assert "Nothing to count yet" in words(visit("insights"))


def test_with_two_looks_only_numbers_are_told(home: Home, visit: Visit) -> None:
    fill(home, 2)
    page = visit("insights")
    assert "Too few looks to say more" in words(page) and not charts(page) and not tiles(page)
    assert "<b>2</b><span>looks</span>" in words(page)


def test_most_worn_months_and_categories_are_shown_with_words_beside_each_chart(home: Home, visit: Visit) -> None:
    fill(home, 40)
    fill(home, 1, "D", start=60)
    page = visit("insights")
    shown_tiles = tiles(page)
    assert {tile["title"] for tile in shown_tiles} >= {"blue shirt", "black jeans", "white sneakers", "red blouse"}
    assert "40 times" in {tile["subtitle"] for tile in shown_tiles}
    assert len(charts(page)) >= 3
    assert all(chart.proto.alt for chart in page.get("vega_lite_chart")) and "Wears by weekday" in captions(page)
    assert "1.50 EUR a wear. Garments with a price: 1, wears: 40." in words(page)


def test_the_period_is_in_the_address(home: Home, visit: Visit) -> None:
    fill(home, 40)
    fill(home, 6, "D", start=100)
    page = visit("insights", days=30)
    assert "<b>30</b><span>looks</span>" in words(page)
    page = shown(page.segmented_control(key="days").set_value("all").run())
    assert "<b>46</b><span>looks</span>" in words(page) and page.query_params["days"] == "all"


def test_a_period_that_is_none_is_as_if_none_were_asked_for(home: Home, visit: Visit) -> None:
    fill(home, 7)
    assert "<b>7</b><span>looks</span>" in words(visit("insights", days="-5", part="nonsense", person="x"))


def test_where_several_live_one_can_be_chosen(home: Home, visit: Visit) -> None:
    jun = person(home.house, home.household, "Jun <b>")
    fill(home, 8, "AB", jun)
    fill(home, 9, "CD", home.house.accounts.people(home.household)[0].id)
    page = visit("insights")
    assert "<b>17</b><span>looks</span>" in words(page)
    page = shown(page.segmented_control(key="person").set_value(str(jun)).run())
    assert "<b>8</b><span>looks</span>" in words(page)


def test_colours_worn_and_owned_stand_side_by_side(home: Home, visit: Visit) -> None:
    fill(home, 20, "AB")
    fill(home, 1, "D", start=300)
    text = words(visit("insights", part="colours"))
    assert 'class="stripe"' in text and "worn 50%, owned 33%" in text and "worn 0%, owned 33%" in text
    assert "Red is worn less than its part of the wardrobe" in text


def test_preferences_come_with_intervals_and_the_aspect_can_be_chosen(home: Home, visit: Visit) -> None:
    fill(home, 40)
    page = visit("insights", part="leanings")
    assert "Black is 33%, with 95% certainty between 25% and 42%" in captions(page)
    page = shown(page.segmented_control(key="aspect").set_value("kind").run())
    assert "is 33%" in captions(page) and page.query_params["aspect"] == "kind"


def test_with_too_few_looks_preferences_say_so(home: Home, visit: Visit) -> None:
    fill(home, 9)
    text = words(visit("insights", part="leanings"))
    assert "Looks in this time: 9. Shares are told from 10 on." in text


def test_trends_say_when_there_are_too_few_weeks_and_no_catalogue(home: Home, visit: Visit) -> None:
    fill(home, 20)
    text = words(visit("insights", part="trends"))
    assert "Too few weeks to say" in text and "There is no catalogue yet" in text


def test_a_rise_in_the_own_looks_is_drawn_with_its_numbers(home: Home, visit: Visit) -> None:
    fill(home, 34, "DB")
    fill(home, 90, "AB", start=34)
    page = visit("insights", part="trends")
    assert "Red rises: 28 of 56 lately" in captions(page) or "Blue falls" in captions(page)
    assert len(charts(page)) == 1


def test_a_capsule_needs_garments_to_choose_from(home: Home, visit: Visit) -> None:
    fill(home, 20)
    text = words(visit("insights", part="less"))
    assert "Too little to choose from" in text and "Nothing at the moment." in text


def test_what_could_go_is_shown_beside_its_twin_with_the_reasons(home: Home, visit: Visit) -> None:
    made = {"O": GARMENTS["A"], "N": GARMENTS["A"]}
    looks = [(TODAY - timedelta(days=800), "O"), *[(TODAY - timedelta(days=5 * n), "N") for n in range(60)]]
    ids = move_in(home.house, home.household, made, looks)
    text = words(visit("insights", part="less"))
    assert f"garment={ids['O']}" in text and f"garment={ids['N']}" in text
    assert "Not worn for 800 days." in text and "worn 60 times in the last year" in text


def test_groups_are_off_until_they_are_turned_on_in_the_settings(home: Home, visit: Visit) -> None:
    fill(home, 6)
    assert "groups" not in visit("insights").segmented_control(key="part").options
    page = visit("settings", part="privacy")
    page = shown(page.toggle(key="groups_on").set_value(True).run())
    assert home.house.groups.takes_part(home.household)
    assert "there were too few looks of yours" in words(visit("insights", part="groups"))
    page = shown(visit("settings", part="privacy").toggle(key="groups_on").set_value(False).run())
    assert not home.house.groups.takes_part(home.household)


@pytest.mark.parametrize("people", [19, 300])
def test_a_group_is_shown_from_twenty_people_on(
    home: Home, visit: Visit, monkeypatch: pytest.MonkeyPatch, people: int
) -> None:
    home.house.groups.take_part(home.household, True)
    mina = home.house.accounts.people(home.household)[0].id
    last = TODAY.replace(day=1) - timedelta(days=1)
    days = [(last - timedelta(days=n), "AD", mina) for n in range(6)]
    move_in(home.house, home.household, GARMENTS, days)
    one = contribution({"formality": {"casual": 9}, "colour": {"blue": 6, "black": 3}, "pattern": {"plain": 9}})
    assert one is not None
    made = release(f"{last:%Y-%m}", [one] * people, Random(1))
    monkeypatch.setattr(home.house.groups, "latest", lambda today: made)
    page = visit("insights", part="groups")
    said = words(page)
    assert ("Too few people to say" in said) == (people == 19)
    assert len(charts(page)) == (0 if people == 19 else 3)
