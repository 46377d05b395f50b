"""People's own phrases: said three times, then heard again, in any language.

A phrase is kept as the embedding's vectors of each time it was said. It is heard again by dynamic time warping (Sakoe
and Chiba, 1978) of what comes in against each of them, with a start anywhere. How near is near enough is found from how
far the three are apart and how near ordinary speech comes.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from camera_device.errors import CameraError, FileError
from camera_device.voice import heads, wav
from camera_device.voice.base import BLOCK, RATE, Phrase
from camera_device.voice.embedding import HOP, SpeechEmbedding

FOLDER: Final = "phrases"
"""Below the state folder."""
TIMES: Final = 3
SHORTEST: Final = 0.4
LONGEST: Final = 2.5
"""Seconds."""
TEACHABLE: Final = tuple(phrase for phrase in Phrase if phrase is not Phrase.ASK)
"""A question needs its day to be understood, which a phrase said three times does not have."""


class PhraseError(CameraError, ValueError):
    """A phrase that cannot be learnt from what was said."""


@dataclass(frozen=True)
class Taught:
    """A phrase that somebody taught."""

    phrase: Phrase
    templates: tuple[heads.Floats, ...]
    """n×96 each, normalised."""
    threshold: float
    """The largest distance at which it is taken as said."""


class Spotter:
    """Listens for one taught phrase."""

    def __init__(self, taught: Taught) -> None:
        self.taught = taught
        self.reset()

    def reset(self) -> None:
        """Forget what was heard so far."""
        self._costs = [np.full(len(template), np.inf) for template in self.taught.templates]
        self._steps = [np.ones(len(template)) for template in self.taught.templates]

    def distance(self, vector: heads.Floats) -> float:
        """Of what ends with ``vector``: the mean over the templates of the best path's mean cosine distance."""
        best = []
        for number, template in enumerate(self.taught.templates):
            costs, steps = _warp(self._costs[number], self._steps[number], _far(vector[None], template)[0])
            self._costs[number], self._steps[number] = costs, steps
            best.append(costs[-1] / steps[-1])
        return float(np.mean(best))

    def next(self, vector: heads.Floats) -> float | None:
        """The confidence that the phrase ended with ``vector``; None where it did not."""
        distance = self.distance(vector)
        if not distance <= self.taught.threshold:
            return None
        return float(np.clip(1 - 0.5 * distance / self.taught.threshold, 0, 1))


def phrase(name: str) -> Phrase:
    """The phrase called ``name``. Raises ``PhraseError`` where none is, or where it cannot be taught."""
    if name not in TEACHABLE:
        raise PhraseError("{name} cannot be taught.", name=name, remedy="One of: {all}.", all=", ".join(TEACHABLE))
    return Phrase(name)


def learn(meaning: Phrase, said: Sequence[NDArray[np.int16]], model: heads.Model | None = None) -> Taught:
    """The phrase in ``said``: three recordings at 16 kHz.

    Raises ``PhraseError`` where they are not three, where one is silent, too short or too long, where they differ, or
    where ordinary speech is as near to them as they are to each other.
    """
    if len(said) != TIMES:
        raise PhraseError(
            "{count} recordings were given.", count=len(said), remedy="Say it {times} times.", times=TIMES
        )
    model = model or heads.load()
    templates = tuple(_template(sound, number, model) for number, sound in enumerate(said, 1))
    apart = max(
        _nearest(templates[one], (templates[other],)) for one in range(TIMES) for other in range(TIMES) if one != other
    )
    ordinary = _nearest(model.ordinary, templates)
    if apart >= 0.9 * ordinary:
        raise PhraseError(
            "The three recordings differ too much ({apart:.2f}; ordinary speech comes as near as {ordinary:.2f}).",
            apart=apart, ordinary=ordinary,
            remedy="Say the same words three times in the same way, near the microphone; or choose a longer phrase.",
        )  # fmt: skip
    return Taught(meaning, templates, threshold=apart + 0.5 * (0.95 * ordinary - apart))


def _template(sound: NDArray[np.int16], number: int, model: heads.Model) -> heads.Floats:
    start, end = _spoken(sound, number)
    around = np.concatenate([np.zeros(RATE, np.int16), sound, np.zeros(RATE, np.int16)])
    embedding = SpeechEmbedding()
    vectors, times = [], []
    for count, block in enumerate(wav.blocks(around, silence=0), 1):
        for vector in embedding.feed(block):
            vectors.append(vector)
            times.append(count * HOP - 1)
    at = np.array(times)
    kept = (at >= start + 0.3) & (at <= end + 0.2)
    return model.normalised(np.array(vectors, np.float32)[kept])


