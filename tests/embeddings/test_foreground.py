"""Where the thing is on a product photo."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from embeddings.foreground import on_plain_ground


def studio(tint: tuple[int, int, int] = (240, 238, 234), fall: int = 14) -> np.ndarray:
    """A ground that grows darker towards its foot."""
    shade = np.linspace(0, fall, 280)[:, None, None]
    return (np.tile(np.array(tint, np.float32), (280, 200, 1)) - shade).astype(np.uint8)


@pytest.mark.parametrize("colour", [(20, 20, 20), (190, 20, 30), (255, 255, 255), (205, 195, 180), (212, 209, 200)])
@pytest.mark.parametrize("tint", [(240, 238, 234), (255, 255, 255), (232, 234, 238)])
def test_the_thing_is_found_whatever_its_colour_and_nothing_of_the_ground(
    colour: tuple[int, int, int], tint: tuple[int, int, int]
) -> None:
    if colour == tint:
        pytest.skip("nothing to see")
    pixels = studio(tint)
    cv2.rectangle(pixels, (50, 60), (150, 220), colour, -1)
    cv2.rectangle(pixels, (50, 60), (150, 220), tuple(int(0.8 * one) for one in colour), 2)  # its edge is in shade
    mask = on_plain_ground(pixels)
    assert mask is not None
    truth = np.zeros(mask.shape, bool)
    truth[59:222, 49:152] = True  # with the edge that is drawn around it
    assert (mask & truth).sum() / truth.sum() > 0.97
    assert (mask & ~truth).sum() / truth.sum() < 0.03


def test_a_handle_stays_open() -> None:
    pixels = studio()
    cv2.ellipse(pixels, (100, 100), (40, 50), 0, 0, 360, (60, 30, 20), 6)
    mask = on_plain_ground(pixels)
    assert mask is not None and not mask[100, 100] and mask[100, 60]


def test_a_small_ring_is_found() -> None:
    pixels = studio()
    cv2.circle(pixels, (150, 200), 7, (180, 140, 60), -1)
    mask = on_plain_ground(pixels)
    assert mask is not None and 0.001 < mask.mean() < 0.01 and mask[200, 150]


def test_what_is_not_plain_is_not_guessed_at() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (280, 200, 3), np.uint8)
    assert on_plain_ground(noise) is None
    assert on_plain_ground(studio()) is None


def test_a_large_picture_is_seen_on_a_small_grid() -> None:
    pixels = cv2.resize(studio(), (1500, 2100))
    cv2.rectangle(pixels, (400, 500), (1100, 1600), (20, 20, 90), -1)
    mask = on_plain_ground(pixels)
    assert mask is not None and max(mask.shape) == 320 and mask.mean() == pytest.approx(0.244, abs=0.02)
