"""Advice as a person gets it: a shop's feed, suggestions, orders, outfits, style check, insights and packing.

One household serves all journeys of this file: each leaves what the others need as it was.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.end_to_end.homes import Home, lived_in
from tests.end_to_end.journeys import no_sideways_scroll, open_tab, pictures_loaded, settled, tiles
from tests.wardrobe.listening import Got, listening

pytestmark = pytest.mark.end_to_end
PIN, WRONG = "2580", "1111"


@pytest.fixture(scope="module")
def home(browser: Browser, lived: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with lived_in(lived, tmp_path_factory.mktemp("advice"), browser) as home:
        yield home


def worn_in(outfits: Locator) -> list[set[str]]:
    """The garments of each outfit, by the addresses of their pages."""
    read = "outfits => outfits.map(one => [...one.querySelectorAll('a.piece')].map(link => link.getAttribute('href')))"
    settled(outfits.page)
    return [set(garments) for garments in outfits.evaluate_all(read)]


def genuine(got: Got, secret: str) -> bool:
    """Whether a message bears the signature of Standard Webhooks, reckoned here once more by its text."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{got.headers['webhook-id']}.{got.headers['webhook-timestamp']}.".encode() + got.body
    told = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(got.headers["webhook-signature"], f"v1,{told}")


def test_suggestions_have_reasons_and_can_be_wished_for_or_sent_away(phone: Page) -> None:
    page = phone
    page.goto("/")
    open_tab(page, "For you")
    expect(tiles(page).first).to_contain_text(re.compile(r"goes with \d+ things you own"))
    expect(tiles(page).first).to_contain_text("EUR")
    pictures_loaded(page, at_least=2)
    no_sideways_scroll(page)

    wished = tiles(page).nth(0).locator(".title").inner_text()
    tiles(page).nth(0).get_by_role("link").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(wished)
    expect(page.get_by_role("heading", name="As outfits")).to_be_visible()
    with_it = page.locator(".st-key-item_outfits .outfit")
    expect(with_it.first.locator(".piece.new")).to_be_visible()
    expect(with_it.first.locator("a.piece").first).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile(r"Goes with \d+ things you own"))).to_be_visible()
    no_sideways_scroll(page)
    page.locator(".st-key-do_wish button").tap()
    expect(page.get_by_role("button", name="On the wish list")).to_be_visible()

    open_tab(page, "For you")
    expect(tiles(page).nth(1)).to_be_visible()
    refused = tiles(page).filter(has_not_text=wished).first.locator(".title").inner_text()
    tiles(page).filter(has_text=refused).first.get_by_role("link").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(refused)
    page.get_by_role("button", name="Not for me").tap()
    page.get_by_role("button", name="The colour").tap()
    expect(page.get_by_text("It is not suggested again.")).to_be_visible()
    expect(tiles(page).first).to_be_visible()
    expect(tiles(page).filter(has_text=refused)).to_have_count(0)

    page.get_by_role("radio", name="Wish list").tap()
    expect(tiles(page)).to_have_count(1)
    expect(tiles(page)).to_contain_text(wished)


def test_nothing_is_ordered_before_the_tap_and_the_pin(desktop: Page) -> None:
    page = desktop
    with listening() as shop:
        page.goto("/settings?part=shops")
        page.get_by_text("Your own webhook").click()
        page.get_by_label("Address").fill(f"{shop.url}/orders")
        form = page.get_by_test_id("stForm").filter(has=page.get_by_label("Address"))
        form.get_by_role("button", name="Save").click()
        secret = page.get_by_text(re.compile("^whsec_")).inner_text().strip()
        page.get_by_role("button", name="I have copied it").click()
        page.get_by_text("PIN", exact=True).first.click()
        page.get_by_label("New PIN").fill(PIN)
        page.get_by_test_id("stForm").filter(has=page.get_by_label("New PIN")).get_by_role(
            "button", name="Save"
        ).click()
        expect(page.get_by_text("The PIN is saved.")).to_be_visible()

        open_tab(page, "For you")
        page.get_by_role("textbox", name="Search").fill("brown leather boots")
        page.keyboard.press("Enter")
        expect(tiles(page).first).to_contain_text("boots")
        tiles(page).filter(has_text="Cognac boots").get_by_role("link").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Cognac boots")
        settled(page)  # the page before may have shown a pick with such buttons
        page.get_by_role("button", name="Shopping list").click()
        page.get_by_role("combobox", name="Size").click()
        page.get_by_role("option", name="39").click()
        page.get_by_role("button", name="Put on the list").last.click()
        expect(page.get_by_text("Nothing is bought before you confirm it.")).to_be_visible()

        page.goto("/for-you?section=list")
        page.get_by_role("button", name="Order …").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("99.00 EUR · 39")
        dialog.get_by_label("PIN").fill(WRONG)
        dialog.get_by_role("button", name="Order", exact=True).click()
        expect(dialog.get_by_text("PIN is wrong")).to_be_visible()
        assert not shop.got, "an order has left before it was confirmed"

        dialog.get_by_label("PIN").fill(PIN)
        dialog.get_by_role("button", name="Order", exact=True).click()
        expect(dialog.get_by_text("The order is on its way to your webhook.")).to_be_visible()
        dialog.get_by_role("button", name="Close").last.click()
        expect(page.get_by_text("sent to your webhook")).to_be_visible()
        (got,) = shop.got
        assert genuine(got, secret)
        message = json.loads(got.body)
        assert message["type"] == "order.confirmed"
        told = {"title": "Cognac boots", "size": "39", "price": "99.00", "currency": "EUR"}
        assert told.items() <= message["data"].items()


