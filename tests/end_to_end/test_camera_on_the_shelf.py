"""The camera on the shelf as people have it: two real processes, a real browser, and somebody who speaks.

One household and one camera serve all journeys of this file; each takes looks of its own.
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from camera_device.sound.words import Saying, words
from tests.conftest import ROOT
from tests.end_to_end.conftest import DESKTOP, PHONE, Server
from tests.end_to_end.journeys import (
    make_account,
    no_sideways_scroll,
    open_tab,
    pictures_loaded,
    settled,
    tiles,
)
from tests.end_to_end.shelf import Shelf

pytestmark = pytest.mark.end_to_end

PICTURES = ROOT / "tests" / "pictures"
TURN = PICTURES / "turn-01.mp4"
READING = 120_000
"""Milliseconds in which garments are found in a look."""


def look(number: int) -> Path:
    return PICTURES / f"look-{number:02}.jpg"


@dataclass(frozen=True)
class Home:
    """A household with a camera in its hallway; ``login`` is its owner's."""

    server: Server
    login: StorageState
    camera: Shelf


@pytest.fixture(scope="module")
def home(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The camera is paired by the code that it shows, typed on the page of settings."""
    folder = tmp_path_factory.mktemp("home")
    server, camera = Server(folder / "data"), Shelf(folder / "camera")
    server.start()
    try:
        with browser.new_context(**DESKTOP, locale="en-GB") as context:
            context.set_default_timeout(60_000)
            page = context.new_page()
            make_account(page, server.url)
            open_tab(page, "Settings")
            page.get_by_role("link", name="Cameras").click()
            page.get_by_role("button", name="Pair a camera").click()
            pairing = camera.command("pair", "--server", server.device_url)
            page.get_by_placeholder("123 456").fill(shown_code(pairing))
            page.get_by_role("button", name="Pair", exact=True).click()
            page.get_by_label("Name of the camera").fill("Hallway")
            page.get_by_role("button", name="Done").click()
            expect(page.get_by_role("dialog")).to_be_hidden()
            assert pairing.wait(timeout=30) == 0
            login = context.storage_state()
        yield Home(server, login, camera)
    finally:
        camera.stop()
        server.stop()


def shown_code(pairing: subprocess.Popen[bytes]) -> str:
    """The six digits that the camera shows."""
    assert pairing.stdout is not None
    for line in pairing.stdout:
        if found := re.search(r"Type (\d{3} \d{3}) in the app", line.decode()):
            return found[1]
    raise AssertionError("no code was shown")


@pytest.fixture
def camera(home: Home) -> Iterator[Shelf]:
    """The one in the hallway, to be started by the test."""
    yield home.camera
    home.camera.stop()


@pytest.fixture
def page(request: pytest.FixtureRequest, browser: Browser, home: Home) -> Iterator[Page]:
    """The page of the day on a phone; a screenshot of the last state is kept."""
    with browser.new_context(**PHONE, locale="en-GB", base_url=home.server.url, storage_state=home.login) as context:
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.goto("/")
        yield page
        picture(page, request.node.name)


def picture(page: Page, name: str) -> None:
    folder = ROOT / "artefacts"
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")


def known(page: Page, home: Home) -> int:
    """How many looks there are, once their page shows all of them; then back to the camera."""
    originals = [file for file in (home.server.data_dir / "originals").rglob("*") if file.is_file()]
    open_tab(page, "Looks")
    expect(tiles(page)).to_have_count(len(originals))
    open_tab(page, "Today")
    return len(originals)


def read(page: Page) -> Locator:
    """The looks in which garments were found."""
    return tiles(page).filter(has_text=re.compile(r"[1-9]\d* garments?"))


def test_a_spoken_command_takes_a_look_only_after_the_wake_phrase_and_of_somebody(
    page: Page, home: Home, camera: Shelf, tmp_path: Path
) -> None:
    before = known(page, home)
    wall = tmp_path / "wall.jpg"
    Image.fromarray(np.full((960, 720, 3), 150, np.uint8)).save(wall)
    camera.show(look(4))
    camera.start()
    expect(page.get_by_text("Ready", exact=True)).to_be_visible()
    camera.hears("Take a photo.")
    camera.tells("heard photo: no wake phrase before it")

    camera.show(wall)
    camera.sees_nobody()
    page.get_by_role("button", name="Take a photo now").click()
    expect(page.get_by_text(words(Saying.NOBODY, "en"))).to_be_visible()
    picture(page, "camera-nobody-in-view")
    camera.says(Saying.EMPTY)
    camera.hears("Hey look.", 0.5, "Take a photo.")
    camera.tells("heard wake: nobody in view")
    camera.tells("heard photo: no wake phrase before it")

    camera.show(look(4))
    camera.sees_somebody()
    assert camera.spool.count == 0
    assert known(page, home) == before

    camera.hears("Hey look.", 0.5, "Take a photo.")
    camera.tells("heard photo: counted")
    for left in (2, 1):
        camera.says(Saying.COUNTDOWN, n=left)
    camera.says(Saying.TAKEN)
    open_tab(page, "Looks")
    expect(read(page)).to_have_count(before + 1, timeout=READING)
    pictures_loaded(page, at_least=1)
    no_sideways_scroll(page)
    camera.sent()


def test_which_one_looks_better_is_answered_aloud_and_shown_in_the_app(page: Page, home: Home, camera: Shelf) -> None:
    before = known(page, home)
    camera.show(look(2))
    camera.start()
    camera.takes(look(2))
    camera.show(look(9))
    camera.sees_somebody()
    camera.hears("Hey look.", 0.5, "Which one looks better?")
    camera.says(Saying.COMPARE_SECOND)
    camera.says(Saying.COMPARING)
    camera.tells("not spoken: …", READING / 1000)  # the verdict: what it says of people's clothes is not logged
    line = page.get_by_role("link", name=re.compile("Two looks compared"))
    expect(line).to_be_visible(timeout=READING)
    assert known(page, home) == before + 2
    picture(page, "camera-two-looks-compared")
    line.tap()
    expect(page.locator(".two-looks figure")).to_have_count(2)
    settled(page)


def test_a_turn_that_the_page_asked_for_becomes_a_turntable(
    page: Page, home: Home, camera: Shelf, tmp_path: Path
) -> None:
    before = known(page, home)
    for file in (look(5), TURN):
        shutil.copy(file, tmp_path)
    camera.start(play=tmp_path, turn_seconds=10, countdown_seconds=1, framing_seconds=30)
    page.get_by_role("button", name="Turn-around").click()
    camera.says(Saying.TURN_DONE)
    open_tab(page, "Looks")
    expect(read(page)).to_have_count(before + 1, timeout=2 * READING)
    tiles(page).filter(has_text="360°").first.get_by_role("link").click()
    table = page.get_by_role("slider", name="Turn-around")
    expect(table).to_have_attribute("aria-valuetext", "front")
    page.get_by_role("button", name="Back", exact=True).click()
    expect(table).to_have_attribute("aria-valuetext", "back")
    expect(page.locator(".turntable img.shown")).to_be_visible()
    no_sideways_scroll(page)


def test_looks_taken_while_the_server_is_down_come_once_each_though_the_camera_is_killed_too(
    page: Page, home: Home, camera: Shelf
) -> None:
    before = known(page, home)
    camera.show(look(1))
    camera.start()
    camera.sees_somebody()
    home.server.stop(signal.SIGKILL)
    camera.takes(look(1))
    camera.stop(signal.SIGKILL)
    assert camera.spool.count == 1
    camera.start()
    camera.takes(look(6))
    assert camera.spool.count == 2
    home.server.start()
    camera.sent()
    page.goto("/looks")
    expect(read(page)).to_have_count(before + 2, timeout=READING)
    expect(tiles(page)).to_have_count(before + 2)


def test_a_camera_that_is_revoked_in_the_app_says_so_and_keeps_what_it_takes(
    page: Page, home: Home, tmp_path: Path
) -> None:
    before = known(page, home)
    camera = Shelf(tmp_path / "camera", name="Bedroom")
    invitation = home.server.command("device", "invite", "--server", home.server.device_url).split()[-1]
    assert camera.command("pair", "--qr", invitation).wait(timeout=60) == 0
    camera.show(look(7))
    try:
        camera.start()
        camera.sees_somebody()
        open_tab(page, "Settings")
        page.get_by_role("link", name="Cameras").click()
        card = page.locator("[class*=st-key-device_]").filter(has_text="Bedroom")
        card.get_by_role("button", name="Options").first.click()
        page.get_by_role("menuitem", name="Revoke …").or_(page.get_by_text("Revoke …", exact=True)).first.click()
        page.get_by_role("dialog").get_by_role("button", name="Revoke", exact=True).click()
        expect(page.get_by_text("Bedroom is revoked.")).to_be_visible()
        camera.tells("pairing: The server does not know this camera any more. Pair it again")
        camera.takes(look(7))
        status = camera.command("status")
        told, _ = status.communicate(timeout=60)
        assert status.returncode == 1
        assert b"1 captures wait" in told and b"What waits to be sent is kept." in told
        assert camera.spool.count == 1
        (kept,) = (camera.folder / "state" / "spool").glob("*.jpg")
        assert kept.read_bytes() == look(7).read_bytes()
    finally:
        camera.stop()
    assert known(page, home) == before
