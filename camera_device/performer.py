"""Does what a session wants: one effect, one call to the part that can do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from camera_device.home import Home
from camera_device.light.base import Light
from camera_device.session.effects import (
    Abandon,
    Ask,
    Discard,
    Done,
    Effect,
    Fill,
    Listen,
    Lock,
    Play,
    RecordTurn,
    Say,
    Show,
    Store,
    TakeStill,
    Withdraw,
)
from camera_device.shutter import Shutter
from camera_device.sound import Saying, Sounds


@dataclass(frozen=True, slots=True)
class Performer:
    """The parts. None of these calls waits for anything slow."""

    shutter: Shutter
    light: Light
    sounds: Sounds
    home: Home
    listen: Callable[[bool], None]

    def perform(self, effect: Effect) -> None:
        """Do it, or have it done."""
        match effect:
            case Say(saying, None):
                self.sounds.say(saying)
            case Say(saying, n):
                self.sounds.say(saying, n=n)
            case Play(tone):
                self.sounds.tone(tone)
            case Show(state):
                self.light.show(state)
            case Fill(on):
                self.light.fill(on)
            case Lock(on):
                self.shutter.lock(on)
            case TakeStill(take, burst):
                self.shutter.still(take, burst)
            case RecordTurn(take, seconds):
                self.shutter.record(take, seconds)
            case Abandon(take):
                self.shutter.abandon(take)
            case Store(take, kind, compare_with):
                self.shutter.store(take, kind, compare_with)
            case Discard(take):
                self.shutter.discard(take)
            case Withdraw(capture_id):
                self.shutter.withdraw(capture_id)
            case Ask(text):
                self.home.ask(text, failed=lambda: self.sounds.say(Saying.CANNOT_ASK))
            case Listen(on):
                self.listen(on)
            case Done(command_id):
                self.home.done(command_id)
