"""The schedule, by a clock that jumps as that of a Raspberry Pi does."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camera_device.errors import SettingsError
from camera_device.triggers.base import Trigger, Wish
from camera_device.triggers.schedule import LATE, Schedule, Time

MONDAY = datetime(2026, 11, 23)


class Clock:
    """A clock on the wall that anybody may turn."""

    def __init__(self, start: datetime = MONDAY) -> None:
        self.now = start
        self.trusted = True
        self.wishes: list[tuple[datetime, Trigger]] = []

    def schedule(self, *times: str) -> Schedule:
        return Schedule(times, now=lambda: self.now, trusted=lambda: self.trusted, monotonic=lambda: 5.0)

    def run(self, schedule: Schedule, until: datetime) -> None:
        while self.now < until:
            schedule.look(lambda trigger: self.wishes.append((self.now, trigger)))
            self.now += timedelta(seconds=30)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("07:45", {0, 1, 2, 3, 4, 5, 6}),
        ("7:45", {0, 1, 2, 3, 4, 5, 6}),
        ("mon-fri 07:45", {0, 1, 2, 3, 4}),
        ("Sat,Sun 07:45", {5, 6}),
        ("fri-mon 07:45", {4, 5, 6, 0}),
        (" wed 07:45 ", {2}),
        ("mon,wed-fri 07:45", {0, 2, 3, 4}),
    ],
)
def test_times_are_read(text: str, days: set[int]) -> None:
    time = Time.read(text)
    assert (time.at.hour, time.at.minute, time.days) == (7, 45, days)


@pytest.mark.parametrize(
    "text", ["", "8", "25:00", "07:60", "07:45:10", "moon 07:45", "mon- 07:4", "mon-fri", "07:45 mon"]
)
def test_what_is_no_time_is_told_with_how_to_write_one(text: str) -> None:
    with pytest.raises(SettingsError, match="mon-fri 07:45"):
        Time.read(text)


def test_a_week_has_a_photo_on_each_of_its_days_once() -> None:
    clock = Clock()
    clock.run(clock.schedule("mon-fri 07:45", "sat 10:00"), MONDAY + timedelta(days=7))
    assert [f"{at:%a %H:%M}" for at, _ in clock.wishes] == [
        "Mon 07:45",
        "Tue 07:45",
        "Wed 07:45",
        "Thu 07:45",
        "Fri 07:45",
        "Sat 10:00",
    ]
    assert clock.wishes[0][1] == Trigger(Wish.PHOTO, "schedule", 5.0)


def test_a_clock_that_goes_back_brings_no_second_photo() -> None:
    clock = Clock(MONDAY.replace(hour=7, minute=44))
    schedule = clock.schedule("07:45")
    clock.run(schedule, MONDAY.replace(hour=7, minute=50))
    clock.now -= timedelta(minutes=10)
    clock.run(schedule, MONDAY.replace(hour=8))
    clock.now -= timedelta(days=3)
    clock.run(schedule, MONDAY.replace(hour=8))
    assert len(clock.wishes) == 1


def test_a_clock_that_jumps_over_the_time_brings_no_late_photo() -> None:
    clock = Clock(MONDAY.replace(hour=3))
    schedule = clock.schedule("07:45")
    schedule.look(lambda trigger: clock.wishes.append((clock.now, trigger)))
    clock.now = MONDAY.replace(hour=9)
    clock.run(schedule, MONDAY.replace(hour=20))
    assert not clock.wishes


def test_a_clock_that_nobody_has_set_is_not_believed() -> None:
    clock = Clock()
    clock.trusted = False
    schedule = clock.schedule("07:45")
    clock.run(schedule, MONDAY.replace(hour=7, minute=30))
    assert schedule.fault is not None
    clock.run(schedule, MONDAY.replace(hour=12))
    assert not clock.wishes
    clock.trusted = True
    assert schedule.fault is None


@given(st.lists(st.integers(-200_000, 200_000), max_size=40))
def test_however_the_clock_jumps_no_day_has_two_photos_and_none_is_late(jumps: list[int]) -> None:
    clock = Clock(MONDAY.replace(hour=7, minute=40))
    schedule = clock.schedule("07:45")
    for jump in jumps:
        clock.run(schedule, clock.now + timedelta(minutes=10))
        clock.now += timedelta(seconds=jump)
    days = [at.date() for at, _ in clock.wishes]
    assert len(days) == len(set(days))
    for at, _ in clock.wishes:
        assert timedelta(0) <= at - at.replace(hour=7, minute=45, second=0) <= LATE


def test_it_runs_by_itself_between_start_and_stop() -> None:
    clock = Clock(MONDAY.replace(hour=7, minute=45))
    schedule = clock.schedule("07:45")
    wished = threading.Event()
    schedule.start(lambda _: wished.set())
    assert wished.wait(5)
    schedule.stop()
    schedule.stop()
