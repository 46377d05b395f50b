"""From a photo to a wardrobe, as a new user does it: real process, real browser, phone and desktop width."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.conftest import PASSWORD, PHONE, Server
from tests.end_to_end.journeys import (
    garments_found,
    log_in,
    make_account,
    newest,
    no_sideways_scroll,
    open_first,
    open_tab,
    pictures_loaded,
    settled,
    tiles,
    upload,
)

pytestmark = pytest.mark.end_to_end


def test_a_new_user_gets_from_photos_to_a_wardrobe(server: Server, page: Page, rendered_looks: list[Path]) -> None:
    make_account(page, server.url)
    for way in ("Take a photo", "Choose photos", "Pair a camera"):
        expect(page.get_by_role("heading", name=way)).to_be_visible()
    no_sideways_scroll(page)

    upload(page, rendered_looks)
    expect(newest(page)).to_contain_text(re.compile(r"\d+ garments?"), timeout=120_000)
    pictures_loaded(page, at_least=2)
    no_sideways_scroll(page)
    garments_found(page, looks=len(rendered_looks), timeout=120)
    pictures_loaded(page, at_least=4)
    no_sideways_scroll(page)

    open_tab(page, "Wardrobe")
    expect(tiles(page).first).to_be_visible()
    settled(page)
    garments = tiles(page).count()
    assert 10 <= garments <= 36
    expect(tiles(page).filter(has_text=re.compile(r"worn [2-9] times")).first).to_be_visible()
    pictures_loaded(page, at_least=4)
    no_sideways_scroll(page)

    page.get_by_role("textbox", name="Search").fill("blue jeans")
    page.keyboard.press("Enter")
    expect(tiles(page).first).to_contain_text(re.compile("blue", re.IGNORECASE))
    expect(tiles(page).nth(garments - 1)).to_have_count(0)

    open_first(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("blue", re.IGNORECASE))
    expect(page.get_by_role("heading", name="Looks")).to_be_visible()
    pictures_loaded(page, at_least=2)
    no_sideways_scroll(page)


def test_a_garment_is_renamed_deleted_and_brought_back(server: Server, page: Page, rendered_looks: list[Path]) -> None:
    make_account(page, server.url)
    upload(page, rendered_looks[:2])
    garments_found(page, looks=2, timeout=120)
    open_tab(page, "Wardrobe")
    expect(tiles(page).first).to_be_visible()
    settled(page)
    count = tiles(page).count()

    open_first(page)
    page.get_by_role("button", name="Correct").click()
    page.get_by_role("button", name="Rename").click()
    page.get_by_role("textbox", name="Name").fill("Sunday <b>best</b>")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sunday <b>best</b>")

    page.get_by_role("button", name="Correct").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Garment deleted.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    open_tab(page, "Wardrobe")
    expect(tiles(page)).to_have_count(count)
    expect(tiles(page).filter(has_text="Sunday <b>best</b>")).to_have_count(1)


@pytest.mark.parametrize("page", [PHONE], ids=["phone"], indirect=True)
def test_a_deleted_look_can_be_taken_back_and_then_is_gone_for_good(
    page: Page, tmp_path: Path, rendered_looks: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTJANG_DELETE_GRACE_SECONDS", "6")
    server = Server(tmp_path / "data")
    server.start()
    try:
        make_account(page, server.url)
        upload(page, rendered_looks[:1])
        garments_found(page, looks=1, timeout=120)
        open_first(page)
        page.get_by_role("button", name="Delete").click()
        expect(page.get_by_text("Look deleted.")).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        open_tab(page, "Looks")
        expect(tiles(page)).to_have_count(1)

        originals = server.data_dir / "originals"
        assert [path for path in originals.rglob("*") if path.is_file()]
        open_first(page)
        page.get_by_role("button", name="Delete").click()
        expect(page.get_by_text("Look deleted.")).to_be_visible()
        page.wait_for_timeout(12_000)
        assert not [path for path in originals.rglob("*") if path.is_file()]
        assert not [path for path in server.data_dir.rglob("*.webp")]
    finally:
        server.stop()


def test_nothing_is_shown_to_somebody_who_is_not_logged_in(
    server: Server, page: Page, rendered_looks: list[Path]
) -> None:
    make_account(page, server.url)
    upload(page, rendered_looks[:1])
    garments_found(page, looks=1, timeout=120)
    with page.expect_response(re.compile("/media/")) as seen:
        page.reload()
    picture = seen.value.url
    assert seen.value.status == 200
    assert httpx.get(picture, follow_redirects=False).status_code in (303, 307, 401)

    page.context.clear_cookies()
    log_in(page, server.url, password="not the password")
    expect(page.get_by_role("alert")).to_be_visible()
    log_in(page, server.url)
    expect(page.get_by_role("heading", name="Today")).to_be_visible()


def test_what_is_no_photo_is_said_and_the_rest_goes_on(
    server: Server, page: Page, tmp_path: Path, rendered_looks: list[Path]
) -> None:
    words = tmp_path / "notes.jpg"
    words.write_text("milk, eggs, bread")
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(rendered_looks[0].read_bytes()[:20_000])
    make_account(page, server.url)
    upload(page, [words, cut, rendered_looks[1]])
    expect(page.get_by_text("notes.jpg is not a JPEG").first).to_be_visible()
    expect(page.get_by_text("cut.jpg is damaged").first).to_be_visible()
    expect(newest(page)).to_contain_text(re.compile(r"\d+ garments?"), timeout=120_000)


def test_the_app_speaks_korean(server: Server, browser: Browser, rendered_looks: list[Path]) -> None:
    with browser.new_context(**PHONE, locale="ko-KR") as context:
        page = context.new_page()
        page.goto(server.url)
        page.locator("input[name=name]").fill("민아")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=again]").fill(PASSWORD)
        page.locator("button[type=submit]").click()
        expect(page.get_by_role("heading", name="민아", level=1)).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", "ko")
        upload(page, rendered_looks[:1])
        expect(newest(page)).to_contain_text(re.compile("옷 [0-9]"))
        newest(page).get_by_role("link").first.click()
        expect(page.get_by_text("바지").first).to_be_visible()
        no_sideways_scroll(page)
