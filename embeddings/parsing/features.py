"""What the parser's backbone knows of each garment, at no further cost: masked pooling of its last tokens."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from embeddings.parsing.types import Mask


def pooled(features: NDArray[np.float32], mask: Mask) -> NDArray[np.float32]:
    """Unit vector of D: mean of the D×h×w ``features`` over what the H×W ``mask`` covers.

    Each token counts by the share of it that is covered, so a belt thinner than a token has a
    vector too. Raises ``ValueError`` for an empty mask.
    """
    if not mask.any():
        raise ValueError("an empty mask has no features")
    height, width = features.shape[1:]
    cover = cv2.resize(mask.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    vector = np.tensordot(features, cover, 2)
    return (vector / np.linalg.norm(vector)).astype(np.float32)  # type: ignore[no-any-return]