def test_an_outfit_is_changed_kept_and_planned(phone: Page) -> None:
    page = phone
    page.goto("/")
    open_tab(page, "Outfits")
    cards = page.locator(".st-key-outfits .outfit")
    expect(cards.nth(1)).to_be_visible()
    pictures_loaded(page, at_least=3)
    no_sideways_scroll(page)

    page.get_by_role("button", name="Change a part").first.tap()
    stays = page.get_by_role("dialog").locator(".gallery li").first
    name = stays.locator(".title").inner_text()
    stays.get_by_role("button").tap()
    page.get_by_role("button", name="Change the rest").tap()
    expect(page.get_by_text(f"In every outfit: {name}")).to_be_visible()
    stay = set.intersection(*worn_in(cards))
    assert stay
    page.get_by_role("button", name="Shuffle").tap()
    expect(page.get_by_role("button", name="The best again")).to_be_visible()
    assert stay <= set.intersection(*worn_in(cards))

    page.get_by_role("button", name="Keep", exact=True).first.tap()
    expect(page.get_by_text("Outfit kept.")).to_be_visible()

    page.get_by_role("radio", name="Tomorrow").tap()
    expect(page.get_by_role("button", name="Wear it: Tomorrow").first).to_be_visible()
    planned = worn_in(cards)[0]
    page.get_by_role("button", name="Wear it: Tomorrow").first.tap()
    expect(page.get_by_text("Planned: Tomorrow.")).to_be_visible()
    expect(page.get_by_role("heading", name="Planned")).to_be_visible()

    page.get_by_role("radio", name="Planner").tap()
    expect(page.locator(".planner .day[aria-pressed=true] img").first).to_be_visible()
    assert worn_in(page.locator(".st-key-planned .outfit")) == [planned]
    no_sideways_scroll(page)
    page.get_by_role("radio", name="Kept").tap()
    expect(page.locator(".st-key-saved .outfit").first).to_be_visible()


def test_an_outfit_is_laid_out_by_hand_and_kept(phone: Page) -> None:
    page = phone
    page.goto("/outfits?part=make")
    for number in (0, 1):
        page.locator(".tray .tile").nth(number).tap()
    expect(page.locator(".board .piece")).to_have_count(2)
    pictures_loaded(page, at_least=4)
    no_sideways_scroll(page)
    page.get_by_role("button", name="Keep", exact=True).tap()
    page.get_by_role("dialog").get_by_label("Name", exact=True).fill("By hand")
    page.get_by_role("dialog").get_by_role("button", name="Keep", exact=True).tap()
    expect(page.get_by_role("button", name="Plan it")).to_be_visible()
    page.get_by_role("radio", name="Kept").tap()
    expect(page.locator(".outfit.laid .piece")).to_have_count(2)
    expect(page.get_by_text("By hand")).to_be_visible()


