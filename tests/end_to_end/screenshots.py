"""Take the screenshots of the README and the guide from the sample household: `make screenshots`."""

from __future__ import annotations

import shutil
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import ROOT
from tests.end_to_end.conftest import CHROMIUM_FLAGS, OWNER, PASSWORD, PHONE, Server
from tests.end_to_end.homes import logged_in
from tests.end_to_end.journeys import garments_found, make_account, newest, pictures_loaded, settled, tiles, upload
from wardrobe.sample.manifest import DATA

FOLDER = ROOT / "docs" / "images" / "guide"
TALL = PHONE | {"viewport": {"width": 360, "height": 780}}
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1.5}
QUALITY = 82
"""WebP's."""
MINE = ("look-12.jpg", "look-15.jpg", "look-19.jpg")
"""Of the sample's pictures: for what is only done with looks of one's own."""
OWN = ".st-key-visiting, [data-testid=stToast] { display: none !important; }"
"""As a household of one's own looks: without the bar that leads back to it."""

BETWEEN, MOST = 5, 24
"""Seconds between two looks at whether the sample has its pick of the day, and how many there are at most."""

PHONE_PAGES = {
    "today": ("/", "article img"),
    "looks": ("/looks", ".gallery li"),
    "month": ("/looks?view=calendar", ".month .cell img"),
    "wardrobe": ("/wardrobe", ".gallery li"),
    "outfits": ("/outfits", ".st-key-outfits .outfit"),
    "packing": ("/packing?trip=1", ".trip-days > li"),
    "for-you": ("/for-you", ".gallery li"),
    "gaps": ("/for-you?section=gaps", ".gallery li"),
    "style-check": ("/style-check?one=16&other=10", ".verdict"),
    "insights": ("/insights?days=all&part=colours", ".stripe"),
}
"""Name → address, and what stands on the page when it is there."""
SETTINGS = {
    "settings": ("/settings", ".st-key-settings_list"),
    "privacy": ("/settings?part=privacy", ".st-key-settings_body h2"),
}
"""The same, in a household of one's own: the sample has fewer."""
KOREAN = {"wardrobe-ko": ("/wardrobe", ".gallery li")}
WIDE_PAGES = {
    "wardrobe-wide": ("/wardrobe", ".gallery li"),
    "planner": ("/outfits?part=planner&span=month", ".planner .day img"),
    "board": ("/outfits?part=make&outfit=1", ".board .piece"),
    "item": ("/item?item=1", ".st-key-item_actions"),
}


