"""People in the settings: added, invited, renamed and removed by the owner, seen by everybody."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import PASSWORD, Home, shown, words

Visit = Callable[..., AppTest]


@pytest.fixture
def jun(home: Home) -> int:
    """A member who cannot log in."""
    return home.house.people.add(home.household, "Jun <b>K</b>").id


def names(home: Home) -> list[str]:
    return [one.name for one in home.house.accounts.people(home.household)]


def test_somebody_is_added_and_the_reason_said_where_they_cannot_be(home: Home, visit: Visit) -> None:
    page = visit("settings", part="people")
    assert "Mina (you)" in words(page) and "Owner · can log in" in words(page)
    page.text_input(key="person_name").set_value("Jun")
    page = shown(page.button(key="FormSubmitter:person-Add").click().run())
    assert names(home) == ["Mina", "Jun"] and "Member · no log-in" in words(page)
    page.text_input(key="person_name").set_value("jun")
    page = shown(page.button(key="FormSubmitter:person-Add").click().run())
    assert names(home) == ["Mina", "Jun"]
    assert "already" in page.warning[0].value


def script(dialog: str, person: int) -> None:
    """A page that is nothing but one question about a person."""
    from app.components.settings import inviting, person_dialogs
    from app.session import me

    who = me()
    for found in who.house.accounts.people(who.household):
        if found.id == person:
            (inviting.invite if dialog == "invite" else getattr(person_dialogs, dialog))(who, found)


def opened(dialog: str, person: int) -> AppTest:
    return shown(AppTest.from_function(script, kwargs={"dialog": dialog, "person": person}, default_timeout=90).run())


def test_the_menu_leads_to_every_question(home: Home, jun: int, visit: Visit) -> None:
    menu = f"menu_person_{jun}"
    page = visit("settings", part="people")
    assert "Jun &lt;b&gt;K&lt;/b&gt;" in words(page)
    assert page.menu_button(key=menu).options == ["Rename …", "Invite …", "Remove …"]
    assert shown(page.menu_button(key=menu).click("rename").run()).text_input(key="person_new_name")
    assert shown(page.menu_button(key=menu).click("invite").run()).button(key="invite_make")
    assert shown(page.menu_button(key=menu).click("remove").run()).button(key="person_remove_yes")
    assert home.house.people.invited(home.household) == {} and len(names(home)) == 2, "it is asked first"


def test_an_invitation_is_a_link_that_is_shown_once(home: Home, jun: int, visit: Visit) -> None:
    page = opened("invite", jun)
    page = shown(page.button(key="invite_make").click().run())
    (sheet,) = [one for one in page.get("bidi_component") if one.proto.component_name == "otjang_share_sheet"]
    key = json.loads(sheet.proto.json)["path"].removeprefix("/join/")
    assert home.house.people.invitation(key, "192.0.2.1").name == "Jun <b>K</b>"
    page = shown(page.button(key="invite_done").click().run())
    assert not [one for one in page.get("bidi_component") if one.proto.component_name == "otjang_share_sheet"]
    page = visit("settings", part="people")
    assert "the link works until" in words(page)
    shown(page.menu_button(key=f"menu_person_{jun}").click("withdraw").run())
    assert home.house.people.invited(home.household) == {}


def test_nobody_is_removed_without_a_question(home: Home, jun: int, visit: Visit) -> None:
    page = opened("remove_person", jun)
    assert len(names(home)) == 2 and "Looks that they wore stay" in words(page)
    shown(page.button(key="person_remove_yes").click().run())
    assert names(home) == ["Mina"]


def test_a_member_may_rename_only_themselves(
    home: Home, jun: int, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = home.house.people.join(home.house.people.invite(home.household, jun), "Jun", PASSWORD, "192.0.2.1")
    monkeypatch.setattr("app.session.session_token", lambda: token)
    page = visit("settings", part="people")
    assert [button.key for button in page.get("menu_button")] == [f"menu_person_{jun}"]
    assert not page.text_input and "The owner of the household adds and invites people." in words(page)
    page = opened("rename_person", jun)
    page.text_input(key="person_new_name").set_value("Mina")
    page = shown(page.button(key="FormSubmitter:person_rename-Save").click().run())
    assert "already" in page.warning[0].value
    page.text_input(key="person_new_name").set_value("June")
    shown(page.button(key="FormSubmitter:person_rename-Save").click().run())
    assert names(home) == ["Mina", "June"]
