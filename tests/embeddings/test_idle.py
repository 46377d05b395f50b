"""A model that nobody uses gives its memory back by itself, and says so."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray

from embeddings import runtime
from embeddings.errors import ModelError
from embeddings.runtime import OnnxModel
from tests.embeddings.test_runtime import write_model

ONE = np.ones(1, np.float32)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_model(tmp_path / "m.onnx", 2.0)
    return tmp_path / "m.onnx"


@pytest.fixture
def returned(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One entry each time that memory went back to the system: was the slow session dead by then?"""
    calls: list[bool] = []
    monkeypatch.setattr(runtime, "return_memory", lambda: calls.append(not Slow.alive))
    return calls


class Slow:
    """A session whose runs last until they are let go."""

    alive: ClassVar[weakref.WeakSet[Slow]] = weakref.WeakSet()

    def __init__(self) -> None:
        self.began, self.go = threading.Event(), threading.Event()
        Slow.alive.add(self)

    def run(self, _outputs: None, inputs: dict[str, NDArray[np.float32]]) -> list[NDArray[np.float32]]:
        self.began.set()
        assert self.go.wait(5)
        return [2 * inputs["x"]]


def soon(condition: Callable[[], bool]) -> bool:
    """Whether it comes true within a few seconds; most often at once."""
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.002)
    return condition()


def timers(model: OnnxModel) -> list[threading.Timer]:
    name = f"idle {model.path.parent.name}/m.onnx"
    return [each for each in threading.enumerate() if isinstance(each, threading.Timer) and each.name == name]


def test_closes_when_idle_and_opens_at_the_next_run(file: Path, returned: list[bool]) -> None:
    model = OnnxModel(file, None, threads=1, idle=0.02)
    for times in (1, 2):
        assert model.run(x=ONE)[0].tolist() == [2]
        assert soon(lambda: not model.is_open)
        assert soon(lambda: len(returned) == times)  # noqa: B023


def test_says_when_it_opens_and_when_it_closes(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="embeddings.runtime")
    model = OnnxModel(file, None, threads=1, idle=0.02)
    model.run(x=ONE)
    assert soon(lambda: len(caplog.messages) == 2)
    model.idle = 60
    model.run(x=ONE)
    model.close()
    model.close()
    opened, idled, _, closed = caplog.messages
    name = f"{file.parent.name}/m.onnx"
    assert opened.startswith(f"{name} opened in ") and opened.endswith(" ms")
    assert idled == f"{name} closed after 0 s idle"
    assert closed == f"{name} closed"


def test_stays_open_while_it_is_used(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(monotonic=lambda: 0.0, perf_counter=time.perf_counter)
    monkeypatch.setattr(runtime, "time", clock)
    model = OnnxModel(file, None, threads=1, idle=0.01)
    model.run(x=ONE)
    time.sleep(0.05)  # the timer rings several times, and each time the last run was just now
    assert model.is_open
    clock.monotonic = lambda: 0.02
    assert soon(lambda: not model.is_open)


def test_a_run_that_lasts_longer_than_the_idle_time_is_not_idle(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow()
    model = OnnxModel(file, None, threads=1, idle=0.01)
    monkeypatch.setattr(model, "_open", lambda: slow)
    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(model.run, x=ONE)
        assert slow.began.wait(5)
        time.sleep(0.05)
        assert model.is_open
        slow.go.set()
        assert result.result()[0].tolist() == [2]
    assert soon(lambda: not model.is_open)


def test_closing_during_a_run_lets_it_finish_and_then_returns_its_memory(file: Path, returned: list[bool]) -> None:
    slow = Slow()
    model = OnnxModel(file, None, threads=1, idle=60)
    model._open = lambda held=[slow]: held.pop()  # type: ignore[method-assign,misc]
    began, go = slow.began, slow.go
    del slow
    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(model.run, x=ONE)
        assert began.wait(5)
        model.close()
        assert not model.is_open
        go.set()
        assert result.result()[0].tolist() == [2]
    assert returned == [False, True]


def test_many_threads_get_right_answers_while_the_model_comes_and_goes(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="embeddings.runtime")
    model = OnnxModel(file, None, threads=1, idle=0)

    def work(number: int) -> float:
        time.sleep(0.001 * (number % 4))
        return float(model.run(x=np.array([number], np.float32))[0][0])

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(200))) == [2.0 * number for number in range(200)]
    assert soon(lambda: not model.is_open and not timers(model))
    opened = [message for message in caplog.messages if "opened" in message]
    assert soon(lambda: len(caplog.messages) == 2 * len(opened)) and len(opened) > 1


def test_one_timer_while_open_and_none_while_closed_or_kept_for_good(file: Path) -> None:
    kept, dropped = OnnxModel(file, None, threads=1), OnnxModel(file, None, threads=1, idle=60)
    kept.run(x=ONE)
    assert not timers(kept)
    kept.close()
    for _ in range(3):
        assert not timers(dropped)
        dropped.run(x=ONE)
        dropped.run(x=ONE)
        (timer,) = timers(dropped)
        assert timer.daemon
        dropped.close()
        timer.join(5)


def test_a_file_that_does_not_open_leaves_no_timer(tmp_path: Path) -> None:
    model = OnnxModel(tmp_path / "m.onnx", None, threads=1, idle=60)
    with pytest.raises(ModelError):
        model.run(x=ONE)
    assert not timers(model)


def test_a_timer_keeps_no_model_that_nobody_holds(file: Path) -> None:
    model = OnnxModel(file, None, threads=1, idle=60)
    model.run(x=ONE)
    held = weakref.ref(model)
    (timer,) = timers(model)
    del model
    assert held() is None
    timer.function()  # what it does when its time has come: nothing
    timer.cancel()
    timer.join(5)
    assert not timer.is_alive()
