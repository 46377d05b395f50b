"""From spoken files to a model: vectors, labels, heads, and thresholds found on voices that were not trained on."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from camera_device.voice.embedding import HOP
from camera_device.voice.heads import WINDOW, Floats, Head, Model
from camera_device.voice.training import augmentation
from camera_device.voice.training.corpus import Utterance
from camera_device.voice.training.fitting import fit, windows
from camera_device.voice.training.recordings import RECORDINGS, Recording, load, speech_minutes
from camera_device.voice.training.sentences import DAYS
from camera_device.voice.training.streams import (
    AFTER,
    COMMANDS,
    IGNORED,
    Labels,
    Stream,
    command_label,
    labels,
    streams,
)
from camera_device.voice.training.voices import Split
from camera_device.voice.training.whole import DELAY, WholeEmbedding

log = logging.getLogger(__name__)

MODEL_ID: Final = "otjang-voice-1"
WAKE_WINDOW: Final = 12
"""Vectors that the wake head looks at: 1.7 s; the others take all ``WINDOW``."""
WAKES_AN_HOUR: Final = 4.0
"""Wake phrases heard in an hour of ordinary speech, at most, on the validation recordings."""
COMMANDS_AN_HOUR: Final = 8.0
"""The same of each command; they count for four seconds after a wake phrase alone."""
LOWEST: Final = 0.25
SENTENCE: Final = 8
"""Vectors that a sentence is long at least."""
BANK: Final = 1_500
"""Vectors of ordinary speech that go with the model, two minutes."""


@dataclass
class Material:
    """Vectors with their labels, one stream after the other."""

    vectors: Floats
    labels: Labels
    minutes: dict[str, float]


def recording_vectors(recording: Recording, work: Path) -> tuple[Floats, float, float]:
    """Of a recording: its vectors (computed once), its minutes, and its minutes of speech."""
    file = work / "recordings" / f"{recording.name}.npz"
    if not file.exists():
        sound = load(recording)
        vectors = WholeEmbedding()(sound)
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, vectors=vectors.astype(np.float16), minutes=len(sound) / 960_000, speech=speech_minutes(sound))
        log.info("%s: %.1f minutes", recording.name, len(sound) / 960_000)
    with np.load(file) as kept:
        return kept["vectors"].astype(np.float32), float(kept["minutes"]), float(kept["speech"])


def crowd(work: Path, split: Split) -> NDArray[np.int16]:
    """A few minutes of recorded speech of a split, from which babble is mixed."""
    file = work / "recordings" / f"crowd-{split}.npy"
    if not file.exists():
        parts = [load(recording)[: 3 * 960_000] for recording in RECORDINGS if recording.split == split]
        file.parent.mkdir(parents=True, exist_ok=True)
        np.save(file, np.concatenate(parts))
    return np.asarray(np.load(file))


def one_pass(spoken: Sequence[Utterance], work: Path, split: Split, number: int) -> tuple[Floats, Labels]:
    """Vectors and labels of what a split's voices say (computed once), changed anew in each pass."""
    file = work / "passes" / f"{split}-{number}.npz"
    if not file.exists():
        embedding, babble = WholeEmbedding(), crowd(work, split)
        mine = [utterance for utterance in spoken if utterance.split == split]
        vectors, marks = [], []
        for stream in streams(mine, work / "speech", babble, seed=number):
            vectors.append(embedding(stream.sound))
            marks.append(labels(stream, len(vectors[-1]), DAYS))
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, vectors=np.concatenate(vectors).astype(np.float16), **_joined(marks))
        log.info("%s, pass %d is computed", split, number)
    with np.load(file) as kept:
        return kept["vectors"].astype(np.float32), Labels(kept["wake"], kept["command"], kept["day"])


def _joined(marks: Sequence[Labels]) -> dict[str, Any]:
    return {name: np.concatenate([getattr(mark, name) for mark in marks]) for name in ("wake", "command", "day")}


