"""The device on the shelf: a session, and around it eyes, ears, light, voice, shutter, spool and the way home.

One thread, the one that calls ``run``, handles events one after the other; all others only tell it what happened.
"""

from __future__ import annotations

import logging
import queue
import signal
import threading
import time
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from camera_device.cameras.base import Camera, Frame
from camera_device.errors import CameraError, UnreachableError
from camera_device.eyes import Eyes
from camera_device.faults import Faults
from camera_device.framing.view import View
from camera_device.home import Home
from camera_device.light import base as light
from camera_device.parts import Ears, Listens, find_camera, find_light, find_sounds, find_triggers
from camera_device.performer import Performer
from camera_device.session import Session
from camera_device.session.effects import Effect
from camera_device.session.events import CameraLost, CameraReady, Ending, Event, Senses, Tick
from camera_device.session.stage import Phase
from camera_device.settings import Settings
from camera_device.shutter import Shutter
from camera_device.sound import Saying, Sounds
from camera_device.sound.words import words
from camera_device.spool import Entry, Spool
from camera_device.triggers.base import Trigger, Triggers
from camera_device.watchdog import Watchdog

log = logging.getLogger(__name__)

TEND: Final = 2.0
"""Seconds at most between two looks after the parts."""
FINISH: Final = 15.0
"""Seconds that a photo that is being taken has at the end, to get to the disk."""
DEAF: Final = "deaf"
"""File in the state folder that says that listening is switched off, so that it stays off over a restart."""


