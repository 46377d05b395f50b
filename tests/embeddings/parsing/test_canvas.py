"""How photos of every shape are laid on the grid of patches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.parsing.canvas import FEWEST, PATCH, PATCHES, canvas_size, normalise, to_canvas
from embeddings.parsing.parser import LONG_SIDE, grid_size


@given(width=st.integers(1, 50_000), height=st.integers(1, 50_000))
def test_every_photo_fits_into_the_budget_of_patches(width: int, height: int) -> None:
    across, down = canvas_size(width, height)
    assert across % PATCH == down % PATCH == 0
    assert min(across, down) // PATCH >= FEWEST
    assert (across // PATCH) * (down // PATCH) <= PATCHES


@given(width=st.integers(300, 4000), height=st.integers(300, 4000))
def test_shapes_that_cameras_take_are_kept_within_a_few_per_cent(width: int, height: int) -> None:
    if max(width, height) <= 2.5 * min(width, height):
        across, down = canvas_size(width, height)
        assert abs(np.log((across / down) / (width / height))) < 0.08
        assert across * down >= 0.88 * PATCHES * PATCH**2


@pytest.mark.parametrize(
    ("size", "expected"), [((400, 600), (336, 504)), ((600, 400), (504, 336)), ((500, 500), (406, 406))]
)
def test_usual_shapes(size: tuple[int, int], expected: tuple[int, int]) -> None:
    assert canvas_size(*size) == expected


@given(width=st.integers(1, 3000), height=st.integers(1, 3000))
def test_label_maps_have_the_photos_own_grid_between_512_and_768_pixels(width: int, height: int) -> None:
    size = grid_size(width, height)
    least, most = LONG_SIDE
    if least <= max(width, height) <= most:
        assert size == (width, height)
    assert 512 <= least <= max(size) <= most
    assert abs(size[0] * height - size[1] * width) <= max(width, height)


def test_the_canvas_is_normalised_channel_first() -> None:
    grey = np.full((64, 48, 3), (124, 116, 104), np.uint8)
    image = normalise(to_canvas(grey))
    width, height = canvas_size(48, 64)
    assert image.shape == (3, height, width)
    assert image.dtype == np.float32
    assert np.abs(image).max() < 0.02  # ImageNet's mean colour is zero
