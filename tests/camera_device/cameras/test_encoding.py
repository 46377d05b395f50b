"""Frames into H.264 and back: none is lost, none changes its light."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import av
import numpy as np
import pytest

from camera_device.cameras import encoding
from camera_device.cameras.base import Frame
from camera_device.cameras.encoding import VideoFile, best_encoder, record, video
from camera_device.errors import FileError, MissingError
from tests.camera_device.cameras.contract import difference, scene


def frames(count: int, rate: float = 30.0) -> Iterator[tuple[float, Frame]]:
    """A bar that wanders over the scene, from second 5 on."""
    for number in range(count):
        frame = scene(320, 240).copy()
        frame[:, number : number + 8] = 0
        yield 5 + number / rate, frame


def decoded(path: Path) -> list[Frame]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_every_frame_comes_out_again_as_it_went_in(tmp_path: Path) -> None:
    made = record(tmp_path / "turn.mp4", frames(60), 10.0, Event())
    seen = decoded(made.path)
    assert len(seen) == 60
    assert made.seconds == pytest.approx(2.0, abs=0.05)
    assert all(difference(ours, theirs) < 5 for ours, (_, theirs) in zip(seen, frames(60), strict=True))


def test_light_stays_the_same_from_the_first_frame_to_the_last(tmp_path: Path) -> None:
    still = ((at, scene(320, 240)) for at, _ in frames(45))
    light = [frame.mean() for frame in decoded(record(tmp_path / "turn.mp4", still, 10.0, Event()).path)]
    assert max(light) - min(light) < 0.5


def test_times_are_those_of_the_camera_not_of_a_steady_beat(tmp_path: Path) -> None:
    uneven = ((at + (0.5 if number > 10 else 0.0), frame) for number, (at, frame) in enumerate(frames(20)))
    with av.open(str(record(tmp_path / "turn.mp4", uneven, 10.0, Event()).path)) as container:
        times = [frame.time for frame in container.decode(video=0)]
    assert np.diff(times) == pytest.approx([1 / 30] * 10 + [0.5 + 1 / 30] + [1 / 30] * 8, abs=0.002)


def test_it_ends_after_the_time_that_was_given(tmp_path: Path) -> None:
    assert record(tmp_path / "turn.mp4", frames(200), 1.0, Event()).seconds == pytest.approx(1.0, abs=0.05)


def test_a_fault_is_passed_on_and_leaves_no_file(tmp_path: Path) -> None:
    def unplugged() -> Iterator[tuple[float, Frame]]:
        yield from frames(10)
        raise ConnectionError("unplugged")

    with pytest.raises(ConnectionError, match="unplugged"):
        record(tmp_path / "turn.mp4", unplugged(), 10.0, Event())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("size", "even"), [((321, 241), (320, 240)), ((320, 240), (320, 240))])
def test_odd_sizes_lose_a_row_or_column(tmp_path: Path, size: tuple[int, int], even: tuple[int, int]) -> None:
    with VideoFile(tmp_path / "turn.mp4", *size) as file:
        file.add(scene(*size), 0.0)
    made = video(tmp_path / "turn.mp4")
    assert (made.width, made.height) == even


def test_frames_that_come_at_the_same_time_are_all_kept(tmp_path: Path) -> None:
    with VideoFile(tmp_path / "turn.mp4", 320, 240) as file:
        for _ in range(5):
            file.add(scene(320, 240), 0.0)
    assert len(decoded(tmp_path / "turn.mp4")) == 5


def test_a_file_that_is_no_video_is_named(tmp_path: Path) -> None:
    (tmp_path / "turn.mp4").write_bytes(b"no video")
    with pytest.raises(FileError, match=r"turn\.mp4 is no video that can be read"):
        video(tmp_path / "turn.mp4")


def test_the_next_encoder_is_taken_where_one_does_not_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "_ENCODERS", ("no_such_encoder", "libx264"))
    best_encoder.cache_clear()
    assert best_encoder() == "libx264"
    monkeypatch.setattr(encoding, "_ENCODERS", ("no_such_encoder",))
    best_encoder.cache_clear()
    with pytest.raises(MissingError, match=r"no H\.264 encoder"):
        best_encoder()
    best_encoder.cache_clear()


def test_a_video_that_cannot_be_written_is_an_error_with_the_files_name(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"none/turn\.mp4 could not be written"):
        record(tmp_path / "none" / "turn.mp4", frames(3), 10.0, Event())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_error_that_says_so() -> None:
    with pytest.raises(FileError, match="No space left"), VideoFile(Path("/dev/full"), 320, 240) as file:
        for at, frame in frames(60):
            file.add(frame, at)


def test_colours_come_out_as_they_went_in_and_the_file_says_how(tmp_path: Path) -> None:
    colour = np.array((200, 40, 60))
    with VideoFile(tmp_path / "turn.mp4", 1280, 720) as file:
        file.add(np.full((720, 1280, 3), colour, np.uint8), 0.0)
    with av.open(str(tmp_path / "turn.mp4")) as container:
        frame = next(container.decode(video=0))
    assert np.abs(frame.to_ndarray(format="rgb24")[360, 640] - colour).max() <= 4
    assert frame.colorspace == 6, "AVCOL_SPC_SMPTE170M"
