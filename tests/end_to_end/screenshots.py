"""Take the screenshots of the README from the project's own pictures: `make screenshots`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.conftest import ROOT
from tests.end_to_end.conftest import CHROMIUM_FLAGS, DESKTOP, Server
from tests.end_to_end.journeys import garments_found, make_account, open_first, open_tab, pictures_loaded, tiles, upload

FOLDER = ROOT / "docs" / "images"


def main() -> None:
    """Write wardrobe.png and look.png."""
    looks = sorted((ROOT / "tests" / "pictures").glob("look-*.jpg"))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "data")
        server.start()
        try:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
            page = browser.new_context(**DESKTOP, locale="en-GB").new_page()
            make_account(page, server.url)
            upload(page, looks)
            garments_found(page, looks=len(looks), timeout=120)
            open_first(page)
            expect(page.get_by_text("Blur the background")).to_be_visible()
            page.wait_for_timeout(5000)
            page.screenshot(path=FOLDER / "look.png")
            open_tab(page, "Wardrobe")
            expect(tiles(page).first).to_be_visible()
            pictures_loaded(page, at_least=8)
            page.wait_for_timeout(5000)
            page.screenshot(path=FOLDER / "wardrobe.png")
        finally:
            server.stop()


if __name__ == "__main__":
    main()
