"""Frames leave the camera while somebody watches, small enough for the server, and not a moment longer."""

from __future__ import annotations

import io
import time
from collections import deque
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from camera_device.errors import CameraGoneError
from camera_device.link.client import Client
from camera_device.link.live import LARGEST, Live, jpeg
from tests.camera_device.link.fake import TOKEN, Fake

FRAME = ("PUT", "/devices/me/frame")
RED = np.full((640, 360, 3), (200, 20, 20), np.uint8)


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_frame_is_a_jpeg_with_its_colours() -> None:
    picture = Image.open(io.BytesIO(jpeg(RED)))
    assert picture.format == "JPEG" and picture.size == (360, 640)
    assert np.abs(np.asarray(picture).reshape(-1, 3).mean(0) - (200, 20, 20)).max() < 4


@pytest.mark.parametrize("largest", [LARGEST, 20_000, 2_000])
def test_a_frame_of_noise_is_made_small_enough(largest: int) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (1280, 720, 3), np.uint8)
    encoded = jpeg(noise, largest)
    assert len(encoded) <= largest
    Image.open(io.BytesIO(encoded)).load()


def test_frames_are_sent_while_somebody_watches_and_end_when_nobody_does(fake: Fake) -> None:
    fake.answers[FRAME] = deque([(200, {"watching": True})] * 3 + [(200, {"watching": False})])
    with Client(fake.url, None, TOKEN) as client:
        live = Live(client, lambda: RED, between=0.01)
        live.start()
        time.sleep(0.1)
        assert fake.asked == [] and not live.watched
        live.watch(30)
        until(lambda: len(fake.asked) == 4)
        until(lambda: not live.watched)
        time.sleep(0.1)
        live.stop()
    assert fake.asked == [FRAME] * 4 and fake.bodies[0][:3] == b"\xff\xd8\xff"
    assert fake.headers[0]["content-type"] == "image/jpeg"


def test_frames_end_by_themselves_after_the_seconds_asked_for(fake: Fake) -> None:
    fake.answers[FRAME] = deque([(200, {"watching": True})])
    with Client(fake.url, None, TOKEN) as client:
        live = Live(client, lambda: RED, between=0.01)
        live.start()
        live.watch(0.2)
        until(lambda: fake.asked and not live.watched)
        live.stop()


def test_a_camera_or_network_that_fails_ends_the_view_and_not_the_thread(fake: Fake) -> None:
    fake.answers[FRAME] = deque([(200, {"watching": True}), (200, {"watching": False})])
    fails = [True]

    def frame() -> np.ndarray:
        if fails:
            fails.pop()
            raise CameraGoneError("The camera is gone.")
        return RED

    with Client(fake.url, None, TOKEN) as client:
        live = Live(client, frame, between=0.01)
        live.start()
        live.watch(30)
        until(lambda: not fails and not live.watched)
        fake.faults.append("cut")
        live.watch(30)
        until(lambda: len(fake.asked) == 1 and not live.watched)
        live.watch(30)
        until(lambda: len(fake.asked) == 3)
        live.stop()


def test_a_frame_that_cannot_be_encoded_ends_the_view_and_not_the_thread(fake: Fake) -> None:
    fake.answers[FRAME] = deque([(200, {"watching": False})])
    frames = [RED, np.empty((0, 0, 3), np.uint8)]
    with Client(fake.url, None, TOKEN) as client:
        live = Live(client, frames.pop, between=0.01)
        live.start()
        live.watch(30)
        until(lambda: len(frames) == 1 and not live.watched)
        live.watch(30)
        until(lambda: fake.asked == [FRAME])
        live.stop()
