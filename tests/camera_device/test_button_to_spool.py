"""A finger, an LED and the disk: the whole device on gpiozero's mock pins, and when everything happens."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from gpiozero import Device as Pins
from gpiozero.pins.mock import MockFactory, MockPWMPin

from camera_device.device import Device
from camera_device.light.base import Countdown, Stored
from camera_device.session.effects import Effect, Fill, Say, Show, Store, TakeStill, Withdraw
from camera_device.session.stage import Phase
from camera_device.settings import Settings
from camera_device.sound.words import Saying
from tests.conftest import ROOT

LOOK = ROOT / "tests" / "pictures" / "look-04.jpg"
BUTTON, LED = 17, 18
SOON = 0.4
"""Seconds within which what is due comes, on a machine that does much else."""


class TimedPin(MockPWMPin):
    """Remembers when it was set to what."""

    def __init__(self, factory: MockFactory, info: object) -> None:
        self.seen: list[tuple[float, float]] = []
        super().__init__(factory, info)

    def _change_state(self, value: float) -> bool:
        changed: bool = super()._change_state(value)
        if changed:
            self.seen.append((time.monotonic(), float(value)))
        return changed


@dataclass
class Shelf:
    """The device on its shelf, with what it did, when, and how many captures were on the disk by then."""

    device: Device
    button: TimedPin
    led: TimedPin
    done: list[tuple[float, Effect, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.device.watch = lambda effect: self.done.append((time.monotonic(), effect, self.captures()))
        self.thread = threading.Thread(target=self.device.run)
        self.thread.start()

    def press(self) -> float:
        """Press the button for a moment; when the finger lifts."""
        self.button.drive_low()
        time.sleep(0.06)
        self.button.drive_high()
        return time.monotonic()

    def captures(self) -> int:
        """Photos whose record and bytes are on the disk."""
        return len(list(self.device.spool.folder.glob("*.json")))

    def until(self, condition: Callable[[], object]) -> None:
        end = time.monotonic() + 30
        while not condition():
            assert time.monotonic() < end, f"{self.device.session.phase}: {self.done}"
            time.sleep(0.01)

    def comes_to(self, phase: Phase) -> None:
        self.until(lambda: self.device.session.phase is phase)

    def did(self, effect: Effect | type[Effect]) -> list[tuple[float, int]]:
        """When it did this, and how many captures were on the disk then."""
        return [
            (when, captures)
            for when, each, captures in self.done
            if each == effect or (isinstance(effect, type) and isinstance(each, effect))
        ]

    def first(self, effect: Effect | type[Effect]) -> float:
        return self.did(effect)[0][0]

    def brightness(self, begin: float, end: float) -> list[float]:
        """What the LED shone with from one time to another, 0..1."""
        before = [value for when, value in self.led.seen if when < begin]
        return [*before[-1:], *(value for when, value in self.led.seen if begin <= when < end)]

    def stop(self) -> None:
        self.device.stop()
        self.thread.join(20)
        assert not self.thread.is_alive()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """Somebody stands before it, still and wholly in view."""
    before = Pins.pin_factory
    factory = Pins.pin_factory = MockFactory(pin_class=TimedPin)
    button, led = factory.pin(BUTTON), factory.pin(LED)
    settings = Settings(
        state_dir=tmp_path / "state", camera="virtual", play=LOOK, light="led", led_pin=LED, button_pin=BUTTON,
        countdown_seconds=2, double_seconds=0.4, burst=1, sound=False, voice=False,
    )  # fmt: skip
    shelf = Shelf(Device(settings), button, led)
    shelf.until(lambda: (view := shelf.device.eyes.view) and view.whole and view.still)
    shelf.comes_to(Phase.IDLE)
    yield shelf
    if shelf.thread.is_alive():
        shelf.stop()
    factory.close()
    Pins.pin_factory = before


def test_a_press_counts_down_by_light_lights_the_person_and_says_stored_only_of_what_is_stored(shelf: Shelf) -> None:
    pressed = shelf.press()
    shelf.comes_to(Phase.STORED)
    shelf.comes_to(Phase.IDLE)

    counting, filled = shelf.first(Show(Countdown(2, 2))), shelf.first(Fill(True))
    exposed, dark = shelf.first(TakeStill), shelf.first(Fill(False))
    stored, idle = shelf.first(Show(Stored())), shelf.done[-1][0]
    assert counting - pressed < SOON
    assert filled - counting == pytest.approx(1, abs=SOON)
    assert exposed - counting == pytest.approx(2, abs=SOON)
    assert counting < filled < exposed < dark < stored < idle
    assert [captures for _, captures in shelf.did(Store)] == [0]
    assert [captures for _, captures in shelf.did(Show(Stored()))] == [1]
    assert [captures for _, captures in shelf.did(Say(Saying.TAKEN))] == [1]

    start, *fading = shelf.brightness(counting, filled)[1:]
    assert start == 1
    assert fading == sorted(fading, reverse=True) and 0 < fading[-1] < 0.2
    assert shelf.brightness(filled + SOON, dark) == [1], "the person is lit from before the shutter to after it"
    told = shelf.brightness(stored, idle + SOON)[1:]
    peak = told.index(max(told))
    assert told[peak] == pytest.approx((210 / 255) ** 2.2)  # the strongest of green, as the eye sees it
    assert told[: peak + 1] == sorted(told[: peak + 1]) and told[peak:] == sorted(told[peak:], reverse=True)
    assert told[-1] == 0

    (entry,) = shelf.device.spool.pending()
    assert entry.path.read_bytes() == LOOK.read_bytes()
    shelf.stop()
    assert shelf.led.state == 0


def test_a_press_while_it_counts_takes_nothing(shelf: Shelf) -> None:
    shelf.press()
    shelf.comes_to(Phase.COUNTDOWN)
    time.sleep(0.6)
    shelf.press()
    shelf.comes_to(Phase.IDLE)
    time.sleep(2)
    assert not shelf.did(TakeStill)
    assert shelf.did(Say(Saying.CANCELLED))
    assert shelf.captures() == 0
    assert shelf.led.state == 0


def test_two_quick_presses_take_the_last_photo_back_and_no_other(shelf: Shelf) -> None:
    shelf.press()
    shelf.comes_to(Phase.STORED)
    shelf.comes_to(Phase.IDLE)
    (entry,) = shelf.device.spool.pending()
    shelf.press()
    time.sleep(0.1)
    shelf.press()
    shelf.until(lambda: shelf.did(Say(Saying.UNDONE)))
    shelf.comes_to(Phase.IDLE)
    assert len(shelf.did(TakeStill)) == 1
    assert shelf.did(Withdraw(entry.capture.id))
    assert shelf.captures() == 0
    assert not entry.path.exists()
