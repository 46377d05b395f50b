"""The button on gpiozero's mock pins: when each wish comes, by a real clock."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPin, MockPWMPin

from camera_device.errors import CameraError, MissingError, SettingsError
from camera_device.settings import Settings
from camera_device.triggers.base import Trigger, Wish
from camera_device.triggers.button import ButtonTriggers

SETTINGS = Settings(button_pin=17, hold_seconds=0.25, double_seconds=0.15)


class Finger:
    """Presses the mock button, and notes what came of it and how long after."""

    def __init__(self, pin: MockPin) -> None:
        self.pin = pin
        self.came: list[tuple[Trigger, float]] = []
        self.began = time.monotonic()

    def felt(self, trigger: Trigger) -> None:
        self.came.append((trigger, time.monotonic()))

    def press(self, seconds: float) -> None:
        self.pin.drive_low()
        time.sleep(seconds)
        self.pin.drive_high()

    def chatter(self) -> None:
        """As fast as this machine can."""
        for _ in range(3):
            self.pin.drive_low()
            self.pin.drive_high()

    @property
    def wishes(self) -> list[Wish]:
        return [trigger.wish for trigger, _ in self.came]


@pytest.fixture
def factory() -> Iterator[MockFactory]:
    before = Device.pin_factory
    factory = Device.pin_factory = MockFactory(pin_class=MockPWMPin)
    yield factory
    factory.close()
    Device.pin_factory = before


@pytest.fixture
def finger(factory: MockFactory) -> Iterator[Finger]:
    finger = Finger(factory.pin(17))
    button = ButtonTriggers(SETTINGS)
    button.start(finger.felt)
    yield finger
    button.stop()


def test_a_short_press_is_a_photo_at_the_instant_the_finger_lifts(finger: Finger) -> None:
    finger.press(0.06)
    lifted = time.monotonic()
    assert finger.wishes == [Wish.PHOTO]
    trigger, came = finger.came[0]
    assert trigger.source == "button"
    assert trigger.at == pytest.approx(lifted, abs=0.02)
    assert came - trigger.at < 0.02
    time.sleep(0.3)
    assert finger.wishes == [Wish.PHOTO]


def test_a_hold_is_a_turn_while_it_is_held_and_nothing_when_it_ends(finger: Finger) -> None:
    finger.pin.drive_low()
    pressed = time.monotonic()
    time.sleep(0.4)
    assert finger.wishes == [Wish.TURN]
    assert finger.came[0][1] - pressed == pytest.approx(0.25, abs=0.08)
    finger.pin.drive_high()
    assert finger.wishes == [Wish.TURN]


def test_two_presses_are_an_undo_at_the_second_one(finger: Finger) -> None:
    finger.press(0.05)
    time.sleep(0.06)
    finger.pin.drive_low()
    assert finger.wishes == [Wish.PHOTO, Wish.UNDO]
    time.sleep(0.05)
    finger.pin.drive_high()
    assert finger.wishes == [Wish.PHOTO, Wish.UNDO]


def test_contacts_that_chatter_are_one_press(finger: Finger) -> None:
    finger.chatter()
    finger.press(0.06)
    finger.chatter()
    assert finger.wishes == [Wish.PHOTO]


def test_after_stop_nothing_comes_and_it_can_begin_again(factory: MockFactory) -> None:
    finger, button = Finger(factory.pin(17)), ButtonTriggers(SETTINGS)
    button.start(finger.felt)
    button.stop()
    button.stop()
    finger.press(0.05)
    assert finger.wishes == []
    button.start(finger.felt)
    finger.press(0.05)
    assert finger.wishes == [Wish.PHOTO]
    button.stop()


def test_without_a_pin_there_is_no_button_and_no_fault() -> None:
    button = ButtonTriggers(Settings(button_pin=None))
    button.start(lambda trigger: None)
    button.stop()


def test_without_pins_the_fault_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Device, "pin_factory", None)
    button = ButtonTriggers(SETTINGS)
    with pytest.raises(MissingError, match=r"button on GPIO17 needs GPIO pins.*group gpio.*button_pin"):
        button.start(lambda trigger: None)
    button.stop()


def test_a_pin_that_does_not_exist_is_a_fault_of_the_settings(factory: MockFactory) -> None:
    with pytest.raises(SettingsError, match=r"button on GPIO99 cannot be used"):
        ButtonTriggers(Settings(button_pin=99)).start(lambda trigger: None)


def test_errors_of_the_libraries_below_are_told_as_well(factory: MockFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    class BusyError(Exception):
        """As lgpio raises it: of no class that gpiozero knows."""

    BusyError.__module__ = "lgpio"

    def busy(*_: object) -> None:
        raise BusyError("'GPIO busy'")

    monkeypatch.setattr(factory, "pin", busy)
    with pytest.raises(CameraError, match=r"button on GPIO17 cannot be used: GPIO busy\..*gpioinfo"):
        ButtonTriggers(SETTINGS).start(lambda trigger: None)
