"""A thread that does one thing after the other, and tells that it lives."""

from __future__ import annotations

import threading
import time

import pytest

from camera_device import worker
from camera_device.worker import Worker


def test_it_gives_signs_of_life_but_for_a_job_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SIGN", 0.02)
    signs: list[float] = []
    going, end = threading.Event(), threading.Event()
    work = Worker("test", lambda: signs.append(time.monotonic()))
    time.sleep(0.2)
    assert len(signs) > 2, "while there is nothing to do"
    work.do(lambda: going.set() or end.wait(5))
    assert going.wait(5)
    hanging = len(signs)
    time.sleep(0.1)
    assert len(signs) == hanging
    end.set()
    assert work.stop(5)
    assert len(signs) > hanging


def test_a_job_that_fails_is_logged_and_the_next_is_done(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []
    work = Worker("test")
    work.do(lambda: 1 / 0)
    work.do(lambda: done.append(1))
    assert work.stop(5)
    assert done == [1] and "ZeroDivisionError" in caplog.text


def test_what_hangs_is_left() -> None:
    end = threading.Event()
    work = Worker("test")
    work.do(lambda: end.wait(5))
    assert not work.stop(0.05)
    end.set()
