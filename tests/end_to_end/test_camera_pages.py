"""A camera in the app: paired, seen, asked for a look; the real process, a real browser, a scripted camera."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import cv2
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.end_to_end.conftest import PHONE, Server
from tests.end_to_end.fake_camera import FakeCamera
from tests.end_to_end.journeys import (
    garments_found,
    make_account,
    newest,
    no_sideways_scroll,
    open_tab,
    pictures_loaded,
    settled,
    tiles,
)

pytestmark = pytest.mark.end_to_end

on_the_phone = pytest.mark.parametrize("page", [PHONE], ids=["phone"], indirect=True)
"""What does not depend on the width of the screen."""
TURN = Path(__file__).parents[1] / "pictures" / "turn-01.mp4"


@pytest.fixture
def camera(server: Server, rendered_looks: list[Path]) -> Iterator[FakeCamera]:
    """One that is not paired yet and sees the second look."""
    frame = io.BytesIO()
    Image.open(rendered_looks[1]).convert("RGB").resize((480, 640)).save(frame, "JPEG")
    made = FakeCamera(server.url, rendered_looks[0], frame.getvalue())
    yield made
    made.stop()


@pytest.fixture
def pair(page: Page, server: Server, camera: FakeCamera) -> Callable[[], None]:
    """Lets the camera in by its code, and calls it Hallway."""

    def go() -> None:
        make_account(page, server.url)
        page.get_by_role("button", name="Pair a camera").click()
        code = camera.code()
        page.get_by_placeholder("123 456").fill(f"{code[:3]} {code[3:]}")
        page.get_by_role("button", name="Pair", exact=True).click()
        page.get_by_label("Name of the camera").fill("Hallway")
        page.get_by_role("button", name="Done").click()
        expect(page.get_by_role("dialog")).to_be_hidden()

    return go


def test_a_camera_is_paired_by_code_watched_and_asked_for_a_look(
    page: Page, camera: FakeCamera, pair: Callable[[], None]
) -> None:
    pair()
    expect(page.get_by_text("Hallway", exact=True)).to_be_visible()
    expect(page.get_by_text("Ready", exact=True)).to_be_visible()
    no_sideways_scroll(page)
    assert "live" not in camera.heard, "nobody has asked to watch"

    page.get_by_role("button", name="Live view").click()
    expect(page.locator(".live img.shown")).to_be_visible()
    expect(page.locator(".live .badge")).to_have_text("Live")
    assert page.locator(".live img").evaluate("image => [image.naturalWidth, image.naturalHeight]") == [480, 640]
    page.get_by_role("button", name="Close live view").click()
    expect(page.locator(".live")).to_have_count(0)

    page.get_by_role("button", name="Take a photo now").click()
    expect(page.get_by_text("Step back a little")).to_be_visible()
    camera.in_place.set()
    garments_found(page, looks=1, timeout=120)
    assert camera.heard.count("photo") == 1
    pictures_loaded(page, at_least=1)


@on_the_phone
def test_a_look_is_cancelled(page: Page, camera: FakeCamera, pair: Callable[[], None]) -> None:
    pair()
    page.get_by_role("button", name="Take a photo now").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Take a photo now")).to_be_enabled()
    assert camera.heard[-2:] == ["photo", "cancel"]
    assert camera.state["phase"] == "idle"
    expect(newest(page)).to_have_count(0)


@on_the_phone
def test_a_camera_is_paired_by_the_qr_code_that_it_reads_off_the_screen(
    page: Page, server: Server, camera: FakeCamera
) -> None:
    page.emulate_media(color_scheme="dark")
    make_account(page, server.url)
    open_tab(page, "Settings")
    page.get_by_role("link", name="Cameras").click()
    page.get_by_role("button", name="Pair a camera").click()
    page.get_by_role("button", name="Show the QR code").click()
    shown = page.get_by_role("img", name="QR code for the camera")
    expect(shown).to_be_visible()
    box = shown.bounding_box()
    assert box is not None and min(box["width"], box["height"]) >= 240
    pixels = cv2.imdecode(np.frombuffer(shown.screenshot(), np.uint8), cv2.IMREAD_COLOR)
    text = cv2.QRCodeDetector().detectAndDecode(pixels)[0]
    assert text.startswith("otjang://pair?"), "a camera cannot read it"
    camera.claim(parse_qs(urlsplit(text).query)["k"][0])
    expect(page.get_by_text("✓ Paired")).to_be_visible()
    expect(shown).to_be_hidden()
    no_sideways_scroll(page)


@on_the_phone
def test_its_faults_are_shown_and_its_listening_is_switched_from_the_settings(
    page: Page, camera: FakeCamera, pair: Callable[[], None]
) -> None:
    camera.state |= {"captures_waiting": 2, "faults": [{"error": "The lens is covered.", "remedy": "Uncover it."}]}
    pair()
    open_tab(page, "Settings")
    page.get_by_role("link", name="Cameras").click()
    expect(page.get_by_text("The lens is covered.")).to_be_visible()
    expect(page.get_by_text("2 captures wait to be sent.")).to_be_visible()
    page.get_by_text("Listens for “Hey Look”").click()
    for _ in range(300):
        if camera.heard:
            break
        page.wait_for_timeout(100)
    # Counted: the old switch may stand beside the new one while the card is drawn anew.
    for checked, count in ((False, 1), (True, 0)):
        expect(page.get_by_role("switch", name="Listens for “Hey Look”", checked=checked)).to_have_count(count)
    assert camera.heard == ["deaf"]


@on_the_phone
@pytest.mark.skipif(not TURN.exists(), reason="there is no rendered turn: python -m tests.pictures.turns makes it")
def test_a_turn_is_a_turntable_and_a_pair_that_was_compared_leads_to_the_verdict(
    page: Page, camera: FakeCamera, pair: Callable[[], None], rendered_looks: list[Path]
) -> None:
    pair()
    camera.look = TURN
    camera.send()
    garments_found(page, looks=1, timeout=240)
    turn = tiles(page).filter(has_text="360°")
    turn.get_by_role("link").click()
    table = page.get_by_role("slider", name="Turn-around")
    expect(table).to_have_attribute("aria-valuetext", "front")
    page.get_by_role("button", name="Back", exact=True).click()
    expect(table).to_have_attribute("aria-valuetext", "back")
    no_sideways_scroll(page)

    camera.look = rendered_looks[2]
    first = camera.send()
    camera.look = rendered_looks[3]
    camera.send(compare_with=first)
    open_tab(page, "Today")
    page.get_by_role("link", name=re.compile("Two looks compared")).click(timeout=240_000)
    expect(page.locator(".two-looks figure")).to_have_count(2)
    settled(page)
    open_tab(page, "Looks")
    expect(tiles(page)).to_have_count(3)
    open_tab(page, "Today")
    expect(newest(page)).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Two looks compared"))).to_have_count(0)
