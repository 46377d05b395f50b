"""Masks come back as they were."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from wardrobe.masks import content_hash, pack, pack_soft, unpack, unpack_soft


@given(data=st.data(), inside=arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, max_side=40)))
def test_a_mask_comes_back_as_it_was(data: st.DataObject, inside: np.ndarray) -> None:
    height, width = inside.shape
    left, top = data.draw(st.integers(0, 20)), data.draw(st.integers(0, 20))
    size = left + width + data.draw(st.integers(0, 20)), top + height + data.draw(st.integers(0, 20))
    box = left, top, left + width, top + height
    mask = np.zeros(size[::-1], np.bool_)
    mask[top : top + height, left : left + width] = inside
    assert np.array_equal(unpack(pack(mask, box), box, size), mask)


@given(arrays(np.float32, array_shapes(min_dims=2, max_dims=2, max_side=30), elements=st.floats(0, 1, width=32)))
def test_a_soft_mask_comes_back_in_sixteen_levels(values: np.ndarray) -> None:
    back = unpack_soft(pack_soft(values))
    assert back.shape == values.shape
    assert np.abs(back - values).max() <= 1 / 30 + 1e-6
    assert np.array_equal(unpack_soft(pack_soft(back)), back)


def test_a_content_hash_names_original_mask_and_place() -> None:
    hashes = {
        content_hash(sha256, packed, box, size)
        for sha256 in ("a", "b")
        for packed in (b"1", b"2")
        for box in ((0, 0, 1, 1), (0, 0, 1, 2))
        for size in ((9, 9), (9, 10))
    }
    assert len(hashes) == 16
