"""Setup's trials with somebody in front of the camera: each gives a finding, and none stops the others."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

from camera_device.errors import CameraError, MissingError
from camera_device.light.base import Exposing, Idle, Stored
from camera_device.light.choosing import open_light
from camera_device.settings import Settings
from camera_device.setup import checks
from camera_device.setup.finding import Finding, Level, of_error, ok, warning
from camera_device.setup.world import World
from camera_device.sound import Saying, Sounds
from camera_device.triggers.button import ButtonTriggers

PRESS_WITHIN: Final = 15.0
"""Seconds in which somebody is asked to press the button."""
SPEAK_FOR: Final = 3.0
SHOWN: Final = ((Exposing(), 1.0), (Stored(), 2.0), (Idle(listening=True), 1.0))
"""What the light shows, and for how many seconds."""


def trials(world: World, sounds: Sounds, tell: Callable[[str], None]) -> Iterator[tuple[str, Finding]]:
    """One after the other; ``tell`` says on the screen what to do."""
    sounds.say(Saying.TEST_SOUND)
    yield "speaker", checks.speaker(world)
    yield "speech", checks.speech(world)
    yield "camera", checks.camera(world)
    yield "microphone", microphone(world, sounds, tell)
    yield "button", button(world.settings, sounds, tell)
    yield "light", light(world.settings, tell)


def microphone(world: World, sounds: Sounds, tell: Callable[[str], None]) -> Finding:
    """Asks somebody to speak."""
    if not world.settings.voice:
        return checks.microphone(world)
    try:
        world.hear(0.1)  # nobody is asked to speak to a microphone that is not there
        tell("Please say something, for three seconds.")
        sounds.say(Saying.TEST_MICROPHONE)
        sounds.wait(10)
        level = world.hear(SPEAK_FOR)
    except CameraError as error:
        return of_error(error)
    if level < 10 * checks.FAINT:
        return warning(f"The microphone heard hardly anything ({level:.2%}).", "Raise its level: alsamixer, F4.")
    return ok(f"The microphone heard you ({level:.1%} of full scale).")


def button(settings: Settings, sounds: Sounds, tell: Callable[[str], None], seconds: float = PRESS_WITHIN) -> Finding:
    """Asks somebody to press it."""
    if settings.button_pin is None:
        return ok("There is no button.")
    pressed = threading.Event()
    triggers = ButtonTriggers(settings)
    try:
        triggers.start(lambda trigger: pressed.set())
    except MissingError as error:
        return of_error(error, Level.WARNING)
    except CameraError as error:
        return of_error(error)
    try:
        tell(f"Please press the button, within {seconds:.0f} seconds.")
        sounds.say(Saying.TEST_BUTTON)
        if pressed.wait(seconds):
            return ok("The button was felt.")
    finally:
        triggers.stop()
    return warning(
        "Nobody pressed the button, or it is not felt.",
        f"It belongs between GPIO{settings.button_pin} and ground; without one, set button_pin to none.",
    )


def light(settings: Settings, tell: Callable[[str], None], pause: Callable[[float], None] = time.sleep) -> Finding:
    """Shows white, then green."""
    try:
        found = open_light(settings)
    except CameraError as error:
        return of_error(error, Level.WARNING if settings.light == "auto" else Level.FAULT)
    if settings.light == "none":
        return ok("There is no light.")
    tell("Look at the light: white, then green.")
    for state, seconds in SHOWN:
        found.show(state)
        pause(seconds)
    found.close()
    return ok(f"{found.name} was on. If you saw nothing, look at its wires.")
