"""What a person does in the browser, in one line each."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.conftest import ROOT
from tests.end_to_end.conftest import OWNER, PASSWORD, Server

SHOP = ROOT / "tests" / "pictures" / "catalogue"
"""The project's own shop: feed.csv and its pictures."""


def make_account(page: Page, url: str) -> None:
    """The first visit: everything leads to the form for the owner's account."""
    page.goto(url)
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    page.get_by_label("Name", exact=True).fill(OWNER)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_role("heading", name=f"Welcome, {OWNER}")).to_be_visible()


def log_in(page: Page, url: str, password: str = PASSWORD) -> None:
    page.goto(url)
    page.get_by_label("Name", exact=True).fill(OWNER)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in").click()


def add_catalogue(server: Server) -> str:
    """The project's own shop, as the owner adds it on the command line; what that says."""
    return server.command("catalogue", "add", SHOP / "feed.csv", "--name", "Otjang Studio", "--pictures", SHOP)


def upload(page: Page, files: list[Path]) -> None:
    """Add pictures of this device, on Today."""
    settled(page)  # until then a field of the page before may be there, which hands nothing on any more
    page.locator("input[type=file]").first.set_input_files(files)


def newest(page: Page) -> Locator:
    """The look that came last, on Today."""
    return page.locator("article")


def tiles(page: Page) -> Locator:
    """The pictures of the gallery on the page."""
    return page.locator(".gallery li")


def garments_found(page: Page, looks: int, timeout: float) -> None:
    """Have them all on the page of looks, and wait, without a reload, until that many say what they show."""
    if not page.get_by_role("heading", name="Looks", level=1).is_visible():
        expect(newest(page)).to_be_visible(timeout=timeout * 1000)
        open_tab(page, "Looks")
    done = tiles(page).filter(has_text=re.compile(r"\d+ garments?"))
    expect(done).to_have_count(looks, timeout=timeout * 1000)


def open_tab(page: Page, name: str) -> None:
    """Go to a page by the navigation that this width shows; what has no room there is in its menu."""
    bar = page.get_by_role("navigation", name="Pages")
    expect(bar.get_by_role("link", name="Today", exact=True)).to_be_visible()
    link = bar.get_by_role("link", name=name, exact=True)
    if link.is_visible():
        link.click()
    else:
        bar.get_by_role("button", name="More").click()
        page.get_by_role("dialog", name="More").get_by_role("link", name=name, exact=True).click()
    heading = re.compile("Today|Welcome") if name == "Today" else name
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()


def open_first(page: Page) -> None:
    tiles(page).first.get_by_role("link").click()


def settled(page: Page) -> None:
    """Wait until the page that was asked for has been drawn to its end."""
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()


def at_rest(page: Page) -> None:
    """Wait until the page is drawn and nothing moves any more: a tap on what is still unfolding is lost."""
    settled(page)
    over = "one => one.effect.getComputedTiming().progress === null"
    page.wait_for_function(f"() => document.getAnimations().every({over})")


def no_sideways_scroll(page: Page) -> None:
    """Nothing sticks out of the screen."""
    excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert excess <= 0, f"the page is {excess} px wider than the screen"


def pictures_loaded(page: Page, at_least: int) -> None:
    """The visible pictures are really there, not broken."""
    page.wait_for_function(
        """count => {
            const all = root => [...root.querySelectorAll('*')].flatMap(node =>
                [...(node.tagName === 'IMG' ? [node] : []), ...(node.shadowRoot ? all(node.shadowRoot) : [])]);
            const images = all(document);
            return images.filter(image => image.complete && image.naturalWidth > 0).length >= count
                && !images.some(image => image.complete && image.naturalWidth === 0 && image.getAttribute('src'));
        }""",
        arg=at_least,
    )
