"""Utterances strung together as a microphone would hear them, with a label for every vector."""

from __future__ import annotations

import functools
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from camera_device.voice import wav
from camera_device.voice.base import RATE, Phrase
from camera_device.voice.embedding import HOP
from camera_device.voice.training import augmentation
from camera_device.voice.training.corpus import JOINT, NOTHING, Utterance
from camera_device.voice.training.sentences import TOO_NEAR
from camera_device.voice.training.whole import DELAY

IGNORED: Final = -1
UNKNOWN: Final = -2
"""Ignored, and no sentence in which the wake phrase is to be found."""
COMMANDS: Final = ("nothing", "photo", "video", "turn", "better", "cancel", "order it", "put it on my list", "ask")
AFTER: Final = 0.36
"""Seconds after a phrase in which it counts as just said."""


@dataclass(frozen=True)
class Event:
    """An utterance's place in a stream, in seconds."""

    start: float
    end: float
    utterance: Utterance


@dataclass
class Stream:
    """One voice's sound, int16 at 16 kHz."""

    voice: str
    sound: NDArray[np.int16]
    events: list[Event] = field(default_factory=list)


def command_label(utterance: Utterance) -> str:
    """The command head's label of what is said last in it."""
    if utterance.command is Phrase.ORDER:
        return "put it on my list" if "list" in utterance.text else "order it"
    return utterance.command.value if utterance.command else NOTHING


@functools.lru_cache(maxsize=4_000)
def trimmed(file: Path) -> NDArray[np.float32]:
    """A wav without the silence around it, its loudest sample at 0.5."""
    sound = wav.read(file).astype(np.float32)
    loud = np.flatnonzero(np.abs(sound) > 0.02 * np.abs(sound).max())
    cut = sound[max(0, loud[0] - 320) : loud[-1] + 320]
    return np.asarray(0.5 * cut / (np.abs(cut).max() + 1e-6), np.float32)


def streams(utterances: Sequence[Utterance], folder: Path, babble: NDArray[np.int16], seed: int) -> list[Stream]:
    """What each voice says, ten utterances a stream, each stream in a room, a noise and at a level of its own."""
    by_voice = defaultdict(list)
    for utterance in utterances:
        by_voice[utterance.voice].append(utterance)
    crowd = babble.astype(np.float32) / np.float32(32_768)
    made = []
    for voice, spoken in sorted(by_voice.items()):
        rng = np.random.default_rng([seed, *voice.encode()])
        order = list(spoken)
        random.Random(int(rng.integers(2**32))).shuffle(order)
        for start in range(0, len(order), 10):
            stream = string(voice, order[start : start + 10], folder, rng, change=True)
            clean = stream.sound.astype(np.float32) / np.float32(32_768)
            stream.sound = _pcm(_rough(clean, crowd, rng))
            made.append(stream)
    return made


def string(
    voice: str, spoken: Sequence[Utterance], folder: Path, rng: np.random.Generator, *, change: bool,
    gaps: tuple[float, float] = (0.1, 1.3),
) -> Stream:  # fmt: skip
    """``spoken`` one after the other with pauses of ``gaps`` seconds; with ``change`` each faster or slower."""
    parts = [np.zeros(RATE // 2, np.float32)]
    at, events = 0.5, []
    for utterance in spoken:
        sound = trimmed(utterance.file(folder))
        if change:
            sound = augmentation.at_speed(sound, rng.uniform(0.83, 1.22)) * rng.uniform(0.6, 1)
        pause = np.zeros(int(rng.uniform(*gaps) * RATE), np.float32)
        events.append(Event(at, at + len(sound) / RATE, utterance))
        parts += [sound, pause]
        at += (len(sound) + len(pause)) / RATE
    parts.append(np.zeros(RATE, np.float32))
    return Stream(voice, _pcm(np.concatenate(parts)), events)


def _rough(sound: NDArray[np.float32], crowd: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    if rng.random() < 0.7:
        sound = augmentation.coloured(sound, rng)
    if rng.random() < 0.5:
        sound = augmentation.in_a_room(sound, rng.uniform(0.2, 0.7), 10 ** rng.uniform(-1.5, 0.2), rng)
    kind = augmentation.NOISES[int(rng.integers(len(augmentation.NOISES)))]
    sound = augmentation.with_noise(sound, kind, rng.choice([40, 30, 20, 15, 10, 7, 4]), crowd, rng)
    return np.asarray(sound / (np.abs(sound).max() + 1e-6) * 10 ** rng.uniform(-1.5, -0.05), np.float32)


def _pcm(sound: NDArray[np.float32]) -> NDArray[np.int16]:
    return np.asarray(np.clip(sound * 32_767, -32_768, 32_767), np.int16)


@dataclass(frozen=True)
class Labels:
    """For every vector of a stream, the number of the label; ``IGNORED`` where nothing is to be learnt."""

    wake: NDArray[np.int8]
    command: NDArray[np.int8]
    day: NDArray[np.int8]


def labels(stream: Stream, count: int, days: Sequence[str]) -> Labels:
    """Of the ``count`` vectors of ``stream``."""
    times = (np.arange(count) + DELAY) * HOP
    wake, command = np.zeros(count, np.int8), np.zeros(count, np.int8)
    day = np.full(count, IGNORED, np.int8)
    for event in stream.events:
        said = (times >= event.end) & (times <= event.end + AFTER)
        near = (times >= event.end - 0.35) & (times <= event.end + 0.8)
        if event.utterance.label == Phrase.WAKE:
            wake[near] = IGNORED
            wake[said] = 1
        elif event.utterance.label == JOINT:
            wake[(times >= event.start + 0.2) & (times <= event.end)] = IGNORED
        elif event.utterance.text.rstrip(".") in TOO_NEAR:
            wake[(times >= event.start + 0.2) & (times <= event.end + 0.8)] = UNKNOWN
        label = COMMANDS.index(command_label(event.utterance))
        if label:
            command[near] = IGNORED
            command[said] = label
        if event.utterance.day:
            day[said] = days.index(event.utterance.day)
    return Labels(wake, command, day)
