"""The board of outfits in a real browser: by finger, mouse and keys; what is seen is what is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from app.components.canvas import component
from tests.end_to_end.conftest import DESKTOP, PHONE
from tests.end_to_end.mounted import mounted, sent, touches

pytestmark = pytest.mark.end_to_end

Open = Callable[..., Page]


def piece(id: int, x: float, y: float, size: float = 0.4, **more: Any) -> dict[str, Any]:
    name = f"Garment {id}"
    return {"id": id, "name": name, "image": f"/{id}.png", "sharper": "", "x": x, "y": y, "size": size, "turn": 0,
            "layer": 0} | more  # fmt: skip


def data(*pieces: dict[str, Any], draft: str = "new", tiles: int = 3, more: bool = True) -> dict[str, Any]:
    tray = [piece(id, 0.5, 0.3, layer=10 - id) for id in range(1, tiles + 1)]
    asked = {"words": "", "category": "", "pages": 1}
    chips = [{"code": "pants", "name": "Trousers"}, {"code": "shoes", "name": "Shoes"}]
    words = component.words(lambda text: text)
    shown = {"tiles": tray, "chips": chips, "more": more, "asked": asked}
    return {"draft": draft, "done": None, "pieces": list(pieces), "most": 3, "tray": shown, "words": words}


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(**DESKTOP) as made:
        yield made


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(**PHONE) as made:
        yield made


def opened(context: BrowserContext, *pieces: dict[str, Any], **more: Any) -> Page:
    page = mounted(context, html=component.HTML, css=component.CSS, js=component.JS, data=data(*pieces, **more))
    expect(page.locator(".tile").first).to_be_visible()
    page.wait_for_function("[...document.querySelectorAll('.piece')].every(one => one.opaque)")
    return page


def on_board(page: Page, id: int) -> Locator:
    return page.locator(".board").get_by_role("button", name=f"Garment {id}", exact=True)


def at(page: Page, x: float, y: float) -> tuple[float, float]:
    """A place of the board on the screen."""
    box = page.locator(".board").bounding_box()
    assert box is not None
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def kept(page: Page) -> list[dict[str, float]]:
    """The layout, from the lowest piece up, as it is sent when it is kept."""
    page.get_by_role("button", name="Keep", exact=True).click()
    layout: list[dict[str, float]] = sent(page, "kept")[-1]["layout"]
    return layout


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    (x, y), (right, down) = at(page, *start), at(page, *end)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + right) / 2, (y + down) / 2, steps=4)
    page.mouse.move(right, down, steps=4)
    page.mouse.up()


def test_a_tap_puts_a_garment_on_the_board_where_what_is_worn_over_it_lies_over_it(context: BrowserContext) -> None:
    page = opened(context)
    expect(page.get_by_text("Tap a garment below")).to_be_visible()
    expect(page.get_by_role("button", name="Keep", exact=True)).to_be_disabled()
    for number in (1, 2):
        page.locator(".tile").nth(number - 1).click()
        expect(page.locator(".tile").nth(number - 1)).to_have_attribute("aria-pressed", "true")
    layout = kept(page)
    assert [one["garment_id"] for one in layout] == [2, 1]
    assert (layout[1]["x"], layout[1]["y"]) == (0.5, 0.3) and layout[0]["x"] > 0.5
    page.locator(".tile").first.click()
    assert len(kept(page)) == 2
    expect(on_board(page, 1)).to_have_attribute("aria-pressed", "true")


def test_a_piece_is_dragged_and_snaps_gently_to_the_middle(context: BrowserContext) -> None:
    page = opened(context, piece(1, 0.2, 0.25))
    drag(page, (0.2, 0.25), (0.505, 0.7))
    (laid,) = kept(page)
    assert laid["x"] == 0.5 and laid["y"] == pytest.approx(0.7, abs=0.01)
    page.get_by_role("button", name="Undo").click()
    (laid,) = kept(page)
    assert (laid["x"], laid["y"]) == (0.2, 0.25)


def test_what_is_transparent_belongs_to_what_lies_below(context: BrowserContext) -> None:
    page = opened(context, piece(1, 0.3, 0.3, 0.2), piece(2, 0.5, 0.46, 0.8))
    drag(page, (0.3, 0.3), (0.1, 0.1))  # within the box of the upper one, where it shows nothing
    lower, upper = kept(page)
    assert (lower["x"], upper["x"]) == (pytest.approx(0.1, abs=0.01), 0.5)


def test_a_finger_drags_two_fingers_scale_and_turn(phone: BrowserContext) -> None:
    page = opened(phone, piece(1, 0.5, 0.5, 0.5))
    x, y = at(page, 0.5, 0.5)
    touches(page, [[(x + step * 6, y)] for step in range(12)])
    (laid,) = kept(page)
    assert laid["x"] > 0.65 and laid["size"] == 0.5
    x, y = at(page, laid["x"], 0.5)
    touches(page, [[(x - 20, y), (x + 20, y)], [(x - 30, y), (x + 30, y)], [(x, y - 40), (x, y + 40)]])
    (laid,) = kept(page)
    assert laid["size"] == pytest.approx(1.0, abs=0.05) and abs(laid["turn"]) == 90
    page.get_by_role("button", name="Undo").click()
    assert kept(page)[0]["size"] == 0.5


def test_the_page_scrolls_from_the_ground_of_the_board_and_not_from_a_piece(phone: BrowserContext) -> None:
    page = opened(phone, piece(1, 0.5, 0.5, 0.6))
    for start, scrolls in ((at(page, 0.5, 0.5), False), (at(page, 0.05, 0.5), True)):
        touches(page, [[(start[0], start[1] - step * 10)] for step in range(12)])
        page.wait_for_timeout(200)
        assert (page.evaluate("scrollY") > 0) is scrolls
        page.evaluate("scrollTo(0, 0)")


def test_the_grip_scales_and_is_as_large_as_a_thumb(context: BrowserContext) -> None:
    page = opened(context, piece(1, 0.4, 0.4, 0.4))
    page.mouse.click(*at(page, 0.4, 0.4))
    box = page.locator(".grip").bounding_box()
    assert box is not None and min(box["width"], box["height"]) >= 44
    (x, y), middle = (box["x"] + 22, box["y"] + 22), at(page, 0.4, 0.4)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + (x - middle[0]) / 2, y + (y - middle[1]) / 2, steps=4)
    page.mouse.up()
    (laid,) = kept(page)
    assert laid["size"] == pytest.approx(0.6, abs=0.03) and laid["turn"] == 0


def test_everything_can_be_done_by_keys(context: BrowserContext) -> None:
    page = opened(context, piece(1, 0.3, 0.3), piece(2, 0.7, 0.7))
    press = page.keyboard.press
    on_board(page, 1).focus()
    expect(on_board(page, 1)).to_have_attribute("aria-pressed", "true")
    for key in ("ArrowRight", "Shift+ArrowDown", "+", "r", "]"):
        press(key)
    below, above = kept(page)
    assert (below["garment_id"], above["garment_id"]) == (2, 1)
    assert (above["x"], above["y"], above["turn"]) == (pytest.approx(0.31), pytest.approx(0.35), 15)
    assert above["size"] == pytest.approx(0.42)
    expect(page.get_by_role("status")).to_have_text("Garment 1: 1 of 2 from the front.")
    on_board(page, 1).focus()
    press("Delete")
    assert [one["garment_id"] for one in kept(page)] == [2]
    on_board(page, 2).focus()
    press("Control+z")
    assert len(kept(page)) == 2
    on_board(page, 2).focus()
    press("Control+Shift+z")
    assert len(kept(page)) == 1


def test_the_wheel_scales_the_chosen_piece_and_else_scrolls(context: BrowserContext) -> None:
    page = opened(context, piece(1, 0.5, 0.4, 0.4))
    page.mouse.move(*at(page, 0.5, 0.4))
    page.mouse.wheel(0, 100)
    page.wait_for_function("scrollY > 0")
    page.evaluate("scrollTo(0, 0)")
    page.mouse.click(*at(page, 0.5, 0.4))
    page.mouse.wheel(0, -200)
    expect(page.get_by_role("status")).to_contain_text("% wide")
    assert kept(page)[0]["size"] > 0.45 and page.evaluate("scrollY") == 0


def test_no_more_garments_than_an_outfit_has(context: BrowserContext) -> None:
    page = opened(context, piece(7, 0.2, 0.2), piece(8, 0.4, 0.4), piece(9, 0.6, 0.6))
    page.locator(".tile").first.click()
    expect(page.get_by_role("status")).to_contain_text("at most")
    assert len(kept(page)) == 3


def test_the_tray_asks_for_a_category_words_and_a_page_more(context: BrowserContext) -> None:
    page = opened(context)
    page.get_by_role("button", name="Trousers").click()
    page.get_by_role("button", name="Show more").click()
    page.get_by_role("searchbox").fill(" blue ")
    page.wait_for_function("sent.length === 3")
    first = {"words": "", "category": "pants", "pages": 1}
    assert sent(page, "asked") == [first, first | {"pages": 2}, first | {"words": "blue"}]
    expect(page.locator(".tiles")).to_have_attribute("aria-busy", "true")
    page.evaluate("data => mount(data)", data(tiles=1, more=False) | {})
    expect(page.locator(".tile")).to_have_count(1)


def test_what_is_not_kept_yet_is_there_after_a_reload_until_it_is(context: BrowserContext) -> None:
    page = opened(context)
    page.locator(".tile").nth(2).click()
    page.wait_for_function("sessionStorage.length === 1")
    page.reload()
    expect(on_board(page, 3)).to_be_visible()
    done = data(piece(3, 0.5, 0.3), draft="outfit-1") | {"done": {"draft": "new", "number": 4}}
    page.evaluate("data => mount(data)", done)
    page.evaluate("data => mount(data)", data())
    expect(page.locator(".piece")).to_have_count(0)


def test_a_picture_that_is_missing_leaves_its_name(context: BrowserContext) -> None:
    page = opened(context, piece(1, 0.5, 0.5))
    page.route("**/missing.png", lambda route: route.abort())
    page.evaluate("data => mount(data)", data(piece(2, 0.5, 0.5, image="/missing.png"), draft="other"))
    expect(page.locator(".piece.missing")).to_have_count(1)
    drag(page, (0.5, 0.5), (0.3, 0.3))
    assert kept(page)[0]["x"] == pytest.approx(0.3, abs=0.01)


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_sticks_out_and_all_targets_are_large_enough(browser: Browser, screen: dict[str, Any]) -> None:
    page = opened(browser.new_context(**screen), piece(1, 0.5, 0.5))
    small = page.evaluate(
        """[...document.querySelectorAll('button:not(.piece), input')].map(one => [one, one.getBoundingClientRect()])
        .filter(([one, box]) => box.width && (box.width < 44 || box.height < 44)).map(([one]) => one.className)"""
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
