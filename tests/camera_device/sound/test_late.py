"""A speaker that is plugged in later is found when there is something to play."""

from __future__ import annotations

import time
from collections.abc import Callable

from camera_device.errors import MissingError
from camera_device.sound.late import AGAIN, LatePlayer
from camera_device.sound.player import Player, SilentPlayer
from camera_device.sound.tones import Samples, Tone, tone


class Speaker(SilentPlayer):
    name = "speaker"

    def __init__(self) -> None:
        self.played: list[Samples] = []
        self.closed = False

    def play(self, samples: Samples, *, speech: bool = False) -> None:
        self.played.append(samples)

    def close(self) -> None:
        self.closed = True


class Shelf:
    """Where a speaker may be plugged in, and how often somebody looked."""

    def __init__(self) -> None:
        self.now = 0.0
        self.speaker: Speaker | None = None
        self.looks = 0
        self.found = 0
        self.player = LatePlayer(self.find, self.tell, lambda: self.now)

    def find(self) -> Player:
        self.looks += 1
        if self.speaker is None:
            raise MissingError("There is no speaker.", remedy="Connect one.")
        return self.speaker

    def tell(self) -> None:
        self.found += 1


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.002)


def test_it_is_looked_for_now_and_then_and_plays_once_it_is_there() -> None:
    shelf, sound = Shelf(), tone(Tone.TICK)
    shelf.player.play(sound)
    shelf.now += AGAIN
    for _ in range(3):
        shelf.player.play(sound)
    until(lambda: shelf.looks == 1)
    assert (shelf.player.name, shelf.player.speaking, shelf.player.sounding, shelf.found) == ("none", False, False, 0)
    shelf.speaker = Speaker()
    shelf.now += AGAIN
    shelf.player.play(sound)
    until(lambda: shelf.found)
    shelf.player.play(sound)
    assert (shelf.player.name, len(shelf.speaker.played), shelf.looks) == ("speaker", 1, 2)
    shelf.player.close()
    assert shelf.speaker.closed


def test_without_one_it_is_closed_all_the_same() -> None:
    shelf = Shelf()
    shelf.player.hush()
    shelf.player.close()
    assert not shelf.looks
