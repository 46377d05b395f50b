"""Garments that light on a photo, in a real browser: by mouse, finger and keys, together with their cards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.components import regions
from tests.end_to_end.conftest import DESKTOP, PHONE
from tests.end_to_end.mounted import mounted, sent, touches

pytestmark = pytest.mark.end_to_end

CARDS = "<style>:root { --accent: green }</style>" + "".join(
    f'<div class="st-key-sighting_{id}" style="height:60px"><button>Card {id}</button></div>' for id in (1, 2, 3)
)


def square(id: int, name: str, left: int, top: int, side: int, href: str | None = None) -> dict[str, Any]:
    """A garment on a grid of 60 × 90."""
    right, bottom = left + side, top + side
    return {
        "id": id,
        "name": name,
        "href": href,
        "asks": href is None,
        "grid": [60, 90],
        "path": f"M{left} {top} {right} {top} {right} {bottom} {left} {bottom}Z",
        "centre": [(left + side / 2) / 60, (top + side / 2) / 90],
        "small": side < 6,
    }


COAT = square(1, "black coat", 10, 20, 40, "/garment?garment=7")
BELT = square(2, "brown belt", 14, 26, 3, "/garment?garment=8")
SHOES = square(3, "red shoes", 20, 70, 15)
DATA: dict[str, Any] = {
    "image": "/photo.png",
    "srcset": "/photo.png 800w",
    "ratio": "60 / 90",
    "alt": "Look of today",
    "label": "Garments",
    "change": "Change",
    "failed": "Not loaded",
    "card": "sighting_",
    "regions": [COAT, SHOES, BELT],  # the largest first
}


@pytest.fixture
def desktop(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(**DESKTOP) as made:
        yield made


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(**PHONE) as made:
        yield made


def opened(context: BrowserContext, **more: Any) -> Page:
    page = mounted(context, html=regions.HTML + CARDS, css=regions.CSS, js=regions.JS, data=DATA | more)
    expect(page.locator(".photo.shown")).to_have_count(1)
    page.evaluate("() => { history.pushState = (_, __, to) => sent.push(['went', to]); }")
    return page


def at(page: Page, region: dict[str, Any]) -> tuple[float, float]:
    """Where on the screen a garment's middle is."""
    box = page.locator("svg").bounding_box()
    assert box is not None
    x, y = region["centre"]
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def lit(page: Page) -> str | None:
    """The name of what is lit, with its line, its card and the rest dimmed; None where nothing is."""
    if page.locator(".stage.lit").count() == 0:
        expect(page.locator(".tag")).to_be_hidden()
        return None
    name = page.locator(".tag :is(a, span):not([hidden])").inner_text()
    (region,) = [one for one in DATA["regions"] if one["name"].lower() == name.lower().removesuffix(" ›")]
    assert page.locator(".edge").last.get_attribute("d") == region["path"]
    assert (page.locator(".shade").get_attribute("d") or "").endswith(region["path"])
    outlines = [
        page.locator(f".st-key-sighting_{id}").evaluate("card => getComputedStyle(card).outlineStyle")
        for id in (1, 2, 3)
    ]
    assert outlines == ["solid" if id == region["id"] else "none" for id in (1, 2, 3)]
    return str(region["name"])


def test_the_pointer_lights_what_is_under_it_the_small_before_the_large(desktop: BrowserContext) -> None:
    page = opened(desktop)
    for region in (COAT, BELT, SHOES):
        page.mouse.move(*at(page, region))
        assert lit(page) == region["name"]
    page.mouse.move(1, 1)
    expect(page.locator(".stage.lit")).to_have_count(0)
    page.mouse.click(*at(page, COAT))
    page.mouse.move(1, 1)
    page.wait_for_timeout(400)
    assert lit(page) == COAT["name"], "what was clicked stays"
    page.keyboard.press("Escape")
    page.mouse.click(*at(page, COAT))
    assert lit(page) is None, "a second click takes it back"


def test_a_card_lights_its_garment_by_mouse_and_by_keys(desktop: BrowserContext) -> None:
    page = opened(desktop)
    page.get_by_role("button", name="Card 3").hover()
    assert lit(page) == SHOES["name"]
    page.get_by_role("button", name="Card 1").focus()
    assert lit(page) == COAT["name"]
    page.mouse.move(1, 1)
    expect(page.locator(".stage.lit")).to_have_count(0)


def test_a_finger_lights_opens_the_page_and_asks_for_a_correction(phone: BrowserContext) -> None:
    page = opened(phone)
    page.touchscreen.tap(*at(page, COAT))
    assert lit(page) == COAT["name"]
    for part in page.locator(".tag :is(a, button)").all():
        box = part.bounding_box()
        assert box is not None and box["height"] >= 44 and box["width"] >= 44
    page.locator(".tag a").tap()
    assert sent(page, "went") == [COAT["href"]]
    page.touchscreen.tap(*at(page, SHOES))
    assert lit(page) == SHOES["name"]
    shoes, name = at(page, SHOES), page.locator(".tag").bounding_box()
    assert name is not None and name["y"] + name["height"] < shoes[1] - 20, "the name does not lie on the garment"
    page.get_by_role("button", name="Change").tap()
    assert sent(page, "change") == [SHOES["id"]]
    x, y = at(page, COAT)
    touches(page, [[(x, y)], [(x, y - 60)], [(x, y - 140)]])
    assert page.evaluate("scrollY") > 0, "the page scrolls under a finger that moves"


def test_keys_reach_every_garment_and_screen_readers_a_list(desktop: BrowserContext) -> None:
    page = opened(desktop)
    garments = page.get_by_role("list", name="Garments")
    expect(garments.get_by_role("listitem")).to_have_count(3)
    expect(garments.get_by_role("link")).to_have_text(["black coat", "brown belt"])
    page.keyboard.press("Tab")
    assert lit(page) == COAT["name"]
    for key, region in (
        ("ArrowRight", SHOES),
        ("ArrowDown", BELT),
        ("ArrowRight", COAT),
        ("End", BELT),
        ("ArrowLeft", SHOES),
    ):
        page.keyboard.press(key)
        assert lit(page) == region["name"], key
    page.keyboard.press("Enter")
    assert sent(page, "change") == [SHOES["id"]], "one that is nobody's has no page"
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    assert sent(page, "went") == [COAT["href"]]
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Change")).to_be_focused()
    assert lit(page) == COAT["name"]


def test_garments_come_without_moving_anything_and_go_with_the_page(desktop: BrowserContext) -> None:
    page = opened(desktop, regions=[])
    box = page.locator(".stage").bounding_box()
    page.evaluate("data => mount(data)", DATA)
    assert page.locator(".stage").bounding_box() == box
    expect(page.locator(".dots i")).to_have_count(3)
    page.mouse.move(*at(page, COAT))
    assert lit(page) == COAT["name"]
    page.evaluate("close()")
    page.get_by_role("button", name="Card 3").hover()
    assert page.locator(".edge").last.get_attribute("d") == COAT["path"], "nothing listens any more"
    assert page.evaluate("document.adoptedStyleSheets.length") == 0


def test_a_photo_that_does_not_come_is_told(desktop: BrowserContext) -> None:
    page = mounted(
        desktop, html=regions.HTML, css=regions.CSS, js=regions.JS, data=DATA | {"image": "data:,", "srcset": ""}
    )
    expect(page.get_by_text("Not loaded")).to_be_visible()
