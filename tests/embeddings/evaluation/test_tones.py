"""Photos sorted by how light the face is in them."""

from __future__ import annotations

import numpy as np
import pytest

from embeddings.evaluation.tones import GROUPS, group
from embeddings.parsing.labels import CLASS_ID


@pytest.mark.parametrize(
    ("colour", "expected"),
    [((245, 224, 210), "light"), ((190, 150, 115), "intermediate"), ((150, 105, 75), "brown"), ((70, 45, 35), "dark")],
)
def test_a_face_is_sorted_by_its_colour(colour: tuple[int, int, int], expected: str) -> None:
    labels = np.zeros((60, 40), np.uint8)
    labels[10:30, 10:30] = CLASS_ID["face"]
    pixels = np.full((60, 40, 3), 128, np.uint8)
    pixels[labels > 0] = colour
    pixels[12:15, 12:28] = (20, 15, 15)  # brows do not count
    assert group(pixels, labels) == expected in GROUPS


def test_without_a_face_there_is_nothing_to_sort_by() -> None:
    assert group(np.full((60, 40, 3), 128, np.uint8), np.zeros((60, 40), np.uint8)) is None
