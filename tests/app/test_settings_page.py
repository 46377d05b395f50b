"""Changes, account, cameras, language, storage; and nothing for who is not logged in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import PASSWORD, Home, shown, words
from wardrobe.completeness import Progress

Visit = Callable[..., AppTest]


def test_recent_changes_are_listed_and_can_be_undone(home: Home, visit: Visit) -> None:
    look = home.look()
    garment = home.garment()
    home.sighting(look, garment)
    change = home.house.garments.rename(home.household, garment, "Best jeans")
    page = visit("settings")
    assert "Garment renamed" in words(page)
    page = shown(page.button(key=f"undo_{change}").click().run())
    assert home.house.garments.get(home.household, garment).name is None
    assert "Undone" in words(page)


def test_a_camera_gets_its_key_once_and_is_not_revoked_without_a_question(home: Home, visit: Visit) -> None:
    page = visit("settings")
    page.text_input(key="device_name").set_value("Hallway <b>mirror</b>")
    page = shown(page.button(key="FormSubmitter:device-Add").click().run())
    (token,) = [code.value for code in page.code]
    device = home.house.accounts.device_for(token)
    assert device is not None and device.name == "Hallway <b>mirror</b>"
    assert "Hallway &lt;b&gt;mirror&lt;/b&gt;" in words(page)
    page = shown(page.button(key="token_done").click().run())
    assert not page.code
    page = shown(page.menu_button(key=f"menu_{device.id}").click("revoke").run())
    assert page.button(key="revoke_yes")
    assert home.house.accounts.device_for(token) is not None, "it is asked first"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (PASSWORD, "another good password", "The password is changed."),
        ("wrong", "another good password", "Name or password is wrong."),
        (PASSWORD, "short", "at least"),
    ],
)
def test_the_password_is_changed_or_the_reason_said(home: Home, visit: Visit, old: str, new: str, said: str) -> None:
    page = visit("settings")
    page.text_input(key="password_old").set_value(old)
    page.text_input(key="password_new").set_value(new)
    page = shown(page.button(key="FormSubmitter:password-Save").click().run())
    assert said in words(page)
    assert home.house.accounts.person_for(home.token) is not None  # this session goes on


def test_the_language_is_changed_at_once(visit: Visit) -> None:
    page = visit("settings")
    assert page.title[0].value == "Settings"
    page = shown(page.button_group(key="language_choice").set_value("ko").run())
    assert page.title[0].value == "설정"


def test_it_says_what_is_stored_and_where(home: Home, visit: Visit) -> None:
    text = words(visit("settings"))
    assert "Original photos" in text
    assert str(home.house.settings.data_dir) in text


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (Progress("new", 120, 900, ("old",)), True),
        (Progress("new", 900, 900, ("old",)), False),
        (Progress("new", 120, 900), False),  # no other model before it
    ],
)
def test_a_change_of_the_model_is_told_while_it_goes_on(
    home: Home, visit: Visit, monkeypatch: pytest.MonkeyPatch, progress: Progress, said: bool
) -> None:
    monkeypatch.setattr("app.components.renewal.progress", lambda session, model_id, but: progress)
    text = words(visit("settings"))
    assert ("Garments are being looked at again with a new model: 120 of 900." in text) is said
    assert ("looked at again" in text) is said


@pytest.mark.parametrize("page", [None, "look", "wardrobe", "garment", "settings"])
@pytest.mark.parametrize("token", [None, "not a session"])
def test_without_a_session_there_is_only_the_way_to_log_in(
    home: Home, visit: Visit, monkeypatch: pytest.MonkeyPatch, page: str | None, token: str | None
) -> None:
    look = home.look(name="secret.jpg")
    home.sighting(look, home.garment(name="secret garment"))
    opened = visit()
    monkeypatch.setattr("app.session.session_token", lambda: token)
    if page is not None:
        opened.switch_page(f"views/{page}.py")
    opened = shown(opened.run())
    assert "Please log in" in words(opened)
    assert "secret" not in words(opened)
    assert [link.url for link in opened.get("link_button")] == ["/login"]
