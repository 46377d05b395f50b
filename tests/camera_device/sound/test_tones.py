"""Tones: short, gentle, and without clicks."""

from __future__ import annotations

import numpy as np
import pytest

from camera_device.sound.tones import RATE, Tone, faded, tone


@pytest.mark.parametrize("which", Tone)
def test_a_tone_begins_and_ends_in_silence_and_has_no_step(which: Tone) -> None:
    samples = tone(which)
    assert samples.dtype == np.float32
    assert abs(samples[0]) < 1e-4 and abs(samples[-1]) < 1e-4
    first, last = samples[: RATE // 1000], samples[-RATE // 1000 :]
    assert np.abs(first).max() < 0.2 * np.abs(samples).max() + 0.06
    assert np.abs(last).max() < 0.02


@pytest.mark.parametrize("which", Tone)
def test_a_tone_is_short_and_neither_lost_nor_startling(which: Tone) -> None:
    samples = tone(which)
    assert len(samples) / RATE < 0.9
    assert 0.2 < np.abs(samples).max() < 0.5


def test_a_tick_is_over_long_before_the_next_one() -> None:
    assert len(tone(Tone.TICK)) / RATE < 0.2
    assert len(tone(Tone.LAST_TICK)) / RATE < 0.4


def pitch(which: Tone) -> float:
    spectrum = np.abs(np.fft.rfft(tone(which)))
    return float(np.argmax(spectrum) * RATE / len(tone(which)))


def test_each_tone_is_told_from_the_others_by_ear() -> None:
    assert pitch(Tone.LAST_TICK) > 1.4 * pitch(Tone.TICK), "the last one is higher"
    assert pitch(Tone.FAULT) < 400 < 500 < pitch(Tone.TICK), "a fault is low"


def test_a_tone_of_the_table_cannot_be_changed_by_who_plays_it() -> None:
    with pytest.raises(ValueError, match="read-only"):
        tone(Tone.TICK)[0] = 1


def test_fading_leaves_the_middle_as_it_is() -> None:
    result = faded(np.ones(RATE, np.float32), attack=0.1, release=0.2)
    assert result[0] == 0 and result[-1] == 0
    assert (result[round(0.1 * RATE) : round(0.8 * RATE)] == 1).all()
    assert (np.diff(result[: round(0.1 * RATE)]) >= 0).all()


@pytest.mark.parametrize("length", [0, 1, 5])
def test_fading_what_is_shorter_than_the_fade_makes_no_fault(length: int) -> None:
    assert len(faded(np.ones(length, np.float32))) == length
