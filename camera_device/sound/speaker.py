"""Sound through the sound card, by PortAudio."""

from __future__ import annotations

import logging
import threading
from contextlib import ExitStack
from typing import Any, Final

import numpy as np

from camera_device.errors import MissingError
from camera_device.sound.mixer import Mixer
from camera_device.sound.tones import RATE, Samples
from camera_device.sound.waveform import at_rate
from camera_device.soundcards import cards

log = logging.getLogger(__name__)

RATES: Final = (RATE, 44_100, 48_000)
"""Samples a second, in order of preference."""
IDLE: Final = 8.0
"""Seconds of silence after which the sound card is let go of; opening it again takes a moment."""


class SpeakerPlayer:
    """A ``Player``. A card that goes away is told once, and tried again with the next sound."""

    def __init__(self, device: str | None = None) -> None:
        """``device``: its number, or part of its name; None: the system's.

        Raises ``MissingError`` where there is no library, no card, or no such one.
        """
        try:
            import sounddevice
        except (ImportError, OSError) as error:  # OSError: PortAudio itself is missing
            raise MissingError(
                "There is no sound: {reason}.",
                reason=error,
                remedy="Install: sudo apt install libportaudio2; pip install 'otjang[device]'. Or set sound = false.",
            ) from error
        self._sounddevice = sounddevice
        self._device = int(device) if device and device.isdecimal() else device
        try:
            with cards.held():
                found = sounddevice.query_devices(self._device, "output")
        except (sounddevice.PortAudioError, ValueError) as error:
            raise MissingError(
                "There is no {speaker}: {reason}.",
                speaker=f"speaker {device}" if device else "speaker",
                reason=error,
                remedy="Connect one, see the list with: python -m sounddevice; set speaker, or sound = false.",
            ) from error
        self.name = str(found["name"])
        self._channels = min(2, int(found["max_output_channels"]))
        with cards.held():
            self._rate = self._usable_rate()
        self._mixer = Mixer()
        self._stream: Any = None
        self._held = ExitStack()
        self._silent = 0.0
        self._told = False
        self._closed = False
        self._wanted = threading.Event()
        self._thread = threading.Thread(target=self._keep_open, name="speaker", daemon=True)
        self._thread.start()

    def play(self, samples: Samples, *, speech: bool = False) -> None:
        """Sounds now, or as soon as the card is open."""
        self._mixer.add(at_rate(samples, RATE, self._rate), speech)
        self._wanted.set()

    def hush(self) -> None:
        """End what is spoken."""
        self._mixer.hush()

    @property
    def speaking(self) -> bool:
        """Whether speech sounds."""
        return self._mixer.speaking

    @property
    def sounding(self) -> bool:
        """Whether anything sounds."""
        return self._mixer.sounding

    def close(self) -> None:
        """End, and let go of the sound card."""
        self._closed = True
        self._wanted.set()
        self._thread.join()

    def _keep_open(self) -> None:
        """Opening a card takes up to some tenths of a second, for which no shutter waits."""
        while not self._closed:
            self._wanted.wait()
            self._wanted.clear()
            if self._mixer.sounding and not self._closed and (self._stream is None or not self._stream.active):
                self._open()
        self._let_go()

    def _usable_rate(self) -> int:
        """A card that is named is not converted for by ALSA: it takes what it can play, and most can play no 22 kHz."""
        for rate in RATES:
            try:
                self._sounddevice.check_output_settings(self._device, self._channels, "float32", samplerate=rate)
            except self._sounddevice.PortAudioError:
                continue
            return rate
        return RATE  # in use, perhaps: what is wrong is told when it is opened

    def _open(self) -> None:
        self._let_go()
        self._silent = 0.0
        self._held.enter_context(cards.held())
        try:
            self._stream = self._sounddevice.OutputStream(
                self._rate,
                channels=self._channels,
                dtype="float32",
                device=self._device,
                latency="low",
                callback=self._fill,
                finished_callback=self._wanted.set,  # what was added while it was ending is not lost
            )
            self._stream.start()
        except self._sounddevice.PortAudioError as error:
            self._let_go()
            cards.look_again()  # it may come back as another one
            self._mixer = Mixer()
            if not self._told:
                log.warning("The speaker does not answer, so the camera is silent: %s", error)
            self._told = True
        else:
            self._told = False

    def _let_go(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None
        self._held.close()

    def _fill(self, out: np.ndarray[Any, Any], frames: int, _time: object, _status: object) -> None:
        out[:] = self._mixer.take(frames)[:, None]
        self._silent = 0.0 if self._mixer.sounding else self._silent + frames / self._rate
        if self._silent > IDLE:
            raise self._sounddevice.CallbackStop
