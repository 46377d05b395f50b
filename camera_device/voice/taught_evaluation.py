"""How well a phrase that a test voice teaches is heard again: said three times, then at other paces and in noise."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from camera_device.voice import enrolment, heads, wav
from camera_device.voice.base import RATE, Phrase
from camera_device.voice.training import augmentation
from camera_device.voice.training.voices import Voice
from camera_device.voice.training.whole import WholeEmbedding

PHRASES: Final = ("Mirror mirror on the wall", "Bonjour petit miroir", "Good morning wardrobe")
TAUGHT_AT: Final = (0.95, 1.0, 1.05)
SAID_AT: Final = (0.9, 0.97, 1.03, 1.1)
"""Paces against the voice's own."""


def taught(
    model: heads.Model, voices: list[Voice], ordinary: NDArray[np.float32], crowd: NDArray[np.int16]
) -> dict[str, Any]:
    """Hits clean and at 10 dB, refusals to learn, and what is taken for it in ``ordinary`` speech (vectors)."""
    embedding, rng = WholeEmbedding(), np.random.default_rng(0)
    normal = model.normalised(ordinary)
    babble = crowd.astype(np.float32) / np.float32(32_768)
    found = {"phrases": 0, "refused": 0, "false_accepts": 0, "said": 0, "clean": 0, "10 dB": 0}
    for voice in voices:
        for text in PHRASES:
            found["phrases"] += 1
            try:
                learnt = enrolment.learn(Phrase.PHOTO, [_alone(voice.say(text, pace)) for pace in TAUGHT_AT], model)
            except enrolment.PhraseError:
                found["refused"] += 1
                continue
            found["false_accepts"] += _times(learnt, normal)
            for pace in SAID_AT:
                sound = _alone(voice.say(text, pace)).astype(np.float32) / np.float32(32_768)
                kind = augmentation.NOISES[int(rng.integers(len(augmentation.NOISES)))]
                noisy = augmentation.with_noise(sound, kind, 10, babble, rng)
                found["said"] += 1
                for name, heard in (("clean", sound), ("10 dB", noisy)):
                    vectors = embedding(wav.at_rate(heard * 0.5, RATE))
                    found[name] += _times(learnt, model.normalised(vectors)) > 0
    return found


def _alone(sound: NDArray[np.int16]) -> NDArray[np.int16]:
    hiss = np.random.default_rng(0).normal(0, 8, (2, RATE)).astype(np.int16)
    return np.concatenate([hiss[0], sound, hiss[1]])


def _times(learnt: enrolment.Taught, vectors: NDArray[np.float32]) -> int:
    spotter, count, last = enrolment.Spotter(learnt), 0, -100
    for number, vector in enumerate(vectors):
        if spotter.next(vector) is not None and number - last > 18:
            count, last = count + 1, number
    return count


def test_voices(voices: list[Voice]) -> list[Voice]:
    """Those that speak quickly enough to be asked on the spot."""
    return [voice for voice in voices if voice.split == "test" and voice.engine != "kokoro"]


def measure(model: heads.Model, work: Path, voices: list[Voice], minutes: float = 20) -> dict[str, Any]:
    """``taught`` with the test voices and the first ``minutes`` of the English test recording."""
    from camera_device.voice.training import run
    from camera_device.voice.training.recordings import RECORDINGS

    queen = next(one for one in RECORDINGS if one.name == "queen")
    vectors, _, _ = run.recording_vectors(queen, work)
    found = taught(model, test_voices(voices), vectors[: int(minutes * 750)], run.crowd(work, "test"))
    return {"minutes_each": minutes, **found}
