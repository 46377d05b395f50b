"""What an outfit is for."""

from __future__ import annotations

from typing import Final

OCCASIONS: Final[dict[str, tuple[float, float]]] = {
    "casual": (0.0, 0.5),
    "sporty": (0.0, 0.25),
    "office": (0.35, 0.85),
    "party": (0.4, 1.0),
    "formal": (0.65, 1.0),
}
"""Each with the formality, 0 casual to 1 formal, that its garments have (``embeddings.attributes``)."""
