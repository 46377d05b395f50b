"""The parts around a session that may be missing: each that is becomes a fault that people see, never an end."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Mapping
from typing import Final, Protocol, runtime_checkable

from camera_device import clock
from camera_device.cameras.base import Camera
from camera_device.cameras.choosing import consider
from camera_device.errors import CameraError, MissingError
from camera_device.faults import Faults
from camera_device.light.base import Light
from camera_device.light.choosing import open_light
from camera_device.light.none import NoLight
from camera_device.settings import Settings
from camera_device.sound.cache import SpeechCache
from camera_device.sound.choosing import choose_synthesizers
from camera_device.sound.late import LatePlayer
from camera_device.sound.player import Player, SilentPlayer
from camera_device.sound.sounds import Sounds
from camera_device.sound.speaker import SpeakerPlayer
from camera_device.soundcards import cards
from camera_device.triggers.base import Emit, Triggers
from camera_device.triggers.button import ButtonTriggers
from camera_device.triggers.schedule import Schedule

AGAIN: Final = 30.0
"""Seconds after which a trigger that could not be started is tried again: microphones are plugged in later."""
log = logging.getLogger(__name__)


@runtime_checkable
class Ails(Protocol):
    """Triggers that may fail while they run, and recover: a microphone is unplugged, a clock is not set."""

    @property
    def fault(self) -> CameraError | None:
        """Why nothing is triggered, where that is so."""


@runtime_checkable
class Listens(Triggers, Protocol):
    """Triggers by voice, which can be switched off."""

    def listen(self) -> None:
        """Listen."""

    def deafen(self) -> None:
        """Do not."""


def find_camera(settings: Settings, faults: Faults) -> Camera:
    """The camera of the settings. Where none is named and none is there, that is a fault, and a virtual one plays.

    Raises ``CameraError``.
    """
    choice = consider(settings)
    faults.put(
        "real camera", choice.warnings[-1] if choice.warnings and choice.camera.name.startswith("virtual") else None
    )
    return choice.camera


def find_sounds(settings: Settings, faults: Faults) -> Sounds:
    """The speaker and the voice of the settings; silence is a fault where sound was asked for, until a speaker is
    plugged in.
    """
    player: Player = SilentPlayer()
    try:
        if settings.sound:
            player = SpeakerPlayer(settings.speaker)
    except CameraError as error:
        faults.put("sound", error)
        player = LatePlayer(lambda: _new_speaker(settings), lambda: faults.put("sound", None))
    synthesizers = choose_synthesizers(settings) if settings.sound else []
    return Sounds(player, synthesizers, settings.language, SpeechCache(settings.state_dir / "speech"))


def _new_speaker(settings: Settings) -> Player:
    cards.look_again()
    return SpeakerPlayer(settings.speaker)


def find_light(settings: Settings, faults: Faults) -> Light:
    """The light of the settings, or none. Its absence is a fault only where a light was asked for."""
    try:
        return open_light(settings)
    except CameraError as error:
        if settings.light == "auto":
            log.info("There is no light: %s", error)
        else:
            faults.put("light", error)
        return NoLight()


def find_triggers(
    settings: Settings, person_in_view: Callable[[], bool], counting: Callable[[], bool], faults: Faults
) -> dict[str, Triggers]:
    """All ways to wish for something that the settings have, by name. Raises ``SettingsError``."""
    found: dict[str, Triggers] = {}
    if settings.button_pin is not None:
        found["button"] = ButtonTriggers(settings)
    if settings.voice:
        from camera_device.triggers.voice import VoiceTriggers

        try:
            found["voice"] = VoiceTriggers(settings, person_in_view, counting)
        except CameraError as error:
            faults.put("voice", error)
    if settings.schedule:
        found["schedule"] = Schedule(settings.schedule, trusted=clock.synchronised)
    return found


class Ears:
    """Keeps all triggers running: those that cannot be started are faults, and are tried again.

    What ``optional`` ones need may be missing for good: a laptop has no pins for a button.
    """

    def __init__(
        self,
        triggers: Mapping[str, Triggers],
        emit: Emit,
        faults: Faults,
        optional: Collection[str] = (),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._optional = optional
        self._triggers, self._emit, self._faults, self._monotonic = dict(triggers), emit, faults, monotonic
        self._running: set[str] = set()
        self._next = float("-inf")

    def tend(self) -> None:
        """Start those that do not run, now and then, and look after the others. To be called often."""
        for name in self._running:
            if isinstance(trigger := self._triggers[name], Ails):
                self._faults.put(name, trigger.fault)
        if self._monotonic() < self._next:
            return
        self._next = self._monotonic() + AGAIN
        for name in self._triggers.keys() - self._running:
            try:
                self._triggers[name].start(self._emit)
            except CameraError as error:
                if isinstance(error, MissingError) and name in self._optional:
                    log.info("%s", error)
                    self._running.add(name)
                else:
                    self._faults.put(name, error)
            else:
                self._running.add(name)
                self._faults.put(name, None)

    def stop(self) -> None:
        """End all of them, for good."""
        self._next = float("inf")
        for name in self._running:
            self._triggers[name].stop()
        self._running.clear()
