"""``python -m camera_device.voice.evaluation``: hits, false accepts and cost, on voices and recordings held out.

Needs the corpus that ``python -m camera_device.voice.training`` has spoken.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from camera_device.triggers.base import Wish
from camera_device.voice import heads, taught_evaluation, wav
from camera_device.voice.base import BLOCK, Heard, Phrase
from camera_device.voice.embedding import HOP, SpeechEmbedding
from camera_device.voice.engine import BuiltinEngine
from camera_device.voice.listener import WISHES, Judged, Listener
from camera_device.voice.tables import markdown
from camera_device.voice.training import augmentation, card, corpus, run, streams, voices
from camera_device.voice.training.corpus import JOINT, NOTHING, Utterance
from camera_device.voice.training.recordings import RECORDINGS
from camera_device.voice.training.streams import Stream
from camera_device.voice.training.whole import DELAY, WholeEmbedding

CONDITIONS: Final = ("clean", "20 dB", "10 dB", "5 dB", "room")
LATEST: Final = 1.0
"""Seconds after the end of an utterance within which it must have been heard."""
COMMAND_SECONDS: Final = 4.0
GAPS: Final = (1.0, 1.4)
"""Seconds between utterances."""


class _Silent(SpeechEmbedding):
    """Stands where vectors are given rather than made."""

    def __init__(self) -> None:
        """Loads nothing."""


class Replay:
    """The built-in engine, with vectors made beforehand: the same that it would make itself block by block."""

    def __init__(self, model: heads.Model, vectors: NDArray[np.float32]) -> None:
        self._engine = BuiltinEngine(model=model, embedding=_Silent())
        self._vectors = vectors
        self._next = 1 - DELAY

    def feed(self, _block: NDArray[np.int16]) -> list[Heard]:
        """What ended in the next block."""
        at, self._next = self._next, self._next + 1
        return self._engine.hear(self._vectors[at : at + 1] if at >= 0 else self._vectors[:0])

    def reset(self) -> None:
        """Forget what was heard so far."""
        self._engine.reset()


def judge(model: heads.Model, vectors: NDArray[np.float32]) -> list[Judged]:
    """All that the engine hears in ``vectors``, through the listener's rules, with somebody in view."""
    listener = Listener(Replay(model, vectors), COMMAND_SECONDS)
    block = np.zeros(BLOCK, np.int16)
    return [judged for _ in range(len(vectors) + DELAY - 1) for judged in listener.feed(block)]


def interval(hits: int, count: int) -> dict[str, float | int]:
    """A share with Wilson's 95 % interval (1927)."""
    if not count:
        return {"n": 0}
    share, z = hits / count, 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    reach = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count**2)) / (1 + z * z / count)
    return {"value": round(share, 4), "n": count, "low": round(middle - reach, 4), "high": round(middle + reach, 4)}


def condition(
    name: str, sound: NDArray[np.int16], crowd: NDArray[np.int16], rng: np.random.Generator
) -> NDArray[np.int16]:
    """``sound`` as it is heard under a condition: one of the noises, or a room (RT60 0.5 s, echo half as loud)."""
    clean = sound.astype(np.float32) / np.float32(32_768)
    if name == "clean":
        made = augmentation.with_noise(clean, "pink", 45, clean, rng)
    elif name == "room":
        made = augmentation.with_noise(augmentation.in_a_room(clean, 0.5, 0.5, rng), "pink", 20, clean, rng)
    else:
        kind = augmentation.NOISES[int(rng.integers(len(augmentation.NOISES)))]
        babble = crowd.astype(np.float32) / np.float32(32_768)
        made = augmentation.with_noise(clean, kind, float(name.split()[0]), babble, rng)
    return np.asarray(made / (np.abs(made).max() + 1e-6) * 0.5 * 32_767, np.int16)


@dataclass
class Tally:
    """Outcomes of one condition."""

    wake: list[bool]
    command: list[bool]
    sentence: list[bool]
    day: list[bool]
    wrong: int = 0
    """Sentences that did something else than what was said."""


def tally(stream: Stream, judged: Sequence[Judged], into: Tally, by_engine: dict[str, list[bool]]) -> None:
    """Add what became of each utterance of ``stream``."""
    for event in stream.events:
        utterance = event.utterance
        near = [one for one in judged if event.start + 0.2 <= one.heard.at <= event.end + LATEST]
        if utterance.label == Phrase.WAKE:
            into.wake.append(any(one.heard.phrase is Phrase.WAKE for one in near))
        elif utterance.label == JOINT and utterance.command:
            acts = [one.trigger for one in near if one.trigger and one.trigger.wish is not Wish.HEARD]
            right = [act for act in acts if act.wish is WISHES[utterance.command]]
            into.sentence.append(bool(right))
            by_engine.setdefault(utterance.engine, []).append(bool(right))
            into.wrong += bool(acts) and not right
        elif utterance.command:
            said = [one.heard for one in near if WISHES[one.heard.phrase] is WISHES[utterance.command]]
            into.command.append(bool(said))
            if utterance.day and said:
                into.day.append(utterance.day in said[0].text)