def _spoken(sound: NDArray[np.int16], number: int) -> tuple[float, float]:
    """When speech begins and ends, in seconds."""
    step = BLOCK // 4
    power = (sound[: len(sound) // step * step].reshape(-1, step).astype(np.float64) ** 2).mean(1)
    quiet = np.percentile(power, 10) if len(power) else 0.0
    loud = np.flatnonzero(power > max(4 * quiet, 0.01 * power.max(initial=0), 30.0**2))
    length = (loud[-1] + 1 - loud[0]) * step / RATE if len(loud) else 0.0
    if not SHORTEST <= length <= LONGEST:
        raise PhraseError(
            "Recording {number} holds {length:.1f} s of speech.", number=number, length=length,
            remedy="Say a phrase of {least} to {most} seconds, with a second of quiet around it.",
            least=SHORTEST, most=LONGEST,
        )  # fmt: skip
    return loud[0] * step / RATE, (loud[-1] + 1) * step / RATE


def _far(ones: heads.Floats, others: heads.Floats) -> heads.Floats:
    """Cosine distances, n×m."""
    lengths = np.linalg.norm(ones, axis=1)[:, None] * np.linalg.norm(others, axis=1)[None]
    return np.asarray(1 - ones @ others.T / (lengths + 1e-6), np.float32)


def _warp(
    costs: NDArray[np.float64], steps: NDArray[np.float64], far: heads.Floats
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """One more vector: the cheapest way to each place of the template, and how many steps it has."""
    new_costs, new_steps = np.empty(len(far)), np.empty(len(far))
    new_costs[0], new_steps[0] = far[0], 1
    for place in range(1, len(far)):
        ways = (
            (new_costs[place - 1], new_steps[place - 1]),
            (costs[place - 1], steps[place - 1]),
            (costs[place], steps[place]),
        )
        cost, count = min(ways, key=lambda way: (way[0] + far[place]) / (way[1] + 1))
        new_costs[place], new_steps[place] = cost + far[place], count + 1
    return new_costs, new_steps


def _nearest(vectors: heads.Floats, templates: tuple[heads.Floats, ...]) -> float:
    spotter = Spotter(Taught(Phrase.WAKE, templates, threshold=0))
    return min(spotter.distance(vector) for vector in vectors)


def save(folder: Path, taught: Taught) -> Path:
    """Keep a phrase in ``folder``, whole or not at all. Raises ``FileError``."""
    file = folder / f"{taught.phrase}.npz"
    arrays: dict[str, Any] = {f"template{number}": template for number, template in enumerate(taught.templates)}
    about = json.dumps({"phrase": taught.phrase, "threshold": taught.threshold})
    data = io.BytesIO()
    np.savez(data, about=np.array(about), **arrays)
    part = file.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as target:
            target.write(data.getvalue())
            target.flush()
            os.fsync(target.fileno())
        part.rename(file)
    except OSError as error:
        raise FileError(
            "{file} cannot be written: {reason}.", file=file, reason=error, remedy="Check the folder and the disk."
        ) from error
    return file


def load(folder: Path) -> list[Taught]:
    """The phrases kept in ``folder``. Raises ``FileError`` naming the one that is damaged."""
    taught = []
    for file in sorted(folder.glob("*.npz")):
        try:
            with np.load(file, allow_pickle=False) as arrays:
                about = json.loads(str(arrays["about"]))
                templates = tuple(arrays[f"template{number}"].astype(np.float32) for number in range(TIMES))
            taught.append(Taught(Phrase(about["phrase"]), templates, float(about["threshold"])))
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise FileError(
                "The taught phrase {file} cannot be read: {reason}.", file=file, reason=error,
                remedy="Teach it again with: otjang-camera teach {name}", name=file.stem,
            ) from error  # fmt: skip
    return taught


def forget(folder: Path, phrase: Phrase) -> bool:
    """Remove a taught phrase; False where there was none."""
    file = folder / f"{phrase}.npz"
    if not file.exists():
        return False
    file.unlink()
    return True
