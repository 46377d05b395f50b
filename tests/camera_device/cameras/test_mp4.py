"""Turning a video by its header: every player that looks there shows it upright."""

from __future__ import annotations

import struct
from pathlib import Path

import cv2
import numpy as np
import pytest

from camera_device.cameras import mp4
from camera_device.cameras.encoding import VideoFile, video
from camera_device.errors import FileError
from tests.camera_device.cameras.contract import difference, scene


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with VideoFile(tmp_path / "turn.mp4", 320, 240) as made:
        for number in range(5):
            made.add(scene(320, 240), number / 30)
    return tmp_path / "turn.mp4"


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_video_is_shown_turned_clockwise(file: Path, rotation: int) -> None:
    mp4.turn(file, rotation)
    _, frame = cv2.VideoCapture(str(file), cv2.CAP_FFMPEG).read()
    upright = np.rot90(scene(320, 240), -rotation // 90)
    assert frame.shape == upright.shape
    assert difference(frame[..., ::-1], upright) < 4
    assert (video(file).height, video(file).width) == upright.shape[:2]


def test_only_the_matrix_changes(file: Path) -> None:
    before = file.read_bytes()
    mp4.turn(file, 90)
    after = file.read_bytes()
    changed = [place for place, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
    assert max(changed) - min(changed) < 36


def test_boxes_of_64_bit_size_are_stepped_over(file: Path, tmp_path: Path) -> None:
    wide = struct.pack(">I4sQ", 1, b"free", 24) + bytes(8) + file.read_bytes()
    (tmp_path / "wide.mp4").write_bytes(wide)
    mp4.turn(tmp_path / "wide.mp4", 180)
    assert (tmp_path / "wide.mp4").read_bytes() != wide


@pytest.mark.parametrize("content", [b"", b"no video at all", struct.pack(">I4s", 4, b"moov")])
def test_what_is_no_mp4_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "turn.mp4").write_bytes(content)
    with pytest.raises(FileError, match=r"turn\.mp4 is no MP4"):
        mp4.turn(tmp_path / "turn.mp4", 90)
