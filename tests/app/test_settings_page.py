"""The settings: their parts, who sees which, and nothing for who is not logged in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from app import addresses
from app.components.settings.parts import PARTS
from app.components.settings.theme import PATHS, STORED
from tests.app.conftest import PASSWORD, Home, shown, words
from tests.conftest import ROOT
from wardrobe.completeness import Progress
from wardrobe.schema import HouseholdRow

Visit = Callable[..., AppTest]


def listed(page: AppTest) -> list[str]:
    """The parts that the page leads to."""
    found = [one for one in page.get("bidi_component") if one.proto.component_name == "otjang_section_list"]
    (data,) = [data for one in found if not (data := json.loads(one.proto.json))["back"]]
    return [section["href"].rpartition("=")[2] for section in data["sections"]]


@pytest.fixture
def as_member(home: Home, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever visits is not the owner."""
    key = home.house.people.invite(home.household, home.house.people.add(home.household, "Jun").id)
    token = home.house.people.join(key, "Jun", PASSWORD, "192.0.2.1")
    monkeypatch.setattr("app.session.session_token", lambda: token)


@pytest.mark.parametrize("part", [part.name for part in PARTS])
def test_each_part_has_an_address_of_its_own(home: Home, visit: Visit, part: str) -> None:
    page = visit("settings", part=part)
    assert page.header[0].value == next(one.title for one in PARTS if one.name == part)
    assert listed(page) == [one.name for one in PARTS]


@pytest.mark.parametrize("asked", [{}, {"part": "nonsense"}])
def test_without_a_part_the_list_stands_beside_the_first(home: Home, visit: Visit, asked: dict[str, str]) -> None:
    assert visit("settings", **asked).header[0].value == "People"


def test_a_part_draws_its_own_things_alone(home: Home, visit: Visit) -> None:
    text = words(visit("settings", part="models"))
    assert "Finds the garments in a photo" in text and "Original photos" not in text


def test_in_the_sample_only_what_makes_sense_is_there(
    home: Home, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.components.sample.visiting_bar", lambda who: None)  # it is about the sample's own looks
    with home.house.database.write() as session:
        row = HouseholdRow(name="Sample", sample_of_id=home.household)
        session.add(row)
        session.flush()
        sample = row.id
    home.house.accounts.visit(home.token, sample)
    page = visit("settings", part="privacy")
    assert listed(page) == ["appearance", "changes", "models"]
    assert page.header[0].value == "Language and theme"


def test_recent_changes_are_listed_and_can_be_undone(home: Home, visit: Visit) -> None:
    look = home.look()
    garment = home.garment()
    home.sighting(look, garment)
    change = home.house.garments.rename(home.household, garment, "Best jeans")
    page = visit("settings", part="changes")
    assert "Garment renamed" in words(page)
    page = shown(page.button(key=f"undo_{change}").click().run())
    assert home.house.garments.get(home.household, garment).name is None
    assert "Undone" in words(page)


def test_a_camera_gets_its_key_once_and_is_not_revoked_without_a_question(home: Home, visit: Visit) -> None:
    page = visit("settings", part="cameras")
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
    page = visit("settings", part="account")
    page.text_input(key="password_old").set_value(old)
    page.text_input(key="password_new").set_value(new)
    page = shown(page.button(key="FormSubmitter:password-Save").click().run())
    assert said in words(page)
    assert home.house.accounts.person_for(home.token) is not None  # this session goes on


def test_the_language_is_changed_at_once(visit: Visit) -> None:
    page = visit("settings", part="appearance")
    assert page.title[0].value == "Settings"
    page = shown(page.button_group(key="language_choice").set_value("ko").run())
    assert page.title[0].value == "설정"


def test_the_theme_is_kept_where_streamlit_looks_for_it(visit: Visit) -> None:
    page = visit("settings", part="appearance")
    page = shown(page.button_group(key="theme_choice").set_value("dark").run())
    (found,) = [one for one in page.get("bidi_component") if one.proto.component_name == "otjang_theme"]
    data = json.loads(found.proto.json)
    assert data["chosen"] == "dark" and "stActiveTheme-/settings-v2" in data["keys"]
    named = re.findall(r'url_path=(?:"(.+?)"|addresses.(\w+))', (ROOT / "app" / "navigation.py").read_text("utf-8"))
    assert len(named) > 12
    assert {f"/{path or getattr(addresses, constant)}" for path, constant in named} <= {*PATHS}


def test_streamlit_still_keeps_the_theme_there() -> None:
    scripts = Path(streamlit.__file__).parent.glob("static/static/js/*.js")
    name, version = STORED.split("{path}")
    (script,) = [text for path in scripts if name in (text := path.read_text("utf-8"))]
    assert f"`{name}${{window.location.pathname}}`" in script
    constant = script.partition("CACHED_THEME_VERSION:")[2].partition(",")[0]
    assert f"{constant}={version.removeprefix('-v')}," in script
    assert "-v${" in script


def test_models_say_what_they_do_and_how_large_they_are(home: Home, visit: Visit) -> None:
    text = words(visit("settings", part="models"))
    assert home.house.models.parser.model_id in text and "MB" in text and "idle" in text


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
    text = words(visit("settings", part="models"))
    assert ("Garments are being looked at again with a new model: 120 of 900." in text) is said
    assert ("looked at again" in text) is said


def test_an_owner_is_told_how_large_a_backup_is_and_a_member_that_it_is_not_theirs(home: Home, visit: Visit) -> None:
    text = words(visit("settings", part="backup"))
    assert 'action="/backup"' in text and "files" in text


def test_a_member_gets_the_table_but_not_the_backup(home: Home, as_member: None, visit: Visit) -> None:
    page = visit("settings", part="backup")
    assert 'action="/backup"' not in words(page) and "Only the owner" in words(page)
    assert page.get("download_button")


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
