"""The daily round: notices at the household's hour, once, and the queues emptied."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest

from tests.wardrobe.clock import Clock
from tests.wardrobe.conftest import fill
from wardrobe.daily import Daily
from wardrobe.errors import ChangeError
from wardrobe.house import House
from wardrobe.notices import Made, Notices
from wardrobe.notices.notices import Kind
from wardrobe.notices.posting import Posting
from wardrobe.ordering.sending import Sending

SEOUL = timezone(timedelta(hours=9))
Asked = list[tuple[int, Kind, date]]


class Round:
    """A daily round whose makers write down when they were asked."""

    def __init__(self, house: House, answer: Callable[[], Made | None] = Made) -> None:
        self.clock = Clock(datetime(2026, 3, 10, 0, 5, tzinfo=SEOUL))
        self.asked: Asked = []
        self.answer = answer
        self.notices = Notices(house.database, house.choices, clock=self.clock)
        posting = Posting(house.database, house.choices, lambda notice, language: None, None, self.clock)
        sending = Sending(house.database, house.choices, self.clock)
        makers = {"pick": self.maker("pick"), "outfit": self.maker("outfit")}
        self.samples: list[int] = []
        self.daily = Daily(house.accounts, self.notices, makers, posting, sending, lambda: self.samples, self.clock)

    def maker(self, kind: Kind) -> Callable[[int, date], Made | None]:
        def make(household_id: int, day: date) -> Made | None:
            self.asked.append((household_id, kind, day))
            return self.answer()

        return make

    def through(self, hours: int, minutes: int = 10) -> None:
        for _ in range(hours * 60 // minutes):
            self.daily.work()
            self.clock.move(minutes=minutes)


@pytest.fixture
def round_(house: House) -> Round:
    return Round(house)


def test_each_comes_at_its_hour_in_local_time_and_once(home: int, round_: Round) -> None:
    round_.through(8)
    assert round_.asked == []
    round_.through(1)
    assert round_.asked == [(home, "pick", date(2026, 3, 10))], "8 in Seoul is 23 of the day before in UTC"
    round_.through(15)
    assert round_.asked[1:] == [(home, "outfit", date(2026, 3, 10))]
    round_.through(24)
    assert len(round_.asked) == 4


def test_a_sample_has_them_at_any_hour(home: int, house: House, round_: Round) -> None:
    round_.samples = [house.sample.add(home)]
    round_.daily.work()
    round_.daily.work()
    assert round_.asked == [(round_.samples[0], kind, date(2026, 3, 10)) for kind in ("pick", "outfit")]


@pytest.mark.parametrize(
    ("wanted", "kinds"),
    [({"pick": False}, ["outfit"]), ({"outfit": False}, ["pick"]), ({"pick": False, "outfit": False}, [])],
)
def test_what_is_not_wanted_is_not_made(home: int, round_: Round, wanted: dict[str, bool], kinds: list[Kind]) -> None:
    round_.notices.choose(home, **wanted)
    round_.through(24)
    assert [kind for _, kind, _ in round_.asked] == kinds


def test_the_hour_can_be_chosen(home: int, round_: Round) -> None:
    round_.notices.choose(home, hour=6, outfit=False)
    round_.through(6)
    assert round_.asked == []
    round_.through(1)
    assert len(round_.asked) == 1


@pytest.mark.parametrize(("started", "made"), [(7, 0), (8, 1), (13, 1), (19, 1), (21, 0), (23, 0)])
def test_started_late_it_still_makes_the_pick_but_not_at_night(
    home: int, round_: Round, started: int, made: int
) -> None:
    round_.notices.choose(home, outfit=False)
    round_.clock.at = datetime(2026, 3, 10, started, 30, tzinfo=SEOUL)
    round_.daily.work()
    assert len(round_.asked) == made


def test_nothing_good_enough_is_looked_at_again_every_ten_minutes(home: int, house: House) -> None:
    quiet = Round(house, lambda: None)
    quiet.notices.choose(home, outfit=False)
    quiet.through(24, minutes=5)
    assert 70 <= len(quiet.asked) <= 74
    assert quiet.notices.newest(home) == []


def test_a_clock_that_jumps_back_makes_no_second_one(home: int, round_: Round) -> None:
    round_.through(24)
    for days in (-1, 1, -1, 3, -3):
        round_.clock.move(days=days)
        round_.through(1)
    days = [(one.kind, one.day) for one in round_.notices.newest(home, 100)]
    assert len(days) == len(set(days))


def test_a_fault_of_one_maker_does_not_keep_the_others_from_their_work(
    home: int, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    there = fill(house, [])

    def fails() -> Made:
        if broken.asked[-1][0] == home:
            raise ChangeError("The models are gone.")
        return Made()

    broken = Round(house, fails)
    broken.clock.at = datetime(2026, 3, 10, 9, tzinfo=SEOUL)
    broken.daily.work()
    assert broken.notices.has(there, "pick", date(2026, 3, 10))
    assert not broken.notices.has(home, "pick", date(2026, 3, 10))
    assert "The models are gone." in caplog.text


def test_at_once_means_whatever_the_hour_but_still_one_a_day(home: int, round_: Round) -> None:
    assert round_.daily.make(home, at_once=True) == ["pick", "outfit"]
    assert round_.daily.make(home, at_once=True) == []


def test_the_thread_works_when_woken_and_stops_with_the_server(
    house: House, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(round_.daily, "_seconds", 60)
    rounds = threading.Semaphore(0)
    monkeypatch.setattr(round_.daily, "work", lambda: rounds.release() or 0)
    round_.daily.start()
    round_.daily.start()
    assert rounds.acquire(timeout=30)
    round_.daily.wake()
    assert rounds.acquire(timeout=30)
    round_.daily.stop()
    round_.daily.stop()
    assert round_.daily._thread is None
    assert not any(thread.name == "daily" for thread in threading.enumerate())


def test_whatever_goes_wrong_the_thread_goes_on(
    house: House, round_: Round, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(round_.daily, "_seconds", 0.01)
    rounds = threading.Semaphore(0)
    faults = [ChangeError("Locked."), ChangeError("Locked."), RuntimeError("a bug")]

    def work() -> int:
        rounds.release()
        if faults:
            raise faults.pop(0)
        return 0

    monkeypatch.setattr(round_.daily, "work", work)
    round_.daily.start()
    for _ in range(6):
        assert rounds.acquire(timeout=30)
    round_.daily.stop()
    assert caplog.text.count("Locked.") == 1 and "a bug" in caplog.text


def test_a_house_runs_it(house: House) -> None:
    assert house.daily.work() == 0
