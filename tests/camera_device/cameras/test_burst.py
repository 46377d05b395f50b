"""The sharpest of a burst."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from camera_device.cameras.base import Frame, Still
from camera_device.cameras.burst import sharpest, sharpness
from camera_device.errors import FileError
from tests.conftest import encode


def texture(height: int = 1600, width: int = 1200) -> Frame:
    noise = np.random.default_rng(1).integers(0, 255, (height // 8, width // 8, 3), np.uint8)
    return cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)


def moved(pixels: Frame, by: int) -> Frame:
    """Blurred as by a movement of so many pixels while it was exposed."""
    return cv2.blur(pixels, (by, 1))


def still(pixels: Frame, at: float = 0.0, **options: object) -> Still:
    return Still(encode(pixels, quality=95, **options), pixels.shape[1], pixels.shape[0], at)


@pytest.mark.parametrize("best", [0, 1, 2])
def test_the_one_that_did_not_move_is_taken(best: int) -> None:
    stills = [still(texture() if number == best else moved(texture(), 9 + number)) for number in range(3)]
    assert sharpest(stills) is stills[best]


def test_it_is_the_person_that_counts_where_it_is_known() -> None:
    sharp, blurred = texture(), moved(texture(), 15)
    person_sharp, person_blurred = blurred.copy(), sharp.copy()
    person_sharp[400:1200, 500:700] = sharp[400:1200, 500:700]
    person_blurred[400:1200, 500:700] = blurred[400:1200, 500:700]
    stills = [still(person_blurred), still(person_sharp)]
    assert sharpest(stills) is stills[0], "most of the picture is sharp"
    assert sharpest(stills, (500 / 1200, 0.25, 700 / 1200, 0.75)) is stills[1]


def test_of_equals_the_earlier_is_taken() -> None:
    stills = [still(texture(), at) for at in (1.0, 2.0)]
    assert sharpest(stills) is stills[0]


def test_a_single_photo_is_not_looked_at() -> None:
    only = Still(b"not even a picture", 10, 10, 0.0)
    assert sharpest([only]) is only


def test_a_photo_that_cannot_be_decoded_is_an_error() -> None:
    with pytest.raises(FileError, match="burst"):
        sharpest([still(texture()), Still(b"no picture", 10, 10, 0.0)])


@pytest.mark.parametrize("box", [(0.5, 0.5, 0.5, 0.5), (1.2, 0, 1.4, 1), (-0.2, -0.2, 1.2, 1.2)])
def test_a_box_without_a_picture_in_it_means_the_whole(box: tuple[float, float, float, float]) -> None:
    assert sharpness(texture(), box) == pytest.approx(sharpness(texture()))


def test_grey_and_coloured_pictures_are_judged_alike() -> None:
    grey = cv2.cvtColor(texture(), cv2.COLOR_RGB2GRAY)
    assert sharpness(grey) == sharpness(texture())
