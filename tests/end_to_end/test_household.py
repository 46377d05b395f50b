"""A household from its first visit on: ways to begin, the sample, its people, and its settings."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.axe import no_serious_fault
from tests.end_to_end.conftest import OWNER, PASSWORD, PHONE, Server
from tests.end_to_end.homes import Home, keep_screenshot, logged_in
from tests.end_to_end.journeys import make_account, newest, no_sideways_scroll, open_tab, settled, tiles, upload
from tests.end_to_end.small_sample import PEOPLE, write_sample
from tests.end_to_end.targets import large_enough
from tests.end_to_end.traces import files, rows

pytestmark = pytest.mark.end_to_end
GUEST, GUESTS_PASSWORD = "Jun", "a door of blue paper"


@pytest.fixture(scope="module")
def home(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A household that has just begun, with a small sample to look at."""
    folder = tmp_path_factory.mktemp("household")
    sample = write_sample(folder / "sample")
    server = Server(folder / "data")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("OTJANG_SAMPLE_DIR", str(sample))
        server.start()
    try:
        with browser.new_context(**PHONE, locale="en-GB") as context:
            make_account(context.new_page(), server.url)
        yield Home(server, logged_in(browser, server.url, OWNER, PASSWORD))
    finally:
        server.stop()


def test_a_first_visit_offers_three_ways_to_begin_and_one_to_look_around(phone: Page) -> None:
    page = phone
    page.goto("/")
    expect(page.get_by_role("heading", name=f"Welcome, {OWNER}")).to_be_visible()
    expect(page.get_by_role("button", name="Look around in a sample household")).to_be_visible()
    expect(page.locator("input[type=file]").first).to_be_attached()
    no_serious_fault(page)
    no_sideways_scroll(page)
    large_enough(page)
    keep_screenshot(page, "first-visit")
    for way, title in (("Use the camera", "Take a photo"), ("Pair a camera", "Pair a camera")):
        page.get_by_role("button", name=way).tap()
        dialog = page.get_by_role("dialog", name=title)
        expect(dialog).to_be_visible()
        settled(page)
        no_serious_fault(page)
        no_sideways_scroll(page)
        keep_screenshot(page, f"first-visit-{way}".replace(" ", "-").lower())
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()


