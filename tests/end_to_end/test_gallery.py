"""The gallery and a garment's pictures in a real browser: selecting, a list that goes on, and choosing a picture."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT
from tests.end_to_end.conftest import PHONE

pytestmark = pytest.mark.end_to_end

COMPONENTS = ROOT / "app" / "components"
PAGE = """<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>{css} body {{ position: relative; margin: 80px 0 0 }}</style>{html}
<script type="module">
import show from "/component.js";
globalThis.told = [];
const tell = (name, value) => globalThis.told.push([name, value]);
globalThis.draw = (data) => show({{ data, parentElement: document.body, setStateValue: tell, setTriggerValue: tell }});
draw({data});
</script>"""
GIF = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
Open = Callable[[str, str, dict[str, Any]], Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Opens a component, by the path of its files and its HTML, with data."""
    with browser.new_context(**PHONE) as context:

        def open_page(path: str, html: str, data: dict[str, Any]) -> Page:
            page = context.new_page()
            file = Path(COMPONENTS, path)
            css = file.with_suffix(".css").read_text("utf-8")
            shown = PAGE.format(css=css, html=html, data=json.dumps(data))
            page.route("**/*.gif*", lambda route: route.fulfill(body=GIF, content_type="image/gif"))
            page.route("**/component.js", lambda route: route.fulfill(path=file.with_suffix(".js")))
            page.route("http://parts.test/", lambda route: route.fulfill(body=shown, content_type="text/html"))
            page.goto("http://parts.test/")
            return page

        yield open_page


def gallery_of(count: int, **more: Any) -> dict[str, Any]:
    """The data of a gallery with so many tiles."""
    tiles = [
        {"id": number, "image": f"/{number}.gif", "sharper": "", "alt": f"T{number}", "title": f"Garment {number}",
         "subtitle": "", "badge": "", "mark": "", "href": f"/garment?garment={number}", "state": ""}
        for number in range(1, count + 1)
    ]  # fmt: skip
    data = {"tiles": tiles, "label": "Garments", "shape": "cutout", "mode": "open", "ratio": "1 / 1", "least": "150px"}
    return data | more


def told(page: Page, name: str) -> list[Any]:
    return [value for told, value in page.evaluate("told") if told == name]


def draw(page: Page, data: dict[str, Any]) -> None:
    page.evaluate("data => draw(data)", data)


def test_links_become_buttons_to_tick_and_nothing_moves(opened: Open) -> None:
    from app.components.gallery import HTML

    page = opened("gallery.js", HTML, gallery_of(4))
    expect(page.get_by_role("link")).to_have_count(4)
    expect(page.locator(".frame img").first).to_have_class("shown")
    picture, place = page.locator(".frame img").first.element_handle(), page.locator("li").first.bounding_box()
    selecting = {"mode": "select", "round": 1, "every": [1, 2, 3, 4, 5], "all": "Select all 5", "none": "Select none"}
    draw(page, gallery_of(4, **selecting))
    expect(page.get_by_role("link")).to_have_count(0)
    assert picture is not None and picture.evaluate("image => image.isConnected"), "no picture is loaded again"
    assert page.locator("li").first.bounding_box() == place
    page.get_by_role("button", name="Garment 2").tap()
    expect(page.get_by_role("button", name="Garment 2")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Select all 5").tap()
    page.get_by_role("button", name="Garment 1").tap()
    assert [one["ids"] for one in told(page, "selected")] == [[2], [2, 1, 3, 4, 5], [2, 3, 4, 5]]
    page.get_by_role("button", name="Select all 5").tap()
    page.get_by_role("button", name="Select none").tap()
    assert told(page, "selected")[-1] == {"round": 1, "ids": []}


def test_another_round_begins_with_nothing_selected(opened: Open) -> None:
    from app.components.gallery import HTML

    one, two = ({"mode": "select", "round": number, "every": [1, 2], "all": "All", "none": "None"} for number in (1, 2))
    page = opened("gallery.js", HTML, gallery_of(2, **one))
    page.get_by_role("button", name="Garment 1").tap()
    draw(page, gallery_of(2))
    draw(page, gallery_of(2, **two))
    expect(page.locator("[aria-pressed=true]")).to_have_count(0)
    page.get_by_role("button", name="Garment 2").tap()
    assert told(page, "selected")[-1] == {"round": 2, "ids": [2]}


def test_who_comes_near_the_end_gets_more_once(opened: Open) -> None:
    from app.components.gallery import HTML

    page = opened("gallery.js", HTML, gallery_of(40, more="Show more"))
    assert told(page, "more") == []
    page.mouse.wheel(0, 9000)
    page.wait_for_function("told.length > 0")
    draw(page, gallery_of(40, more="Show more"))
    page.mouse.wheel(0, -200)
    page.mouse.wheel(0, 200)
    expect(page.get_by_role("button", name="Show more")).to_be_in_viewport()
    assert told(page, "more") == [40]
    page.get_by_role("button", name="Show more").tap()
    assert told(page, "more") == [40, 40], "a tap always asks"
    draw(page, gallery_of(60))
    expect(page.get_by_role("button", name="Show more")).to_be_hidden()


def test_a_garments_pictures_are_chosen_by_taps_and_keys(opened: Open) -> None:
    from app.components.garment.views import HTML

    views = [
        {"small": f"/{n}s.gif", "medium": f"/{n}m.gif", "large": f"/{n}l.gif", "alt": f"Coat, day {n}",
         "caption": f"Day {n}", "shape": "cutout"}
        for n in range(3)
    ]  # fmt: skip
    data = {"views": views, "label": "Pictures of a coat", "back": "Previous picture", "on": "Next picture"}
    page = opened("garment/views.js", HTML, data)
    strip, small = page.get_by_label("Pictures of a coat"), page.locator(".small button")
    expect(small.nth(0)).to_have_attribute("aria-current", "true")
    small.nth(2).tap()
    expect(small.nth(2)).to_have_attribute("aria-current", "true")
    expect(page.get_by_text("Day 2")).to_be_in_viewport()
    strip.press("ArrowLeft")
    expect(small.nth(1)).to_have_attribute("aria-current", "true")
    draw(page, data)
    expect(small.nth(1)).to_have_attribute("aria-current", "true"), "a page that is drawn again stays where it is"
    draw(page, data | {"views": views[:1]})
    expect(page.locator(".line")).to_be_hidden()