class Device:
    """Everything together. ``run`` returns when ``stop`` is called.

    ``triggers`` and ``choose_camera`` stand in for what the settings say. Raises ``CameraError`` where the spool
    cannot be opened or a setting is wrong; everything else that is missing becomes a fault.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        triggers: Mapping[str, Triggers] | None = None,
        choose_camera: Callable[[], Camera] | None = None,
        look: Callable[[Frame], View] | None = None,
        sounds: Sounds | None = None,
    ) -> None:
        self.settings = settings
        self._deaf = settings.state_dir / DEAF
        self._events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self.watch: Callable[[Effect], None] = lambda _: None
        """Called with every effect, before it is performed."""
        self.session = Session(settings, listening=settings.voice and not self._deaf.exists())
        self.stored: Callable[[Entry], None] = lambda _: None
        """Called with every capture that is on the disk."""
        self.faults = Faults()
        self.spool = Spool(settings.state_dir / "spool", settings.spool_bytes)
        self.light = find_light(settings, self.faults)
        self.sounds = sounds or find_sounds(settings, self.faults)
        self.watchdog = Watchdog(("session", "eyes", "shutter"))
        self.eyes = Eyes(
            choose_camera or (lambda: find_camera(settings, self.faults)),
            look or _judge(),
            seen=self.tell,
            state=self._camera_state,
            blind=self.faults.reporter("framing"),
            busy=lambda: self.session.busy or self.home.watched,
            alive=lambda: self.watchdog.alive("eyes"),
        )
        self.home = Home(
            settings.state_dir,
            self.spool,
            state=self.state,
            emit=self.tell,
            say=self.sounds.say_text,
            frame=self.eyes.latest,
            faults=self.faults,
            alarm=lambda: self.sounds.say(Saying.UNTRUSTED),
            language=settings.language,
        )
        self.shutter = Shutter(
            lambda: self.eyes.camera,
            self.spool,
            self.tell,
            person=self._person,
            rest=self.eyes.rest,
            kept=self._kept,
            alive=lambda: self.watchdog.alive("shutter"),
        )
        self._triggers = (
            find_triggers(settings, self._spoken_to, self._counting, self.faults)
            if triggers is None
            else dict(triggers)
        )
        wanted = settings.model_fields_set
        self._ears = Ears(self._triggers, self.tell, self.faults, () if "button_pin" in wanted else ("button",))
        self._performer = Performer(self.shutter, self.light, self.sounds, self.home, self._listen)
        self._told: tuple[Phase, bool, object] | None = None
        self._tend_at = 0.0
        self._senses = Senses(hears=False)
        self.tell(self._senses)
        self.faults.changed = self.home.changed
        self._stopping = threading.Event()

    def tell(self, event: Event) -> None:
        """Something happened. Any thread may call it."""
        self._events.put(event)
        if isinstance(event, Trigger):
            self.eyes.wake()

    def run(self) -> None:
        """Until ``stop``."""
        try:
            self.eyes.start()
            if self.settings.voice and not self.session.listening:
                self._listen(False)
            self._tend()
            self.sounds.prepare()
            self.watchdog.ready()
            self.sounds.say(Saying.READY if self.home.paired else Saying.NOT_PAIRED)
            while not self._stopping.is_set():
                self._next()
        finally:
            self._end()

    def stop(self) -> None:
        """End in good order. Any thread, or a signal, may call it."""
        self._stopping.set()
        self._events.put(None)

    def stop_on_signals(self) -> None:
        """SIGTERM and SIGINT end it. To be called in the main thread."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())

    def state(self) -> dict[str, Any]:
        """What docs/device-api.md calls STATE."""
        status, hint = self.spool.status(), self.session.hint
        return {
            "version": _version(),
            "phase": self.session.phase.value,
            "listening": self._hears,
            "camera": self.eyes.name,
            "captures_waiting": status.count,
            "bytes_waiting": status.bytes,
            "spool_share": round(status.share, 4),
            "hint": words(Saying(hint), self.settings.language) if hint else None,
            # Where this is read, the server has been reached.
            "faults": [_words(error) for error in self.faults.all() if type(error) is not UnreachableError],
        }

    # --- the thread of the session ---

    def _next(self) -> None:
        """The next event, or the time that the session waits for."""
        self._tend()
        now, due = time.monotonic(), self.session.due()
        wait = TEND if due is None else max(0.0, min(TEND, due - now))
        try:
            event = self._events.get(timeout=wait)
        except queue.Empty:
            event = Tick()
        if event is not None:
            self._handle(event)
        self._sense()

    def _tend(self) -> None:
        """Look after the parts, now and then."""
        self.watchdog.alive("session")
        now = time.monotonic()
        if now >= self._tend_at:
            self._tend_at = now + TEND
            self.watchdog.feed()
            self._ears.tend()
            self.home.look()

    def _sense(self) -> None:
        """Let the session know who hears and watches, for everybody to see."""
        senses = Senses(hears="voice" in self._triggers and "voice" not in self.faults, watched=self.home.watched)
        if senses != self._senses:
            self._senses = senses
            self.tell(senses)

    def _handle(self, event: Event) -> None:
        for effect in self.session.handle(event, time.monotonic()):
            self.watch(effect)
            try:
                self._performer.perform(effect)
            except CameraError as error:
                log.warning("%s was not done: %s", type(effect).__name__, error)
            except Exception:
                log.exception("%s was not done.", type(effect).__name__)
        told = (self.session.phase, self._hears, self.session.hint)
        if told != self._told:
            self._told = told
            self.home.changed()

    def _end(self) -> None:
        self.watchdog.stopping()
        self._ears.stop()
        self._handle(Ending())
        end = time.monotonic() + FINISH
        while self.session.busy and time.monotonic() < end:  # what is being exposed gets to the disk
            self._next()
        self.shutter.stop(FINISH)
        self.eyes.stop()
        self.home.stop()
        self.light.show(light.Off())
        self.light.close()
        self.sounds.close()
        self.spool.close()

    # --- what other threads ask and tell ---

    def _camera_state(self, error: CameraError | None) -> None:
        self.faults.put("camera", error)
        self.tell(CameraReady() if error is None else CameraLost(error))

    def _person(self) -> tuple[float, float, float, float] | None:
        view = self.eyes.view
        return view.box if view is not None else None

    def _spoken_to(self) -> bool:
        """Whether what is heard can be meant: somebody is there, and it is not the camera's own voice.

        While it counts aloud, somebody may well say "cancel" over it.
        """
        return self.eyes.somebody() and (self._counting() or not self.sounds.speaking)

    def _counting(self) -> bool:
        """Whether there is a countdown, or a turn-around, that a word can end."""
        return self.session.phase in (Phase.COUNTDOWN, Phase.EXPOSING)

    @property
    def _hears(self) -> bool:
        """Whether it listens in fact."""
        return self.session.listening and self._senses.hears

    def _kept(self, entry: Entry | None) -> None:
        self.home.wake()
        self.home.changed()
        if entry is not None:
            self.stored(entry)

    def _listen(self, on: bool) -> None:
        voice = self._triggers.get("voice")
        if isinstance(voice, Listens):
            voice.listen() if on else voice.deafen()
        if on:
            self._deaf.unlink(missing_ok=True)
        else:
            self._deaf.touch()


def _judge() -> Callable[[Frame], View]:
    from camera_device.framing.judge import Judge
    from camera_device.framing.parts import Finder

    return Judge(Finder(), time.monotonic).look


def _words(error: CameraError) -> dict[str, str]:
    return {"error": error.template.format(**error.params), "remedy": error.remedy.format(**error.params)}


def _version() -> str:
    try:
        return version("otjang")
    except PackageNotFoundError:
        return "0"
