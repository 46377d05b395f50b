"""Facts of a garment on its page, where it is, and the wardrobe's own views of the wash and the seasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Home, shown, tiles, words
from wardrobe.garments_csv import write_csv

Visit = Callable[..., AppTest]


@pytest.fixture
def jeans(home: Home) -> int:
    """Worn on two days."""
    garment = home.garment()
    home.sighting(home.look(), garment)
    home.sighting(home.look(days_ago=1), garment, decision="same")
    return garment


def known(home: Home, garment: int) -> Any:
    return home.house.garments.get(home.household, garment).belonging


def test_the_page_says_what_is_known_and_what_a_wear_costs(home: Home, visit: Visit, jeans: int) -> None:
    text = words(visit("garment", garment=jeans))
    assert "Brand" not in text and "Cost per wear" not in text
    facts = {"brand": "A & <b>", "price_minor": 13000, "currency": "EUR", "occasions": ["office"], "tags": ["from Mum"]}
    home.house.belongings.set(home.household, jeans, **facts)  # type: ignore[arg-type]
    text = words(visit("garment", garment=jeans))
    assert "A &amp; &lt;b&gt;" in text and "130.00 EUR" in text and "65.00 EUR" in text
    assert "Office" in text and "From Mum" in text


def test_a_tap_puts_it_in_the_wash_and_another_makes_it_clean(home: Home, visit: Visit, jeans: int) -> None:
    page = shown(visit("garment", garment=jeans).button(key="do_wash").click().run())
    assert known(home, jeans).in_wash and "In the wash" in words(page)
    page = shown(page.button(key="do_washed").click().run())
    assert known(home, jeans).washed_on == date.today() and known(home, jeans).wears_since_wash == 0
    shown(page.button(key="undo_button").click().run())
    assert known(home, jeans).in_wash


def test_a_tap_puts_it_away_and_brings_it_back(home: Home, visit: Visit, jeans: int) -> None:
    page = shown(visit("garment", garment=jeans).button(key="do_put_away").click().run())
    assert known(home, jeans).put_away
    shown(page.button(key="do_bring_back").click().run())
    assert not known(home, jeans).put_away


def test_what_was_worn_often_asks_for_the_wash(home: Home, visit: Visit, jeans: int) -> None:
    assert "time to wash" not in words(visit("garment", garment=jeans))
    home.sighting(home.look(days_ago=2), jeans, decision="same")
    assert "Worn 3 times since the wash: time to wash?" in words(visit("garment", garment=jeans))


def script(garment: int) -> None:
    """A page that is nothing but the form of a garment's facts."""
    from app.components.belonging import edit_facts
    from app.session import me

    who = me()
    edit_facts(who, who.house.garments.get(who.household, garment))


def form(garment: int) -> AppTest:
    return shown(AppTest.from_function(script, kwargs={"garment": garment}, default_timeout=90).run())


@pytest.mark.usefixtures("visit")
def test_the_form_keeps_facts_and_shows_them_again(home: Home, jeans: int) -> None:
    page = form(jeans)
    page.text_input(key="facts_brand").set_value("Acme")
    page.text_input(key="facts_price").set_value("1.299,50")
    page.text_input(key="facts_currency").set_value("eur")
    page.date_input(key="facts_bought").set_value(date(2025, 3, 4))
    page.number_input(key="facts_weight").set_value(620)
    page.button_group(key="facts_occasions").set_value(["casual", "office"])
    page.text_input(key="facts_tags").set_value("travel, from Mum,")
    shown(page.button(key="FormSubmitter:facts-Save").click().run())
    found = known(home, jeans)
    assert (found.brand, found.price_minor, found.currency, found.weight_grams) == ("Acme", 129950, "EUR", 620)
    assert (found.bought_on, found.occasions, found.tags) == (
        date(2025, 3, 4),
        ("casual", "office"),
        ("travel", "from Mum"),
    )
    again = form(jeans)
    assert again.text_input(key="facts_price").value == "1299.50"
    assert again.text_input(key="facts_tags").value == "travel, from Mum"
    shown(again.button(key="FormSubmitter:facts-Save").click().run())
    assert known(home, jeans) == found


@pytest.mark.usefixtures("visit")
@pytest.mark.parametrize(
    ("price", "currency", "said"),
    [("12", "", "needs its currency"), ("lots", "EUR", "is no price"), ("5", "ZZZ", "ZZZ")],
)
def test_what_cannot_be_so_is_said_and_nothing_is_kept(
    home: Home, jeans: int, price: str, currency: str, said: str
) -> None:
    page = form(jeans)
    page.text_input(key="facts_brand").set_value("Acme")
    page.text_input(key="facts_price").set_value(price)
    page.text_input(key="facts_currency").set_value(currency)
    page = shown(page.button(key="FormSubmitter:facts-Save").click().run())
    assert said in words(page) and known(home, jeans).brand is None


def test_the_wardrobe_has_views_of_the_wash_and_washes_all_at_once(home: Home, visit: Visit, jeans: int) -> None:
    shoes = home.garment("shoes")
    home.sighting(home.look(), shoes, category="shoes", kind=None)
    assert "state" not in {group.key for group in visit("wardrobe").get("button_group")}
    home.house.belongings.to_wash(home.household, [jeans])
    page = visit("wardrobe")
    assert list(page.button_group(key="state").options) == ["In the wash 1"]
    page = visit("wardrobe", state="wash")
    assert [tile["id"] for tile in tiles(page)] == [jeans]
    assert page.button(key="care_clean").label == "Washed (1)"
    page = shown(page.button(key="care_clean").click().run())
    assert not known(home, jeans).in_wash
    assert {tile["id"] for tile in tiles(page)} == {jeans, shoes}, "nothing is in the wash: the whole wardrobe again"


def test_what_is_put_away_is_brought_back_from_its_view(home: Home, visit: Visit, jeans: int) -> None:
    home.house.belongings.put_away(home.household, [jeans])
    page = visit("wardrobe", state="away")
    shown(page.button(key="care_back").click().run())
    assert not known(home, jeans).put_away


def test_a_look_has_stars_and_an_occasion(home: Home, visit: Visit, jeans: int) -> None:
    look = home.house.looks.page(home.household)[0].id
    page = shown(visit("look", look=look).button_group(key=f"occasion_{look}_None").select("party").run())
    assert home.house.looks.get(home.household, look).occasion == "party"
    assert "person" not in {box.key.split("_")[0] for box in page.selectbox}, "one person lives here"


def test_the_wardrobe_goes_out_as_a_file_and_comes_back_with_a_look_at_what_changes(
    home: Home, visit: Visit, jeans: int
) -> None:
    page = visit("settings", part="backup")
    assert any("Download CSV" in str(one.proto.label) for one in page.get("download_button"))
    data = write_csv(home.house.garments.list(home.household)).replace(b"pants,jeans,dark blue,", b"pants,jeans,,Acme")
    page.file_uploader(key="csv_0").upload("x.csv", data + b"99,none\n", "text/csv")
    page = shown(page.run())
    text = words(page)
    assert "1 garments would change." in text and "Line 3, id:" in text
    page = shown(page.button(key="csv_take").click().run())
    assert known(home, jeans).brand == "Acme"
