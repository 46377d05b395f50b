"""Any wav file becomes what the microphone would give."""

from __future__ import annotations

import struct
import wave

import numpy as np
import pytest

from camera_device.errors import FileError
from camera_device.voice import wav
from camera_device.voice.base import BLOCK, RATE


def tone(file, rate, channels=1, width=2, seconds=1.0, pitch=440.0):
    wave_ = np.sin(2 * np.pi * pitch * np.arange(int(rate * seconds)) / rate) * 0.5
    frames = np.repeat(wave_, channels)
    match width:
        case 1:
            data = (frames * 127 + 128).astype(np.uint8).tobytes()
        case 3:
            data = b"".join(struct.pack("<i", int(value * 8_388_607))[:3] for value in frames)
        case _:
            kind = {2: "<i2", 4: "<i4"}[width]
            data = (frames * (2 ** (8 * width - 1) - 1)).astype(kind).tobytes()
    with wave.open(str(file), "wb") as target:
        target.setparams((channels, width, rate, 0, "NONE", ""))
        target.writeframes(data)
    return file


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize(("channels", "width"), [(1, 2), (2, 2), (1, 1), (1, 3), (2, 4)])
def test_every_rate_width_and_number_of_channels_comes_out_as_the_same_tone(tmp_path, rate, channels, width):
    sound = wav.read(tone(tmp_path / "tone.wav", rate, channels, width))
    assert sound.dtype == np.int16
    assert abs(len(sound) - RATE) <= 2
    middle = sound[2_000:14_000].astype(float)
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert np.argmax(spectrum) * RATE / len(middle) == pytest.approx(440, abs=2)
    assert middle.max() == pytest.approx(16_383, rel=0.03)


def test_what_lies_above_the_new_rate_is_not_folded_down(tmp_path):
    sound = wav.read(tone(tmp_path / "high.wav", 48_000, pitch=13_000))
    assert np.abs(sound[2_000:14_000]).max() < 0.03 * 16_383


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "no wav file"), (b"ID3 something else entirely", "no wav file"), (b"RIFF\x24\0\0\0WAVE", "no wav file")],
)
def test_a_file_that_is_no_wav_is_refused_with_what_to_do(tmp_path, content, said):
    file = tmp_path / "odd.wav"
    file.write_bytes(content)
    with pytest.raises(FileError, match=said) as caught:
        wav.read(file)
    assert str(file) in str(caught.value)
    assert "ffmpeg" in str(caught.value)


def test_a_missing_file_and_an_empty_sound_are_refused(tmp_path):
    with pytest.raises(FileError, match="cannot be read"):
        wav.read(tmp_path / "missing.wav")
    with pytest.raises(FileError, match="holds no sound"):
        wav.read(tone(tmp_path / "empty.wav", RATE, seconds=0))


def test_a_file_that_was_cut_off_in_the_middle_is_heard_as_far_as_it_goes(tmp_path):
    file = tone(tmp_path / "cut.wav", RATE)
    file.write_bytes(file.read_bytes()[: RATE + 45])
    assert RATE // 2 - 2 <= len(wav.read(file)) <= RATE // 2 + 2


def test_sound_is_cut_into_blocks_with_silence_after_it():
    blocks = list(wav.blocks(np.ones(BLOCK + 1, np.int16), silence=0.1))
    assert {len(block) for block in blocks} == {BLOCK}
    assert len(blocks) == 3
    assert np.concatenate(blocks).sum() == BLOCK + 1


def test_what_is_written_is_read_again(tmp_path):
    sound = np.random.default_rng(0).integers(-32_000, 32_000, 5_000).astype(np.int16)
    wav.write(tmp_path / "kept.wav", sound)
    assert np.abs(wav.read(tmp_path / "kept.wav").astype(int) - sound).max() <= 1
