"""Cameras on the page of the day: asked for a look, watched live, told about; and what they compared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.cameras import Camera, paired
from tests.app.conftest import Home, shown, words
from wardrobe.schema import now

Visit = Callable[..., AppTest]


@pytest.fixture
def camera(home: Home) -> Camera:
    """One that is online."""
    made = paired(home)
    made.reports()
    return made


def buttons(page: AppTest, camera: Camera) -> dict[str, Any]:
    """What can be asked of the camera, by kind."""
    parts = ((button, (button.key or "").removeprefix("camera_").split("_")) for button in page.button)
    return {part[0]: button for button, part in parts if part[1:] == [str(camera.device.id)]}


def live(page: AppTest) -> bool:
    """Whether the page has a live picture."""
    return any(part.proto.component_name == "otjang_live_view" for part in page.get("bidi_component"))


def test_a_camera_that_is_online_can_be_asked_and_shows_nothing_of_itself(camera: Camera, visit: Visit) -> None:
    page = visit()
    assert list(buttons(page, camera)) == ["photo", "turn", "live"]
    assert "Hallway" in words(page) and "Ready" in words(page)
    assert not live(page)
    assert camera.wanted() == []


def test_one_that_is_away_is_one_line(camera: Camera, visit: Visit) -> None:
    camera.goes_away()
    page = visit()
    assert "Hallway · Offline since " in words(page)
    assert buttons(page, camera) == {}


def test_a_key_of_a_script_is_no_camera(home: Home, visit: Visit) -> None:
    paired(home, "Photo folder")
    assert "Photo folder" not in words(visit())


@pytest.mark.parametrize("kind", ["photo", "turn"])
def test_a_look_is_asked_for_once_and_told_from_then_on(camera: Camera, visit: Visit, kind: str) -> None:
    page = shown(buttons(visit(), camera)[kind].click().run())
    (wanted,) = camera.wanted()
    assert wanted.kind == kind
    assert "Asking the camera …" in words(page)
    assert all(buttons(page, camera)[one].disabled for one in ("photo", "turn"))
    camera.reports(phase="framing", hint="Step back, <b>please</b>", done=(wanted.id,))
    page = shown(page.run())
    assert "Step back, &lt;b&gt;please&lt;/b&gt;" in words(page)
    assert "Asking the camera …" not in words(page)
    assert list(buttons(page, camera)) == ["anyway", "cancel", "live"]
    camera.reports(phase="countdown")
    assert "Counts down" in words(shown(page.run()))
    camera.reports(phase="stored")
    assert "Taken" in words(shown(page.run()))
    camera.reports(phase="idle")
    page = shown(page.run())
    assert not buttons(page, camera)[kind].disabled


def test_somebody_who_does_not_fit_in_can_have_the_photo_anyway(camera: Camera, visit: Visit) -> None:
    camera.reports(phase="idle")
    page = visit()
    assert "anyway" not in buttons(page, camera)
    camera.reports(phase="framing", hint="Step back, please")
    buttons(shown(page.run()), camera)["anyway"].click().run()
    (wanted,) = camera.wanted()
    assert (wanted.kind, wanted.params) == ("photo", {"force": True})


def test_it_can_be_cancelled(camera: Camera, visit: Visit) -> None:
    camera.reports(phase="countdown")
    page = shown(buttons(visit(), camera)["cancel"].click().run())
    assert [one.kind for one in camera.wanted()] == ["cancel"]
    assert "Asking the camera …" not in words(page), "it is known to be there"


def test_a_camera_that_does_not_answer_is_told_of(
    camera: Camera, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = shown(buttons(visit(), camera)["photo"].click().run())
    monkeypatch.setattr("app.components.asking.PATIENCE", -1.0)
    page = shown(page.run())
    assert "The camera did not answer. Is it still on?" in words(page)
    assert not buttons(page, camera)["photo"].disabled


def test_a_fault_is_told_where_looks_are_taken(camera: Camera, visit: Visit) -> None:
    camera.reports(faults=(("The lens is covered.", "Uncover it."),))
    text = words(visit())
    assert "The lens is covered." in text and "Uncover it." in text


def test_the_live_view_is_there_only_while_it_is_open(camera: Camera, visit: Visit) -> None:
    page = shown(buttons(visit(), camera)["live"].click().run())
    assert live(page)
    assert buttons(page, camera)["live"].label == "Close live view"
    page = shown(buttons(page, camera)["live"].click().run())
    assert not live(page)


def test_the_neighbours_camera_is_not_here(home: Home, visit: Visit) -> None:
    theirs = home.neighbour()
    device = home.house.accounts.device_for(home.house.accounts.add_device(theirs, "Next door's"))
    assert device is not None
    Camera(home, device).reports()
    assert "Next door" not in words(visit())


class TestCompared:
    """Two looks that a camera was asked to compare."""

    @pytest.fixture
    def pair(self, home: Home, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
        found = home.look(), home.look()
        monkeypatch.setattr(home.house.captures, "compared", lambda household: found)
        return found

    def links(self, page: AppTest) -> list[Any]:
        return [link for link in page.get("page_link") if "Two looks compared" in link.label]

    def test_a_line_leads_to_the_verdict_until_it_was_read(
        self, home: Home, visit: Visit, pair: tuple[int, int]
    ) -> None:
        (link,) = self.links(visit())
        assert link.proto.query_string == f"one={pair[0]}&other={pair[1]}"
        visit("style_check", one=pair[0], other=home.look())
        assert self.links(visit()), "another pair was looked at"
        visit("style_check", one=pair[0], other=pair[1])
        assert not self.links(visit())

    def test_it_goes_after_a_day(self, home: Home, visit: Visit, pair: tuple[int, int]) -> None:
        home.change_look(pair[1], received_at=now() - timedelta(hours=25))
        assert not self.links(visit())

    def test_nothing_was_compared(self, visit: Visit) -> None:
        assert not self.links(visit())
