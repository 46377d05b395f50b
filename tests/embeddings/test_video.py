"""Videos are read upright, in order, within limits, and as far as they are whole."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import PhotoError, VideoError
from embeddings.video import VideoLimits, chosen, sampled
from embeddings.video_boxes import EPOCH, is_video, made_at
from tests.conftest import ROOT
from tests.pictures.turns import write

TURN = ROOT / "tests" / "pictures" / "turn-01.mp4"
RATE = 10


def numbered(path: Path, count: int = 30, size: tuple[int, int] = (64, 96)) -> Path:
    """Frame n is n times 8 bright; the upper left corner is red."""
    pictures = []
    for number in range(count):
        picture = np.full((size[1], size[0], 3), min(255, number * 8), np.uint8)
        picture[:16, :16] = (250, 0, 0)
        pictures.append(picture)
    write(path, pictures, Fraction(RATE), crf=10)
    return path


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered(tmp_path_factory.mktemp("video") / "v.mp4")


def turned_sideways(data: bytes) -> bytes:
    """The same file with a matrix of 90° in its track header (ISO/IEC 14496-12, 8.3.2)."""
    place = data.index(b"tkhd") + 4 + 4 + 20 + 16
    matrix = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 96 << 16, 0, 1 << 30)
    return data[:place] + matrix + data[place + 36 :]


def test_all_frames_come_in_order_with_their_times(video: Path) -> None:
    frames = list(sampled(video, "v.mp4", rate=100))
    assert [frame.index for frame in frames] == [*range(30)]
    assert [frame.seconds for frame in frames] == pytest.approx([n / RATE for n in range(30)], abs=1e-3)
    assert [float(frame.pixels[60, 40, 0]) for frame in frames] == pytest.approx([n * 8 for n in range(30)], abs=6)
    assert frames[0].pixels.dtype == np.uint8 and frames[0].full_size == (64, 96)


def test_red_is_red(video: Path) -> None:
    red = next(sampled(video, "v.mp4")).pixels[8, 8].astype(int)
    assert red[0] > 200 and red[1] < 60 and red[2] < 60


def test_no_more_frames_a_second_than_asked_for(video: Path) -> None:
    assert [frame.index for frame in sampled(video, "v.mp4", rate=5)] == [*range(0, 30, 2)]
    assert [frame.index for frame in sampled(video, "v.mp4", rate=2.5)] == [*range(0, 30, 4)]


def test_frames_are_reduced_to_the_side_asked_for(video: Path) -> None:
    assert next(sampled(video, "v.mp4", long_side=48)).pixels.shape == (48, 32, 3)


def test_single_frames_are_those_with_their_numbers(video: Path) -> None:
    frames = list(chosen(video, "v.mp4", [20, 3, 11]))
    assert [frame.index for frame in frames] == [3, 11, 20]
    assert [float(frame.pixels[60, 40, 0]) for frame in frames] == pytest.approx([24, 88, 160], abs=6)


def test_a_video_that_was_filmed_sideways_stands_upright(video: Path, tmp_path: Path) -> None:
    path = tmp_path / "sideways.mp4"
    path.write_bytes(turned_sideways(video.read_bytes()))
    frame = next(sampled(path, "sideways.mp4"))
    assert frame.full_size == (96, 64)
    assert frame.pixels[8, 88, 0] > 200 and frame.pixels[8, 8, 0] < 60  # what was upper left is upper right


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_damaged_end_leaves_the_frames_before_it(tmp_path: Path, share: float) -> None:
    data = TURN.read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(data[: int(len(data) * share)])  # its index is at the start
    frames = list(sampled(path, "cut.mp4", rate=5))
    assert 0 < len(frames) < 50
    assert frames[-1].seconds == pytest.approx(10 * share, abs=2.5)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is not an MP4 or MOV video"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "is not an MP4 or MOV video"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "is not an MP4 or MOV video"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "is not an MP4 or MOV video"),
        (b"\0\0\0\x18ftypmp42" + bytes(100), "is damaged or cut short"),
    ],
)
def test_what_is_no_video_is_refused_with_a_reason(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "x.mp4"
    path.write_bytes(data)
    with pytest.raises(VideoError, match=message) as told:
        list(sampled(path, "x.mp4"))
    assert told.value.advice and isinstance(told.value, PhotoError)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (VideoLimits(seconds=2), "is longer than 2 seconds"),
        (VideoLimits(frames=20), "is longer than"),
        (VideoLimits(pixels=6000), "64 × 96 pixels"),
        (VideoLimits(short_side=65), "has only 64 × 96 pixels"),
        (VideoLimits(bytes=100), "the limit is 0 MB"),
    ],
)
def test_what_is_beyond_the_limits_is_refused_with_a_reason(video: Path, limits: VideoLimits, message: str) -> None:
    with pytest.raises(VideoError, match=message) as told:
        list(sampled(video, "v.mp4", limits=limits))
    assert told.value.advice


def test_a_picture_of_one_frame_is_no_video(tmp_path: Path) -> None:
    with pytest.raises(VideoError, match="damaged or cut short"):
        list(sampled(numbered(tmp_path / "one.mp4", count=1), "one.mp4"))


@pytest.mark.parametrize(
    ("brand", "expected"),
    [
        (b"isom", True),
        (b"mp42", True),
        (b"qt  ", True),
        (b"3gp5", True),
        (b"heic", False),
        (b"mif1", False),
        (b"avif", False),
    ],
)
def test_videos_are_known_by_their_brand(brand: bytes, expected: bool) -> None:
    assert is_video(b"\0\0\0\x20ftyp" + brand) is expected


def test_the_day_of_a_video_is_that_of_its_header(video: Path, tmp_path: Path) -> None:
    data = bytearray(video.read_bytes())
    at = datetime(2026, 11, 3, 8, 15, tzinfo=UTC)
    place = data.index(b"mvhd") + 8
    data[place : place + 4] = struct.pack(">I", int((at - EPOCH).total_seconds()))
    path = tmp_path / "dated.mp4"
    path.write_bytes(data)
    assert made_at(path) == at
    assert made_at(video) is None


@pytest.mark.parametrize("size", [10**6, 2**63 + 5, 2**64 - 1])
def test_a_box_larger_than_any_file_has_no_day(tmp_path: Path, size: int) -> None:
    path = tmp_path / "huge.mp4"
    path.write_bytes(struct.pack(">I4s8s", 16, b"ftyp", b"isom0000") + struct.pack(">I4sQ", 1, b"free", size))
    assert made_at(path) is None


@pytest.mark.parametrize("size", [0, 7, 8, 40, 200])
def test_a_header_that_is_cut_has_no_day(video: Path, tmp_path: Path, size: int) -> None:
    path = tmp_path / "cut.mp4"
    path.write_bytes(video.read_bytes()[:size])
    assert made_at(path) is None
