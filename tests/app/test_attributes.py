"""Chips on a garment's page: what it is, how sure that is, and one tap to correct it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from app.components.attributes import GUESS, certainty
from embeddings.colour import NAMES
from tests.app.conftest import Home, shown
from wardrobe.attributes import Said
from wardrobe.schema import SightingRow

Visit = Callable[..., AppTest]
GUESSED = {
    "kind": {"jeans": 0.95, "trousers": 0.05},
    "pattern": {"striped": 0.6, "plain": 0.4},
    "length": {"long": 0.4, "medium": 0.35, "short": 0.25},
    "formality": 0.05,
    "warmth": 0.5,
}


@pytest.fixture
def jeans(home: Home) -> int:
    """A garment of which something is guessed."""
    garment = home.garment()
    home.sighting(home.look(), garment)
    with home.house.database.write() as session:
        session.execute(update(SightingRow).values(attributes=GUESSED))
    return garment


def chips(page: AppTest) -> dict[str, str]:
    """Key and label of every chip."""
    return {menu.key: menu.label for menu in page.get("menu_button") if (menu.key or "").startswith("chip_")}


def test_chips_say_what_it_is_and_what_is_unsure_looks_unsure(visit: Visit, jeans: int) -> None:
    found = chips(visit("garment", garment=jeans))
    assert found["chip_sure_kind"] == "**jeans**"
    assert found["chip_maybe_pattern"] == "**maybe striped**"
    assert found["chip_ask_length"] == "Length?"
    assert found["chip_sure_formality"] == "**casual**"
    assert found["chip_maybe_warmth"] == "**maybe for spring and autumn**"
    assert not [key for key in found if key.endswith("sleeve")], "trousers have no sleeves"
    assert found["chip_sure_colour"] == "**dark blue**"


def test_a_word_that_says_nothing_alone_has_its_aspect_before_it(home: Home, visit: Visit, jeans: int) -> None:
    home.house.garments.say(home.household, jeans, "length", "long")
    assert chips(visit("garment", garment=jeans))["chip_said_length"] == "Length **long**"


def test_the_colours_that_were_measured_are_offered_first_then_the_families(visit: Visit, jeans: int) -> None:
    menu = visit("garment", garment=jeans).menu_button(key="chip_sure_colour")
    assert menu.options[:3] == ["✓ Dark blue", "Black", "White"]
    assert len(menu.options) == len(NAMES)


@pytest.mark.parametrize(
    ("aspect", "probability", "by_person", "look"),
    [
        ("pattern", 0.9, False, "sure"),
        ("pattern", 0.6, False, "maybe"),
        ("pattern", 0.4, False, "ask"),
        ("pattern", 1.0, True, "said"),
        ("colour", 0.5, False, "sure"),
        ("colour", 0.3, False, "maybe"),
    ],
)
def test_how_sure_a_chip_looks(aspect: str, probability: float, by_person: bool, look: str) -> None:
    assert certainty(Said(aspect, "x", probability), by_person=by_person) == look


def test_nothing_known_asks() -> None:
    assert certainty(None, by_person=False) == "ask"
    assert certainty(None, by_person=True) == "said"


def test_one_tap_corrects_and_undo_takes_it_back(home: Home, visit: Visit, jeans: int) -> None:
    page = shown(visit("garment", garment=jeans).menu_button(key="chip_maybe_pattern").click("dotted").run())
    assert home.house.garments.get(home.household, jeans).said == {"pattern": "dotted"}
    assert chips(page)["chip_said_pattern"] == "**dotted**"
    shown(page.button(key="undo_button").click().run())
    assert home.house.garments.get(home.household, jeans).said == {}


def test_a_word_can_be_taken_back_for_the_guess(home: Home, visit: Visit, jeans: int) -> None:
    home.house.garments.say(home.household, jeans, "pattern", "dotted")
    page = shown(visit("garment", garment=jeans).menu_button(key="chip_said_pattern").click(GUESS).run())
    assert chips(page)["chip_maybe_pattern"] == "**maybe striped**"
