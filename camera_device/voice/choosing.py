"""Which voice engine listens: the setting ``voice_engine``."""

from __future__ import annotations

from camera_device.settings import Settings
from camera_device.voice import enrolment
from camera_device.voice.base import VoiceEngine


def choose_engine(settings: Settings) -> VoiceEngine:
    """The engine of the settings, with the phrases that people taught (the built-in one alone can learn)."""
    match settings.voice_engine:
        case "builtin":
            from camera_device.voice.engine import BuiltinEngine

            return BuiltinEngine(enrolment.load(settings.state_dir / enrolment.FOLDER))
        case "pocketsphinx":
            from camera_device.voice.sphinx import SphinxEngine

            return SphinxEngine()