def gather(spoken: Sequence[Utterance], work: Path, passes: int) -> Material:
    """All there is to train on: the voices, heard ``passes`` times, and the recordings, plain and in noise."""
    vectors: list[Floats] = []
    marks: list[Labels] = []
    for number in range(1, passes + 1):
        made, mark = one_pass(spoken, work, "train", number)
        vectors.append(made)
        marks.append(mark)
    minutes = {}
    for recording in RECORDINGS:
        if recording.split == "train":
            plain, minutes[recording.name], _ = recording_vectors(recording, work)
            for part in (plain, _noisy(recording, work)):
                nothing = np.zeros(len(part), np.int8)
                vectors.append(part)
                marks.append(Labels(nothing, nothing, np.full(len(part), IGNORED, np.int8)))
    return Material(np.concatenate(vectors), Labels(**_joined(marks)), minutes)


def _noisy(recording: Recording, work: Path) -> Floats:
    """A third of a recording again, in rooms and noise."""
    file = work / "recordings" / f"{recording.name}-noisy.npy"
    if not file.exists():
        rng, embedding, babble = np.random.default_rng(3), WholeEmbedding(), crowd(work, recording.split)
        sound = load(recording).astype(np.float32) / np.float32(32_768)
        crowd_, parts = babble.astype(np.float32) / np.float32(32_768), []
        for start in range(0, len(sound) - 320_000, 960_000):
            part = augmentation.in_a_room(sound[start : start + 320_000], rng.uniform(0.2, 0.7), 0.4, rng)
            kind = augmentation.NOISES[int(rng.integers(len(augmentation.NOISES)))]
            part = augmentation.with_noise(part, kind, rng.choice([20, 10, 5]), crowd_, rng)
            part *= 10 ** rng.uniform(-1.5, 0) / (np.abs(part).max() + 1e-6)
            parts.append(embedding((part * 32_767).astype(np.int16)))
        np.save(file, np.concatenate(parts).astype(np.float16))
    return np.asarray(np.load(file), np.float32)


def train(spoken: Sequence[Utterance], work: Path, passes: int) -> tuple[Model, dict[str, Any]]:
    """The model, and what to tell of its making."""
    material = gather(spoken, work, passes)
    mean, scale = material.vectors.mean(0), material.vectors.std(0) + 1e-3
    vectors = (material.vectors - mean) / scale
    log.info("%d vectors to train on, %d after the wake phrase", len(vectors), int((material.labels.wake == 1).sum()))
    first = fit(vectors, material.labels.wake, ("nothing", "wake"), window=WAKE_WINDOW, members=1, seed=0)
    wakes = found_in_sentences(material.labels.wake, smoothed(first, vectors)[:, 1])
    model = Model(
        MODEL_ID, mean, scale,
        wake=fit(vectors, wakes, ("nothing", "wake"), window=WAKE_WINDOW, members=4, seed=1),
        command=fit(vectors, material.labels.command, COMMANDS, window=WINDOW, members=3, units=128, seed=2),
        day=fit(vectors, material.labels.day, DAYS, window=WINDOW, members=3, seed=3),
        ordinary=_bank(work, mean, scale),
    )  # fmt: skip
    model, found = calibrate(model, spoken, work)
    said = [utterance for utterance in spoken if utterance.split == "train"]
    return model, {
        "utterances": len(said),
        "voices": len({utterance.voice for utterance in said}),
        "passes": passes,
        "vectors": len(vectors),
        "recorded_minutes": {name: round(minutes, 1) for name, minutes in material.minutes.items()},
        "validation": found,
    }


