"""The other voice engine: PocketSphinx spots key phrases. Lighter on the processor, and much more easily mistaken."""

from __future__ import annotations

import importlib
import tempfile
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from camera_device.errors import MissingError
from camera_device.voice.base import BLOCK, RATE, Heard, Phrase
from camera_device.voice.engine import question

DAYS: Final = ("today", "yesterday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

KEYPHRASES: Final[dict[str, tuple[Phrase, float]]] = {
    "hey look": (Phrase.WAKE, 1e-7),
    "take a photo": (Phrase.PHOTO, 1e-15),
    "take a picture": (Phrase.PHOTO, 1e-15),
    "take a video": (Phrase.VIDEO, 1e-15),
    "start a turn around": (Phrase.TURN, 1e-25),
    "turn around": (Phrase.TURN, 1e-10),
    "which one looks better": (Phrase.BETTER, 1e-25),
    "cancel": (Phrase.CANCEL, 1e-5),
    "stop": (Phrase.CANCEL, 1e-3),
    "order it": (Phrase.ORDER, 1e-7),
    "put it on my list": (Phrase.ORDER, 1e-20),
    **{question(day).rstrip("?").lower(): (Phrase.ASK, 1e-35) for day in DAYS},
}
"""What is listened for, and how likely it must be against anything else."""


class SphinxEngine:
    """Key phrases with the American English model that comes with the library. Raises ``MissingError`` without it."""

    def __init__(self) -> None:
        try:
            library: Any = importlib.import_module("pocketsphinx")
        except (ImportError, OSError) as error:
            raise MissingError(
                "The voice engine pocketsphinx cannot be loaded: {reason}.",
                reason=error,
                remedy="Install it with: pip install pocketsphinx; or set voice_engine to builtin.",
            ) from error
        with tempfile.TemporaryDirectory() as folder:
            listed = Path(folder) / "phrases"
            listed.write_text("".join(f"{text} /{least}/\n" for text, (_, least) in KEYPHRASES.items()))
            self._decoder = library.Decoder(kws=str(listed), lm=None, loglevel="FATAL")
        self._samples = 0
        self._decoder.start_utt()

    def feed(self, block: NDArray[np.int16]) -> list[Heard]:
        """What ended in the next ``BLOCK`` samples."""
        self._samples += BLOCK
        self._decoder.process_raw(np.ascontiguousarray(block, "<i2").tobytes(), False, False)
        found = self._decoder.hyp()
        if found is None:
            return []
        texts = {segment.word.strip().lower() for segment in self._decoder.seg()}
        self.reset()
        return [self._heard(max(texts, key=len))] if texts else []

    def reset(self) -> None:
        """Forget what was heard so far; times go on."""
        self._decoder.end_utt()
        self._decoder.start_utt()

    def _heard(self, text: str) -> Heard:
        phrase, _ = KEYPHRASES[text]
        sentence = ""
        if phrase is Phrase.ASK:
            day = text.rsplit(" ", 1)[-1]
            sentence = question(day if day in DAYS[:2] else day.capitalize())
        elif phrase is Phrase.ORDER:
            sentence = text
        return Heard(phrase, self._samples / RATE, confidence=0.5, text=sentence)