def test_two_looks_are_compared(phone: Page) -> None:
    page = phone
    page.goto("/style-check")
    expect(page.get_by_role("heading", name="What do you want to check?")).to_be_visible()
    tiles(page).nth(0).get_by_role("button").tap()
    expect(page.get_by_role("heading", name="Compare with")).to_be_visible()
    expect(page.locator(".two-looks figure")).to_have_count(1)
    expect(page.locator(".two-looks")).to_be_in_viewport()
    expect(page.locator(".points li").first).to_be_visible()
    no_sideways_scroll(page)
    tiles(page).nth(3).get_by_role("button").tap()
    expect(page.locator(".two-looks figure")).to_have_count(2)
    verdict = page.locator(".verdict")
    expect(verdict).to_contain_text(re.compile("probably the better look|Too close to call|Not enough is known"))
    expect(page.locator(".two-sides section")).to_have_count(2)
    expect(page.locator(".two-looks")).to_be_in_viewport()
    pictures_loaded(page, at_least=2)
    no_sideways_scroll(page)


def test_insights_draw_their_charts(desktop: Page) -> None:
    page = desktop
    page.goto("/insights?days=all")
    charts = page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg.marks")
    expect(page.get_by_role("heading", name="Worn most")).to_be_visible()
    expect(charts.first).to_be_visible()
    pictures_loaded(page, at_least=3)
    page.get_by_role("radio", name="Colours").click()
    expect(page.locator(".stripe").first).to_be_visible()
    page.get_by_role("radio", name="Preferences").click()
    expect(page.get_by_role("heading", name="What has changed")).to_be_visible()


def test_a_packing_list_dresses_every_day_and_is_ticked_off(phone: Page) -> None:
    page = phone
    page.goto("/packing")
    page.get_by_label("Where to, or what for").fill("Busan")
    page.get_by_role("button", name="Make the list").tap()
    expect(page.get_by_role("heading", name="Busan", level=1)).to_be_visible()
    expect(page.locator(".trip-days > li")).to_have_count(4)
    lines = page.locator("[class*=st-key-thing_] input[type=checkbox]")
    expect(lines.first).to_be_attached()
    settled(page)  # lines come one by one
    count = lines.count()
    assert count >= 3
    page.locator("[class*=st-key-thing_] label").first.tap()
    expect(page.get_by_role("status").filter(has_text=f"1 of {count} packed")).to_be_visible()
    pictures_loaded(page, at_least=2)
    no_sideways_scroll(page)
    page.reload()
    expect(page.get_by_role("status").filter(has_text=f"1 of {count} packed")).to_be_visible()
    expect(lines.first).to_be_checked()


def test_what_is_in_the_wash_is_in_no_outfit(desktop: Page) -> None:
    page = desktop
    page.goto("/outfits")
    cards = page.locator(".st-key-outfits .outfit")
    expect(cards.first).to_be_visible()
    garment = min(worn_in(cards)[0])
    page.goto(garment)
    page.get_by_role("button", name="To the wash").click()
    expect(page.get_by_role("button", name="Clean again")).to_be_visible()
    open_tab(page, "Outfits")
    expect(page.get_by_text("1 in the wash")).to_be_visible()
    assert garment not in set.union(*worn_in(cards))
    page.goto(garment)
    page.get_by_role("button", name="Clean again").click()
    expect(page.get_by_role("button", name="To the wash")).to_be_visible()


def test_a_feed_with_a_broken_row_says_which_and_why(desktop: Page, tmp_path: Path) -> None:
    page = desktop
    feed = tmp_path / "feed.csv"
    feed.write_text("id,title,price,image_link\n1,A hat,12 EUR,hat.jpg\n2,,9 EUR,cap.jpg\n", encoding="utf-8")
    page.goto("/settings?part=shops")
    expect(page.get_by_text("Items: 24")).to_be_visible()
    page.get_by_role("button", name="Add a catalogue").click()
    form = page.get_by_test_id("stForm").filter(has=page.get_by_label("Link to the product feed"))
    form.get_by_label("Name", exact=True).fill("Hats")
    form.locator("input[type=file]").set_input_files(feed)
    expect(form.get_by_text("feed.csv")).to_be_visible()
    form.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="What failed").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Line 3")
    expect(dialog).to_contain_text("title")


def test_no_page_is_wider_than_a_phone(phone: Page) -> None:
    page = phone
    for address in ("/for-you?section=gaps", "/settings?part=privacy", "/insights?days=all"):
        page.goto(address)
        expect(page.get_by_role("heading", level=2).first).to_be_visible()
        settled(page)
        no_sideways_scroll(page)
    for part in ("Colours", "Preferences", "Trends", "With less"):
        page.get_by_role("radio", name=part).tap()
        expect(page.get_by_role("radio", name=part)).to_be_checked()
        settled(page)
        no_sideways_scroll(page)