def found_in_sentences(marks: NDArray[np.int8], odds: Floats) -> NDArray[np.int8]:
    """Labels of the wake phrase, those within sentences found too.

    Where in a sentence the wake phrase ends is not known beforehand: the labels there are ``IGNORED``, in runs beside
    which there is no positive. A first head, trained on wake phrases said alone, tells: its highest answer in the first
    two thirds of such a run, where it is 0.3 at least, and the vectors beside it that come to half of that.
    """
    marks = marks.copy()
    edges = np.flatnonzero(np.diff(np.concatenate([[False], marks == IGNORED, [False]])))
    for start, end in edges.reshape(-1, 2):
        alone = 1 in (marks[start - 1] if start else 0, marks[end] if end < len(marks) else 0)
        if alone or end - start < SENTENCE:
            continue
        best = start + int(odds[start : start + 2 * (end - start) // 3].argmax())
        if odds[best] < 0.3:
            continue
        near = np.arange(max(start, best - 2), min(end, best + 4))
        marks[near[odds[near] >= 0.5 * odds[best]]] = 1
        marks[best + 7 : end] = 0
    return marks


def _bank(work: Path, mean: Floats, scale: Floats) -> Floats:
    recordings = [recording for recording in RECORDINGS if recording.split == "train"]
    each = BANK // len(recordings)
    parts = [recording_vectors(recording, work)[0][2_000 : 2_000 + each] for recording in recordings]
    return (np.concatenate(parts) - mean) / scale


def calibrate(model: Model, spoken: Sequence[Utterance], work: Path) -> tuple[Model, dict[str, Any]]:
    """The lowest thresholds that keep to ``WAKES_AN_HOUR`` and ``COMMANDS_AN_HOUR`` on the validation recordings."""
    recorded = [recording_vectors(recording, work) for recording in RECORDINGS if recording.split == "validation"]
    hours = sum(minutes for _, minutes, _ in recorded) / 60
    mine = [utterance for utterance in spoken if utterance.split == "validation"]
    babble = crowd(work, "validation")
    made = [stream for seed in (1, 2, 3) for stream in streams(mine, work / "speech", babble, seed=seed)]
    heard = [(stream, WholeEmbedding()(stream.sound)) for stream in made]
    found: dict[str, Any] = {"hours": round(hours, 2), "hits": {}}
    chosen = {}
    for name, head, allowed in (("wake", model.wake, WAKES_AN_HOUR), ("command", model.command, COMMANDS_AN_HOUR)):
        ordinary = [smoothed(head, model.normalised(vectors)) for vectors, _, _ in recorded]
        spoken_odds = [(stream, smoothed(head, model.normalised(vectors))) for stream, vectors in heard]
        thresholds = [1.0]
        for number, label in enumerate(head.labels[1:], 1):
            threshold = LOWEST
            while threshold < 0.98 and sum(rises(odds[:, number], threshold) for odds in ordinary) > allowed * hours:
                threshold += 0.01
            thresholds.append(round(threshold, 2))
            found["hits"][label] = _share(spoken_odds, number, label, threshold)
        chosen[name] = replace(head, thresholds=tuple(thresholds))
        log.info("%s: %s", name, dict(zip(head.labels, thresholds, strict=True)))
    day = replace(model.day, thresholds=(0.4,) * len(DAYS))
    log.info("validation: %s", found)
    return replace(model, wake=chosen["wake"], command=chosen["command"], day=day), found


def smoothed(head: Head, vectors: Floats) -> Floats:
    """The head's answers for each vector, each with the one before averaged, as the engine does."""
    padded = np.concatenate([np.zeros((WINDOW - 1, vectors.shape[1]), np.float32), vectors])
    ends = np.arange(WINDOW - 1, len(padded))
    odds = np.concatenate([head(windows(padded, ends[at : at + 2_048])) for at in range(0, len(ends), 2_048)])
    return np.concatenate([odds[:1], (odds[1:] + odds[:-1]) / 2])


def rises(odds: Floats, threshold: float, apart: int = 12) -> int:
    """How often ``odds`` come to ``threshold``, those within ``apart`` vectors counted as one."""
    over = np.flatnonzero(odds >= threshold)
    return int(len(over) and 1 + (np.diff(over) > apart).sum())


def _share(heard: Sequence[tuple[Stream, Floats]], number: int, label: str, threshold: float) -> float:
    hits = []
    for stream, odds in heard:
        times = (np.arange(len(odds)) + DELAY) * HOP
        for event in stream.events:
            if (event.utterance.label if label == "wake" else command_label(event.utterance)) == label:
                near = (times >= event.end - 0.2) & (times <= event.end + 2 * AFTER)
                hits.append(bool((odds[near, number] >= threshold).any()))
    return round(float(np.mean(hits)), 3) if hits else float("nan")
