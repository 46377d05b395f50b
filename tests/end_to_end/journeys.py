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
    expect(page.get_by_role("heading", name="Looks")).to_be_visible()


def log_in(page: Page, url: str, password: str = PASSWORD) -> None:
    page.goto(url)
    page.get_by_label("Name", exact=True).fill(OWNER)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in").click()


def add_catalogue(server: Server) -> str:
    """The project's own shop, as the owner adds it on the command line; what that says."""
    return server.command("catalogue", "add", SHOP / "feed.csv", "--name", "Otjang Studio", "--pictures", SHOP)


def upload(page: Page, files: list[Path]) -> None:
    page.locator("input[type=file]").first.set_input_files(files)


def tiles(page: Page) -> Locator:
    """The pictures of the gallery on the page."""
    return page.locator(".gallery li")


def garments_found(page: Page, looks: int, timeout: float) -> None:
    """Wait, without a reload, until that many looks say how many garments they show."""
    done = tiles(page).filter(has_text=re.compile(r"\d+ garments?"))
    expect(done).to_have_count(looks, timeout=timeout * 1000)


def open_tab(page: Page, name: str) -> None:
    """Go to a page by the navigation that this width shows."""
    links = page.get_by_role("link", name=name, exact=True)
    for _ in range(600):  # the tabs of a page that is just being drawn are not in their places yet
        shown = next((link for link in links.all() if _on_screen(page, link)), None)
        if shown is not None:
            break
        page.wait_for_timeout(100)
    assert shown is not None, f"there is no tab {name}"
    heading = page.get_by_role("heading", name=name, level=1)
    for _ in range(3):
        shown.click()
        try:
            expect(heading).to_be_visible(timeout=20_000)
        except AssertionError:  # Streamlit lets a fragment's timer replace a change of page that it has not begun yet
            continue
        return
    expect(heading).to_be_visible()


def _on_screen(page: Page, link: Locator) -> bool:
    """Visible, and not in the folded sidebar beside the screen."""
    box, screen = link.bounding_box(), page.viewport_size
    return box is not None and screen is not None and 0 <= box["x"] < screen["width"]


def open_first(page: Page) -> None:
    tiles(page).first.get_by_role("link").click()


def settled(page: Page) -> None:
    """Wait until the page that was asked for has been drawn to its end."""
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()


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
