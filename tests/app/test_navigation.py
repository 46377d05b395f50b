"""Every page has its place: in the bar, in the menu where there is no room, or within another page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Home
from tests.conftest import ROOT

Visit = Callable[..., AppTest]


def bar(page: AppTest) -> dict[str, Any]:
    """What the navigation shows."""
    parts = [part.proto for part in page.get("bidi_component")]
    (one,) = [json.loads(part.json) for part in parts if part.component_name == "otjang_nav_bar"]
    return dict(one)


def test_all_pages_are_shown_in_their_order_and_four_have_room_on_a_phone(visit: Visit) -> None:
    shown = bar(visit())
    assert [page["href"] for page in shown["pages"]] == [
        *("/", "/looks", "/wardrobe", "/outfits", "/style-check"),
        *("/for-you", "/insights", "/share", "/settings"),
    ]
    assert shown["room"] == 4 and all(page["icon"] and page["name"] for page in shown["pages"])
    assert (shown["current"], shown["here"], shown["language"]) == (0, True, "en")


@pytest.mark.parametrize(("page", "tab"), [("looks", 1), ("settings", 8), ("share", 7)])
def test_the_page_on_the_screen_is_marked(visit: Visit, page: str, tab: int) -> None:
    shown = bar(visit(page))
    assert (shown["current"], shown["here"]) == (tab, True)


def test_a_page_of_one_thing_marks_the_tab_that_leads_to_it(home: Home, visit: Visit) -> None:
    look = home.look()
    shown = bar(visit("look", look=look))
    assert (shown["pages"][shown["current"]]["href"], shown["here"]) == ("/looks", False)


def test_no_page_is_forgotten(visit: Visit) -> None:
    written = {path.stem for path in (ROOT / "app" / "views").glob("*.py")} - {"__init__"}
    navigation = (ROOT / "app" / "navigation.py").read_text("utf-8")
    addresses = (ROOT / "app" / "addresses.py").read_text("utf-8")
    for name in written:
        assert f"views/{name}.py" in addresses, name
        constant = next(line.split(":")[0] for line in addresses.splitlines() if f"views/{name}.py" in line)
        assert constant in navigation, name


def test_the_icons_are_in_the_font_that_the_app_serves() -> None:
    """A name that Streamlit does not know breaks the page that has it."""
    from streamlit.string_util import validate_material_icon

    names = (ROOT / "app" / "navigation.py").read_text("utf-8").split('icon="')[1:]
    for name in names:
        assert validate_material_icon(name.partition('"')[0])
