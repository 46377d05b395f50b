"""The dialog of sharing, and the page of links that friends have."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.components.share_card import time_left
from tests.app.conftest import Home, shown, words
from tests.wardrobe.clock import Clock
from tests.wardrobe.sharing.links import ADDRESS, drawn
from wardrobe.errors import ShareError
from wardrobe.schema import HouseholdRow, LookRow
from wardrobe.settings import Settings
from wardrobe.sharing.shares import Share, Subject, Tally, Terms, Treatment
from wardrobe.sharing.sharing import Sharing

Visit = Callable[..., AppTest]


class Renderer:
    """Plain pictures; remembers how they were wanted, and fails where it is told to."""

    def __init__(self) -> None:
        self.treatments: list[Treatment] = []
        self.fault: ShareError | None = None

    def __call__(self, household_id: int, subject: Subject, treatment: Treatment) -> list[bytes]:
        self.treatments.append(treatment)
        if self.fault is not None:
            raise self.fault
        return drawn(household_id, subject, treatment)


@pytest.fixture
def renderer(home: Home) -> Renderer:
    """Of the house that the pages are shown of."""
    house, made = home.house, Renderer()
    house.sharing = Sharing(house.database, house.settings.data_dir, made, house.garments.list)
    return made


@pytest.fixture
def look(home: Home, renderer: Renderer) -> int:
    """A look with a garment."""
    look = home.look()
    home.sighting(look, home.garment())
    return look


def publish(home: Home, subject: Subject, **terms: Any) -> Share:
    """A link that is open."""
    sharing = home.house.sharing
    draft = sharing.draft(home.household, None, subject, Treatment())
    return sharing.publish(home.household, draft.id, Terms(**terms))


def replace(settings: Settings, public_url: str | None) -> Settings:
    """The same with another address."""
    return settings.model_copy(update={"public_url": public_url})


def vote(home: Home, share: Share, choice: str, name: str = "") -> None:
    """A friend says something of it."""
    sharing = home.house.sharing
    friends = sharing.friends
    found = friends.find(sharing.path(share).removeprefix("/s/"), ADDRESS)
    friends.vote(found, friends.passes.new(), ADDRESS, choice, name)


Dialog = Callable[[int], AppTest]


@pytest.fixture
def dialog(visit: Visit, renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> Dialog:
    """Opens the dialog of a look by itself, because without a browser a whole page would be drawn without it again.

    There are no other pages then that it could lead to.
    """
    monkeypatch.setattr("streamlit.page_link", lambda *_given, **_named: None)

    def script(look: int) -> None:
        from app.components.share_dialog import share_dialog
        from app.session import me
        from wardrobe.sharing.shares import Subject

        share_dialog(me(), Subject("look", (look,)))

    return lambda look: shown(AppTest.from_function(script, args=(look,), default_timeout=90).run())


def sheets(app: AppTest) -> list[dict[str, Any]]:
    """What the component that hands links on was given."""
    found = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "otjang_share_sheet"]
    return [json.loads(proto.json) for proto in found]


def test_where_nothing_is_shared_the_page_says_what_sharing_is_and_how_private(
    visit: Visit, renderer: Renderer
) -> None:
    app = visit("share")
    assert "Nothing is shared" in words(app)
    assert "before it leaves" in words(app) and "ends after a week" in words(app)
    assert not sheets(app)


def test_one_tap_on_a_look_shows_the_picture_that_would_leave(visit: Visit, look: int, renderer: Renderer) -> None:
    app = visit("look", look=look)
    assert renderer.treatments == []
    shown(app.button("share_look").click().run())
    assert renderer.treatments == [Treatment("blurred", "shown", "whole")]
    assert "/media/shares/1/1" in words(app) and "leave your home" in words(app)
    assert sheets(app)[0]["path"] is None, "there is no link yet, only what could be posted"


def test_a_second_tap_makes_the_link(dialog: Dialog, home: Home, look: int) -> None:
    app = shown(dialog(look).button("share_make").click().run())
    (share,) = home.house.sharing.list(home.household)
    assert (share.state, share.subject, share.votes, share.comments) == ("open", Subject("look", (look,)), True, False)
    assert share.expires_at is not None and not share.protected
    (sheet,) = sheets(app)
    assert sheet["path"] == home.house.sharing.path(share)
    assert [one["src"] for one in sheet["pictures"]] == [f"/media/shares/{share.id}/1"]


def test_another_treatment_makes_the_draft_anew_and_is_the_usual_one_from_then_on(
    dialog: Dialog, home: Home, look: int, renderer: Renderer
) -> None:
    app = dialog(look)
    app.button_group(key="share_treat_faces").select("blurred").run()
    shown(app.button_group(key="share_treat_background").select("kept").run())
    assert renderer.treatments[-1] == Treatment("kept", "blurred", "whole")
    assert "Small faces far behind you may stay visible" in words(app)
    assert "/media/shares/3/1" in words(app)
    shown(app.button("share_make").click().run())
    assert home.house.sharing.list(home.household)[0].treatment == Treatment("kept", "blurred", "whole")
    dialog(look)
    assert renderer.treatments[-1] == Treatment("blurred", "blurred", "whole"), "a background is never kept unasked"


def test_only_the_picture_on_the_screen_becomes_a_link(dialog: Dialog, home: Home, look: int) -> None:
    app = dialog(look)
    app.button_group(key="share_treat_crop").select("clothes")
    shown(app.button("share_make").click().run())
    assert home.house.sharing.list(home.household) == [], "what was chosen in the same breath is to be seen first"
    shown(app.button("share_make").click().run())
    assert home.house.sharing.list(home.household)[0].treatment.crop == "clothes"


def test_the_terms_are_those_in_the_form(dialog: Dialog, home: Home, look: int) -> None:
    app = dialog(look)
    app.button_group(key="share_days").set_value(0)
    app.button_group(key="share_views").set_value(5)
    app.text_input(key="share_title").set_value(" For Friday ")
    app.text_input(key="share_password").set_value("moonlight")
    app.toggle(key="share_votes").set_value(False)
    shown(app.button("share_make").click().run())
    (share,) = home.house.sharing.list(home.household)
    assert (share.title, share.expires_at, share.views_most, share.protected) == ("For Friday", None, 5, True)
    assert (share.votes, share.comments) == (False, False)
    assert sheets(app)[0]["pictures"] == [], "a picture that went along would be seen without the password"


def test_what_cannot_be_hidden_is_told_and_no_link_is_offered(
    dialog: Dialog, home: Home, look: int, renderer: Renderer
) -> None:
    renderer.fault = ShareError("Nobody was found in this photo.", remedy="Choose another look.")
    app = dialog(look)
    assert any("Nobody was found" in warning.value.replace("\\", "") for warning in app.warning)
    assert "share_make" not in {button.key for button in app.button}
    assert home.house.sharing.list(home.household) == []


def test_comments_without_a_password_come_with_a_warning(dialog: Dialog, look: int) -> None:
    app = dialog(look)
    assert not app.warning
    app.toggle(key="share_comments").set_value(True).run()
    assert any("strangers" in warning.value for warning in app.warning)
    app.text_input(key="share_password").set_value("moonlight").run()
    assert not app.warning


def test_votes_of_a_comparison_are_counted_and_can_be_removed(visit: Visit, home: Home, look: int) -> None:
    share = publish(home, Subject("comparison", (look, home.look(days_ago=1))), title="Friday?")
    for choice, name in (("a", "Jina"), ("b", ""), ("a", "Tom")):
        vote(home, share, choice, name)
    app = visit("share")
    assert "Friday?" in words(app) and "width: 67%" in words(app) and "New" in words(app)
    shown(app.button(f"share_votes_{share.id}").click().run())
    assert "Jina" in words(app) and "Somebody" in words(app)
    shown(app.button("votes_clear").click().run())
    assert home.house.sharing.tally(share).total == 0
    assert "New" not in words(visit("share")), "what was seen once is no news"


def test_what_comes_in_while_the_page_is_read_is_shown_by_itself(
    visit: Visit, home: Home, look: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = publish(home, Subject("look", (look,)))
    read = Sharing.tallies

    def slowly(sharing: Sharing, household_id: int) -> dict[int, Tally]:
        found = read(sharing, household_id)
        if not found[share.id].total:
            vote(home, share, "love")
        return found

    monkeypatch.setattr(Sharing, "tallies", slowly)
    app = visit("share")
    assert "♥" in words(app) and "No votes yet" not in words(app)


def test_ending_a_link_folds_it_below_and_forgetting_it_removes_it(visit: Visit, home: Home, look: int) -> None:
    share = publish(home, Subject("look", (look,)))
    app = visit("share")
    shown(app.button(f"share_end_{share.id}").click().run())
    assert "Nobody can open it any more" in words(app)
    assert home.house.sharing.get(home.household, share.id).state == "open", "it is asked first"
    shown(app.button(f"share_end_not_{share.id}").click().run())
    assert "Nobody can open it any more" not in words(app)
    app.button(f"share_end_{share.id}").click().run()
    shown(app.button(f"share_end_sure_{share.id}").click().run())
    assert home.house.sharing.get(home.household, share.id).state == "ended"
    assert "Ended: " in words(app) and "Nothing is shared" in words(app)
    shown(app.button(f"share_forget_{share.id}").click().run())
    assert home.house.sharing.list(home.household) == []


@pytest.mark.parametrize(
    ("public_url", "begins", "warned"),
    [(None, "/s/", True), ("https://otjang.example.org", "https://otjang.example.org/s/", False)],
)
def test_a_link_begins_with_the_public_address_and_one_that_leads_nowhere_outside_says_so(
    visit: Visit,
    home: Home,
    look: int,
    monkeypatch: pytest.MonkeyPatch,
    public_url: str | None,
    begins: str,
    warned: bool,
) -> None:
    share = publish(home, Subject("look", (look,)))
    monkeypatch.setattr(home.house, "settings", replace(home.house.settings, public_url))
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.url", "http://192.168.1.20:8600/share")
    app = visit("share")
    app.session_state[f"share_again_{share.id}"] = True
    (sheet,) = sheets(shown(app.run()))
    assert sheet["path"].startswith(begins)
    assert ("outside your network" in sheet["hint"]) is warned


def test_what_came_in_is_a_dot_in_the_navigation_until_it_was_looked_at(visit: Visit, home: Home, look: int) -> None:
    share = publish(home, Subject("look", (look,)))

    def dot(app: AppTest) -> str:
        (bar,) = [one.proto.json for one in app.get("bidi_component") if one.proto.component_name == "otjang_nav_bar"]
        return str(next(page["news"] for page in json.loads(bar)["pages"] if page["href"] == "/share"))

    assert dot(visit("wardrobe")) == ""
    vote(home, share, "love")
    assert dot(visit("wardrobe")) == "1 new"
    assert dot(visit("share")) == ""
    assert dot(visit("wardrobe")) == ""


def test_in_the_sample_the_picture_is_shown_and_no_link_is_made(dialog: Dialog, home: Home, look: int) -> None:
    with home.house.database.write() as session:
        sample = HouseholdRow(name="Sample", sample_of_id=home.household)
        session.add(sample)
        session.flush()
        session.get_one(LookRow, look).household_id = sample.id
        number = sample.id
    home.house.accounts.visit(home.token, number)
    app = dialog(look)
    assert "/media/shares/1/1" in words(app) and "The sample is to be looked at." in words(app)
    assert "share_make" not in {button.key for button in app.button}
    with pytest.raises(ShareError, match="The sample is to be looked at"):
        home.house.sharing.publish(number, 1, Terms())


def test_another_household_sees_none_of_it(visit: Visit, home: Home, look: int, renderer: Renderer) -> None:
    other = home.neighbour()
    strange = home.look(household_id=other)
    home.house.sharing.publish(
        other, home.house.sharing.draft(other, None, Subject("look", (strange,)), Treatment()).id, Terms(title="Theirs")
    )
    assert "Theirs" not in words(visit("share"))


@pytest.mark.parametrize(
    ("left", "told"),
    [
        ({"days": 7}, "open for 7 more days"),
        ({"hours": 30}, "open for 30 more hours"),
        ({"minutes": 20}, "open for 20 more minutes"),
        ({"seconds": 5}, "open for 1 more minutes"),
    ],
)
def test_the_time_left_is_told_in_the_unit_that_fits(left: dict[str, int], told: str) -> None:
    at = Clock()()
    assert time_left(at + timedelta(**left), str, at) == told
    assert time_left(None, str, at) == "open until you end it"