def hits(model: heads.Model, spoken: Sequence[Utterance], work: Path) -> dict[str, Any]:
    """Shares heard of what the test voices say, in each condition."""
    crowd, embedding = run.crowd(work, "test"), WholeEmbedding()
    out: dict[str, Any] = {}
    for name in CONDITIONS:
        into, by_engine = Tally([], [], [], []), dict[str, list[bool]]()
        for voice, said in _by_voice(spoken):
            rng = np.random.default_rng([CONDITIONS.index(name), *voice.encode()])
            phrases = [utterance for utterance in said if utterance.label != NOTHING]
            stream = streams.string(voice, phrases, work / "speech", rng, change=False, gaps=GAPS)
            vectors = embedding(condition(name, stream.sound, crowd, rng))
            tally(stream, judge(model, vectors), into, by_engine)
        out[name] = {
            part: interval(sum(getattr(into, part)), len(getattr(into, part)))
            for part in ("wake", "command", "sentence", "day")
        } | {
            "wrong": into.wrong,
            "by_engine": {engine: interval(sum(got), len(got)) for engine, got in sorted(by_engine.items())},
        }
    return out


def near_misses(model: heads.Model, spoken: Sequence[Utterance], work: Path) -> dict[str, Any]:
    """Of what only sounds alike: how often the wake phrase, or a command, is heard, and what the listener does."""
    embedding = WholeEmbedding()
    count = wakes = commands = triggers = 0
    for voice, said in _by_voice(spoken):
        rng = np.random.default_rng([*voice.encode()])
        alike = [utterance for utterance in said if utterance.label == NOTHING]
        stream = streams.string(voice, alike, work / "speech", rng, change=False, gaps=GAPS)
        judged = judge(model, embedding(condition("clean", stream.sound, stream.sound, rng)))
        for event in stream.events:
            near = [one for one in judged if event.start + 0.2 <= one.heard.at <= event.end + LATEST]
            count += 1
            wakes += any(one.heard.phrase is Phrase.WAKE for one in near)
            commands += any(one.heard.phrase is not Phrase.WAKE for one in near)
        triggers += sum(one.trigger is not None and one.trigger.wish is not Wish.HEARD for one in judged)
    return {"wake": interval(wakes, count), "command": interval(commands, count), "triggers": triggers}


def false_accepts(model: heads.Model, work: Path) -> dict[str, Any]:
    """Of real people's speech that was never trained on: bare wake phrases, commands, and triggers."""
    out: dict[str, Any] = {}
    for recording in RECORDINGS:
        if recording.split == "test":
            vectors, minutes, speech = run.recording_vectors(recording, work)
            judged = judge(model, vectors)
            out[recording.name] = {
                "package": recording.package, "what": recording.what,
                "minutes": round(minutes, 1), "speech_minutes": round(speech, 1),
                "wakes": sum(one.heard.phrase is Phrase.WAKE for one in judged),
                "commands": sum(one.heard.phrase is not Phrase.WAKE for one in judged),
                "triggers": sum(one.trigger is not None and one.trigger.wish is not Wish.HEARD for one in judged),
            }  # fmt: skip
    total = {
        key: round(sum(one[key] for one in out.values()), 1)
        for key in ("minutes", "speech_minutes", "wakes", "commands", "triggers")
    }
    return {"recordings": out, "total": total}


def cost(sound: NDArray[np.int16], engine: Callable[[], Any]) -> dict[str, float]:
    """Share of one core's time that the whole streaming path takes, and the longest block in milliseconds."""
    made = engine()
    listener = Listener(made, COMMAND_SECONDS)
    blocks = list(wav.blocks(sound, silence=0))
    for block in blocks[:25]:
        listener.feed(block)
    began, longest = time.process_time(), 0.0
    for block in blocks:
        before = time.process_time()
        listener.feed(block)
        longest = max(longest, time.process_time() - before)
    spent = time.process_time() - began
    return {"share": round(spent / (len(blocks) * HOP), 4), "longest_ms": round(1_000 * longest, 1)}


def _by_voice(spoken: Sequence[Utterance]) -> list[tuple[str, list[Utterance]]]:
    names = sorted({utterance.voice for utterance in spoken})
    return [(name, [utterance for utterance in spoken if utterance.voice == name]) for name in names]


def evaluate(work: Path, kokoro_voices: Path) -> dict[str, Any]:
    """All figures of the built-in model."""
    model = heads.load()
    everybody = voices.everybody(kokoro_voices)
    spoken = [one for one in corpus.plan(everybody) if one.split == "test" and one.file(work / "speech").exists()]
    return {
        "model_id": model.model_id,
        "voices": sorted({utterance.voice for utterance in spoken}),
        "hits": hits(model, spoken, work),
        "near_misses": near_misses(model, spoken, work),
        "false_accepts": false_accepts(model, work),
        "taught": taught_evaluation.measure(model, work, everybody),
        "cost": cost(run.crowd(work, "test")[: 60 * 16_000], BuiltinEngine),
    }


def main() -> None:
    """Measures everything and prints it."""
    parser = argparse.ArgumentParser(prog="python -m camera_device.voice.evaluation", description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("training-runs/voice"), help="folder of the corpus")
    parser.add_argument("--kokoro-voices", type=Path, default=Path("voices"), help="as for the training")
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--card", action="store_true", help="write the model's card anew")
    given = parser.parse_args()
    found = evaluate(given.work, given.kokoro_voices)
    if given.json:
        given.json.write_text(json.dumps(found, indent=1) + "\n")
    if given.card:
        card.write(heads.FOLDER, found)
    print(markdown(found))
    print(f"cost: {found['cost']}")


if __name__ == "__main__":
    main()
