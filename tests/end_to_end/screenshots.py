"""Take the screenshots of the README from the project's own pictures: `make screenshots`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import ROOT
from tests.end_to_end.conftest import CHROMIUM_FLAGS, DESKTOP, PHONE, Server
from tests.end_to_end.journeys import (
    add_catalogue,
    garments_found,
    make_account,
    open_first,
    open_tab,
    pictures_loaded,
    settled,
    tiles,
    upload,
)

FOLDER = ROOT / "docs" / "images"
TALL = PHONE | {"viewport": {"width": 360, "height": 800}}
COLOURS = 256
"""Of a small picture: a page has few."""


def main() -> None:
    """Write wardrobe.png and look.png at desktop width; the others as on a phone."""
    looks = sorted((ROOT / "tests" / "pictures").glob("look-*.jpg"))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "data")
        server.start()
        try:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
            desktop = browser.new_context(**DESKTOP, locale="en-GB")
            page = desktop.new_page()
            make_account(page, server.url)
            upload(page, looks)
            garments_found(page, looks=len(looks), timeout=240)
            add_catalogue(server)
            at_a_desk(page)
            phone = browser.new_context(
                **TALL, locale="en-GB", base_url=server.url, storage_state=desktop.storage_state()
            )
            on_a_phone(phone.new_page())
            turned(phone.new_page(), len(looks) + 1)
        finally:
            server.stop()


def at_a_desk(page: Page) -> None:
    """A look and the wardrobe."""
    open_first(page)
    expect(page.get_by_text("Blur the background")).to_be_visible()
    page.wait_for_timeout(5000)
    page.screenshot(path=FOLDER / "look.png")
    open_tab(page, "Wardrobe")
    expect(tiles(page).first).to_be_visible()
    pictures_loaded(page, at_least=8)
    page.wait_for_timeout(5000)
    page.screenshot(path=FOLDER / "wardrobe.png")


def on_a_phone(page: Page) -> None:
    """The advice."""
    page.goto("/for-you")
    expect(tiles(page).nth(3)).to_be_visible()
    pictures_loaded(page, at_least=4)
    take(page, "for-you")
    page.goto("/outfits")
    expect(page.locator(".st-key-outfits .outfit").nth(1)).to_be_visible()
    pictures_loaded(page, at_least=4)
    take(page, "outfits")
    page.goto("/style-check")
    for day in ("10 November", "2 November"):
        tiles(page).filter(has_text=day).last.get_by_role("button").tap()
        expect(page.locator(".two-looks figure").filter(has_text=day)).to_be_visible()
    pictures_loaded(page, at_least=4)
    take(page, "style-check")
    page.goto("/insights?days=all&part=colours")
    expect(page.locator(".stripe").first).to_be_visible()
    take(page, "insights")


def turned(page: Page, looks: int) -> None:
    """A turn, seen from one side."""
    page.goto("/")
    upload(page, [ROOT / "tests" / "pictures" / "turn-01.mp4"])
    garments_found(page, looks=looks, timeout=240)
    tiles(page).filter(has_text="360°").get_by_role("link").tap()
    page.get_by_role("button", name="Left", exact=True).tap()
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "left side")
    page.wait_for_timeout(3000)
    take(page, "turn")


def take(page: Page, name: str) -> None:
    """What the screen shows when everything has come to rest, as a picture of few colours."""
    settled(page)
    page.wait_for_timeout(4000)
    file = FOLDER / f"{name}.png"
    page.screenshot(path=file)
    Image.open(file).convert("RGB").quantize(COLOURS).save(file, optimize=True)


if __name__ == "__main__":
    main()
