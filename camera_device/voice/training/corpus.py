"""The spoken corpus: who says what, kept as wav files, so that a run that was stopped goes on where it was."""

from __future__ import annotations

import hashlib
import logging
import random
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from camera_device.voice import wav
from camera_device.voice.base import Phrase
from camera_device.voice.training.sentences import (
    COMMANDS,
    DAYS,
    NEAR_COMMANDS,
    NEAR_SENTENCES,
    NEAR_WAKE,
    WAKE,
    ordinary,
    question,
)
from camera_device.voice.training.voices import Split, Voice, everybody

log = logging.getLogger(__name__)

NOTHING: Final = "nothing"
JOINT: Final = "joint"
ORDER: Final[tuple[Split, ...]] = ("train", "validation", "test")


@dataclass(frozen=True)
class Utterance:
    """One thing said by one voice."""

    voice: str
    engine: str
    split: Split
    text: str
    label: str
    """A ``Phrase``; ``nothing`` where none is in it; ``joint`` for the wake phrase with a command after it."""
    pace: float

    def file(self, folder: Path) -> Path:
        """Where it is kept."""
        slug = re.sub(r"\W+", "-", self.text.lower()).strip("-")[:40]
        key = hashlib.sha256(f"{self.text}|{self.pace}".encode()).hexdigest()[:8]
        return folder / self.split / self.voice / f"{slug}-{key}.wav"

    @property
    def command(self) -> Phrase | None:
        """The command in it."""
        said = self.text.lower().rstrip(".?!").removeprefix(f"{WAKE}, ").removeprefix("hey, look, ")
        return next((phrase for phrase, texts in COMMANDS.items() if said in {text.lower() for text in texts}), None)

    @property
    def day(self) -> str | None:
        """The day that is asked for."""
        said = self.text.lower().rstrip(".?")
        return next((day for day in DAYS if said.endswith(question(day).lower())), None)


def plan(voices: list[Voice]) -> list[Utterance]:
    """Everything that is to be said; what is to be trained on comes first."""
    utterances = [utterance for voice in voices for utterance in _of(voice)]
    random.Random(0).shuffle(utterances)
    return sorted(utterances, key=lambda utterance: ORDER.index(utterance.split))


def _of(voice: Voice) -> Iterator[Utterance]:
    chance = random.Random(voice.name)
    training = voice.split == "train"
    slow, fast = (0.75, 1.3) if training else (0.85, 1.2)

    def said(text: str, label: str) -> Utterance:
        pace = round(chance.uniform(slow, fast), 2)
        return Utterance(voice.name, voice.engine, voice.split, text, label, pace)

    for text in chance.sample(("Hey look.", "Hey, look!", "Hey look,"), 2):
        yield said(text, Phrase.WAKE)
    for phrase, texts in COMMANDS.items():
        for text in chance.sample(texts, min(len(texts), 4)):
            mark = "?" if phrase in (Phrase.ASK, Phrase.BETTER) else chance.choice((".", ".", "!"))
            yield said(text[0].upper() + text[1:] + mark, phrase)
    for phrase in chance.sample(list(COMMANDS), 3 if training else len(COMMANDS)):
        yield said(f"Hey look, {chance.choice(COMMANDS[phrase])}.", JOINT)
    for text in (*chance.sample(NEAR_WAKE, 4), *chance.sample(NEAR_COMMANDS, 4)):
        yield said(f"{text}.", NOTHING)
    for text in (chance.choice(NEAR_SENTENCES), *ordinary(1, seed=chance.randrange(10**6))):
        yield said(text, NOTHING)
    if training:  # the wake phrase is short and matters most
        for text in ("Hey look.", "Hey, look!", "Hey look,", "Hey look?"):
            yield said(text, Phrase.WAKE)


_voices: dict[str, Voice] = {}


def _prepare(kokoro_voices: Path) -> None:
    _voices.update({voice.name: voice for voice in everybody(kokoro_voices)})


def _say(job: tuple[Utterance, Path]) -> str | None:
    utterance, file = job
    if file.exists():
        return None
    try:
        sound = _voices[utterance.voice].say(utterance.text, utterance.pace)
    except Exception as error:  # one voice's fault on one text must not end hours of work; it is told at the end
        return f"{utterance.voice}: {utterance.text}: {error}"
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    wav.write(part, sound)
    part.rename(file)
    return None


def speak(folder: Path, kokoro_voices: Path, workers: int = 2) -> list[Utterance]:
    """Say all of it into ``folder``; gives what is there. What could not be said is logged."""
    utterances = plan(everybody(kokoro_voices))
    jobs = [(utterance, utterance.file(folder)) for utterance in utterances]
    with ProcessPoolExecutor(workers, initializer=_prepare, initargs=(kokoro_voices,)) as pool:
        for number, fault in enumerate(pool.map(_say, jobs, chunksize=4), 1):
            if fault:
                log.warning("not said: %s", fault)
            if number % 200 == 0:
                log.info("%d of %d said", number, len(jobs))
    return [utterance for utterance, file in jobs if file.exists()]
