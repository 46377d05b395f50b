"""What is wanted of a camera reaches it at once, again until it is done; what it sees is seen by who watches."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import ExitStack

import pytest

from tests.wardrobe.clock import Clock
from tests.wardrobe.conftest import fill
from wardrobe.accounts import Device
from wardrobe.cameras import AGAIN, ALL_SEATS, LIFETIME, MOST_COMMANDS, SEATS, SILENT, WATCHED, Cameras, Report, Trouble
from wardrobe.errors import ChangeError, NotFoundError, TooManyError
from wardrobe.house import House


class Ticks:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def cameras(house: House, ticks: Ticks) -> Cameras:
    return Cameras(house.accounts, Clock(), ticks)


@pytest.fixture
def device(house: House, home: int) -> Device:
    found = house.accounts.device_for(house.accounts.add_device(home, "hallway"))
    assert found is not None
    return found


def polled(cameras: Cameras, device: Device, *done: str) -> list[str]:
    """Ids of what a camera is told that does not wait."""
    cameras.reported(device, Report(), done)
    return [one.id for one in asyncio.run(cameras.commands(device, 0))]


def test_a_camera_is_told_what_is_wanted_until_it_says_that_it_is_done(
    home: int, cameras: Cameras, device: Device, ticks: Ticks
) -> None:
    command = cameras.ask(home, device.id, "photo", force=True)
    (wanted,) = asyncio.run(cameras.commands(device, 0))
    assert (wanted.id, wanted.kind, wanted.params) == (command, "photo", {"force": True})
    assert polled(cameras, device) == [], "not again at once, while it is being done"
    ticks.at += AGAIN
    assert polled(cameras, device) == [command]
    assert not cameras.done(command)
    assert polled(cameras, device, command) == [] and cameras.done(command)
    ticks.at += AGAIN
    assert polled(cameras, device) == []


def test_what_was_not_done_in_a_minute_is_not_done_any_more(
    home: int, cameras: Cameras, device: Device, ticks: Ticks
) -> None:
    command = cameras.ask(home, device.id, "photo")
    ticks.at += LIFETIME
    assert polled(cameras, device) == []
    assert polled(cameras, device, command) == [] and cameras.done(command), "it took a while, and is done all the same"


def test_a_camera_cannot_say_that_anothers_command_is_done(house: House, home: int, cameras: Cameras) -> None:
    one, other = (house.accounts.device_for(house.accounts.add_device(home, name)) for name in "ab")
    assert one is not None and other is not None
    command = cameras.ask(home, one.id, "photo")
    cameras.reported(other, Report(), [command])
    assert not cameras.done(command)


def test_commands_of_a_camera_that_is_not_there_do_not_pile_up(home: int, cameras: Cameras, device: Device) -> None:
    asked = [cameras.ask(home, device.id, "photo") for _ in range(MOST_COMMANDS + 5)]
    assert polled(cameras, device) == asked[5:]


def test_a_camera_that_is_away_can_be_watched_for_days(
    home: int, cameras: Cameras, device: Device, ticks: Ticks
) -> None:
    def remembered() -> int:
        return len(cameras._cameras[device.id].asked)

    for _ in range(100):
        ticks.at += WATCHED + 1
        cameras.frame(home, device.id)
    few = remembered()
    for _ in range(100):
        ticks.at += WATCHED + 1
        cameras.frame(home, device.id)
    assert remembered() == few, "what was asked is forgotten though the camera never reports"


def test_a_question_that_is_open_is_answered_at_once_from_any_thread(
    home: int, cameras: Cameras, device: Device, ticks: Ticks
) -> None:
    async def wait() -> float:
        threading.Timer(0.2, cameras.ask, (home, device.id, "cancel")).start()
        begun = time.monotonic()
        assert [one.kind for one in await cameras.commands(device, 20)] == ["cancel"]
        return time.monotonic() - begun

    assert asyncio.run(wait()) < 2


def test_a_newer_question_ends_an_older_one_and_one_that_does_not_wait_leaves_it(
    home: int, cameras: Cameras, device: Device
) -> None:
    async def talk() -> None:
        older = asyncio.create_task(cameras.commands(device, 20))
        await asyncio.sleep(0.1)
        assert await cameras.commands(device, 0) == [] and not older.done()
        newer = asyncio.create_task(cameras.commands(device, 20))
        assert await asyncio.wait_for(older, 2) == [] and not newer.done()
        cameras.ask(home, device.id, "photo")
        assert len(await asyncio.wait_for(newer, 2)) == 1

    asyncio.run(talk())


def test_questions_are_answered_when_the_process_ends(cameras: Cameras, device: Device) -> None:
    async def talk() -> None:
        waiting = asyncio.create_task(cameras.commands(device, 20))
        frame = asyncio.create_task(cameras.next_frame(device.id, 0, 20))
        await asyncio.sleep(0.1)
        cameras.close()
        assert await asyncio.wait_for(waiting, 2) == [] and await asyncio.wait_for(frame, 2) is None

    asyncio.run(talk())


def test_what_a_camera_reports_is_shown_until_it_is_silent(
    home: int, cameras: Cameras, device: Device, ticks: Ticks
) -> None:
    assert cameras.state(home, device.id) is None
    trouble = Trouble("No microphone.", "Plug one in.")
    cameras.reported(device, Report("1.2", "framing", True, "picamera2", 3, 9000, 0.5, "step back", (trouble,)), [])
    state = cameras.state(home, device.id)
    assert (
        state is not None
        and state.online
        and (state.phase, state.hint, state.spool_share)
        == (
            "framing",
            "step back",
            0.5,
        )
    )
    assert state.seen_at == Clock()() and state.faults == (trouble,)
    ticks.at += SILENT
    gone = cameras.state(home, device.id)
    assert gone is not None and not gone.online and gone.phase == "framing"


def test_another_households_camera_is_as_unknown_as_none(house: House, cameras: Cameras, device: Device) -> None:
    there = fill(house, [])
    for id in (device.id, 999):
        for act in (cameras.state, cameras.frame):
            with pytest.raises(NotFoundError):
                act(there, id)
        with pytest.raises(NotFoundError):
            cameras.ask(there, id, "photo")


def test_only_what_a_camera_can_do_is_asked_of_it(home: int, cameras: Cameras, device: Device) -> None:
    with pytest.raises(ChangeError, match="photo"):
        cameras.ask(home, device.id, "explode")  # type: ignore[arg-type]


def test_frames_are_kept_while_somebody_watches(home: int, cameras: Cameras, device: Device, ticks: Ticks) -> None:
    assert cameras.show(device, b"\xff\xd8\xff1") is False and cameras.newest(device.id) is None
    assert cameras.frame(home, device.id) is None, "this counts as watching"
    (live,) = asyncio.run(cameras.commands(device, 0))
    assert live.kind == "live"
    assert cameras.show(device, b"\xff\xd8\xff2") is True
    found = cameras.frame(home, device.id)
    assert found is not None and found.jpeg == b"\xff\xd8\xff2"
    ticks.at += WATCHED + 1
    assert cameras.newest(device.id) is None, "what is old is not shown"
    assert cameras.show(device, b"\xff\xd8\xff3") is False


def test_frames_are_asked_for_again_before_they_run_out_and_not_each_time(
    home: int, cameras: Cameras, device: Device, ticks: Ticks
) -> None:
    asked = 0
    for _ in range(60):  # one minute, looked at each second
        cameras.watch(device.id)
        asked += len(asyncio.run(cameras.commands(device, 0)))
        cameras.reported(device, Report(), [one.wanted.id for one in cameras._cameras[device.id].commands])
        ticks.at += 1
    assert 3 <= asked <= 6


def test_a_watcher_gets_each_frame_as_it_comes(cameras: Cameras, device: Device) -> None:
    async def watch() -> list[bytes]:
        cameras.watch(device.id)
        seen, last = [], 0
        for number in range(3):
            threading.Timer(0.05, cameras.show, (device, b"\xff\xd8\xff%d" % number)).start()
            frame = await cameras.next_frame(device.id, last, 5)
            assert frame is not None
            seen.append(frame.jpeg)
            last = frame.number
        assert await cameras.next_frame(device.id, last, 0.05) is None
        return seen

    assert asyncio.run(watch()) == [b"\xff\xd8\xff0", b"\xff\xd8\xff1", b"\xff\xd8\xff2"]


def test_places_to_watch_are_bounded_and_given_back(cameras: Cameras) -> None:
    with ExitStack() as taken:
        for _ in range(SEATS):
            taken.enter_context(cameras.seat(1))
        with pytest.raises(TooManyError), cameras.seat(1):
            pass
        for number in range(ALL_SEATS - SEATS):
            taken.enter_context(cameras.seat(2 + number // SEATS))
        with pytest.raises(TooManyError), cameras.seat(99):
            pass
    with cameras.seat(1):
        pass
