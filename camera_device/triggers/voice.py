"""The voice as a trigger: a thread that listens, and tries again while the microphone is away."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from camera_device.errors import CameraError, MicrophoneError
from camera_device.settings import Settings
from camera_device.soundcards import cards
from camera_device.triggers.base import Emit
from camera_device.voice.base import VoiceEngine
from camera_device.voice.choosing import choose_engine
from camera_device.voice.listener import Listener, never
from camera_device.voice.microphone import Sound, microphone

log = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
"""Seconds until the microphone is tried again: doubled at each failure."""

Open = Callable[[str | None], AbstractContextManager[Iterator[Sound]]]


class VoiceTriggers:
    """Listens on a thread of its own. While deaf the microphone is closed, not merely ignored.

    ``counting`` tells whether a countdown runs, in which "cancel" needs no wake phrase. ``fault`` says why nothing is
    heard, where that is so.
    """

    def __init__(
        self, settings: Settings, person_in_view: Callable[[], bool], counting: Callable[[], bool] = never, *,
        engine: Callable[[Settings], VoiceEngine] = choose_engine, open_microphone: Open = microphone,
    ) -> None:  # fmt: skip
        self._settings = settings
        self._person_in_view = person_in_view
        self._counting = counting
        self._engine = engine
        self._open = open_microphone
        self._hearing = threading.Event()
        self._changed = threading.Event()
        self._stopped = False
        self._thread: threading.Thread | None = None
        self.fault: CameraError | None = None
        if settings.voice:
            self._hearing.set()

    @property
    def listening(self) -> bool:
        """Whether the microphone is on, or would be if it were there."""
        return self._thread is not None and self._hearing.is_set()

    def listen(self) -> None:
        """Switch listening on."""
        self._hearing.set()
        self._changed.set()

    def deafen(self) -> None:
        """Switch listening off: the microphone is closed within a block of sound."""
        self._hearing.clear()
        self._changed.set()

    def start(self, emit: Emit) -> None:
        """Begin. Raises ``MissingError`` or ``FileError`` where the engine cannot be loaded."""
        if self._thread is not None:
            return
        listener = Listener(
            self._engine(self._settings), self._settings.command_seconds, self._person_in_view, self._counting
        )
        self._stopped = False
        self._thread = threading.Thread(target=self._run, args=(listener, emit), name="voice", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End. Does nothing when it is not running."""
        if self._thread is None:
            return
        self._stopped = True
        self._changed.set()
        self._thread.join(timeout=10)
        self._thread = None

    def _run(self, listener: Listener, emit: Emit) -> None:
        wait = FIRST_WAIT
        while not self._stopped:
            self._changed.clear()
            if not self._hearing.is_set():
                if not self._stopped:
                    self._changed.wait()
                continue
            try:
                with cards.held(), self._open(self._settings.microphone) as blocks:
                    listener.reset()
                    for block, ended in blocks:
                        self.fault, wait = None, FIRST_WAIT
                        if self._stopped or not self._hearing.is_set():
                            break
                        for judged in listener.feed(block, ended):
                            log.info("heard %s: %s", judged.heard.phrase, judged.verdict)
                            if judged.trigger is not None:
                                emit(judged.trigger)
            except CameraError as error:
                self._note(error)
            except Exception as error:
                log.exception("Listening ended with a fault of the program; it begins anew.")
                self._note(MicrophoneError("Listening failed: {reason}.", reason=error, remedy="It begins anew."))
            if self.fault is not None:
                cards.look_again()  # a microphone that is plugged in later is on no list yet
                self._changed.wait(wait)
                wait = min(2 * wait, LONGEST_WAIT)

    def _note(self, error: CameraError) -> None:
        if self.fault is None:
            log.warning("%s", error)
        self.fault = error