def test_every_page_of_an_empty_household_says_what_to_do(phone: Page) -> None:
    page = phone
    for name in ("looks", "wardrobe", "outfits", "style-check", "for-you", "insights", "share", "packing"):
        page.goto(f"/{name}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        settled(page)
        expect(page.locator(".stException")).to_have_count(0)
        keep_screenshot(page, f"empty-{name}")
        no_sideways_scroll(page)
        no_serious_fault(page)


def test_the_sample_is_looked_at_left_and_removed_without_a_trace(phone: Page, home: Home) -> None:
    page, data_dir = phone, home.server.data_dir
    page.goto("/")
    expect(page.get_by_role("heading", name=f"Welcome, {OWNER}")).to_be_visible()
    before = rows(data_dir), files(data_dir)

    page.get_by_role("button", name="Look around in a sample household").tap()
    bar = page.locator(".st-key-visiting")
    expect(bar).to_contain_text("You are looking at the sample household.")
    expect(newest(page)).to_contain_text(re.compile(r"\d+ garments?"))
    keep_screenshot(page, "sample-today")
    no_serious_fault(page)
    no_sideways_scroll(page)
    open_tab(page, "Looks")
    expect(tiles(page)).to_have_count(2)
    for person in PEOPLE:
        expect(page.get_by_role("radio", name=person)).to_be_visible()
    expect(page.get_by_text("looks are read")).to_have_count(0)
    open_tab(page, "For you")
    expect(tiles(page).first).to_be_visible()

    bar.get_by_role("button", name="Back to mine").tap()
    expect(page.get_by_role("heading", name=f"Welcome, {OWNER}")).to_be_visible()
    expect(bar).to_have_count(0)
    page.get_by_role("button", name="Look around in a sample household").tap()
    expect(newest(page)).to_be_visible()
    bar.get_by_role("button", name="Remove it").tap()
    page.get_by_role("dialog").get_by_role("button", name="Remove it").tap()
    expect(page.get_by_text("The sample household is removed.")).to_be_visible()
    expect(page.get_by_role("heading", name=f"Welcome, {OWNER}")).to_be_visible()
    assert (rows(data_dir), files(data_dir)) == before


def test_somebody_who_is_invited_joins_and_what_they_upload_is_theirs(
    desktop: Page, browser: Browser, home: Home, rendered_looks: list[Path]
) -> None:
    owner = desktop
    owner.goto("/settings?part=people")
    owner.get_by_label("Add somebody").fill(GUEST)
    owner.get_by_role("button", name="Add", exact=True).click()
    card = owner.locator("[class*=st-key-person_row_]").filter(has_text=GUEST)
    expect(card).to_contain_text("no log-in")
    card.get_by_role("button", name="Options").click()
    owner.get_by_role("menuitem", name="Invite …").click()
    owner.get_by_role("button", name="Make the link").click()
    link = owner.get_by_role("dialog").get_by_role("textbox", name="Link").input_value()
    no_serious_fault(owner)
    keep_screenshot(owner, "invitation")

    with browser.new_context(**PHONE, locale="en-GB", base_url=home.server.url) as context:
        page = context.new_page()
        page.goto(link)
        expect(page.get_by_role("heading", name=f"Welcome, {GUEST}")).to_be_visible()
        page.get_by_label("Password", exact=True).fill(GUESTS_PASSWORD)
        page.get_by_label("Password again").fill(GUESTS_PASSWORD)
        page.get_by_role("button", name="Join").tap()
        expect(page.get_by_role("heading", name=f"Welcome, {GUEST}")).to_be_visible()
        upload(page, rendered_looks[:1])
        expect(newest(page)).to_contain_text(re.compile(r"\d+ garments?"))
        theirs = newest(page).get_by_role("link").first.get_attribute("href")
        assert theirs is not None
        page.goto("/settings?part=people")
        expect(page.get_by_text("The owner of the household adds and invites people.")).to_be_visible()
        assert page.request.get(link).status == 410  # it works once
    logged_in(browser, home.server.url, GUEST, GUESTS_PASSWORD)

    owner.goto(theirs)
    expect(owner.get_by_role("radio", name=GUEST)).to_be_checked()
    owner.goto("/settings?part=people")
    expect(card).to_contain_text("can log in")


def test_language_and_theme_stay_as_they_were_chosen(phone: Page) -> None:
    page = phone
    page.goto("/settings?part=appearance")
    page.get_by_role("radio", name="Dark").tap()
    app = page.locator(".stApp")
    expect(app).to_have_css("background-color", "rgb(21, 21, 20)")
    no_serious_fault(page)
    page.goto("/looks")
    expect(app).to_have_css("background-color", "rgb(21, 21, 20)")
    page.goto("/settings?part=appearance")
    page.get_by_role("radio", name="한국어").tap()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    page.wait_for_function("document.cookie.includes('=ko')")
    page.goto("/settings?part=appearance")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    page.get_by_role("radio", name="English").tap()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_backup_comes_as_one_file_that_is_whole(desktop: Page, tmp_path: Path) -> None:
    page = desktop
    page.goto("/settings?part=backup")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download the backup").click()
    file = tmp_path / coming.value.suggested_filename
    coming.value.save_as(file)
    with zipfile.ZipFile(file) as backup:
        assert backup.testzip() is None
        assert any(name.endswith("otjang.db") for name in backup.namelist())


def test_everything_goes_only_with_the_name_and_the_password(phone: Page, home: Home) -> None:
    page, before = phone, rows(home.server.data_dir)["look"]
    page.goto("/settings?part=privacy")
    page.get_by_role("link", name="Delete everything …").tap()
    expect(page.get_by_label("Password")).to_be_visible()
    no_serious_fault(page)
    no_sideways_scroll(page)
    large_enough(page)
    page.get_by_label(re.compile("to confirm")).fill(OWNER)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Delete everything").tap()
    expect(page.get_by_role("alert")).to_be_visible()
    keep_screenshot(page, "erase-refused")
    assert rows(home.server.data_dir)["look"] == before
    page.get_by_role("link", name="Keep everything").tap()
    expect(page.get_by_role("heading", name="Privacy")).to_be_visible()
