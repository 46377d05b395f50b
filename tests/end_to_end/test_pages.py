"""Every page and every part of one, as a person finds it: nothing sticks out, nothing breaks, everybody can use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.end_to_end.axe import no_serious_fault
from tests.end_to_end.conftest import DESKTOP, PHONE
from tests.end_to_end.furnishing import Furnished, furnish
from tests.end_to_end.homes import TURN, Home, context_of, keep_screenshot, lived_in
from tests.end_to_end.journeys import no_sideways_scroll, settled
from tests.end_to_end.targets import large_enough

pytestmark = pytest.mark.end_to_end
GO = "address => { history.pushState({}, '', address); dispatchEvent(new PopStateEvent('popstate')); }"
"""What links of the app do."""
LIGHT_PHONE = PHONE | {"color_scheme": "light"}
DARK_DESK = DESKTOP | {"color_scheme": "dark"}
SCREENS = {"phone": LIGHT_PHONE, "desk": DARK_DESK}

PAGES = {
    "/": ".st-key-today_came article",
    "/looks": ".gallery li",
    "/looks?view=calendar": ".month .cell img",
    "/look?look=1": ".st-key-look_garments img",
    f"/look?look={TURN}": "[role=slider]",
    "/look?look=999": ".empty",
    "/wardrobe": ".gallery li",
    "/wardrobe?category=shoes": ".gallery li",
    "/wardrobe?q=blue+jeans": ".gallery li",
    "/wardrobe?like=1": ".gallery li",
    "/wardrobe?collection={collection}": ".st-key-collection_head h2",
    "/wardrobe?show=twice": ".st-key-collection_head h2",
    "/wardrobe?q=zzz&category=hat": ".stMain",
    "/garment?garment=1": ".st-key-garment_actions",
    "/garment?garment=999": ".empty",
    "/outfits": ".st-key-outfits .outfit",
    "/outfits?around=1": ".st-key-outfits .outfit",
    "/outfits?part=make": ".tray .tile",
    "/outfits?part=make&outfit={outfit}": ".board .piece",
    "/outfits?part=planner": ".planner .day img",
    "/outfits?part=planner&span=month": ".planner .day img",
    "/outfits?part=kept": ".st-key-saved .outfit",
    "/packing": ".stPageLink",
    "/packing?trip={trip}": ".trip-days > li",
    "/style-check": ".gallery li",
    "/style-check?one=1": ".points li",
    "/style-check?one=1&other=2": ".verdict",
    "/style-check?one_outfit={outfit}&other=2": ".verdict",
    "/for-you": ".gallery li",
    "/for-you?section=gaps": ".gallery li",
    "/for-you?section=wishes": ".gallery li",
    "/for-you?section=list": ".stMain",
    "/item?item=1": ".st-key-item_actions",
    "/insights?days=all": "[data-testid=stVegaLiteChart]",
    "/insights?days=all&part=colours": ".stripe",
    "/insights?days=all&part=leanings": "h2",
    "/insights?part=trends": ".stMain",
    "/insights?days=all&part=less": ".stMain",
    "/share": ".shared img",
    "/settings": ".st-key-settings_list",
    **{
        f"/settings?part={part}": ".st-key-settings_body h2"
        for part in (
            "people", "cameras", "shops", "notices", "privacy", "backup", "appearance", "account", "changes", "models"
        )
    },
}  # fmt: skip
"""Address → what stands on the page when it is there."""
OPEN = {
    "/login": "button[type=submit]",
    "{join}": "button[type=submit]",
    "{look}": ".reactions button",
    "{comparison}": ".choice",
    "{protected}": "#password",
    "{ended}": "h1",
    "/s/nobody-has-this-key": "h1",
}
"""The same of pages that are there for somebody who is not logged in."""


@dataclass(frozen=True)
class Furnishings:
    """The house, and where its things are."""

    home: Home
    things: Furnished


@pytest.fixture(scope="module")
def house(lived: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnishings]:
    made: list[Furnished] = []
    with lived_in(lived, tmp_path_factory.mktemp("pages"), browser, lambda data: made.append(furnish(data))) as home:
        yield Furnishings(home, made[0])


@dataclass(frozen=True)
class Screen:
    """A page of somebody who is logged in; it goes from address to address as people do."""

    page: Page
    socket: WebSocket
    """On which the server sends what is drawn."""

    def go(self, address: str, there: str) -> None:
        """To another page of the app without loading the app anew; waits until it has been drawn to its end."""
        with self.socket.expect_event("framereceived", drawn):
            self.page.evaluate(GO, address)
        expect(self.page.locator(there).or_(self.page.locator(".stException")).first).to_be_visible()
        settled(self.page)


def drawn(frame: bytes | str) -> bool:
    """Whether the server says by it that a page is at its end, and not only a part that is drawn now and then."""
    if isinstance(frame, str):
        return False
    message = ForwardMsg.FromString(frame)
    return message.WhichOneof("type") == "script_finished" and message.script_finished == message.FINISHED_SUCCESSFULLY


@pytest.fixture(scope="module")
def inside(house: Furnishings, browser: Browser) -> Iterator[dict[str, Screen]]:
    contexts = {name: context_of(browser, house.home, screen) for name, screen in SCREENS.items()}
    yield {name: begun(context) for name, context in contexts.items()}
    for context in contexts.values():
        context.close()


def begun(context: BrowserContext) -> Screen:
    page = context.new_page()
    with page.expect_websocket(lambda socket: socket.url.endswith("/_stcore/stream")) as opened:
        page.goto("/settings?part=models")
    expect(page.get_by_role("heading", name="Models")).to_be_visible()
    settled(page)
    return Screen(page, opened.value)


def file_name(address: str, screen: str) -> str:
    return re.sub(r"[\W_]+", "-", f"page-{address if address != '/' else 'today'}-{screen}")


def sound(page: Page, name: str) -> None:
    """What is asked of every page."""
    expect(page.locator(".stException")).to_have_count(0)
    keep_screenshot(page, name)
    no_sideways_scroll(page)
    no_serious_fault(page)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_app_is_sound(house: Furnishings, inside: dict[str, Screen], address: str, screen: str) -> None:
    page = inside[screen].page
    inside[screen].go(address.format(**vars(house.things)), PAGES[address])
    sound(page, file_name(address, screen))
    if screen == "phone":
        large_enough(page)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("address", OPEN)
def test_a_page_for_everybody_is_sound(house: Furnishings, browser: Browser, address: str, screen: str) -> None:
    with browser.new_context(**SCREENS[screen], locale="en-GB", base_url=house.home.server.url) as context:
        page = context.new_page()
        page.goto(address.format(**vars(house.things)))
        expect(page.locator(OPEN[address]).first).to_be_visible()
        sound(page, file_name(address, screen))
        if screen == "phone":
            large_enough(page)
