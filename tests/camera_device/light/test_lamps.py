"""The lamps on gpiozero's mock pins, and the ring's bits on a bus that writes them down."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from types import ModuleType

import numpy as np
import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPWMPin

from camera_device.errors import MissingError, SettingsError
from camera_device.light.base import Exposing, Fault, Idle
from camera_device.light.choosing import open_light
from camera_device.light.led import Led
from camera_device.light.rgb import Rgb
from camera_device.light.ring import Ring
from camera_device.settings import Settings


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    before = Device.pin_factory
    factory = Device.pin_factory = MockFactory(pin_class=MockPWMPin)
    yield factory
    factory.close()
    Device.pin_factory = before


class Bus:
    """As much of busio.SPI as the ring needs; keeps what was written."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def try_lock(self) -> bool:
        return True

    def unlock(self) -> None:
        pass

    def configure(self, **_: object) -> None:
        pass

    def write(self, data: bytes) -> None:
        self.written.append(bytes(data))

    def colours(self) -> list[tuple[int, ...]]:
        """Red, green, blue of each pixel: a byte on the wire is a bit of the LEDs', long for 1 and short for 0."""
        bits = [byte == 0b11110000 for byte in self.written[-1] if byte]
        values = [sum(bit << (7 - place) for place, bit in enumerate(bits[i : i + 8])) for i in range(0, len(bits), 8)]
        return [(values[i + 1], values[i], values[i + 2]) for i in range(0, len(values), 3)]  # WS2812 take green first


def test_an_led_shines_by_pulse_width(pins: MockFactory) -> None:
    led = Led(18)
    assert led.name == "LED on GPIO18"
    led.paint(np.array([[255, 255, 255]], np.uint8))
    assert pins.pin(18).state == 1
    led.paint(np.array([[128, 0, 0]], np.uint8))
    assert pins.pin(18).state == pytest.approx((128 / 255) ** 2.2)
    led.close()


def test_an_rgb_led_shows_the_colour_on_its_three_pins(pins: MockFactory) -> None:
    rgb = Rgb((22, 23, 24))
    rgb.paint(np.array([[255, 128, 0]], np.uint8))
    assert [pins.pin(pin).state for pin in (22, 23, 24)] == pytest.approx([1, (128 / 255) ** 2.2, 0])
    rgb.close()


def test_the_ring_gets_its_colours_in_order_and_bounded() -> None:
    bus = Bus()
    ring = Ring(3, brightness=0.5, spi=bus)
    ring.paint(np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255]], np.uint8))
    assert bus.colours() == [(128, 0, 0), (0, 128, 0), (0, 0, 128)]
    ring.close()
    assert bus.colours() == [(0, 0, 0)] * 3


def test_that_it_listens_is_seen_however_low_the_brightness_is() -> None:
    bus = Bus()
    ring = Ring(1, brightness=0.01, spi=bus)
    ring.paint(np.array([[0, 50, 40]], np.uint8))
    assert bus.colours() == [(0, 1, 1)]


def test_a_whole_light_on_mock_pins(pins: MockFactory) -> None:
    light = open_light(Settings(light="led", led_pin=12))
    assert light.name == "LED on GPIO12"
    pin = pins.pin(12)
    light.show(Idle(listening=True))
    assert 0 < pin.state < 0.1
    light.show(Exposing())
    assert pin.state == 1
    light.show(Idle(listening=False))
    assert pin.state == 0
    light.fill(True)
    assert pin.state == 1
    light.close()
    assert pin.state == 0


def test_auto_is_the_led_where_there_are_pins(pins: MockFactory) -> None:
    light = open_light(Settings())
    assert light.name == "LED on GPIO18"
    light.close()


@pytest.mark.parametrize(
    ("light", "words"),
    [
        ("auto", ["The LED on GPIO18 needs GPIO pins", "set light to none"]),
        ("led", ["The LED on GPIO18 needs GPIO pins", "otjang[pi]"]),
        ("rgb", ["The RGB LED on GPIO22, 23, 24 needs GPIO pins"]),
        ("ring", ["needs the SPI bus of a Raspberry Pi", "raspi-config"]),
    ],
)
def test_without_pins_there_is_no_light_and_the_reason_is_told(
    light: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Device, "pin_factory", None)
    monkeypatch.setitem(sys.modules, "board", None)
    settings = Settings(light=light)  # type: ignore[arg-type]
    with pytest.raises(MissingError) as caught:
        open_light(settings)
    assert all(word in str(caught.value) for word in words), caught.value


def test_a_board_without_the_bus_has_no_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "board", ModuleType("board"))
    with pytest.raises(MissingError, match="SPI bus of a Raspberry Pi"):
        Ring(8, 0.5)


def test_a_board_that_blinka_does_not_know_has_no_ring_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(_name: str) -> None:
        raise NotImplementedError("Board not supported GENERIC_LINUX_PC")

    board = ModuleType("board")
    board.__getattr__ = unknown  # type: ignore[method-assign]
    monkeypatch.setitem(sys.modules, "board", board)
    with pytest.raises(MissingError, match="cannot be opened: Board not supported GENERIC_LINUX_PC"):
        Ring(8, 0.5)


def test_a_pin_that_is_taken_is_a_fault_of_the_settings(pins: MockFactory) -> None:
    led = Led(18)
    with pytest.raises(SettingsError, match=r"LED on GPIO18 cannot be used.*already in use"):
        Led(18)
    led.close()


def test_gpiozero_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gpiozero", None)
    with pytest.raises(MissingError, match=r"needs gpiozero, which is not installed.*pip install"):
        Led(18)


def test_no_light_tells_the_log_what_it_would_show(caplog: pytest.LogCaptureFixture) -> None:
    light = open_light(Settings(light="none"))
    with caplog.at_level(logging.INFO):
        light.show(Fault())
        light.show(Fault())
        light.fill(True)
        light.close()
    assert [record.message for record in caplog.records] == ["light: Fault()", "fill light: on"]
