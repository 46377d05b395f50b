"""Pairing a camera in the app: by the code that it shows, by a QR code that it reads."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.components import pairing_qr
from tests.app.cameras import shows_code
from tests.app.conftest import Home, shown, words
from wardrobe.pairings import Reach
from wardrobe.schema import now

Visit = Callable[..., AppTest]


@pytest.fixture
def reachable(home: Home) -> None:
    """The port for cameras is open."""
    home.house.reach = Reach("https://192.168.1.20:8601", "ab" * 32)


def dialog() -> None:
    """A page that is nothing but the dialog: in a browser only the dialog itself is drawn anew."""
    from app.components.pairing import pairing_dialog
    from app.session import me

    pairing_dialog(me())


@pytest.fixture
def opened(visit: Visit) -> AppTest:
    return shown(AppTest.from_function(dialog, default_timeout=90).run())


def typed(page: AppTest, code: str) -> AppTest:
    page.text_input(key="pairing_code").set_value(code)
    return shown(page.button(key="FormSubmitter:pair_form-Pair").click().run())


def warned(page: AppTest) -> str:
    return "\n".join(warning.value.replace("\\", "") for warning in page.warning)


@pytest.mark.parametrize("written", ["{0}", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}", " {0} "])
def test_a_code_pairs_the_camera_and_asks_for_its_name(home: Home, opened: AppTest, written: str) -> None:
    code = shows_code(home, "raspberrypi")
    page = typed(opened, written.format(code))
    (device,) = home.house.accounts.devices(home.household)
    assert "✓ Paired" in words(page)
    page.text_input(key=f"pair_name_{device.id}").set_value("Hallway")
    page = shown(page.button(key="FormSubmitter:pair_name-Done").click().run())
    assert [device.name for device in home.house.accounts.devices(home.household)] == ["Hallway"]
    assert "✓ Paired" not in words(page)


def test_digits_of_another_script_are_the_same_digits(home: Home, opened: AppTest) -> None:
    code = shows_code(home).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert "✓ Paired" in words(typed(opened, code))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abc"])
def test_what_is_no_code_costs_no_try(opened: AppTest, code: str) -> None:
    page = opened
    for _ in range(7):
        page = typed(page, code)
    assert warned(page) == "The code has six digits."


def test_a_wrong_code_is_said_and_too_many_have_to_wait(home: Home, opened: AppTest) -> None:
    code = shows_code(home)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    page = typed(opened, wrong)
    assert "No camera shows this code." in warned(page)
    for _ in range(7):
        page = typed(page, wrong)
    assert re.search(r"Too many wrong codes: wait \d+ s\.", warned(page))
    assert home.house.accounts.devices(home.household) == []


def test_the_qr_code_is_shown_when_asked_for_and_says_how_long_it_is_good(
    home: Home, opened: AppTest, reachable: None
) -> None:
    page = opened
    assert "QR code for the camera" not in words(page)
    page = shown(page.button(key="pair_qr_show").click().run())
    assert 'alt="QR code for the camera"' in words(page)
    assert re.search(r"Good for (5:00|4:5\d)\.", words(page))


def test_a_camera_that_has_read_it_is_greeted_and_the_code_is_gone(
    home: Home, opened: AppTest, reachable: None
) -> None:
    page = shown(opened.button(key="pair_qr_show").click().run())
    said = parse_qs(urlsplit(page.session_state["pairing_invitation"].text).query)
    assert said["s"] == ["https://192.168.1.20:8601"] and said["f"] == ["ab" * 32]
    home.house.pairings.claim(said["k"][0], "raspberrypi")
    page = shown(page.run())
    assert "✓ Paired" in words(page)
    assert "QR code for the camera" not in words(page)


def test_an_old_qr_code_goes_and_a_new_one_can_be_shown(
    home: Home, opened: AppTest, reachable: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(opened.button(key="pair_qr_show").click().run())
    old = page.session_state["pairing_invitation"]
    page.session_state["pairing_invitation"] = type(old)(old.text, now() - timedelta(seconds=1), old.id)
    page = shown(page.run())
    assert "The QR code has expired." in words(page)
    assert "QR code for the camera" not in words(page)
    page = shown(page.button(key="pair_qr_show").click().run())
    assert "QR code for the camera" in words(page)
    assert page.session_state["pairing_invitation"].text != old.text


def test_where_cameras_cannot_reach_the_server_it_says_so(opened: AppTest) -> None:
    page = shown(opened.button(key="pair_qr_show").click().run())
    assert "Cameras cannot reach this server" in warned(page)
    assert "QR code for the camera" not in words(page)


def test_a_camera_reads_what_the_qr_code_says() -> None:
    cv2 = pytest.importorskip("cv2")
    text = f"otjang://pair?v=1&s=https%3A%2F%2F192.168.1.20%3A8601&f={'ab' * 32}&k={'k' * 43}"
    (source,) = re.findall(r"src=\"data:image/svg\+xml;charset=utf-8,([^\"]+)\"", pairing_qr.qr(text, str))
    svg = unquote(html.unescape(source))
    side = int(re.findall(r"viewBox='0 0 (\d+) ", svg)[0])
    pixels = np.full((side, side), 255, np.uint8)
    *_ground, path = re.findall(r" d='(M[^']+)'", svg)
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmhv]*)", path):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            pixels[int(y), int(x) : int(x + values[0])] = 0
            x += values[0]
    large = cv2.resize(pixels, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
    assert cv2.QRCodeDetector().detectAndDecode(large)[0] == text


def test_the_settings_and_an_empty_home_lead_to_it(home: Home, visit: Visit) -> None:
    for page, button in ((visit("settings", part="cameras"), "pair"), (visit(), "add_pair")):
        assert shown(page.button(key=button).click().run()).text_input(key="pairing_code")
    home.house.accounts.add_device(home.household, "Hallway")
    assert not [button for button in visit().button if button.key == "add_pair"]
