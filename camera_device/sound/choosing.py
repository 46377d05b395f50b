"""Which speaker and which voice there are: what the settings ask for, and a warning for all that is missing."""

from __future__ import annotations

import logging
from collections.abc import Callable

from camera_device.errors import CameraError, SettingsError
from camera_device.settings import Settings
from camera_device.sound.cache import SpeechCache
from camera_device.sound.player import Player, SilentPlayer
from camera_device.sound.sounds import Sounds
from camera_device.sound.speaker import SpeakerPlayer
from camera_device.sound.speech import Espeak, Piper, Synthesizer

log = logging.getLogger(__name__)


def choose_sounds(settings: Settings) -> Sounds:
    """Sounds of the settings; silent, or without words, after a warning that says why and what to do."""
    player = choose_player(settings)
    synthesizers = [] if isinstance(player, SilentPlayer) else choose_synthesizers(settings)
    sounds = Sounds(player, synthesizers, settings.language, SpeechCache(settings.state_dir / "speech"))
    sounds.prepare()
    return sounds


def choose_player(settings: Settings) -> Player:
    """The speaker, or silence."""
    if not settings.sound:
        return SilentPlayer()
    try:
        return SpeakerPlayer(settings.speaker)
    except CameraError as error:
        log.warning("The camera is silent: %s", error)
        return SilentPlayer()


def choose_synthesizers(settings: Settings) -> list[Synthesizer]:
    """Those that there are, in the order in which they are asked. espeak-ng stands in for a language that piper's voice
    does not speak."""
    makers: list[Callable[[], Synthesizer]] = []
    if settings.speech == "piper" or (settings.speech == "auto" and settings.piper_voice):
        makers.append(lambda: _piper(settings))
    if settings.speech != "none":
        makers.append(Espeak)
    found: list[Synthesizer] = []
    for make in makers:
        try:
            found.append(make())
        except CameraError as error:
            log.warning("%s", error)
    if settings.speech != "none" and not any(one.speaks(settings.language) for one in found):
        log.warning("The camera does not speak, for nothing here speaks its language; tones tell the most needed.")
    return found


def _piper(settings: Settings) -> Synthesizer:
    if settings.piper_voice is None:
        raise SettingsError("piper needs a voice.", remedy="Set piper_voice to the voice's .onnx file.")
    return Piper(settings.piper_voice.expanduser())
