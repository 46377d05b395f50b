"""Features of garments out of the parser's own tokens."""

from __future__ import annotations

import numpy as np
import pytest

from embeddings.parsing.features import pooled


def tokens() -> np.ndarray:
    """Two kinds of tokens: the left half says (1, 0, 0), the right half (0, 1, 0)."""
    features = np.zeros((3, 6, 4), np.float32)
    features[0, :, :2], features[1, :, 2:] = 1, 1
    return features


def test_a_garment_has_the_features_of_the_tokens_that_it_covers() -> None:
    mask = np.zeros((84, 56), bool)
    mask[20:60, 5:25] = True
    assert pooled(tokens(), mask) == pytest.approx([1, 0, 0])
    assert pooled(tokens(), mask[:, ::-1]) == pytest.approx([0, 1, 0])


def test_tokens_count_by_how_much_of_them_is_covered() -> None:
    mask = np.zeros((84, 56), bool)
    mask[14:28, 14:56] = True  # one token of the left half, two of the right
    assert pooled(tokens(), mask) == pytest.approx(np.array([1, 2, 0]) / 5**0.5)


def test_a_garment_thinner_than_a_token_has_a_unit_vector_too() -> None:
    mask = np.zeros((84, 56), bool)
    mask[40:42, 10:20] = True
    assert np.linalg.norm(pooled(tokens(), mask)) == pytest.approx(1)


def test_an_empty_mask_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        pooled(tokens(), np.zeros((84, 56), bool))
