"""What to wear: suggestions, locks, kept outfits, the calendar, and the forecast in the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.components.outfit_card import Piece, outfit_card, outfit_picture
from app.words import short_day
from tests.app.conftest import Home, shown, words
from wardrobe.matching.forecasts import Forecasts, Place, Told
from wardrobe.matching.weather import Weather
from wardrobe.schema import SightingRow, VectorRow

Visit = Callable[..., AppTest]
KINDS = ["upper-clothes", "upper-clothes", "upper-clothes", "pants", "pants", "shoes"]


@pytest.fixture
def owned(home: Home) -> list[int]:
    """Three tops, two pairs of trousers and shoes, last worn a week ago."""
    ids = []
    model = home.house.models.encoder.model_id
    for number, category in enumerate(KINDS):
        garment = home.garment(category, name="Mum's <b>top</b>" if number == 0 else None)
        sighting = home.sighting(home.look(days_ago=7), garment, category=category, kind=None)
        embedding = np.random.default_rng(number).normal(size=256).astype("<f4")
        embedding /= np.linalg.norm(embedding)
        with home.house.database.write() as session:
            row = session.get_one(SightingRow, sighting)
            session.add(
                VectorRow(
                    sighting_id=sighting,
                    model_id=model,
                    content_hash=row.content_hash,
                    embedding=embedding.tobytes(),
                    histogram=np.full(4, 0.5, "<f4").tobytes(),
                )
            )
        ids.append(garment)
    return ids


def cards(page: AppTest) -> list[str]:
    return [html.body for html in page.get("html") if 'class="outfit-card"' in html.body]


def press(page: AppTest, key: str) -> AppTest:
    return shown(page.button(key=key).click().run())


def test_an_empty_wardrobe_says_what_is_missing(visit: Visit) -> None:
    page = visit("outfits")
    assert "No outfit yet" in words(page) and "The wardrobe is still empty." in words(page)
    assert cards(page) == []


def test_only_shoes_say_what_to_add(home: Home, visit: Visit, owned: list[int]) -> None:
    for garment in owned[:5]:
        home.house.garments.delete(home.household, garment)
    assert "There are only shoes here: add a top and trousers, or a dress." in words(visit("outfits"))


def test_suggestions_are_cards_of_cut_outs_and_a_name_is_never_markup(visit: Visit, owned: list[int]) -> None:
    page = visit("outfits")
    assert len(cards(page)) == 6
    assert all("/media/sightings/" in card and f"garment={owned[5]}" in card for card in cards(page))
    assert any("Mum&#x27;s &lt;b&gt;top" in card for card in cards(page))
    assert not any("<b>top" in card for card in cards(page))


def test_what_is_kept_is_listed_renamed_copied_and_deleted_with_undo(
    home: Home, visit: Visit, owned: list[int]
) -> None:
    page = press(visit("outfits"), "keep_0")
    (kept,) = home.house.plans.list(home.household)
    assert kept.made == "generated" and kept.person_id is not None
    assert page.button(key="keep_0").disabled
    assert [said.kind for said in home.house.taste.said(home.household, None)] == ["saved"]
    home.house.plans.rename(home.household, kept.id, "For <i>Monday</i>")
    assert "For &lt;i&gt;Monday&lt;/i&gt;" in words(visit("outfits", part="kept"))


def test_an_outfit_is_planned_for_a_day_and_moved_or_taken_off(home: Home, visit: Visit, owned: list[int]) -> None:
    today, tomorrow = (date.today() + timedelta(days=ahead) for ahead in (0, 1))
    page = press(visit("outfits", day=tomorrow.isoformat()), "plan_0")
    (plan,) = home.house.plans.between(home.household, today, tomorrow)
    assert plan.day == tomorrow
    assert "Planned" in words(page)
    page = visit("outfits")
    assert "Planned" not in [head.value for head in page.header]
    assert "Tomorrow •" in page.button_group(key="day").options
    home.house.plans.move(home.household, plan.id, today)
    assert "Planned" in [head.value for head in visit("outfits").header]
    home.house.plans.unplan(home.household, plan.id)
    assert "Planned" not in [head.value for head in visit("outfits").header]


def test_a_look_is_kept_as_an_outfit(home: Home, visit: Visit, owned: list[int]) -> None:
    look = home.house.garments.looks_of(home.household, owned[0])[0]
    page = press(visit("look", look=look.id), "do_keep_look")
    (kept,) = home.house.plans.list(home.household)
    assert (kept.made, kept.garment_ids) == ("look", (owned[0],))
    press(page, "do_keep_look")
    assert len(home.house.plans.list(home.household)) == 1


def test_not_this_brings_another_and_can_be_taken_back(home: Home, visit: Visit, owned: list[int]) -> None:
    home.house.garments.delete(home.household, owned[4])
    home.house.garments.delete(home.household, owned[2])
    page = visit("outfits")
    assert len(cards(page)) == 2
    page = press(page, "skip_0")
    assert len(cards(page)) == 1 and "not suggested again for two weeks" in words(page)
    page = press(page, "skip_undo")
    assert len(cards(page)) == 2 and home.house.taste.said(home.household, None) == []


def test_shuffling_and_surprises_change_the_order_and_the_best_come_back(visit: Visit, owned: list[int]) -> None:
    page = visit("outfits")
    best = cards(page)
    orders = []
    for key in ("shuffle", "surprise", "shuffle"):
        page = press(page, key)
        orders.append(cards(page))
    assert any(order != best for order in orders)
    assert cards(press(page, "best_again")) == best


def test_outfits_are_built_around_a_garment_from_its_page(home: Home, visit: Visit, owned: list[int]) -> None:
    page = visit("garment", garment=owned[1])
    page = press(page, "do_outfits")
    assert page.title[0].value == "Outfits"
    assert len(cards(page)) == 2 and "In every outfit: dark blue top" in words(page)
    assert all(f"garment={owned[1]}" in card for card in cards(page))
    page = press(visit("outfits", around=owned[1]), "held_clear")
    assert len(cards(page)) == 6 and "In every outfit" not in words(page)


def test_locked_garments_stay_while_the_rest_is_shuffled(visit: Visit, owned: list[int]) -> None:
    page = visit("outfits")
    page.session_state["outfits_locked"] = [owned[3], 999]
    page = shown(page.run())
    assert len(cards(page)) == 3
    assert all(f"garment={owned[3]}" in card for card in cards(page))


def test_a_garment_of_the_neighbours_is_not_built_around(home: Home, visit: Visit, owned: list[int]) -> None:
    page = visit("outfits", around=999)
    assert len(cards(page)) == 6


def test_an_occasion_in_the_address_and_what_is_left_out_are_said(home: Home, visit: Visit, owned: list[int]) -> None:
    home.house.belongings.set(home.household, owned[0], occasions=["party"])
    home.house.belongings.to_wash(home.household, [owned[1]])
    page = visit("outfits", occasion="office")
    assert "Left out: 1 for other occasions, 1 in the wash." in words(page) or (
        "Left out: 1 in the wash, 1 for other occasions." in words(page)
    )
    assert len(cards(page)) == 2


def test_the_forecast_is_said_where_it_is_on(
    home: Home, visit: Visit, owned: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    home.house.forecasts.turn_on(home.household, Place("St. <b>Gallen</b>", 47.42, 9.37))
    monkeypatch.setattr(Forecasts, "of", lambda self, household, day, at=None: Told(Weather(day, 3, 9, rain_mm=5)))
    page = visit("outfits")
    assert "St. &lt;b&gt;Gallen&lt;/b&gt;: 3 to 9 °C, rain" in words(page)


def test_the_forecast_is_off_until_a_place_is_chosen(home: Home, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: Iterator[list[Place] | None] = iter([None, [], [Place("Bern", 46.948, 7.447, "Switzerland")]])
    monkeypatch.setattr(Forecasts, "find", lambda self, name, language="en": next(answers))
    page = visit("settings", part="notices")
    assert "Off. When it is on" in words(page)
    for said in ("does not answer", "No such place", None):
        page.text_input(key="weather_place").set_value("Bern")
        go = next(button for button in page.button if button.label == "Look for it")
        page = shown(go.click().run())
        assert said is None or said in words(page)
    page = press(page, "weather_place_0")
    assert home.house.forecasts.place(home.household) == Place("Bern", 46.95, 7.45)
    page = press(page, "weather_off")
    assert home.house.forecasts.place(home.household) is None


def test_a_card_puts_the_top_over_the_trousers_and_the_rest_beside() -> None:
    pieces = [
        Piece("pants", "p.png", "trousers", "/p"),
        Piece("shoes", "s.png", "shoes"),
        Piece("top", "t.png", "<top>"),
        Piece("outerwear", "o.png", "coat", new=True),
    ]
    html = outfit_picture(pieces)
    places = [html.index(name) for name in ('class="main"', "t.png", "p.png", 'class="beside"', "o.png", "s.png")]
    assert places == sorted(places)
    assert 'alt="&lt;top&gt;"' in html and 'class="piece outerwear new"' in html
    assert "small" in outfit_picture(pieces, small=True) and 'class="beside"' not in outfit_picture(pieces[:1])
    assert "&lt;i&gt;" in outfit_card(pieces, title="<i>", lines=["<b>"]) and "<b>" not in outfit_card(
        [], lines=["<b>"]
    )


def test_days_to_come_are_short() -> None:
    today = date(2026, 11, 26)
    named = [short_day(today + timedelta(days=ahead), str, today=today) for ahead in (0, 1, 2, 9)]
    assert named == ["Today", "Tomorrow", "Sat 28", "Sat 5"]
