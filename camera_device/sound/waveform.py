"""Sound as bytes of a wav file, and speech made even: cut to what is spoken, and as loud as all else."""

from __future__ import annotations

import io
import wave
from typing import Final

import numpy as np

from camera_device.errors import CameraError
from camera_device.sound.tones import RATE, Samples, faded

LOUDNESS: Final = 0.13
"""Root mean square of speech: -18 dB of full scale."""
PEAK: Final = 0.9
QUIET: Final = 0.01
"""What is below this share of the peak, at both ends, is cut away."""


class SpeechError(CameraError, RuntimeError):
    """A sentence could not be spoken."""


def read_wav(data: bytes) -> Samples:
    """The sound of a 16-bit wav file of one channel, at ``RATE``. Raises ``SpeechError`` where it is none."""
    try:
        with wave.open(io.BytesIO(data)) as source:
            if source.getsampwidth() != 2 or source.getnchannels() != 1:
                raise SpeechError("The speech program writes a sound that is not 16 bits on one channel.")
            rate = source.getframerate()
            raw = source.readframes(len(data))  # a wav file that is piped does not know its own length
    except (wave.Error, EOFError) as error:
        raise SpeechError("The speech program wrote no sound: {reason}", reason=error) from error
    samples: Samples = np.frombuffer(raw[: len(raw) & ~1], "<i2").astype(np.float32) / np.float32(32768)
    return at_rate(samples, rate, RATE)


def at_rate(samples: Samples, rate: int, wanted: int) -> Samples:
    """The same sound with ``wanted`` instead of ``rate`` samples a second, on straight lines between them."""
    if rate == wanted or not len(samples):
        return samples
    times = np.arange(round(len(samples) * wanted / rate)) * rate / wanted
    return np.asarray(np.interp(times, np.arange(len(samples)), samples), np.float32)


def evened(samples: Samples) -> Samples:
    """Without silence at the ends, and as loud as all else that is spoken. Raises ``SpeechError`` for silence."""
    loud = np.flatnonzero(np.abs(samples) > QUIET * np.abs(samples).max(initial=0))
    if not len(loud):
        raise SpeechError("The speech program said nothing.")
    trimmed = samples[loud[0] : loud[-1] + 1]
    gain = min(LOUDNESS / float(np.sqrt(np.mean(trimmed**2))), PEAK / float(np.abs(trimmed).max()))
    return faded(trimmed * np.float32(gain), attack=0.004, release=0.02)


def wav(samples: Samples) -> bytes:
    """The bytes of a 16-bit wav file."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return target.getvalue()
