"""All that the camera lets people hear. Nobody waits: tones sound at once, sentences in a thread of their own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from camera_device.sound.cache import SpeechCache
from camera_device.sound.player import Player
from camera_device.sound.speech import Synthesizer
from camera_device.sound.tones import RATE, Samples, Tone, tone
from camera_device.sound.waiting import Utterance, Waiting
from camera_device.sound.waveform import SpeechError
from camera_device.sound.words import WORDS, Language, Manner, Saying, words

log = logging.getLogger(__name__)

PATIENCE: Final = 5.0
"""Seconds that a sentence which is being made has at the end; nobody will hear it."""
ECHO: Final = 0.35
"""Seconds for which a room, and the sound card's buffer, still sound after speech has ended."""
LOOK: Final = 0.02
"""Seconds between two looks whether something still sounds."""
ALOUD: Final = {Saying.COUNTDOWN: range(1, 11), Saying.TURN_COUNT: range(1, 21), Saying.TURN_BEGINS: range(6, 21)}
"""Sentences with a number, and the numbers that settings allow."""


class Sounds:
    """Tones and sentences in one ``language``. Any thread may call it."""

    def __init__(
        self,
        player: Player,
        synthesizers: Sequence[Synthesizer],
        language: Language,
        cache: SpeechCache | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """The first of ``synthesizers`` that speaks a language speaks it; without any there are only tones."""
        self._player = player
        self._synthesizers = tuple(synthesizers)
        self._language: Language = language
        self._cache = cache
        self._clock = clock
        self._change = threading.Condition()
        self._waiting = Waiting()
        self._busy = False
        self._cuts = 0
        self._quiet_at = float("-inf")
        self._told = False
        self._closed = False
        self._unprepared: Iterator[str] = iter(())
        self._thread = threading.Thread(target=self._speak, name="speech", daemon=True)
        self._thread.start()

    def tone(self, which: Tone | str) -> None:
        """Sounds at once, over speech."""
        self._player.play(tone(Tone(which)))

    def say(self, saying: Saying | str, /, **params: object) -> None:
        """Say a sentence of the table, by the rules of its ``Manner``."""
        saying = Saying(saying)
        entry = WORDS[saying]
        self._put(words(saying, self._language, **params), self._language, entry.manner, entry.keep)

    def say_text(self, text: str, language: str | None = None) -> None:
        """Say what somebody else worded, such as the server's answer. Its sound is not kept."""
        short = (language or self._language)[:2]
        self._put(text, "ko" if short == "ko" else "en" if short == "en" else self._language, Manner.TELL, keep=False)

    @property
    def speaking(self) -> bool:
        """Whether speech is in the room: then the microphone hears the camera itself. Tones do not count."""
        return self._player.speaking or self._clock() < self._quiet_at

    def prepare(self) -> None:
        """Make the sounds of all fixed sentences while there is nothing else to say, so that each comes at once."""
        with self._change:
            self._unprepared = _fixed(self._language) if self._synthesizers and self._cache else iter(())
            self._change.notify_all()

    def wait(self, timeout: float = 30.0) -> bool:
        """Until all has been said and has rung out; False when ``timeout`` seconds were not enough."""
        end = time.monotonic() + timeout
        while True:
            with self._change:
                if not (self._busy or self._waiting or self._player.sounding):
                    return True
            if time.monotonic() >= end:
                return False
            time.sleep(LOOK)

    def close(self) -> None:
        """End, and let go of the sound card."""
        with self._change:
            self._closed = True
            self._waiting.clear()
            self._change.notify_all()
        self._thread.join(PATIENCE)
        self._player.close()

    def _put(self, text: str, language: Language, manner: Manner, keep: bool) -> None:
        if not text.strip():
            return
        if not self._synthesizers:
            log.info("not spoken: %s", text if keep else "…")
            return
        with self._change:
            if manner is Manner.NOW:
                self._cut()
            self._waiting.put(Utterance(text, language, manner, keep, self._clock()))
            self._change.notify_all()

    def _cut(self) -> None:
        self._cuts += 1
        self._player.hush()
        self._quiet_at = min(self._quiet_at, self._clock() + ECHO)

    def _speak(self) -> None:
        while True:
            with self._change:
                self._busy = False
                utterance = None
                while not self._closed and (utterance := self._waiting.take(self._clock())) is None:
                    if (text := next(self._unprepared, None)) is not None:
                        utterance = Utterance(text, self._language, Manner.HINT, keep=True, asked_at=float("-inf"))
                        break
                    self._change.wait()
                if self._closed or utterance is None:
                    return
                cuts, self._busy = self._cuts, not utterance.is_stale(self._clock())
            try:
                samples = self._sound(utterance)
                if samples is not None and self._busy:
                    self._play(utterance, samples, cuts)
            except Exception:
                log.exception("A sentence was not spoken.")

    def _play(self, utterance: Utterance, samples: Samples, cuts: int) -> None:
        """Play it in its turn, unless it was cut off, or is too late, before its turn has come."""
        with self._change:
            while self._player.speaking and cuts == self._cuts and not self._closed:
                self._change.wait(LOOK)
            if cuts == self._cuts and not self._closed and not utterance.is_stale(self._clock()):
                self._player.play(samples, speech=True)
                self._quiet_at = self._clock() + len(samples) / RATE + ECHO

    def _sound(self, utterance: Utterance) -> Samples | None:
        text, language = utterance.text, utterance.language
        synthesizer = next((one for one in self._synthesizers if one.speaks(language)), None)
        try:
            if synthesizer is None:
                raise SpeechError("Nothing here speaks {language}.", language=language)
            if utterance.keep and self._cache and (samples := self._cache.get(synthesizer, text, language)) is not None:
                return samples
            samples = synthesizer.say(text, language)
        except SpeechError as error:
            if not self._told:
                log.warning("Not spoken: %s (%s)", text if utterance.keep else "…", error)
            self._told = True
            return None
        self._told = False
        if utterance.keep and self._cache:
            self._cache.put(synthesizer, text, language, samples)
        return samples


def _fixed(language: Language) -> Iterator[str]:
    """All sentences that are always the same, those that must be on time first."""
    ordered: Iterable[Saying] = sorted(WORDS, key=lambda saying: WORDS[saying].manner is not Manner.NOW)
    for saying in ordered:
        if saying in ALOUD:
            yield from (words(saying, language, n=number) for number in ALOUD[saying])
        elif WORDS[saying].keep:
            yield words(saying, language)