def main() -> None:
    """Write every picture anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="otjang-") as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "data")
        server.start()
        try:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
            with browser.new_context(**TALL, locale="en-GB") as context:
                begin(context.new_page(), server.url)
            phone, wide = seen(browser, server, TALL), seen(browser, server, WIDE)
            each(phone, PHONE_PAGES)
            each(wide, WIDE_PAGES)
            each(seen(browser, server, TALL | {"color_scheme": "dark"}, locale="ko-KR"), KOREAN)
            look(wide)
            garment(phone)
            turned(phone)
            share(browser, server, phone)
            each(phone, SETTINGS)
        finally:
            server.stop()


def seen(browser: Browser, server: Server, screen: dict[str, Any], locale: str = "en-GB") -> Page:
    """A browser that is logged in, and in the sample."""
    login = logged_in(browser, server.url, OWNER, PASSWORD)
    context = browser.new_context(**screen, locale=locale, base_url=server.url, storage_state=login)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto("/")
    page.locator(".st-key-sample button").click()
    expect(newest(page)).to_be_visible()
    return page


def begin(page: Page, url: str) -> None:
    """The first visit; then the sample, until all of it is read."""
    make_account(page, url)
    take(page, "first-visit", bar=True)
    page.get_by_role("button", name="Look around in a sample household").tap()
    expect(newest(page)).to_be_visible()
    expect(page.get_by_text("looks are read")).to_be_visible()
    take(page, "sample", bar=True)
    expect(page.get_by_text("looks are read")).to_have_count(0, timeout=300_000)
    for _ in range(MOST):
        page.wait_for_timeout(1000 * BETWEEN)
        page.reload()
        expect(newest(page)).to_be_visible()
        settled(page)
        if page.locator(".st-key-pick").is_visible():
            return
    raise TimeoutError("The sample has no pick of the day.")


def each(page: Page, pages: dict[str, tuple[str, str]]) -> None:
    """Pages that need nothing but to be opened."""
    for name, (address, there) in pages.items():
        page.goto(address)
        expect(page.locator(there).first).to_be_visible()
        take(page, name)


def look(page: Page) -> None:
    """A look, with a garment lit."""
    page.goto("/look?look=21")
    expect(page.locator(".st-key-look_garments img").first).to_be_visible()
    pictures_loaded(page, at_least=4)
    page.locator(".stage").hover()
    expect(page.locator(".stage.lit")).to_be_visible()
    take(page, "look")


def garment(page: Page) -> None:
    """A garment that was worn often."""
    page.goto("/wardrobe")
    tiles(page).filter(has_text="Camel coat").get_by_role("link").tap()
    expect(page.locator(".st-key-garment_actions")).to_be_visible()
    take(page, "garment")


def turned(page: Page) -> None:
    """A turn, seen from one side."""
    page.goto("/looks")
    tiles(page).filter(has_text="360°").first.get_by_role("link").tap()
    page.get_by_role("button", name="Left", exact=True).tap()
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuetext", "left side")
    page.locator(".stMain").evaluate("main => main.scrollTo(0, 0)")
    take(page, "turn")


def share(browser: Browser, server: Server, page: Page) -> None:
    """Links of a look and of two, from the owner's dialog to the friend and back. Only one's own can be shared."""
    page.goto("/")
    page.locator(".st-key-visiting").get_by_role("button", name="Back to mine").tap()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    upload(page, [DATA / name for name in MINE])
    garments_found(page, looks=len(MINE), timeout=120)
    hrefs = [str(link.get_attribute("href")) for link in tiles(page).get_by_role("link").all()]
    one, other = [int(href.rsplit("=", 1)[1]) for href in hrefs][:2]
    page.goto(f"/look?look={one}")
    page.get_by_role("button", name="Share", exact=True).tap()
    expect(page.get_by_role("dialog").locator(".leaving img")).to_be_visible()
    take(page, "share")
    asked(browser, server, page, "friend")
    page.goto(f"/style-check?one={one}&other={other}")
    page.get_by_role("button", name="Ask friends", exact=True).tap()
    asked(browser, server, page, "friend-votes")
    page.goto("/share")
    expect(page.locator(".shared img").first).to_be_visible()
    take(page, "shared")


def asked(browser: Browser, server: Server, page: Page, name: str) -> None:
    """Make the link in the open dialog; a friend, with scripts off, sees it and takes the first choice."""
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".leaving img").first).to_be_visible()
    dialog.get_by_role("button", name="Make the link").tap()
    link = dialog.get_by_role("textbox", name="Link").input_value()
    with browser.new_context(**TALL, locale="en-GB", java_script_enabled=False) as context:
        friend = context.new_page()
        friend.goto("/".join([server.url, *link.split("/")[3:]]), wait_until="networkidle")
        shoot(friend, name)
        friend.get_by_role("button").first.tap()
        expect(friend.locator("[aria-pressed=true]")).to_be_visible()


def take(page: Page, name: str, *, bar: bool = False) -> None:
    """What the screen shows when everything has come to rest."""
    settled(page)
    if not bar:
        page.add_style_tag(content=OWN)
    page.wait_for_timeout(3000)
    shoot(page, name)


def shoot(page: Page, name: str) -> None:
    """The screen as a WebP."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with Image.open(BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").save(FOLDER / f"{name}.webp", quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
