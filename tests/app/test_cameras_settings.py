"""Cameras in the settings: how each is, its name, letting it go, switching its listening."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.cameras import paired
from tests.app.conftest import Home, shown, words

Visit = Callable[..., AppTest]


def dialog(name: str) -> None:
    """A page that is nothing but one dialog about the only camera: in a browser only the dialog is drawn anew."""
    from app.components import device_dialogs
    from app.session import me

    who = me()
    if devices := who.house.accounts.devices(who.household):
        getattr(device_dialogs, name)(who, devices[0])


def opened(name: str) -> AppTest:
    return shown(AppTest.from_function(dialog, kwargs={"name": name}, default_timeout=90).run())


def switch(page: AppTest):
    """The one switch for listening."""
    (found,) = [toggle for toggle in page.toggle if (toggle.key or "").startswith("listening_")]
    return found


def switches(page: AppTest) -> int:
    return sum((toggle.key or "").startswith("listening_") for toggle in page.toggle)


def test_without_a_camera_it_says_what_one_is_for(visit: Visit) -> None:
    assert "No camera yet." in words(visit("settings", part="cameras"))


def test_one_that_was_never_seen_says_since_when_it_is_known(home: Home, visit: Visit) -> None:
    paired(home)
    page = visit("settings", part="cameras")
    assert "Not seen yet · added Today" in words(page)
    assert switches(page) == 0


@pytest.mark.parametrize(
    ("phase", "said"),
    [
        ("idle", "Ready"),
        ("framing", "Looks whether you are in the picture"),
        ("countdown", "Counts down"),
        ("exposing", "Takes it now"),
        ("stored", "Taken"),
        ("off", "Switched off"),
    ],
)
def test_one_that_is_online_says_what_it_does(home: Home, visit: Visit, phase: str, said: str) -> None:
    paired(home).reports(phase=phase)
    text = words(visit("settings", part="cameras"))
    assert f"<span>{said}</span>" in text
    assert 'class="dot on"' in text


def test_one_that_went_away_says_since_when(home: Home, visit: Visit) -> None:
    camera = paired(home)
    camera.reports(listening=True)
    camera.goes_away()
    page = visit("settings", part="cameras")
    assert "Offline since " in words(page)
    assert 'class="dot on"' not in words(page)
    assert switches(page) == 0, "a switch that nobody hears"


def test_what_waits_and_a_full_memory_are_said(home: Home, visit: Visit) -> None:
    camera = paired(home)
    camera.reports(captures_waiting=1)
    text = words(visit("settings", part="cameras"))
    assert "1 capture waits to be sent." in text and "memory" not in text
    camera.reports(captures_waiting=17, spool_share=0.93)
    text = words(visit("settings", part="cameras"))
    assert "17 captures wait to be sent." in text
    assert "93 % full" in text


def test_faults_are_told_with_their_remedy_and_are_never_markup(home: Home, visit: Visit) -> None:
    paired(home).reports(faults=(("The <i>camera</i> is unplugged.", "Plug it in."), ("No microphone.", "")))
    text = words(visit("settings", part="cameras"))
    assert "The &lt;i&gt;camera&lt;/i&gt; is unplugged." in text
    assert "Plug it in." in text and "No microphone." in text


def test_listening_is_switched_and_shown_when_the_camera_has_done_it(home: Home, visit: Visit) -> None:
    camera = paired(home)
    camera.reports(listening=True)
    page = visit("settings", part="cameras")
    assert switch(page).value is True
    page = shown(switch(page).set_value(False).run())
    (wanted,) = camera.wanted()
    assert wanted.kind == "deaf"
    assert (switch(page).value, switch(page).disabled) == (False, True)
    assert "Asking the camera …" in words(page)
    camera.reports(listening=False, done=(wanted.id,))
    page = shown(page.run())
    assert (switch(page).value, switch(page).disabled) == (False, False)
    assert "Asking the camera …" not in words(page)
    page = shown(switch(page).set_value(True).run())
    assert [one.kind for one in camera.wanted()] == ["listen"]


def test_a_camera_that_does_not_switch_is_not_believed(
    home: Home, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = paired(home)
    camera.reports(listening=False)
    page = visit("settings", part="cameras")
    page = shown(switch(page).set_value(True).run())
    monkeypatch.setattr("app.components.asking.PATIENCE", -1.0)
    page = shown(page.run())
    assert (switch(page).value, switch(page).disabled) == (False, False)
    assert "The camera did not do it." in words(page)


def test_the_menu_leads_to_both_questions(home: Home, visit: Visit) -> None:
    menu = f"menu_{paired(home).device.id}"
    page = visit("settings", part="cameras")
    assert page.menu_button(key=menu).options == ["Rename …", "Revoke …"]
    assert shown(page.menu_button(key=menu).click("rename").run()).text_input(key="device_new_name").value == "Hallway"
    assert shown(page.menu_button(key=menu).click("revoke").run()).button(key="revoke_yes")


def test_one_is_renamed(home: Home, visit: Visit) -> None:
    paired(home)
    page = opened("rename_device")
    page.text_input(key="device_new_name").set_value("  ")
    page = shown(page.button(key="FormSubmitter:device_rename-Save").click().run())
    assert "1 to 100 characters" in "".join(warning.value for warning in page.warning)
    page.text_input(key="device_new_name").set_value("Bedroom")
    shown(page.button(key="FormSubmitter:device_rename-Save").click().run())
    assert "Bedroom" in words(visit("settings", part="cameras"))


def test_one_is_let_go_only_when_asked_twice(home: Home, visit: Visit) -> None:
    paired(home)
    page = opened("revoke_device")
    shown(page.button(key="revoke_no").click().run())
    assert home.house.accounts.devices(home.household)
    shown(page.button(key="revoke_yes").click().run())
    assert home.house.accounts.devices(home.household) == []


def test_the_neighbours_camera_is_not_shown(home: Home, visit: Visit) -> None:
    home.house.accounts.add_device(home.neighbour(), "Next door's")
    assert "Next door" not in words(visit("settings", part="cameras"))
