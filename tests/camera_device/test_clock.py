"""When something was taken, by clocks that jump and machines that are switched off."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from camera_device import clock
from camera_device.capture import Moment

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC).timestamp()
HOUR = 3600.0
PAST = datetime(1970, 1, 1, 0, 10, tzinfo=UTC).timestamp()
"""What a machine without a battery says until the network tells it better."""


def moment(wall: float, since_start: float, synchronised: bool, boot: str = "first") -> Moment:
    return Moment(wall, since_start, boot, synchronised)


@pytest.mark.parametrize(
    ("taken", "at", "age", "told"),
    [
        pytest.param(moment(NOON, 100, True), moment(NOON + HOUR, 3700, True), HOUR, NOON, id="good clock"),
        pytest.param(moment(PAST, 100, False), moment(NOON + HOUR, 3700, True), HOUR, NOON, id="set since, forwards"),
        pytest.param(
            moment(NOON + 90 * HOUR, 100, False), moment(NOON + HOUR, 3700, True), HOUR, NOON, id="set since, backwards"
        ),
        pytest.param(
            moment(NOON, 100, True), moment(NOON - 9 * HOUR, 3700, False), HOUR, NOON, id="spoilt since, backwards"
        ),
        pytest.param(
            moment(NOON, 100, False), moment(NOON + HOUR, 3700, False), HOUR, None, id="never set: the age alone"
        ),
        pytest.param(moment(NOON, 100, True), moment(NOON, 100, True), 0.0, NOON, id="at once"),
        pytest.param(moment(NOON, 100.2, True), moment(NOON, 100, True), 0.0, NOON, id="never younger than nothing"),
        pytest.param(
            moment(NOON, 100, True), moment(NOON + HOUR, 5, False, "second"), None, NOON, id="set, then restarted"
        ),
        pytest.param(
            moment(NOON, 100, True), moment(PAST, 5, False, "second"), None, NOON, id="set, then back in the past"
        ),
        pytest.param(
            moment(NOON, 100, False), moment(NOON + HOUR, 5, True, "second"), None, NOON, id="plausible, restarted"
        ),
        pytest.param(
            moment(NOON + HOUR, 100, False), moment(NOON, 5, True, "second"), None, None, id="after now, restarted"
        ),
        pytest.param(
            moment(PAST, 100, False), moment(NOON, 5, True, "second"), None, None, id="before this code, restarted"
        ),
        pytest.param(
            moment(NOON, 100, False), moment(PAST, 5, False, "second"), None, None, id="no clock to compare with"
        ),
    ],
)
def test_age_and_time_are_told_as_far_as_a_clock_can_be_trusted(
    taken: Moment, at: Moment, age: float | None, told: float | None
) -> None:
    assert clock.age_seconds(taken, at) == (pytest.approx(age) if age is not None else None)
    when = clock.taken_at(taken, at)
    assert when == (datetime.fromtimestamp(told, UTC) if told is not None else None)
    assert when is None or when.utcoffset() == timedelta(0)


def test_this_moment_is_of_this_start_and_its_clock_runs() -> None:
    first, second = clock.now(), clock.now()
    assert first.boot_id == second.boot_id and len(first.boot_id) == 36
    assert 0 < first.monotonic <= second.monotonic
    assert abs(second.wall - time.time()) < 5
    assert 0 <= (clock.age_seconds(first, second) or 0) < 5


def test_a_mark_of_the_time_service_counts_where_the_kernel_says_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    mark = tmp_path_factory.mktemp("timesync") / "synchronized"
    monkeypatch.setattr(clock, "SYNCHRONISED", mark)
    monkeypatch.setattr(clock, "_kernel_says_so", lambda: False)
    assert not clock.synchronised()
    mark.touch()
    assert clock.synchronised()


@pytest.mark.parametrize(
    ("state", "status", "good"), [(0, 0x0001, True), (0, 0x0041, False), (5, 0x0001, False), (-1, 0, False)]
)
def test_the_kernels_word_is_read_from_its_status(
    monkeypatch: pytest.MonkeyPatch, state: int, status: int, good: bool
) -> None:
    class Library:
        def adjtimex(self, asked: object) -> int:
            asked._obj.status = status  # type: ignore[attr-defined]
            return state

    monkeypatch.setattr(clock.ctypes, "CDLL", lambda _: Library())
    assert clock._kernel_says_so() is good
