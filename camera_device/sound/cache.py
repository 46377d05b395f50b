"""What was said before stays on the disk, so that it is said at once the next time."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from camera_device.sound.speech import Synthesizer
from camera_device.sound.tones import Samples
from camera_device.sound.waveform import SpeechError, read_wav, wav
from camera_device.sound.words import Language

log = logging.getLogger(__name__)


class SpeechCache:
    """Sounds of sentences on the disk, by the hash of who says what. It can be deleted at any time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, synthesizer: Synthesizer, text: str, language: Language) -> Samples | None:
        """The sound, if it is there and whole."""
        try:
            return read_wav(self._file(synthesizer, text, language).read_bytes())
        except (OSError, SpeechError):
            return None

    def put(self, synthesizer: Synthesizer, text: str, language: Language, samples: Samples) -> None:
        """Keep it. A disk that takes nothing only costs time, the next time."""
        file = self._file(synthesizer, text, language)
        partial = file.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(wav(samples))
            partial.replace(file)
        except OSError as error:
            log.warning("The sound of a sentence was not kept: %s", error)

    def _file(self, synthesizer: Synthesizer, text: str, language: Language) -> Path:
        key = "\0".join((synthesizer.name, language, text))
        return self._folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.wav"
