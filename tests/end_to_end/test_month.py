"""A month at a glance, in a real browser: by mouse, finger and keys."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.components import month
from tests.end_to_end.conftest import DESKTOP, PHONE
from tests.end_to_end.journeys import no_sideways_scroll
from tests.end_to_end.mounted import mounted, sent, touches

pytestmark = pytest.mark.end_to_end

NOVEMBER, OCTOBER, DECEMBER = "2026-11-01", "2026-10-01", "2026-12-01"


def look(id: int) -> dict[str, Any]:
    return {"href": f"/look?look={id}", "image": f"/{id}.png", "alt": f"Look {id}", "words": "Mina", "mark": ""}


def cell(when: date, looks: list[dict[str, Any]], planned: list[dict[str, Any]]) -> dict[str, Any]:
    name = f"{when.day} {when:%B}"
    return {"number": when.day, "name": name, "label": name, "today": when == date(2026, 11, 12), "looks": looks,
            "planned": planned}  # fmt: skip


def data(first: str = NOVEMBER) -> dict[str, Any]:
    """One look on the 3rd, two on the 5th, an outfit planned for the 20th."""
    begin = date.fromisoformat(first)
    looks = {3: [look(1)], 5: [look(2), look(3)]}
    planned = {20: [{"href": "/outfits", "images": ["/8.png", "/9.png"], "words": "Planned"}]}
    weeks = calendar.Calendar().monthdatescalendar(begin.year, begin.month)
    return {
        "month": first,
        "label": f"{begin:%B %Y}",
        "earlier": None if first == OCTOBER else OCTOBER,
        "later": DECEMBER if first == NOVEMBER else None,
        "months": [{"first": one, "name": one, "count": 2} for one in (OCTOBER, NOVEMBER, DECEMBER)],
        "weekdays": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        "weeks": [
            [
                cell(when, looks.get(when.day, []), planned.get(when.day, [])) if when.month == begin.month else None
                for when in week
            ]
            for week in weeks
        ],
        "rows": month.WEEKS,
        "words": {"month": "Month", "earlier": "Earlier month", "later": "Later month", "close": "Close"},
    }


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(**PHONE) as made:
        yield made


@pytest.fixture
def desktop(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(**DESKTOP) as made:
        yield made


def opened(context: BrowserContext) -> Page:
    page = mounted(context, html=month.HTML, css=month.CSS, js=month.JS, data=data())
    page.evaluate("() => { history.pushState = (_, __, to) => sent.push(['went', to]); }")
    return page


def focused(page: Page) -> str:
    name: str = page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.tagName")
    return name


def test_a_day_with_one_look_opens_it_and_one_with_more_its_list(phone: BrowserContext) -> None:
    page = opened(phone)
    no_sideways_scroll(page)
    for box in (one.bounding_box() for one in page.locator(".cell").all()):
        assert box is not None and box["width"] >= 44 and box["height"] >= 44
    page.get_by_role("link", name="3 November").tap()
    assert sent(page, "went") == ["/look?look=1"]
    assert page.get_by_role("button", name="5 November").locator("i").inner_text() == "2"
    page.get_by_role("button", name="5 November").tap()
    expect(page.get_by_role("heading", name="5 November")).to_be_visible()
    expect(page.locator("section img")).to_have_count(2)
    page.locator("section a").nth(1).tap()
    assert sent(page, "went")[-1] == "/look?look=3"
    page.get_by_role("button", name="20 November").tap()
    expect(page.locator("section").get_by_text("Planned")).to_be_visible()


def test_today_is_marked_and_days_without_looks_are_quiet(desktop: BrowserContext) -> None:
    page = opened(desktop)
    assert page.locator("[aria-current=date]").get_attribute("aria-label") == "12 November"
    assert page.locator(".cell:has(img)").count() == 3
    page.locator(".cell").nth(1).click()
    expect(page.locator("section")).to_be_hidden()
    faint = page.locator(".planned img").first.evaluate("image => Number(getComputedStyle(image).opacity)")
    assert faint < 0.8


def test_other_months_come_by_buttons_the_list_and_a_swipe_and_nothing_jumps(phone: BrowserContext) -> None:
    page = opened(phone)
    height = page.locator("table").bounding_box()
    page.get_by_role("button", name="Earlier month").tap()
    page.get_by_role("button", name="Later month").tap()
    page.get_by_label("Month", exact=True).select_option(OCTOBER)
    assert sent(page, "month") == [OCTOBER, DECEMBER, OCTOBER]
    page.evaluate("data => mount(data)", data(OCTOBER))
    assert page.locator("table").bounding_box() == height
    expect(page.get_by_role("button", name="Earlier month")).to_be_disabled()
    page.evaluate("data => mount(data)", data(NOVEMBER))
    touches(page, [[(250, 300)], [(200, 302)], [(120, 304)], [(90, 304)]])
    assert sent(page, "month")[3:] == [DECEMBER], "to the left is later"
    touches(page, [[(90, 300)], [(150, 302)], [(240, 304)]])
    assert sent(page, "month")[4:] == [OCTOBER]
    touches(page, [[(180, 500)], [(184, 400)], [(188, 250)]])
    assert len(sent(page, "month")) == 5 and page.evaluate("scrollY") > 0, "up and down is the page's"
    assert not sent(page, "went"), "a swipe is no tap"


def test_keys_go_from_day_to_day_and_on_into_other_months(desktop: BrowserContext) -> None:
    page = opened(desktop)
    page.locator("[aria-current=date]").focus()
    for key, day in (("ArrowRight", 13), ("ArrowUp", 6), ("ArrowLeft", 5), ("End", 30), ("ArrowUp", 23), ("Home", 1)):
        page.keyboard.press(key)
        assert focused(page) == f"{day} November", key
    assert page.locator(".cell[tabindex='0']").count() == 1
    page.keyboard.press("ArrowLeft")
    assert sent(page, "month") == [OCTOBER]
    page.evaluate("data => mount(data)", data(OCTOBER))
    assert focused(page) == "31 October"
    page.keyboard.press("PageDown")
    assert sent(page, "month") == [OCTOBER], "there is no later one"
    page.evaluate("data => mount(data)", data(NOVEMBER))
    assert focused(page) == "30 November", "a month without this day has its last one"
    page.get_by_role("button", name="5 November").focus()
    page.keyboard.press("Enter")
    expect(page.locator("section")).to_be_focused()
    page.keyboard.press("Escape")
    assert focused(page) == "5 November"
    expect(page.locator("section")).to_be_hidden()
