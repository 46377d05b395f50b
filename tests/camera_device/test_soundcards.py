"""Sound cards that are plugged in later are found, and no stream is ended for that."""

from __future__ import annotations

import sys
import types

import pytest

from camera_device.soundcards import SoundCards


class PortAudio(types.ModuleType):
    """sounddevice as far as it is used here."""

    class PortAudioError(Exception):
        pass

    def __init__(self) -> None:
        super().__init__("sounddevice")
        self.calls: list[str] = []
        self.broken: set[str] = set()

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if name in self.broken:
            raise self.PortAudioError(name)

    def _terminate(self) -> None:
        self._call("terminate")

    def _initialize(self) -> None:
        self._call("initialize")


@pytest.fixture
def audio(monkeypatch: pytest.MonkeyPatch) -> PortAudio:
    audio = PortAudio()
    monkeypatch.setitem(sys.modules, "sounddevice", audio)
    return audio


def test_the_list_is_made_anew(audio: PortAudio) -> None:
    assert SoundCards().look_again()
    assert audio.calls == ["terminate", "initialize"]


def test_while_a_stream_is_open_it_stays(audio: PortAudio) -> None:
    cards = SoundCards()
    with cards.held():
        with cards.held():
            pass
        assert not cards.look_again()
    assert not audio.calls
    assert cards.look_again()


def test_what_failed_half_way_is_tried_again(audio: PortAudio) -> None:
    cards = SoundCards()
    audio.broken = {"initialize"}
    assert not cards.look_again()
    audio.broken = {"terminate"}
    assert cards.look_again()


def test_without_the_library_there_is_no_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    assert not SoundCards().look_again()


def test_the_real_library_has_what_is_called() -> None:
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        pytest.skip(f"no PortAudio: {error}")
    assert SoundCards().look_again()
    sounddevice.query_devices()
