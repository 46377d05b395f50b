"""Which of some garments are one: what recognition would say of each, computed for all at once."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from embeddings import doubles as module
from embeddings.doubles import LIKELY, doubles
from embeddings.evaluation.doubles import measure
from embeddings.evaluation.studio import Views
from embeddings.evidence import Calibration

CALIBRATION = Calibration(offset=-14.6, slope=18.9)


def towards(*angles: float) -> NDArray[np.float32]:
    """A unit row for each angle in degrees; the cosine of two rows is that of the difference."""
    radians = np.radians(angles)
    return np.stack([np.cos(radians), np.sin(radians)], 1).astype(np.float32)


def ones(count: int) -> NDArray[np.int64]:
    return np.ones(count, np.int64)


def test_two_that_look_the_same_are_found_and_no_others() -> None:
    (found,) = doubles(towards(0, 0, 90), ones(3), CALIBRATION)
    assert (found.one, found.other) == (0, 1) and found.share > LIKELY


def test_of_many_that_look_alike_no_two_stand_out() -> None:
    assert doubles(towards(*[0] * 5), ones(5), CALIBRATION) == []


def test_nothing_is_found_among_one_or_none() -> None:
    assert doubles(towards(0), ones(1), CALIBRATION) == []
    assert doubles(np.zeros((0, 2), np.float32), ones(0), CALIBRATION) == []


@given(st.lists(st.lists(st.integers(0, 90), min_size=1, max_size=3), min_size=2, max_size=7), st.integers(1, 4))
def test_it_is_the_smaller_share_of_either_garment_whatever_the_blocks(angles: list[list[int]], block: int) -> None:
    counts = np.array([len(seen) for seen in angles], np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", block)
        rows = towards(*(angle for seen in angles for angle in seen))
        found = {(one, other): share for one, other, share in doubles(rows, counts, CALIBRATION, 1e-6)}
    odds = np.zeros((len(angles), len(angles)))
    for one, other in combinations(range(len(angles)), 2):
        cosines = (towards(*angles[one]) @ towards(*angles[other]).T).ravel()
        odds[one, other] = odds[other, one] = np.exp(CALIBRATION.log_odds(cosines))
    for one, other in combinations(range(len(angles)), 2):
        share = odds[one, other] / (1 + max(odds[one].sum(), odds[other].sum()))
        assert found.get((one, other), 0.0) == pytest.approx(share, rel=1e-3, abs=2e-6)


def test_the_evaluation_counts_what_is_right_among_what_is_shown() -> None:
    names = [f"g{number}" for number in range(12) for _ in range(2)]
    random = np.random.default_rng(0)
    each = random.normal(size=(12, 64))
    rows = np.repeat(each, 2, 0) + random.normal(0, 0.01, (24, 64))
    vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    flags = np.ones(24, np.bool_)
    views = Views(
        names=names, garment=np.array(names), product=np.array(names), main=np.array([True, False] * 12),
        unseen=flags, category=np.array(["pants"] * 24), embedding=vectors, histogram=vectors,
        lab=np.zeros((24, 3), np.float32),
    )  # fmt: skip
    often, seldom = measure(views, vectors, CALIBRATION, wardrobes=20)
    assert often["doubles"] > seldom["doubles"] > 0
    assert all(row["precision"] == 1 and row["recall"] == 1 for row in often["thresholds"][:4])
