"""Sound files as the microphone would give them: one channel, 16 kHz, int16."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from camera_device.errors import FileError
from camera_device.voice.base import BLOCK, RATE

TAPS: Final = 32
"""Half length of the low-pass filter, in samples of the slower rate."""


def read(file: Path) -> NDArray[np.int16]:
    """The sound of a PCM wav file of any rate, any number of channels and 8, 16, 24 or 32 bits.

    Raises ``FileError`` where it is none, or holds no sound.
    """
    try:
        with wave.open(str(file), "rb") as source:
            rate, channels, width = source.getframerate(), source.getnchannels(), source.getsampwidth()
            data = source.readframes(source.getnframes())
    except (wave.Error, EOFError) as error:
        raise FileError(
            "{file} is no wav file that can be read: {reason}.",
            file=file, reason=error or "it ends early",
            remedy="Convert it, for example with: ffmpeg -i FILE -ar 16000 -ac 1 -c:a pcm_s16le sound.wav",
        ) from error  # fmt: skip
    except OSError as error:
        raise FileError(
            "{file} cannot be read: {reason}.", file=file, reason=error.strerror or error, remedy="Check the path."
        ) from error
    usable = len(data) - len(data) % (width * channels)
    if not usable:
        raise FileError("{file} holds no sound.", file=file, remedy="Record it again.")
    samples = _samples(data[:usable], width).reshape(-1, channels).mean(1)
    return at_rate(samples, rate)


def write(file: Path, sound: NDArray[np.int16]) -> None:
    """Keep ``sound`` (16 kHz) as a wav file."""
    with wave.open(str(file), "wb") as target:
        target.setparams((1, 2, RATE, 0, "NONE", ""))
        target.writeframes(sound.astype("<i2").tobytes())


def at_rate(sound: NDArray[np.floating], rate: int) -> NDArray[np.int16]:
    """``sound`` (-1..1, ``rate`` samples a second) as int16 at 16 kHz."""
    samples = np.asarray(sound, np.float64)
    if rate != RATE:
        samples = _resampled(samples, rate)
    return np.clip(np.round(samples * 32_767), -32_768, 32_767).astype(np.int16)


def blocks(sound: NDArray[np.int16], *, silence: float = 1.0) -> Iterator[NDArray[np.int16]]:
    """``sound`` in pieces of ``BLOCK`` samples, and ``silence`` seconds after it, as a microphone would go on."""
    rest = int(silence * RATE)
    padded = np.concatenate([sound, np.zeros(rest + -(len(sound) + rest) % BLOCK, np.int16)])
    yield from padded.reshape(-1, BLOCK)


def _samples(data: bytes, width: int) -> NDArray[np.float64]:
    match width:
        case 1:
            return (np.frombuffer(data, np.uint8).astype(np.float64) - 128) / 128
        case 2:
            return np.frombuffer(data, "<i2") / 32_768
        case 3:
            raw = np.frombuffer(data, np.uint8).reshape(-1, 3)
            wide = np.zeros((len(raw), 4), np.uint8)
            wide[:, 1:] = raw
            return wide.view("<i4")[:, 0] / 2_147_483_648
        case _:
            return np.frombuffer(data, "<i4") / 2_147_483_648


def _resampled(samples: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """Band-limited interpolation with a windowed sinc (Smith, Digital Audio Resampling), 4,096 outputs at a time."""
    cutoff = min(1.0, RATE / rate)
    reach = int(np.ceil(TAPS / cutoff))
    padded = np.pad(samples, reach)
    positions = np.arange(int(len(samples) * RATE / rate)) * (rate / RATE)
    offsets = np.arange(-reach + 1, reach + 1)
    out = np.empty(len(positions))
    for start in range(0, len(positions), 4_096):
        part = positions[start : start + 4_096]
        whole = part.astype(np.int64)
        distance = (part - whole)[:, None] - offsets
        kernel = cutoff * np.sinc(cutoff * distance) * (0.5 + 0.5 * np.cos(np.pi * distance / reach).clip(-1, 1))
        out[start : start + 4_096] = (padded[whole[:, None] + offsets + reach] * kernel).sum(1)
    return out
