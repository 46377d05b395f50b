"""Two looks taken one after the other are compared once both are ready, and the camera says which is better."""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.wardrobe.conftest import BLACK, BLUE, GREEN, RED, WHITE, fill, finish, photo
from wardrobe.accounts import Device
from wardrobe.captures import Announced
from wardrobe.comparing import PATIENCE, Comparing, said
from wardrobe.house import House
from wardrobe.i18n import translator
from wardrobe.matching.taste import Point
from wardrobe.matching.verdicts import Side, Verdict
from wardrobe.schema import now
from wardrobe.search.reasons import Reason


@pytest.fixture
def device(house: House, home: int) -> Device:
    found = house.accounts.device_for(house.accounts.add_device(home, "hallway"))
    assert found is not None
    return found


def take(house: House, device: Device, data: bytes, other: str | None = None) -> str:
    """A photo is taken and sent; gives its id."""
    key = str(uuid.uuid4())
    sha256 = hashlib.sha256(data).hexdigest()
    it = Announced(key, "photo", "image/jpeg", "look.jpg", sha256, len(data), compare_with=other)
    house.captures.announce(device, it)
    with house.captures.receive(device, key, 0) as part:
        part.write(data)
    house.captures.settle(device, key)
    return key


def look_of(house: House, device: Device, key: str) -> int | None:
    return house.captures.get(device, key).look_id


def heard(house: House, device: Device) -> list[str]:
    """What the camera is to say."""
    return [str(one.params["text"]) for one in asyncio.run(house.cameras.commands(device, 0)) if one.kind == "say"]


ONE = photo(upper_clothes=RED, pants=BLUE, shoes=BLACK)
OTHER = photo(upper_clothes=GREEN, pants=BLACK, shoes=BLUE)


def test_two_looks_are_compared_when_both_are_ready_and_the_camera_says_it_once(
    house: House, home: int, device: Device
) -> None:
    first = take(house, device, ONE)
    second = take(house, device, OTHER, first)
    assert house.comparing.work() == 0 and heard(house, device) == [], "they are not ready yet"
    finish(house)
    before = house.looks.version(home)
    assert house.comparing.work() == 1
    looks = look_of(house, device, first), look_of(house, device, second)
    assert house.captures.compared(home) == looks
    verdict = house.style_check.compare_looks(home, looks[0] or 0, looks[1] or 0)
    assert heard(house, device) == [said(verdict, translator("en"))]
    assert house.looks.version(home) > before, "pages find out"
    assert house.comparing.work() == 0
    house.looks.delete(home, looks[0] or 0)
    assert house.captures.compared(home) is None, "a deleted look is shown nowhere"


def test_a_comparison_that_is_due_survives_a_restart(open_house: Callable[..., House]) -> None:
    house = open_house()
    home = fill(house, [])
    device = house.accounts.device_for(house.accounts.add_device(home, "hallway"))
    assert device is not None
    take(house, device, OTHER, take(house, device, ONE))
    finish(house)
    house.close()
    after = open_house()
    assert after.comparing.work() == 1 and after.captures.compared(home) is not None and heard(after, device)


def test_it_is_said_in_the_language_of_the_household(house: House, home: int, device: Device) -> None:
    house.notices.choose(home, language="ko")
    take(house, device, OTHER, take(house, device, ONE))
    finish(house)
    house.comparing.work()
    (say,) = asyncio.run(house.cameras.commands(device, 0))
    assert say.params["language"] == "ko"


@pytest.mark.parametrize("how", ["deleted", "taken back"])
def test_a_look_that_is_gone_is_told_and_not_waited_for(house: House, home: int, device: Device, how: str) -> None:
    first = take(house, device, ONE)
    take(house, device, OTHER, first)
    finish(house)
    if how == "deleted":
        house.looks.delete(home, look_of(house, device, first) or 0)
    else:
        house.captures.withdraw(device, first)
    assert house.comparing.work() == 1
    assert "not there any more" in heard(house, device)[0] and house.captures.compared(home) is None


def test_a_look_that_cannot_be_read_is_told(house: House, home: int, device: Device) -> None:
    take(house, device, ONE[:2000], take(house, device, ONE))
    finish(house)
    assert house.comparing.work() == 1 and "could not be read" in heard(house, device)[0]


def test_a_pair_that_cannot_be_judged_does_not_stand_in_the_way_of_the_next(
    house: House, device: Device, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first = take(house, device, ONE)
    second = take(house, device, OTHER, first)
    take(house, device, photo(upper_clothes=WHITE, pants=GREEN, shoes=BLACK), second)
    finish(house)
    judge = house.style_check.compare_looks
    broken = look_of(house, device, first)

    def compare_looks(household: int, one: int, other: int) -> Verdict:
        return judge(household, one, other) if one != broken else judge(household, one, 1 // 0)

    monkeypatch.setattr(house.style_check, "compare_looks", compare_looks)
    assert house.comparing.work() == 2 and house.comparing.work() == 0
    assert len(heard(house, device)) == 2 and "ZeroDivisionError" in caplog.text


def test_the_other_look_is_waited_for_but_not_for_ever(house: House, home: int, device: Device) -> None:
    take(house, device, OTHER, str(uuid.uuid4()))
    finish(house)
    assert house.comparing.work() == 0
    later = Comparing(
        house.database,
        house.captures,
        house.style_check,
        house.cameras,
        lambda _: "en",
        lambda: now() + PATIENCE + timedelta(seconds=1),
    )
    assert later.work() == 1 and "not there any more" in heard(house, device)[0]
    assert later.work() == 0


def test_another_cameras_capture_is_not_compared_with(house: House, home: int, device: Device) -> None:
    other = house.accounts.device_for(house.accounts.add_device(home, "bedroom"))
    assert other is not None
    take(house, device, OTHER, take(house, other, photo(upper_clothes=WHITE, pants=RED)))
    finish(house)
    assert house.comparing.work() == 0


def side(*weights: float) -> Side:
    return Side((1, 2), 0.0, (), tuple(Point(Reason("x", f"point {weight}"), (1,), weight) for weight in weights))


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (Verdict(0.73, False, None, side(), side()), "The first look is better, I am 73 percent sure."),
        (
            Verdict(0.2, False, None, side(3.0), side(-2.0, 1.0)),
            "The second look is better, I am 80 percent sure. What speaks for it: point 1.0.",
        ),
        (Verdict(0.52, True, Reason("judge", "Too close."), side(1.0), side()), "Too close."),
    ],
)
def test_the_verdict_is_said_in_a_sentence_or_two(verdict: Verdict, sentence: str) -> None:
    assert said(verdict, translator("en")) == sentence


def test_the_thread_compares_and_clears_away_by_itself(house: House, home: int, device: Device) -> None:
    take(house, device, OTHER, take(house, device, ONE))
    finish(house)
    stray = house.settings.data_dir / "incoming" / f"9-{uuid.uuid4()}.part"
    stray.write_bytes(b"x")
    house.comparing.round()
    assert house.captures.compared(home) is not None and not stray.exists()
