"""Label maps on another grid: nothing moves, nothing is invented, edges are smooth."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.parsing.resize import resize_labels


def test_the_same_grid_changes_nothing() -> None:
    labels = np.arange(12, dtype=np.uint8).reshape(3, 4)
    assert resize_labels(labels, (4, 3)) is labels


@pytest.mark.parametrize("factor", [2, 3, 5])
def test_a_map_that_grows_and_shrinks_again_is_the_old_one(factor: int) -> None:
    labels = np.random.default_rng(0).integers(0, 17, (9, 7)).astype(np.uint8)
    blocks = np.kron(labels, np.ones((factor, factor), np.uint8))
    assert np.array_equal(resize_labels(blocks, (7, 9)), labels)


@pytest.mark.parametrize(("old", "new"), [(768, 512), (512, 768), (768, 3024), (500, 333)])
def test_a_centred_edge_stays_in_the_centre(old: int, new: int) -> None:
    labels = np.zeros((8, old), np.uint8)
    labels[:, old // 4 : old - old // 4] = 4
    columns = np.flatnonzero(resize_labels(labels, (new, 8))[4])
    assert abs((columns[0] + columns[-1] + 1) / 2 - new / 2) <= 0.5
    assert columns[0] == pytest.approx(new / 4, abs=0.75)


def test_edges_between_three_classes_leave_no_gap() -> None:
    labels = np.full((6, 6), 5, np.uint8)
    labels[:3, :3], labels[:3, 3:] = 1, 255
    grown = resize_labels(labels, (60, 60))
    assert set(np.unique(grown)) == {1, 5, 255}
    assert (grown[:25, :30] == 1).all() and (grown[:25, 30:] == 255).all() and (grown[30:] == 5).all()


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 60), st.integers(1, 60), st.integers(0, 5))
def test_only_classes_that_are_there_come_out(height: int, width: int, down: int, across: int, seed: int) -> None:
    labels = np.random.default_rng(seed).choice(np.array([0, 4, 16, 255], np.uint8), (height, width))
    resized = resize_labels(labels, (across, down))
    assert resized.shape == (down, across) and resized.dtype == np.uint8
    assert set(np.unique(resized)) <= set(np.unique(labels))


@pytest.mark.slow
def test_twelve_megapixels_of_all_classes_take_less_than_half_a_second() -> None:
    blocks = np.random.default_rng(0).integers(0, 17, (16, 12)).astype(np.uint8)
    labels = np.kron(blocks, np.ones((48, 48), np.uint8))
    took = []
    for _ in range(3):
        began = time.process_time()  # the processor's, so that other programs do not count
        resize_labels(labels, (3024, 4032))
        took.append(time.process_time() - began)
    assert min(took) < 0.5
