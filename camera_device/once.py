"""One capture without waiting for anybody's wish, for scripts and tests: ``otjang-camera run --once``."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from camera_device.capture import Kind
from camera_device.device import Device
from camera_device.session.effects import Done, Effect, Say
from camera_device.sound.words import Saying, words
from camera_device.spool import Entry
from camera_device.triggers.base import Trigger, Wish

COMMAND: Final = "once"
OPENING: Final = 15.0
"""Seconds in which a camera gives its first picture."""
SENDING: Final = 30.0
"""Seconds that are waited for the server to have the capture."""
NEITHER: Final = frozenset({Saying.COUNTDOWN, Saying.TURN_COUNT, Saying.TURN_BEGINS, Saying.READY, Saying.NOT_PAIRED})
"""Sentences that say nothing of how it ended."""


@dataclass
class Outcome:
    """What came of it."""

    entry: Entry | None = None
    said: Saying | None = None
    sent: bool = False
    over: threading.Event = field(default_factory=threading.Event)

    def told(self) -> dict[str, Any]:
        """For JSON."""
        if self.entry is None:
            said = self.said or Saying.FAULT
            return {"error": words(said, "en"), "reason": said.value}
        capture = self.entry.capture
        return {
            "id": capture.id,
            "kind": capture.kind.value,
            "name": self.entry.name,
            "sha256": self.entry.sha256,
            "size": self.entry.size,
            "path": None if self.sent else str(self.entry.path),
            "sent": self.sent,
        }


def take_once(device: Device, kind: Kind, force: bool = False) -> Outcome:
    """Run the device for one capture, by the rules of every other one, and end it."""
    outcome = Outcome()

    def watch(effect: Effect) -> None:
        match effect:
            case Say(saying) if saying not in NEITHER:
                outcome.said = saying
            case Done(command) if command == COMMAND:
                outcome.over.set()

    def stored(entry: Entry) -> None:
        outcome.entry = entry

    def ask() -> None:
        _until(lambda: device.eyes.view is not None or "camera" in device.faults, OPENING)
        wish = Wish.TURN if kind is Kind.TURN else Wish.PHOTO
        device.tell(Trigger(wish, "remote", time.monotonic(), force, command_id=COMMAND))
        outcome.over.wait()
        if outcome.entry is not None and device.home.paired:
            entry = outcome.entry
            outcome.sent = _until(lambda: entry.capture.id not in device.spool, SENDING)
        device.stop()

    device.watch, device.stored = watch, stored
    threading.Thread(target=ask, name="once", daemon=True).start()
    device.run()
    return outcome


def _until(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= end:
            return False
        time.sleep(0.02)
    return True
