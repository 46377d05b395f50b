"""The virtual camera: what it shows, and the faults that it plays."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

import av
import cv2
import numpy as np
import pytest
from PIL import Image

from camera_device.cameras.base import Camera
from camera_device.cameras.encoding import VideoFile
from camera_device.cameras.virtual import FRAME_RATE, Faults, VirtualCamera
from camera_device.errors import CameraBusyError, CameraGoneError, FileError, NoCameraError
from tests.camera_device.cameras.contract import CameraContract, decoded, difference, scene
from tests.conftest import encode


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def up(clock: Clock, play: Path | None = None, rotation: int = 0, faults: Faults | None = None) -> VirtualCamera:
    camera = VirtualCamera(play, rotation, faults, clock=clock, sleep=clock.sleep)
    camera.set_up()
    camera.run()
    return camera


def film(path: Path, colours: list[tuple[int, int, int]], seconds: float = 1.0) -> Path:
    """A video that shows one colour after another, ``seconds`` each."""
    with VideoFile(path, 64, 96) as file:
        for number in range(round(len(colours) * seconds * 30)):
            file.add(np.full((96, 64, 3), colours[int(number / 30 / seconds)], np.uint8), number / 30)
    return path


RED, GREEN, BLUE = (200, 30, 30), (30, 200, 30), (30, 30, 200)


class TestDrawnFigure(CameraContract):
    RATIO = 9 / 16

    @pytest.fixture
    def camera(self) -> Camera:
        return VirtualCamera()


class TestPictureOnItsSide(CameraContract):
    RATIO = 3 / 4

    @pytest.fixture
    def camera(self, tmp_path: Path) -> Camera:
        (tmp_path / "room.png").write_bytes(encode(scene(800, 600), "PNG"))
        return VirtualCamera(tmp_path / "room.png", rotation=90)


class TestVideo(CameraContract):
    RATIO = 2 / 3

    @pytest.fixture
    def camera(self, tmp_path: Path) -> Camera:
        with VideoFile(tmp_path / "room.mp4", 480, 720) as file:
            for number in range(60):
                file.add(scene(480, 720), number / 30)
        return VirtualCamera(tmp_path / "room.mp4")


@pytest.mark.parametrize("orientation", [1, 6, 3, 8])
def test_a_jpeg_is_handed_on_byte_for_byte(clock: Clock, tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    jpeg = encode(scene(400, 300), exif=exif)
    (tmp_path / "look.jpg").write_bytes(jpeg)
    [still] = up(clock, tmp_path / "look.jpg").still()
    assert still.jpeg == jpeg
    assert (still.width, still.height) == ((300, 400) if orientation in (6, 8) else (400, 300))


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_camera_turns_the_jpeg_without_encoding_it_again(clock: Clock, tmp_path: Path, rotation: int) -> None:
    pixels = scene(400, 300)
    (tmp_path / "look.jpg").write_bytes(encode(pixels))
    camera = up(clock, tmp_path / "look.jpg", rotation)
    [still] = camera.still()
    once = decoded(encode(pixels))
    assert np.array_equal(decoded(still.jpeg), np.rot90(once, -rotation // 90))
    assert difference(camera.frame(), np.rot90(once, -rotation // 90)) < 2


def test_frames_come_so_many_times_a_second(clock: Clock) -> None:
    camera = up(clock)
    camera.frame()
    before = clock.now
    for _ in range(FRAME_RATE):
        camera.frame()
    assert clock.now - before == pytest.approx(1)


def test_a_folder_is_shown_in_order_again_and_again(clock: Clock, tmp_path: Path) -> None:
    for name, colour in (("1.png", RED), ("3.png", BLUE)):
        (tmp_path / name).write_bytes(encode(np.full((96, 64, 3), colour, np.uint8), "PNG"))
    film(tmp_path / "2.mp4", [GREEN], seconds=4.0)
    (tmp_path / "notes.txt").write_text("not shown")
    camera = up(clock, tmp_path)
    seen = []
    for _ in range(4):
        seen.append(int(camera.frame().mean(axis=(0, 1)).argmax()))
        clock.sleep(4.0)
    assert seen == [0, 1, 2, 0]


def test_nobody_waits_for_somebody_elses_frame() -> None:
    asleep, awake = Event(), Event()

    def sleep(_seconds: float) -> None:
        asleep.set()
        assert awake.wait(5)

    camera = VirtualCamera(faults=Faults(delay=0.5), sleep=sleep)
    camera.set_up()
    camera.run()
    looking = Thread(target=camera.frame)
    looking.start()
    assert asleep.wait(5)
    free = camera._lock.acquire(timeout=1)
    awake.set()
    assert free
    camera._lock.release()
    looking.join(5)


def test_a_recording_that_fails_leaves_the_camera_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def add(*_: object) -> None:
        raise FileError("The disk is full.")

    monkeypatch.setattr(VideoFile, "add", add)
    camera = up(Clock())
    told: list[FileError] = []

    def record() -> None:
        try:
            camera.record(tmp_path / "a.mp4", 6, Event())
        except FileError as error:
            told.append(error)  # as the session gets it, in another thread

    recording = Thread(target=record)
    recording.start()
    recording.join(10)
    seen: list[object] = []
    looking = Thread(target=lambda: seen.append(camera.frame()), daemon=True)
    looking.start()
    looking.join(5)
    assert told and seen


def test_a_picture_that_is_replaced_is_shown_from_then_on(clock: Clock, tmp_path: Path) -> None:
    picture, other = tmp_path / "room.jpg", tmp_path / "other.jpg"
    Image.new("RGB", (60, 90), RED).save(picture)
    camera = up(clock, picture)
    assert np.abs(camera.frame()[45, 30] - np.array(RED)).max() < 8
    Image.new("RGB", (60, 90), BLUE).save(other)
    other.replace(picture)
    assert np.abs(camera.frame()[45, 30] - np.array(BLUE)).max() < 8
    assert camera.still()[0].jpeg == picture.read_bytes()


def test_a_video_moves_with_the_time(clock: Clock, tmp_path: Path) -> None:
    camera = up(clock, film(tmp_path / "turn.mp4", [RED, GREEN, BLUE]))
    seen = []
    for _ in range(4):
        seen.append(int(decoded(camera.still()[0].jpeg).mean(axis=(0, 1)).argmax()))
        clock.sleep(1.0)
    assert seen == [0, 1, 2, 0]


def test_recording_starts_the_video_from_its_beginning(clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes(encode(np.full((96, 64, 3), 128, np.uint8)))
    film(tmp_path / "2.mp4", [RED, GREEN, BLUE])
    camera = up(clock, tmp_path)
    clock.sleep(1.3)
    video = camera.record(tmp_path / "out.mp4", 3.0, Event())
    with av.open(str(video.path)) as container:
        seen = [int(frame.to_ndarray(format="rgb24").mean(axis=(0, 1)).argmax()) for frame in container.decode(video=0)]
    assert len(seen) == 90 and video.seconds == pytest.approx(3.0, abs=0.05)
    assert seen == [0] * 30 + [1] * 30 + [2] * 30


def test_a_video_of_a_picture_keeps_its_exposure(clock: Clock, tmp_path: Path) -> None:
    video = up(clock).record(tmp_path / "out.mp4", 1.0, Event())
    with av.open(str(video.path)) as container:
        light = [frame.to_ndarray(format="gray").mean() for frame in container.decode(video=0)]
    assert len(light) == 30
    assert max(light) - min(light) < 0.5


def test_two_videos_in_a_row_show_one_clip_each(clock: Clock, tmp_path: Path) -> None:
    film(tmp_path / "1.mp4", [RED])
    film(tmp_path / "2.mp4", [BLUE])
    camera = up(clock, tmp_path)
    shown = []
    for number in range(2):
        video = camera.record(tmp_path / f"out{number}.mp4", 0.9, Event())
        _, frame = cv2.VideoCapture(str(video.path)).read()
        shown.append(int(frame[..., ::-1].mean(axis=(0, 1)).argmax()))
    assert shown == [0, 2]


def test_in_use_passes_after_so_many_attempts(clock: Clock) -> None:
    camera = VirtualCamera(faults=Faults(busy=2), clock=clock, sleep=clock.sleep)
    for _ in range(2):
        with pytest.raises(CameraBusyError):
            camera.set_up()
    camera.set_up()


def test_unplugged_in_the_middle_it_is_away_for_a_while(clock: Clock) -> None:
    camera = up(clock, faults=Faults(pictures=3, away=2))
    for _ in range(3):
        camera.frame()
    for verb in (camera.frame, camera.still):
        with pytest.raises(CameraGoneError):
            verb()
    for _ in range(2):
        with pytest.raises(CameraGoneError):
            camera.set_up()
    camera.set_up()
    camera.run()
    assert camera.frame().any()


def test_unplugged_while_it_records_nothing_is_left(clock: Clock, tmp_path: Path) -> None:
    camera = up(clock, faults=Faults(pictures=10))
    with pytest.raises(CameraGoneError):
        camera.record(tmp_path / "turn.mp4", 5.0, Event())
    assert not (tmp_path / "turn.mp4").exists()


def test_slow_pictures_come_late_or_too_late(clock: Clock) -> None:
    camera = up(clock, faults=Faults(delay=0.5))
    before = clock.now
    camera.frame(timeout=1.0)
    assert clock.now - before == pytest.approx(0.5)
    with pytest.raises(CameraGoneError):
        camera.frame(timeout=0.2)


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("none.jpg", None, NoCameraError),
        ("notes.txt", b"nothing to see", NoCameraError),
        ("turn.mp4", b"no video", FileError),
    ],
)
def test_what_cannot_be_played_is_said_at_once(
    tmp_path: Path, name: str, content: bytes | None, error: type[Exception]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=name):
        VirtualCamera(tmp_path / name).set_up()


def test_a_picture_that_is_none_names_the_file(clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "look.jpg").write_bytes(b"no picture")
    with pytest.raises(FileError, match=r"look\.jpg"):
        up(clock, tmp_path / "look.jpg").frame()
