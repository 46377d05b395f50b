"""Rooms, noises and other voices laid over clean speech."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from camera_device.voice.base import RATE

Sound = NDArray[np.float32]
Noise = Literal["white", "pink", "hum", "babble", "music", "clatter"]
NOISES: Final[tuple[Noise, ...]] = ("white", "pink", "hum", "babble", "music", "clatter")


def power(sound: Sound) -> float:
    """Mean square of the loud parts: what a signal-to-noise ratio is counted from."""
    frames = sound[: len(sound) // 320 * 320].reshape(-1, 320)
    squares = (frames**2).mean(1)
    return float(squares[squares > 0.03 * squares.max(initial=0)].mean()) if squares.any() else 1e-9


def noise(kind: Noise, length: int, babble: Sound, rng: np.random.Generator) -> Sound:
    """Noise of power 1. ``babble`` is speech, from which four people are mixed."""
    time = np.arange(length) / RATE
    match kind:
        case "white":
            made = rng.standard_normal(length)
        case "pink":
            made = _shaped(length, -0.5, rng)
        case "hum":  # a fan or a fridge: deep noise and the mains' harmonics
            tones = sum(np.sin(2 * np.pi * 50 * k * time + rng.uniform(0, 6)) / k for k in (1, 2, 3, 5, 7))
            made = _shaped(length, -1.0, rng) * 3 + np.asarray(tones) * 0.7
        case "babble":
            starts = rng.integers(0, max(1, len(babble) - length), 4)
            made = np.sum([np.resize(babble[start : start + length], length) for start in starts], axis=0)
        case "music":  # chords of a few harmonics, changing twice a second
            made = np.zeros(length)
            for start in range(0, length, RATE // 2):
                part = time[start : start + RATE // 2]
                for note in rng.choice(24, 3, replace=False):
                    pitch = 130.8 * 2 ** (note / 12)
                    for k in (1, 2, 3, 4):
                        made[start : start + len(part)] += np.sin(2 * np.pi * pitch * k * part) / k
        case "clatter":  # drawers, dishes, steps: short bursts over a quiet room
            made = 0.05 * _shaped(length, -0.5, rng)
            for start in rng.integers(0, max(1, length - 1), max(1, int(3 * length / RATE))):
                burst = rng.standard_normal(int(rng.uniform(0.02, 0.15) * RATE))
                burst *= np.exp(-6 * np.arange(len(burst)) / len(burst))
                end = min(length, start + len(burst))
                made[start:end] += burst[: end - start]
    return np.asarray(made / (np.sqrt((made**2).mean()) + 1e-9), np.float32)


def _shaped(length: int, slope: float, rng: np.random.Generator) -> NDArray[np.float64]:
    spectrum = np.fft.rfft(rng.standard_normal(length))
    ramp = np.maximum(np.arange(len(spectrum)), 20.0)
    made = np.fft.irfft(spectrum * ramp**slope, length)
    return np.asarray(made / (made.std() + 1e-9))


def with_noise(sound: Sound, kind: Noise, decibels: float, babble: Sound, rng: np.random.Generator) -> Sound:
    """``sound`` and a noise that is ``decibels`` quieter than its loud parts."""
    level = np.sqrt(power(sound) * 10 ** (-decibels / 10))
    return np.asarray(sound + level * noise(kind, len(sound), babble, rng), np.float32)


def in_a_room(sound: Sound, seconds: float, distance: float, rng: np.random.Generator) -> Sound:
    """Heard in a room that takes ``seconds`` to fall silent (RT60); ``distance``: the echo's power over the voice's.

    The echo is noise that dies away exponentially (Moorer, 1979), 2 ms after the direct sound and without the highs.
    """
    tail = rng.standard_normal(int(seconds * RATE)) * np.exp(-6.9 * np.arange(int(seconds * RATE)) / (seconds * RATE))
    tail = np.convolve(tail, [0.25, 0.5, 0.25], "same")
    tail[:32] = 0
    answer = np.sqrt(distance) * tail / np.sqrt((tail**2).sum() + 1e-9)
    answer[0] = 1.0
    size = 1 << (len(sound) + len(answer) - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(answer, size), size)
    return np.asarray(wet[: len(sound)], np.float32)


def at_speed(sound: Sound, factor: float) -> Sound:
    """Played ``factor`` times as fast: tempo, pitch and the length of the throat change together."""
    places = np.arange(0, len(sound) - 1, factor)
    return np.asarray(np.interp(places, np.arange(len(sound)), sound), np.float32)


def coloured(sound: Sound, rng: np.random.Generator) -> Sound:
    """Through a microphone with a frequency response of its own: up to 9 dB up or down, smooth over frequency."""
    spectrum = np.fft.rfft(sound)
    knots = rng.uniform(-9, 9, 7)
    curve = np.interp(np.linspace(0, 6, len(spectrum)), np.arange(7), knots)
    return np.asarray(np.fft.irfft(spectrum * 10 ** (curve / 20), len(sound)), np.float32)
