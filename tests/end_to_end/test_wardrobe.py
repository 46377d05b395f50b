"""Living with looks and garments: putting right, collecting, planning, laying out; each with its way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete

from tests.end_to_end.axe import no_serious_fault
from tests.end_to_end.homes import Home, keep_screenshot, lived_in
from tests.end_to_end.journeys import no_sideways_scroll, open_tab, pictures_loaded, settled, tiles
from tests.end_to_end.mounted import touches
from wardrobe.house import House
from wardrobe.schema import ApartRow
from wardrobe.settings import Settings

pytestmark = pytest.mark.end_to_end


@pytest.fixture(scope="module")
def home(lived: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with lived_in(lived, tmp_path_factory.mktemp("wardrobe"), browser, part_a_garment) as home:
        yield home


def part_a_garment(data_dir: Path) -> None:
    """What recognition may do in poor light: take one garment for two. Nobody has said that they are."""
    house = House.open(Settings(data_dir=data_dir))
    try:
        (home,) = house.accounts.households()
        often = max(house.garments.list(home), key=lambda garment: garment.wear_count)
        shown = [one.id for look in house.garments.looks_of(home, often.id) for one in look.sightings
                 if one.garment_id == often.id]  # fmt: skip
        house.garments.split(home, often.id, shown[:1])
        with house.database.write() as session:
            session.execute(delete(ApartRow))
    finally:
        house.close()


def select_two(page: Page) -> None:
    """Begin a selection in the wardrobe, of the first two garments."""
    page.goto("/wardrobe")
    expect(tiles(page).first).to_be_visible()
    page.get_by_role("button", name="Select", exact=True).click()
    expect(page.get_by_text("Tap garments to select them")).to_be_visible()
    for number in (0, 1):
        tiles(page).nth(number).get_by_role("button").click()
    expect(page.get_by_text("2 selected")).to_be_visible()


def test_many_garments_get_a_tag_at_once_and_lose_it_by_undo(phone: Page) -> None:
    page = phone
    select_two(page)
    no_serious_fault(page)
    no_sideways_scroll(page)
    keep_screenshot(page, "wardrobe-selecting")
    page.get_by_role("button", name="Tags").tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("New tags").fill("travel")
    no_serious_fault(page)
    dialog.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("Tags changed.")).to_be_visible()
    page.get_by_role("button", name="Sort and filter").tap()
    expect(page.get_by_role("radio", name="travel 2")).to_be_visible()
    no_serious_fault(page)
    keep_screenshot(page, "wardrobe-filters")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Undo").tap()
    expect(page.get_by_text("Undone.")).to_be_visible()
    page.get_by_role("button", name="Sort and filter").tap()
    expect(page.get_by_text("Sort by")).to_be_visible()
    expect(page.get_by_role("radio", name="travel 2")).to_have_count(0)


def test_a_collection_is_made_opened_and_deleted(desktop: Page) -> None:
    page = desktop
    select_two(page)
    page.get_by_role("button", name="Collection").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("New collection").fill("Summer <i>trip</i>")
    no_serious_fault(page)
    dialog.get_by_role("button", name="Make it").click()
    expect(page.get_by_text("Collection made.")).to_be_visible()
    settled(page)  # until then the bar may stand there twice: the one that is going too
    page.get_by_role("button", name="Done").click()
    page.locator(".st-key-collections").get_by_role("button", name="Summer <i>trip</i>").click()
    expect(page.get_by_role("heading", name="Summer <i>trip</i>")).to_be_visible()
    expect(tiles(page)).to_have_count(2)
    page.get_by_role("button", name="Change").click()
    page.get_by_role("menuitem", name="Delete the collection").click()
    expect(page.get_by_text("Collection deleted.")).to_be_visible()
    expect(page.locator(".st-key-collections")).to_have_count(0)
    expect(tiles(page).nth(2)).to_be_visible()


def test_two_garments_that_look_like_one_become_one_and_two_again(desktop: Page) -> None:
    page = desktop
    page.goto("/wardrobe?show=twice")
    expect(page.get_by_role("heading", name="Is this the same garment?")).to_be_visible()
    expect(page.locator(".same-garment figure")).to_have_count(2)
    pictures_loaded(page, at_least=2)
    no_serious_fault(page)
    keep_screenshot(page, "wardrobe-same-garment")
    page.get_by_role("button", name="Same garment").click()
    expect(page.get_by_text("Merged.")).to_be_visible()
    expect(page.get_by_text("No garments look the same")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".same-garment figure")).to_have_count(2)
    page.get_by_role("button", name="Not the same").click()
    expect(page.get_by_text("No garments look the same")).to_be_visible()
    page.locator(".st-key-duplicates_close").get_by_role("button").first.click()
    expect(tiles(page).first).to_be_visible()


def test_a_tap_on_the_photo_lights_the_garment_and_leads_to_it(phone: Page) -> None:
    page = phone
    page.goto("/look?look=1")
    area = page.locator(".look svg g path").nth(1)
    expect(area).to_be_visible()
    pictures_loaded(page, at_least=2)
    number = area.get_attribute("data-id")
    box = page.locator(".look .stage").bounding_box()
    assert box is not None and number is not None
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.6)
    expect(page.locator(".look .stage.lit")).to_be_visible()
    tag = page.locator(".look .tag")
    expect(tag).to_be_visible()
    keep_screenshot(page, "look-with-a-lit-garment")
    no_serious_fault(page)
    name = tag.get_by_role("link").inner_text()
    tag.get_by_role("link").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(name, re.IGNORECASE))


def test_a_look_is_rated_remembered_and_worn_again(phone: Page) -> None:
    page = phone
    page.goto("/look?look=2")
    page.get_by_role("radio", name="4 out of 5 stars").tap()
    expect(page.get_by_role("radio", name="4 out of 5 stars")).to_be_checked()
    settled(page)
    page.get_by_role("textbox", name="Note").fill("Too warm for the office")
    page.get_by_role("textbox", name="Note").blur()
    expect(page.get_by_text("Note saved.")).to_be_visible()
    page.get_by_role("button", name="Wear again").tap()
    page.get_by_role("menuitem", name="Tomorrow").tap()
    expect(page.get_by_text(re.compile("^Planned: "))).to_be_visible()
    page.goto("/outfits?part=planner")
    planned = page.locator(".planner .day:has(img)")
    expect(planned).to_have_count(1)
    planned.tap()
    expect(page.locator(".st-key-planned .outfit")).to_be_visible()
    page.goto("/look?look=2")
    expect(page.get_by_role("radio", name="4 out of 5 stars")).to_be_checked()
    expect(page.get_by_role("textbox", name="Note")).to_have_value("Too warm for the office")


def test_the_calendar_leads_to_a_look(desktop: Page) -> None:
    page = desktop
    page.goto("/looks")
    page.get_by_role("radio", name="Calendar").click()
    day = page.locator(".month a.cell").first
    expect(day).to_be_visible()
    address = day.get_attribute("href")
    day.click()
    expect(page.locator(".look img")).to_be_visible()
    assert address is not None and page.url.endswith(address)
    page.go_back()
    expect(page.locator(".month a.cell").first).to_be_visible()


def test_two_garments_are_laid_out_by_finger_and_kept(phone: Page) -> None:
    page = phone
    page.goto("/outfits?part=make")
    for number in (0, 1):
        page.locator(".tray .tile").nth(number).tap()
    pieces = page.locator(".board .piece")
    expect(pieces).to_have_count(2)
    pictures_loaded(page, at_least=4)
    before = pieces.last.bounding_box()
    assert before is not None
    x, y = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
    touches(page, [[(x, y)], [(x + 10, y + 15)], [(x + 30, y + 45)]])
    page.wait_for_function(
        "([piece, left]) => Math.abs(piece.getBoundingClientRect().left - left) > 15",
        arg=[pieces.last.element_handle(), before["x"]],
    )
    no_serious_fault(page)
    keep_screenshot(page, "canvas-with-two")
    page.get_by_role("button", name="Keep", exact=True).tap()
    page.get_by_role("dialog").get_by_label("Name", exact=True).fill("For Busan")
    page.get_by_role("dialog").get_by_role("button", name="Keep", exact=True).tap()
    expect(page.get_by_text("Outfit kept.")).to_be_visible()
    open_tab(page, "Today")
    open_tab(page, "Outfits")
    page.get_by_role("radio", name="Kept").tap()
    kept = page.locator(".st-key-saved")
    expect(kept.get_by_text("For Busan")).to_be_visible()
    expect(kept.locator(".outfit.laid .piece")).to_have_count(2)
