"""The first visit, and the sample household: in, around, and out again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Home, shown, words
from wardrobe.errors import StorageError
from wardrobe.schema import HouseholdRow

Visit = Callable[..., AppTest]


@dataclass(frozen=True)
class State:
    household_id: int | None = None
    looks_total: int = 24
    looks_ready: int = 0
    done: bool = False


@dataclass
class Sample:
    """Stands in for the real one, which reads pictures for a minute."""

    home: Home
    now: State = field(default_factory=State)

    def state(self, household: int) -> State:
        assert household == self.home.household
        return self.now

    def add(self, household: int) -> int:
        assert household == self.home.household
        made = self.home._add(HouseholdRow(name="Sample", sample_of_id=household))
        self.now = State(made, looks_ready=5)
        return made

    def remove(self, household: int) -> None:
        assert household == self.home.household
        self.now = State()


@pytest.fixture
def sample(home: Home, monkeypatch: pytest.MonkeyPatch) -> Sample:
    stand_in = Sample(home)
    monkeypatch.setattr(home.house, "sample", stand_in, raising=False)
    return stand_in


def looked_at(home: Home) -> int:
    """The household that the owner's session shows."""
    person = home.house.accounts.person_for(home.token)
    assert person is not None
    return person.household_id


@pytest.mark.usefixtures("sample")
def test_there_are_three_ways_to_begin_and_a_quiet_fourth(visit: Visit) -> None:
    page = visit()
    assert "Welcome, Mina" in words(page)
    for way in ("Take a photo", "Choose photos", "Pair a camera"):
        assert f"<h2>{way}</h2>" in words(page)
    assert len(page.file_uploader) == 1 and {"add_camera", "add_pair", "sample"} <= {one.key for one in page.button}


def test_the_camera_is_asked_for_only_when_it_is_wanted(visit: Visit) -> None:
    page = visit()
    assert not page.get("camera_input")
    assert shown(page.button(key="add_camera").click().run()).get("camera_input")


def test_a_first_photo_ends_it(home: Home, visit: Visit) -> None:
    page = visit()
    page.file_uploader[0].set_value([("one.jpg", b"one", "image/jpeg")])
    page = shown(shown(page.run()).run())
    assert "1 look added." in words(page) or len(home.house.looks.page(home.household)) == 1
    assert "Welcome" not in words(page)


def test_the_sample_is_entered_told_about_and_left(home: Home, visit: Visit, sample: Sample) -> None:
    page = shown(visit().button(key="sample").click().run())
    assert looked_at(home) == sample.now.household_id
    page = visit()
    assert "You are looking at the sample household." in words(page)
    assert "sample" not in {one.key for one in page.button}, "it is here already"
    assert "The first look is on its way" in words(page)
    (bar,) = page.get("progress")
    assert bar.proto.text == "5 of 24 looks are read. You can look around meanwhile."
    for name in ("wardrobe", "for_you"):
        assert "The first look is on its way" in words(visit(name)) and "is empty" not in words(visit(name))
    sample.now = replace(sample.now, done=True)
    page = visit("settings")
    assert "You are looking at the sample household." in words(page) and not page.get("progress")
    page = shown(page.button(key="sample_leave").click().run())
    assert looked_at(home) == home.household
    assert "You are looking at the sample household." not in words(page)


def test_nothing_is_said_of_a_sample_that_was_not_installed(
    visit: Visit, sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(household: int) -> State:
        raise StorageError("The sample is not here.")

    monkeypatch.setattr(sample, "state", gone)
    page = visit()
    assert "Welcome, Mina" in words(page) and "sample" not in {one.key for one in page.button}


def test_it_is_removed_only_when_that_is_confirmed(home: Home, visit: Visit, sample: Sample) -> None:
    shown(visit().button(key="sample").click().run())
    sample.now = replace(sample.now, done=True)
    page = shown(visit().button(key="sample_remove").click().run())
    assert sample.now.household_id is not None
    page.button(key="sample_remove").click()  # a dialog is open in the run that asks for it
    page = shown(page.button(key="sample_remove_yes").click().run())
    assert sample.now.household_id is None and looked_at(home) == home.household
    assert "The sample household is removed." in words(page)


def test_one_that_was_made_before_is_gone_back_to(home: Home, visit: Visit, sample: Sample) -> None:
    made = sample.add(home.household)
    shown(visit().button(key="sample").click().run())
    assert looked_at(home) == made
