"""Sharing, from the one tap to the end of the link: its owner in the app, friends in browsers without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.end_to_end.axe import no_serious_fault
from tests.end_to_end.conftest import DESKTOP, PHONE
from tests.end_to_end.homes import Home, keep_screenshot, lived_in
from tests.end_to_end.journeys import at_rest, no_sideways_scroll, settled

pytestmark = pytest.mark.end_to_end
SECRET = "mango window"


@pytest.fixture(scope="module")
def home(lived: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with lived_in(lived, tmp_path_factory.mktemp("sharing"), browser) as home:
        yield home


@contextmanager
def friend(browser: Browser, home: Home) -> Iterator[Page]:
    """Somebody with a phone, no account, and scripts off."""
    with browser.new_context(**PHONE, locale="en-GB", base_url=home.server.url, java_script_enabled=False) as context:
        context.set_default_timeout(30_000)
        yield context.new_page()


def link_of(dialog: Locator) -> str:
    """Make the link in the dialog; gives the path that friends open."""
    expect(dialog.locator(".leaving img").first).to_be_visible()
    dialog.get_by_role("button", name="Make the link").click()
    address = dialog.get_by_role("textbox", name="Link").input_value()
    return "/" + address.split("/", 3)[3]


def more_options(dialog: Locator) -> None:
    """Have the dialog show them."""
    expect(dialog.locator(".leaving img").first).to_be_visible()
    dialog.get_by_text("More options").click()
    expect(dialog.get_by_role("textbox", name="Title")).to_be_visible()
    at_rest(dialog.page)


def shared_look(page: Page, look: int) -> Locator:
    """The dialog of sharing a look."""
    page.goto(f"/look?look={look}")
    page.get_by_role("button", name="Share", exact=True).click()
    return page.get_by_role("dialog")


def choice(page: Page, word: str) -> Locator:
    """What a friend can vote for."""
    return page.get_by_role("button", name=re.compile(word))


def test_a_friend_sees_the_picture_reacts_and_thinks_again(phone: Page, browser: Browser, home: Home) -> None:
    dialog = shared_look(phone, 1)
    expect(dialog.get_by_text("leave your home: no place, no time, no file name.")).to_be_visible()
    no_serious_fault(phone)
    path = link_of(dialog)
    keep_screenshot(phone, "share-dialog-with-link")
    no_serious_fault(phone)
    phone.goto("/share")
    expect(phone.get_by_text("No votes yet")).to_be_visible()

    with friend(browser, home) as page:
        page.goto(path)
        with page.expect_response(lambda reply: reply.url.endswith("/picture/1")) as seen:
            page.reload()
        picture = seen.value
        assert picture.status == 200 and picture.body()[:2] == b"\xff\xd8"
        assert picture.headers["cache-control"] == "no-store"
        no_sideways_scroll(page)
        choice(page, "Love it").tap()
        expect(choice(page, "Love it")).to_have_attribute("aria-pressed", "true")
        expect(choice(page, "Love it")).to_contain_text("1")
        page.get_by_label("Your name, if you like").fill("Ana <b>")
        with page.expect_response(lambda reply: reply.url.endswith("/picture/1")):
            page.get_by_role("button", name="Save").tap()
        page.wait_for_load_state()
        keep_screenshot(page, "friend-has-voted")
        reactions = phone.locator(".shared .reactions")
        expect(reactions).to_contain_text("♥")  # by itself: the page was not asked for again
        expect(phone.get_by_text("Opened once", exact=False)).to_be_visible()

        choice(page, "Well done").tap()
        expect(choice(page, "Well done")).to_have_attribute("aria-pressed", "true")
        expect(choice(page, "Love it")).to_have_attribute("aria-pressed", "false")
        expect(reactions).to_contain_text("👏")
        expect(reactions).not_to_contain_text("♥")
        phone.get_by_role("button", name="Votes").tap()
        expect(phone.get_by_role("dialog")).to_contain_text("Ana <b>")
        no_serious_fault(phone)
        phone.keyboard.press("Escape")

        page.get_by_role("button", name="Take my vote back").tap()
        expect(page.get_by_role("button", name="Take my vote back")).to_have_count(0)
        expect(phone.get_by_text("No votes yet")).to_be_visible()


def test_the_place_of_a_picture_is_kept_until_it_is_loaded(desktop: Page, browser: Browser, home: Home) -> None:
    path = link_of(shared_look(desktop, 3))
    for screen in (PHONE, DESKTOP):
        with browser.new_context(**screen, base_url=home.server.url) as context:
            page = context.new_page()
            context.route("**/picture/1", lambda route: route.abort())
            page.goto(path)
            kept = page.locator("figure img").bounding_box()
            assert kept is not None and kept["height"] > 200
            context.unroute("**/picture/1")
            page.reload(wait_until="networkidle")
            shown = page.locator("figure img").bounding_box()
            assert shown == pytest.approx(kept, abs=1)


def test_ending_a_link_ends_it_for_everybody_at_once(desktop: Page, browser: Browser, home: Home) -> None:
    path = link_of(shared_look(desktop, 2))
    with friend(browser, home) as page:
        page.goto(path)
        expect(page.get_by_role("img")).to_be_visible()
        assert page.request.get(f"{path}/picture/1").status == 200
        assert page.request.get(f"{path}/preview").status == 200

        desktop.goto("/share")
        settled(desktop)
        desktop.locator("[class*=st-key-share_card_]").first.get_by_role("button", name="End now").click()
        desktop.get_by_role("button", name="End the link").click()
        expect(desktop.get_by_text("The link has ended.")).to_be_visible()
        keep_screenshot(desktop, "share-has-ended")
        gone = page.reload()
        assert gone is not None and gone.status == 404
        expect(page.get_by_role("heading")).to_have_text("There is nothing here, or not any more.")
        expect(page.get_by_role("img")).to_have_count(0)
        for below in ("/picture/1", "/preview", "/picture/2", "/"):
            assert page.request.get(path + below, max_redirects=0).status == 404
        assert page.request.post(f"{path}/vote", form={"choice": "love"}, max_redirects=0).status == 404


def test_two_looks_are_put_to_the_vote(phone: Page, browser: Browser, home: Home) -> None:
    phone.goto("/style-check?one=1&other=2")
    phone.get_by_role("button", name="Ask friends").tap()
    path = link_of(phone.get_by_role("dialog"))
    with friend(browser, home) as one, friend(browser, home) as other, friend(browser, home) as third:
        for page, side in ((one, "B"), (other, "B"), (third, "A")):
            page.goto(path)
            expect(page.get_by_role("img")).to_have_count(2)
            no_sideways_scroll(page)
            choice(page, f"^Vote {side}").tap()
            expect(choice(page, f"^Vote {side}")).to_have_attribute("aria-pressed", "true")
        keep_screenshot(third, "friend-has-voted-for-one-of-two")
        expect(choice(third, "^Vote B")).to_contain_text("2")
    phone.goto("/share")
    sides = phone.locator("[class*=st-key-share_card_]").first.locator(".sides > div")
    expect(sides).to_have_text([re.compile(r"A\s*1"), re.compile(r"B\s*2")])
    phone.goto("/style-check?one=1&other=2")
    expect(phone.get_by_text("Your friends prefer 2 November.")).to_be_visible()
    no_serious_fault(phone)


def test_friends_write_only_where_they_may_and_the_owner_has_the_last_word(
    desktop: Page, browser: Browser, home: Home
) -> None:
    dialog = shared_look(desktop, 3)
    more_options(dialog)
    dialog.get_by_text("Friends can comment").click()
    expect(dialog.get_by_role("switch", name="Friends can comment")).to_be_checked()
    expect(dialog.get_by_text("Everybody who has this link can write.")).to_be_visible()
    no_serious_fault(desktop)
    path = link_of(dialog)
    with friend(browser, home) as page:
        page.goto(path)
        page.get_by_label("Your comment").fill("Lovely <img src=x onerror=alert(1)> shoes")
        page.get_by_role("button", name="Send").tap()
        expect(page.get_by_text("Lovely <img src=x onerror=alert(1)> shoes")).to_be_visible()
        expect(page.get_by_role("img")).to_have_count(1)
        no_sideways_scroll(page)
        keep_screenshot(page, "friend-has-written")

        desktop.goto("/share")
        desktop.get_by_role("button", name="Comments (1)").click()
        said = desktop.get_by_role("dialog")
        expect(said).to_contain_text("Lovely <img src=x onerror=alert(1)> shoes")
        no_serious_fault(desktop)
        said.get_by_role("button", name="Options").click()
        desktop.get_by_role("menuitem", name="Hide").click()
        expect(said).to_contain_text("hidden")
        page.reload()
        expect(page.get_by_text("Lovely")).to_have_count(0)
        expect(page.get_by_label("Your comment")).to_be_visible()


def test_without_leave_nobody_writes(desktop: Page, browser: Browser, home: Home) -> None:
    dialog = shared_look(desktop, 4)
    more_options(dialog)
    dialog.get_by_text("Friends can vote").click()
    expect(dialog.get_by_role("switch", name="Friends can vote")).not_to_be_checked()
    path = link_of(dialog)
    with friend(browser, home) as page:
        page.goto(path)
        expect(page.get_by_role("img")).to_be_visible()
        expect(page.get_by_role("button")).to_have_count(0)
        for deed, form in (("vote", {"choice": "love"}), ("comment", {"text": "Hello"})):
            assert page.request.post(f"{path}/{deed}", form=form, max_redirects=0).status == 400


def test_a_password_and_a_number_of_views_are_kept_to(phone: Page, browser: Browser, home: Home) -> None:
    dialog = shared_look(phone, 5)
    more_options(dialog)
    dialog.get_by_role("textbox", name="Password").fill(SECRET)
    once = dialog.get_by_role("radio", name="Once")
    once.tap()
    expect(once).to_be_checked()
    path = link_of(dialog)
    with friend(browser, home) as page, friend(browser, home) as late:
        page.goto(path)
        expect(page.get_by_role("img")).to_have_count(0)
        assert page.request.get(f"{path}/picture/1").status == 404
        page.get_by_label("Password").fill("apple window")
        page.get_by_role("button", name="Open").tap()
        expect(page.get_by_role("alert")).to_be_visible()
        keep_screenshot(page, "friend-with-a-wrong-password")
        page.get_by_label("Password").fill(SECRET)
        page.get_by_role("button", name="Open").tap()
        expect(page.get_by_role("img")).to_be_visible()
        page.reload()
        expect(page.get_by_role("img")).to_be_visible()  # the same visitor

        late.goto(path)
        expect(late.get_by_role("heading")).to_have_text("There is nothing here, or not any more.")
        assert late.request.get(f"{path}/picture/1").status == 404


def test_a_friend_gets_nothing_else_of_the_house(phone: Page, browser: Browser, home: Home) -> None:
    path = link_of(shared_look(phone, 6))
    phone.goto("/share")
    settled(phone)
    mine = phone.evaluate("[...document.querySelectorAll('.shared img')].map((image) => image.getAttribute('src'))")
    assert mine
    with friend(browser, home) as page:
        page.goto(path)
        told = page.content()
        assert not re.search(r"/media/|look-0|look=|garment|Mina", told)
        choice(page, "Love it").tap()
        closed = [
            *mine,
            "/media/looks/6/large", "/media/looks/6/small?v=1", "/media/sightings/1/small", "/media/items/1/small",
            "/", "/looks", "/look?look=6", "/share", "/settings?part=backup",
            "/api/v1/looks", "/_stcore/host-config", "/docs", "/openapi.json",
        ]  # fmt: skip
        for address in closed:
            reply = page.request.get(address, max_redirects=0)
            assert reply.status in (303, 401, 404), address
            assert not reply.body().startswith((b"\xff\xd8", b"RIFF")), address
        page.goto("/looks")
        expect(page.get_by_role("button", name="Log in")).to_be_visible()
