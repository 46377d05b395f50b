"""The questions that open above a page. Their pages open them; here they are open from the start."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Home, shown, tiles, words

Visit = Callable[..., AppTest]


def script(dialog: str, garment: int) -> None:
    """A page that is nothing but one dialog about a garment."""
    from app.components import dialogs
    from app.session import me

    who = me()
    item = who.house.garments.get(who.household, garment)
    if dialog == "split":
        dialogs.split(who, item, who.house.garments.looks_of(who.household, garment))
    else:
        getattr(dialogs, dialog)(who, item)


@pytest.fixture
def jeans(home: Home) -> int:
    """A garment that two looks show."""
    garment = home.garment()
    home.sighting(home.look(), garment)
    home.sighting(home.look(days_ago=1), garment, decision="same")
    return garment


def opened(dialog: str, garment: int) -> AppTest:
    return shown(AppTest.from_function(script, kwargs={"dialog": dialog, "garment": garment}, default_timeout=90).run())


@pytest.mark.usefixtures("visit")
class TestRename:
    def test_a_name_is_kept_as_it_was_typed(self, home: Home, jeans: int) -> None:
        page = opened("rename", jeans)
        page.text_input(key="rename_name").set_value(" <i>Best</i> *jeans* ")
        shown(page.button(key="FormSubmitter:rename-Save").click().run())
        assert home.house.garments.get(home.household, jeans).name == "<i>Best</i> *jeans*"

    def test_no_name_brings_back_the_one_of_colour_and_kind(self, home: Home, jeans: int) -> None:
        home.house.garments.rename(home.household, jeans, "Best jeans")
        page = opened("rename", jeans)
        page.text_input(key="rename_name").set_value("  ")
        shown(page.button(key="FormSubmitter:rename-Save").click().run())
        assert home.house.garments.get(home.household, jeans).name is None


@pytest.mark.usefixtures("visit")
class TestOthers:
    def test_the_category_is_changed_by_one_tap(self, home: Home, jeans: int) -> None:
        page = opened("choose_category", jeans)
        shown(page.button_group(key="category_chosen").set_value("skirt").run())
        assert home.house.garments.get(home.household, jeans).category == "skirt"

    def test_split_shows_every_cut_out_and_waits_for_a_choice(self, jeans: int) -> None:
        page = opened("split", jeans)
        assert len(tiles(page)) == 2
        assert page.button(key="split_go").disabled

    def test_merge_says_when_there_is_nothing_to_merge_with(self, jeans: int) -> None:
        assert "There is no other garment of this category yet." in words(opened("merge", jeans))

    def test_merge_can_show_every_category(self, home: Home, jeans: int) -> None:
        shoes = home.garment("shoes")
        home.sighting(home.look(), shoes, category="shoes", kind=None)
        page = opened("merge", jeans)
        assert tiles(page) == []
        page = shown(page.toggle(key="pick_everything").set_value(True).run())
        assert [tile["id"] for tile in tiles(page)] == [shoes]
