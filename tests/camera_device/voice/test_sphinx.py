"""The second engine, one setting away."""

from __future__ import annotations

import sys

import pytest

from camera_device.errors import MissingError
from camera_device.settings import Settings
from camera_device.triggers.base import Wish
from camera_device.voice import wav
from camera_device.voice.choosing import choose_engine
from camera_device.voice.engine import BuiltinEngine
from camera_device.voice.listener import Listener
from camera_device.voice.sphinx import SphinxEngine
from tests.camera_device.voice.speech import say, together

pytest.importorskip("pocketsphinx", reason="needs the other engine: pip install pocketsphinx")


def test_the_setting_chooses_the_engine(tmp_path):
    assert isinstance(choose_engine(Settings(state_dir=tmp_path, voice_engine="pocketsphinx")), SphinxEngine)
    assert isinstance(choose_engine(Settings(state_dir=tmp_path)), BuiltinEngine)


@pytest.mark.parametrize(
    ("sentence", "wish", "text"),
    [
        ("Take a photo.", Wish.PHOTO, ""),
        ("Cancel.", Wish.CANCEL, ""),
        ("What did I wear on Monday?", Wish.ASK, "what did I wear on Monday?"),
        ("Order it.", Wish.ORDER, "order it"),
    ],
)
def test_it_hears_the_wake_phrase_and_a_command(sentence, wish, text):
    listener = Listener(SphinxEngine(), command_seconds=4)
    sound = together(1.0, say("Hey look!"), 0.6, say(sentence), 1.0)
    triggers = [one.trigger for block in wav.blocks(sound) for one in listener.feed(block) if one.trigger]
    assert [trigger.wish for trigger in triggers] == [Wish.HEARD, wish]
    assert triggers[-1].text == text


def test_without_the_library_it_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pocketsphinx", None)
    with pytest.raises(MissingError, match="pip install pocketsphinx"):
        SphinxEngine()
