"""Confidence of garments: what speaks for one raises it, and it is a probability whatever comes in."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.parsing.confidence import GarmentConfidence, log_odds

SURE = GarmentConfidence(offset=-0.5, pixels=0.8, area=0.4, presence=0.6, usual={"belt": 0.01}, least=0.4)


def test_more_evidence_gives_more_confidence() -> None:
    plain = SURE.probability("belt", 0.6, 0.01, 0.5)
    assert SURE.probability("belt", 0.9, 0.01, 0.5) > plain
    assert SURE.probability("belt", 0.6, 0.02, 0.5) > plain
    assert SURE.probability("belt", 0.6, 0.01, 0.9) > plain
    assert SURE.probability("belt", 0.6, 0.001, 0.1) < plain


def test_without_weights_for_area_and_presence_a_garment_is_as_sure_as_its_pixels() -> None:
    plain = GarmentConfidence(0, 1, 0, 0, {"belt": 0.01}, 0.4)
    assert plain.probability("belt", 0.73, 0.5, 0.01) == pytest.approx(0.73)


@given(pixels=st.floats(0, 1), area=st.floats(0, 1), presence=st.floats(0, 1))
def test_confidence_is_a_probability(pixels: float, area: float, presence: float) -> None:
    assert 0 < SURE.probability("belt", pixels, area, presence) < 1


@pytest.mark.parametrize("probability", [0.0, 1.0, 0.5])
def test_log_odds_are_finite(probability: float) -> None:
    assert math.isfinite(log_odds(probability))
