"""Probabilities on the photo's grid, edges following the picture."""

from __future__ import annotations

import numpy as np
import pytest

from embeddings.parsing.upsampling import follow_edges


def scene(height: int, width: int, edge: int) -> np.ndarray:
    """A dark thing on light ground, its left side at ``edge``."""
    pixels = np.full((height, width, 3), 230, np.uint8)
    pixels[:, edge:] = (40, 60, 90)
    return pixels


def coarse(height: int, width: int, edge: float) -> np.ndarray:
    """Two classes, the second from ``edge`` on, with a soft passage two pixels wide."""
    thing = np.clip((np.arange(width) + 0.5 - edge) / 2 + 0.5, 0, 1)
    thing = np.broadcast_to(thing, (height, width)).astype(np.float32)
    return np.stack([1 - thing, thing])


@pytest.mark.parametrize("edge", [97, 100, 103])
def test_an_edge_moves_to_where_the_picture_has_it(edge: int) -> None:
    planes = follow_edges(coarse(40, 40, 20), scene(200, 200, edge))
    found = np.argmax(planes[1, 100] > 0.5)
    assert abs(int(found) - edge) <= 1


def test_without_an_edge_in_the_picture_nothing_moves() -> None:
    flat = np.full((160, 120, 3), 128, np.uint8)
    planes = follow_edges(coarse(40, 30, 15), flat)
    assert np.argmax(planes[1, 80] > 0.5) == pytest.approx(60, abs=1)


def test_nothing_is_shifted_when_the_grid_grows() -> None:
    rng = np.random.default_rng(0)
    disc = np.hypot(*(np.mgrid[:48, :36] - np.array([23.5, 17.5])[:, None, None])) < 10
    planes = np.stack([~disc, disc]).astype(np.float32)
    fine = follow_edges(planes, rng.integers(120, 130, (512, 384, 3)).astype(np.uint8))
    rows, columns = np.nonzero(fine[1] > 0.5)
    assert rows.mean() == pytest.approx(255.5, abs=0.5)
    assert columns.mean() == pytest.approx(191.5, abs=0.5)


@pytest.mark.parametrize("size", [(600, 401), (37, 53), (768, 20)])
def test_values_stay_probabilities_on_any_grid(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    planes = rng.dirichlet(np.ones(5), (30, 20)).transpose(2, 0, 1).astype(np.float32)
    fine = follow_edges(planes, rng.integers(0, 256, (*size, 3)).astype(np.uint8))
    assert fine.shape == (5, *size)
    assert fine.min() >= 0
    assert fine.max() <= 1
    assert np.abs(fine.sum(0) - 1).mean() < 0.1


def test_a_class_that_is_nowhere_stays_at_zero() -> None:
    planes = coarse(40, 30, 15)
    fine = follow_edges(np.concatenate([planes * 0.99, np.full((1, 40, 30), 0.01, np.float32)]), scene(80, 60, 30))
    assert not fine[2].any()
